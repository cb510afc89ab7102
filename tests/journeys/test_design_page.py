"""The page on designs in a browser: no accessibility violations, no sideways scrolling, one drawing at a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from polku.page import LANGUAGES
from tests.journeys.accessibility import axe_violations
from tests.steps.test_experiment_page import nothing_found, three_designs


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("designs")
    for lang in LANGUAGES:
        (out / f"{lang}.html").write_text(three_designs(lang), encoding="utf-8")
    (out / "none.html").write_text(nothing_found(), encoding="utf-8")
    return out


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [("fi", 1280, "light"), ("fi", 390, "dark"), ("sv", 390, "light"), ("en", 1280, "dark"), ("none", 390, "light")],
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


def test_each_drawing_has_a_name_and_is_drawn_once(page: Page, folder: Path) -> None:
    page.goto((folder / "fi.html").as_uri())
    figures = page.locator("figure")
    assert figures.count() == 2
    for figure in figures.all():
        assert figure.locator("svg:visible").count() == 1
        assert figure.locator("svg:visible > title").text_content()
        assert "asiakkaita on" in (figure.locator("svg:visible > desc").text_content() or "")
    page.emulate_media(media="print")
    assert figures.first.locator("svg:visible").count() == 1
