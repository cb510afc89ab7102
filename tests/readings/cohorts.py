"""result_rate: pay only for results above the expected number. Rule 11 of settlement.md."""

from __future__ import annotations

from datetime import date

from tests.readings.amounts import basis_points, cents, priced
from tests.readings.days import Row, later
from tests.readings.lines import Line


def cohort_lines(contract: Row, own: list[Row], over: set[str], due: list[Line], until: date) -> list[Line]:
    """A line for every ripe cohort whose target exceeds all earlier ones."""
    within = [row for row in own if row["participation_id"] not in over]
    lines = []
    for position, fee in enumerate(contract["fees"]):
        if fee["pays_for"] != "result_rate":
            continue
        largest = 0
        for first, last in sorted({_cohort_of(fee, contract, row["start_date"]) for row in within}):
            ripe_on = later(last, fee["settled_after_days"])
            if ripe_on > until:
                break
            target = _target(fee, [row for row in within if row["start_date"] <= last], due)
            if target > largest:
                subject = first.isoformat()
                lines.append(Line(contract["id"], subject, None, None, fee["id"], position, ripe_on, target - largest))
                largest = target
    return lines


def _cohort_of(fee: Row, contract: Row, day: date) -> tuple[date, date]:
    """First and last day of the cohort of a participation that starts on the day."""
    if fee["cohort"] == "contract":
        return contract["period"]["start"], contract["period"]["end"]
    if fee["cohort"] == "year":
        return date(day.year, 1, 1), date(day.year, 12, 31)
    first_month = (day.month - 1) // 3 * 3 + 1
    next_first = date(day.year + (first_month == 10), first_month % 12 + 3 if first_month < 10 else 1, 1)
    return date(day.year, first_month, 1), later(next_first, -1)


def _target(fee: Row, participations: list[Row], due: list[Line]) -> int:
    """Of the cohorts so far together; `due` are the lines neither over maximum nor claimed."""
    if len(participations) < fee.get("min_participants", 0):
        return 0
    names = {row["participation_id"] for row in participations}
    persons = {line.person_id for line in due if line.fee_id == fee["of"] and line.participation_id in names}
    expected = sum(basis_points(priced(fee["expected"], row)) for row in participations)
    return cents(fee["amount"]) * max(0, len(persons) * 10000 - expected) // 10000
