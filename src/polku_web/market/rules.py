"""Who may see and do what in the market.

Staff see referrals and results of the clients whom they see, by the client's own rule. A provider's workers see what
was sent to their organisation while it is open, and after the end for as long as the contract still pays for results.
"""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils import timezone

from polku_web.base.actors import Actor, Post, Role
from polku_web.base.rights import NOTHING, Condition, declare, rule
from polku_web.clients.models import Client
from polku_web.market.models import Job, Offer, Participation, Referral


def _of_organiser(actor: Actor, post: Post | None) -> Q:
    return Q(pilot__organisation=post.organisation_id) if post else NOTHING


def of_clients(action: str, role: Role) -> Condition:
    """The condition on a row of a client that holds where the client's own rule does."""
    condition = rule("client", action).conditions[role]

    def found(actor: Actor, post: Post | None) -> Q:
        return Q(client__in=Client.objects.filter(condition(actor, post)).values("pk"))

    return found


def _sent_to_us(actor: Actor, post: Post | None) -> Q:
    if post is None:
        return NOTHING
    day = timezone.localdate(actor.at)
    return Q(offer__provider=post.organisation_id) & shown_to_provider(day)


def shown_to_provider(day: date) -> Q:
    """What a provider sees: open referrals of whoever is a client, services under way, and ended ones for a time."""
    here = Q(client__last_day=None) | Q(client__last_day__gte=day)
    under_way = Q(state=Referral.State.STARTED) | Q(state__in=Referral.OPEN) & here
    return under_way | Q(state=Referral.State.ENDED, shown_until__gte=day)


def _served_by_us(actor: Actor, post: Post | None) -> Q:
    return Q(referral__in=Referral.objects.filter(_sent_to_us(actor, post)).values("pk")) if post else NOTHING


def declare_rules() -> None:
    """Called once, when the app is ready."""
    staff = (Role.COACH, Role.TEAM_LEAD)
    viewers = (*staff, Role.SERVICE_PLANNER)
    changers = {role: of_clients("change", role) for role in staff}
    declare("offer", "list", Offer, dict.fromkeys(viewers, _of_organiser))
    declare("offer", "change", Offer, {Role.SERVICE_PLANNER: _of_organiser})
    declare("client", "refer", Client, {role: rule("client", "change").conditions[role] for role in staff})
    declare("referral", "view", Referral, {role: of_clients("view", role) for role in viewers})
    declare("referral", "send", Referral, changers)
    declare("referral", "answer", Referral, {Role.PROVIDER_WORKER: _sent_to_us})
    declare("participation", "view", Participation, {role: of_clients("view", role) for role in viewers})
    declare("participation", "report", Participation, {**changers, Role.PROVIDER_WORKER: _served_by_us})
    declare("job", "confirm", Job, changers)
