"""The benchmarks run, and each way to ask gives Polku's answer, on clean facts and on facts with faults planted."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest
from benchmarks import by_hand, in_pandas, product, told
from benchmarks.answers import disagreements
from benchmarks.measures import MEASURES
from benchmarks.place import PILOT, SEED, UNTIL, Clock, Place
from benchmarks.running import DifferentAnswers, Run, Runs, compare, measured

from polku.definition import load_pilot
from polku.simulation import simulate

# Each spoils one thing in one table, and nothing else with it.
PLANTED = {
    "persons": "SELECT * REPLACE (CASE WHEN n = 3 THEN 'q' ELSE sex END AS sex)",
    "residences": "SELECT * REPLACE (CASE WHEN n = 4 THEN '999' ELSE municipality END AS municipality)",
    "statuses": "SELECT * REPLACE (CASE WHEN n IN (5, 50) THEN 'nobody' ELSE person_id END AS person_id)",
    "employment": "SELECT * REPLACE (CASE WHEN n = 6 THEN 200 ELSE weekly_hours END AS weekly_hours)",
    "contacts": "SELECT * REPLACE (CASE WHEN n % 100 = 7 THEN DATE '1066-10-14' ELSE date END AS date)",
    "risk_scores": "SELECT * REPLACE (CASE WHEN n = 8 THEN NULL ELSE scored_on END AS scored_on)",
    "employers": "SELECT * REPLACE (CASE WHEN n = 2 THEN -1 ELSE personnel END AS personnel)",
    "rights": "SELECT * REPLACE (CASE WHEN n = 9 THEN start_date - 1 ELSE end_date END AS end_date)",
}


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("facts")
    pilot = load_pilot(PILOT)
    assert pilot.period is not None
    simulate(pilot, clients=300, seed=SEED, start=pilot.period.start, until=UNTIL, out=folder)
    return folder


@pytest.fixture(scope="module")
def spoilt(facts: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("spoilt")
    connection = duckdb.connect()
    for path in facts.glob("*.parquet"):
        query = PLANTED.get(path.stem, "SELECT *")
        numbered = f"(SELECT *, row_number() OVER () AS n FROM read_parquet('{path}'))"
        rows = f"SELECT * EXCLUDE (n) FROM ({query} FROM {numbered})"
        if path.stem == "participations":
            rows = f"{rows} UNION ALL FROM (FROM read_parquet('{path}') LIMIT 1)"
        connection.execute(f"COPY ({rows}) TO '{folder / path.name}'")
    return folder


def test_every_way_to_target_outcomes_and_settlement_gives_one_answer(facts: Path, tmp_path: Path) -> None:
    place = Place(facts, tmp_path)
    pairs = (
        (product.target, by_hand.target),
        (product.target, in_pandas.target),
        (product.outcomes, by_hand.outcomes),
        (product.outcomes, in_pandas.outcomes),
        (product.settle, by_hand.settle),
        (product.settle, by_hand.settle_one_fee),
    )
    for one, other in pairs:
        ours, theirs = one(place, Clock()), other(place, Clock())
        assert any(ours.values())
        assert ours.keys() >= theirs.keys()
        assert disagreements(ours, theirs) == []


@pytest.mark.parametrize("way", [by_hand.check_errors, in_pandas.check_errors])
def test_every_way_to_check_finds_the_same_faults(spoilt: Path, tmp_path: Path, way) -> None:
    place = Place(spoilt, tmp_path)
    found = product.check_errors(place, Clock())
    assert found.keys() >= {"wrong_value", "unknown_municipality", "unknown_reference", "hours_out_of_range"}
    assert way(place, Clock()) == found


def test_sql_by_hand_finds_no_fault_where_there_is_none(facts: Path, tmp_path: Path) -> None:
    place = Place(facts, tmp_path)
    assert by_hand.check_all(place, Clock()) == product.check_all(place, Clock())


def test_a_measure_runs_in_processes_and_is_told(facts: Path) -> None:
    one = next(measure for measure in MEASURES if measure.name == "target: the question")
    result = measured(one, 800, facts, 1, lambda _: None)
    assert result.product.peak_mb > 10
    table = list(told.markdown([result]))
    assert len(table) == 2 + len(one.references)
    assert table[2].startswith("| target: the question | 800 |")


def test_different_answers_stop_the_run() -> None:
    one = MEASURES[0]
    ours, theirs = Run(1, 1, 1, {"faults": 3}), Runs("SQL by hand", True, [Run(1, 1, 1, {"faults": 2})])
    with pytest.raises(DifferentAnswers, match="SQL by hand differ: faults: 3 and 2"):
        compare(one, ours, theirs)
    with pytest.raises(DifferentAnswers, match="nothing that could be compared"):
        compare(one, ours, Runs("pandas", True, [Run(1, 1, 1, {"people": 2})]))
