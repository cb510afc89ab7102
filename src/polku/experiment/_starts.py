"""Staggered start: each municipality gets its first day at random."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from polku.base import BASIS_POINTS
from polku.base.engine import Columns, Engine
from polku.experiment._rounding import number, places
from polku.experiment._terms import DrawError, Terms

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


def _starts(terms: Terms) -> list[tuple[object, ...]]:
    period, waves = terms.period, len(terms.arms)
    if period is None or period.end is None:
        raise DrawError(
            f"Experiment {terms.id} is staggered, and its period has no end: the first days cannot be divided. "
            f"Write period: {{start: …, end: …}}. Nothing was drawn."
        )
    days = (period.end - period.start).days + 1
    if days < waves:
        raise DrawError(f"Experiment {terms.id} has {waves} waves in {days} days; each needs a day of its own.")
    key = f"{terms.seed}|{terms.id}|start"
    order = sorted(terms.pilot.municipalities, key=lambda code: hashlib.sha256(f"{key}|{code}".encode()).hexdigest())
    counts = places(len(order), [share for _, share in terms.arms], number(key, BASIS_POINTS))
    rows: list[tuple[object, ...]] = []
    for wave, ((arm, share), many) in enumerate(zip(terms.arms, counts, strict=True)):
        first_day = period.start + timedelta(days=wave * days // waves)
        taken, order = order[:many], order[many:]
        rows += [(terms.id, code, arm, first_day, share / BASIS_POINTS) for code in taken]
    return rows
