"""What has been kept for its term is announced and removed; what something still rests on stays."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.utils import timezone

from polku_web.audit.models import Entry
from polku_web.base.actors import Actor
from polku_web.base.keeping import Term
from polku_web.casework.models import Message, Note
from polku_web.clients.actions import register_client
from polku_web.clients.models import Client, CoachAssignment, Enrolment, StatusPeriod
from polku_web.contracts.models import Pilot
from polku_web.market.models import Job, Offer, Participation, Referral, ReferralEvent
from polku_web.mypath.models import Feedback
from polku_web.organisations.models import User
from polku_web.privacy import retention
from polku_web.privacy.actions import answer_request, make_request
from polku_web.privacy.models import EndNotice, MonthCount
from polku_web.privacy.terms import months_after, rules
from polku_web.project import demo

pytestmark = pytest.mark.django_db
SYSTEM = Actor(timezone.now(), name="tests")
LEFT = date(2020, 3, 31)


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


def test_a_term_never_leaves_the_calendar() -> None:
    assert months_after(date(9999, 1, 31), 12) == date.max
    assert months_after(date(2024, 1, 31), 1) == date(2024, 2, 29)


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

    from polku.cli import main
    from polku_web.project import retention_command

    monkeypatch.setattr(retention_command, "begin", lambda: None)
    _gone(67)
    day = months_after(LEFT, 12)
    done = CliRunner().invoke(main, ["retention", "--on", str(day), "--dry-run"])
    assert "would be announced: contact, 1 people" in done.output
    told = json.loads(CliRunner().invoke(main, ["retention", "--on", str(day), "--json"]).output)
    assert told["announced"] == {"contact": 1}
    future = CliRunner().invoke(main, ["retention", "--on", "2199-01-01"])
    assert future.exit_code == 2
    assert "--dry-run" in future.output
