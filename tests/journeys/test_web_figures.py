"""A controller has the figures made and reads a contract; an analyst reads the picture; a provider its own contract."""

from __future__ import annotations

import os
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.accessibility import axe_violations
from tests.journeys.web_service import sign_in

PICTURES = os.environ.get("POLKU_PICTURES")
WAIT = 60  # half seconds; the background has a snapshot to take and a year and a half to count


def looked_at(page: Page, name: str) -> None:
    """At both widths: nothing that axe complains of, nothing wider than the screen. Kept where pictures are wanted."""
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 800})
        assert axe_violations(page) == [], (name, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, (name, width)
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"figures-{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 800})


def test_figures_are_made_and_read(page: Page, address: str) -> None:
    sign_in(page, address, "Kaisa Kontrolleri")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sopimukset")
    expect(page.get_by_text("Lukuja ei ole vielä laskettu")).to_be_visible()
    page.get_by_role("button", name="Laske luvut nyt").click()
    for _turn in range(2 * WAIT):
        if not page.get_by_text("Lukuja lasketaan nyt").is_visible():
            break
        page.wait_for_timeout(500)
        page.reload()
    expect(page.get_by_role("row", name="Yhteensä")).to_contain_text("€")
    looked_at(page, "contracts")
    page.get_by_role("link", name="Keksitty Alkuvalmennus Oy").click()
    expect(page.get_by_role("row", name="Palvelun aloitus")).to_contain_text("400 €")
    looked_at(page, "contract")
    with page.expect_download() as got:
        page.get_by_role("link", name="Lataa taulukkona (XLSX)").click()
    assert got.value.suggested_filename.startswith("polku-contract-")

    sign_in(page, address, "Anton Analyytikko")
    expect(page.get_by_role("heading", level=1)).to_have_text("Tilannekuva")
    expect(page.get_by_role("img", name="Laaja työttömyys")).to_be_visible()
    looked_at(page, "picture")
    page.get_by_label("Tunnusluku").select_option(label="Aktivointiaste")
    assert "Kaikki asiakkaat" not in page.get_by_label("Alue").inner_text(), "less the areas it tells the hidden"
    page.get_by_role("button", name="Näytä").click()
    expect(page.get_by_role("heading", level=2).first).to_have_text(re.compile("^Aktivointiaste, "))
    expect(page.get_by_text("Mistä osuus lasketaan")).to_be_visible()

    sign_in(page, address, "Tuula Tuottaja")
    page.get_by_role("link", name="Sopimukset").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sopimuksenne")
    expect(page.locator("tbody tr")).to_have_count(1)
    sign_in(page, address, "Timo Työnantaja")
    expect(page.get_by_text("Työnantajille ei ole tässä palvelussa vielä sivuja")).to_be_visible()
    looked_at(page, "employer")
