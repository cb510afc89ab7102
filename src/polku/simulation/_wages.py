"""Wages: what each employer pays for each month of a job, as the incomes register tells it some weeks later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import numpy as np
import pyarrow as pa

from polku.simulation._benefits import LOOK_BACK
from polku.simulation._columns import days, flags, hundredths, ids, take
from polku.simulation._fitted import value
from polku.simulation._rates import OPEN, SUBSIDISED, Flags, Floats, Ints
from polku.simulation._rows import rows_at
from polku.simulation._world import World, day_number

LEAST, SHAPE, SCALE = (float(value("wage")[name]) for name in ("least", "shape", "scale"))
WEEKS_OF_MONTH = 4.3
LEAST_LATE, MEAN_LATE = 8, 14.0  # days from the month's end until the organiser knows: pay day, report, transfer
LOT = 20_000  # people at a time: months of work are many rows


def hourly(rng: np.random.Generator, n: int) -> Floats:
    """Wages of `n` jobs, in cents an hour."""
    return rng.gamma(SHAPE, SCALE, n) + LEAST


def monthly(wage: Floats, hours: Ints) -> Ints:
    """Wages of a full month in cents, to the whole euro. wage: cents an hour; hours: hundredths of an hour a week."""
    return (np.round(wage * hours / 100 * WEEKS_OF_MONTH / 100) * 100).astype(np.int64)


def earnings(
    rng: np.random.Generator, world: World, first: int, jobs: dict[str, Ints]
) -> Iterator[dict[str, pa.Array]]:
    """Columns of the table `earnings`, lot by lot.

    first: number of the first person. jobs: ordered by person, with `paid`, the last day of wages (before `start`:
    none), and `monthly`, those of a full month in cents. Own business has none. From two years before the first day.
    """
    told = _told(world, jobs)
    cuts = np.searchsorted(told["person"], np.arange(0, int(told["person"].max(initial=0)) + 1 + LOT, LOT))
    for low, high in pairwise(cuts):
        if low < high:
            lot = rows_at(told, np.arange(low, high))
            yield _columns(first, lot, _months(rng, world, lot))


def _told(world: World, jobs: dict[str, Ints]) -> dict[str, Ints]:
    """The paid part of each job in the days that wages are told of, ordered by person, employer and day."""
    window = day_number((world.start - timedelta(days=LOOK_BACK)).replace(day=1))
    names = ("person", "employer", "state", "monthly", "recorded")
    rows = {name: jobs[name] for name in names} | {
        "start": np.maximum(jobs["start"], window),
        "end": np.minimum(jobs["paid"], day_number(world.until)),
    }
    rows = rows_at(rows, (rows["start"] <= rows["end"]) & (jobs["own"] == 0))
    return rows_at(rows, np.lexsort((rows["start"], rows["employer"], rows["person"])))


def _months(rng: np.random.Generator, world: World, jobs: dict[str, Ints]) -> dict[str, Ints]:
    """A row for each job and month, those of one employer in one month together, as far as they are known.

    One person's jobs at one employer do not overlap, so what belongs to one month stands side by side.
    """
    low, high = _month(jobs["start"]), _month(jobs["end"])
    count = high - low + 1
    job = np.repeat(np.arange(len(count), dtype=np.int32), count)
    month = np.arange(len(job)) - np.repeat(np.cumsum(count) - count - low, count)
    begins = _first_days(int(month.max()) + 1)
    whole = np.diff(begins)[month]
    worked = np.minimum(begins[month + 1] - 1, jobs["end"][job]) - np.maximum(begins[month], jobs["start"][job]) + 1
    cents = (2 * jobs["monthly"][job] * worked + whole) // (2 * whole)
    place = np.flatnonzero(_new(jobs["person"][job], jobs["employer"][job], month))
    rows = {
        "job": job[place],
        "month": begins[month[place]],
        "cents": np.add.reduceat(cents, place),
        # A month is subsidised when any of its wages are: nothing subsidised passes for unsubsidised.
        "subsidised": np.maximum.reduceat((jobs["state"] == SUBSIDISED)[job], place),
        "recorded": _recorded(rng, world, begins[month[place] + 1] - 1, jobs["recorded"][job[place]]),
    }
    return rows_at(rows, (rows["recorded"] <= day_number(world.until)) | (rows["recorded"] == OPEN))


def _month(day: Ints) -> Ints:
    """Months from January 1970."""
    return day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)


def _first_days(last: int) -> Ints:
    """First days of the months from January 1970 to the one after `last`."""
    return np.arange(last + 1).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def _new(*columns: Ints) -> Flags:
    """Where a row differs from the one before it."""
    new = np.ones(len(columns[0]), bool)
    new[1:] = np.any([column[1:] != column[:-1] for column in columns], axis=0)
    return new


def _recorded(rng: np.random.Generator, world: World, ends: Ints, job: Ints) -> Ints:
    """The day on which a month's wages are known: some weeks after its end, but never before the job itself.

    ends: the months' last days; job: when the job was recorded. What is older than the first day was always known.
    """
    late = LEAST_LATE + rng.gamma(2.0, MEAN_LATE / 2, len(ends)).astype(np.int64)
    return np.where(ends < day_number(world.start), OPEN, np.maximum(ends + late, np.where(job == OPEN, 0, job)))


def _columns(first: int, jobs: dict[str, Ints], rows: dict[str, Ints]) -> dict[str, pa.Array]:
    """first: number of the first person. The ids are made once for each job."""
    job = pa.array(rows["job"])
    return {
        "person_id": ids("p", first + jobs["person"]).take(job),
        "employer_id": ids("t", jobs["employer"] + 1).take(job),
        "month": days(rows["month"]),
        "eur": hundredths(rows["cents"]),
        "subsidised": flags(rows["subsidised"] > 0),
        "source": take(["register"], np.zeros(len(job), np.int64)),
        "recorded_on": days(rows["recorded"]),
    }
