"""Staggered start: each municipality gets its first day at random."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta

from polku.base import BASIS_POINTS, Period
from polku.base.engine import Columns, Engine
from polku.definition import Experiment
from polku.experiment._errors import DrawError
from polku.experiment._rounding import number, places
from polku.experiment._terms import Terms

STARTS: Columns = {
    "experiment_id": "VARCHAR",
    "municipality": "VARCHAR",
    "arm": "VARCHAR",
    "start_date": "DATE",
    "probability": "DOUBLE",
}


def draw_starts(engine: Engine, terms: Terms) -> None:
    """Keep `starts` (STARTS): the first day of each municipality of the pilot; empty unless the design is staggered.

    The arms are waves, in the file's order, with their shares of the municipalities; the first days of the waves divide
    the experiment's period evenly, from its first day on. Municipality and seed alone decide, not the day of the draw,
    so a newcomer joins the wave of the municipality. Raises DrawError when the period has no end or is too short.
    """
    rows = _starts(terms) if terms.design == "staggered" else []
    engine.load("starts", STARTS, rows)


def wave_days(experiment: Experiment, period: Period | None) -> dict[str, date]:
    """The first day of each wave of a staggered experiment: the period divided evenly, the arms in the file's order.

    period: the experiment's, else the pilot's. Raises DrawError when it has no end or fewer days than there are waves.
    """
    waves = len(experiment.arms)
    if period is None or period.end is None:
        raise DrawError(
            f"Experiment {experiment.id} is staggered, and its period has no end: the first days cannot be divided. "
            f"Write period: {{start: …, end: …}}."
        )
    days = (period.end - period.start).days + 1
    if days < waves:
        raise DrawError(f"Experiment {experiment.id} has {waves} waves in {days} days; each needs a day of its own.")
    return {arm: period.start + timedelta(days=place * days // waves) for place, arm in enumerate(experiment.arms)}


def _starts(terms: Terms) -> list[tuple[object, ...]]:
    first_days = wave_days(terms.experiment, terms.period)
    key = f"{terms.seed}|{terms.id}|start"
    order = sorted(terms.pilot.municipalities, key=lambda code: hashlib.sha256(f"{key}|{code}".encode()).hexdigest())
    counts = places(len(order), [share for _, share in terms.arms], number(key, BASIS_POINTS))
    rows: list[tuple[object, ...]] = []
    for (arm, share), many in zip(terms.arms, counts, strict=True):
        taken, order = order[:many], order[many:]
        rows += [(terms.id, code, arm, first_days[arm], share / BASIS_POINTS) for code in taken]
    return rows
