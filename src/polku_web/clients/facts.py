"""Clients as facts: who they are, where they live, their statuses, rights, scores, pilots and coaches.

A client is the opaque id; name, contact and identity number are no facts. A non-disclosure order is one. The
municipality is told with it too, since who belongs and who pays hangs on it: whoever shows facts asks for the order.
"""

from __future__ import annotations

from polku_web.base.facts import Export, Source, export
from polku_web.clients.models import (
    AllowanceRight,
    Client,
    CoachAssignment,
    Enrolment,
    Residence,
    RiskScore,
    StatusPeriod,
)

ORGANISER = "client__unit__organisation"
PERSON: dict[str, Source] = {"person_id": "client_id"}
PERIOD: dict[str, Source] = {"start_date": "start_date", "end_date": "end_date"}
BY_DAY = ("client_id", "start_date")


def declare_facts() -> None:
    """Called once, when the app is ready."""
    told = ("birth_date", "sex", "native_language", "immigrant", "education_level", "occupation", "service_line")
    columns: dict[str, Source] = {
        "person_id": "id",
        **{name: name for name in told},
        "non_disclosure": "non_disclosure",
    }
    export(Export("persons", Client, columns, "unit__organisation", ("id",)))
    _periods()
    columns = {"scored_on": "scored_on", "risk": "risk", "risk_band": "risk_band", "model_version": "model_version"}
    export(Export("risk_scores", RiskScore, PERSON | columns, ORGANISER, ("client_id", "scored_on")))


def _periods() -> None:
    columns: dict[str, Source] = {"municipality": "municipality"}
    export(Export("residences", Residence, PERSON | columns | PERIOD, ORGANISER, BY_DAY))
    columns = {"status": "status"}
    export(Export("statuses", StatusPeriod, PERSON | columns | PERIOD, ORGANISER, BY_DAY))
    columns = {"earnings_related": "earnings_related"}
    export(Export("rights", AllowanceRight, PERSON | columns | PERIOD, ORGANISER, BY_DAY))
    columns = {"end_reason": "end_reason", "reasons": "decision__reasons", "rule_version": "decision__rule_version"}
    pilot: dict[str, Source] = {"pilot_id": "pilot__key"}
    export(Export("enrolments", Enrolment, pilot | PERSON | PERIOD | columns, ORGANISER, BY_DAY))
    coach: dict[str, Source] = {"coach_id": "coach_id"}
    columns = PERSON | coach | PERIOD | {"reason": "reason"}
    export(Export("coach_assignments", CoachAssignment, columns, ORGANISER, BY_DAY))
