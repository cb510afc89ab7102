"""The forecast in a browser: no accessibility violations, no sideways scrolling, one drawing at a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from polku.definition import load_pilot
from polku.forecast import LANGUAGES
from tests.journeys.accessibility import axe_violations
from tests.steps.test_forecast import PILOT, page_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("forecast")
    for lang in LANGUAGES:
        (out / f"{lang}.html").write_text(page_of(load_pilot(PILOT), lang), encoding="utf-8")
    return out


@pytest.mark.parametrize(
    ("lang", "width", "scheme"),
    [("fi", 1280, "light"), ("fi", 390, "dark"), ("sv", 390, "light"), ("en", 1280, "dark")],
)
def test_nothing_is_in_anyones_way(page: Page, folder: Path, lang: str, width: int, scheme: str) -> None:
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto((folder / f"{lang}.html").as_uri())
    for details in page.locator("details > summary").all():
        details.click()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert axe_violations(page) == []
    assert told == []  # the content policy refuses nothing that the page has


def test_each_picture_has_a_name_and_is_drawn_once(page: Page, folder: Path) -> None:
    page.goto((folder / "fi.html").as_uri())
    figures = page.locator("figure")
    assert figures.count() == 2
    for figure in figures.all():
        assert figure.locator("svg:visible").count() == 1
        assert figure.locator("svg:visible > title").text_content()
        assert figure.locator("svg:visible > desc").text_content()
