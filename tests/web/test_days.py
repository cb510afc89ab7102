"""Days that nobody means: the year 1, a slip of the hand, the last day that there is. Told, and never a fault."""

from __future__ import annotations

import importlib
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from polku_web.base.day_fields import DayField
from polku_web.base.days import years_from
from polku_web.base.rights import allowed, roles_of
from polku_web.organisations.queries import actor_of
from polku_web.project.addresses import Address
from tests.house.tree import ROOT, name_of
from tests.web.conftest import people_by_role
from tests.web.test_access import RULED
from tests.web.test_code import CODE

pytestmark = pytest.mark.django_db
NOBODY_MEANS = ("0001-01-01", "1899-12-31", "2199-01-01", "9999-12-31")


def _all(kind: type[Any]) -> set[type[Any]]:
    return {kind}.union(*(_all(one) for one in kind.__subclasses__()))


def _forms() -> list[type[forms.BaseForm]]:
    for path in CODE:
        if "orms" in path.stem or path.stem in ("answers", "log_search"):
            importlib.import_module(".".join(path.relative_to(ROOT / "src").with_suffix("").parts))
    ours = [one for one in _all(forms.BaseForm) if one.__module__.startswith("polku_web.")]
    return sorted(ours, key=lambda one: f"{one.__module__}.{one.__name__}")


def test_every_day_of_a_form_has_its_bounds() -> None:
    found = _forms()
    assert len(found) > 30
    loose = [
        f"{one.__name__}.{name}"
        for one in found
        for name, field in getattr(one, "base_fields", {}).items()
        if isinstance(field, forms.DateField | forms.DateTimeField) and not isinstance(field, DayField)
    ]
    assert loose == [], "a DayField, please"
    plain = re.compile(r"forms\.Date(Time)?Field\(")
    assert [name_of(path) for path in CODE if plain.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_a_day_out_of_reach_is_told_with_what_can_be(language: str) -> None:
    from django.utils import translation

    today, field = timezone.localdate(), DayField(back=1, ahead=2)
    with translation.override(language):
        for text in NOBODY_MEANS:
            with pytest.raises(forms.ValidationError) as told:
                field.clean(text)
            for day in (years_from(today, -1), years_from(today, 2)):
                assert date_format(day, "SHORT_DATE_FORMAT") in told.value.messages[0]
    for day in (today, years_from(today, -1), years_from(today, 2)):
        assert field.clean(day.isoformat()) == day


class _Page(HTMLParser):
    """The forms of a page, each with its address, its fields as a browser would send them, and its days."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self.select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({"action": told.get("action", ""), "sent": {}, "days": []})
        if not self.forms:
            return
        form, name = self.forms[-1], told.get("name", "")
        if tag == "option" and self.select and (told.get("value") and not form["sent"].get(self.select)):
            form["sent"][self.select] = told["value"]
        if tag == "select":
            self.select = name
        elif name and tag in ("input", "textarea", "button"):
            self._field(form, tag, name, told)

    def _field(self, form: dict[str, Any], tag: str, name: str, told: dict[str, str]) -> None:
        kind = told.get("type", "")
        if kind == "date":
            form["days"].append(name)
        if kind == "radio" and name in form["sent"]:
            return
        if kind != "checkbox" and kind != "file":
            form["sent"][name] = told.get("value") or ("1" if kind == "number" else "Sana")


def test_a_page_tells_of_a_day_that_nobody_means(db: None, browser_of: Any) -> None:
    """Each form of each page that asks for a day is sent with such days, as whoever may see it would send it."""
    asked = {address.name for address in RULED if _sends_days(address, browser_of)}
    assert asked >= {"add_meeting", "propose_steps", "add_supporter", "add_absence", "assign_coach", "received"}
    assert asked >= {"add_job", "job", "change_service", "batches", "log", "person", "referral"}


def _sends_days(address: Address, browser_of: Any) -> bool:
    access = address.access
    assert access is not None
    for role in sorted(map(str, roles_of(access))):
        user = people_by_role()[role]
        seen = allowed(actor_of(user, timezone.now()), access.action, access.kind).order_by("pk") if access.key else []
        browser = browser_of(user)
        for parts in [{access.key: thing.pk} for thing in seen[:4]] if access.key else [{}]:
            path = reverse(address.name, kwargs=parts)
            answer = browser.get(path)
            if answer.status_code == 405:
                return False  # it has no page
            if answer.status_code == 200 and b'type="date"' in getattr(answer, "content", b""):
                for form in _Page(answer.content.decode()).forms:
                    _send(browser, path, form)
                return True
    return False


def _send(browser: Browser, path: str, form: dict[str, Any]) -> None:
    for name in form["days"]:
        for day in (NOBODY_MEANS[0], NOBODY_MEANS[-1]):
            answer = browser.post(form["action"] or path, {**form["sent"], name: day})
            assert answer.status_code in (200, 422), (path, name, day, answer.status_code)
            assert "Tarkista vuosi" in answer.content.decode(), (path, name, day)


def test_a_day_of_another_year_shows_its_year() -> None:
    from datetime import date

    from django.utils import translation

    from polku_web.base.templatetags.short_days import short_day

    here, before = date(timezone.localdate().year, 7, 14), date(2019, 7, 14)
    shown = {}
    for language in ("fi", "sv", "en"):
        with translation.override(language):
            shown[language] = (short_day(here), short_day(before))
    assert shown == {"fi": ("14.7.", "14.7.2019"), "sv": ("14.7.", "14.7.2019"), "en": ("14 Jul", "14 Jul 2019")}
