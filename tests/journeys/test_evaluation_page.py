"""The council's page on effects in a browser: no accessibility violations, no sideways scrolling, named drawings."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from polku import evaluation, facts
from polku.base.engine import DuckDB, Settings
from polku.page import LANGUAGES
from tests.journeys.static_pages import WAYS, named_and_drawn_once, nothing_in_the_way
from tests.steps.test_evaluation_command import PILOT, UNTIL, world


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("evaluation")
    tables = world()
    for n, row in enumerate(tables["participations"]):
        row["provider_id"] = "ab"[n % 2]
    with DuckDB(Settings(threads=1)) as engine:
        facts.put(engine, tables)
        found = evaluation.evaluate(engine, PILOT, UNTIL)
    for lang in LANGUAGES:
        page = evaluation.page(evaluation.tell(found, lang, ["Note"]))
        (out / f"{lang}.html").write_text(page, encoding="utf-8")
    return out


@pytest.mark.parametrize(("name", "width", "scheme"), WAYS)
def test_nothing_is_in_anyones_way(page: Page, folder: Path, name: str, width: int, scheme: str) -> None:
    nothing_in_the_way(page, folder / f"{name}.html", width, scheme)


def test_each_drawing_has_a_name_and_a_table(page: Page, folder: Path) -> None:
    page.goto((folder / "fi.html").as_uri())
    assert named_and_drawn_once(page) >= 2
    assert page.locator("section:has(> * > figure):not(:has(table))").count() == 0
