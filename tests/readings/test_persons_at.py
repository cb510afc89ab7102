"""`polku.facts.persons_at` and its second reading: the reading on cases counted by hand, then both on small worlds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polku.base.engine import DuckDB
from polku.facts import persons_at as product_persons_at
from polku.facts import put
from tests.readings.days import Facts, Row
from tests.readings.effort import a_few
from tests.readings.persons_at import COLUMNS, persons_at
from tests.readings.tables import table
from tests.readings.worlds import bases, jobseekers, offset_days

ANNA = {"person_id": "a", "birth_date": date(2000, 2, 29)}


def row(start: str, end: str | None, **columns: Any) -> Row:
    return {
        "person_id": "a",
        "start_date": date.fromisoformat(start),
        "end_date": date.fromisoformat(end) if end else None,
        **columns,
    }


def status(name: str, start: str, end: str | None = None) -> Row:
    return row(start, end, status=name)


def lms(start: str, end: str | None = None, **columns: Any) -> Row:
    return row(start, end, **({"benefit": "labour_market_subsidy"} | columns))


HANDMADE: list[tuple[str, str, Facts, Row]] = [
    ("born on 29 February, a year older on 1 March", "2023-02-28", {}, {"age": 22}),  # 2000 + 23 is not full yet
    ("in a leap year, on the day itself", "2024-02-29", {}, {"age": 24}),  # 2024 - 2000
    (
        "no rows at all",
        "2024-05-02",
        {},
        {"municipality": None, "status": "none", "status_days": 0, "unemployed": False, "in_services": False}
        | {"unemployed_days": 0, "unemployment_spell_days": 0, "benefit": None, "benefit_days": None}
        | {"earnings_related_right": None, "risk": None, "risk_band": None},
    ),
    (
        "adjoining rows of 02 and 03 are one run of unemployment, and two runs of status",
        "2024-03-05",
        {"statuses": [status("unemployed", "2024-02-28", "2024-02-29"), status("laid_off", "2024-03-01")]},
        {"status_days": 5, "unemployed_days": 7, "unemployed_days_365": 7},  # 1.–5.3.; 28.2., 29.2. and 1.–5.3.
    ),
    (
        "a service breaks the unbroken days and is passed over in the spell",
        "2024-03-12",
        {
            "statuses": [
                status("unemployed", "2024-03-01", "2024-03-04"),
                status("in_service", "2024-03-05", "2024-03-09"),
                status("unemployed", "2024-03-10"),
            ]
        },
        {"unemployed_days": 3, "unemployment_spell_days": 7, "unemployed_days_730": 7},  # 10.–12.; and 1.–4.
    ),
    (
        "the spell is also given while in services",
        "2024-03-09",
        {"statuses": [status("unemployed", "2024-03-01", "2024-03-04"), status("in_training", "2024-03-05")]},
        {"in_services": True, "unemployed": False, "unemployed_days": 0, "unemployment_spell_days": 4},  # 1.–4.
    ),
    (
        "a day without a status breaks the spell",
        "2024-03-09",
        {"statuses": [status("unemployed", "2024-03-01", "2024-03-04"), status("unemployed", "2024-03-06")]},
        {"unemployed_days": 4, "unemployment_spell_days": 4, "unemployed_days_365": 8},  # 6.–9.; and 1.–4. beside
    ),
    (
        "the last 365 days end with the day",
        "2025-03-01",
        {"statuses": [status("unemployed", "2024-02-28", "2024-03-02")]},
        {"unemployed_days_365": 1, "unemployed_days_730": 4},  # 365 days begin on 2.3.2024; 28., 29.2., 1., 2.3.
    ),
    (
        "a residence that ends on the day covers it",
        "2024-03-01",
        {"residences": [row("2020-01-01", "2024-03-01", municipality="020")]},
        {"municipality": "020"},
    ),
    (
        "paid days are Mondays to Fridays; on a Sunday the number of the last one stands",
        "2024-03-10",
        {"benefits": [lms("2024-03-01", paid_days_before=299)]},
        {"benefit_days": 305},  # Fri 1.3., Mon–Fri 4.–8.3. = 6; 299 + 6
    ),
    (
        "no paid day yet in the row, no number",
        "2024-03-10",
        {"benefits": [lms("2024-03-09", paid_days_before=299)]},
        {"benefit": "labour_market_subsidy", "benefit_days": None},  # Sat 9.3. and Sun 10.3.
    ),
    (
        "until 2024 days in services are no paid days, from 2025 they are",
        "2025-01-03",
        {"benefits": [lms("2024-12-23")], "statuses": [status("in_service", "2024-12-30")]},
        {"benefit_days": 8},  # 23.–27.12. = 5, not 30. and 31.12.; 1.–3.1. = 3
    ),
    (
        "until 2024 the count goes on from the last row of the same benefit, past another",
        "2024-03-12",
        {
            "benefits": [
                lms("2024-03-04", "2024-03-05", paid_days_before=100),
                lms("2024-03-06", "2024-03-07", benefit="basic_allowance", paid_days_before=7),
                lms("2024-03-11"),
            ]
        },
        {"benefit_days": 104},  # 100 + 2 (4., 5.3.) + 2 (11., 12.3.)
    ),
    (
        "a row that starts in 2025 goes on from the row before it, whatever its benefit",
        "2025-01-03",
        {
            "benefits": [
                lms("2024-12-02", "2024-12-03", paid_days_before=50),
                lms("2024-12-30", "2024-12-31", benefit="basic_allowance", paid_days_before=7),
                lms("2025-01-01"),
            ]
        },
        {"benefit_days": 12},  # 7 + 2 (30., 31.12.) + 3 (1.–3.1.)
    ),
    (
        "a row on the right decides, also against the benefit",
        "2024-03-04",
        {
            "benefits": [lms("2024-03-01", benefit="earnings_related_allowance")],
            "rights": [row("2024-03-04", "2024-03-04", earnings_related=False)],
        },
        {"earnings_related_right": False},
    ),
    (
        "without such a row the benefit tells",
        "2024-03-05",
        {
            "benefits": [lms("2024-03-01", benefit="earnings_related_allowance")],
            "rights": [row("2024-03-04", "2024-03-04", earnings_related=False)],
        },
        {"earnings_related_right": True},
    ),
    (
        "the latest score on or before the day, its nulls too",
        "2024-03-05",
        {
            "risk_scores": [
                {"person_id": "a", "scored_on": date(2024, 3, 1), "risk": 0.5, "risk_band": "high"},
                {"person_id": "a", "scored_on": date(2024, 3, 5), "risk": 0.25, "risk_band": None},
                {"person_id": "a", "scored_on": date(2024, 3, 6), "risk": 1.0, "risk_band": "low"},
            ]
        },
        {"risk": 0.25, "risk_band": None},
    ),
]


@pytest.mark.parametrize(
    ("day", "facts", "expected"), [case[1:] for case in HANDMADE], ids=[case[0] for case in HANDMADE]
)
def test_by_hand(engine: DuckDB, day: str, facts: Facts, expected: Row) -> None:
    on = date.fromisoformat(day)
    [person] = persons_at({"persons": [ANNA], **facts}, on)
    assert {name: person[name] for name in expected} == expected
    assert by_product(engine, {"persons": [ANNA], **facts}, on) == [person]


def by_product(engine: DuckDB, facts: Facts, day: date) -> list[Row]:
    put(engine, facts)
    product_persons_at(engine, day)
    assert list(engine.columns("persons_at")) == COLUMNS
    return table(engine, "persons_at", "person_id")


@given(st.data())
def test_two_readings_agree(engine: DuckDB, data: st.DataObject) -> None:
    base = data.draw(bases, "base")
    facts = data.draw(jobseekers(base), "facts")
    day = data.draw(offset_days(base, low=-3, high=20), "day")
    assert by_product(engine, facts, day) == persons_at(facts, day)


@a_few
@given(st.data())
def test_row_order_changes_nothing(engine: DuckDB, data: st.DataObject) -> None:
    base = data.draw(bases, "base")
    facts = data.draw(jobseekers(base), "facts")
    turned = {name: list(reversed(rows)) for name, rows in facts.items()}
    assert by_product(engine, turned, base) == by_product(engine, facts, base)


@a_few
@given(st.data())
def test_rows_of_later_days_change_nothing(engine: DuckDB, data: st.DataObject) -> None:
    """What begins after the day has no part in the person on the day."""
    base = data.draw(bases, "base")
    day = base + timedelta(3)
    facts = data.draw(jobseekers(base), "facts")
    begun = {name: [r for r in rows if _begins(r) is None or _begins(r) <= day] for name, rows in facts.items()}
    assert by_product(engine, begun, day) == by_product(engine, facts, day)


def _begins(fact: Row) -> Any:
    return fact.get("start_date") or fact.get("scored_on")
