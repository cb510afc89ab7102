"""Who may see and do what in this app.

Who works with a client: coaches and team leads of the client's unit, the client's own coach, and who covers for the
coach from the first to the last day of the absence. Who may only open a client in an emergency reads, and writes
nothing here.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from polku_web.base.actors import Actor, Post, Role
from polku_web.base.rights import NOTHING, Condition, declare
from polku_web.casework.models import Absence, Agreement, BulkAct, Meeting, Step, Supporter, WorkingList
from polku_web.casework.queries import covered_by
from polku_web.clients import rules as of_clients
from polku_web.clients.models import Client
from polku_web.organisations.models import Membership, Organisation
from polku_web.organisations.queries import in_force


def _absent_coaches(user_id: UUID | None, day: date) -> Any:
    return covered_by(user_id, day).values("coach")


def _of(condition: Condition) -> Condition:
    """Rows whose client meets the condition."""

    def of_client(actor: Actor, post: Post | None) -> Q:
        return Q(client__in=Client.objects.filter(condition(actor, post)).values("pk"))

    return of_client


def _of_agreement(condition: Condition) -> Condition:
    """Steps of agreements whose client meets the condition."""

    def of_client(actor: Actor, post: Post | None) -> Q:
        return Q(agreement__client__in=Client.objects.filter(condition(actor, post)).values("pk"))

    return of_client


def _coach_here(actor: Actor, post: Post | None) -> Q:
    """Absences of the coaches who have a post in the lead's unit on the day."""
    if post is None or post.unit_id is None:
        return NOTHING
    posts = Membership.objects.filter(in_force(timezone.localdate(actor.at)), unit=post.unit_id, role=Role.COACH)
    return Q(coach__in=posts.values("user"))


def _made(actor: Actor, post: Post | None) -> Q:
    return Q(made_by=actor.user_id)


def _kept(actor: Actor, post: Post | None) -> Q:
    return Q(owner=actor.user_id)


def _own_organisation(actor: Actor, post: Post | None) -> Q:
    return Q(pk=post.organisation_id, kind=Organisation.Kind.ORGANISER) if post else NOTHING


def declare_rules() -> None:
    """Called once, when the app is ready."""
    declare("organisation", "link", Organisation, {Role.ADMIN: _own_organisation})
    of_clients.COVERS.append(_absent_coaches)
    coach, lead = of_clients.COACH, of_clients.OF_UNIT
    declare("client", "work", Client, {Role.COACH: coach, Role.TEAM_LEAD: lead})
    declare("client", "lead", Client, {Role.TEAM_LEAD: lead})
    declare("meeting", "work", Meeting, {Role.COACH: _of(coach), Role.TEAM_LEAD: _of(lead)})
    declare("agreement", "work", Agreement, {Role.COACH: _of(coach), Role.TEAM_LEAD: _of(lead)})
    declare("absence", "manage", Absence, {Role.TEAM_LEAD: _coach_here})
    declare("bulkact", "undo", BulkAct, {Role.COACH: _made, Role.TEAM_LEAD: _made})
    declare("workinglist", "keep", WorkingList, {Role.COACH: _kept, Role.TEAM_LEAD: _kept})
    declare("supporter", "work", Supporter, {Role.COACH: _of(coach), Role.TEAM_LEAD: _of(lead)})
    declare("step", "work", Step, {Role.COACH: _of_agreement(coach), Role.TEAM_LEAD: _of_agreement(lead)})
