"""The words of the room."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from polku import page


@dataclass(frozen=True, slots=True)
class Words(page.Words):
    """One language: the texts of the end of a pilot, its extension and what is carried over."""

    folder: ClassVar[Path] = Path(__file__).parent / "texts"

    def count(self, key: str, n: int) -> str:
        """The text for one (`key.one`) or for another number (`key`), with the number as {n}."""
        return self.say(f"{key}.one" if n == 1 else key, n=self.number(n))
