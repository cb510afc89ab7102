"""The municipal share, read from cost.md of the design: day by day, in the order of its paragraphs."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from tests.readings.days import Facts, Row, days, later, row_on, rows_of, status_on

COLUMNS = ["month", "municipality", "benefit", "bracket", "persons", "days", "share_cents", "estimated"]
NEW_LAW = date(2025, 1, 1)
OLD_RATES = {1: "0", 301: "0.50", 1001: "0.70"}
NEW_RATES = {1: "0", 101: "0.10", 201: "0.20", 301: "0.30", 401: "0.40", 701: "0.50"}
# benefit_amounts.csv: the first day of each amount.
AMOUNTS = {
    date(2017, 1, 1): "32.40",
    date(2020, 1, 1): "33.66",
    date(2021, 1, 1): "33.78",
    date(2022, 1, 1): "34.50",
    date(2022, 8, 1): "35.72",
    date(2023, 1, 1): "37.21",
}
GENERAL_SUPPORT = date(2026, 5, 1)
EARNINGS_RELATED = "earnings_related_allowance"


def municipal_share(facts: Facts, since: date, until: date) -> list[Row]:
    """The table of the months since … until, in order of its key."""
    sums: dict[tuple[object, ...], list[int]] = defaultdict(list)
    told: dict[tuple[object, ...], list[tuple[str, int, bool]]] = defaultdict(list)
    for (person, month, home, benefit, bracket, amount), cell in _cells(facts, since, until).items():
        exact = sum((rate * (amount or 0) for rate, _ in cell), Decimal(0)) * 100
        key = (month, home, benefit, bracket)
        sums[key].append(int(exact.quantize(Decimal(1), ROUND_HALF_UP)))
        told[key].append((person, len(cell), any(estimated for _, estimated in cell)))
    return [
        dict(
            zip(
                COLUMNS,
                (
                    *key,
                    len({person for person, _, _ in told[key]}),
                    sum(count for _, count, _ in told[key]),
                    sum(sums[key]),
                    any(estimated for _, _, estimated in told[key]),
                ),
                strict=True,
            )
        )
        for key in sorted(sums, key=lambda key: tuple((part is None, str(part).zfill(12)) for part in key))
    ]


Cell = tuple[str, date, str | None, str, int, Decimal | None]


def _cells(facts: Facts, since: date, until: date) -> dict[Cell, list[tuple[Decimal, bool]]]:
    """For each (person, month, municipality, benefit, bracket, daily amount) its days: rate, and whether estimated."""
    cells: dict[Cell, list[tuple[Decimal, bool]]] = defaultdict(list)
    for person in {row["person_id"] for row in facts.get("benefits", [])}:
        rows = sorted(rows_of(facts, "benefits", person), key=lambda row: row["start_date"])
        homes = rows_of(facts, "residences", person)
        for row, _, numbered in _numbered(rows, rows_of(facts, "statuses", person), until):
            for day, number in numbered.items():
                rates = _rates(row["benefit"], day)
                if day < since or not rates:
                    continue
                paid_on = row.get("paid_on")
                by_first_day = paid_on is not None and day < NEW_LAW
                bracket = max(first for first in rates if first <= (min(numbered.values()) if by_first_day else number))
                home = row_on(homes, paid_on or day)
                amount = row.get("daily_eur") or _law_amount(row["benefit"], day)
                cell = (
                    person,
                    day.replace(day=1),
                    home["municipality"] if home else None,
                    row["benefit"],
                    bracket,
                    amount,
                )
                cells[cell].append((Decimal(rates[bracket]), paid_on is None))
    return cells


Numbered = tuple[Row, int, dict[date, int]]


def _numbered(rows: list[Row], statuses: list[Row], until: date) -> list[Numbered]:
    """Each row with the number before its first paid day, and its paid days with their running numbers."""
    found: list[Numbered] = []
    last: dict[str, int] = {}  # the last number of each benefit, and of whatever benefit under ""
    for row in rows:
        told: int | None = row.get("paid_days_before")
        whose = row["benefit"] if row["start_date"] < NEW_LAW else ""
        before = last.get(whose, 0) if told is None else told
        end = min(row.get("end_date") or until, until)
        paid = [day for day in days(row["start_date"], end) if _is_paid_day(statuses, day)]
        found.append((row, before, {day: before + n for n, day in enumerate(paid, 1)}))
        last[row["benefit"]] = last[""] = before + len(paid)
    return found


def _is_paid_day(statuses: list[Row], day: date) -> bool:
    in_service = day < NEW_LAW and status_on(statuses, day) in ("in_service", "in_training")
    return day.isoweekday() <= 5 and not in_service


def _rates(benefit: str, day: date) -> dict[int, str]:
    """Bracket (its first paid day) → rate; none when the benefit has no rule on the day."""
    if day >= NEW_LAW:
        return {} if benefit == "general_support" and day < GENERAL_SUPPORT else NEW_RATES
    return OLD_RATES if benefit == "labour_market_subsidy" and day >= date(2015, 1, 1) else {}


def _law_amount(benefit: str, day: date) -> Decimal | None:
    if benefit == "general_support":
        return Decimal("37.21") if day >= GENERAL_SUPPORT else None
    if benefit != EARNINGS_RELATED and day >= GENERAL_SUPPORT:
        return None
    known = [first for first in AMOUNTS if first <= day]
    return Decimal(AMOUNTS[max(known)]) if known else None


def month_ends(since: date, count: int) -> date:
    """The last day of the month that many months after `since`."""
    month = since.year * 12 + since.month - 1 + count + 1
    return later(date(month // 12, month % 12 + 1, 1), -1)


# The forecast of docs/path/cost.md, for days from 2026 on.
GAP, YEAR = 22, 261  # weekdays
Rates = dict[int, float]


def bracket_forecast(facts: Facts, until: date, months: int) -> dict[tuple[str | None, date, int], tuple[int, float]]:
    """(municipality, month, bracket) → how many people could reach it, and how many are expected to."""
    lives = {
        person: [
            (row, before, paid)
            for row, before, paid in _numbered(
                sorted(rows_of(facts, "benefits", person), key=lambda row: row["start_date"]),
                rows_of(facts, "statuses", person),
                until,
            )
            if row["start_date"] <= until
        ]
        for person in {row["person_id"] for row in facts.get("benefits", [])}
    }
    rates = _leaving_rates(list(lives.values()), until)
    found: dict[tuple[str | None, date, int], tuple[int, float]] = {}
    for person, life in lives.items():
        if not life or not _goes_on(life[-1][0], until):
            continue
        row, before, paid = life[-1]
        home = row_on(rows_of(facts, "residences", person), until)
        number, stay = before + len(paid), 1.0
        for day in _weekdays(later(until, 1), month_ends(until, months)):
            stay *= math.exp(-rates.get(_class(number), 0.0))
            number += 1
            if number in _rates(row["benefit"], day):
                key = (home["municipality"] if home else None, day.replace(day=1), number)
                count, expected = found.get(key, (0, 0.0))
                found[key] = (count + 1, expected + stay)
    return found


def _weekdays(first: date, last: date) -> list[date]:
    return [day for day in days(first, last) if day.isoweekday() <= 5]


def _class(number: int) -> int:
    """The bracket in which a running number lies; 0 before the first paid day."""
    return max((first for first in NEW_RATES if first <= number), default=0)


def _goes_on(row: Row, until: date) -> bool:
    """On the last day; a payment up to so many weekdays later."""
    end = row.get("end_date")
    paid_lately = row.get("paid_on") is not None and end is not None and len(_weekdays(later(end, 1), until)) <= GAP
    return end is None or end >= until or paid_lately


def _leaving_rates(lives: list[list[Numbered]], until: date) -> Rates:
    """By bracket, leavings by paid day in the year that ended GAP weekdays before."""
    weekdays = _weekdays(later(until, -2 * (GAP + YEAR)), until)
    window = set(weekdays[-GAP - YEAR : -GAP])
    paid_days: Rates = dict.fromkeys(NEW_RATES, 0)
    leavings: Rates = dict.fromkeys(NEW_RATES, 0)
    for life in lives:
        for n, (row, before, paid) in enumerate(life):
            for day, number in paid.items():
                paid_days[_class(number)] += day in window
            last = _weekdays(date(2000, 1, 1), row.get("end_date") or until)[-1]
            back = len(life) > n + 1 and len(_weekdays(later(last, 1), later(life[n + 1][0]["start_date"], -1))) <= GAP
            if last in window and last >= row["start_date"] - timedelta(2) and not back and before + len(paid):
                leavings[_class(before + len(paid))] += 1
    return {
        first: leavings[first] / paid_days[first]
        if paid_days[first]
        else sum(leavings.values()) / max(sum(paid_days.values()), 1)
        for first in NEW_RATES
    }
