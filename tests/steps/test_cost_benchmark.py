"""The benchmark of `cost` asks one question: SQL by hand, and OpenFisca where it can be had, give Polku's answer."""

from __future__ import annotations

import math
import subprocess
from pathlib import Path
from typing import Any

import pytest
from benchmarks import cost
from benchmarks.answers import disagreements
from benchmarks.measures import MEASURES
from benchmarks.place import PILOT, SEED, UNTIL_2025, Clock, Place
from benchmarks.running import Run, Runs, compare

from polku import facts
from polku.base.engine import DuckDB
from polku.cost import municipal_share
from polku.definition import load_pilot
from polku.simulation import simulate


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("people")
    pilot = load_pilot(PILOT)
    assert pilot.period is not None
    simulate(pilot, clients=150, seed=SEED, start=pilot.period.start, until=UNTIL_2025, out=folder)
    return folder


def test_sql_by_hand_gives_the_same_share(people: Path, tmp_path: Path) -> None:
    place = Place(people, tmp_path)
    ours = cost.product(place, Clock())
    assert all(ours.values())
    assert cost.by_hand(place, Clock()) == ours


def test_openfisca_that_cannot_be_had_is_told(
    people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refused(*words: Any, **more: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(words, 1, "", "error: no such registry")

    monkeypatch.setattr("benchmarks.cost.subprocess.run", refused)
    clock = Clock()
    place = Place(people, tmp_path)
    assert cost.in_openfisca(place, clock) == {}
    assert math.isnan(clock.seconds)
    assert "OpenFisca-core did not run, its row is left as nan: error: no such registry" in capsys.readouterr().err
    nothing = Runs("OpenFisca-core", True, [Run(clock.seconds, clock.cpu, clock.peak_mb, {})])
    compare(MEASURES[0], Run(1, 1, 1, {"days": 1}), nothing)  # is no difference


def test_openfiscas_answer_is_held_against_ours(people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place, clock = Place(people, tmp_path), Clock()
    told = '{"seconds": 2, "cpu": 1, "cpu_before": 0.5, "peak_mb": 3}'
    with DuckDB() as engine:
        facts.load(engine, people)
        municipal_share(engine, cost.FIRST, cost.LAST)
        ours = cost.told_of(engine.connection, "municipal_share")
        engine.connection.execute(
            "COPY (SELECT * REPLACE (CASE WHEN days = max(days) OVER () THEN share_cents + 1 ELSE share_cents END AS"
            f" share_cents) FROM municipal_share) TO '{tmp_path / 'municipal_share.parquet'}'"
        )
    monkeypatch.setattr(
        "benchmarks.cost.subprocess.run", lambda words, **more: subprocess.CompletedProcess(words, 0, told, "")
    )
    theirs = cost.in_openfisca(place, clock)
    assert (clock.seconds, clock.cpu, clock.peak_mb) == (2, 1, 3)
    assert {line.split(":")[0] for line in disagreements(ours, theirs)} >= {"share_cents", "same_rows"}
