"""Who may see and do what to a client.

A coach and a team lead see the clients of their unit, a coach also those whose coach they are; whoever leaves a unit,
or hands a client over, sees them no more from that day. Nobody here works with a client after the client's last day.
Who works for the same organiser may open a client in an emergency, for a time. A client sees who has looked.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from polku_web.base.actors import Actor, Post, Role
from polku_web.base.rights import NOTHING, Condition, declare
from polku_web.clients.models import Client, CoachAssignment, EmergencyAccess
from polku_web.organisations.models import Membership
from polku_web.organisations.queries import in_force


def is_client(day: date) -> Q:
    """Whoever has not been handed over before the day."""
    return Q(last_day=None) | Q(last_day__gte=day)


def _still(actor: Actor) -> Q:
    return is_client(timezone.localdate(actor.at))


def _of_unit(actor: Actor, post: Post | None) -> Q:
    return Q(unit=post.unit_id) & _still(actor) if post and post.unit_id else NOTHING


# Whose clients somebody has for a time in place of the coach: a function of the person and the day that gives a query
# for the coaches' ids. An app above that knows of absences adds one when it is ready.
COVERS: list[Callable[[UUID | None, date], Any]] = []


def ways(user_id: UUID | None, day: date) -> list[Q]:
    """Conditions on an assignment: the person is the coach, or covers for the coach on the day."""
    return [Q(coach=user_id), *(Q(coach__in=covered(user_id, day)) for covered in COVERS)]


def assigned(day: date) -> QuerySet[CoachAssignment]:
    """Assignments of the day.

    One that nobody ended says nothing any more when the client is in a unit in which that coach has no post.
    """
    posts = Membership.objects.filter(in_force(day), role=Role.COACH)
    here = posts.filter(user=OuterRef("coach"), unit=OuterRef("client__unit"))
    return CoachAssignment.objects.filter(in_force(day), Exists(here))


def _opened(actor: Actor, post: Post | None) -> Q:
    opened = EmergencyAccess.objects.filter(user=actor.user_id, began_at__lte=actor.at, ends_at__gt=actor.at)
    here = Q(unit__organisation=post.organisation_id) if post else NOTHING
    return Q(pk__in=opened.values("client")) & here & _still(actor)


def _of_organiser(actor: Actor, post: Post | None) -> Q:
    return Q(unit__organisation=post.organisation_id) & _still(actor) if post else NOTHING


def _assigned(here: Condition) -> Condition:
    """Those here whose coach the person is, or for whose coach the person covers."""

    def assigned_here(actor: Actor, post: Post | None) -> Q:
        found, day = NOTHING, timezone.localdate(actor.at)
        for way in ways(actor.user_id, day):
            found |= Q(pk__in=assigned(day).filter(way).values("client")) & here(actor, post)
        return found

    return assigned_here


def _ever_of_organiser(actor: Actor, post: Post | None) -> Q:
    return Q(unit__organisation=post.organisation_id) if post else NOTHING


def _self(actor: Actor, post: Post | None) -> Q:
    return Q(pk=actor.client_id) if actor.client_id else NOTHING


def _any(*conditions: Condition) -> Condition:
    def either(actor: Actor, post: Post | None) -> Q:
        found = NOTHING
        for condition in conditions:
            found |= condition(actor, post)
        return found

    return either


OF_UNIT = _of_unit
OWN = _assigned(_of_organiser)  # a post elsewhere does not follow to another organiser's clients
COACH = _any(OWN, _of_unit)
EMERGENCY = (Role.COACH, Role.TEAM_LEAD, Role.SERVICE_PLANNER)


def declare_rules() -> None:
    """Called once, when the app is ready."""
    declare("client", "list", Client, {Role.COACH: COACH, Role.TEAM_LEAD: _of_unit})
    declare(
        "client",
        "view",
        Client,
        {
            Role.COACH: _any(COACH, _opened),
            Role.TEAM_LEAD: _any(_of_unit, _opened),
            Role.SERVICE_PLANNER: _opened,
        },
    )
    declare("client", "coach", Client, {Role.COACH: OWN, Role.TEAM_LEAD: _assigned(_of_unit)})
    # Place and contact of a person with a non-disclosure order: only for whom they are needed.
    declare("client", "contact", Client, {Role.COACH: OWN, Role.TEAM_LEAD: _of_unit})
    declare("client", "change", Client, {Role.COACH: COACH, Role.TEAM_LEAD: _of_unit})
    declare("client", "assign", Client, {Role.TEAM_LEAD: _of_unit})
    declare("client", "open", Client, dict.fromkeys(EMERGENCY, _of_organiser))
    declare("client", "looks", Client, {Role.CLIENT: _self})
    declare("client", "search_log", Client, {Role.DATA_PROTECTION_OFFICER: _ever_of_organiser})
    # Taking in and handing over: a team lead in the unit, a service planner in all units of the organiser.
    for action in ("decide", "hand_over", "move"):
        declare("client", action, Client, {Role.TEAM_LEAD: _of_unit, Role.SERVICE_PLANNER: _of_organiser})
