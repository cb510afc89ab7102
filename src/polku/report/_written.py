"""From counts to what is written: what the door lets through, as cells and bars in the page's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from polku.definition import Pilot
from polku.report._blocks import Row
from polku.report._charts import Bar
from polku.report._door import NONE, Count, Shown
from polku.report._language import NO_BREAK, Words

MOST_BARS = 24


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page is about: the pilot, the day of the target group, the last day that is known, the language."""

    pilot: Pilot
    on: date
    until: date
    language: Words

    @property
    def first(self) -> date | None:
        """The pilot's first day, None when it is not known."""
        return self.pilot.period.start if self.pilot.period else None

    def say(self, key: str, **values: str) -> str:
        """A text of the page; `on`, `until` and `days` are at hand in every one."""
        return self.language.say(key, **{**self._days(), **values})

    def _days(self) -> dict[str, str]:
        day = self.language.day
        if self.first is not None and self.first <= self.until:
            days = self.language.say("days.between", first=day(self.first), last=day(self.until))
        else:
            days = self.language.say("days.until", last=day(self.until))
        return {"on": day(self.on), "until": day(self.until), "days": days}

    def figure(self, count: Count, shown: Shown, write: Callable[[int], str] | None = None) -> str:
        """A figure as it leaves; `write` turns the value into text (a plain number by default)."""
        match shown:
            case Shown.SMALL:
                return self.language.say("cell.small").replace(" ", NO_BREAK)
            case Shown.NO:
                return self.language.say("cell.hidden")
        return (write or self.language.number)(count.value)

    def share(self, part: Count, whole: Count, *shown: Shown) -> str:
        """The share of a whole; hidden where any of the figures is, or where there is no whole."""
        if not whole.value or any(state is not Shown.YES for state in shown):
            return self.language.say("cell.hidden")
        return self.language.share(part.value, whole.value)

    def bar(self, label: str, count: Count, shown: Shown) -> Bar:
        """The bar of a figure; a hidden one has no length."""
        line = Line(label, count, shown)
        return Bar(label, line.length, self.figure(count, shown))

    def few(self, rows: Sequence[Bar]) -> str:
        """The first bars in words, for the description of a chart."""
        told = "; ".join(f"{bar.label} {bar.text}" for bar in rows[:6])
        return told if len(rows) <= 6 else f"{told}; …"

    @property
    def thousands(self) -> str:
        """What parts the thousands of a number."""
        return "," if self.language.lang == "en" else NO_BREAK


@dataclass(frozen=True, slots=True)
class Line:
    """A figure with its name and how it leaves."""

    label: str
    count: Count
    shown: Shown

    @property
    def hidden(self) -> bool:
        """Whether the figure does not leave as it is."""
        return self.shown is not Shown.YES

    @property
    def nothing(self) -> bool:
        """Whether it is a shown zero."""
        return not self.hidden and not self.count.value

    @property
    def length(self) -> int:
        """The figure where it is shown, else 0."""
        return 0 if self.hidden else self.count.value


def lines(counts: Mapping[str, Count], shown: Sequence[Shown], name: Callable[[str], str]) -> list[Line]:
    """Counts with their names and how they leave, in the order given."""
    return [Line(name(key), count, state) for (key, count), state in zip(counts.items(), shown, strict=True)]


def largest_first(found: Sequence[Line]) -> list[Line]:
    """By size, then the hidden ones by name, then nothings: the place of a hidden one must not tell its size."""
    return sorted(found, key=lambda line: (line.hidden * 1 + line.nothing * 2, -line.length, line.label))


def counted(asked: Asked, found: Sequence[Line], whole: Count | None = None) -> list[Row]:
    """Table rows of a figure, and of its share where the whole is given."""
    rows = []
    for line in found:
        cells = [asked.figure(line.count, line.shown)]
        if whole is not None:
            small = Shown.SMALL if whole.small else Shown.YES
            cells.append(asked.share(line.count, whole, line.shown, small))
        rows.append(Row(line.label, cells))
    return rows


def drawn(asked: Asked, found: Sequence[Line]) -> list[Bar]:
    """The bars of figures."""
    return [asked.bar(line.label, line.count, line.shown) for line in found]


def total_shown(count: Count) -> Shown:
    """How a total leaves by itself."""
    return Shown.SMALL if count.small else Shown.YES


def every_month(months: Mapping[date, Count]) -> dict[date, Count]:
    """The months from the first to the last one, those without a count too."""
    if not months:
        return {}
    first, last = min(months), max(months)
    spanned = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return {(day := date(n // 12, n % 12 + 1, 1)): months.get(day, NONE) for n in spanned}
