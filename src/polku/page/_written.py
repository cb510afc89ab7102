"""From counts to what is written: what the door lets through, as cells and bars in the page's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from polku.page._blocks import Row
from polku.page._columns import Bar
from polku.page._door import NONE, Count, Shown
from polku.page._words import Words


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


def counted(words: Words, found: Sequence[Line], whole: Count | None = None) -> list[Row]:
    """Table rows of a figure, and of its share where the whole is given."""
    rows = []
    for line in found:
        cells = [words.figure(line.count, line.shown)]
        if whole is not None:
            cells.append(words.share_shown(line.count, whole, line.shown, total_shown(whole)))
        rows.append(Row(line.label, cells))
    return rows


def drawn(words: Words, found: Sequence[Line]) -> list[Bar]:
    """The bars of figures."""
    return [words.bar(line.label, line.count, line.shown) for line in found]


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
