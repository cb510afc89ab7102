"""The report in a browser: no accessibility violations, no sideways scrolling, one drawing at a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from polku import report
from polku.definition import load_pilot
from tests.journeys.accessibility import axe_violations
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
    [
        ("fi", 1280, "light"),
        ("fi", 390, "dark"),
        ("sv", 390, "light"),
        ("en", 390, "dark"),
        ("empty", 390, "light"),
        ("costs", 1280, "light"),
        ("costs", 390, "dark"),
    ],
)
def test_nothing_is_in_anyones_way(page: Page, folder: Path, name: str, width: int, scheme: str) -> None:
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto((folder / f"{name}.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert axe_violations(page) == []
    assert told == []  # the content policy refuses nothing that the page has


def test_each_chart_has_a_name_and_is_drawn_once(page: Page, folder: Path) -> None:
    page.goto((folder / "fi.html").as_uri())
    figures = page.locator("figure")
    for figure in figures.all():
        assert figure.locator("svg:visible").count() == 1
        assert figure.locator("svg:visible > title").text_content()
        assert figure.locator("svg:visible > desc").text_content()
    assert figures.count() >= 7


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
