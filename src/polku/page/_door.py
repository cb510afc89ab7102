"""The one door through which figures leave: small cells are hidden, and so is what would reveal them.

A figure that rests on 1-4 people is small. A line of a table with a shown total and only one hidden figure would give
it away, so other figures of the line are hidden as well, until one who takes what is shown from the total cannot narrow
a small figure down: it can still be any of 1-4.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

SMALL_BELOW = 5


class Shown(Enum):
    """How a figure leaves: as it is, as fewer than five, or not at all."""

    YES = "yes"
    SMALL = "small"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Count:
    """A figure and the number of people (or companies) on whom it rests."""

    value: int
    clients: int

    @property
    def small(self) -> bool:
        """Whether the figure rests on 1-4 people."""
        return 0 < self.clients < SMALL_BELOW


NONE = Count(0, 0)
Grid = Sequence[Sequence[Count]]
_Place = tuple[int, int]


def people(n: int) -> Count:
    """A number of people, who rest on themselves."""
    return Count(n, n)


def mask(grid: Grid, *, across: bool = False, down: bool = False) -> list[list[Shown]]:
    """How each figure of a table leaves, in the table's own shape.

    across: the last column is the total of its row; down: the last row is the total of the columns.
    """
    state = [[Shown.SMALL if count.small else Shown.YES for count in row] for row in grid]
    lines = list(_lines(grid, across, down))
    changed = True
    while changed:
        changed = False
        for parts, total in lines:
            if state[total[0]][total[1]] is Shown.YES and _hide_more(grid, state, parts):
                changed = True
    return state


def mask_column(counts: Sequence[Count], total: Count | None = None) -> list[Shown]:
    """How each of the figures leaves that add up to a total that is shown as well (their own sum by default)."""
    total = total or Count(sum(c.value for c in counts), sum(c.clients for c in counts))
    return [row[0] for row in mask([*([count] for count in counts), [total]], down=True)][:-1]


def mask_overlapping(counts: Sequence[Count], whole: Count) -> list[Shown]:
    """The same for groups that overlap within a whole: also hidden is a figure whose rest of the whole is small."""
    if whole.small:
        return [Shown.SMALL if count.value else Shown.YES for count in counts]
    near = [0 < whole.value - count.value < SMALL_BELOW for count in counts]
    state = [
        Shown.SMALL if count.small else Shown.NO if rest else Shown.YES
        for count, rest in zip(counts, near, strict=True)
    ]
    if sum(shown is not Shown.YES for shown in state) == 1:
        left = [i for i, shown in enumerate(state) if shown is Shown.YES and counts[i].value]
        if left:
            state[min(left, key=lambda i: counts[i].value)] = Shown.NO
    return state


def _lines(grid: Grid, across: bool, down: bool) -> Iterator[tuple[list[_Place], _Place]]:
    """Each sum that a reader can work out: the places of its parts and of its total."""
    rows, columns = len(grid), len(grid[0]) if grid else 0
    if across:
        for i in range(rows):
            yield [(i, j) for j in range(columns - 1)], (i, columns - 1)
    if down:
        for j in range(columns):
            yield [(i, j) for i in range(rows - 1)], (rows - 1, j)


def _hide_more(grid: Grid, state: list[list[Shown]], parts: list[_Place]) -> bool:
    """Hide figures of one line until it is safe; whether any was hidden."""
    changed = False
    while not _safe(grid, state, parts):
        left = sorted((grid[i][j].value, i, j) for i, j in parts if state[i][j] is Shown.YES and grid[i][j].value)
        if left:
            _, i, j = next((one for one in left if _safe(grid, state, parts, (one[1], one[2]))), left[0])
            state[i][j] = Shown.NO
        else:  # nothing left to hide behind: the whole line goes, its zeros too
            for i, j in parts:
                state[i][j] = Shown.NO
        changed = True
    return changed


def _safe(grid: Grid, state: list[list[Shown]], parts: list[_Place], more: _Place | None = None) -> bool:
    """Whether each small figure of the line can be any of 1-4, for all that the sum of the hidden ones tells.

    more: a figure that is taken as hidden too.
    """
    hidden = [(i, j) for i, j in parts if state[i][j] is not Shown.YES or (i, j) == more]
    small = sum(state[i][j] is Shown.SMALL for i, j in hidden)
    if not hidden or (small == 0 and len(hidden) == len(parts)):
        return True
    if len(hidden) == 1 or small == 0:
        return len(hidden) > 1
    others = len(hidden) - small  # each at least SMALL_BELOW
    together = sum(grid[i][j].value for i, j in hidden)
    largest = SMALL_BELOW - 1
    lowest = largest + (small - 1) + SMALL_BELOW * others
    return together >= lowest and (others > 0 or together <= 1 + largest * (small - 1))
