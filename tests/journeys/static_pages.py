"""What holds for every page that Polku writes as a file, whoever opens it."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page

from tests.journeys.accessibility import axe_violations

# Each language, both widths, both schemes; not each with each.
WAYS = [("fi", 1280, "light"), ("fi", 390, "dark"), ("sv", 390, "light"), ("en", 1280, "dark")]


def nothing_in_the_way(page: Page, file: Path, width: int, scheme: str) -> None:
    """No sideways scrolling, no accessibility violation, also in what is folded; the content policy refuses nothing."""
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.goto(file.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert axe_violations(page) == []
    assert told == []


def named_and_drawn_once(page: Page) -> int:
    """Each drawing is there once, with a name and what it shows in words. Returns how many there are."""
    figures = page.locator("figure")
    for figure in figures.all():
        assert figure.locator("svg:visible").count() == 1
        assert figure.locator("svg:visible > title").text_content()
        assert figure.locator("svg:visible > desc").text_content()
    return figures.count()
