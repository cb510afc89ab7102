"""The page's words: how an outcome, a figure with its sign, a study and a verdict are said."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from polku import page
from polku.definition import Pilot
from polku.evaluation._conclusions import Conclusion
from polku.evaluation._estimates import Findings, Found
from polku.evaluation._outcomes import Outcome
from polku.evaluation._studies import Study
from polku.page import NO_BREAK

MINUS = "−"


@dataclass(frozen=True, slots=True)
class Words(page.Words):
    """One of the page's languages."""

    folder: ClassVar[Path] = Path(__file__).parent / "texts"

    def amount(self, outcome: Outcome, value: float, sign: bool = True) -> str:
        """A figure in the outcome's unit, with its sign: +3,1 %-yksikköä, −12 päivää, +1 409 €."""
        if not math.isfinite(value):
            return self.say("cell.hidden")
        if outcome.in_euros:
            return self._signed(value, 0, sign, self.money)
        if outcome.measure in ("employed", "open-market"):
            if not sign:
                return self._signed(100 * value, 1, sign, self.percent)
            return self._signed(100 * value, 1, sign, lambda number: self.unit(number, "points"))
        return self._signed(value, 1, sign, lambda number: self.unit(number, "days"))

    def part(self, value: float) -> str:
        """A share with its sign: −3,4 %."""
        return self._signed(100 * value, 1, True, self.percent)

    def unit(self, number: str, unit: str) -> str:
        """A number with a word behind it."""
        return f"{self.written(number)}{NO_BREAK}{self.say(f'unit.{unit}')}"

    def door(self, count: int) -> page.Shown:
        """How a number of people leaves."""
        return page.total_shown(page.people(count))

    def _signed(self, value: float, places: int, sign: bool, write: object) -> str:
        rounded = round(value, places) + 0.0
        text: str = write(f"{abs(rounded):,.{places}f}")  # type: ignore[operator]
        before = MINUS if rounded < 0 else "+" if sign and rounded > 0 else ""
        return f"{before}{text}"


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page is about: the pilot and the language."""

    pilot: Pilot
    words: Words

    def say(self, key: str, **values: object) -> str:
        """A text of the page."""
        return self.words.say(key, **values)

    def service(self, service_id: str | None) -> str:
        """The service's name in the pilot's file; its id where the file does not have it."""
        for service in self.pilot.services:
            if service.id == service_id:
                return service.name.in_language(self.words.lang)
        return service_id or ""

    def study(self, study: Study) -> str:
        """What the study is about, as a heading."""
        if study.kind == "area":
            return self.say("study.area")
        name = self.service(study.service) or study.evaluation
        arm = f" ({study.treated_arm})" if study.group.startswith("arm:") else ""
        return self.say(f"study.{self.way(study)}", name=f"{name}{arm}")

    def way(self, study: Study) -> str:
        """How the study came about, for its texts: an invitation by lot is told otherwise than places by lot."""
        invited = study.experiment is not None and study.experiment.design == "encouragement"
        return "encouragement" if invited else study.kind

    def outcome(self, outcome: Outcome) -> str:
        """The outcome in words, with its payer and its days."""
        payer = f", {self.say(f'payer.{outcome.payer}')}" if outcome.payer else ""
        return f"{self.say(f'outcome.{outcome.measure}', days=self.words.number(outcome.days))}{payer}"

    def interval(self, one: Found) -> str:
        """The 95 % interval in the outcome's unit."""
        low, high = (self.words.amount(one.outcome, end) for end in (one.made.low, one.made.high))
        return self.say("between", low=low, high=high)

    def verdict(self, findings: Findings, one: Found) -> str:
        """What may be said of an estimate: grows, falls, or cannot tell."""
        return self.say(f"verdict.{findings.verdict(one)}")

    def answer(self, one: Conclusion) -> str:
        """What may be said of a conclusion."""
        return self.say(f"answer.{one.verdict}")

    def group(self, group: str) -> str:
        """A group's name; the part behind the study's own."""
        name = group.rsplit("/", 1)[-1]
        return self.say(f"group.{name}") if self.words.knows(f"group.{name}") else name
