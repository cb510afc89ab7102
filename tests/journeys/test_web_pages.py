"""Every page of the service in a browser: no violations, no sideways scrolling, nothing the policy refuses."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.journeys.accessibility import axe_violations
from tests.journeys.web_service import in_finnish, sign_in

LINKS = {  # from a client's page
    "note": "Kirjoita merkintä",
    "meeting": "Kirjaa tapaaminen",
    "steps": "Ehdota seuraavia askelia",
    "messages": "Viestit",
    "support": "Lisää tukiryhmään",
    "text": "Teksti valtakunnalliseen järjestelmään",
}
PAGES = {
    "": ["/account/login/", "/demo/", "/nowhere/", "/account/password/set/x/y/"],
    "Venla Valmentaja": ["/", "/clients/", "client", "change", "/clients/register/", "/clients/emergency/", "/log/"],
    "Tiina Tiimivastaava": ["coach", "/desk/", "/team/", "/team/absences/add/"],
    "Oskari Ohjaaja": ["/desk/?scope=unit&show=all", *LINKS],
    "Aino Pääkäyttäjä": ["/", "/people/", "person", "/people/add/", "invite", "/units/", "token", "appearance"],
    "Tuomas Tietosuoja": ["log", "/data-requests/", "/own-data/", "/account/second-factor/"],
    "Aava Havupuro": ["/my/", "/my/messages/", "/my/data/", "/my/looks/", "/account/second-factor/app/"],
}


def go(page: Page, address: str, where: str) -> None:
    """To an address, or by the links that lead to a page."""
    if where.startswith("/"):
        page.goto(address + where)
    elif where in LINKS:
        page.goto(f"{address}/clients/")
        page.locator("tbody th a").first.click()
        page.get_by_role("link", name=LINKS[where]).first.click()
    elif where in ("client", "change", "coach"):
        page.goto(f"{address}/clients/")
        page.locator("tbody th a").first.click()
        if where != "client":
            page.get_by_role("link", name={"change": "Muuta tietoja", "coach": "Nimeä omavalmentaja"}[where]).click()
    elif where in ("person", "invite"):
        page.goto(f"{address}/people/")
        page.get_by_role("link", name="Valmentaja Venla", exact=True).click()
        if where == "invite":
            page.get_by_role("link", name="Linkki salasanan").click()
    elif where == "token":
        page.goto(f"{address}/tokens/")
        assert axe_violations(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
        width = page.evaluate("window.innerWidth")
        _keep(page, f"tokens-{width}")
        page.get_by_label("Avaimen nimi").fill(f"Yöajo {width}")
        page.get_by_label("lähettää tiedostoja").check()
        page.get_by_label("koko organisaatiossa").check()
        page.get_by_role("button", name="Tee avain").click()
    elif where == "appearance":
        page.goto(f"{address}/")
        page.get_by_role("link", name="Ulkoasu").click()
    elif where == "log":
        page.goto(f"{address}/log/")
        page.get_by_label("Haun peruste").fill("Asiakkaan pyyntö")
        page.get_by_role("button", name="Hae").click()
    page.wait_for_load_state()


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("who", PAGES, ids=lambda who: who or "nobody")
def test_nothing_is_in_anyones_way(page: Page, address: str, who: str, width: int) -> None:
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if "status of 40" not in message.text else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme="dark" if width == 390 else "light")
    in_finnish(page, address)
    if who:
        sign_in(page, address, who)
    for number, where in enumerate(PAGES[who]):
        go(page, address, where)
        assert axe_violations(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
        assert page.locator("h1").count() == 1
        _keep(page, f"{who or 'nobody'}-{number}-{width}")
    assert told == []


def _keep(page: Page, name: str) -> None:
    """A picture to look at, where POLKU_PICTURES names a folder."""
    if folder := os.environ.get("POLKU_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name.replace(' ', '-')}.png", full_page=True)
