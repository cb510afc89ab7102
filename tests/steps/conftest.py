"""Invented people, made once for all the tests that look at them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from polku import facts
from polku.base.engine import DuckDB, Settings
from polku.definition import Pilot, load_pilot
from polku.simulation import simulate
from tests.steps.invented import CLIENTS, PILOT, START, UNTIL


@pytest.fixture(scope="session")
def pilot() -> Pilot:
    return load_pilot(PILOT)


@pytest.fixture(scope="session")
def folder(pilot: Pilot, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("invented")
    simulate(pilot, clients=CLIENTS, seed=5, start=START, until=UNTIL, out=out)
    return out


@pytest.fixture(scope="session")
def engine(folder: Path, pilot: Pilot) -> Iterator[DuckDB]:
    with DuckDB(Settings(threads=2)) as engine:
        facts.load(engine, folder, pilot=pilot)
        yield engine


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A smaller crowd walks first: enough where the flow is not asked."""
    monkeypatch.setattr("polku.simulation._flow.CROWD", 300)
