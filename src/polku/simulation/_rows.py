"""Rows that are gathered piece by piece as columns."""

from __future__ import annotations

import numpy as np

from polku.simulation._rates import Ints


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


def rows_at(rows: dict[str, Ints], where: np.ndarray) -> dict[str, Ints]:  # type: ignore[type-arg]
    """The rows that a mask or a list of places picks."""
    return {name: values[where] for name, values in rows.items()}
