"""A take-over from a file, from the first page to clients with coaches: with a mouse, and with the keyboard alone."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page, expect

from polku_web.intake.demo import invented_csv
from tests.journeys.accessibility import axe_violations
from tests.journeys.web_service import sign_in

# The whole take-over has 28 000 clients; most days a part of it is enough.
PEOPLE = int(os.environ.get("POLKU_TAKEOVER", "2000"))
FAULTY = 40


def file_of(folder: Path, people: int, faulty: int) -> Path:
    path = folder / "asiakkaat.csv"
    path.write_bytes(invented_csv(people, faulty, datetime.now(UTC).date()))  # noqa: TID251 - the service's own day
    return path


def keep(page: Page, name: str) -> None:
    """No violation on the page at either width; a picture of it, where POLKU_PICTURES names a folder."""
    for width in (390, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert axe_violations(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        if folder := os.environ.get("POLKU_PICTURES"):
            page.screenshot(path=Path(folder) / f"intake-{name}-{width}.png", full_page=True)


def test_a_take_over_with_forty_faulty_rows(page: Page, address: str, tmp_path: Path) -> None:
    sign_in(page, address, "Pekka Palvelusuunnittelija")
    page.goto(f"{address}/intake/")
    keep(page, "batches")
    page.get_by_label("Tiedosto", exact=True).set_input_files(file_of(tmp_path, PEOPLE, FAULTY))
    page.get_by_label("Yksikkö").select_option(label="Keskustan tiimi")
    page.get_by_role("button", name="Lähetä tiedosto").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Mitä sarakkeissa on?")
    expect(page.get_by_label("Kotikunta", exact=True)).to_have_value("municipality")
    keep(page, "columns")
    page.get_by_role("button", name="Tarkista rivit").click()
    expect(page.get_by_role("heading", name="Korjattavat rivit")).to_be_visible(timeout=180_000)
    expect(page.locator("caption")).to_have_text(f"{FAULTY} korjattavaa riviä")
    keep(page, "faulty")
    page.get_by_role("link", name="Korjaa rivi 1", exact=True).click()
    keep(page, "row")
    page.get_by_role("button", name="Jätä rivi pois").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Lataa korjattavat rivit").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    mended = tmp_path / "korjattu.csv"
    mended.write_text(text.replace(";999;", ";Tampere;").replace(";ehkä", ";ei"), encoding="utf-8")
    page.get_by_label("Korjattu tiedosto").set_input_files(mended)
    page.get_by_role("button", name="Lähetä korjattu tiedosto").click()
    expect(page.get_by_text("10 riviä on nyt kunnossa, 29 vielä korjattavana.")).to_be_visible()
    page.get_by_role("button", name=re.compile("^Vie ")).click()
    expect(page.get_by_role("heading", name="Rekisteriin vietiin")).to_be_visible(timeout=300_000)
    keep(page, "taken-in")
    page.get_by_role("link", name="Täydennä puuttuvat tiedot").click()
    keep(page, "undecided")
    page.locator("tbody th a").first.click()
    keep(page, "decide")
    page.goto(f"{address}/intake/coaches/")
    keep(page, "allocations")
    page.get_by_role("link", name="Kunnat, kielet ja enimmäismäärät: Keskustan tiimi").click()
    keep(page, "scopes")
    page.go_back()
    page.get_by_role("button", name="Tee ehdotus: Keskustan tiimi").click()
    keep(page, "allocation")
    page.get_by_role("button", name="Vahvista").click()
    expect(page.get_by_text("asiakasta sai omavalmentajan")).to_be_visible()
    page.get_by_role("button", name="Peru nimeämiset").click()
    expect(page.get_by_text("Nimeäminen peruttiin")).to_be_visible()
    page.goto(f"{address}/intake/leaving/")
    keep(page, "leaving")


def test_the_same_with_the_keyboard_alone(page: Page, address: str, tmp_path: Path) -> None:
    sign_in(page, address, "Tiina Tiimivastaava")
    page.goto(f"{address}/intake/")

    def go_to(name: str, role: str = "button") -> None:
        """Tab until it has the focus."""
        for _ in range(120):
            page.keyboard.press("Tab")
            if page.evaluate(
                "([document.activeElement.innerText, document.activeElement.id].join(' ').trim())"
            ).startswith(name):
                return
        raise AssertionError(f"{role} {name} cannot be reached")

    page.get_by_label("Tiedosto", exact=True).set_input_files(
        file_of(tmp_path, 12, 1)
    )  # the chooser itself is the browser's
    go_to("Lähetä tiedosto")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Mitä sarakkeissa on?")
    go_to("Tarkista rivit")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Korjattavat rivit")).to_be_visible(timeout=60_000)
    go_to("Korjaa rivi 1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Tämä ei ole henkilötunnus")
    go_to("Jätä rivi pois")
    page.keyboard.press("Enter")
    expect(page.get_by_text("on käsitelty")).to_be_visible()
    go_to("Vie ")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Rekisteriin vietiin")).to_be_visible(timeout=60_000)
