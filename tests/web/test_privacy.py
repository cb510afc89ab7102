"""The client's own data: as a file, and corrected on request."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from polku_web.audit.models import Entry
from polku_web.base.actors import Actor
from polku_web.base.keeping import kept
from polku_web.casework.actions import add_note, send_message
from polku_web.clients.models import Client, CoachAssignment
from polku_web.organisations.queries import actor_of
from polku_web.privacy.actions import answer_request, give_own_data, make_request
from polku_web.privacy.models import DataRequest
from polku_web.privacy.terms import months_after

pytestmark = pytest.mark.django_db
SYSTEM = Actor(timezone.now(), name="tests")


def opened(packed: bytes) -> tuple[str, dict[str, Any]]:
    """The page and the values of a file of own data."""
    with zipfile.ZipFile(io.BytesIO(packed)) as found:
        assert sorted(found.namelist()) == ["omat-tiedot.html", "omat-tiedot.json", "polku.css"]
        return found.read("omat-tiedot.html").decode(), json.loads(found.read("omat-tiedot.json"))


def rows_of(told: dict[str, Any], table: str) -> list[dict[str, Any]]:
    return [row for one in told["data"] if one["table"] == table for row in one["rows"]]


# The file


def test_a_client_gets_everything_as_a_file(world: Any, browser_of: Any) -> None:
    client = world.client
    add_note(client=client, text="Sisäinen huomio", shared=False, by=actor_of(world.coach, timezone.now()))
    browser = browser_of(client.user)
    answer = browser.post("/my/data/file/")
    assert answer["Content-Disposition"] == 'attachment; filename="omat-tiedot.zip"'
    page, told = opened(answer.content)
    assert told["form"] == "polku-own-data-1"
    assert {one["table"] for one in told["data"]} == {entry.model._meta.label_lower for entry in kept()}
    basic, contact = rows_of(told, "clients.client")
    assert basic["identity_sealed"] == client.identity_number
    assert contact == {"phone": client.phone, "email": client.email, "address": client.address}
    assert rows_of(told, "clients.coachassignment")[0]["coach__family_name"]
    assert client.identity_number in page
    assert client.phone in page
    assert "Sisäinen huomio" not in page + json.dumps(told, ensure_ascii=False), "somebody has to judge it first"
    given = Entry.objects.filter(action="privacy.own_data_given", subject_id=client.pk).latest("id")
    assert (given.basis, given.after) == ("own_data", {"own_notes": False})


def test_nobody_else_is_in_the_file(world: Any) -> None:
    others = Client.objects.exclude(pk=world.client.pk)
    page, told = opened(give_own_data(client=world.client, by=SYSTEM))
    text = page + json.dumps(told, ensure_ascii=False)
    assert not [one for one in others if one.phone and one.phone in text]
    assert not [one for one in others if one.identity_number in text]


def test_own_data_take_as_many_queries_whatever_there_is(world: Any, browser_of: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser = browser_of(world.client.user)
    browser.get("/my/data/")
    with CaptureQueriesContext(connection) as few:
        assert browser.get("/my/data/").status_code == 200
    by = actor_of(world.client.user, timezone.now())
    for number in range(12):
        send_message(client=world.client, text=f"Viesti {number}", by=by)
        make_request(client=world.client, kind="question", about="", text="Miksi?", by=by)
    with CaptureQueriesContext(connection) as many:
        assert "Viesti 11" in browser.get("/my/data/").content.decode()
    assert len(few) == len(many) <= 75


def test_the_page_says_what_from_where_and_how_long(world: Any, browser_of: Any) -> None:
    page = browser_of(world.client.user).get("/my/data/").content.decode()
    assert "Yhteystietosi" in page
    assert "Valtakunnallisesta asiakastietojärjestelmästä" in page
    assert "5 vuotta asiakkuuden päättymisestä" in page
    assert world.client.identity_number in page


def test_a_client_under_non_disclosure_gets_the_same(world: Any, browser_of: Any) -> None:
    page = browser_of(world.hidden.user).get("/my/data/").content.decode()
    assert world.hidden.address in page


def test_the_officer_gives_it_with_the_notes(world: Any, browser_of: Any) -> None:
    add_note(client=world.client, text="Sisäinen huomio", shared=False, by=actor_of(world.coach, timezone.now()))
    browser = browser_of(world.officer)
    asked = {"number": world.client.identity_number, "why": "Kirje", "own_notes": "on"}
    page, _told = opened(browser.post("/own-data/", asked).content)
    assert "Sisäinen huomio" in page
    given = Entry.objects.filter(action="privacy.own_data_given").latest("id")
    assert (given.reason, given.basis, given.actor_id) == ("Kirje", "data_request", world.officer.pk)
    assert "antoi tietosi tiedostona" in browser_of(world.client.user).get("/my/looks/").content.decode()


@pytest.mark.parametrize(
    ("number", "why", "fault"),
    [("elsewhere", "x", "ei löydy"), ("010101-1", "x", "ei ole"), ("own", "", "pakollinen|vaaditaan")],
)
def test_the_officer_needs_a_client_of_ours_and_a_reason(
    world: Any, browser_of: Any, number: str, why: str, fault: str
) -> None:
    numbers = {"elsewhere": world.elsewhere.identity_number, "own": world.client.identity_number}
    answer = browser_of(world.officer).post("/own-data/", {"number": numbers.get(number, number), "why": why})
    assert answer["Content-Type"].startswith("text/html")
    assert any(word in answer.content.decode() for word in fault.split("|"))
    assert not Entry.objects.filter(action="privacy.own_data_given").exists()


# Requests


def test_a_correction_is_asked_and_answered(world: Any, browser_of: Any) -> None:
    browser = browser_of(world.client.user)
    told = {"kind": "correction", "about": "clients.client", "text": "Numeroni on 040 111."}
    assert browser.post("/my/data/", told)["Location"] == "/my/data/"
    asked = DataRequest.objects.get(text="Numeroni on 040 111.")
    assert asked.answer_by == months_after(timezone.localdate(), 1)
    staff = browser_of(CoachAssignment.objects.get(client=world.client, end_date=None).coach)
    assert "avoin" in staff.get("/data-requests/").content.decode()
    address = reverse("answer_request", kwargs={"data_request_id": asked.pk})
    assert "Numeroni on 040 111." in staff.get(address).content.decode()
    assert (
        staff.post(address, {"result": "refused", "answer": "Numero oli jo oikein."})["Location"] == "/data-requests/"
    )
    page = browser.get("/my/data/").content.decode()
    assert "Numero oli jo oikein." in page
    assert "tietosuoja.fi" in page, "who is refused is told where to complain"
    assert "vastasi tietopyyntöösi" in browser.get("/my/looks/").content.decode()


def test_an_answer_is_given_once(world: Any, browser_of: Any, actor: Any) -> None:
    by = actor_of(world.client.user, timezone.now())
    asked = make_request(client=world.client, kind="erasure", about="", text="Poistakaa", by=by)
    told = {"request": asked, "result": "done", "answer": "Poistettu", "user": world.lead, "by": actor(world.lead)}
    answer_request(**told)
    with pytest.raises(ValidationError, match="jo vastattu"):
        answer_request(**told)
    late = browser_of(world.lead).post(
        reverse("answer_request", kwargs={"data_request_id": asked.pk}), {"result": "done", "answer": "Taas"}
    )
    assert "jo vastattu" in late.content.decode()


@pytest.mark.parametrize(
    "told",
    [
        {"kind": "x", "text": "a"},
        {"kind": "erasure", "text": "  "},
        {"kind": "question", "text": "a" * 2001},
        {"kind": "question", "text": "a", "about": "auth.user"},
    ],
)
def test_a_bad_request_is_told(world: Any, browser_of: Any, told: dict[str, str]) -> None:
    assert "Korjaa nämä" in browser_of(world.client.user).post("/my/data/", told).content.decode()
    assert not DataRequest.objects.filter(client=world.client, result="").exists()


def test_an_answer_is_whole(world: Any) -> None:
    asked = make_request(client=world.client, kind="question", about="", text="Mitä?", by=SYSTEM)
    with pytest.raises(DatabaseError), transaction.atomic():
        DataRequest.objects.filter(pk=asked.pk).update(result="done")


def test_an_officer_sees_the_organisers_requests_and_a_far_coach_none(world: Any, browser_of: Any) -> None:
    asked = make_request(client=world.client, kind="question", about="", text="Mitä?", by=SYSTEM)
    link = reverse("answer_request", kwargs={"data_request_id": asked.pk})
    assert link in browser_of(world.officer).get("/data-requests/").content.decode()
    assert link not in browser_of(world.west).get("/data-requests/").content.decode()
