"""Tokens of other systems: made by an administrator, shown once, good for what they say, logged, revoked."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from polku_web.audit.models import Entry
from polku_web.audit.words import ACTIONS
from polku_web.organisations.models import Token
from polku_web.organisations.queries import actor_of
from polku_web.organisations.tokens import PREFIX, make_token, revoke_token
from tests.web.api_things import ALL, Caller, ended_today, token_for

pytestmark = pytest.mark.django_db
DAY = timezone.localdate()


@pytest.fixture(autouse=True)
def no_attempts(db: None) -> None:
    """Attempts of an earlier test do not count."""
    cache.clear()


def form(world: Any, **told: Any) -> dict[str, Any]:
    one = {"organisation": world.ours.pk, "name": "Yöajo", "abilities": ["reads", "sends"], "last_day": str(DAY)}
    return one | {"where": [str(world.units[0].pk)]} | told


def test_an_administrator_makes_a_token_and_sees_it_once(world: Any, browser_of: Any) -> None:
    browser = browser_of(world.admin)
    assert "Avaimia ei ole vielä" in browser.get("/tokens/").content.decode()
    page = browser.post("/tokens/", form(world)).content.decode()
    text = page.split('class="secret">')[1].split("<")[0]
    assert text.startswith(PREFIX)
    token = Token.objects.get()
    assert text not in json.dumps(list(Token.objects.values()), default=str)
    assert (token.abilities(), token.whole, list(token.units.all())) == (["reads", "sends"], False, [world.units[0]])
    later = browser.get("/tokens/").content.decode()
    assert text not in later
    assert "Yöajo" in later
    entry = Entry.objects.get(action="organisations.token_made")
    assert entry.actor_id == world.admin.pk
    assert text not in json.dumps(list(Entry.objects.values()), default=str)
    assert Caller(text).get("batches").status_code == 200


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"name": ""}, "Avaimen nimi"),
        ({"abilities": []}, "Avaimella voi"),
        ({"where": []}, "Missä"),
        ({"last_day": str(DAY - timedelta(1))}, "Tarkista vuosi"),
        ({"last_day": str(DAY + timedelta(400))}, "Tarkista vuosi"),
    ],
)
def test_a_form_that_says_too_little_makes_none(world: Any, browser_of: Any, told: Any, fault: str) -> None:
    answer = browser_of(world.admin).post("/tokens/", form(world, **told))
    assert answer.status_code == 422
    assert fault in answer.content.decode()
    assert not Token.objects.exists()


def test_a_token_is_for_the_whole_or_for_units(world: Any, browser_of: Any) -> None:
    both = browser_of(world.admin).post("/tokens/", form(world, where=["whole", str(world.units[0].pk)]))
    assert "Valitse joko koko organisaatio tai" in both.content.decode()
    assert browser_of(world.admin).post("/tokens/", form(world, where=["whole"])).status_code == 200
    assert Token.objects.get().whole


def test_an_id_of_others_makes_none(world: Any, browser_of: Any) -> None:
    theirs = {"where": [str(world.other.units.get().pk)]}
    assert browser_of(world.admin).post("/tokens/", form(world, **theirs)).status_code == 422
    other = {"organisation": world.other.pk, "where": ["whole"]}
    assert browser_of(world.admin).post("/tokens/", form(world, **other)).status_code == 422
    by = actor_of(world.admin, timezone.now())
    with pytest.raises(ValidationError):
        make_token(
            organisation=world.ours, name="x", abilities=ALL, last_day=DAY, units=[world.other.units.get()], by=by
        )
    with pytest.raises(ValidationError, match="enintään vuoden päässä"):
        make_token(organisation=world.ours, name="x", abilities=ALL, last_day=DAY - timedelta(1), whole=True, by=by)
    assert not Token.objects.exists()


def test_a_name_in_use_is_used_once(world: Any, browser_of: Any) -> None:
    token, _text = token_for(world.ours)
    answer = browser_of(world.admin).post("/tokens/", form(world))
    assert "Samanniminen avain" in answer.content.decode()
    copy = Token(organisation=world.ours, name="Yöajo", digest="x", reads=True, made_at=timezone.now(), last_day=DAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()
    copy.name, copy.reads = "toinen", False
    with pytest.raises(IntegrityError), transaction.atomic():
        copy.save()
    revoke_token(token=token, by=actor_of(world.admin, timezone.now()))
    assert browser_of(world.admin).post("/tokens/", form(world)).status_code == 200


def test_a_revoked_token_opens_nothing_and_of_two_who_revoke_one_is_told(world: Any, browser_of: Any) -> None:
    token, text = token_for(world.ours)
    address = reverse("revoke_token", kwargs={"token_id": token.pk})
    browser = browser_of(world.admin)
    assert "Avain on poistettu käytöstä" in browser.post(address, follow=True).content.decode()
    assert "Avain on jo poistettu" in browser.post(address, follow=True).content.decode()
    assert Entry.objects.filter(action="organisations.token_revoked", object_id=str(token.pk)).count() == 1
    assert Caller(text).get("batches").status_code == 401


def _refused(answer: Any, kind: str) -> None:
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == f"urn:polku:problem:{kind}"


def test_what_does_not_open_is_logged(world: Any) -> None:
    token, text = token_for(world.ours)
    ended_today(token)
    for caller, about in ((Caller(text), str(token.pk)), (Caller(text + "x"), "")):
        answer = caller.get("batches")
        assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="Polku"')
        _refused(answer, "bad-token")
        entry = Entry.objects.latest("id")
        assert (entry.sort, entry.action, entry.object_id) == ("refusal", "organisations.token_refused", about)
        assert text not in json.dumps([str(value) for value in entry.__dict__.values()])
    assert entry.action in ACTIONS


def test_many_wrong_tokens_are_told_to_wait(world: Any) -> None:
    caller = Caller("polku_guess")
    answers = [caller.get("batches").status_code for _ in range(12)]
    assert answers == [401] * 10 + [429] * 2
    assert caller.get("batches")["Retry-After"] == "60"
    assert Entry.objects.filter(action="organisations.token_refused").count() == 10
    assert Caller(token_for(world.ours)[1]).get("batches").status_code == 200, "a good one is let in all the same"


@pytest.mark.parametrize("header", ["", "Basic abc", "Bearer", "Bearer  "])
def test_without_a_token_nothing_is_open(world: Any, header: str) -> None:
    answer = Browser(headers={"authorization": header} if header else {}).get("/api/v1/batches")
    assert answer.status_code == 401
    _refused(answer, "no-token")


def test_whoever_is_signed_in_is_nobody_here(world: Any, browser_of: Any) -> None:
    """A page elsewhere can make a browser send its cookies; therefore they are worth nothing."""
    browser = browser_of(world.planner)
    answer = browser.get("/api/v1/batches")
    assert answer.status_code == 401
    assert not answer.cookies


def test_what_a_token_may_not_do_is_refused_and_logged(world: Any) -> None:
    caller = Caller(token_for(world.ours, abilities=["reads"])[1])
    assert caller.get("batches").status_code == 200
    answer = caller.get("units")
    assert answer.status_code == 403
    _refused(answer, "not-able")
    entry = Entry.objects.latest("id")
    assert (entry.action, entry.actor_name, entry.sort) == ("page.refused", "Yöajo", "refusal")
    sender = Caller(token_for(world.ours, abilities=["sends"], name="Lähettäjä")[1])
    told = {"rows": [{"number": "x"}], "unit": str(world.units[0].pk), "take_in": True}
    assert sender.post("batches/rows", told).status_code == 403


def test_a_token_of_units_knows_no_others(world: Any) -> None:
    own, other = world.units[:2]
    caller = Caller(token_for(world.ours, [own])[1])
    assert [one["name"] for one in caller.get("units").json()["items"]] == [own.name]
    sent = caller.post("batches/rows", {"rows": [{"number": "x"}]}).json()
    assert sent["unit"]["name"] == own.name, "what there is only one of may be left out"
    answer = caller.post("batches/rows", {"rows": [{"number": "y"}], "unit": str(other.pk)})
    assert answer.status_code == 404
    assert Entry.objects.latest("id").object_kind == "unit"
    whole = Caller(token_for(world.ours, name="Koko")[1])
    theirs = whole.post("batches/rows", {"rows": [{"number": "z"}], "unit": str(own.pk)}).json()
    assert caller.get(f"batches/{theirs['id']}").status_code == 404, "as a lead sees no file of all units"
    assert whole.post("batches/rows", {"rows": [{"number": "z"}]}).json()["errors"][0]["at"] == "unit"


def test_staff_see_what_a_system_sent(world: Any, browser_of: Any) -> None:
    caller = Caller(token_for(world.ours, world.units[:1], name="Siirtopalvelu")[1])
    caller.post("batches/rows", {"rows": [{"number": "x"}], "name": "öinen siirto"})
    page = browser_of(world.lead).get("/intake/").content.decode()
    assert "öinen siirto" in page
    assert "Siirtopalvelu" in page


def test_an_open_line_is_refused(world: Any, settings: Any) -> None:
    settings.HTTPS = settings.SECURE_SSL_REDIRECT = True
    answer = Caller(token_for(world.ours)[1]).get("batches")
    assert answer.status_code == 403
    _refused(answer, "insecure")


def test_when_a_token_was_used_is_kept_to_ten_minutes(world: Any) -> None:
    token, text = token_for(world.ours)
    Caller(text).get("units")
    first = Token.objects.get(pk=token.pk).used_at
    assert first is not None
    Caller(text).get("units")
    assert Token.objects.get(pk=token.pk).used_at == first
    Token.objects.filter(pk=token.pk).update(used_at=first - timedelta(minutes=11))
    Caller(text).get("units")
    assert Token.objects.get(pk=token.pk).used_at > first - timedelta(minutes=11)


def test_an_answer_has_the_policys_headers(world: Any) -> None:
    caller = Caller(token_for(world.ours)[1])
    for path in ("batches", "nothing", "openapi.json"):
        answer = caller.get(path)
        assert answer["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in answer["Cache-Control"]
        assert answer["X-Request-ID"]
    assert caller.get("nothing").json()["status"] == 404
    wrong = caller.put("batches", {})
    assert (wrong.status_code, wrong["Allow"]) == (405, "GET, POST") or wrong["Allow"] == "POST, GET"
    _refused(wrong, "wrong-method")


def test_the_page_takes_as_many_queries_whatever_the_number(world: Any, browser_of: Any) -> None:
    browser, counts = browser_of(world.admin), []
    for names in ("ab", "cdefgh"):
        for name in names:
            token_for(world.ours, world.units, name=name)
        browser.get("/tokens/")
        with CaptureQueriesContext(connection) as taken:
            assert browser.get("/tokens/").status_code == 200
        counts.append(len(taken))
    assert counts[0] == counts[1] <= 16
