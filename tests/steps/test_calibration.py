"""Invented people beside published figures: within the stated bands, and the page says what is so."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from polku import cost, facts
from polku.base.engine import DuckDB
from polku.definition import read_yaml
from tests.house.tree import ROOT
from tests.readings.brackets import ALL, numbered, shared, weekdays
from tests.steps.calibration import PAGE, UNTIL, measure
from tests.steps.published import FIGURES, Figure


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[tuple[str, str], float]]:
    folder = tmp_path_factory.mktemp("calibration")
    return folder, measure(folder)


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: f"{figure.world} {figure.id}")
def test_a_published_figure_is_met_within_its_band(
    figure: Figure, invented: tuple[Path, dict[tuple[str, str], float]]
) -> None:
    found = invented[1][figure.world, figure.id]
    assert abs(found / figure.published - 1) <= figure.band, f"{found:.3f} for {figure.published:.3f}"


def test_the_page_tells_what_is_so(invented: tuple[Path, dict[tuple[str, str], float]]) -> None:
    """Each figure in its order with its published value and band; the invented one is what a run gives, nearly."""
    rows = [
        line.split(" | ") for line in PAGE.read_text(encoding="utf-8").splitlines() if re.match(r"\| \w+ \| .*%", line)
    ]
    assert len(rows) == len(FIGURES)
    for cells, figure in zip(rows, FIGURES, strict=True):
        published, told = float(cells[3]), float(cells[4])
        assert published == pytest.approx(figure.published, rel=0.02)
        assert cells[6] == f"±{figure.band:.0%}"
        assert told == pytest.approx(invented[1][figure.world, figure.id], rel=0.5 * figure.band, abs=0.002)


def test_the_brackets_are_those_of_the_cost_step(invented: tuple[Path, dict[tuple[str, str], float]]) -> None:
    """The plain reading agrees with the step's months, persons by bracket to the head and euros but for rounding."""
    folder = invented[0]
    first, last = date(2025, 10, 1), date(2025, 10, 31)
    with DuckDB() as engine:
        facts.load(engine, folder / "Tampere")
        found = shared(numbered(engine, UNTIL), first, last)
        cost.municipal_share(engine, first, last)
        cents = engine.rows("SELECT sum(share_cents)::BIGINT FROM municipal_share WHERE month = $month", month=first)[
            0
        ][0]
        persons = dict(engine.rows(
            "SELECT bracket, count(DISTINCT person_id) FROM person_shares WHERE month = $month AND bracket > 1"
            " GROUP BY bracket", month=first,
        ))  # fmt: skip
    assert cents == pytest.approx(found.cents[ALL, ALL], rel=1e-4)
    assert persons == {low: len(found.persons[ALL, low]) for low in (101, 201, 301, 401, 701)}


def test_weekdays_are_monday_to_friday() -> None:
    assert weekdays(date(2025, 4, 1), date(2025, 4, 30)) == 22
    assert weekdays(date(2025, 4, 5), date(2025, 4, 6)) == 0
    assert weekdays(date(2025, 4, 7), date(2025, 4, 6)) == 0


def test_each_rate_says_where_it_comes_from() -> None:
    told = read_yaml(ROOT / "src" / "polku" / "simulation" / "rates.yaml").plain()
    assert [name for name, rate in told.items() if not set(rate) <= {"value", "source", "unverified"}] == []
    assert [name for name, rate in told.items() if len(rate.get("source", "")) < 8 or "value" not in rate] == []
