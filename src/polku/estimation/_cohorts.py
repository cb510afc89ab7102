"""Since when each unit has had the treatment, read from 0 and 1 by time or from the time of the start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polku.estimation._columns import Numbers, as_numbers, texts
from polku.estimation._panel import Times, begun, by_unit, check_once, times
from polku.estimation._question import Question
from polku.estimation._result import EstimationError
from polku.estimation._sample import Sample, check_columns, check_not_told, sample

NEVER = ("never", "ei koskaan", "aldrig", "inf", "0")
AFTER_ALL = 1e18  # stands for never where every row must have a number


@dataclass(frozen=True, slots=True)
class Cohorts:
    """Rows with unit and time; `first` is by unit the time of its start, inf for never.

    Units with the treatment since the first time show no before: they are left out and counted (`n_always`). `gaps`
    counts units that lack a row at some time.
    """

    made: Sample
    unit: NDArray[np.int64]
    at: Numbers
    first: Numbers
    names: Mapping[float, str]
    n_always: int
    gaps: int

    @property
    def n_never(self) -> int:
        """Units that never had the treatment while they were seen."""
        return int(np.isinf(self.first).sum())

    @property
    def n_treated(self) -> int:
        """Units that began."""
        return len(self.first) - self.n_never


def cohorts(frame: Any, question: Question) -> Cohorts:
    """The table as cohorts; EstimationError where it does not say since when, or nobody is left to compare with."""
    if question.unit is None or question.time is None:
        raise EstimationError("The design staggered needs columns of unit and time: name them with --unit and --time.")
    more = [question.unit, *([question.cluster] if question.cluster else [])]
    check_columns(frame, question, [question.time, *more])
    check_once(frame, question)
    read = times(frame[question.time])
    begins = _begins(frame[question.treatment], read, question)
    place = "the row's time as a number"
    frame = frame.assign(**{place: np.where(read.at < 0, np.nan, read.size[read.at])})
    reader = None if begins is None else lambda _: np.where(np.isinf(begins), AFTER_ALL, begins)
    made = sample(frame, question, treatment=reader, number=[place], code=more)
    at, unit = made.more[place], np.unique(made.more[question.unit], return_inverse=True)[1]
    first = _first(made, unit, at, question, given=begins is not None)
    reach = question.lead or 0
    first = np.where(first > at.max() + reach, np.inf, first)
    always = first - reach <= at.min()
    names = dict(zip(read.size.tolist(), read.names, strict=True))
    kept = ~always[unit]
    made, at = made.keep(kept), at[kept]
    codes, unit = np.unique(unit[kept], return_inverse=True)
    found = Cohorts(made, unit, at, first[codes], names, int(always.sum()), _gaps(unit, at))
    _check(found, question)
    check_not_told(made, (at >= found.first[unit]).astype(float), question.treatment)
    return found


def _begins(column: Any, read: Times, question: Question) -> Numbers | None:
    """By row the time of the unit's start, inf for never; None where the column says 0 and 1 (or treated and not)."""
    known = as_numbers(column)
    if question.treated is not None:
        return None
    if isinstance(known, str):
        return _named(column, read, question)
    given = set(np.unique(known[~np.isnan(known)]))
    if given <= {0.0, 1.0}:
        return None
    if not read.are_numbers:
        raise EstimationError(
            f"{question.treatment} has numbers and {question.time} has texts such as {read.names[0]!r}. Write the "
            "start in the same form as the time, or 0 and 1 by time."
        )
    return np.where(np.isnan(known) | (known == 0), np.inf, known)


def _named(column: Any, read: Times, question: Question) -> Numbers | None:
    text = texts(column)
    place = {name.lower(): size for name, size in zip(read.names, read.size.tolist(), strict=True)}
    known = set(text.dropna().str.lower())
    if len(known) == 2 and not known & set(place):
        return None
    strange = sorted(known - set(place) - set(NEVER))
    if strange:
        raise EstimationError(
            f"The treatment column {question.treatment} has {strange[0]!r}, which is none of the times of "
            f"{question.time}. Write there the time at which the unit began; leave it empty, or write 0, for never."
        )
    return np.array([place.get(one.lower(), np.inf) if isinstance(one, str) else np.inf for one in text])


def _first(made: Sample, unit: NDArray[Any], at: Numbers, question: Question, *, given: bool) -> Numbers:
    least, most = by_unit(made.d, unit)
    if given:
        if (least != most).any():
            raise EstimationError(
                f"{question.treatment} gives one unit several times of start. Write one time for each unit (0 or empty "
                "for never), or 0 and 1 by time."
            )
        return np.where(least >= AFTER_ALL, np.inf, least)
    if (least == most).all():
        raise EstimationError(
            f"{question.treatment} is the same at all times of each unit, so it does not say since when. Write 1 only "
            "from the start on, or the time of the start; with one common start, --design did takes --start."
        )
    first = begun(made.d, unit, at)
    if (made.d < (at >= first[unit])).any():
        raise EstimationError(
            f"{question.treatment} goes back from 1 to 0 in some unit. The design staggered takes a treatment that "
            "stays once it has begun; cut the rows after its end, or use --design did."
        )
    return first


def _gaps(unit: NDArray[Any], at: Numbers) -> int:
    return int((np.bincount(unit) < len(np.unique(at))).sum()) if len(unit) else 0


def _check(found: Cohorts, question: Question) -> None:
    if not found.n_treated:
        raise EstimationError(
            f"No unit of {question.treatment} begins after the first time, so there is no change to be seen. "
            "Bring in times from before the start.",
            "no-before",
        )
    if not found.n_never and len(np.unique(found.first)) < 2:
        raise EstimationError(
            "All units begin at the same time, so nobody shows what would have happened without the treatment. "
            "Bring in units that begin later or never.",
            "nobody-later",
        )
