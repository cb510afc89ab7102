"""The page on a pilot's end in a browser."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from polku.base.engine import DuckDB, Settings
from polku.handover import closing_page
from polku.page import LANGUAGES
from tests.journeys.static_pages import WAYS, nothing_in_the_way
from tests.steps.test_handover_close import crowd, summary


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("close")
    with DuckDB(Settings(threads=1)) as engine:
        found, ending = summary(engine, out, crowd())
    for lang in LANGUAGES:
        (out / f"{lang}.html").write_text(closing_page(found, ending, lang), encoding="utf-8")
    return out


@pytest.mark.parametrize(("name", "width", "scheme"), WAYS)
def test_nothing_is_in_anyones_way(page: Page, folder: Path, name: str, width: int, scheme: str) -> None:
    nothing_in_the_way(page, folder / f"{name}.html", width, scheme)
