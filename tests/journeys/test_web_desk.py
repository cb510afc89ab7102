"""A coach's morning, and a team lead who sees to it that somebody covers: with the mouse, and by keyboard alone."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from tests.journeys.accessibility import axe_violations
from tests.journeys.web_service import sign_in


def _today() -> date:
    return datetime.now(ZoneInfo("Europe/Helsinki")).date()  # noqa: TID251 - the day of the service


def tab_to(page: Page, wanted: Locator, most: int = 80) -> None:
    """Press Tab until the element has the focus: whatever cannot be reached fails the test."""
    for _ in range(most):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{wanted} cannot be reached with the keyboard")


def test_a_coachs_morning(page: Page, address: str) -> None:
    """What is late first; an answer to a message; a meeting for three new faces, and back again."""
    sign_in(page, address, "Venla Valmentaja")
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Työpöytä")
    first = page.locator("tbody tr").first
    expect(first).to_contain_text("myöhässä")
    first.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=2, name="Aikajana")).to_be_visible()
    page.get_by_role("link", name="Viestit").click()
    page.get_by_label("Viesti").fill("Iltapäivä sopii hyvin, tervetuloa!")
    page.get_by_role("button", name="Lähetä").click()
    expect(page.get_by_text("Viesti on lähetetty.")).to_be_visible()
    page.get_by_role("link", name="Takaisin asiakkaaseen").click()
    page.get_by_role("link", name="Kirjoita merkintä").click()
    page.get_by_label("Merkintä").fill("Sovittiin iltapäivän aika.")
    page.get_by_role("button", name="Tallenna").click()
    expect(page.locator("main")).to_contain_text("Sovittiin iltapäivän aika.")
    page.get_by_role("link", name="Teksti valtakunnalliseen järjestelmään").click()
    expect(page.get_by_role("textbox")).to_have_value(pasted := page.get_by_role("textbox").input_value())
    assert "Sovittiin iltapäivän aika." not in pasted

    page.get_by_role("link", name="Työpöytä").click()
    for box in page.get_by_role("checkbox", name="Valitse").all()[:3]:
        box.check()
    page.get_by_role("button", name="Jatka").click()
    page.get_by_label("Päivä").fill((_today() + timedelta(9)).isoformat())
    page.get_by_role("button", name="Katso ensin, mitä tapahtuu").click()
    expect(page.locator("tbody tr")).to_have_count(3)
    assert axe_violations(page) == []
    page.get_by_role("button", name="Sovi tapaaminen (3)").click()
    page.get_by_role("button", name="Peru tämä").click()
    expect(page.get_by_text("Tämä on peruttu.")).to_be_visible()
    assert axe_violations(page) == []


def test_a_coachs_morning_with_the_keyboard_alone(page: Page, address: str) -> None:
    sign_in(page, address, "Venla Valmentaja")
    page.goto(f"{address}/desk/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Siirry sisältöön")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="Uudet"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Uudet")).to_have_attribute("aria-current", "page")
    tab_to(page, page.get_by_role("checkbox", name="Valitse").first)
    page.keyboard.press("Space")
    tab_to(page, page.get_by_label("Valituille"))
    page.keyboard.press("ArrowDown")
    tab_to(page, page.get_by_role("button", name="Jatka"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lähetä viesti")
    tab_to(page, page.get_by_label("Viesti"))
    page.keyboard.type("Hei, olen uusi omavalmentajasi.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Näin tapahtuu")).to_be_visible()
    tab_to(page, page.locator("button[value=do]"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Valmis.")).to_be_visible()
    tab_to(page, page.get_by_role("link", name="Takaisin työpöydälle"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_text("Tallenna työlistaksi"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Tallenna nämä rajaukset nimellä"))
    page.keyboard.type("Aamun lista")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Aamun lista")).to_be_visible()


def test_a_team_lead_covers_an_absence(page: Page, address: str) -> None:
    """By keyboard alone; who covers then has the clients, and the team lead hands one without a coach to somebody."""
    today = _today()
    sign_in(page, address, "Tiina Tiimivastaava")
    page.goto(f"{address}/team/")
    tab_to(page, page.get_by_role("link", name="Merkitse poissaolo"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_label("Kuka on poissa"))
    page.keyboard.type("Venla")
    tab_to(page, page.get_by_label("Kuka sijaistaa"))
    page.keyboard.type("Lauri")
    for label in ("Ensimmäinen päivä", "Viimeinen päivä"):
        page.get_by_label(label).fill(today.isoformat())
    tab_to(page, page.get_by_role("button", name="Tallenna"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Poissaolo on tallennettu.")).to_be_visible()

    sign_in(page, address, "Lauri Länsivalmentaja")
    page.goto(f"{address}/desk/?scope=cover")
    expect(page.get_by_text("sijaistat: Venla Valmentaja").first).to_be_visible()
    page.get_by_role("link", name="Havupuro Aava").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Aava Havupuro")
    assert axe_violations(page) == []

    sign_in(page, address, "Tiina Tiimivastaava")
    page.goto(f"{address}/desk/?scope=unit&show=no_coach")
    page.get_by_role("checkbox", name="Valitse").first.check()
    page.get_by_label("Valituille").select_option(label="Vaihda omavalmentaja")
    page.get_by_role("button", name="Jatka").click()
    page.get_by_label("Omavalmentaja").select_option(label="Oskari Ohjaaja")
    page.get_by_role("button", name="Katso ensin, mitä tapahtuu").click()
    expect(page.locator("tbody")).to_contain_text("Nyt ei valmentajaa.")
    page.get_by_role("button", name="Vaihda omavalmentaja (1)").click()
    page.goto(f"{address}/team/")
    page.get_by_role("button", name=re.compile("Päätä poissaolo.*Venla Valmentaja")).click()
    expect(page.get_by_text("Poissaolo on päättynyt.")).to_be_visible()
    sign_in(page, address, "Lauri Länsivalmentaja")
    page.goto(f"{address}/desk/?scope=cover")
    expect(page.get_by_text("Tällä rajauksella ei ole asiakkaita.")).to_be_visible()
