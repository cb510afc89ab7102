"""The market of the invented world: a referral in each state, and results of the kinds that are easily got wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from polku_web.base.actors import Actor
from polku_web.clients.models import Client
from polku_web.market.actions import move, refer
from polku_web.market.models import Job, Offer, Participation
from polku_web.market.moves import Side
from polku_web.market.result_actions import confirm_job, correct_job, tell_delivery, tell_job, tell_milestone
from polku_web.organisations.models import User

CONTACTS = [("Tuula Tuottaja", "040 000 0100"), ("Pauli Polku", "040 000 0101"), ("Ulla Ura", "040 000 0102")]


@dataclass(frozen=True)
class Way:
    """How far a referral goes: to which offer, sent how many days ago, and its moves with their days ago."""

    offer: int
    sent: int
    moves: tuple[tuple[str, int], ...] = ()
    details: dict[str, Any] = field(default_factory=dict)
    length: int = 120  # days that the service is planned to last
    then: Callable[[Participation, Teller], None] | None = None


@dataclass(frozen=True)
class Teller:
    """Acts for somebody on an earlier day of the world."""

    now: datetime

    def ago(self, days: int, name: str = "polku demo") -> Actor:
        """The actor, so many days ago."""
        return Actor(self.now - timedelta(days), name=name)

    def day(self, days: int) -> date:
        """The day so many days ago; negative ones are to come."""
        return timezone.localdate(self.now) - timedelta(days)


def load(*, offers: Sequence[Offer], clients: Sequence[Client], planners: Sequence[User], at: datetime) -> None:
    """Send clients to the services, one for each of WAYS as far as there are clients."""
    bought = [one for one in offers if one.provider_id]
    own = [one for one in offers if not one.provider_id]
    for offer, (name, phone) in zip(bought, CONTACTS, strict=False):
        _describe(offer, name, phone, places=12)
    for offer in own:
        _describe(offer, "Pekka Palvelusuunnittelija", "040 000 0200", places=None)
    teller = Teller(at)
    for way, client in zip(WAYS, clients, strict=False):
        if way.offer < len(offers):
            _walk(way, client, (bought + own)[way.offer], planners, teller)


def _describe(offer: Offer, name: str, phone: str, *, places: int | None) -> None:
    offer.contact_name, offer.contact_phone, offer.places = name, phone, places
    offer.about = ABOUT.get(offer.service_key, "")
    offer.save(update_fields=["contact_name", "contact_phone", "places", "about"])


def _walk(way: Way, client: Client, offer: Offer, planners: Sequence[User], teller: Teller) -> None:
    coach = client.coach_assignments.first()
    sender = coach.coach if coach else planners[0]
    by = teller.ago(way.sent, sender.get_full_name())
    message = "Asiakas toivoo apua työnhaun aloittamiseen."
    referral = refer(client=client, offer=offer, made_by=sender, by=by, message=message)
    provider = offer.provider.name if offer.provider else sender.get_full_name()
    for to, ago in way.moves:
        side = {"withdrawn": Side.SENDER, "expired": Side.SYSTEM}.get(to, Side.PROVIDER)
        name = {Side.PROVIDER: provider, Side.SENDER: sender.get_full_name()}.get(side, "Polku")
        end = teller.day(ago - way.length) if to in ("accepted", "started") else None
        on = teller.day(-5) if way.details.get("starts_later") and to == "accepted" else teller.day(ago)
        reason = way.details.get("reason", "") if to in ("declined", "ended") else ""
        by = teller.ago(ago, name)
        referral = move(referral=referral, to=to, by=by, side=side, on=on, planned_end=end, reason=reason)
    if way.then is not None:
        way.then(referral.participation, teller)


def _began(sent: int) -> tuple[tuple[str, int], ...]:
    """Seen the next day, accepted in three and begun in ten days."""
    return ("seen", sent - 1), ("accepted", sent - 3), ("started", sent - 10)


def _plan_and_hours(participation: Participation, teller: Teller) -> None:
    by = teller.ago(0, participation.offer.provider_name)
    day = participation.start_date + timedelta(14)
    tell_milestone(participation=participation, milestone="plan_accepted", date=day, by=by)
    tell_delivery(participation=participation, unit="hour", quantity=Decimal("1.5"), date=day, by=by)


def _job(participation: Participation, by: Actor, source: str, after: int, hours: str) -> Job:
    return tell_job(
        client=participation.client,
        participation=participation,
        source=source,
        by=by,
        start_date=participation.start_date + timedelta(after),
        employer_name="Keksitty Konepaja Oy",
        weekly_hours=Decimal(hours),
    )


def _part_time(participation: Participation, teller: Teller) -> None:
    """14 hours a week: too few for most fees."""
    job = _job(participation, teller.ago(20, participation.offer.provider_name), "provider", 60, "14")
    confirm_job(job=job, by=teller.ago(15), proof="palkkalaskelma")


def _without_proof(participation: Participation, teller: Teller) -> None:
    _job(participation, teller.ago(4), "client", 30, "37.5")


def _recalculated(participation: Participation, teller: Teller) -> None:
    """Told as 30 hours a week, confirmed, and found to have been 14."""
    job = _job(participation, teller.ago(60, participation.offer.provider_name), "provider", 20, "30")
    confirm_job(job=job, by=teller.ago(50), proof="palkkalaskelma")
    correct_job(job=job, by=teller.ago(10), weekly_hours=Decimal(14))


def _moved(participation: Participation, teller: Teller) -> None:
    """The client moves to another municipality of the pilot while the service goes on."""
    client, day = participation.client, teller.day(30)
    client.residences.filter(end_date=None).update(end_date=day - timedelta(1))
    client.residences.create(municipality="837", start_date=day)
    client.municipality = "837"
    client.save(update_fields=["municipality"])


WAYS = (
    Way(0, 70, _began(70), then=_plan_and_hours),
    Way(0, 3),
    Way(1, 4, (("seen", 2),)),
    Way(2, 9, (("seen", 7), ("declined", 5)), {"reason": "no_places"}),
    Way(0, 6, (("seen", 5), ("accepted", 2)), {"starts_later": True}),
    Way(0, 190, (*_began(190), ("ended", 70)), {"reason": "job"}, then=_part_time),
    Way(1, 110, _began(110), then=_without_proof),
    Way(2, 20, (("expired", 12),)),
    Way(1, 15, (("withdrawn", 14),)),
    Way(2, 190, (*_began(190), ("ended", 60)), {"reason": "job"}, then=_recalculated),
    Way(1, 90, _began(90), then=_moved),
    Way(3, 125, _began(125)),  # ends within days, and nothing is agreed after it
    Way(2, 6),
)
ABOUT = {
    "tyonhakuvalmennus": "Saat apua hakemuksiin, haastatteluun ja työpaikkojen hakemiseen. Tapaatte viikoittain.",
    "own-coach": "Oma valmentaja auttaa sinua löytämään seuraavan askeleen.",
    "network-services": "Apua muilta: koulut, järjestöt, Kela ja terveyspalvelut.",
    "short-training-with-work": "Opit työn työpaikalla. Työnantaja lupaa työtä koulutuksen jälkeen.",
}
