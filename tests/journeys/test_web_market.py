"""Referral in a browser: a coach refers, a provider answers by a link or an account, and what it looks like."""

from __future__ import annotations

import re
from typing import Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.accessibility import axe_violations
from tests.journeys.test_web_pages import _keep
from tests.journeys.web_service import in_finnish, sign_in


def _client_without_referrals(page: Page, address: str) -> None:
    """The coach's last client in the list, whom the demo has not referred."""
    page.goto(f"{address}/clients/")
    for name in page.locator("tbody th a").all_inner_texts():
        page.goto(f"{address}/clients/")
        page.get_by_role("link", name=name, exact=True).first.click()
        if page.get_by_text("Asiakasta ei ole vielä ohjattu palveluun.").count():
            return
    raise AssertionError("every client has been referred")


def _calm(page: Page, name: str) -> None:
    """No violations and no sideways scrolling, wide and narrow."""
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert axe_violations(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        _keep(page, f"market-{name}-{width}")
    page.set_viewport_size({"width": 1280, "height": 800})


def test_refer_accept_by_link_start_and_end(page: Page, address: str) -> None:
    sign_in(page, address, "Venla Valmentaja")
    _client_without_referrals(page, address)
    _calm(page, "client")
    name = page.get_by_role("heading", level=1).inner_text()
    page.get_by_role("link", name="Ohjaa palveluun").click()
    _calm(page, "client-services")
    page.get_by_role("link", name="Ohjaa Työnhakuvalmennus").click()
    page.get_by_role("radio", name="Keksitty Polku Oy").check()
    page.get_by_label("Viesti tuottajalle").fill("Toivoo tapaamisia iltapäivisin.")
    _calm(page, "refer")
    page.get_by_role("button", name="Lähetä").click()
    expect(page.get_by_text("Lähete on lähetetty: Keksitty Polku Oy.")).to_be_visible()
    _calm(page, "referral")
    referral = page.url
    page.get_by_role("button", name="Anna linkki").click()
    _calm(page, "link")
    link = page.locator(".secret").inner_text()

    page.context.clear_cookies()
    in_finnish(page, address)
    page.goto(link)
    assert name not in page.content()
    _calm(page, "link-open")
    page.get_by_role("button", name="Avaa lähete").click()
    expect(page.get_by_text("Toivoo tapaamisia iltapäivisin.")).to_be_visible()
    assert name not in page.content(), "the name is told when the referral has been accepted"
    assert link.rsplit("/", 2)[1] not in page.url
    _calm(page, "by-link")
    page.get_by_role("button", name="Ota vastaan").click()
    expect(page.get_by_text(name)).to_be_visible()
    page.get_by_role("button", name="Palvelu alkoi").click()
    expect(page.get_by_text("Palvelun alku on kirjattu.")).to_be_visible()
    page.get_by_text("Kerro saavutetusta tavoitteesta").click()
    page.locator("details[open]").get_by_role("button", name="Tallenna").click()
    page.get_by_text("Merkitse palvelu päättyneeksi").click()
    _calm(page, "under-way")
    page.get_by_label("Miksi päättyi").select_option("completed")
    page.get_by_role("button", name="Palvelu päättyi").click()
    expect(page.get_by_text("Palvelun loppu on kirjattu.")).to_be_visible()
    _calm(page, "over")

    sign_in(page, address, "Venla Valmentaja")
    page.goto(referral)
    told = page.get_by_role("listitem").filter(has_text="Keksitty Polku Oy")
    expect(told).to_have_text([re.compile(words) for words in ("nähty", "otettu", "alkoi", "päättyi")])


def _to(page: Page, wanted: Locator) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(60):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {wanted}")


def _press(page: Page, name: str, role: Literal["button", "link"] = "button") -> None:
    """Go to a button or link by the keyboard and press it."""
    _to(page, page.get_by_role(role, name=name, exact=True).first)
    page.keyboard.press("Enter")
    page.wait_for_load_state()


def test_the_same_with_the_keyboard_alone(page: Page, address: str) -> None:
    """Refer, accept by the link, start and end, without a mouse."""
    sign_in(page, address, "Venla Valmentaja")
    _client_without_referrals(page, address)
    _press(page, "Ohjaa palveluun", "link")
    _press(page, "Ohjaa Työnhakuvalmennus", "link")
    radio = page.get_by_role("radio", name="Keksitty Alkuvalmennus Oy")
    _to(page, radio)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Keksitty Ura Oy")).to_be_checked()
    _to(page, page.get_by_label("Viesti tuottajalle"))
    page.keyboard.type("Tapaamiset aamulla.")
    _press(page, "Lähetä")
    expect(page.get_by_text("Lähete on lähetetty: Keksitty Ura Oy.")).to_be_visible()
    _press(page, "Anna linkki")
    link = page.locator(".secret").inner_text()

    page.context.clear_cookies()
    in_finnish(page, address)
    page.goto(link)
    _press(page, "Avaa lähete")
    _press(page, "Ota vastaan")
    expect(page.get_by_text("Lähete on otettu vastaan, ja")).to_be_visible()
    _press(page, "Palvelu alkoi")
    expect(page.get_by_text("Palvelun alku on kirjattu.")).to_be_visible()
    _to(page, page.locator("summary", has_text="Merkitse palvelu päättyneeksi"))
    page.keyboard.press("Enter")
    reason = page.get_by_label("Miksi päättyi")
    _to(page, reason)
    page.keyboard.press("ArrowDown")
    expect(reason).to_have_value("completed")
    _press(page, "Palvelu päättyi")
    expect(page.get_by_text("Palvelun loppu on kirjattu.")).to_be_visible()


def test_a_provider_declines_with_the_keyboard_alone(page: Page, address: str) -> None:
    sign_in(page, address, "Tuula Tuottaja")
    page.goto(f"{address}/inbox/")
    _calm(page, "inbox")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Siirry sisältöön")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("tbody th a").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Ota vastaan")).to_be_visible()
    page.get_by_role("link", name="Siirry sisältöön").focus()
    page.keyboard.press("Enter")
    summary = page.locator("summary", has_text="En ota vastaan")
    for _ in range(20):
        page.keyboard.press("Tab")
        if summary.evaluate("one => one === document.activeElement"):
            break
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="En ota vastaan")).to_be_focused()
    page.keyboard.press("Enter")
    reason = page.get_by_label("Syy", exact=True)
    if not page.get_by_role("alert").count():  # the browser itself asks for what is missing
        expect(reason).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(reason).to_have_value("no_places")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Lähettäjä näkee, että lähetettä ei otettu vastaan.")).to_be_visible()
    assert page.url.split("#")[0] == f"{address}/inbox/"


