"""What people do with the service, from one end to the other, in a browser."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.web_service import sign_in


def test_who_looked_at_me(page: Page, address: str) -> None:
    """A coach looks, the client sees which unit and role, the officer finds the person."""
    sign_in(page, address, "Venla Valmentaja")
    page.get_by_role("link", name="Asiakkaat").first.click()
    page.get_by_label("Sukunimi tai henkilötunnus").fill("Havupuro A")
    page.get_by_role("button", name="Hae").click()
    page.get_by_role("link", name="Havupuro Aava").click()
    number = page.locator("dd.figure").inner_text()
    assert "Havupuro" not in page.url

    sign_in(page, address, "Aava Havupuro")
    page.get_by_role("link", name="Kuka on katsonut tietojani").first.click()
    looked = page.get_by_role("listitem").filter(has_text="Omavalmentaja katsoi tietojasi")
    expect(looked.first).to_contain_text("Keskustan tiimi")
    assert "Venla" not in page.content()

    sign_in(page, address, "Tuomas Tietosuoja")
    page.get_by_role("link", name="Loki").first.click()
    page.get_by_label("Asiakkaan henkilötunnus").fill(number)
    page.get_by_label("Mitä").select_option("view")
    page.get_by_label("Haun peruste").fill("Asiakkaan pyyntö")
    page.get_by_role("button", name="Hae").click()
    expect(page.get_by_role("row").filter(has_text="Katsoi asiakkaan tietoja").first).to_contain_text(
        "Venla Valmentaja"
    )
    assert page.url == f"{address}/log/"


def test_an_emergency_with_the_keyboard_alone(page: Page, address: str) -> None:
    sign_in(page, address, "Lauri Länsivalmentaja")
    page.goto(f"{address}/clients/emergency/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Siirry sisältöön")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Asiakkaan henkilötunnus")).to_be_focused()
    page.keyboard.type("010160-900X")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Asiakas on palvelupisteessä.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Tämä ei ole henkilötunnus")
    page.get_by_label("Asiakkaan henkilötunnus").fill("010160-900Y")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Aava Havupuro")
    expect(page.get_by_text("Hätäkäyttö").nth(1)).to_be_visible()
    sign_in(page, address, "Aava Havupuro")
    page.get_by_role("link", name="Kuka on katsonut tietojani").first.click()
    expect(page.get_by_text("Syy: Asiakas on palvelupisteessä.").first).to_be_visible()


def test_a_new_worker_comes_in(page: Page, address: str) -> None:
    """An administrator adds a person and hands over a link; the person sets a password and signs in."""
    sign_in(page, address, "Aino Pääkäyttäjä")
    page.goto(f"{address}/people/add/")
    page.get_by_label("Etunimi").fill("Uusi")
    page.get_by_label("Sukunimi").fill("Ohjaaja")
    page.get_by_label("Sähköposti").fill("uusi@polku.example")
    page.get_by_label("Organisaatio").select_option(label="Keksityn Pirkanmaan työllisyyspalvelut")
    page.get_by_label("Yksikkö").select_option(label="Lännen tiimi")
    page.get_by_label("Alkaa").fill("2026-01-01")
    page.get_by_role("button", name="Lisää henkilö").click()
    link = page.locator(".secret").inner_text()
    page.get_by_role("button", name="Kirjaudu ulos").click()
    page.goto(link)
    for field in page.locator("input[type=password]").all():
        field.fill("oikea hevonen akku niitti")
    page.get_by_role("button", name="Aseta salasana").click()
    page.get_by_label("Sähköposti").fill("uusi@polku.example")
    page.get_by_label("Salasana", exact=True).fill("oikea hevonen akku niitti")
    page.get_by_role("button", name="Kirjaudu", exact=True).click()
    expect(page.get_by_text("Uusi Ohjaaja", exact=True)).to_be_visible()
    page.get_by_role("link", name="Asiakkaat").first.click()
    expect(page.locator("caption")).to_have_text(re.compile("asiakasta"))


def test_the_language_stays(page: Page, address: str) -> None:
    sign_in(page, address, "Venla Valmentaja")
    page.get_by_role("button", name="Svenska").click()
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    page.goto(f"{address}/clients/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kunder")
