"""The council's page on effects in a browser: no accessibility violations, no sideways scrolling, named drawings."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from polku import evaluation, facts
from polku.base.engine import DuckDB, Settings
from polku.page import LANGUAGES
from tests.journeys.accessibility import axe_violations
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


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [("fi", 1280, "light"), ("fi", 390, "dark"), ("sv", 390, "light"), ("en", 1280, "dark")],
)
def test_nothing_is_in_anyones_way(page: Page, folder: Path, name: str, width: int, scheme: str) -> None:
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto((folder / f"{name}.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert axe_violations(page) == []
    assert told == []


def test_each_drawing_has_a_name_and_a_table(page: Page, folder: Path) -> None:
    page.goto((folder / "fi.html").as_uri())
    figures = page.locator("figure")
    assert figures.count() >= 2
    for figure in figures.all():
        assert figure.locator("svg:visible").count() == 1
        assert figure.locator("svg:visible > title").text_content()
        assert figure.locator("svg:visible > desc").text_content()
    assert page.locator("section:has(> * > figure):not(:has(table))").count() == 0
