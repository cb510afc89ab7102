"""Which services a client can be sent to, and where not, why: condition, room, what is open already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from polku.definition import column_in_words
from polku_web.base.languages import spoken
from polku_web.clients.models import Client
from polku_web.contracts.models import Pilot
from polku_web.contracts.queries import definition_of, pilots_of
from polku_web.market.models import Offer, Participation, Referral
from polku_web.market.places import with_places
from polku_web.market.terms import Terms, terms_in
from polku_web.market.verdicts import Verdict, verdicts

WAIT_DAYS = 180  # waits are told from the starts of so many days
FEWEST = 5  # and only when there are so many of them


@dataclass(frozen=True)
class Fit:
    """A service for a client: whether it can be sent to, else why not; `offers` are those with room."""

    key: str
    name: str
    about: str
    voluntary: bool
    verdict: Verdict
    why_not: tuple[str, ...]
    offers: tuple[Offer, ...]
    terms: Terms
    open: Referral | None

    @property
    def can(self) -> bool:
        """Whether the client can be sent to one of the offers."""
        return not self.why_not

    @property
    def condition(self) -> str:
        """The service's condition in plain words; empty where there is none."""
        return self.verdict.in_words(spoken())

    @property
    def missing(self) -> list[str]:
        """What is not known and would decide, in plain words."""
        return [column_in_words(one, spoken()) for one in self.verdict.missing]


def offers_on(pilots: QuerySet[Pilot], on: date) -> QuerySet[Offer]:
    """The pilots' offers that are open on the day, with their places."""
    still = Q(end_date=None) | Q(end_date__gte=on)
    found = with_places(Offer.objects.filter(still, pilot__in=pilots, start_date__lte=on))
    return found.select_related("pilot", "provider").order_by("service_key", "provider__name", "id")


def fits(client: Client, on: date) -> list[Fit]:
    """Every service on offer on the day: those that suit first. As many queries whatever the number of offers."""
    offers = list(offers_on(pilots_of([client.unit.organisation_id], on), on))
    said = verdicts(client, offers, on)
    waits = waits_of(offers, on)
    alike = client.referrals.filter(state__in=Referral.OPEN).select_related("offer")
    open_ones = {(one.offer.pilot_id, one.offer.service_key): one for one in alike}
    told = {offer.pilot_id: definition_of(offer.pilot) for offer in {one.pilot_id: one for one in offers}.values()}
    by_service: dict[tuple[Any, str], list[Offer]] = {}
    for offer in offers:
        offer.wait = waits.get(offer.pk)
        by_service.setdefault((offer.pilot_id, offer.service_key), []).append(offer)
    found = [
        _fit(group, said[group[0].pk], open_ones.get(key), terms_in(told[key[0]], group[0]))
        for key, group in by_service.items()
    ]
    return sorted(found, key=lambda one: (not one.can, one.name))


def _fit(group: list[Offer], verdict: Verdict, open_one: Referral | None, terms: Terms) -> Fit:
    first = group[0]
    with_room = tuple(one for one in group if one.left is None or one.left > 0)
    why = []
    if open_one is not None:
        why.append(_("Asiakkaalla on jo lähete tähän palveluun: %(state)s.") % {"state": open_one.get_state_display()})
    if verdict.meets is False:
        why.append(_("Asiakas ei täytä ehtoa: %(condition)s.") % {"condition": verdict.in_words(spoken())})
    if not with_room:
        why.append(_("Kaikki paikat ovat käytössä."))
    key = f"{first.pilot.key}.{first.service_key}"
    voluntary = all(one.voluntary for one in group)
    about = next((one.about for one in group if one.about), "")
    return Fit(key, first.service_name, about, voluntary, verdict, tuple(why), with_room, terms, open_one)


def waits_of(offers: Iterable[Offer], on: date) -> dict[Any, int]:
    """The median days from referral to start of each offer's latest starts; none where there are too few."""
    days: dict[Any, list[int]] = {}
    begun = Participation.objects.filter(
        offer__in=list(offers), referral_date__isnull=False, start_date__gt=on - timedelta(WAIT_DAYS)
    )
    for offer_id, referred, started in begun.values_list("offer", "referral_date", "start_date"):
        days.setdefault(offer_id, []).append((started - referred).days)
    return {offer_id: round(median(found)) for offer_id, found in days.items() if len(found) >= FEWEST}
