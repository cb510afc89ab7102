"""What a client does on a phone, by hand and by keyboard, and what staff answer."""

from __future__ import annotations

import json
import zipfile

from playwright.sync_api import Page, ViewportSize, expect

from tests.journeys.accessibility import axe_violations
from tests.journeys.web_service import sign_in

PHONE: ViewportSize = {"width": 390, "height": 844}


def test_a_client_reads_and_answers_on_a_phone(page: Page, address: str) -> None:
    """The next step, a proposal accepted, a step done, a message, a meeting, feedback."""
    page.set_viewport_size(PHONE)
    sign_in(page, address, "Aava Havupuro")
    assert page.url == f"{address}/my/"
    step = page.get_by_role("region", name="Seuraava askeleesi")
    expect(step).to_contain_text("Lue valmentajasi ehdotus")
    expect(step).to_contain_text("Mitä jos en tee tätä?")
    page.get_by_role("button", name="Tämä sopii minulle").click()
    expect(page.get_by_role("status")).to_contain_text("sovittu yhdessä")
    expect(step).to_contain_text("Hae kahta työpaikkaa lähialueelta.")
    expect(step).to_contain_text("Kerro syy, niin mietitään yhdessä muuta.")
    page.get_by_role("button", name="Olen tehnyt tämän").click()
    expect(page.get_by_role("region", name="Mitä olemme sopineet")).to_contain_text("Tehty")

    page.get_by_role("link", name="1 uusi viesti").click()
    expect(page.get_by_text("Ehdotin sinulle uusia askelia")).to_be_visible()
    page.get_by_label("Viestisi").fill("Kiitos! Nähdään tapaamisessa.")
    page.get_by_role("button", name="Lähetä viesti").click()
    expect(page.locator(".talk .mine").first).to_contain_text("Nähdään tapaamisessa")
    page.get_by_role("link", name="Takaisin omalle polulle").click()

    with page.expect_download() as saved:
        page.get_by_role("link", name="Lisää omaan kalenteriin").first.click()
    assert saved.value.suggested_filename == "tapaaminen.ics"
    page.get_by_role("link", name="Anna palautetta").first.click()
    page.get_by_label("4 – Hyvä").check()
    page.get_by_label("Mikä on hyvää?").fill("Ohjaaja kuuntelee.")
    page.get_by_role("button", name="Lähetä palaute").click()
    expect(page.get_by_role("status")).to_contain_text("Kiitos palautteesta")
    assert axe_violations(page) == []


def test_own_data_are_loaded_and_corrected(page: Page, address: str) -> None:
    """A client downloads the data and asks for a correction; the coach answers; the officer sees it."""
    page.set_viewport_size(PHONE)
    sign_in(page, address, "Aava Havupuro")
    page.get_by_role("link", name="Omat tietoni").click()
    page.locator("summary").filter(has_text="Yhteystietosi").click()
    expect(page.get_by_text("asiakas0@polku.example")).to_be_visible()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Lataa tietoni").click()
    with zipfile.ZipFile(saved.value.path()) as packed:
        told = json.loads(packed.read("omat-tiedot.json"))
    assert told["form"] == "polku-own-data-1"
    page.get_by_label("Kerro omin sanoin").fill("Puhelinnumeroni on vaihtunut.")
    page.get_by_role("button", name="Lähetä pyyntö").click()
    expect(page.get_by_text("Vastaamme viimeistään")).to_be_visible()

    page.set_viewport_size({"width": 1280, "height": 800})
    sign_in(page, address, "Venla Valmentaja")
    page.get_by_role("link", name="Tietopyynnöt").first.click()
    asked = page.get_by_role("row").filter(has_text="Havupuro Aava")
    asked.filter(has_text="avoin").get_by_role("link").click()
    assert axe_violations(page) == []
    page.get_by_label("Vastaus asiakkaalle").fill("Numero on nyt korjattu.")
    page.get_by_role("button", name="Lähetä vastaus").click()
    sign_in(page, address, "Tuomas Tietosuoja")
    page.goto(f"{address}/data-requests/")
    expect(asked.filter(has_text="avoin")).to_have_count(0)

    sign_in(page, address, "Aava Havupuro")
    page.goto(f"{address}/my/data/")
    expect(page.get_by_role("region", name="Pyyntöni")).to_contain_text("Numero on nyt korjattu.")


def test_a_message_with_the_keyboard_alone(page: Page, address: str) -> None:
    """From the skip link to a sent message without a mouse, in dark and at 320 px."""
    page.set_viewport_size({"width": 320, "height": 640})
    page.emulate_media(color_scheme="dark")
    sign_in(page, address, "Kerttu Mäntykangas")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Siirry sisältöön")).to_be_focused()
    page.keyboard.press("Enter")
    for _turn in range(6):
        page.keyboard.press("Tab")
        if page.get_by_role("link", name="Kysy valmentajalta").evaluate("link => link === document.activeElement"):
            break
    expect(page.get_by_role("link", name="Kysy valmentajalta")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/my/messages/")
    page.get_by_role("link", name="Siirry sisältöön").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Viestisi")).to_be_focused()
    page.keyboard.type("Voinko tulla huomenna?")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".talk .mine").first).to_contain_text("Voinko tulla huomenna?")
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert axe_violations(page) == []


def test_pages_work_without_scripts_and_on_paper(page: Page, address: str) -> None:
    sign_in(page, address, "Kerttu Mäntykangas")  # another test counts on Aava's message being new
    cookies = page.context.cookies()
    assert page.context.browser is not None
    plain = page.context.browser.new_context(java_script_enabled=False)
    plain.add_cookies(cookies)  # type: ignore[arg-type]
    still = plain.new_page()
    still.goto(f"{address}/my/messages/")
    still.get_by_label("Viestisi").fill("Ilman skriptejä")
    still.get_by_role("button", name="Lähetä viesti").click()
    expect(still.locator(".talk .mine").first).to_contain_text("Ilman skriptejä")
    plain.close()
    page.goto(f"{address}/my/")
    page.emulate_media(media="print")
    expect(page.get_by_role("region", name="Seuraava askeleesi")).to_be_visible()
    expect(page.get_by_role("navigation", name="Päävalikko")).to_be_hidden()
