"""`polku situation` on the command line, its catalogue, and months added to an earlier run."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from polku.situation import Note, count_day, indicators, months_between, notes
from tests.steps.command_line import content, make_facts, polku, refused, told
from tests.steps.fact_folders import sound

WORDS = ("--format", "csv", "--publish")


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_tables_of_some_months(tmp_path: Path) -> None:
    facts, out = make_facts(tmp_path / "facts"), tmp_path / "out"
    summary = told("situation", facts, "--from", "2021-01", "--to", "2021-02", "--out", out, *WORDS)
    assert set(content(out)) == {"indicators.csv", "published.csv", "definitions.csv", "notes.csv", "situation.json"}
    found = rows(out / "indicators.csv")
    assert summary["indicators"] == len(found)
    assert {row["month"] for row in found} == {"2021-01-01", "2021-02-01"}
    assert {row["indicator"] for row in found} == {one.indicator for one in indicators()}
    alone = {(row["area_kind"], row["area"]): row for row in found if row["indicator"] == "unemployed"
             and row["group"] == "all" and row["month"] == "2021-01-01"}  # fmt: skip
    assert alone[("country", "FI")]["value"] == "3.0"
    assert alone[("municipality", "837")]["value"] == "1.0"
    assert {row["suppressed"] for row in alone.values()} == {"true"}
    assert {row["value"] for row in rows(out / "published.csv") if row["suppressed"] == "true"} == {""}


def test_added_months_are_those_of_one_run(tmp_path: Path) -> None:
    facts, out, whole = make_facts(tmp_path / "facts"), tmp_path / "out", tmp_path / "whole"
    told("situation", facts, "--from", "2021-01", "--to", "2021-02", "--out", out, *WORDS)
    before = (out / "indicators.csv").read_bytes()
    told("situation", facts, "--from", "2021-01", "--to", "2021-03", "--out", out, "--add", *WORDS)
    assert (out / "indicators.csv").read_bytes().startswith(before)
    told("situation", facts, "--from", "2021-01", "--to", "2021-03", "--out", whole, *WORDS)
    assert content(out) == content(whole)


def test_months_are_added_in_parquet_too(tmp_path: Path) -> None:
    facts, out = make_facts(tmp_path / "facts"), tmp_path / "out"
    first = told("situation", facts, "--from", "2021-01", "--to", "2021-01", "--out", out)
    both = told("situation", facts, "--from", "2021-02", "--to", "2021-02", "--out", out, "--add")
    assert both["indicators"] == 2 * first["indicators"]


def test_adding_is_refused_when_the_past_is_another(tmp_path: Path) -> None:
    facts, out = make_facts(tmp_path / "facts"), tmp_path / "out"
    asked = ("situation", facts, "--out", out, *WORDS)
    assert "no earlier run" in refused(*asked, "--from", "2021-01", "--to", "2021-02", "--add")
    told(*asked, "--from", "2021-01", "--to", "2021-02")
    before = content(out)
    assert "without a gap" in refused(*asked, "--from", "2021-04", "--to", "2021-04", "--add")
    assert "without a gap" in refused(*asked, "--from", "2021-01", "--to", "2021-02", "--add")
    later = (*asked, "--from", "2021-01", "--to", "2021-03", "--add")
    assert "known-on" in refused(*later, "--known-on", "2022-01-01")
    make_facts(facts, statuses=[sound("statuses", n, start_date="2021-01-02") for n in range(3)])
    assert "rows of statuses" in refused(*later)
    make_facts(facts, statuses=[sound("statuses", n, end_date="2021-03-31") for n in range(3)])
    assert content(out) == before
    told(*later)


def test_months_that_are_none_are_refused(tmp_path: Path) -> None:
    asked = ("situation", tmp_path, "--out", tmp_path / "out")
    assert "before --from" in refused(*asked, "--from", "2021-02", "--to", "2021-01", code=2)
    assert "no month" in refused(*asked, "--from", "2021-13", "--to", "2021-01", code=2)
    assert polku("situation", "--help").exit_code == 0


@pytest.mark.parametrize(
    ("month", "day"),
    [("2024-03", "2024-03-28"), ("2025-05", "2025-05-30"), ("2021-12", "2021-12-31"), ("2026-04", "2026-04-30")],
)
def test_count_days(month: str, day: str) -> None:
    assert count_day(date.fromisoformat(f"{month}-01")).isoformat() == day


def test_months_between() -> None:
    found = months_between(date(2021, 11, 5), date(2022, 2, 1))
    assert [month.isoformat()[:7] for month in found] == ["2021-11", "2021-12", "2022-01", "2022-02"]


def test_each_indicator_tells_itself_in_three_languages() -> None:
    assert len(indicators()) == 23
    for one in indicators():
        texts = [one.name, one.definition, one.source, *([one.denominator] if one.denominator else [])]
        assert all(text.fi and text.sv and text.en for text in texts), one.indicator
        assert (one.denominator is not None) == (one.kind == "share"), one.indicator
    for note in notes():
        assert note.text.fi, note.note
        assert note.text.sv, note.note
        assert note.text.en, note.note
        assert set(note.indicators) <= {one.indicator for one in indicators()}


def test_a_note_concerns_the_figures_of_its_days() -> None:
    found = {note.note: note for note in notes()}
    june: Note = found["client-register-2025"]
    assert june.concerns("in_services", date(2025, 6, 1), date(2025, 12, 1))
    assert not june.concerns("in_services", date(2025, 7, 1), date(2025, 12, 1))
    assert not june.concerns("unemployed", date(2025, 6, 1), date(2025, 6, 1))
    assert found["areas-2025"].concerns("unemployed", date(2024, 1, 1), date(2025, 1, 1))
