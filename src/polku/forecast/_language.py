"""The page's words and how a language writes its numbers and days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from polku.definition import read_yaml

Language = Literal["fi", "sv", "en"]
LANGUAGES: tuple[Language, ...] = ("fi", "sv", "en")
TEXTS = Path(__file__).parent / "texts"
NO_BREAK = "\u00a0"


@cache
def catalogue(lang: Language) -> Mapping[str, str]:
    """The texts of a language by key."""
    texts: dict[str, str] = read_yaml(TEXTS / f"{lang}.yaml").plain()
    return texts


@dataclass(frozen=True, slots=True)
class Words:
    """One of the page's languages: its texts, and its forms of numbers, shares, euros and days."""

    lang: Language

    def say(self, key: str, **values: str) -> str:
        """The text under the key, with values put in. KeyError for a key that is not there."""
        return catalogue(self.lang)[key].format(**values)

    def whole(self, n: int) -> str:
        """A whole number with its thousands apart."""
        return self._written(f"{n:,}")

    def mean(self, n: Decimal) -> str:
        """A mean with one decimal."""
        return self._written(f"{n:,.1f}")

    def percent(self, basis_points: int) -> str:
        """A share in whole per cent, half up."""
        return f"{self.whole((basis_points + 50) // 100)}{'' if self.lang == 'en' else NO_BREAK}%"

    def percents(self, low: int, high: int) -> str:
        """From one share to another."""
        return f"{self.whole((low + 50) // 100)}–{self.percent(high)}"

    def euros(self, cents: int) -> str:
        """A forecast sum in whole euros, half up: it is not known to the cent."""
        amount = self.whole((cents + 50) // 100)
        return f"€{amount}" if self.lang == "en" else f"{amount}{NO_BREAK}€"

    def span(self, low: int, high: int) -> str:
        """From one sum to another."""
        if self.lang == "en":
            return f"{self.euros(low)} – {self.euros(high)}"
        return f"{self.whole((low + 50) // 100)}–{self.euros(high)}"

    def day(self, day: date) -> str:
        """14.6.2024, in English 14 June 2024."""
        if self.lang == "en":
            return f"{day.day}{NO_BREAK}{day:%B} {day.year}"
        return f"{day.day}.{day.month}.{day.year}"

    def _written(self, text: str) -> str:
        if self.lang == "en":
            return text
        return text.replace(",", NO_BREAK).replace(".", ",")
