"""The small pilot whose invented people the tests of simulation look at."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from polku.base.engine import DuckDB
from polku.definition import Pilot
from polku.simulation import simulate

PILOT = Path(__file__).with_name("test_simulation_pilot.yaml")
START, UNTIL = date(2020, 6, 1), date(2022, 12, 31)
CLIENTS = 2000


def one(engine: DuckDB, query: str, **parameters: object) -> Any:
    return engine.rows(query, **parameters)[0][0]


def small(pilot: Pilot, out: Path, seed: int = 1, clients: int = 150, **more: Any) -> dict[str, object]:
    return simulate(pilot, clients=clients, seed=seed, start=START, until=date(2021, 6, 30), out=out, **more)


# What is promised of every folder
