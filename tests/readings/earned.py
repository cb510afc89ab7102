"""When a participation earns a fee, and with what: rules 3 to 6, one participation at a time, one day at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from tests.readings.amendments import terms_of
from tests.readings.amounts import cents
from tests.readings.attribution import Attribution, former_employers, source_of, term
from tests.readings.days import Facts, Row, covers, days, last_of_month, later, rows_of


@dataclass(frozen=True)
class Counted:
    """What may be counted: the facts known at `until`, of any source or only of those that the terms accept."""

    facts: Facts
    contract: Row
    attribution: Attribution
    until: date
    any_source: bool

    def terms(self, participation: Row) -> Row:
        return terms_of(self.contract, participation["start_date"], self.until)

    def last(self, participation: Row) -> date:
        terms = self.terms(participation)
        return min(self.until, later(terms["period"]["end"], term(terms, "tail_days")))

    def proven(self, rows: list[Row], participation: Row) -> list[Row]:
        accepted = term(self.terms(participation), "accepts")
        return [row for row in rows if self.any_source or source_of(row) in accepted]

    def of_participation(self, table: str, participation: Row) -> list[Row]:
        wanted = participation["participation_id"]
        rows = [row for row in self.facts.get(table, []) if row["participation_id"] == wanted]
        return self.proven(rows, participation)

    def of_person(self, table: str, participation: Row) -> list[Row]:
        return self.proven(rows_of(self.facts, table, participation.get("person_id")), participation)


def earned_on(counted: Counted, fee: Row, participation: Row) -> date | None:
    """The day on which the participation alone earns the fee; None when it does not. Not for sums."""
    kind = fee["pays_for"]
    if kind == "start":
        day: date = participation["start_date"]
        return day
    if kind == "milestone":
        return _milestone(counted, fee, participation)
    if kind == "employment":
        return _employment(counted, fee, participation)
    if kind == "education":
        return _education(counted, fee, participation)
    return _threshold(counted, fee, participation)


def _milestone(counted: Counted, fee: Row, participation: Row) -> date | None:
    start = participation["start_date"]
    last = counted.last(participation)
    if fee.get("within_days") is not None:
        last = min(last, later(start, fee["within_days"]))
    rows = counted.of_participation("milestones", participation)
    return min(
        (r["date"] for r in rows if r["milestone"] == fee["milestone"] and start <= r["date"] <= last), default=None
    )


def _employment(counted: Counted, fee: Row, participation: Row) -> date | None:
    start = participation["start_date"]
    jobs = _counting_jobs(counted, fee, participation)
    qualifying = []
    for day in days(later(start, 1), min(later(start, fee["window_days"]), counted.last(participation))):
        covering = [job for job in jobs if covers(job, day)]
        hours = sum(Decimal(str(job.get("weekly_hours") or 0)) for job in covering)
        if covering and hours >= Decimal(str(fee.get("min_weekly_hours", 0))):
            qualifying.append(day)
    if fee.get("counting", "cumulative") == "cumulative":
        return qualifying[fee["days"] - 1] if len(qualifying) >= fee["days"] else None
    return _continuous(qualifying, fee["days"], fee.get("max_gap_days", 0))


def _continuous(qualifying: list[date], needed: int, max_gap: int) -> date | None:
    count, previous = 0, None
    for day in qualifying:
        if previous is None or (day - previous).days - 1 > max_gap:
            count = 0
        count, previous = count + 1, day
        if count == needed:
            return day
    return None


def _counting_jobs(counted: Counted, fee: Row, participation: Row) -> list[Row]:
    former = former_employers(counted.facts, counted.terms(participation), participation)
    jobs = []
    for job in counted.of_person("employment", participation):
        own_business = bool(job.get("self_employed"))
        if job.get("subsidised") and not fee.get("subsidised", False):
            continue
        if own_business and not fee.get("self_employed", True):
            continue
        if not own_business and job.get("employer_id") in former:
            continue
        if counted.attribution.is_of(counted.terms(participation), participation, job["start_date"]):
            jobs.append(job)
    return jobs


def _education(counted: Counted, fee: Row, participation: Row) -> date | None:
    start = participation["start_date"]
    first, last = later(start, 1), min(later(start, fee["window_days"]), counted.last(participation))
    rows = counted.of_person("education", participation)
    return min((row["start_date"] for row in rows if first <= row["start_date"] <= last), default=None)


def counting_wages(counted: Counted, fee: Row, participation: Row) -> list[Row]:
    """Rule 6's earnings rows that count for the participation, by month."""
    start = participation["start_date"]
    last = min(later(start, fee["window_days"]), counted.last(participation))
    former = former_employers(counted.facts, counted.terms(participation), participation)
    rows = [
        row
        for row in counted.of_person("earnings", participation)
        if row["month"] > start
        and last_of_month(row["month"]) <= last
        and (fee.get("subsidised", False) or not row.get("subsidised"))
        and row.get("employer_id") not in former
        and counted.attribution.is_of(counted.terms(participation), participation, row["month"])
    ]
    return sorted(rows, key=lambda row: row["month"])


def _threshold(counted: Counted, fee: Row, participation: Row) -> date | None:
    so_far = 0
    for row in counting_wages(counted, fee, participation):
        so_far += cents(row["eur"])
        if so_far >= cents(fee["threshold"]):
            return last_of_month(row["month"])
    return None


def delivered(counted: Counted, fee: Row, participation: Row) -> tuple[Decimal, date | None]:
    """Rule 4's quantity, up to the maximum, and the latest date among its rows."""
    start = participation["start_date"]
    rows = [
        row
        for row in counted.of_participation("deliveries", participation)
        if row["unit"] == fee["unit"] and start <= row["date"] <= counted.last(participation)
    ]
    total = sum((Decimal(str(row["quantity"])) for row in rows), Decimal(0))
    if fee.get("max_quantity") is not None:
        total = min(total, Decimal(str(fee["max_quantity"])))
    return total, max((row["date"] for row in rows), default=None)
