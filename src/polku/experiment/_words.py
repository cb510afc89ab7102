"""The page's words, and how effects, shares and means are written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from polku import page
from polku.experiment._baseline import window_of
from polku.experiment._power import Kind


@dataclass(frozen=True, slots=True)
class Words(page.Words):
    """One of the page's languages: its texts and forms."""

    folder: ClassVar[Path] = Path(__file__).parent / "texts"

    def outcome(self, name: str) -> str:
        """An outcome in words; its id where it has none."""
        stem, days = name.rpartition("-")[0], window_of(name)
        return self.say(f"outcome.{stem}", days=days) if days is not None and self.knows(f"outcome.{stem}") else name

    def part(self, fraction: float) -> str:
        """A share with one decimal where it has one: 12,5 %."""
        return self.percent(f"{100 * fraction:.1f}".removesuffix(".0"))

    def value(self, kind: Kind, value: float) -> str:
        """A mean: a share, days, or whole euros."""
        match kind:
            case "share":
                return self.part(value)
            case "days":
                return self.say("unit.days", n=self.written(f"{value:,.1f}".removesuffix(".0")))
            case "eur":
                return self.money(f"{value:,.0f}")

    def effect(self, kind: Kind, value: float | None) -> str:
        """An effect: percentage points, days, or whole euros; a dash where there is none."""
        if value is None:
            return self.say("none")
        if kind == "share":
            return self.say("unit.points", n=self.written(f"{100 * value:.1f}".removesuffix(".0")))
        return self.value(kind, value)
