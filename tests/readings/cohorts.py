"""result_rate: pay only for results above the expected number. Rule 11 of settlement.md."""

from __future__ import annotations

from datetime import date

from tests.readings.amendments import agreed, fee_ids, fee_of
from tests.readings.amounts import basis_points, cents, priced
from tests.readings.days import Row, later
from tests.readings.earned import Counted
from tests.readings.lines import Line


def cohort_lines(counted: Counted, own: list[Row], over: set[str], due: list[Line]) -> list[Line]:
    """A line for every ripe cohort whose target exceeds all earlier ones."""
    contract, until = counted.contract, counted.until
    lines = []
    for position, fee_id in enumerate(fee_ids(contract)):
        rows = [(row, fee_of(counted.terms(row), fee_id)) for row in own if row["participation_id"] not in over]
        within = [(row, fee) for row, fee in rows if fee is not None and fee["pays_for"] == "result_rate"]
        if not within:
            continue
        fee, largest = within[0][1], 0
        period = agreed(contract, until)["period"]
        for first, last in sorted({_cohort_of(fee, period, row["start_date"]) for row, _ in within}):
            ripe_on = later(last, fee["settled_after_days"])
            if ripe_on > until:
                break
            target = _target(fee, [(row, its) for row, its in within if row["start_date"] <= last], due)
            if target > largest:
                subject = first.isoformat()
                lines.append(Line(contract["id"], subject, None, None, fee_id, position, ripe_on, target - largest))
                largest = target
    return lines


def _cohort_of(fee: Row, period: Row, day: date) -> tuple[date, date]:
    """First and last day of the cohort of a participation that starts on the day."""
    if fee["cohort"] == "contract":
        return period["start"], period["end"]
    if fee["cohort"] == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    first_month = (day.month - 1) // 3 * 3 + 1
    next_first = date(day.year + (first_month == 10), first_month % 12 + 3 if first_month < 10 else 1, 1)
    return date(day.year, first_month, 1), later(next_first, -1)


def _target(fee: Row, within: list[tuple[Row, Row]], due: list[Line]) -> int:
    """Of the cohorts so far together; `due` are the lines neither over maximum nor claimed."""
    if len(within) < fee.get("min_participants", 0):
        return 0
    names = {row["participation_id"] for row, _ in within}
    persons = {line.person_id for line in due if line.fee_id == fee["of"] and line.participation_id in names}
    expected = sum(basis_points(priced(its["expected"], row)) for row, its in within)
    return cents(fee["amount"]) * max(0, len(persons) * 10000 - expected) // 10000
