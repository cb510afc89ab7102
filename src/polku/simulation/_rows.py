"""Rows that are gathered piece by piece as columns."""

from __future__ import annotations

import numpy as np

from polku.simulation._rates import Flags, Ints


class Rows:
    """Columns of whole numbers under the given names, grown piece by piece. Days count from 1.1.1970."""

    def __init__(self, *names: str) -> None:
        self._pieces: dict[str, list[Ints]] = {name: [] for name in names}

    def add(self, **columns: Ints | int) -> None:
        """One more piece; a single number stands for all its rows. Every column is to be given."""
        length = max(np.size(values) for values in columns.values() if not np.isscalar(values))
        for name, pieces in self._pieces.items():
            pieces.append(np.broadcast_to(np.asarray(columns[name], np.int64), (length,)))

    def sorted(self, *by: str) -> dict[str, Ints]:
        """All rows, ordered by the named columns, the first one first."""
        whole = {
            name: np.concatenate(pieces) if pieces else np.zeros(0, np.int64) for name, pieces in self._pieces.items()
        }
        return rows_at(whole, np.lexsort([whole[name] for name in reversed(by)]))


def rows_at(rows: dict[str, Ints], where: Ints | Flags) -> dict[str, Ints]:
    """The rows that a mask or a list of places picks."""
    return {name: values[where] for name, values in rows.items()}


def covering(windows: dict[str, Ints], person: Ints, day: Ints) -> Ints:
    """Position of the latest window of the same person that begins on or before the day; -1 when there is none.

    `windows` are rows ordered by person and start.
    """
    if not len(windows["person"]):
        return np.full(len(person), -1, np.int64)
    found = np.searchsorted(_key(windows["person"], windows["start"]), _key(person, day), side="right") - 1
    return np.where((found >= 0) & (windows["person"][found] == person), found, -1)


def _key(person: Ints, day: Ints) -> Ints:
    """One number that orders by person and then by day (days from 1860 to 2400)."""
    return person * 400_000 + np.clip(day, -40_000, 300_000) + 40_000


def cut_at(rows: dict[str, Ints], last: Ints | int) -> dict[str, Ints]:
    """Rows that go on past the day `last` (one for all, or each its own) are cut there; the order is kept."""
    last = np.broadcast_to(np.asarray(last, np.int64), rows["start"].shape)
    cut = (rows["start"] <= last) & (rows["end"] > last)
    parts = np.where(cut, 2, 1)
    whole = rows_at(rows, np.repeat(np.arange(len(parts)), parts))
    second = np.cumsum(parts)[cut] - 1
    whole["start"][second] = last[cut] + 1
    whole["end"][second - 1] = last[cut]
    return whole
