"""`polku path`: its tables to the column and the type, its page, and what it refuses."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.steps.command_line import make_facts, make_pilot, polku, refused, told

TEXT, DAY, NUMBER = "VARCHAR", "DATE", "BIGINT"
TABLES = {
    "transitions": {
        "person_id": TEXT,
        "from_service": TEXT,
        "to_service": TEXT,
        "ended_on": DAY,
        "started_on": DAY,
        "gap_days": NUMBER,
    },
    "waits": {"participation_id": TEXT, "referral_date": DAY, "start_date": DAY, "wait_days": NUMBER},
    "path_breaks": {
        "kind": TEXT,
        "subject": TEXT,
        "participation_id": TEXT,
        "service_id": TEXT,
        "to_service": TEXT,
        "from_date": DAY,
        "to_date": DAY,
        "days": NUMBER,
    },
}


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    return make_facts(tmp_path / "facts")


@pytest.fixture
def pilot(tmp_path: Path) -> Path:
    return make_pilot(tmp_path)


def test_the_tables_have_the_promised_columns(pilot: Path, facts: Path, tmp_path: Path) -> None:
    summary = told("path", pilot, facts, "--until", "31.12.2021", "--out", tmp_path / "out")
    for name, columns in TABLES.items():
        rows = duckdb.execute(f"DESCRIBE SELECT * FROM '{tmp_path / 'out' / name}.parquet'").fetchall()
        assert {row[0]: row[1] for row in rows} == columns
        assert summary[name] >= 0
    assert summary["waits"] == 1


def test_an_empty_table_has_its_header(pilot: Path, facts: Path, tmp_path: Path) -> None:
    done = polku("path", pilot, facts, "--until", "2021-12-31", "--out", tmp_path / "out", "--format", "csv")
    assert done.exit_code == 0
    header = (tmp_path / "out" / "transitions.csv").read_text(encoding="utf-8").splitlines()
    assert header == ["person_id,from_service,to_service,ended_on,started_on,gap_days"]
    assert str(tmp_path / "out" / "path.html") in done.stdout


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_the_page_is_in_the_language_asked_for(pilot: Path, facts: Path, tmp_path: Path, lang: str) -> None:
    polku("path", pilot, facts, "--until", "2021-12-31", "--out", tmp_path / "out", "--lang", lang)
    assert f'<html lang="{lang}">' in (tmp_path / "out" / "path.html").read_text(encoding="utf-8")


def test_what_was_set_aside_is_said_on_the_page(pilot: Path, tmp_path: Path) -> None:
    faulty = [{"person_id": "p1", "municipality": "000", "start_date": "2020-01-01"}]
    facts = make_facts(tmp_path / "facts", residences=faulty)
    aside = ("--quarantine", tmp_path / "aside")
    polku("path", pilot, facts, "--until", "2021-12-31", "--out", tmp_path / "out", "--lang", "en", *aside)
    assert "were set aside" in (tmp_path / "out" / "path.html").read_text(encoding="utf-8")


def test_faulty_facts_and_an_unknown_pilot_are_told_and_nothing_is_written(pilot: Path, tmp_path: Path) -> None:
    faulty = [{"person_id": "nobody", "municipality": "837", "start_date": "2020-01-01"}]
    facts = make_facts(tmp_path / "facts", residences=faulty)
    out = ("--until", "2021-12-31", "--out", tmp_path / "out")
    assert "residences" in refused("path", pilot, facts, *out)
    assert "no-such-pilot" in refused("path", "no-such-pilot", facts, *out)
    assert not (tmp_path / "out").exists()
