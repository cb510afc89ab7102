"""Each command's normal case: what it writes, to the column and the type, and what it tells."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from polku import cost, situation
from polku import path as path_room
from polku.definition import shipped_pilots
from tests.steps.command_line import make_facts, make_pilot, polku, told

# The output tables of the page of commands.
TEXT, DAY, NUMBER = "VARCHAR", "DATE", "BIGINT"
MEMBERS = {"person_id": TEXT, "municipality": TEXT, "reasons": TEXT}
UNDECIDED = {"person_id": TEXT, "missing": TEXT}
OUTCOMES = {
    "participation_id": TEXT,
    "person_id": TEXT,
    "service_id": TEXT,
    "provider_id": TEXT,
    "start_date": DAY,
    "first_job_on": DAY,
    "result_on": DAY,
    "employed_days_90": NUMBER,
    "employed_days_180": NUMBER,
    "employed_days_365": NUMBER,
    "open_market_days_365": NUMBER,
    "education_on": DAY,
    "status_90": TEXT,
    "status_180": TEXT,
    "status_365": TEXT,
}
FEE_LINES = {
    "contract_id": TEXT,
    "subject": TEXT,
    "person_id": TEXT,
    "participation_id": TEXT,
    "fee_id": TEXT,
    "earned_on": DAY,
    "amount_cents": NUMBER,
    "payable_cents": NUMBER,
    "status": TEXT,
    "evidence": TEXT,
}
TABLES = {"members": MEMBERS, "undecided": UNDECIDED, "outcomes": OUTCOMES, "fee_lines": FEE_LINES}
OTHERS = {  # of `run`, beside TABLES
    "transitions": path_room.TRANSITIONS,
    "waits": path_room.WAITS,
    "path_breaks": path_room.PATH_BREAKS,
    "indicators": situation.INDICATORS,
    "published": situation.INDICATORS,
    "definitions": situation.DEFINITIONS,
    "notes": situation.NOTES,
    "municipal_share": cost.MUNICIPAL_SHARE,
    "service_cost": cost.SERVICE_COST,
    "service_cost_split": cost.SERVICE_COST_SPLIT,
}
REPORTS = {"report.html", "report.pdf", "report.xlsx", "situation.json"}


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    return make_facts(tmp_path / "facts")


@pytest.fixture
def pilot(tmp_path: Path) -> Path:
    return make_pilot(tmp_path)


def asked(query: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(query).fetchall()


def columns(path: Path) -> dict[str, str]:
    return {row[0]: row[1] for row in asked(f"DESCRIBE SELECT * FROM '{path}'")}


def rows(path: Path) -> list[tuple[Any, ...]]:
    return asked(f"SELECT * FROM '{path}'")


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def test_target(pilot: Path, facts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    summary = told("target", pilot, facts, "--on", "2021-03-01", "--out", out)
    assert summary == {"errors": 0, "set_aside": {}, "members": 1, "undecided": 1}
    assert {path.name for path in out.iterdir()} == {"members.parquet", "undecided.parquet"}
    assert columns(out / "members.parquet") == MEMBERS
    assert columns(out / "undecided.parquet") == UNDECIDED
    assert rows(out / "members.parquet") == [("p0", "837", "unemployed|under-35")]
    assert rows(out / "undecided.parquet") == [("p2", "municipality")]


def test_days_in_finnish_form(pilot: Path, facts: Path, tmp_path: Path) -> None:
    for on in ("2021-03-01", "1.3.2021", "01.03.2021"):
        told("target", pilot, facts, "--on", on, "--out", tmp_path / on, "--format", "csv")
        assert lines(tmp_path / on / "members.csv") == ["person_id,municipality,reasons", "p0,837,unemployed|under-35"]


def test_outcomes(pilot: Path, facts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert told("outcomes", pilot, facts, "--until", "2022-12-31", "--out", out)["outcomes"] == 1
    assert columns(out / "outcomes.parquet") == OUTCOMES
    assert rows(out / "outcomes.parquet") == [
        (
            *("s0", "p0", "sparring", "provider-a", date(2021, 1, 1), date(2021, 2, 1), date(2021, 3, 2)),
            *(60, 120, 120, 120, None, "unemployed", "unemployed", "none"),
        )
    ]


def test_settle(pilot: Path, facts: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    summary = told("settle", pilot, facts, "--until", "31.12.2021", "--out", out)
    assert (summary["fee_lines"], summary["payable_cents"]) == (3, 100000)
    assert columns(out / "fee_lines.parquet") == FEE_LINES
    due = [row[:-1] for row in rows(out / "fee_lines.parquet")]
    whose = ("contract-a", "p0", "p0", "s0")
    assert due == [
        (*whose, "job-90", date(2021, 5, 1), 80000, 60000, "partly"),
        (*whose, "plan", date(2021, 2, 1), 15000, 15000, "payable"),
        (*whose, "start", date(2021, 1, 1), 25000, 25000, "payable"),
    ]
    evidence = {row[4]: row[-1] for row in rows(out / "fee_lines.parquet")}
    assert "j0" in evidence["job-90"]
    assert "1.5.2021" in evidence["job-90"]
    assert "s0" in evidence["start"]


def test_settle_tells_people_the_sum(pilot: Path, facts: Path, tmp_path: Path) -> None:
    result = polku("settle", pilot, facts, "--until", "2021-12-31", "--out", tmp_path / "out")
    assert result.exit_code == 0
    assert "fee_lines (3 rows)" in result.stdout
    assert "1000.00 EUR" in result.stdout
    assert result.stderr == ""  # progress is for a terminal only


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_run_writes_every_table_and_the_report(pilot: Path, facts: Path, tmp_path: Path, form: str) -> None:
    out = tmp_path / "out"
    summary = told("run", pilot, facts, "--out", out, "--format", form, "--lang", "en")
    assert {path.name for path in out.iterdir()} == {f"{table}.{form}" for table in (*TABLES, *OTHERS)} | REPORTS
    assert {table: summary[table] for table in TABLES} == {"members": 1, "undecided": 1, "outcomes": 1, "fee_lines": 3}
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "Small pilot" in page
    assert "<svg" in page
    for table, kinds in (TABLES | OTHERS).items():
        if form == "parquet":
            assert columns(out / f"{table}.parquet") == kinds
        else:
            assert lines(out / f"{table}.csv")[0] == ",".join(kinds)


def test_csv_as_the_page_says(pilot: Path, facts: Path, tmp_path: Path) -> None:
    """Comma, header, ISO dates, empty = null."""
    told("outcomes", pilot, facts, "--until", "2021-06-01", "--out", tmp_path, "--format", "csv")
    assert lines(tmp_path / "outcomes.csv") == [
        ",".join(OUTCOMES),
        "s0,p0,sparring,provider-a,2021-01-01,2021-02-01,2021-03-02,60,,,,,unemployed,,",
    ]


@pytest.mark.parametrize("form", ["parquet", "csv"])
def test_empty_tables_have_their_header(pilot: Path, tmp_path: Path, form: str) -> None:
    facts = make_facts(tmp_path / "none", **{table: [] for table in make_none()})
    out = tmp_path / "out"
    told("run", pilot, facts, "--out", out, "--until", "2021-12-31", "--format", form)
    for table, kinds in TABLES.items():
        if form == "parquet":
            assert columns(out / f"{table}.parquet") == kinds
            assert rows(out / f"{table}.parquet") == []
        else:
            assert lines(out / f"{table}.csv") == [",".join(kinds)]


def make_none() -> tuple[str, ...]:
    return ("persons", "residences", "statuses", "participations", "milestones", "employment")


@pytest.mark.parametrize("day", ["1900-01-01", "31.12.2100", "0001-01-01", "9999-12-31", "2020-02-29"])
def test_days_outside_the_pilot_and_other_centuries(pilot: Path, facts: Path, tmp_path: Path, day: str) -> None:
    assert told("target", pilot, facts, "--on", day, "--out", tmp_path / "out")["members"] == 0
    before = day < "2021" or day == "31.12.2100"
    served = told("outcomes", pilot, facts, "--until", day, "--out", tmp_path / "out")["outcomes"]
    due = told("settle", pilot, facts, "--until", day, "--out", tmp_path / "out")["payable_cents"]
    assert (served, due) == ((0, 0) if before and day != "31.12.2100" else (1, 100000))


def test_a_new_format_replaces_the_other_and_leaves_what_is_not_its_own(
    pilot: Path, facts: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "notes.txt").write_text("mine")
    for form in ("parquet", "csv", "parquet"):
        told("target", pilot, facts, "--on", "2021-03-01", "--out", out, "--format", form)
        assert {path.name for path in out.iterdir()} == {f"members.{form}", f"undecided.{form}", "notes.txt"}


def test_the_same_run_gives_the_same_bytes(pilot: Path, facts: Path, tmp_path: Path) -> None:
    for n in ("a", "b"):
        told("run", pilot, facts, "--out", tmp_path / n, "--format", "csv")
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_known_on(pilot: Path, facts: Path, tmp_path: Path) -> None:
    """The job was recorded on 2.6.2021, the plan too: a day before, only the start was due."""
    settle = ("settle", pilot, facts, "--until", "2021-12-31", "--out", tmp_path / "out")
    assert told(*settle, "--known-on", "2021-06-02")["payable_cents"] == 100000
    assert told(*settle, "--known-on", "1.6.2021")["payable_cents"] == 25000


def test_check(facts: Path) -> None:
    summary = told("check", facts)
    assert summary["errors"] == 0
    result = polku("check", facts)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[-1] == f"0 errors, {summary['warnings']} warnings."


def test_check_as_json_has_what_the_page_says(tmp_path: Path) -> None:
    facts = make_facts(tmp_path, milestones=[{"participation_id": "s9", "milestone": "plan", "date": "31.2.2021"}])
    result = polku("check", facts, "--json")
    assert (result.exit_code, result.stderr) == (1, "")
    summary = json.loads(result.stdout)
    assert (summary["errors"], summary["warnings"]) == (1, 0)
    (fault,) = summary["faults"]
    wanted = {"table": "milestones", "file": "milestones.csv", "row": 1, "column": "date", "kind": "wrong_value"}
    assert fault | wanted | {"value": "31.2.2021"} == fault
    assert "2024-06-14" in fault["message"]


def test_check_lists_every_fault_for_machines_and_the_first_for_people(tmp_path: Path) -> None:
    facts = make_facts(
        tmp_path, statuses=[{"person_id": f"x{n}", "status": "02", "start_date": "2021-01-01"} for n in range(50)]
    )
    result = polku("check", facts, "--json")
    assert len([one for one in json.loads(result.stdout)["faults"] if one["kind"] == "unknown_reference"]) == 50
    told_people = polku("check", facts).output
    assert "more of unknown_reference" in told_people
    assert "50 errors" in told_people


def test_check_with_a_pilot(pilot: Path, tmp_path: Path) -> None:
    facts = make_facts(tmp_path / "facts")
    (facts / "participations.csv").write_text(
        "participation_id,person_id,service_id,contract_id,start_date\ns0,p0,other,contract-z,2021-01-01\n"
    )
    assert told("check", facts)["warnings"] == 0
    kinds = {one["kind"] for one in told("check", facts, "--pilot", pilot)["faults"]}
    assert {"unknown_service", "unknown_contract"} <= kinds


def test_quarantine_runs_on_with_the_rest(pilot: Path, tmp_path: Path) -> None:
    facts = make_facts(tmp_path / "facts")
    with (facts / "statuses.csv").open("a", encoding="utf-8") as file:
        file.write("p9,unemployed,2021-01-01,\np0,??,2021-01-01,\n")
    words = ("target", pilot, facts, "--on", "2021-03-01", "--out", tmp_path / "out")
    assert polku(*words).exit_code == 1
    assert not (tmp_path / "out").exists() or not list((tmp_path / "out").iterdir())
    summary = told(*words, "--quarantine", tmp_path / "aside")
    assert summary == {"errors": 2, "set_aside": {"statuses": 2}, "members": 1, "undecided": 1}
    kept = lines(tmp_path / "aside" / "statuses.csv")
    assert kept[0] == "row,reasons,person_id,status,start_date,end_date"
    assert [line.split(",")[0] for line in kept[1:]] == ["4", "5"]
    result = polku(*words, "--quarantine", tmp_path / "aside")
    assert result.stdout.splitlines()[0] == "Set aside 2 rows: statuses 2."


def test_pilots(tmp_path: Path) -> None:
    assert list(told("pilot", "list")) == shipped_pilots()
    assert polku("pilot", "list").stdout.count("\n") == len(shipped_pilots())
    for name in shipped_pilots():
        assert told("pilot", "check", name) == {"errors": 0, "warnings": 0, "faults": []}
        for lang in ("fi", "sv", "en"):
            assert polku("pilot", "show", name, "--lang", lang).stdout
    assert json.loads(polku("pilot", "schema").stdout)["$schema"]
    path = tmp_path / "new.yaml"
    assert polku("pilot", "new", "oma-kokeilu", "--out", path).exit_code == 0
    assert polku("pilot", "new", "oma-kokeilu").stdout.strip() == path.read_text(encoding="utf-8").strip()
    assert told("pilot", "check", path)["errors"] == 0


def test_law() -> None:
    keys = told("law", "list")
    assert "daily_amount.labour_market_subsidy" in keys
    shown = told("law", "show", "daily_amount.labour_market_subsidy", "--on", "1.8.2022")
    (value,) = shown["values"]
    assert (value["value"], value["since"], value["unverified"]) == ("35.72", "2022-08-01", False)
    assert value["source"]
    assert "35.72" in polku("law", "show", "daily_amount.labour_market_subsidy").stdout
    assert "911 Valtimo" in polku("law", "municipalities").stdout
    assert "911 Valtimo" not in polku("law", "municipalities", "--on", "2020-01-01").stdout


def test_invented_people_are_sound_and_run(tmp_path: Path) -> None:
    facts = tmp_path / "facts"
    words = ("--clients", "20", "--seed", "7", "--from", "2021-03-01", "--until", "2021-06-30")
    summary = told("simulate", "pirkanmaa-2021", *words, "--out", facts)
    assert summary["persons"] >= 20
    assert "seed" in json.loads((facts / "truth.json").read_text(encoding="utf-8"))
    assert told("check", facts)["errors"] == 0
    assert told("run", "pirkanmaa-2021", facts, "--out", tmp_path / "out")["members"] > 0


HELP = """\
import sys
from polku.cli import main
try:
    main(["--help"], prog_name="polku")
except SystemExit as end:
    assert end.code == 0
heavy = {"duckdb", "pydantic", "numpy", "pyarrow", "sqlglot", "altair", "jinja2", "vl_convert", "yaml"}
print("HEAVY", sorted(heavy & set(sys.modules)))
"""


def test_help_stays_light() -> None:
    done = subprocess.run([sys.executable, "-c", HELP], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "HEAVY []"


def test_every_command_has_help() -> None:
    for words in (
        (),
        *[(name,) for name in ("check", "demo", "law", "outcomes", "pilot", "run", "settle", "simulate", "target")],
        *[("pilot", name) for name in ("list", "show", "check", "schema", "new")],
        *[("law", name) for name in ("list", "show", "municipalities")],
    ):
        result = polku(*words, "--help")
        assert result.exit_code == 0
        assert result.stdout.startswith(f"Usage: {' '.join(('polku', *words))} ")
