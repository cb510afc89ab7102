"""The services of the demo's clients: referrals with what happened to them, participations, milestones and jobs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from polku_web.base.pouring import pour
from polku_web.clients.models import CoachAssignment
from polku_web.contracts.models import Pilot
from polku_web.market.models import Job, Milestone, Offer, Participation, Referral, ReferralEvent
from polku_web.market.places import with_places
from polku_web.project.demo_facts import Invented

STAY = (
    "participation_id", "service_id", "contract_id", "referral_date", "start_date", "end_date", "end_reason",
    "risk_band", "chosen_by",
)  # fmt: skip
JOB = (
    "employer_id", "start_date", "end_date", "weekly_hours", "subsidised", "self_employed", "monthly_eur", "occupation",
    "source", "confirmed_on", "recorded_on",
)  # fmt: skip
SENT = 60  # every so many-th client waits for an answer to a referral of the last days


@dataclass(frozen=True)
class Stay:
    """A participation of the facts with the ids that it gets."""

    id: UUID
    referral: UUID
    client: UUID
    offer: Offer
    referred: date
    start: date
    end: date | None
    end_reason: str
    risk_band: str
    chosen_by: str


def pour_market(told: Invented, pilot: Pilot, at: datetime) -> dict[str, int]:
    """All of it; the number of rows of each table."""
    stays = dict(_stays(told, pilot))
    counts = _referrals(told, list(stays.values()), pilot, at)
    counts["participations"] = pour(
        Participation,
        ["id", "client_id", "offer_id", "referral_id", "referral_date", "start_date", "end_date", "end_reason",
         "risk_band", "chosen_by"],
        ((one.id, one.client, one.offer.pk, one.referral, one.referred, one.start, one.end, one.end_reason,
          one.risk_band, one.chosen_by) for one in stays.values()),
    )  # fmt: skip
    proof = ("milestone", "date", "source", "confirmed_on", "recorded_on")
    reached = told.everybody("milestones", "participation_id", *proof)
    counts["milestones"] = pour(
        Milestone,
        ["participation_id", *proof],
        ((stays[key].id, *rest[:2], rest[2] or "register", *rest[3:]) for key, *rest in reached if key in stays),
    )
    counts["jobs"] = _jobs(told, pilot)
    _make_room(pilot)
    return counts


def _make_room(pilot: Pilot) -> None:
    """Every fifth place more than are taken: so many people were poured that nobody could be sent anywhere else."""
    for offer in with_places(Offer.objects.filter(pilot=pilot).exclude(places=None)):
        if offer.left <= 0:
            offer.places = (offer.places - offer.left) * 6 // 5 + 1
            offer.save(update_fields=["places"])


def _stays(told: Invented, pilot: Pilot) -> Iterator[tuple[str, Stay]]:
    offers = {(one.service_key, one.contract_key): one for one in Offer.objects.filter(pilot=pilot)}
    for client, key, service, contract, referred, start, end, *rest in told.rows("participations", *STAY):
        offer = offers[service, contract or ""]
        texts = [text or "" for text in rest]
        yield key, Stay(uuid4(), uuid4(), client, offer, referred or start, start, end, *texts)


def _referrals(told: Invented, stays: list[Stay], pilot: Pilot, at: datetime) -> dict[str, int]:
    coaches = dict(CoachAssignment.objects.filter(end_date=None).values_list("client", "coach"))
    somebody = next(iter(coaches.values()))
    day = timezone.localdate(at)
    rows = [
        (one.referral, one.client, one.offer.pk, "ended" if one.end else "started", coaches.get(one.client, somebody),
         one.referred, one.referred + timedelta(14), one.chosen_by or "coach", True, one.start, one.end,
         _moment(one.end or one.start))
        for one in stays
    ]  # fmt: skip
    rows += _waiting(told, {one.client for one in stays}, coaches, pilot, day)
    names = ["id", "client_id", "offer_id", "state", "made_by_id", "made_on", "answer_by", "chosen_by", "voluntary",
             "starts_on", "planned_end", "changed_at"]  # fmt: skip
    counts = {"referrals": pour(Referral, names, rows)}
    counts["referral_events"] = pour(ReferralEvent, ["referral_id", "at", "state", "by_name"], _events(rows, stays))
    return counts


def _waiting(
    told: Invented, busy: set[UUID], coaches: dict[UUID, UUID], pilot: Pilot, day: date
) -> list[tuple[Any, ...]]:
    """Referrals of the last days that nobody has answered yet."""
    bought = list(Offer.objects.filter(pilot=pilot).exclude(contract_key=""))
    free = [client for client in told.taken.values() if client in coaches and client not in busy]
    return [
        (uuid4(), client, bought[n % len(bought)].pk, ("sent", "seen")[n % 2], coaches[client],
         day - timedelta(n % 12), day - timedelta(n % 12) + timedelta(14), ("client", "coach")[n % 3 == 0], True,
         None, None, _moment(day - timedelta(n % 12)))
        for n, client in enumerate(free[::SENT])
    ]  # fmt: skip


def _events(rows: list[tuple[Any, ...]], stays: list[Stay]) -> Iterator[tuple[Any, ...]]:
    """What a referral went through: sent at first, then the moves that its dates tell."""
    for row in rows:
        yield row[0], _moment(row[5]), "sent", "Polku"
        if row[3] == "seen":
            yield row[0], row[-1], "seen", "Polku"
    for one in stays:
        who = one.offer.provider_name or "Polku"
        yield one.referral, _moment(one.referred, 1), "accepted", who
        yield one.referral, _moment(one.start, 2), "started", who
        if one.end:
            yield one.referral, _moment(one.end, 3), "ended", who


def _moment(day: date, hours: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(9 + hours)))


def _jobs(told: Invented, pilot: Pilot) -> int:
    """Jobs since a year before the pilot began; a fee asks for former employers no further back."""
    since = (pilot.start_date or date.min) - timedelta(365)
    names = dict(told.everybody("employers", "employer_id", "name"))
    return pour(
        Job,
        ["client_id", "employer_key", "employer_name", "start_date", "end_date", "weekly_hours", "subsidised",
         "self_employed", "monthly_cents", "occupation", "source", "confirmed_on", "recorded_on"],
        (
            (client, employer or "", names.get(employer) or "", start, end, hours, bool(subsidised), bool(own),
             None if eur is None else int(eur * 100), occupation or "", source or "register", *days)
            for client, employer, start, end, hours, subsidised, own, eur, occupation, source, *days
            in told.rows("employment", *JOB)
            if end is None or end >= since
        ),
    )  # fmt: skip
