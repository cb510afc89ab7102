"""The client's own data: as a file, corrected on request, and removed when its term has ended."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from polku_web.audit.models import Entry
from polku_web.base.actors import Actor
from polku_web.base.keeping import Term, kept
from polku_web.casework.actions import add_note, send_message
from polku_web.casework.models import Message, Note
from polku_web.clients.actions import register_client
from polku_web.clients.models import Client, CoachAssignment, Enrolment, StatusPeriod
from polku_web.contracts.models import Pilot
from polku_web.market.models import Job, Offer, Participation, Referral, ReferralEvent
from polku_web.mypath.models import Feedback
from polku_web.organisations.models import User
from polku_web.organisations.queries import actor_of
from polku_web.privacy import retention
from polku_web.privacy.actions import answer_request, give_own_data, make_request
from polku_web.privacy.models import DataRequest, EndNotice, MonthCount
from polku_web.privacy.terms import months_after, rules
from polku_web.project import demo

pytestmark = pytest.mark.django_db
SYSTEM = Actor(timezone.now(), name="tests")
LEFT = date(2020, 3, 31)


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


# Retention


def _gone(n: int, *, left: date = LEFT, paid: bool = False) -> Client:
    """A person who was a client until a day, with rows of every kind."""
    pilot, unit = Pilot.objects.all()[0], Client.objects.filter(unit__name="Keskustan tiimi")[0].unit
    client = register_client(
        number=demo.identity_number(n), unit=unit, given_name="Ennen", family_name=f"Asiakas{n}", phone="1", by=SYSTEM
    )
    client.user = User.objects.create_user(given_name="Ennen", family_name="Asiakas")
    client.save()
    coach = User.objects.get(email="venla.valmentaja@polku.example")
    began = left - timedelta(90)
    Enrolment.objects.create(client=client, pilot=pilot, start_date=began, end_date=left)
    CoachAssignment.objects.create(client=client, coach=coach, start_date=began, end_date=left)
    at = timezone.make_aware(timezone.datetime(began.year, began.month, began.day, 12))
    Message.objects.create(client=client, author=client.user, from_client=True, at=at, text="Hei")
    Note.objects.create(client=client, author=coach, at=at, text="Huomio")
    if paid:
        offer = Offer.objects.filter(provider__isnull=False)[0]
        place = Participation.objects.create(client=client, offer=offer, start_date=began, end_date=left)
        Feedback.objects.create(participation=place, answered_on=left, value=5)
        Job.objects.create(client=client, start_date=left, end_date=left)
        sent = Referral.objects.create(
            client=client,
            offer=offer,
            state="ended",
            made_by=coach,
            made_on=began,
            answer_by=began,
            starts_on=began,
            planned_end=left,
            chosen_by="client",
            voluntary=True,
            changed_at=at,
        )
        ReferralEvent.objects.create(referral=sent, at=at, state="ended", by_name="Joku")
    return client


def run(on: date, *, dry_run: bool = False) -> retention.Outcome:
    return retention.run(on=on, by=SYSTEM, dry_run=dry_run)


def notices(client: Client) -> dict[str, EndNotice]:
    return {one.term: one for one in EndNotice.objects.filter(client=client)}


def _through(client: Client, until: date) -> None:
    """Runs as a night job would do them, a month apart."""
    day = LEFT
    while day <= until:
        run(day)
        day = months_after(day, 1)


def test_people_are_told_before_anything_is_removed(world: Any, browser_of: Any) -> None:
    client = _gone(60)
    day = months_after(LEFT, 12)
    outcome = run(day)
    assert outcome.announced["contact"] == 1
    assert notices(client)["contact"].removes_on == day + timedelta(60)
    client.refresh_from_db()
    assert client.phone == "1"
    assert "Säilytysaika päättyy: yhteystiedot" in browser_of(client.user).get("/my/data/").content.decode()
    run(day + timedelta(59))
    client.refresh_from_db()
    assert client.phone == "1", "not a day before the one that was told"
    assert run(day + timedelta(60)).removed["contact"] == 1
    client.refresh_from_db()
    assert client.phone == ""
    removed = Entry.objects.get(action="privacy.removed", subject_id=client.pk)
    assert removed.after == {"terms": ["contact"], "tables": ["clients.client"], "whole": False}
    assert run(day + timedelta(61)).removed["contact"] == 0


def test_kind_after_kind_ends_and_monthly_numbers_remain(world: Any) -> None:
    client = _gone(61)
    number, user = client.identity_number, client.user
    _through(client, months_after(LEFT, 26))
    assert not Message.objects.filter(client=client).exists()
    assert Note.objects.filter(client=client).exists()
    _through(client, months_after(LEFT, 63))
    assert not Client.objects.filter(pk=client.pk).exists()
    assert not User.objects.filter(pk=user.pk).exists()
    assert not EndNotice.objects.filter(client=client.pk).exists()
    began = LEFT - timedelta(90)
    months = {(one.statistic, one.month): one.number for one in MonthCount.objects.all()}
    assert months == {
        ("enrolments_began", began.replace(day=1)): 1,
        ("enrolments_ended", LEFT.replace(day=1)): 1,
    }
    text = json.dumps(list(Entry.objects.filter(subject_id=client.pk).values("before", "after", "reason")))
    assert number not in text
    assert Entry.objects.filter(subject_id=client.pk, action="clients.registered").exists(), "the log has its own term"


def test_what_a_payment_rests_on_keeps_its_person(world: Any) -> None:
    """The services' rows end after ten years, and until then somebody can be named for them."""
    client = _gone(62, paid=True)
    _through(client, months_after(LEFT, 63))
    assert Client.objects.filter(pk=client.pk).exists()
    assert not Note.objects.filter(client=client).exists()
    assert not Feedback.objects.filter(participation__client=client).exists()
    assert Participation.objects.filter(client=client).exists()
    _through(client, months_after(LEFT, 123))
    assert not Client.objects.filter(pk=client.pk).exists()
    assert {one.statistic for one in MonthCount.objects.all()} >= {"services_began", "jobs_began", "feedback_given"}


