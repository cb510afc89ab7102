"""The journeys' own tools see what they are meant to see."""

from __future__ import annotations

import re

from playwright.sync_api import Page

from tests.journeys.accessibility import axe_violations

GOOD = "<!doctype html><html lang='fi'><head><title>Polku</title></head><body><main><h1>Polku</h1></main></body></html>"


def test_a_sound_page_has_no_violations(page: Page) -> None:
    page.set_content(GOOD)
    assert axe_violations(page) == []


def test_an_image_without_a_text_is_found(page: Page) -> None:
    page.set_content(GOOD.replace("</h1>", "</h1><img src='data:image/gif;base64,R0lGODlhAQABAAAAACw='>"))
    assert re.search(r"image-alt \(critical\): img", "\n".join(axe_violations(page)))


def test_a_page_gets_nothing_from_the_network(page: Page, asked: list[str]) -> None:
    page.set_content(GOOD.replace("</h1>", "</h1><img alt='' src='https://example.invalid/a.png'>"))
    assert asked == ["https://example.invalid/a.png"]
    asked.clear()
