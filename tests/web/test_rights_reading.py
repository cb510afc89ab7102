"""The list's condition, the question about one object and a plain second reading give one answer."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from polku_web.base.rights import allowed, may, rules
from polku_web.casework.models import Absence
from polku_web.clients.models import Client, CoachAssignment, EmergencyAccess
from polku_web.organisations.models import Membership, Organisation, Unit, User
from polku_web.organisations.queries import actor_of
from tests.web.reading import MODELS, may_by_hand

pytestmark = pytest.mark.django_db
ROLES = ["coach", "team_lead", "service_planner", "analyst", "data_protection_officer", "admin", "provider_worker"]
days = st.integers(-40, 20)
posts = st.lists(st.tuples(st.sampled_from(ROLES), st.integers(0, 3), st.booleans(), days, days), max_size=3)
coached = st.lists(st.tuples(st.integers(0, 2), days, st.none() | days), max_size=2, unique_by=lambda one: one[0])
opened = st.lists(st.tuples(st.integers(0, 2), st.integers(-5, 5)), max_size=2)


class Undo(Exception):  # noqa: N818
    """Ends an example and takes back what it wrote."""


away = st.none() | st.tuples(days, st.none() | days)


def _write(
    user: User, clients: list[Client], given_posts: Any, own: Any, emergencies: Any, absence: Any, now: Any
) -> None:
    units, today = list(Unit.objects.select_related("organisation").order_by("pk")), timezone.localdate(now)
    partner = Organisation.objects.filter(kind="provider").first()
    for role, which, in_unit, start, end in given_posts:
        unit = units[which % len(units)]
        place = partner if role == "provider_worker" else unit.organisation
        where = unit if role in ("coach", "team_lead") or (in_unit and role != "provider_worker") else None
        begin = today + timedelta(start)
        last = max(begin, today + timedelta(end))
        Membership.objects.create(user=user, organisation=place, unit=where, role=role, start_date=begin, end_date=last)
    for which, start, end in own:
        CoachAssignment.objects.filter(client=clients[which]).exclude(coach=user).delete()
        begin = today + timedelta(start)
        last = None if end is None else max(begin, today + timedelta(end))
        CoachAssignment.objects.create(client=clients[which], coach=user, start_date=begin, end_date=last)
    if absence is not None:  # the first client's coach is away, and the person covers
        coach = CoachAssignment.objects.filter(client=clients[0]).first()
        begin = today + timedelta(absence[0])
        last = None if absence[1] is None else max(begin, today + timedelta(absence[1]))
        if coach is not None and coach.coach != user:
            Absence.objects.create(coach=coach.coach, cover=user, start_date=begin, end_date=last)
    for which, hours in emergencies:
        began = now + timedelta(hours=hours)
        EmergencyAccess.objects.create(
            client=clients[which],
            user=user,
            reason="safety",
            explanation="x",
            began_at=began,
            ends_at=began + timedelta(hours=2),
        )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=15)
@given(given_posts=posts, own=coached, emergencies=opened, absence=away)
def test_two_readings_agree(world: Any, given_posts: Any, own: Any, emergencies: Any, absence: Any) -> None:
    now = timezone.now()
    clients = [world.clients[0], world.clients[1], world.elsewhere]
    with suppress(Undo), transaction.atomic():
        user = User.objects.create_user("joku@polku.example", given_name="Joku", family_name="Vain")
        _write(user, clients, given_posts, own, emergencies, absence, now)
        _compare(user, clients, now)
        raise Undo


def _compare(user: User, clients: list[Client], now: Any) -> None:
    actor = actor_of(user, now)
    reader = replace(actor, answers={})  # while a page is read: no rule's answer may stand for another's
    for rule in rules():
        rows = list(MODELS[rule.kind].objects.order_by("pk")[:12])
        rows += clients if rule.kind == "client" else []
        listed = set(allowed(actor, rule.action, rule.kind).values_list("pk", flat=True))
        for row in rows:
            by_hand = may_by_hand(user, rule.kind, rule.action, row, now)
            assert (row.pk in listed) is by_hand, (rule.kind, rule.action, row)
        for row in rows[:3]:
            assert may(actor, rule.action, rule.kind, row) is (row.pk in listed)
        for row in clients if rule.kind == "client" else rows[:3]:
            assert may(reader, rule.action, rule.kind, row) is (row.pk in listed), (rule.kind, rule.action, row)


def test_a_list_of_one_table_stays_one_condition(world: Any) -> None:
    """A union of ids is for ways through other tables; of the log, which grows, it would read all of it each time."""
    officer, coach = (actor_of(one, timezone.now()) for one in (world.officer, world.coach))
    assert "UNION" not in str(allowed(officer, "search", "entry").query)
    assert "UNION" in str(allowed(coach, "list", "client").query)
