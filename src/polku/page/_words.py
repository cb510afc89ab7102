"""A page's words, and how a language writes numbers, shares, euros and days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

from polku.base import euros, finnish_day
from polku.page._columns import Bar
from polku.page._door import Count, Shown
from polku.page._texts import FRAME, NO_BREAK, Language, texts


@dataclass(frozen=True, slots=True)
class Words:
    """A language's texts and forms. A room's own class names the folder of its texts; beneath them are the frame's."""

    lang: Language
    folder: ClassVar[Path] = FRAME

    def say(self, key: str, **values: object) -> str:
        """The text under the key, with values put in. KeyError for a key that is not there."""
        own = texts(self.folder, self.lang)
        return (own[key] if key in own else texts(FRAME, self.lang)[key]).format(**values)

    def knows(self, key: str) -> bool:
        """Whether there is a text under the key."""
        return key in texts(self.folder, self.lang)

    def number(self, n: int) -> str:
        """A whole number with its thousands apart."""
        return self.written(f"{n:,}")

    def share(self, part: int, whole: int) -> str:
        """A share in whole per cent, half up."""
        return self.percent(str((200 * part + whole) // (2 * whole)))

    def rate(self, basis_points: int) -> str:
        """A rate with the decimals it has: 25,5 %, in English 25.5%."""
        return self.percent(f"{(Decimal(basis_points) / 100).normalize():f}")

    def percent(self, number: str) -> str:
        """A number as Python writes it, with the language's per cent sign."""
        return f"{number}%" if self.lang == "en" else f"{self.written(number)}{NO_BREAK}%"

    def euros(self, cents: int) -> str:
        """A sum of money to the cent; without decimals where it is whole euros."""
        amount = euros(cents)
        return self.money(f"{amount:,.0f}" if cents % 100 == 0 else f"{amount:,.2f}")

    def money(self, number: str) -> str:
        """A number as Python writes it, with the language's euro sign."""
        return f"€{number}" if self.lang == "en" else f"{self.written(number)}{NO_BREAK}€"

    def day(self, day: date) -> str:
        """14.6.2024, in English 14 June 2024."""
        if self.lang == "en":
            return f"{day.day}{NO_BREAK}{self.say(f'month.{day.month}')} {day.year}"
        return finnish_day(day)

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

    def written(self, number: str) -> str:
        """A number as Python writes it (1,234.5), in the language's form."""
        return number if self.lang == "en" else number.replace(",", NO_BREAK).replace(".", ",")

    @property
    def thousands(self) -> str:
        """What parts the thousands of a number."""
        return "," if self.lang == "en" else NO_BREAK

    def figure(self, count: Count, shown: Shown, write: Callable[[int], str] | None = None) -> str:
        """A figure as it leaves; `write` turns the value into text (a plain number by default)."""
        match shown:
            case Shown.SMALL:
                return self.say("cell.small").replace(" ", NO_BREAK)
            case Shown.NO:
                return self.say("cell.hidden")
        return (write or self.number)(count.value)

    def share_shown(self, part: Count, whole: Count, *shown: Shown) -> str:
        """The share of a whole; hidden where any of the figures is, or where there is no whole."""
        if not whole.value or any(state is not Shown.YES for state in shown):
            return self.say("cell.hidden")
        return self.share(part.value, whole.value)

    def bar(self, label: str, count: Count, shown: Shown) -> Bar:
        """The bar of a figure; a hidden one has no length."""
        return Bar(label, count.value if shown is Shown.YES else 0, self.figure(count, shown))

    def few(self, rows: Sequence[Bar]) -> str:
        """The first bars in words, for the description of a chart."""
        told = "; ".join(f"{bar.label} {bar.text}" for bar in rows[:6])
        return told if len(rows) <= 6 else f"{told}; …"
