"""The benchmarks run, and each way to ask gives Polku's answer, on clean facts and on facts with faults planted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from benchmarks import by_hand, in_pandas, product, told
from benchmarks.answers import disagreements
from benchmarks.contracts import make_contracts
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
    "earnings": "SELECT * REPLACE (CASE WHEN n = 9 THEN -1 ELSE eur END AS eur)",
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


def test_every_way_to_settle_one_fee_of_many_contracts_gives_one_answer(tmp_path: Path) -> None:
    facts = tmp_path / "facts"
    make_contracts(1_500, facts)
    place = Place(facts, tmp_path)
    assert product.load_contracts(place, Clock()) == {"errors": 0}
    ours = product.settle_contracts(place, Clock())
    assert ours["lines_of_one_fee"] > 500
    assert by_hand.one_fee_of_all(place, Clock()) == ours
    assert in_pandas.one_fee_of_all(place, Clock()) == ours


def test_facts_made_twice_are_the_same(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        make_contracts(400, tmp_path / folder)
    for name in ("persons.parquet", "participations.parquet", "employment.parquet", "pilot.yaml"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_reference_runs_only_at_its_sizes(tmp_path: Path) -> None:
    make_contracts(300, tmp_path)
    one = next(measure for measure in MEASURES if measure.name == "contracts: reading and checking")
    few = replace(one, references=(*one.references, replace(one.references[0], least=301)))
    many = replace(one, references=(*one.references, replace(one.references[0], needs="no-such-program")))
    for measure in (few, many):
        assert len(measured(measure, 300, tmp_path, 1, lambda _: None).references) == 1


def test_what_a_command_wrote_is_held_against_the_references(tmp_path: Path) -> None:
    make_contracts(300, tmp_path)
    one = next(measure for measure in MEASURES if measure.name == "contracts: the command (checks first)")
    result = measured(one, 300, tmp_path, 1, lambda _: None)
    assert result.product.runs[0].answer["lines_of_one_fee"] == result.references[0].runs[0].answer["lines_of_one_fee"]


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
