"""Oma polku: what a client reads and answers."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from polku_web.audit.models import Entry
from polku_web.casework.actions import (
    accept_agreement,
    add_meeting,
    add_note,
    mark_step,
    propose_agreement,
    send_message,
)
from polku_web.casework.models import Agreement, Meeting, Message
from polku_web.clients.models import Client, CoachAssignment
from polku_web.market.models import Participation
from polku_web.mypath.actions import give_feedback
from polku_web.mypath.calendars import calendar_file
from polku_web.mypath.models import Feedback
from polku_web.mypath.queries import path_of
from polku_web.organisations.queries import actor_of

pytestmark = pytest.mark.django_db


def coach_of(client: Client) -> Any:
    return actor_of(CoachAssignment.objects.get(client=client, end_date=None).coach, timezone.now())


def propose(client: Client, *texts: str, **rest: Any) -> Agreement:
    return propose_agreement(client=client, steps=[{"text": text, **rest} for text in texts], by=coach_of(client))


def test_a_client_begins_on_the_own_path(world: Any, browser_of: Any) -> None:
    browser = browser_of(world.client.user)
    assert browser.get("/")["Location"] == "/my/"
    page = browser.get("/my/").content.decode()
    assert "Seuraava askeleesi" in page
    assert "tyomarkkinatori.fi" in page
    assert Entry.objects.filter(action="mypath.viewed", subject_id=world.client.pk, basis="own_data").exists()


def test_the_next_step_and_what_follows_from_a_no(world: Any) -> None:
    client, day = world.client, timezone.localdate()
    Agreement.objects.filter(client=client).update(client_accepted_at=None, accepted_how="", client_answer="Ei näin")
    Meeting.objects.filter(client=client).update(held=False)
    assert path_of(client, day).next_step.text == "Emme ole nyt sopineet seuraavaa askelta."
    add_meeting(client=client, kind="other", date=day + timedelta(2), by=coach_of(client))
    assert path_of(client, day).next_step.text == "Tule seuraavaan tapaamiseen."
    agreement = propose(client, "Soita työpajaan.", "Päivitä ansioluettelo.", if_no="Mietitään muuta.", due_on=day)
    assert path_of(client, day).next_step.text.startswith("Lue valmentajasi ehdotus")
    accept_agreement(agreement=agreement, by=actor_of(client.user, timezone.now()))
    told = path_of(client, day).next_step
    assert (told.text, told.if_no, told.due_on) == ("Soita työpajaan.", "Mietitään muuta.", day)
    mark_step(step=agreement.steps.first(), on=day, by=coach_of(client))
    assert path_of(client, day).next_step.text == "Päivitä ansioluettelo."


def test_a_step_without_a_consequence_says_whom_to_ask(world: Any) -> None:
    agreement = propose(world.client, "Soita.")
    accept_agreement(agreement=agreement, by=actor_of(world.client.user, timezone.now()))
    assert "vaikuttaako se työttömyysturvaasi" in path_of(world.client, timezone.localdate()).next_step.if_no


def test_a_proposal_is_accepted_once(world: Any, browser_of: Any) -> None:
    agreement = propose(world.client, "Käy työpajassa.")
    browser = browser_of(world.client.user)
    assert "Käy työpajassa." in browser.get("/my/").content.decode()
    address = reverse("accept_agreement", kwargs={"agreement_id": agreement.pk})
    assert "sovittu yhdessä" in browser.post(address, follow=True).content.decode()
    agreement.refresh_from_db()
    assert agreement.client_accepted_at is not None
    assert agreement.accepted_how == "own_path"
    assert "jo hyväksytty" in browser.post(address, follow=True).content.decode()


def test_an_old_version_cannot_be_accepted(world: Any, browser_of: Any) -> None:
    old = propose(world.client, "Vanha askel.")
    propose(world.client, "Uusi askel.")
    answer = browser_of(world.client.user).post(
        reverse("accept_agreement", kwargs={"agreement_id": old.pk}), follow=True
    )
    assert "uusi versio" in answer.content.decode()
    old.refresh_from_db()
    assert old.client_accepted_at is None


def test_a_client_says_what_should_be_different(world: Any, browser_of: Any) -> None:
    agreement, browser = propose(world.client, "Käy kurssi."), browser_of(world.client.user)
    address = reverse("change_agreement", kwargs={"agreement_id": agreement.pk})
    assert "Käy kurssi." in browser.get(address).content.decode()
    assert "Korjaa nämä" in browser.post(address, {"answer": "  "}).content.decode()
    page = browser.post(address, {"answer": "Kurssi on liian kaukana."}, follow=True).content.decode()
    assert "Kurssi on liian kaukana." in page
    assert "Tämä sopii minulle" not in page


def test_a_client_marks_the_own_step_and_no_other(world: Any, browser_of: Any) -> None:
    agreement, browser = propose(world.client, "Soita."), browser_of(world.client.user)
    mine = agreement.steps.get()
    browser.post(reverse("step_done", kwargs={"step_id": mine.pk}))
    mine.refresh_from_db()
    assert mine.done_on == timezone.localdate()
    theirs = propose(world.client, "Selvitän.", doer="coach").steps.get()
    browser.post(reverse("step_done", kwargs={"step_id": theirs.pk}))
    theirs.refresh_from_db()
    assert theirs.done_on is None


def test_messages_go_both_ways_and_are_read(world: Any, browser_of: Any) -> None:
    client, browser = world.client, browser_of(world.client.user)
    browser.get("/my/messages/")
    send_message(client=client, text="Miten menee?", by=coach_of(client))
    assert "1 uusi viesti" in browser.get("/my/").content.decode()
    assert "Miten menee?" in browser.get("/my/messages/").content.decode()
    assert "uusi viesti" not in browser.get("/my/").content.decode()
    assert browser.post("/my/messages/", {"text": "Hyvin <b>"})["Location"] == "/my/messages/"
    assert "Hyvin &lt;b&gt;" in browser.get("/my/messages/").content.decode()
    sent = Message.objects.get(text="Hyvin <b>")
    assert (sent.from_client, sent.author, sent.read_at) == (True, client.user, None)
    assert "Korjaa nämä" in browser.post("/my/messages/", {"text": " "}).content.decode()


def test_a_client_who_has_left_is_told_that_nobody_reads(world: Any, browser_of: Any) -> None:
    client, browser, today = world.client, browser_of(world.client.user), timezone.localdate()
    for last_day, reads in ((today, True), (today - timedelta(1), False)):
        Client.objects.filter(pk=client.pk).update(last_day=last_day)
        page = browser.post("/my/messages/", {"text": f"Hei {last_day}"}, follow=True).content.decode()
        assert Message.objects.filter(text=f"Hei {last_day}").exists() is reads
        assert ("Lähetä viesti" in page, "Asiakkuutesi täällä on päättynyt." in page) == (reads, not reads)


def test_notes_are_seen_when_shared(world: Any, browser_of: Any) -> None:
    add_note(client=world.client, text="Jaettu huomio", shared=True, by=coach_of(world.client))
    add_note(client=world.client, text="Sisäinen huomio", shared=False, by=coach_of(world.client))
    page = browser_of(world.client.user).get("/my/").content.decode()
    assert "Jaettu huomio" in page
    assert "Sisäinen huomio" not in page


def _service(world: Any) -> Participation:
    found = Participation.objects.filter(client=world.client).first()
    if found is None:
        other = Participation.objects.filter(client__unit__organisation=world.ours)[0]
        found = Participation.objects.create(client=world.client, offer=other.offer, start_date=timezone.localdate())
    return found


def test_services_have_a_human_and_feedback_is_kept(world: Any, browser_of: Any) -> None:
    service, browser = _service(world), browser_of(world.client.user)
    page = browser.get("/my/").content.decode()
    assert service.offer.service_name in page
    assert f'href="tel:{service.offer.contact_phone.replace(" ", "")}"' in page
    address = reverse("give_feedback", kwargs={"participation_id": service.pk})
    assert browser.get(address).status_code == 200
    before = Feedback.objects.filter(participation=service).count()
    assert browser.post(address, {"value": "4", "text": "Hyvä ohjaaja"})["Location"] == "/my/"
    given = Feedback.objects.filter(participation=service).latest("answered_on")
    assert (given.value, given.text, given.answered_on) == (4, "Hyvä ohjaaja", timezone.localdate())
    assert "jo tänään" in browser.post(address, {"value": "1"}).content.decode()
    assert Feedback.objects.filter(participation=service).count() == before + 1
    assert Entry.objects.filter(action="mypath.feedback_given", subject_id=world.client.pk).count() == 1


@pytest.mark.parametrize(
    "told", [{"text": "Hei"}, {"value": "6"}, {"value": "0"}, {"value": "hyvä"}, {"value": "3", "text": "a" * 2001}]
)
def test_bad_feedback_is_told(world: Any, browser_of: Any, told: dict[str, str]) -> None:
    address = reverse("give_feedback", kwargs={"participation_id": _service(world).pk})
    assert "Korjaa nämä" in browser_of(world.client.user).post(address, told).content.decode()


def test_grades_are_held_by_the_database(world: Any) -> None:
    service, by = _service(world), actor_of(world.client.user, timezone.now())
    with pytest.raises(ValidationError):
        give_feedback(participation=service, value=6, text="", by=by)
    with pytest.raises(DatabaseError), transaction.atomic():
        Feedback.objects.create(participation=service, answered_on=timezone.localdate(), value=0)


def test_a_meeting_goes_to_the_own_calendar(world: Any, browser_of: Any) -> None:
    meeting = Meeting.objects.create(
        client=world.client,
        kind="job_search_discussion",
        date=datetime(2026, 7, 1, tzinfo=UTC).date(),
        time=time(13, 0),
        place="Keksitynkatu 10, 3. kerros; ovi A " + "ä" * 60,
    )
    answer = browser_of(world.client.user).get(reverse("meeting_calendar", kwargs={"meeting_id": meeting.pk}))
    told = answer.content.decode()
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "DTSTART:20260701T100000Z\r\n" in told, "summer time is three hours before"
    assert "LOCATION:Keksitynkatu 10\\, 3. kerros\\; ovi A" in told
    assert all(len(line.encode()) <= 75 for line in told.split("\r\n"))
    unfolded = told.replace("\r\n ", "")
    assert "ä" * 60 in unfolded
    for personal in (world.client.given_name, world.client.family_name, "työnhaku", str(world.client.pk)):
        assert personal not in unfolded
    meeting.time = None
    assert b"DTSTART;VALUE=DATE:20260701\r\n" in calendar_file(meeting, timezone.now())


def test_pages_take_as_many_queries_whatever_there_is(world: Any, browser_of: Any) -> None:
    client, browser, day = world.client, browser_of(world.client.user), timezone.localdate()
    _service(world)
    propose(client, "Soita.")
    for address in ("/my/", "/my/messages/"):
        browser.get(address)
        with CaptureQueriesContext(connection) as few:
            assert browser.get(address).status_code == 200
        for number in range(5):
            add_meeting(client=client, kind="other", date=day + timedelta(number), by=coach_of(client))
            add_note(client=client, text="Huomio", shared=True, by=coach_of(client))
            send_message(client=client, text="Viesti", by=actor_of(client.user, timezone.now()))
        propose(client, "Yksi.", "Kaksi.", "Kolme.")
        with CaptureQueriesContext(connection) as many:
            browser.get(address)
        assert len(few) == len(many) <= 26, [query["sql"][:80] for query in many.captured_queries]


def test_a_client_under_non_disclosure_sees_the_same(world: Any, browser_of: Any) -> None:
    Meeting.objects.create(client=world.hidden, kind="other", date=timezone.localdate(), place="Salainen paikka 1")
    page = browser_of(world.hidden.user).get("/my/").content.decode()
    assert "Salainen paikka 1" in page


def test_what_i_do_myself_is_no_look(world: Any, browser_of: Any) -> None:
    browser = browser_of(world.client.user)
    browser.post("/my/messages/", {"text": "Hei"})
    browser.get("/my/")
    assert "Asiakas " not in browser.get("/my/looks/").content.decode()


JARGON = re.compile(
    r"\b(?:controller|participation|referral|osallistuminen|toimenpi\w+|rekister\w+|prosessi\w*|status\w*|hetu|URA|id)\b",
    re.IGNORECASE,
)


@pytest.mark.parametrize("address", ["/my/", "/my/messages/", "/my/data/", "/my/looks/"])
def test_pages_are_in_plain_words(world: Any, browser_of: Any, address: str) -> None:
    """No word of the office, and no long sentence: at most 20 words."""
    page = browser_of(world.client.user).get(address).content.decode()
    main = re.sub(
        r"<(?:script|style).*?</(?:script|style)>", "", page[page.index("<main") : page.index("</main>")], flags=re.S
    )
    text = " ".join(re.sub(r"<[^>]*>", " . ", main).split())
    assert not JARGON.findall(text)
    long = [one for one in re.split(r"[.!?:]+\s", text) if len(one.split()) > 20]
    assert long == []
