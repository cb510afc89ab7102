"""Units and times: which unit at which time, each pair once, and since when a unit has had the treatment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polku.estimation._columns import Numbers, as_numbers, codes, texts
from polku.estimation._question import Question
from polku.estimation._result import EstimationError


@dataclass(frozen=True, slots=True)
class Times:
    """The different times in order: each row's place among them, what they are called, and their size.

    The size of a time that is no number (2024-03) is its place.
    """

    at: NDArray[np.int64]
    names: tuple[str, ...]
    size: Numbers
    are_numbers: bool


def find(name: str, names: tuple[str, ...]) -> int:
    """The place of a time among the times; EstimationError where the table does not have it."""
    if name.strip() not in names:
        raise EstimationError(f"The table has no time {name!r}. Its times are {_few(names)}.")
    return names.index(name.strip())


def times(column: Any) -> Times:
    """The times, numbers by size and texts (2024-03) by letters; -1 where it is empty."""
    read = as_numbers(column)
    if isinstance(read, str):
        text = texts(column)
        names = tuple(sorted(text.dropna().unique()))
        place = {name: index for index, name in enumerate(names)}
        return Times(
            np.array([place.get(one, -1) for one in text], dtype=np.int64),
            names,
            np.arange(len(names), dtype=float),
            False,
        )
    known = np.unique(read[~np.isnan(read)])
    at = np.where(np.isnan(read), -1, np.searchsorted(known, read))
    return Times(at.astype(np.int64), tuple(f"{one:.10g}" for one in known), known, True)


def check_once(frame: Any, question: Question) -> None:
    """EstimationError that names the first unit and time that stand in two rows, or a table without a before."""
    if question.unit is None or question.time is None:
        return
    unit, at = codes(frame[question.unit]), times(frame[question.time])
    if len(at.names) < 2:
        raise EstimationError(
            f"The time column {question.time} has one value only ({_few(at.names)}). A difference in differences needs "
            "rows from before and after."
        )
    pair = unit * len(at.names) + at.at
    _, first, count = np.unique(pair, return_index=True, return_counts=True)
    if (count > 1).any():
        row = first[count > 1].min()
        raise EstimationError(
            f"{question.unit} {frame[question.unit].iloc[row]} has more than one row for {question.time} "
            f"{frame[question.time].iloc[row]} ({int((count > 1).sum())} such pairs). Each unit and time needs one "
            "row: add the rows up or take their mean first, or use a finer --unit."
        )


def by_unit(d: Numbers, unit: NDArray[Any]) -> tuple[Numbers, Numbers]:
    """The least and the largest value of each unit, at the unit's code."""
    least, most = np.full(unit.max() + 1, np.inf), np.full(unit.max() + 1, -np.inf)
    np.minimum.at(least, unit, d)
    np.maximum.at(most, unit, d)
    return least, most


def begun(d: Numbers, unit: NDArray[Any], at: NDArray[Any]) -> Numbers:
    """The first time at which each unit has the treatment, at the unit's code; inf where it never has."""
    first = np.full(unit.max() + 1, np.inf)
    np.minimum.at(first, unit[d == 1], at[d == 1].astype(float))
    return first


def _few(names: tuple[str, ...]) -> str:
    return ", ".join(names[:6]) + (f", … {names[-1]}" if len(names) > 6 else "")
