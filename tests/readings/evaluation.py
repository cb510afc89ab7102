"""What came of windows of days, read day by day from "What counts" of docs/path/evaluation.md, facts.md and cost.md."""

from __future__ import annotations

import calendar
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from tests.readings.cost import EARNINGS_RELATED, NEW_LAW, _law_amount, _numbered, _rates
from tests.readings.days import Facts, Row, covers, days, row_on, rows_of, status_on

UNEMPLOYED = ("unemployed", "laid_off")
BROADLY = (*UNEMPLOYED, "subsidised", "in_service", "in_training")


def what_counts(facts: Facts, windows: list[Row], until: date) -> list[Row]:
    """One row for each window, in their order, without what services cost."""
    return [_window(facts, row, until) for row in windows]


def _window(facts: Facts, window: Row, until: date) -> Row:
    person, last = window["person_id"], window["last_day"]
    inside = days(window["first_day"], last)
    jobs = rows_of(facts, "employment", person)
    open_jobs = [job for job in jobs if not job.get("subsidised") and not job.get("self_employed")]
    statuses = [status_on(rows_of(facts, "statuses", person), day) for day in inside]
    return {
        **window,
        "employed": int(_at_work(jobs, last)),
        "open_market": int(_at_work(open_jobs, last)),
        "employed_days": sum(_at_work(jobs, day) for day in inside),
        "open_market_days": sum(_at_work(open_jobs, day) for day in inside),
        "unemployed_days": sum(status in UNEMPLOYED for status in statuses),
        "broadly_unemployed_days": sum(status in BROADLY for status in statuses),
        **_benefits(facts, person, inside, until),
        "earnings_cents": _wages(facts, person, inside),
    }


def _at_work(jobs: list[Row], day: date) -> bool:
    return any(covers(job, day) for job in jobs)


def _benefits(facts: Facts, person: str, inside: list[date], until: date) -> Row:
    """Cents by payer: the municipality's share, what is left of earnings-related allowance, and the rest."""
    rows = sorted(rows_of(facts, "benefits", person), key=lambda row: row["start_date"])
    paid = {True: Decimal(0), False: Decimal(0)}  # by whether it is earnings-related
    for row in rows:
        for day in inside:
            if covers(row, day) and day.isoweekday() <= 5:
                paid[row["benefit"] == EARNINGS_RELATED] += _amount(row, day) * 100
    shared = _shares(facts, person, rows, inside, until)
    municipality = {kind: int((part * 100).quantize(Decimal(1), ROUND_HALF_UP)) for kind, part in shared.items()}
    return {
        "benefit_cents": int(paid[True] + paid[False]),
        "benefit_state_cents": int(paid[False]) - municipality[False],
        "benefit_municipality_cents": municipality[True] + municipality[False],
        "benefit_funds_cents": int(paid[True]) - municipality[True],
    }


def _amount(row: Row, day: date) -> Decimal:
    return row.get("daily_eur") or _law_amount(row["benefit"], day) or Decimal(0)


def _shares(facts: Facts, person: str, rows: list[Row], inside: list[date], until: date) -> dict[bool, Decimal]:
    """The municipality's euros in the window, not rounded, by whether they are of earnings-related allowance."""
    homes = rows_of(facts, "residences", person)
    shared = {True: Decimal(0), False: Decimal(0)}
    for row, _, numbered in _numbered(rows, rows_of(facts, "statuses", person), until):
        paid_on = row.get("paid_on")
        for day, number in numbered.items():
            rates = _rates(row["benefit"], day)
            if day not in inside or not rates or row_on(homes, paid_on or day) is None:
                continue
            by_first_day = paid_on is not None and day < NEW_LAW
            reached = min(numbered.values()) if by_first_day else number
            rate = Decimal(rates[max(first for first in rates if first <= reached)])
            shared[row["benefit"] == EARNINGS_RELATED] += _amount(row, day) * rate
    return shared


def _wages(facts: Facts, person: str, inside: list[date]) -> int | None:
    if not facts.get("earnings"):
        return None
    whole = 0
    for row in rows_of(facts, "earnings", person):
        month: date = row["month"]
        covered = sum(day.replace(day=1) == month for day in inside)
        part = row["eur"] * 100 * covered / calendar.monthrange(month.year, month.month)[1]
        whole += int(part.quantize(Decimal(1), ROUND_HALF_UP))
    return whole
