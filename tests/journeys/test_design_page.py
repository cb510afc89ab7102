"""The page on designs in a browser: no accessibility violations, no sideways scrolling, one drawing at a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from polku.page import LANGUAGES
from tests.journeys.static_pages import WAYS, named_and_drawn_once, nothing_in_the_way
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
    [*WAYS, ("none", 390, "light")],
)
def test_nothing_is_in_anyones_way(page: Page, folder: Path, name: str, width: int, scheme: str) -> None:
    nothing_in_the_way(page, folder / f"{name}.html", width, scheme)


def test_each_drawing_has_a_name_and_is_drawn_once(page: Page, folder: Path) -> None:
    page.goto((folder / "fi.html").as_uri())
    assert named_and_drawn_once(page) == 2
    for figure in page.locator("figure").all():
        assert "asiakkaita on" in (figure.locator("svg:visible > desc").text_content() or "")
    page.emulate_media(media="print")
    assert page.locator("figure").first.locator("svg:visible").count() == 1
