"""A staggered start whose effect is known: municipalities drawn into waves, with more work in each from its day on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np

from polku import experiment, facts
from polku.base.engine import DuckDB, Settings
from polku.definition import Pilot

PLACES = (
    "049",
    "091",
    "092",
    "106",
    "108",
    "186",
    "211",
    "235",
    "245",
    "257",
    "418",
    "536",
    "604",
    "837",
    "922",
    "980",
)
EXPERIMENT, START, UNTIL = "starts", date(2022, 1, 1), date(2023, 6, 30)
PEOPLE, BLOCK = 10, 30  # people of a municipality; days in which one job lies
EFFECT = 8  # days at work more in each block
TEXT: dict[str, Any] = {
    "pilot": "steps",
    "name": {"fi": "Askelin", "sv": "I steg", "en": "In steps"},
    "source": "invented",
    "organiser": {"id": "o"},
    "model": "municipal",
    "period": {"start": START, "end": date(2023, 12, 31)},
    "municipalities": list(PLACES),
    "target_group": {"any_of": [{"id": "unemployed", "when": "unemployed"}]},
    "services": [{"id": "coach", "kind": "coaching", "production": "own"}],
    "experiments": [
        {
            "id": EXPERIMENT,
            "service": "coach",
            "design": "staggered",
            "arms": {"first": "25 %", "second": "25 %", "third": "25 %", "last": "25 %"},
            "period": {"start": START, "end": date(2022, 12, 26)},
            "seed": 5,
            "legal_basis": "Keksitty",
            "voluntary": True,
            "everyone_keeps": "Kaikki",
        }
    ],
    "evaluation": [
        {"id": "effect", "experiment": EXPERIMENT, "outcomes": ["employed-days-60d", "employed-days-120d"]},
    ],
}  # fmt: skip


def pilot(**changes: Any) -> Pilot:
    """The pilot, its experiment with some parts in place of the usual ones."""
    return Pilot.model_validate(TEXT | {"experiments": [TEXT["experiments"][0] | changes]})


def people() -> dict[str, list[dict[str, Any]]]:
    """Unemployed people of every municipality, and nothing else."""
    ids = [(f"p{place}-{n}", place) for place in PLACES for n in range(PEOPLE)]
    long_ago = date(2019, 1, 1)
    return {
        "persons": [{"person_id": one, "birth_date": date(1970 + n % 30, 5, 1)} for n, (one, _) in enumerate(ids)],
        "residences": [{"person_id": one, "municipality": place, "start_date": long_ago} for one, place in ids],
        "statuses": [{"person_id": one, "status": "unemployed", "start_date": long_ago} for one, _ in ids],
    }


def world(seed: int, effect: int = EFFECT) -> tuple[Pilot, dict[str, list[dict[str, Any]]], dict[str, date]]:
    """The pilot, the facts with the draw's assignments, and the first day of each municipality as drawn."""
    asked, rows = pilot(seed=seed), people()
    with DuckDB(Settings(threads=1)) as engine:
        facts.put(engine, rows)
        experiment.draw(engine, asked, EXPERIMENT, START)
        starts = dict(engine.rows("SELECT municipality, start_date FROM starts"))
        names = ("person_id", "experiment_id", "arm", "date")
        columns = ", ".join(f'"{name}"' for name in names)
        drawn = [dict(zip(names, row, strict=True)) for row in engine.rows(f"SELECT {columns} FROM drawn")]
    return asked, {**rows, "assignments": drawn, "employment": list(_jobs(rows, starts, seed, effect))}, starts


def _jobs(rows: Any, starts: dict[str, date], seed: int, effect: int) -> Any:
    random = np.random.default_rng(seed)
    level = {place: int(random.integers(0, 8)) for place in PLACES}
    for one in rows["residences"]:
        place = one["municipality"]
        for number in range(-20, (UNTIL - START).days // BLOCK):
            first = START + timedelta(days=number * BLOCK)
            # Whole blocks only: a start lies on the first day of one (waves are 90 days apart).
            days = level[place] + int(random.integers(0, 8)) + number // 6 + (effect if first >= starts[place] else 0)
            if days > 0:
                yield {
                    "employment_id": f"{one['person_id']}/{number}",
                    "person_id": one["person_id"],
                    "start_date": first + timedelta(days=1),
                    "end_date": first + timedelta(days=min(days, BLOCK - 1)),
                    "weekly_hours": 37.5,
                }
