"""The report in a browser: no accessibility violations, no sideways scrolling, one drawing at a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from polku import report
from polku.definition import load_pilot
from tests.journeys.static_pages import WAYS, named_and_drawn_once, nothing_in_the_way
from tests.steps.test_report_page import contract_town
from tests.steps.test_report_page import page as report_page
from tests.steps.test_report_parts import composed, village


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("report")
    pilot = load_pilot("pirkanmaa-2021")
    for lang in report.LANGUAGES:
        (out / f"{lang}.html").write_text(report_page(pilot, contract_town(), lang), encoding="utf-8")
    (out / "empty.html").write_text(report_page(pilot, {}), encoding="utf-8")
    (out / "costs.html").write_text(report.html(composed(pilot, village(30))), encoding="utf-8")
    return out


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [*WAYS, ("empty", 390, "light"), ("costs", 1280, "light"), ("costs", 390, "dark")],
)
def test_nothing_is_in_anyones_way(page: Page, folder: Path, name: str, width: int, scheme: str) -> None:
    nothing_in_the_way(page, folder / f"{name}.html", width, scheme)


def test_each_chart_has_a_name_and_is_drawn_once(page: Page, folder: Path) -> None:
    page.goto((folder / "fi.html").as_uri())
    assert named_and_drawn_once(page) >= 7


def test_the_keyboard_reaches_the_content_and_the_wide_tables(page: Page, folder: Path) -> None:
    page.goto((folder / "fi.html").as_uri())
    page.keyboard.press("Tab")
    assert page.locator("a.skip").bounding_box()["x"] >= 0  # type: ignore[index]
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"
    assert page.locator(".scroll:not([tabindex='0'])").count() == 0


def test_on_paper_every_folded_table_is_open(page: Page, folder: Path) -> None:
    page.goto((folder / "fi.html").as_uri())
    page.emulate_media(media="print")
    assert page.locator("details table").first.is_visible()
    assert not page.locator("nav.contents").is_visible()
