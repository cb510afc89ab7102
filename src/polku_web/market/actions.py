"""What is done in the market: each a function, a transaction and an entry in the log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from polku_web.audit.actions import record
from polku_web.base.actors import Actor
from polku_web.clients.models import Client
from polku_web.contracts.models import Pilot
from polku_web.contracts.queries import definition_of
from polku_web.market.models import Offer, Participation, Referral, ReferralEvent
from polku_web.market.moves import Side, may_move
from polku_web.market.places import places_left
from polku_web.market.verdicts import judged
from polku_web.organisations.models import User

ANSWER_DAYS = 7  # how long a provider has to answer, when the sender does not say
CHANGEABLE = ("about", "places", "voluntary", "contact_name", "contact_phone", "start_date", "end_date")
SHOWN_DAYS = 30  # how long a provider without a contract still sees a client whose service has ended


@transaction.atomic
def open_offers(*, pilot: Pilot, by: Actor) -> list[Offer]:
    """Open an offer for each service of the pilot file: for each contract on it, and one for what is not bought.

    A provider whose organisation nobody has named gets none. What is open already keeps its places, days and contact;
    of it only the service's name and kind are brought up to the file.
    """
    told = definition_of(pilot)
    named = {one.provider_key: one.organisation for one in pilot.suppliers.select_related("organisation")}
    wanted = [
        (service, named[contract.provider], contract.id, contract.period.start, contract.period.end)
        for contract in told.contracts
        for service in told.services
        if service.id in contract.services and contract.provider in named
    ]
    bought = {service for contract in told.contracts for service in contract.services}
    wanted += [
        (service, None, "", pilot.start_date, pilot.end_date) for service in told.services if service.id not in bought
    ]
    opened = [_offer(pilot, *one) for one in wanted]
    new = [offer for offer, is_new in opened if is_new]
    if new:
        record(by, "market.offers_opened", pilot, after={"offers": [str(offer.pk) for offer in new]})
    return [offer for offer, _is_new in opened]


def _offer(pilot: Pilot, service: Any, provider: Any, contract: str, start: Any, end: Any) -> tuple[Offer, bool]:
    told = {
        "names": {language: service.name.in_language(language) for language in ("fi", "sv", "en")},
        "kind": service.kind,
        "production": service.production,
    }
    return Offer.objects.update_or_create(
        pilot=pilot,
        service_key=service.id,
        provider=provider,
        contract_key=contract,
        defaults=told,
        create_defaults={**told, "start_date": start, "end_date": end, "places": service.capacity},
    )


@transaction.atomic
def change_offer(*, offer: Offer, by: Actor, **told: Any) -> Offer:
    """Change what the service planner says of an offer; nothing is written when nothing is different."""
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    changed = {name: value for name, value in told.items() if name in CHANGEABLE and getattr(offer, name) != value}
    if not changed:
        return offer
    before = {name: str(getattr(offer, name)) for name in changed}
    for name, value in changed.items():
        setattr(offer, name, value)
    offer.full_clean()
    offer.save()
    after = {name: str(value) for name, value in changed.items()}
    record(by, "market.offer_changed", offer, before=before, after=after)
    return offer


@transaction.atomic
def refer(
    *,
    client: Client,
    offer: Offer,
    by: Actor,
    made_by: User,
    chosen_by: str = "client",
    offered: Iterable[Offer] = (),
    message: str = "",
    answer_by: date | None = None,
    voluntary: bool | None = None,
) -> Referral:
    """Send the client to the service. Raises ValidationError when the client may not be sent there now, with why.

    Of two who send a client to a service, or fill the last place, at one moment the later is told.
    """
    on = timezone.localdate(by.at)
    client = Client.objects.select_for_update(of=("self",)).get(pk=client.pk)
    offer = Offer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    verdict = judged(client, offer, on)
    _refuse(client, offer, on, verdict)
    referral = Referral(
        client=client,
        offer=offer,
        made_by=made_by,
        made_on=on,
        answer_by=answer_by or on + timedelta(ANSWER_DAYS),
        chosen_by=chosen_by,
        offered=[str(one.pk) for one in offered],
        condition=verdict.condition,
        rule_version=verdict.rule_version,
        voluntary=offer.voluntary if voluntary is None else voluntary,
        message=message.strip(),
        changed_at=by.at,
    )
    referral.full_clean()
    try:
        with transaction.atomic():
            referral.save(force_insert=True)
    except IntegrityError as error:  # somebody was quicker, where rows cannot be locked
        raise ValidationError(_("Asiakkaalla on jo avoin lähete tähän palveluun.")) from error
    _tell(referral, by)
    after = {"offer": str(offer.pk), "chosen_by": chosen_by, "offered": referral.offered}
    record(by, "market.referred", referral, subject_id=client.pk, after=after)
    return referral


def _refuse(client: Client, offer: Offer, on: date, verdict: Any) -> None:
    """Raise ValidationError with why this client cannot be sent to this offer on the day."""
    alike = Referral.objects.filter(client=client, state__in=Referral.OPEN, offer__service_key=offer.service_key)
    if alike.filter(offer__pilot=offer.pilot_id).exists():
        raise ValidationError(_("Asiakkaalla on jo avoin lähete tähän palveluun."))
    if not offer.start_date <= on or (offer.end_date is not None and on > offer.end_date):
        raise ValidationError(_("Palvelu ei ole tarjolla tänään."))
    if (left := places_left(offer)) is not None and left <= 0:
        raise ValidationError(_("Palvelu on täynnä."))
    if verdict.meets is False:
        raise ValidationError(_("Asiakas ei täytä palvelun ehtoja."))


@transaction.atomic
def move(
    *,
    referral: Referral,
    to: str,
    by: Actor,
    side: Side = Side.PROVIDER,
    on: date | None = None,
    planned_end: date | None = None,
    reason: str = "",
    note: str = "",
) -> Referral:
    """Move a referral to another state.

    on: the first day when it is accepted, the day on which it started or ended then; today when not given. reason: a
    code of DeclineReason or EndReason. note: a few words to the sender. Raises ValidationError when it cannot go there
    any more: whoever comes second is told where it is.
    """
    referral = Referral.objects.select_for_update(of=("self",)).select_related("offer").get(pk=referral.pk)
    if not may_move(referral, to, side):
        raise ValidationError(_("Lähetteen tila on jo muuttunut: %(state)s.") % {"state": referral.get_state_display()})
    before = referral.state
    referral.state, referral.changed_at = to, by.at
    referral.answer_note = note.strip() or referral.answer_note
    day = on or timezone.localdate(by.at)
    if to == "accepted":
        referral.starts_on, referral.planned_end = day, planned_end
    elif to == "declined":
        referral.decline_reason = reason
    elif to == "started":
        _start(referral, day, planned_end, by)
    elif to == "ended":
        _end(referral, day, reason, by)
    referral.full_clean()
    referral.save()
    _tell(referral, by, reason)
    after = {"state": to, **({"reason": reason} if reason else {})}
    subject = referral.client_id
    record(by, "market.referral_moved", referral, subject_id=subject, before={"state": before}, after=after)
    return referral


def _start(referral: Referral, day: date, planned_end: date | None, by: Actor) -> None:
    if not referral.made_on <= day <= timezone.localdate(by.at):
        raise ValidationError({"on": _("Alkupäivä on lähetteen päivän ja tämän päivän välillä.")})
    referral.starts_on, referral.planned_end = day, planned_end or referral.planned_end
    if referral.planned_end is not None and referral.planned_end < day:
        referral.planned_end = None
    score = referral.client.risk_scores.filter(scored_on__lte=referral.made_on).first()
    participation = Participation(
        client_id=referral.client_id,
        offer=referral.offer,
        referral=referral,
        referral_date=referral.made_on,
        start_date=day,
        planned_end=referral.planned_end,
        chosen_by=referral.chosen_by,
        risk_band=score.risk_band if score else "",
    )
    participation.full_clean()
    participation.save(force_insert=True)


def _end(referral: Referral, day: date, reason: str, by: Actor) -> None:
    participation = referral.participation
    if not participation.start_date <= day <= timezone.localdate(by.at):
        raise ValidationError({"on": _("Loppupäivä on palvelun alkupäivän ja tämän päivän välillä.")})
    if not reason:
        raise ValidationError({"reason": _("Valitse, miksi palvelu päättyi.")})
    participation.end_date, participation.end_reason = day, reason
    participation.full_clean()
    participation.save(update_fields=["end_date", "end_reason"])
    referral.shown_until = _shown_until(referral.offer, day)


def _shown_until(offer: Offer, ended: date) -> date:
    """Results may be told for the contract's tail after the end and while it pays, and for a month at least."""
    told = definition_of(offer.pilot).contracts if offer.contract_key else ()
    days = [
        min(ended + timedelta(one.tail_days), one.period.end + timedelta(one.tail_days))
        for one in told
        if one.id == offer.contract_key
    ]
    return max([ended + timedelta(SHOWN_DAYS), *days])


def _tell(referral: Referral, by: Actor, detail: str = "") -> None:
    name = by.posts[0].place if by.posts else by.name
    ReferralEvent.objects.create(referral=referral, at=by.at, state=referral.state, by_name=name[:160], detail=detail)