PAGES = {
    "Tiina Tiimivastaava": ["/referrals/", "/services/"],
    "Pekka Palvelusuunnittelija": ["/services/", "change"],
    "Tuula Tuottaja": ["received"],
    "Venla Valmentaja": ["/referrals/", "job", "add-job"],
    "": ["/answer/nothing/", "/answered/"],
}


@pytest.mark.parametrize("who", PAGES, ids=lambda who: who or "nobody")
def test_the_pages_are_calm(page: Page, address: str, who: str) -> None:
    in_finnish(page, address)
    if who:
        sign_in(page, address, who)
    for where in PAGES[who]:
        if where == "change":
            page.goto(f"{address}/services/")
            page.get_by_role("link", name="Työnhakuvalmennus").first.click()
        elif where == "received":
            page.goto(f"{address}/inbox/")
            page.locator("tr", has_text="palvelu alkoi").first.get_by_role("link").click()
        elif where == "job":
            page.goto(f"{address}/referrals/")
            page.get_by_role("link", name="Asiakas itse").first.click()
        elif where == "add-job":
            page.goto(f"{address}/clients/")
            page.locator("tbody th a").first.click()
            page.get_by_role("link", name="Kirjaa työpaikka").click()
        else:
            page.goto(address + where)
        _calm(page, f"{who.split(' ')[0]}-{where.strip('/').replace('/', '-')}")
