"""Reading clients: lists, one client, and why somebody sees one."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from polku_web.base.actors import Actor, Role
from polku_web.base.rights import allowed, allowed_among, may
from polku_web.clients.identity import key_of
from polku_web.clients.models import Client, CoachAssignment, EmergencyAccess
from polku_web.clients.rules import assigned, ways
from polku_web.organisations.models import User
from polku_web.organisations.queries import in_force


def listed(actor: Actor, words: str = "", *, mine: bool = False) -> QuerySet[Client]:
    """The clients that the actor has in lists, with unit and coaches of the day; `words` is the beginning of a name.

    Whatever the number of clients, a page of them takes three queries.
    """
    day = timezone.localdate(actor.at)
    coaches = CoachAssignment.objects.filter(in_force(day)).select_related("coach")
    clients = allowed(actor, "list", "client").select_related("unit").order_by("sort_name", "id")
    if words:
        clients = clients.filter(sort_name__startswith=words.casefold())
    if mine:
        own = CoachAssignment.objects.filter(in_force(day), coach=actor.user_id)
        clients = clients.filter(pk__in=own.values("client"))
    return clients.prefetch_related(Prefetch("coach_assignments", coaches, to_attr="coaches"))


def by_identity_number(actor: Actor, action: str, number: str) -> Client | None:
    """The client of a valid identity number, if the actor may do the action; else None, as when there is none."""
    return allowed_among(actor, action, "client", identity_key=key_of(number)).first()


def basis_of(actor: Actor, client: Client) -> str:
    """Why the actor sees the client, for the log and the client: own_client, cover, unit_client or emergency."""
    day = timezone.localdate(actor.at)
    whose = reduce(or_, ways(actor.user_id, day))
    coach = assigned(day).filter(whose, client=client).values_list("coach").first()
    if coach is not None:
        return "own_client" if coach[0] == actor.user_id else "cover"
    units = {post.unit_id for post in actor.posts_as(Role.COACH, Role.TEAM_LEAD)}
    return "unit_client" if client.unit_id in units else "emergency"


def contact_shown(actor: Actor, client: Client) -> bool:
    """Whether place and contact may be shown to the actor: always without an order, with one only where needed."""
    return not client.non_disclosure or may(actor, "contact", "client", client)


def coaches_of(client: Client) -> QuerySet[CoachAssignment]:
    """The client's coaches, the latest first."""
    return client.coach_assignments.select_related("coach")


def coaches_in(unit_id: Any, on: date) -> QuerySet[User]:
    """Who can be made a coach in the unit on the day."""
    posts = Q(memberships__unit=unit_id, memberships__role=Role.COACH, memberships__start_date__lte=on)
    still = Q(memberships__end_date=None) | Q(memberships__end_date__gte=on)
    return User.objects.filter(posts & still, is_active=True).distinct().order_by("family_name", "given_name")


def emergency_of(actor: Actor, client: Client) -> EmergencyAccess | None:
    """The opening in force by which the actor sees the client."""
    return EmergencyAccess.objects.filter(user=actor.user_id, client=client, ends_at__gt=actor.at).first()
