"""`polku draw`: its tables to the column and the type, what it refuses, and the register that it leaves."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from polku.base.engine import DuckDB
from polku.definition import load_pilot
from polku.experiment import (
    DrawError,
    ExperimentError,
    chain_held,
    draw,
    experiment_of,
    places,
    read_chain,
    read_exceptions,
    register,
)
from polku.facts import TABLES, load
from tests.steps.command_line import content, polku, refused, told
from tests.steps.experiment_pilot import assignment, make_facts, make_pilot
from tests.steps.fact_folders import Row

DAY = "2021-03-01"
TEXT, NUMBER = "VARCHAR", "BIGINT"
COLUMNS = {
    "assignments": {
        "person_id": TEXT,
        "experiment_id": TEXT,
        "arm": TEXT,
        "date": "DATE",
        "probability": "DOUBLE",
        "block": TEXT,
    },
    "undecided": {"person_id": TEXT, "missing": TEXT},
    "exceptions": {
        "person_id": TEXT,
        "experiment_id": TEXT,
        "arm": TEXT,
        "date": "DATE",
        "reason": TEXT,
        "effect": TEXT,
    },
    "waiting_list": {
        "experiment_id": TEXT,
        "place": NUMBER,
        "person_id": TEXT,
        "date": "DATE",
        "block": TEXT,
        "meets_condition": "BOOLEAN",
    },
    "starts": {
        "experiment_id": TEXT,
        "municipality": TEXT,
        "arm": TEXT,
        "start_date": "DATE",
        "probability": "DOUBLE",
    },
}


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    return make_facts(tmp_path / "facts")


@pytest.fixture
def pilot(tmp_path: Path) -> Path:
    return make_pilot(tmp_path)


def words(pilot: Path, facts: Path, out: Path, on: str = DAY, *more: str | Path) -> list[str | Path]:
    return ["draw", pilot, facts, "--experiment", "places", "--on", on, "--out", out, *more]


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_tables_have_the_promised_columns(pilot: Path, facts: Path, tmp_path: Path) -> None:
    summary = told(*words(pilot, facts, tmp_path / "out"))
    for name, columns in COLUMNS.items():
        found = duckdb.execute(f"DESCRIBE SELECT * FROM '{tmp_path / 'out' / name}.parquet'").fetchall()
        assert {row[0]: row[1] for row in found} == columns
    assert COLUMNS["assignments"] == dict(TABLES["assignments"].engine_columns)
    assert (summary["assignments"], summary["waiting_list"], summary["starts"]) == (12, 6, 0)
    record = json.loads((tmp_path / "out" / "draw.json").read_text(encoding="utf-8"))
    assert record == summary["draw"]
    assert record["blocks"] == {place: {"offered": 2, "waiting": 2} for place in ("211", "536", "837")}
    assert (record["seed"], record["on"], record["arms"]) == (7, DAY, {"offered": 0.5, "waiting": 0.5})
    assert record["legal_basis"] == {"fi": "Laki 1269/2020"}


def test_what_is_written_is_read_as_facts_and_newcomers_are_drawn(pilot: Path, facts: Path, tmp_path: Path) -> None:
    polku(*words(pilot, facts, tmp_path / "out", DAY, "--format", "csv"))
    first = rows(tmp_path / "out" / "assignments.csv")
    more = make_facts(tmp_path / "more", 15, assignments=first)
    with DuckDB() as engine:
        assert load(engine, more).errors == 0
    polku(*words(pilot, more, tmp_path / "next", "2021-03-02", "--format", "csv"))
    second = rows(tmp_path / "next" / "assignments.csv")
    assert {row["person_id"] for row in second} == {"p12", "p13", "p14"}
    waiting = rows(tmp_path / "next" / "waiting_list.csv")
    assert [row["date"] for row in waiting] == sorted(row["date"] for row in waiting)
    assert len(read_chain(tmp_path / "draws.jsonl")) == 2


def test_the_same_draw_again_is_the_same_and_another_is_refused(pilot: Path, facts: Path, tmp_path: Path) -> None:
    polku(*words(pilot, facts, tmp_path / "out"))
    line = (tmp_path / "draws.jsonl").read_bytes()
    assert told(*words(pilot, facts, tmp_path / "out2"))["again"] is True
    assert content(tmp_path / "out") == content(tmp_path / "out2")
    assert (tmp_path / "draws.jsonl").read_bytes() == line
    other_seed = make_pilot(tmp_path, seed="seed: 8")
    text = refused(*words(other_seed, facts, tmp_path / "out3"))
    assert "already drawn on 2021-03-01" in text
    assert "line 1" in text
    assert "draw newcomers on the next" in text
    assert not (tmp_path / "out3").exists()


def test_other_people_or_exceptions_on_the_day_are_another_draw(pilot: Path, facts: Path, tmp_path: Path) -> None:
    polku(*words(pilot, facts, tmp_path / "out"))
    assert "the people are others" in refused(*words(pilot, make_facts(tmp_path / "more", 13), tmp_path / "b"))
    listed = tmp_path / "exceptions.csv"
    listed.write_text("person_id,reason\np3,Leikkaus\n", encoding="utf-8")
    assert "the exceptions are others" in refused(*words(pilot, facts, tmp_path / "c", DAY, "--exceptions", listed))


def test_an_earlier_draw_is_not_forgotten(pilot: Path, facts: Path, tmp_path: Path) -> None:
    """Neither by leaving its people out of the facts, nor by going back in days, nor by changing the shares."""
    polku(*words(pilot, facts, tmp_path / "out", DAY, "--format", "csv"))
    assert "the facts have none of them" in refused(*words(pilot, facts, tmp_path / "b", "2021-03-02"))
    assert "Days of draws go forward" in refused(*words(pilot, facts, tmp_path / "b", "2021-02-28"))
    first = rows(tmp_path / "out" / "assignments.csv")
    more = make_facts(tmp_path / "more", 14, assignments=first)
    changed = make_pilot(tmp_path, arms="{offered: 0.6, waiting: 0.4}")
    assert "other arms, blocks or seed" in refused(*words(changed, more, tmp_path / "b", "2021-03-02"))
    fewer = make_facts(tmp_path / "fewer", 14, assignments=first[1:])
    usual = make_pilot(tmp_path)
    missing = polku(*words(usual, fewer, tmp_path / "d", "2021-03-02"))
    assert "The facts lack 1 people of earlier draws" in missing.stdout


def test_the_facts_guard_too_where_the_register_is_another(pilot: Path, facts: Path, tmp_path: Path) -> None:
    polku(*words(pilot, facts, tmp_path / "out", DAY, "--format", "csv"))
    first = rows(tmp_path / "out" / "assignments.csv")
    other = ("--register", tmp_path / "elsewhere" / "draws.jsonl")
    same = make_facts(tmp_path / "same", assignments=first)
    assert told(*words(pilot, same, tmp_path / "again", DAY, *other))["assignments"] == 12
    more = make_facts(tmp_path / "more", 14, assignments=first)
    assert "already hold a draw" in refused(*words(pilot, more, tmp_path / "b", DAY, *other))
    assert "on a day after" in refused(*words(pilot, more, tmp_path / "b", "2021-02-01", *other))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"voluntary": "false"}, "is not voluntary"),
        ({"arms": "{offered: 0.5, waiting: 0.4}"}, "add up to 90 %"),
        ({"arms": "{offered: 1}"}, "two or more"),
        ({"arms": "{}"}, "two or more"),
        ({"arms": "{offered: 0.5, waiting: 0.5, never: 0}"}, "nobody can be drawn into never"),
        ({"block_by": "[shoe_size]"}, "shoe_size"),
        ({"block_by": "[person_id]"}, "everyone would be a block"),
        ({"design": "invented: false"}, "experiments.places.design"),
        ({"seed": "invented: false"}, "experiments.places.seed"),
        ({"target_group": "takeover: 2021-01-01"}, "target_group"),
        ({"design": "design: staggered", "block_by": "[risk_band]"}, "municipalities are drawn"),
    ],
)
def test_what_the_file_does_not_allow_is_told(facts: Path, tmp_path: Path, changes: dict[str, str], said: str) -> None:
    assert said in refused(*words(make_pilot(tmp_path, **changes), facts, tmp_path / "out"))
    assert not (tmp_path / "out").exists()
    assert not (tmp_path / "draws.jsonl").exists()


@pytest.mark.parametrize("text", ["legal_basis", "everyone_keeps", "voluntary"])
def test_without_the_three_texts_the_file_is_refused(pilot: Path, facts: Path, tmp_path: Path, text: str) -> None:
    kept = [line for line in pilot.read_text(encoding="utf-8").splitlines() if text not in line]
    pilot.write_text("\n".join(kept), encoding="utf-8")
    assert text in refused(*words(pilot, facts, tmp_path / "out"))


@pytest.mark.parametrize(("day", "said"), [("2021-12-31", "is over"), ("2020-12-31", "not yet begun")])
def test_a_day_outside_the_experiment_is_refused(pilot: Path, facts: Path, tmp_path: Path, day: str, said: str) -> None:
    assert said in refused(*words(pilot, facts, tmp_path / "out", day))


def test_the_only_experiment_need_not_be_named(pilot: Path, facts: Path, tmp_path: Path) -> None:
    asked: list[str | Path] = ["--on", DAY, "--out", tmp_path / "out"]
    assert told("draw", pilot, facts, *asked)["draw"]["experiment"] == "places"
    text = pilot.read_text(encoding="utf-8")
    start, end = text.index("  - id: places"), text.index("evaluation:")
    pilot.write_text(text[:end] + text[start:end].replace("places", "others") + text[end:], encoding="utf-8")
    assert "several experiments: places, others" in refused("draw", pilot, facts, *asked)
    pilot.write_text(text[: text.index("experiments:")], encoding="utf-8")
    assert "draw needs experiments" in refused("draw", pilot, facts, *asked)


def test_nobody_an_unknown_experiment_and_unknown_facts_are_told(pilot: Path, tmp_path: Path) -> None:
    nobody = make_facts(tmp_path / "nobody", 2, statuses=[])
    assert "Nobody meets the condition" in refused(*words(pilot, nobody, tmp_path / "out"))
    with pytest.raises(ExperimentError, match=r"has no experiment other\. It has places"):
        experiment_of(load_pilot(pilot), "other")
    arms = make_facts(tmp_path / "arms", 3, assignments=[assignment("p0", "2021-02-01", arm="green")])
    assert "that its file does not have: green" in refused(*words(pilot, arms, tmp_path / "out"))
    twice = [assignment("p0", "2021-02-01"), assignment("p0", "2021-02-02", arm="waiting")]
    facts = make_facts(tmp_path / "twice", 3, assignments=twice)
    assert "more than one assignment" in refused(*words(pilot, facts, tmp_path / "out"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("person_id\np1\n", "lacks reason"),
        ("person_id,reason\np1,\n", "line 2: the reason is missing"),
        ("person_id,reason\np1,Syy\np1,Toinen\n", "line 3: p1 stands there already"),
        ("person_id,reason\nnobody,Syy\n", "not in the facts: nobody"),
    ],
)
def test_a_faulty_list_of_exceptions_is_told(pilot: Path, facts: Path, tmp_path: Path, text: str, said: str) -> None:
    listed = tmp_path / "exceptions.csv"
    listed.write_text(text, encoding="utf-8")
    assert said in refused(*words(pilot, facts, tmp_path / "out", DAY, "--exceptions", listed))


def test_exceptions_are_listed_and_counted_without_an_arm(pilot: Path, facts: Path, tmp_path: Path) -> None:
    listed = tmp_path / "exceptions.csv"
    listed.write_text("person_id,reason\np3,Leikkaus huomenna\n", encoding="utf-8-sig")
    assert read_exceptions(listed) == {"p3": "Leikkaus huomenna"}
    out = tmp_path / "out"
    record = told(*words(pilot, facts, out, DAY, "--exceptions", listed, "--format", "csv"))["draw"]
    assert (record["counts"]["exceptions"], record["counts"]["left_out"], record["counts"]["drawn"]) == (1, 1, 11)
    assert rows(out / "exceptions.csv")[0] | {"experiment_id": ""} == {
        "person_id": "p3",
        "experiment_id": "",
        "arm": "",
        "date": DAY,
        "reason": "Leikkaus huomenna",
        "effect": "left_out",
    }
    assert "p3" not in {row["person_id"] for row in rows(out / "assignments.csv")}
    assert "p3" not in (tmp_path / "draws.jsonl").read_text(encoding="utf-8")


def test_municipalities_start_on_days_that_are_drawn(facts: Path, tmp_path: Path) -> None:
    """Four municipalities in two waves, half a year apart; a newcomer has the wave of the municipality."""
    changes = {"design": "design: staggered", "arms": "{spring: 0.5, autumn: 0.5}"}
    pilot = make_pilot(tmp_path, **changes)
    polku(*words(pilot, facts, tmp_path / "out", DAY, "--format", "csv"))
    starts = {row["municipality"]: row for row in rows(tmp_path / "out" / "starts.csv")}
    assert set(starts) == {"837", "536", "211", "108"}
    assert sorted(row["arm"] for row in starts.values()) == ["autumn", "autumn", "spring", "spring"]
    assert {row["arm"]: row["start_date"] for row in starts.values()} == {
        "spring": "2021-01-01",
        "autumn": "2021-07-02",
    }
    first = rows(tmp_path / "out" / "assignments.csv")
    homes = {row["person_id"]: row["municipality"] for row in rows(facts / "residences.csv")}
    assert all(row["arm"] == starts[homes[row["person_id"]]]["arm"] for row in first)
    assert {(row["probability"], row["block"]) for row in first} == {("0.5", "all")}
    assert rows(tmp_path / "out" / "waiting_list.csv") == []
    polku(*words(pilot, make_facts(tmp_path / "more", 15, assignments=first), tmp_path / "b", "2021-04-01"))
    found = duckdb.execute(f"SELECT person_id, arm FROM '{tmp_path / 'b' / 'assignments.parquet'}'").fetchall()
    assert dict(found) == {f"p{n}": starts[("837", "536", "211")[n % 3]]["arm"] for n in (12, 13, 14)}


def test_who_is_not_invited_does_not_wait(facts: Path, tmp_path: Path) -> None:
    pilot = make_pilot(tmp_path, design="design: encouragement", arms="{invited: 0.25, waiting: 0.75}", block_by="[]")
    summary = told(*words(pilot, facts, tmp_path / "out"))
    assert summary["waiting_list"] == 0
    assert summary["draw"]["blocks"] == {"all": {"invited": 3, "waiting": 9}}


def test_a_register_that_was_altered_or_is_held_is_not_written(pilot: Path, facts: Path, tmp_path: Path) -> None:
    polku(*words(pilot, facts, tmp_path / "out", DAY, "--format", "csv"))
    path = tmp_path / "draws.jsonl"
    whole = path.read_text(encoding="utf-8")
    for broken in (whole.replace('"drawn":12', '"drawn":11'), whole[:-1], whole + "{}\n", "x" + whole):
        path.write_text(broken, encoding="utf-8")
        assert "is not what was written" in refused(*words(pilot, facts, tmp_path / "again"))
    path.write_text(whole, encoding="utf-8")
    with chain_held(path), pytest.raises(ExperimentError, match="Another run is writing"), chain_held(path):
        pass
    shutil.rmtree(tmp_path / "out")
    path.unlink()
    path.mkdir()
    assert "is a folder" in refused(*words(pilot, facts, tmp_path / "again"))


def test_a_draw_of_a_library_is_registered_by_hand(pilot: Path, facts: Path, tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    with DuckDB() as engine, chain_held(path) as entries:
        load(engine, facts)
        drawn = draw(engine, load_pilot(pilot), "places", date(2021, 3, 1))
        assert register(path, entries, drawn).again is False
        assert register(path, read_chain(path), drawn).again is True
        with pytest.raises(DrawError, match="not in the facts"):
            draw(engine, load_pilot(pilot), "places", date(2021, 3, 1), {"nobody": "Syy"})


@pytest.mark.parametrize(("people", "shares"), [(1, (5000, 5000)), (3, (3333, 3333, 3334)), (7, (1, 9999))])
def test_over_all_offsets_each_arm_has_its_exact_share(people: int, shares: tuple[int, ...]) -> None:
    sums = [0] * len(shares)
    for offset in range(10_000):
        found = places(people, shares, offset)
        assert sum(found) == people
        sums = [total + many for total, many in zip(sums, found, strict=True)]
    assert sums == [people * share for share in shares]


@pytest.mark.parametrize(("shares", "offset"), [((5000, 4000), 0), ((11000, -1000), 0), ((5000, 5000), 10_000)])
def test_shares_that_are_none_are_refused(shares: tuple[int, ...], offset: int) -> None:
    with pytest.raises(ValueError, match="add up"):
        places(3, shares, offset)


def test_help_names_the_columns_of_exceptions() -> None:
    shown: Any = polku("draw", "--help").stdout
    assert "person_id, reason" in shown
