"""Invented people: the same each time, without a fault, of the published shares."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from polku import facts
from polku.base import PolkuError
from polku.base.engine import DuckDB
from polku.definition import MissingPart, Pilot, load_pilot
from polku.simulation import Settings, simulate
from tests.steps.invented import START, UNTIL, one, small

TOLD_TWICE = {"overlapping_jobs"}  # a job that the client told and then the register, or one that has no end


def hashes(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.mark.usefixtures("quick")
def test_the_same_seed_gives_the_same_bytes(pilot: Pilot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small(pilot, tmp_path / "first")
    monkeypatch.setenv("POLKU_THREADS", "1")
    small(pilot, tmp_path / "again")
    small(pilot, tmp_path / "other", seed=2)
    assert hashes(tmp_path / "first") == hashes(tmp_path / "again")
    assert hashes(tmp_path / "first") != hashes(tmp_path / "other")


@pytest.mark.usefixtures("quick")
def test_pieces_do_not_repeat_or_lose_anyone(pilot: Pilot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Made a hundred at a time, ids go on and the stock is whole."""
    monkeypatch.setattr("polku.simulation._simulate.CHUNK", 100)
    counts = small(pilot, tmp_path)
    with DuckDB() as engine:
        found = facts.check(engine, tmp_path, pilot=pilot)
        assert found.errors == 0
        facts.load(engine, tmp_path)
        ids = engine.rows("select count(*), count(distinct person_id), max(person_id) from persons")[0]
    assert ids == (counts["persons"], counts["persons"], f"p{counts['persons']:07}")


@pytest.mark.parametrize("form", ["parquet", "csv"])
@pytest.mark.usefixtures("quick")
def test_nothing_is_faulty(pilot: Pilot, tmp_path: Path, form: Any) -> None:
    counts = small(pilot, tmp_path, form=form)
    with DuckDB() as engine:
        found = facts.check(engine, tmp_path, pilot=pilot)
        assert [str(fault) for fault in found.faults(3) if fault.kind not in TOLD_TWICE] == []
        facts.load(engine, tmp_path)
        for table, count in counts.items():
            assert one(engine, f"select count(*) from {table}") == count, table


@pytest.mark.usefixtures("quick")
def test_both_forms_hold_the_same(pilot: Pilot, tmp_path: Path) -> None:
    small(pilot, tmp_path / "parquet", form="parquet")
    small(pilot, tmp_path / "csv", form="csv")
    tables = []
    for form in ("parquet", "csv"):
        with DuckDB() as engine:
            facts.load(engine, tmp_path / form)
            tables.append([engine.rows(f"select * from {name} order by all") for name in sorted(facts.TABLES)])
    assert tables[0] == tables[1]


def test_a_larger_folder_has_no_errors_and_the_usual_contradictions(folder: Path, pilot: Pilot) -> None:
    with DuckDB() as engine:
        found = facts.check(engine, folder, pilot=pilot)
        assert (found.errors, set(found.by_kind)) == (0, TOLD_TWICE)
        assert 5 < found.warnings < 200


def test_nobody_looks_like_anybody(engine: DuckDB) -> None:
    assert one(engine, r"select bool_and(regexp_full_match(person_id, 'p\d{7}')) from persons")
    assert one(engine, "select bool_and(name like 'Keksitty %' and business_id is null) from employers")


def test_only_truth_json_tells_the_effects(folder: Path) -> None:
    truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    assert truth["seed"] == 5
    assert set(truth["services"]) == {"coaching", "long-coaching", "guidance", "wage-subsidy"}
    assert all(0.9 <= told["leaving_to_work"] <= 1.6 for told in truth["services"].values())
    others = [path for path in folder.iterdir() if path.suffix != ".parquet"]
    assert [path.name for path in others] == ["truth.json"]


@pytest.mark.usefixtures("quick")
def test_an_effect_that_is_given_is_planted_and_changes_no_person(pilot: Pilot, tmp_path: Path) -> None:
    small(pilot, tmp_path / "drawn")
    small(pilot, tmp_path / "given", effects={"coaching": 3.0})
    truth = [json.loads((tmp_path / run / "truth.json").read_text(encoding="utf-8")) for run in ("drawn", "given")]
    drawn, given = ({service: one["leaving_to_work"] for service, one in told["services"].items()} for told in truth)
    assert given == drawn | {"coaching": 3.0}
    before, after = hashes(tmp_path / "drawn"), hashes(tmp_path / "given")
    assert before["persons.parquet"] == after["persons.parquet"]
    assert before["employment.parquet"] != after["employment.parquet"]


