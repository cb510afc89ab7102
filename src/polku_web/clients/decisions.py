"""Who belongs to a pilot's target group: asked of `polku.targeting`, kept with its reasons and the rule's version."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from polku import facts, targeting
from polku.base.engine import DuckDB, Engine
from polku_web.audit.actions import record
from polku_web.base.actors import Actor
from polku_web.base.bulk import insert
from polku_web.clients.models import (
    AllowanceRight,
    Client,
    Decision,
    Enrolment,
    Residence,
    RiskScore,
    StatusPeriod,
)
from polku_web.contracts.models import Pilot
from polku_web.contracts.queries import definition_of, latest

MANY = 200  # from so many people on, facts go to the engine as files: reading one is quicker than telling each value
PART = 5000  # people named in one query
RESULTS = ("member", "outside", "undecided")
PERSON = (
    "birth_date",
    "sex",
    "native_language",
    "immigrant",
    "education_level",
    "occupation",
    "service_line",
    "non_disclosure",
)
# Fact table → where its rows stand, and their columns in the order of the table's.
HISTORY: dict[str, tuple[Any, tuple[str, ...]]] = {
    "residences": (Residence, ("municipality", "start_date", "end_date")),
    "statuses": (StatusPeriod, ("status", "start_date", "end_date")),
    "rights": (AllowanceRight, ("earnings_related", "start_date", "end_date")),
    "risk_scores": (RiskScore, ("scored_on", "risk", "risk_band", "model_version")),
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rule says of one person."""

    result: str
    reasons: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    def says(self, decision: Decision, version: str) -> bool:
        """Whether the decision says the same by the same rule."""
        told = (decision.result, tuple(decision.reasons), tuple(decision.missing), decision.rule_version)
        return told == (self.result, self.reasons, self.missing, version)


Facts = dict[str, list[dict[str, Any]]]


def facts_of(client_ids: Sequence[UUID]) -> Facts:
    """What rules may ask about these clients, as fact tables (docs/path/facts.md)."""
    found: Facts = {name: [] for name in ("persons", *HISTORY)}
    for first in range(0, len(client_ids), PART):
        part = client_ids[first : first + PART]
        for row in Client.objects.filter(pk__in=part).values_list("pk", *PERSON):
            found["persons"].append(_row(("person_id", *PERSON), row))
        for name, (model, columns) in HISTORY.items():
            rows = model.objects.filter(client__in=part).order_by().values_list("client_id", *columns)
            found[name] += [_row(("person_id", *columns), row) for row in rows]
    return found


def _row(names: tuple[str, ...], values: tuple[Any, ...]) -> dict[str, Any]:
    told = {name: None if value == "" else value for name, value in zip(names, values, strict=True)}
    return {**told, "person_id": str(values[0])}


@contextmanager
def facts_folder(tables: Facts) -> Iterator[Path]:
    """The tables as files for the engine, in a folder that only we read and that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="polku-") as folder:
        for name, rows in tables.items():
            if not rows:
                continue
            with (Path(folder) / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                table = csv.DictWriter(file, list(rows[0]))
                table.writeheader()
                table.writerows(rows)
        yield Path(folder)


def judge(pilot: Pilot, client_ids: Sequence[UUID], on: date) -> dict[UUID, Verdict]:
    """What the pilot's rule says of each client on the day: one question to the engine, whatever their number.

    Raises MissingPart when the pilot's file has no target group of people.
    """
    if not client_ids:
        return {}
    tables = facts_of(client_ids)
    with DuckDB() as engine:
        if len(client_ids) < MANY:
            facts.put(engine, tables)
            return _asked(engine, pilot, client_ids, on)
        with facts_folder(tables) as folder:
            facts.load(engine, folder)
            return _asked(engine, pilot, client_ids, on)


def _asked(engine: Engine, pilot: Pilot, client_ids: Iterable[UUID], on: date) -> dict[UUID, Verdict]:
    targeting.members(engine, definition_of(pilot), on)
    found = {one: Verdict("outside") for one in client_ids}
    for person, reasons in engine.rows("SELECT person_id, reasons FROM members"):
        found[UUID(person)] = Verdict("member", reasons=tuple(filter(None, reasons.split("|"))))
    for person, missing in engine.rows("SELECT person_id, missing FROM undecided"):
        found[UUID(person)] = Verdict("undecided", missing=tuple(filter(None, missing.split("|"))))
    return found


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
    verdicts, before = judge(pilot, client_ids, on), latest_decisions(pilot, client_ids)
    version = latest(pilot).digest
    new = [
        Decision(
            client_id=one,
            pilot=pilot,
            on=on,
            result=verdict.result,
            reasons=list(verdict.reasons),
            missing=list(verdict.missing),
            rule_version=version,
            decided_at=by.at,
        )
        for one, verdict in verdicts.items()
        if one not in before or not verdict.says(before[one], version)
    ]
    insert(new)
    decisions = before | {one.client_id: one for one in new}
    belongs = [one for one, verdict in verdicts.items() if verdict.result == "member"]
    _enrol(pilot, {one: decisions[one] for one in belongs}, on)
    counted = [verdict.result for verdict in verdicts.values()]
    return {result: counted.count(result) for result in RESULTS}


def _enrol(pilot: Pilot, decisions: dict[UUID, Decision], on: date) -> None:
    still = Q(end_date=None) | Q(end_date__gte=on)
    enrolled = set(Enrolment.objects.filter(still, pilot=pilot).values_list("client_id", flat=True))
    first = max(on, pilot.start_date or on)
    new = [
        Enrolment(client_id=one, pilot=pilot, start_date=first, decision=decision)
        for one, decision in decisions.items()
        if one not in enrolled
    ]
    insert(new)


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