def test_a_jobseeker_is_a_client_also_without_a_coach(world: Any) -> None:
    client = _gone(68)
    StatusPeriod.objects.create(client=client, status="unemployed", start_date=LEFT)
    assert run(months_after(LEFT, 12)).announced.total() == 0
    StatusPeriod.objects.filter(client=client).update(status="pension")
    assert run(months_after(LEFT, 12)).announced["contact"] == 1


def test_a_dry_run_says_the_same_and_changes_nothing(world: Any) -> None:
    client, day = _gone(63), months_after(LEFT, 12)
    before = Entry.objects.count()
    told = run(day, dry_run=True)
    assert told.announced["contact"] == 1
    assert not notices(client)
    assert Entry.objects.count() == before
    assert run(day).announced == told.announced


def test_a_run_is_whole_or_nothing(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = _gone(64)

    def broken(*_args: Any, **_rest: Any) -> None:
        raise OSError

    monkeypatch.setattr(retention, "_remove", broken)
    with pytest.raises(OSError), transaction.atomic():  # noqa: PT011 - any would do
        run(months_after(LEFT, 12))
    assert not notices(client)


def test_who_comes_back_keeps_everything(world: Any) -> None:
    client, day = _gone(65), months_after(LEFT, 12)
    run(day)
    again = Enrolment.objects.create(client=client, pilot=Pilot.objects.all()[0], start_date=day)
    assert run(day + timedelta(60)).withdrawn == 1
    client.refresh_from_db()
    assert (client.phone, notices(client)) == ("1", {})
    again.end_date = day + timedelta(90)
    again.save()
    run(months_after(again.end_date, 12))
    assert notices(client)["contact"].last_day == again.end_date, "the terms begin anew"


def test_an_open_request_holds_what_is_due(world: Any) -> None:
    client, day = _gone(66), months_after(LEFT, 12)
    run(day)
    asked = make_request(client=client, kind="question", about="", text="Mitä?", by=SYSTEM)
    assert run(day + timedelta(60)).held == 1
    client.refresh_from_db()
    assert client.phone == "1"
    answer_request(request=asked, result="done", answer="Tässä", user=world.lead, by=SYSTEM)
    assert run(day + timedelta(61)).removed["contact"] == 1


def test_clients_of_today_are_left_alone(world: Any) -> None:
    outcome = run(timezone.localdate() + timedelta(20000))
    ours = CoachAssignment.objects.filter(end_date=None).values("client").distinct().count()
    assert outcome.removed.total() == 0
    assert Client.objects.count() >= ours


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("terms: {}", "notice_days"),
        (
            "notice_days: 60\nlog_months: 60\nterms: {contact: {months: 12, decided_by: law, basis: long enough}}",
            "no rule for",
        ),
        ("notice_days: 60\nlog_months: 60\nterms: {shoes: {months: 1}}", "terms.shoes"),
        (": :", "no YAML"),
    ],
)
def test_rules_are_read_strictly(tmp_path: Any, settings: Any, text: str, fault: str) -> None:
    path = tmp_path / "terms.yaml"
    path.write_text(text, encoding="utf-8")
    settings.RETENTION_TERMS = str(path)
    with pytest.raises(ImproperlyConfigured, match=fault):
        rules()


def test_the_rules_that_ship_have_a_reason_each() -> None:
    told = rules()
    assert set(told.terms) == set(Term)
    assert told.terms[Term.PAYMENT].decided_by == "law"
    assert all(one.unverified for one in told.terms.values() if one.decided_by == "law"), "no act was read by a lawyer"


def test_the_command_says_what_it_would_do(world: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from polku_web.project import retention_command

    monkeypatch.setattr(retention_command, "begin", lambda: None)
    _gone(67)
    day = months_after(LEFT, 12)
    done = CliRunner().invoke(retention_command.retention, ["--on", str(day), "--dry-run"])
    assert "would be announced: contact, 1 people" in done.output
    told = json.loads(CliRunner().invoke(retention_command.retention, ["--on", str(day), "--json"]).output)
    assert told["announced"] == {"contact": 1}
    future = CliRunner().invoke(retention_command.retention, ["--on", "2199-01-01"])
    assert future.exit_code == 2
    assert "--dry-run" in future.output
