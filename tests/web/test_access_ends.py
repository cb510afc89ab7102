"""Access ends by itself: nobody has to take it away when a client, a coach, a cover or a supporter goes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from polku_web.base.actors import Actor
from polku_web.base.keeping import kept
from polku_web.base.rights import Rule, allowed, may, rules
from polku_web.casework.actions import add_meeting, add_note, propose_agreement, send_message
from polku_web.casework.models import Absence, Supporter
from polku_web.clients.actions import assign_coach
from polku_web.clients.models import Client, CoachAssignment
from polku_web.organisations.actions import end_post
from polku_web.organisations.models import User
from polku_web.organisations.queries import actor_of
from polku_web.privacy.actions import make_request

pytestmark = pytest.mark.django_db
SYSTEM = Actor(timezone.now(), name="tests")
PATHS = {entry.model: entry.path for entry in kept()}


@pytest.fixture
def client(world: Any) -> Client:
    """A client with rows of every kind that a rule speaks of."""
    found = world.client
    by = actor_of(coach_of(found), timezone.now())
    propose_agreement(client=found, steps=[{"text": "Soita."}], by=by)
    add_meeting(client=found, kind="other", date=timezone.localdate(), by=by)
    add_note(client=found, text="Huomio", shared=False, by=by)
    send_message(client=found, text="Hei", by=by)
    make_request(client=found, kind="question", about="", text="Mitä?", by=SYSTEM)
    return found


def coach_of(client: Client) -> User:
    return CoachAssignment.objects.get(client=client, end_date=None).coach


def seen(actor: Actor, client: Client) -> set[str]:
    """What of the client the person may still do something to, as kind.action."""
    return {f"{one.kind}.{one.action}" for one, path in _about_clients() if _rows(one, actor, path, client)}


def _about_clients() -> Iterator[tuple[Rule, str]]:
    for one in rules():
        if one.model in PATHS and one.model is not User:
            yield one, PATHS[one.model]


def _rows(one: Rule, actor: Actor, path: str, client: Client) -> bool:
    return allowed(actor, one.action, one.kind).filter(**{path: client.pk}).exists()


def test_a_coach_whose_post_has_ended_sees_nothing(client: Client) -> None:
    coach = coach_of(client)
    before = seen(actor_of(coach, timezone.now()), client)
    assert {"client.view", "agreement.work", "step.work", "meeting.work", "data_request.answer"} <= before
    for post in coach.memberships.filter(end_date=None):
        end_post(post=post, on=timezone.localdate() - timedelta(1), by=SYSTEM)
    assert seen(actor_of(coach, timezone.now()), client) == set()


def test_a_client_in_another_unit_is_no_longer_the_old_ones(world: Any, client: Client) -> None:
    """Also when nobody has ended the coach's time: there is no hand-over to be forgotten."""
    coach = coach_of(client)
    Client.objects.filter(pk=client.pk).update(unit=world.units[1])
    assert CoachAssignment.objects.filter(client=client, coach=coach, end_date=None).exists()
    for person in (coach, world.lead):
        assert seen(actor_of(person, timezone.now()), client) <= {"client.open"}
    assert "client.view" in seen(actor_of(world.west, timezone.now()), client)


def test_a_client_of_another_organiser_is_out_of_everybodys_reach(world: Any, client: Client) -> None:
    Client.objects.filter(pk=client.pk).update(unit=world.elsewhere.unit)
    for person in (coach_of(client), world.lead, world.officer, world.planner, world.admin, world.west):
        assert seen(actor_of(person, timezone.now()), client) == set(), person
    there = actor_of(world.people["coach"], timezone.now())
    assert "client.view" in seen(there, client)


def test_a_coach_who_handed_over_keeps_no_contact(world: Any) -> None:
    hidden, old = world.hidden, coach_of(world.hidden)
    new = next(one for one in (world.coach, world.people["oskari.ohjaaja"]) if one != old)
    assert may(actor_of(old, timezone.now()), "contact", "client", hidden)
    assign_coach(client=hidden, coach=new, on=timezone.localdate(), by=SYSTEM)
    assert not may(actor_of(old, timezone.now()), "contact", "client", hidden)
    assert may(actor_of(new, timezone.now()), "contact", "client", hidden)


def test_a_cover_ends_with_the_absence(world: Any) -> None:
    hidden, away = world.hidden, coach_of(world.hidden)
    cover = next(one for one in (world.coach, world.people["oskari.ohjaaja"]) if one != away)
    today = timezone.localdate()
    Absence.objects.filter(coach=away).delete()
    absence = Absence.objects.create(coach=away, cover=cover, start_date=today - timedelta(3), end_date=today)
    assert may(actor_of(cover, timezone.now()), "contact", "client", hidden)
    absence.end_date = today - timedelta(1)
    absence.save()
    assert not may(actor_of(cover, timezone.now()), "contact", "client", hidden)


def test_a_supporter_is_told_until_the_last_day(world: Any, browser_of: Any) -> None:
    today, browser = timezone.localdate(), browser_of(world.client.user)
    one = Supporter.objects.create(
        client=world.client, name="Tuki Henkilö", start_date=today - timedelta(9), end_date=today
    )
    assert "Tuki Henkilö" in browser.get("/my/").content.decode()
    one.end_date = today - timedelta(1)
    one.save()
    assert "Tuki Henkilö" not in browser.get("/my/").content.decode()


def test_posts_are_read_anew_at_each_request(world: Any, browser_of: Any) -> None:
    """Whoever is signed in when the post ends is out at the next click."""
    browser = browser_of(world.coach)
    assert browser.get("/clients/").status_code == 200
    for post in world.coach.memberships.filter(end_date=None):
        end_post(post=post, on=timezone.localdate() - timedelta(1), by=SYSTEM)
    assert browser.get("/clients/").status_code == 403


def test_a_client_reaches_only_the_own(world: Any, client: Client) -> None:
    actor = actor_of(client.user, timezone.now())
    own = {f"{one.kind}.{one.action}" for one, _path in _about_clients() if one.action in ("own", "looks")}
    assert seen(actor, client) == own
    assert seen(actor, world.elsewhere) == seen(actor, world.hidden) == set()
    assert seen(replace(actor, client_id=None), client) == set()
