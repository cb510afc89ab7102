"""The first thing that anyone does with Polku: run the demo and open its report. The page: test_report_page."""

from __future__ import annotations

from pathlib import Path

from click.testing import CliRunner
from playwright.sync_api import Page

from polku.cli import main
from tests.journeys.accessibility import axe_violations


def test_the_demo_ends_with_a_report_that_reads_well(page: Page, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["demo", "--clients", "200", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    report = tmp_path / "results" / "report.html"
    assert str(report) in done.output
    tables = {path.stem for path in report.parent.glob("*.parquet")}
    assert {
        "members",
        "outcomes",
        "fee_lines",
        "path_breaks",
        "indicators",
        "municipal_share",
        "service_cost",
    } <= tables
    assert (report.parent / "report.pdf").read_bytes().startswith(b"%PDF")
    assert (report.parent / "report.xlsx").stat().st_size > 0

    page.goto(report.as_uri())
    assert page.locator("html").get_attribute("lang") == "fi"
    assert page.locator("h1").count() == 1
    assert page.locator("figure").count() > 5
    assert page.locator("section:has(> * > figure):not(:has(table))").count() == 0, "each chart has its table"
    assert axe_violations(page) == []
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 390, "the page must not scroll sideways"
