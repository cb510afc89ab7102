"""Which participations belong, which are over the maximum, and whose job it is: rules 1 and 2, "Whose job is it"."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.readings.amendments import agreed, terms_of
from tests.readings.days import Facts, Row, covers, days, later, rows_of

DEFAULTS: dict[str, Any] = {
    "tail_days": 365,
    "attribution": "latest",
    "former_employer_days": 0,
    "accepts": ["register", "employer", "provider", "client"],
}


def term(terms: Row, name: str) -> Any:
    """A term, or its default."""
    return terms.get(name, DEFAULTS.get(name))


def source_of(row: Row) -> str:
    return row.get("source") or "register"


def subject_of(participation: Row) -> str:
    return str(participation.get("person_id") or participation["employer_id"])


def by_start(participation: Row) -> tuple[date, str]:
    return participation["start_date"], participation["participation_id"]


def belonging(facts: Facts, contract: Row, until: date) -> list[Row]:
    """Rule 1, in the order of rule 2: (start_date, participation_id)."""
    own = [row for row in facts.get("participations", []) if row.get("contract_id") == contract["id"]]
    return sorted((row for row in own if _in_period(contract, row["start_date"], until)), key=by_start)


def _in_period(contract: Row, start: date, until: date) -> bool:
    period = terms_of(contract, start, until)["period"]
    return bool(period["start"] <= start <= min(period["end"], until))


def over_maximum(contract: Row, own: list[Row], until: date) -> set[str]:
    """Ids of those past the maximum."""
    most = agreed(contract, until).get("max_participants")
    return {row["participation_id"] for row in own[most:]} if most is not None else set()


class Attribution:
    """Whose job, or month of wages, is it: asked by the day on which it starts."""

    def __init__(self, facts: Facts, contracts: list[Row], until: date) -> None:
        self._all = [row for contract in contracts for row in belonging(facts, contract, until)]

    def is_of(self, terms: Row, participation: Row, day: date) -> bool:
        """Whether what starts on the day counts for this participation, whose terms these are."""
        if participation["start_date"] >= day:
            return False
        if term(terms, "attribution") == "shared":
            return True
        person = participation["person_id"]
        before = [row for row in self._all if row.get("person_id") == person and row["start_date"] < day]
        return max(by_start(row) for row in before) == by_start(participation)


def former_employers(facts: Facts, terms: Row, participation: Row) -> set[str]:
    """Employers for whom the person worked in the days before the participation; looked up in all rows."""
    count = term(terms, "former_employer_days")
    if count == 0:
        return set()
    start = participation["start_date"]
    return {
        job["employer_id"]
        for job in rows_of(facts, "employment", participation.get("person_id"))
        if job.get("employer_id") is not None and any(covers(job, day) for day in days(later(start, -count), start))
    }
