"""The page's words and how a language writes its numbers and days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal

import yaml

from polku.base import euros

Language = Literal["fi", "sv", "en"]
LANGUAGES: tuple[Language, ...] = ("fi", "sv", "en")
TEXTS = Path(__file__).parent / "texts"
NO_BREAK = "\u00a0"


@cache
def catalogue(lang: Language) -> Mapping[str, str]:
    """The texts of a language by key."""
    texts: dict[str, str] = yaml.safe_load((TEXTS / f"{lang}.yaml").read_text(encoding="utf-8"))
    return texts


@dataclass(frozen=True, slots=True)
class Words:
    """One of the page's languages: its texts, and its forms of numbers, shares, euros, days and months."""

    lang: Language

    def say(self, key: str, **values: str) -> str:
        """The text under the key, with values put in. KeyError for a key that is not there."""
        return catalogue(self.lang)[key].format(**values)

    def knows(self, key: str) -> bool:
        """Whether there is a text under the key."""
        return key in catalogue(self.lang)

    def number(self, n: int) -> str:
        """A whole number with its thousands apart."""
        return f"{n:,}".replace(",", "," if self.lang == "en" else NO_BREAK)

    def share(self, part: int, whole: int) -> str:
        """A share in whole per cent, half up."""
        percent = (200 * part + whole) // (2 * whole)
        return f"{percent}%" if self.lang == "en" else f"{percent}{NO_BREAK}%"

    def euros(self, cents: int) -> str:
        """A sum of money to the cent; without decimals where it is whole euros."""
        amount = euros(cents)
        text = f"{amount:,.0f}" if cents % 100 == 0 else f"{amount:,.2f}"
        if self.lang == "en":
            return f"€{text}"
        return text.replace(",", NO_BREAK).replace(".", ",") + f"{NO_BREAK}€"

    def day(self, day: date) -> str:
        """14.6.2024, in English 14 June 2024."""
        if self.lang == "en":
            return f"{day.day}{NO_BREAK}{self.say(f'month.{day.month}')} {day.year}"
        return f"{day.day}.{day.month}.{day.year}"

    def days(self, start: date | None, end: date | None) -> str:
        """A period; an end that is not known is left open."""
        first = self.day(start) if start else ""
        last = self.day(end) if end else ""
        return f"{first} – {last}".strip() if self.lang == "en" else f"{first}–{last}"

    def month(self, day: date) -> str:
        """The month of a day: heinäkuu 2024."""
        return f"{self.say(f'month.{day.month}')} {day.year}"

    def short_month(self, day: date) -> str:
        """The month of a day for an axis: 7/2024, in English Jul 2024."""
        if self.lang == "en":
            return f"{self.say(f'month.{day.month}')[:3]} {day.year}"
        return f"{day.month}/{day.year}"
