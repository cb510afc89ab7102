"""What a provider sees of a referral, and what it is told when it has answered."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from polku_web.base.actors import Actor
from polku_web.base.rights import allowed
from polku_web.market.actions import move
from polku_web.market.models import Participation, Referral
from polku_web.market.queries import plain
from polku_web.market.terms import word

TAKEN = ("accepted", "started", "ended")
THANKS: dict[str, Promise] = {
    "accept": _("Kiitos. Lähete on otettu vastaan, ja lähettäjä näkee sen."),
    "decline": _("Kiitos. Lähettäjä näkee, että lähetettä ei otettu vastaan."),
    "start": _("Palvelun alku on kirjattu."),
    "end": _("Palvelun loppu on kirjattu."),
    "milestone": _("Tavoite on kirjattu."),
    "delivery": _("Työ on kirjattu."),
    "job": _("Työpaikka on kirjattu. Työllisyyspalvelut tarkistaa sen."),
}
ORDER = ("sent", "seen", "accepted", "started", "ended")


def inbox(actor: Actor) -> QuerySet[Referral]:
    """The referrals of the actor's organisation: those without an answer first, then by how far they are."""
    place = Case(
        *(When(state=state, then=Value(number)) for number, state in enumerate(ORDER)),
        default=Value(len(ORDER)),
        output_field=IntegerField(),
    )
    found = allowed(actor, "answer", "referral").select_related("client", "offer")
    return found.annotate(place=place).order_by("place", "answer_by", "id")


def seen(referral: Referral, actor: Actor) -> Referral:
    """The referral, now seen; the sender is told so the first time."""
    if referral.state == "sent":
        with suppress(ValidationError):  # a colleague saw it at the same moment
            move(referral=referral, to="seen", by=actor)
    needed = ("client", "offer__provider", "offer__pilot__organisation", "made_by")
    return Referral.objects.select_related(*needed).get(pk=referral.pk)


def told(referral: Referral, *, named: bool) -> dict[str, Any]:
    """What the provider's page shows. `named`: whether it may tell who the client is."""
    client = referral.client
    participation = Participation.objects.filter(referral=referral).first()
    done = participation.deliveries.all() if participation else []
    reached = participation.milestones.all() if participation else []
    return {
        "referral": referral,
        "state": referral.get_state_display(),
        "client_name": f"{client.given_name} {client.family_name}" if named else "",
        "hidden": named and client.non_disclosure,
        "phone": client.phone if named and not client.non_disclosure else "",
        "email": client.email if named and not client.non_disclosure else "",
        "sender": referral.made_by.get_full_name(),
        "sender_email": referral.made_by.email,
        "sender_place": referral.offer.pilot.organisation.name,  # the unit would tell where the client lives
        "participation": participation,
        "milestones": [(one, word("milestone", one.milestone)) for one in reached],
        "deliveries": [(one, f"{word('unit', one.unit).capitalize()}: {plain(one.quantity)}") for one in done],
        "jobs": participation.jobs.filter(source="provider") if participation else [],
    }
