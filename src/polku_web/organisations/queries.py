"""Reading people and organisations."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from polku_web.base.actors import Actor, Post, Role
from polku_web.base.rights import allowed
from polku_web.organisations.models import Membership, Organisation, User


def in_force(on: date) -> Q:
    """Memberships whose days include this one."""
    return Q(start_date__lte=on) & (Q(end_date=None) | Q(end_date__gte=on))


def actor_of(user: Any, at: datetime) -> Actor:
    """The person behind a request with the posts of the day: two queries. Nobody has none."""
    if not user.is_authenticated:
        return Actor(at)
    posts = Membership.objects.filter(in_force(timezone.localdate(at)), user=user)
    client = getattr(user, "client", None)
    return Actor(
        at,
        user.pk,
        tuple(_post(one) for one in posts.select_related("organisation", "unit").order_by("start_date", "id")),
        client.pk if client else None,
        client.unit.organisation_id if client else None,
        # The log names workers; a client is told by the id of the person concerned.
        "" if client else user.get_full_name(),
    )


def _post(one: Membership) -> Post:
    place = f"{one.unit.name}, {one.organisation.name}" if one.unit else one.organisation.name
    return Post(Role(one.role), one.organisation_id, one.organisation.organiser_id_of, place, one.unit_id)


def organiser() -> Organisation | None:
    """The organiser whose name, colour and logo the pages carry: the first one."""
    ours = Organisation.objects.filter(kind=Organisation.Kind.ORGANISER).order_by("name")
    return ours.annotate(has_logo=Q(logo__isnull=False)).defer("logo").first()


def people_of(actor: Actor) -> QuerySet[User]:
    """The people whom the administrator looks after, with their posts here: two queries."""
    return allowed(actor, "administer", "person").prefetch_related(Prefetch("memberships", posts_here(actor)))


def posts_here(actor: Actor) -> QuerySet[Membership]:
    """The posts that the administrator looks after, also those that have ended; not those at other organisers."""
    return allowed(actor, "end", "post").select_related("organisation", "unit").order_by("start_date", "id")