@pytest.mark.parametrize(
    ("service", "effect", "said"), [("none", 1.0, "no service none"), ("coaching", 0.0, "above 0")]
)
def test_an_effect_that_cannot_be_is_refused(
    pilot: Pilot, tmp_path: Path, service: str, effect: float, said: str
) -> None:
    with pytest.raises(PolkuError, match=said):
        small(pilot, tmp_path / "out", effects={service: effect})
    assert not (tmp_path / "out").exists()


@pytest.mark.usefixtures("quick")
def test_a_new_run_replaces_the_tables_of_the_old(pilot: Pilot, tmp_path: Path) -> None:
    (tmp_path / "responses.parquet").write_bytes(b"of an earlier run")
    (tmp_path / "persons.csv").write_text("of an earlier run", encoding="utf-8")
    (tmp_path / "mine.txt").write_text("kept", encoding="utf-8")
    small(pilot, tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert "persons.parquet" in names
    assert not {"responses.parquet", "persons.csv"} & names
    assert "mine.txt" in names


@pytest.mark.usefixtures("quick")
def test_a_run_that_breaks_leaves_the_folder_as_it_was(pilot: Pilot, tmp_path: Path) -> None:
    small(pilot, tmp_path)
    before = hashes(tmp_path)

    def interrupted(message: str) -> None:
        if message.startswith("people"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        small(pilot, tmp_path, seed=9, progress=interrupted)
    assert hashes(tmp_path) == before


def test_nothing_is_known_of_the_days_to_come(engine: DuckDB) -> None:
    """But a municipality's end, which the law tells beforehand."""
    for name, table in facts.TABLES.items():
        for column in table.columns:
            if column.kind == "day" and name != "residences":
                assert (one(engine, f"select max({column.name}) from {name}") or UNTIL) <= UNTIL, (name, column.name)


# What may be asked of it


def test_no_clients_give_empty_tables_with_their_columns(pilot: Pilot, tmp_path: Path) -> None:
    counts = small(pilot, tmp_path, clients=0, form="csv")
    assert set(counts.values()) == {0}
    header = (tmp_path / "persons.csv").read_text(encoding="utf-8").splitlines()
    assert len(header) == 1
    assert header[0].replace('"', "").split(",") == [column.name for column in facts.TABLES["persons"].columns]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"clients": -1}, "-1 clients cannot be invented"),
        ({"seed": -3}, "The seed is -3"),
        ({"until": date(2020, 5, 31)}, "before the first day"),
        ({"start": date(1890, 1, 1)}, "cannot be invented"),
    ],
)
def test_what_cannot_be_is_refused(pilot: Pilot, tmp_path: Path, wrong: dict[str, Any], said: str) -> None:
    asked: dict[str, Any] = {"clients": 10, "seed": 1, "start": START, "until": UNTIL} | wrong
    with pytest.raises(PolkuError, match=said):
        simulate(pilot, out=tmp_path / "out", **asked)
    assert not (tmp_path / "out").exists()


def _bare(tmp_path: Path, more: str) -> Pilot:
    path = tmp_path / "pilot.yaml"
    text = "pilot: bare\nname: {fi: Paljas}\nsource: test\norganiser: {id: o, name: O}\nmodel: regional\n"
    path.write_text(text + more, encoding="utf-8")
    return load_pilot(path)


def test_a_pilot_without_municipalities_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(MissingPart, match="municipalities"):
        small(_bare(tmp_path, ""), tmp_path / "out")


@pytest.mark.usefixtures("quick")
def test_municipalities_are_enough(tmp_path: Path) -> None:
    counts = small(_bare(tmp_path, 'municipalities: ["837"]\n'), tmp_path / "out")
    assert counts["persons"] >= 150  # type: ignore[operator]
    assert (counts["enrolments"], counts["participations"]) == (0, 0)


@pytest.mark.usefixtures("quick")
def test_one_day_is_enough(pilot: Pilot, tmp_path: Path) -> None:
    settings = Settings(others=0)
    counts = simulate(pilot, clients=50, seed=1, start=START, until=START, out=tmp_path, settings=settings)
    assert counts["persons"] == 50


@pytest.mark.usefixtures("quick")
def test_general_support_follows_the_law(tmp_path: Path) -> None:
    pilot = _bare(tmp_path, 'municipalities: ["837"]\n')
    simulate(pilot, clients=300, seed=1, start=date(2026, 1, 1), until=date(2026, 8, 31), out=tmp_path / "out")
    with DuckDB() as engine:
        facts.load(engine, tmp_path / "out")
        rows = engine.rows(
            "select benefit, min(start_date), max(coalesce(end_date, date '2026-08-31')) from benefits group by benefit"
        )
    days = {benefit: (first, last) for benefit, first, last in rows}
    assert days["general_support"][0] == date(2026, 5, 1)
    assert days["labour_market_subsidy"][1] == days["basic_allowance"][1] == date(2026, 4, 30)
    assert days["earnings_related_allowance"][1] == date(2026, 8, 31)


# Who they are
