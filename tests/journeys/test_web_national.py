"""Meetings of the national system come in from a file, and are read where they are told."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import Page, expect

from polku_web.project.demo import identity_number
from tests.journeys.test_web_intake import keep
from tests.journeys.web_service import sign_in


def test_meetings_from_the_national_system(page: Page, address: str, tmp_path: Path) -> None:
    """A file with a faulty row and a stranger's goes in; the coach reads it with a link back; the links are set."""
    sign_in(page, address, "Pekka Palvelusuunnittelija")
    page.goto(f"{address}/intake/national/")
    keep(page, "national")
    day = datetime.now(UTC).date().isoformat()  # noqa: TID251 - the service's own day
    ours, stranger = identity_number(0), identity_number(99)
    rows = [f"{ours};T-1;muu;{day};9.30", f"{ours};T-2;?;{day};", f"{stranger};T-3;muu;{day};"]
    file = tmp_path / "tapaamiset.csv"
    file.write_text("\n".join(["hetu;tapaamisnumero;laji;päivä;kello", *rows]), encoding="utf-8")
    page.get_by_label("Tiedosto", exact=True).set_input_files(file)
    page.get_by_label("Kaikki alkaen").fill(day)
    page.get_by_label("Kaikki päättyen").fill(day)
    page.get_by_role("button", name="Lähetä tiedosto").click()
    page.get_by_role("button", name="Tarkista rivit").click()
    expect(page.get_by_role("heading", name="Korjattavat rivit")).to_be_visible(timeout=60_000)
    keep(page, "national-faulty")
    page.get_by_role("link", name="Korjaa rivi 2", exact=True).click()
    page.get_by_label("Laji").fill("muu")
    page.get_by_role("button", name="Tallenna ja tarkista").click()
    page.get_by_role("button", name="Vie 2 riviä rekisteriin").click()
    expect(page.get_by_role("heading", name="Rekisteriin vietiin")).to_be_visible(timeout=60_000)
    keep(page, "national-in")
    sign_in(page, address, "Venla Valmentaja")
    page.goto(f"{address}/clients/")
    page.get_by_role("link", name="Havupuro Aava").click()
    expect(page.locator('a[href="https://kansallinen.example/tapaamiset/T-1"]')).to_be_visible()
    keep(page, "timeline")
    sign_in(page, address, "Aino Pääkäyttäjä")
    page.get_by_role("link", name="Linkit valtakunnalliseen järjestelmään").click()
    keep(page, "links")
    page.get_by_role("link", name="Tiedostojen sarakkeet").click()
    keep(page, "column-matches")
    sign_in(page, address, "Aava Havupuro")
    expect(page.get_by_role("link", name=re.compile("^Avaa tapaaminen")).first).to_be_visible()
    keep(page, "own-path")
