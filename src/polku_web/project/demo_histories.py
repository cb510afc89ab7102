"""What the national system tells of the demo's clients by day, their decisions, enrolments and coaches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from polku_web.base.pouring import pour
from polku_web.clients.models import (
    AllowanceRight,
    CoachAssignment,
    Decision,
    Enrolment,
    Residence,
    RiskScore,
    StatusPeriod,
)
from polku_web.contracts.models import Pilot
from polku_web.contracts.queries import latest
from polku_web.project.demo_facts import Invented
from polku_web.project.demo_staff import Staff

PERIOD = ["start_date", "end_date"]


def pour_histories(told: Invented, staff: Staff, pilot: Pilot, at: datetime) -> dict[str, int]:
    """All of it; the number of rows of each table."""
    counts = {
        "residences": _periods(told, Residence, "residences", "municipality"),
        "statuses": _periods(told, StatusPeriod, "statuses", "status"),
        "rights": _periods(told, AllowanceRight, "rights", "earnings_related"),
        "risk_scores": pour(
            RiskScore,
            ["client_id", "scored_on", "risk", "risk_band", "model_version"],
            told.rows("risk_scores", "scored_on", "risk", "risk_band", "model_version"),
        ),
    }
    enrolled = list(told.rows("enrolments", *PERIOD, "reasons"))
    decided = {row: uuid4() for row in range(len(enrolled))}
    digest = latest(pilot).digest
    counts["decisions"] = pour(
        Decision,
        ["id", "client_id", "pilot_id", "on", "result", "reasons", "rule_version", "decided_at"],
        (
            (decided[n], client, pilot.pk, start, "member", (why or "").split("|"), digest, at)
            for n, (client, start, _end, why) in enumerate(enrolled)
        ),
    )
    counts["enrolments"] = pour(
        Enrolment,
        ["client_id", "pilot_id", *PERIOD, "decision_id"],
        ((client, pilot.pk, start, end, decided[n]) for n, (client, start, end, _why) in enumerate(enrolled)),
    )
    rows = list(_coached(told, staff))
    counts["coach_assignments"] = pour(CoachAssignment, ["client_id", "coach_id", *PERIOD], rows)
    return counts


def _periods(told: Invented, model: Any, table: str, column: str) -> int:
    return pour(model, ["client_id", column, *PERIOD], told.rows(table, column, *PERIOD))


def _coached(told: Invented, staff: Staff) -> Iterator[tuple[Any, ...]]:
    """Where two coaches of the facts are one here and follow each other, it is one time with the coach."""
    rows = sorted(told.rows("coach_assignments", *PERIOD, "coach_id"), key=lambda row: (row[0], row[1]))
    held: tuple[Any, ...] | None = None
    for client, start, end, coach_id in rows:
        coach = staff.of(coach_id, client).user
        if held and held[:2] == (client, coach) and held[3] == start - timedelta(1):
            held = (client, coach, held[2], end)
            continue
        if held:
            yield held
        held = (client, coach, start, end)
    if held:
        yield held
