"""What happens to referrals by itself, once a night: unanswered ones are reminded of, and expire when it is too late.

Each referral is a transaction of its own. Interrupted, it has done some of them whole; run again, it does the others;
run twice, it changes nothing the second time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from polku_web.audit.actions import record
from polku_web.base.actors import Actor, Role
from polku_web.market.actions import move
from polku_web.market.models import Referral, ReferralEvent
from polku_web.market.moves import Side
from polku_web.organisations.models import Membership
from polku_web.organisations.queries import in_force

REMIND_DAYS = 3  # before the last day for an answer
REMINDED = "reminded"


@dataclass(frozen=True)
class Tended:
    """How many were reminded of, how many expired, and how many were withdrawn because the client has left."""

    reminded: int
    expired: int
    withdrawn: int


def tend(at: datetime) -> Tended:
    """Do the night's work."""
    by, on = Actor(at, name="Polku"), timezone.localdate(at)
    gone = Referral.objects.filter(state__in=("sent", "seen", "accepted"), client__last_day__lt=on)
    withdrawn = sum(_moved(one, "withdrawn", by) for one in list(gone))
    late = Referral.objects.filter(state__in=Referral.UNANSWERED, answer_by__lt=on)
    expired = sum(_moved(one, "expired", by) for one in list(late))
    soon = with_account(Referral.objects.filter(state__in=Referral.UNANSWERED), on).filter(
        answer_by__lte=on + timedelta(REMIND_DAYS), reminded_on=None
    )
    reminded = sum(_reminded(one, by) for one in list(soon))
    return Tended(reminded, expired, withdrawn)


def with_account(referrals: QuerySet[Referral], on: date) -> QuerySet[Referral]:
    """Those sent to providers whose workers sign in here on the day. Others hear of a referral from the sender only."""
    workers = Membership.objects.filter(in_force(on), role=Role.PROVIDER_WORKER)
    return referrals.filter(offer__provider__in=workers.values("organisation"))


def _moved(referral: Referral, to: str, by: Actor) -> bool:
    try:
        move(referral=referral, to=to, by=by, side=Side.SYSTEM)
    except ValidationError:  # somebody has answered meanwhile
        return False
    return True


def _reminded(referral: Referral, by: Actor) -> bool:
    try:
        remind(referral=referral, by=by)
    except ValidationError:
        return False
    return True


@transaction.atomic
def remind(*, referral: Referral, by: Actor) -> Referral:
    """Mark it in the provider's list, at the top. ValidationError when answered, or reminded of today already."""
    referral = Referral.objects.select_for_update(of=("self",)).get(pk=referral.pk)
    on = timezone.localdate(by.at)
    if referral.state not in Referral.UNANSWERED:
        raise ValidationError(_("Lähetteen tila on jo muuttunut: %(state)s.") % {"state": referral.get_state_display()})
    if referral.reminded_on == on:
        raise ValidationError(_("Tänään on jo muistutettu."))
    referral.reminded_on = on
    referral.save(update_fields=["reminded_on"])
    name = by.posts[0].place if by.posts else by.name
    ReferralEvent.objects.create(referral=referral, at=by.at, state=referral.state, by_name=name[:160], detail=REMINDED)
    record(by, "market.reminded", referral, subject_id=referral.client_id)
    return referral
