"""The first thing that anyone does with Polku: run the demo and open its report. The page: test_report_page."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner
from playwright.sync_api import Page, expect

from polku.cli import main
from tests.journeys.accessibility import axe_violations
from tests.journeys.web_service import in_finnish, service


def test_the_demo_ends_with_a_report_that_reads_well(page: Page, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["demo", "--clients", "200", "--no-serve", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    report = tmp_path / "results" / "report.html"
    assert str(report) in done.output
    assert (tmp_path / "polku.sqlite3").stat().st_size > 1_000_000, "the web service is filled, too"
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


def test_the_service_opens_where_one_picks_a_person(page: Page, tmp_path: Path) -> None:
    """After the demo the service starts with its people; filled a second time it says what became of the first."""
    facts = tmp_path / "facts"
    call = ["simulate", "pirkanmaa-2021", "--clients", "60", "--until", "2022-06-30", "--out", str(facts)]
    assert CliRunner().invoke(main, call).exit_code == 0
    fill = [sys.executable, "-m", "polku.cli", "demo-service", str(tmp_path), "--on", "2022-06-30"]
    for said in ("", "(the earlier demo's was replaced)"):
        done = subprocess.run([*fill, "--no-start"], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert said in done.stdout
    database = f"sqlite:///{tmp_path}/polku.sqlite3"
    with service(tmp_path, DATABASE_URL=database) as address:
        in_finnish(page, address)
        page.goto(f"{address}/demo/")
        expect(page.get_by_role("heading", level=1)).to_have_text("Valitse henkilö")
        assert axe_violations(page) == []
        page.get_by_text("muuta työntekijää").click()
        assert axe_violations(page) == []
        page.set_viewport_size({"width": 390, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert axe_violations(page) == []
        page.get_by_role("button", name="Venla Valmentaja").click()
        page.goto(f"{address}/clients/")
        expect(page.locator("caption")).to_contain_text("asiakasta")
