"""How records of jobs fall short of life: told twice and not alike, or with an end that nobody told."""

from __future__ import annotations

import numpy as np

from polku.simulation._rates import OPEN, Ints
from polku.simulation._rows import rows_at
from polku.simulation._world import World

REGISTER = 0  # the place of the incomes register among the sources
FULL_TIME = 3750
LATER = (5, 60)  # days after the first telling at which the register tells the job again


def fall_short(rng: np.random.Generator, world: World, jobs: dict[str, Ints]) -> dict[str, Ints]:
    """The jobs as they are recorded.

    Of those that an employer, a provider or the client told some have no end, and some are told again by the register:
    the same employer, days that differ a little, and for half of them other hours. Wages are paid to the true end, and
    once.
    """
    records, n = world.settings.records, len(jobs["person"])
    draw = rng.random((3, n))
    told = (jobs["source"] != REGISTER) & (jobs["recorded"] < OPEN)
    endless = told & (draw[0] < records.no_end)
    again = told & ~endless & (draw[1] < records.twice) & (jobs["own"] == 0)
    shift = rng.integers(-3, 4, (2, n))
    copy = rows_at(jobs | {"shift": shift[0], "late": rng.integers(*LATER, n), "off": shift[1]}, again)
    start = copy["start"] + copy.pop("shift")
    end = np.where(copy["end"] >= OPEN, OPEN, np.maximum(copy["end"] + copy["off"], start))
    copy |= {
        "start": start,
        "end": end,
        "paid": start - 1,
        "hours": np.where(draw[2][again] < 0.5, FULL_TIME, copy["hours"]),
        "source": np.full(len(start), REGISTER),
        "recorded": np.maximum(copy["recorded"], start) + copy.pop("late"),
        "confirmed": np.full(len(start), OPEN),
    }
    first = jobs | {"end": np.where(endless, OPEN, jobs["end"])}
    return {name: np.concatenate([first[name], copy[name]]) for name in jobs}
