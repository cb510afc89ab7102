"""Who belongs to a pilot's target group: asked of `polku.targeting`, kept with its reasons and the rule's version."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Q

from polku.targeting import Verdict, verdicts
from polku_web.audit.actions import record
from polku_web.base.actors import Actor
from polku_web.base.bulk import insert_values
from polku_web.clients.asking import asked
from polku_web.clients.models import Client, Decision, Enrolment
from polku_web.contracts.models import Pilot
from polku_web.contracts.queries import definition_of, latest

PART = 5000  # people named in one query
RESULTS = {True: "member", False: "outside", None: "undecided"}


def judge(pilot: Pilot, client_ids: Sequence[UUID], on: date) -> dict[UUID, Verdict]:
    """What the pilot's rule says of each client on the day: one question to the engine, whatever their number.

    Raises MissingPart when the pilot's file has no target group of people.
    """
    if not client_ids:
        return {}
    with asked(client_ids) as engine:
        told = verdicts(engine, definition_of(pilot), on)
    return {one: told[str(one)] for one in client_ids}


def _says(decision: Decision, verdict: Verdict, version: str) -> bool:
    """Whether the decision says the same by the same rule."""
    told = (decision.result, tuple(decision.reasons), tuple(decision.missing), decision.rule_version)
    return told == (RESULTS[verdict.belongs], verdict.reasons, verdict.missing, version)


def latest_decisions(pilot: Pilot, client_ids: Sequence[UUID] | None = None) -> dict[UUID, Decision]:
    """The latest decision of each client in the pilot."""
    made = Decision.objects.filter(pilot=pilot).order_by("decided_at", "on")
    if client_ids is None:
        return {one.client_id: one for one in made}
    parts = [client_ids[first : first + PART] for first in range(0, len(client_ids), PART)]
    return {one.client_id: one for part in parts for one in made.filter(client__in=part)}


def keep_decisions(*, pilot: Pilot, client_ids: Sequence[UUID], on: date, by: Actor) -> dict[str, int]:
    """Decide for these clients at once, inside the caller's transaction; how many of each result.

    A verdict that says what the latest decision says is not kept again. Whoever belongs is enrolled from the day on;
    whoever belongs no more stays enrolled until handed over.
    """
    judged, before = judge(pilot, client_ids, on), latest_decisions(pilot, client_ids)
    version = latest(pilot).digest
    new = {
        one: {
            "id": uuid4(),
            "client_id": one,
            "pilot_id": pilot.pk,
            "on": on,
            "result": RESULTS[verdict.belongs],
            "reasons": list(verdict.reasons),
            "missing": list(verdict.missing),
            "rule_version": version,
            "decided_at": by.at,
        }
        for one, verdict in judged.items()
        if one not in before or not _says(before[one], verdict, version)
    }
    insert_values(Decision, list(new.values()))
    decisions = {one: decision.pk for one, decision in before.items()} | {one: row["id"] for one, row in new.items()}
    _enrol(pilot, {one: decisions[one] for one, verdict in judged.items() if verdict.belongs}, on)
    counted = [verdict.belongs for verdict in judged.values()]
    return {result: counted.count(belongs) for belongs, result in RESULTS.items()}


def _enrol(pilot: Pilot, decisions: dict[UUID, UUID], on: date) -> None:
    still = Q(end_date=None) | Q(end_date__gte=on)
    enrolled = set(Enrolment.objects.filter(still, pilot=pilot).values_list("client_id", flat=True))
    first = max(on, pilot.start_date or on)
    new = [
        {"client_id": one, "pilot_id": pilot.pk, "start_date": first, "decision_id": decision}
        for one, decision in decisions.items()
        if one not in enrolled
    ]
    insert_values(Enrolment, new)


@transaction.atomic
def decide(*, client: Client, pilot: Pilot, on: date, by: Actor) -> Decision:
    """Decide about one client; the latest decision is given back when it still holds."""
    client = Client.objects.select_for_update(of=("self",)).get(pk=client.pk)
    known = list(Decision.objects.filter(client=client, pilot=pilot).order_by("-decided_at", "-on"))
    earlier = known[0] if known else None
    keep_decisions(pilot=pilot, client_ids=[client.pk], on=on, by=by)
    new = Decision.objects.filter(client=client, pilot=pilot).exclude(pk__in=[one.pk for one in known]).first()
    made = new or known[0]
    if new is not None:
        told = {"result": made.result, "reasons": made.reasons, "missing": made.missing}
        was = {"result": earlier.result} if earlier else None
        record(by, "clients.decided", made, subject_id=client.pk, before=was, after=told)
    return made
