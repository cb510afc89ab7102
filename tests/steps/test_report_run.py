"""`polku run`: its months, its areas, and days of all kinds."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from polku import report
from tests.steps.command_line import PILOT, make_facts, make_pilot, polku, refused, told


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    return make_facts(tmp_path / "facts")


@pytest.fixture
def pilot(tmp_path: Path) -> Path:
    return make_pilot(tmp_path, PILOT.replace("2021-12-31}\nmunicipalities", "2021-04-15}\nmunicipalities"))


def asked(query: str) -> list[tuple[Any, ...]]:
    return duckdb.execute(query).fetchall()


def months(out: Path, table: str) -> list[date]:
    return [month for (month,) in asked(f"SELECT DISTINCT month FROM '{out / f'{table}.parquet'}' ORDER BY 1")]


@pytest.mark.parametrize(
    ("until", "last"),
    [("2021-03-30", 2), ("2021-03-31", 3), ("2021-04-15", 3), ("2022-06-30", 4)],
)
def test_the_picture_has_the_whole_months_of_the_pilot(
    pilot: Path, facts: Path, tmp_path: Path, until: str, last: int
) -> None:
    """The pilot ends on 15 April; its last month is there once it is over."""
    told("run", pilot, facts, "--until", until, "--out", tmp_path / "out")
    assert months(tmp_path / "out", "indicators") == [date(2021, month, 1) for month in range(1, last + 1)]


@pytest.mark.parametrize("until", ["2021-01-15", "1900-01-01"])
def test_before_the_first_month_is_over_there_is_no_picture(
    pilot: Path, facts: Path, tmp_path: Path, until: str
) -> None:
    summary = told("run", pilot, facts, "--until", until, "--out", tmp_path / "out")
    assert summary["indicators"] == summary["published"] == 0
    assert "tilannekuvaa ei ole" in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_costs_go_on_after_the_pilots_end(pilot: Path, facts: Path, tmp_path: Path) -> None:
    """A fee of the client's job is earned after 15 April; the sum of what services cost has it."""
    told("run", pilot, facts, "--until", "2021-12-31", "--out", tmp_path / "out")
    spent = asked(f"SELECT sum(cents), max(month) FROM '{tmp_path / 'out' / 'service_cost.parquet'}'")
    assert spent[0][0] == asked(f"SELECT sum(payable_cents) FROM '{tmp_path / 'out' / 'fee_lines.parquet'}'")[0][0]
    assert spent[0][1] > date(2021, 4, 1)


def test_the_picture_has_the_pilots_areas_with_the_figures_of_all(pilot: Path, facts: Path, tmp_path: Path) -> None:
    """Helsinki is no area of the pilot's: its residents are in the country's figures, which do not change."""
    near, whole = tmp_path / "near", tmp_path / "all"
    told("run", pilot, facts, "--until", "2021-03-31", "--out", near)
    words = ("--from", "2021-01", "--to", "2021-03")
    told("situation", facts, *words, "--pilot", pilot, "--out", whole)
    keys = 'indicator, month, area_kind, area, "group", value, numerator, denominator'
    own = asked(f"SELECT {keys} FROM '{near / 'indicators.parquet'}'")
    everyones = asked(f"SELECT {keys} FROM '{whole / 'indicators.parquet'}'")
    assert {row[3] for row in own} < {row[3] for row in everyones}
    assert {row[3] for row in everyones} - {row[3] for row in own} >= {"091"}
    known = {row[:5] for row in everyones}
    assert not [row for row in own if row[:5] in known and row not in everyones]


def test_months_are_not_added_to_a_runs_picture(pilot: Path, facts: Path, tmp_path: Path) -> None:
    told("run", pilot, facts, "--until", "2021-03-31", "--out", tmp_path)
    words = ("--from", "2021-01", "--to", "2021-05", "--publish", "--add")
    assert "areas" in refused("situation", facts, *words, "--pilot", pilot, "--out", tmp_path)


def test_the_console_says_where_the_report_is(pilot: Path, facts: Path, tmp_path: Path) -> None:
    result = polku("run", pilot, facts, "--until", "2021-03-31", "--out", tmp_path / "out")
    assert str(tmp_path / "out" / "report.html") in result.stdout
    assert "report.pdf and report.xlsx" in result.stdout


@pytest.mark.parametrize("lang", report.LANGUAGES)
def test_a_pilot_without_a_target_group_of_people_runs(tmp_path: Path, facts: Path, lang: report.Language) -> None:
    """No municipality either: every area of the facts is its own."""
    at, end = PILOT.index("municipalities:"), PILOT.index("services:")
    path = make_pilot(tmp_path, PILOT[:at] + PILOT[end:])
    out = tmp_path / "out"
    told("run", path, facts, "--until", "2021-02-28", "--out", out, "--lang", lang)
    assert {"091", "837"} <= {row[0] for row in asked(f"SELECT area FROM '{out / 'indicators.parquet'}'")}
    assert f"/Lang({lang})".encode() in (out / "report.pdf").read_bytes()
