"""Reading people who wait for something: undecided ones, those who should be handed over, those without a coach."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from polku.definition import DefinitionError
from polku_web.base.actors import Actor
from polku_web.base.rights import allowed
from polku_web.clients.leaving import WhyLeft
from polku_web.clients.models import Client, CoachAssignment, Decision, Enrolment
from polku_web.clients.rules import is_client
from polku_web.contracts.queries import definition_of
from polku_web.intake.columns import BY_NAME
from polku_web.intake.models import Allocation, CoachScope
from polku_web.organisations.models import Unit, User
from polku_web.organisations.queries import in_force

SOON = 60  # days before a pilot's end from which its clients are shown as leaving
# What a rule may ask, in plain words; most of it has the label of a file's field.
MISSING: dict[str, Promise] = {
    **{name: one.label for name, one in BY_NAME.items()},
    "earnings_related_right": BY_NAME["earnings_related"].label,
    "benefit": _("etuus"),
    "benefit_days": _("maksetut etuuspäivät"),
    "risk": _("arvio työttömyyden pitkittymisestä"),
    "risk_band": _("arvio työttömyyden pitkittymisestä"),
}


def _latest(pilot: str = "pilot") -> Any:
    """Whether there is no later decision about the same client in the same pilot."""
    later = Decision.objects.filter(
        client=OuterRef("client"), pilot=OuterRef(pilot), decided_at__gt=OuterRef("decided_at")
    )
    return ~Exists(later)


def undecided(actor: Actor) -> QuerySet[Decision]:
    """The latest decisions that could not be made, of clients about whom the actor may decide."""
    clients = allowed(actor, "decide", "client").values("pk")
    found = Decision.objects.filter(_latest(), client__in=clients, result="undecided")
    return found.select_related("client__unit", "pilot").order_by("client__sort_name", "client_id")


def undecided_of(client: Client) -> Decision | None:
    """The client's latest decision that could not be made."""
    found = Decision.objects.filter(_latest(), client=client, result="undecided")
    return found.select_related("pilot").first()


def missing_words(decision: Decision) -> list[Promise]:
    """What is missing, each thing once."""
    return list(dict.fromkeys(MISSING.get(name, _("muu tieto")) for name in decision.missing))


def leaving(actor: Actor) -> QuerySet[Enrolment]:
    """Open enrolments of clients who belong no more, or whose pilot ends soon or has ended."""
    day = timezone.localdate(actor.at)
    outside = Decision.objects.filter(_latest(), client=OuterRef("client"), pilot=OuterRef("pilot"), result="outside")
    clients = allowed(actor, "hand_over", "client").filter(last_day=None).values("pk")
    found = Enrolment.objects.filter(end_date=None, client__in=clients).annotate(is_outside=Exists(outside))
    ending = Q(pilot__end_date__lte=day + timedelta(SOON))
    return (
        found.filter(Q(is_outside=True) | ending)
        .select_related("client__unit", "pilot")
        .order_by("client__sort_name", "client_id")
    )


def why(enrolment: Any) -> str:
    """Why the client should be handed over: moved away, belongs no more, or the pilot ends."""
    if not enrolment.is_outside:
        return "pilot_ends"
    try:
        there = definition_of(enrolment.pilot).municipalities
    except DefinitionError:
        return "changed_group"
    home = enrolment.client.municipality
    return "moved" if home and home not in there else "changed_group"


def why_words(reason: str) -> Any:
    """The reason in plain words."""
    return dict(WhyLeft.choices)[reason]


def units_to_allocate(actor: Actor) -> QuerySet[Unit]:
    """The actor's units, each with how many clients have no coach."""
    day = timezone.localdate(actor.at)
    waiting = Q(clients__in=without_coach(day).values("pk"))
    return allowed(actor, "allocate", "unit").annotate(waiting=Count("clients", filter=waiting)).order_by("name")


def without_coach(day: Any) -> QuerySet[Client]:
    """Clients who have no coach on the day nor later."""
    coached = CoachAssignment.objects.filter(Q(end_date=None) | Q(end_date__gte=day), client=OuterRef("pk"))
    return Client.objects.filter(is_client(day), ~Exists(coached))


def loads(unit: Unit, day: Any) -> dict[Any, int]:
    """How many clients each coach has on the day."""
    found = CoachAssignment.objects.filter(in_force(day), client__unit=unit)
    return dict(found.order_by().values_list("coach").annotate(Count("pk")))


def by_coach(plan: Allocation) -> list[dict[str, Any]]:
    """How many clients each coach had before the plan, gets by it, has then, and can have."""
    gets = Counter(plan.clients.exclude(coach=None).values_list("coach", flat=True))
    now = loads(plan.unit, plan.on)
    most = dict(CoachScope.objects.filter(unit=plan.unit).values_list("coach", "most"))
    before = Counter(now)
    if plan.state == "done":
        before.subtract(Counter(plan.clients.filter(done=True).values_list("coach", flat=True)))
    there = User.objects.filter(pk__in=[*gets, *now]).order_by("family_name", "given_name")
    return [
        {
            "coach": one,
            "now": before[one.pk],
            "new": gets[one.pk],
            "total": before[one.pk] + gets[one.pk],
            "most": most.get(one.pk),
        }
        for one in there
    ]
