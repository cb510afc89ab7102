"""A page in the machine's own Chromium. Nothing is downloaded for it, and no page may ask the network for anything."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect, sync_playwright

from tests.journeys.web_service import service

ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 20_000  # milliseconds for a page to come to what is expected of it: a busy machine is no fault
NO_BROWSER = "No chromium on the PATH. On Debian and Ubuntu: apt-get install chromium"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for the page is a journey, marked or not."""
    for item in items:
        if "page" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium. Skips where there is none, and fails instead where POLKU_REQUIRE_BROWSER is set."""
    path = shutil.which("chromium")
    if path is None:
        if os.environ.get("POLKU_REQUIRE_BROWSER"):
            pytest.fail(NO_BROWSER)
        pytest.skip(NO_BROWSER)
    with sync_playwright() as playwright:
        expect.set_options(timeout=PATIENCE)
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def asked() -> list[str]:
    """The addresses outside this machine that the page asked for, and was refused."""
    return []


@pytest.fixture
def page(browser: Browser, asked: list[str]) -> Iterator[Page]:
    """A fresh page of 1280 × 800. The test fails when the page asks for anything from outside this machine."""

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.route(lambda url: url.startswith(("http://", "https://")) and not _is_here(url), refuse)
    yield context.new_page()
    context.close()
    assert not asked, f"the page asked the network for {asked}"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The service with the demo's people, one for the tests of a module."""
    with service(tmp_path_factory.mktemp("service")) as found:
        yield found


def _is_here(url: str) -> bool:
    host = url.split("/", 3)[2].rsplit(":", 1)[0]
    return host in ("localhost", "127.0.0.1", "[::1]")
