"""The forecast in a browser: no accessibility violations, no sideways scrolling, one drawing at a time."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from polku.definition import load_pilot
from polku.forecast import LANGUAGES
from tests.journeys.static_pages import WAYS, named_and_drawn_once, nothing_in_the_way
from tests.steps.test_forecast import PILOT, page_of


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("forecast")
    for lang in LANGUAGES:
        (out / f"{lang}.html").write_text(page_of(load_pilot(PILOT), lang), encoding="utf-8")
    return out


@pytest.mark.parametrize(("lang", "width", "scheme"), WAYS)
def test_nothing_is_in_anyones_way(page: Page, folder: Path, lang: str, width: int, scheme: str) -> None:
    nothing_in_the_way(page, folder / f"{lang}.html", width, scheme)


def test_each_picture_has_a_name_and_is_drawn_once(page: Page, folder: Path) -> None:
    page.goto((folder / "fi.html").as_uri())
    assert named_and_drawn_once(page) == 2
