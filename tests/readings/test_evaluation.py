"""`what_counts` and its second reading: cases counted by hand, then both on small worlds."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polku.base.engine import DuckDB
from polku.definition import Pilot
from polku.evaluation import WHAT_COUNTS, WINDOWS
from polku.evaluation import what_counts as product_what_counts
from polku.facts import put
from tests.readings.days import Facts, Row
from tests.readings.effort import a_few
from tests.readings.evaluation import what_counts
from tests.readings.tables import table
from tests.readings.test_cost import bases as law_bases
from tests.readings.test_cost import paid_people
from tests.readings.working_worlds import jobs, wages

PILOT = Pilot.model_validate(
    {"pilot": "small", "name": {"fi": "Pieni"}, "source": "-", "organiser": {"id": "o"}, "model": "municipal"}
)


def by_product(engine: DuckDB, facts: Facts, windows: list[Row], until: date, pilot: Pilot = PILOT) -> list[Row]:
    put(engine, facts)
    engine.load("windows", WINDOWS, [tuple(row.values()) for row in windows])
    product_what_counts(engine, pilot, until)
    assert dict(engine.columns("what_counts")) == dict(WHAT_COUNTS)
    return table(engine, "what_counts", "window_id")


def window(first: str, last: str) -> Row:
    days = {"first_day": date.fromisoformat(first), "last_day": date.fromisoformat(last)}
    return {"window_id": 0, "person_id": "a", **days}


def of_a(first: str, last: str | None, **columns: Any) -> Row:
    end = date.fromisoformat(last) if last else None
    return {"person_id": "a", "start_date": date.fromisoformat(first), "end_date": end, **columns}


HANDMADE: list[tuple[str, Row, Facts, Row]] = [
    (
        "two jobs with a day in common, the second own business that goes on",
        window("2024-02-02", "2024-02-29"),
        {
            "employment": [
                of_a("2024-01-01", "2024-02-10", employment_id="e1"),
                of_a("2024-02-10", None, employment_id="e2", self_employed=True),
            ]
        },
        {"employed_days": 28, "employed": 1, "open_market_days": 9, "open_market": 0},
    ),
    (
        "days in a service are broad unemployment, not unemployment; reduced hours are neither",
        window("2024-02-01", "2024-02-20"),
        {
            "statuses": [
                of_a("2023-01-01", "2024-02-05", status="unemployed"),
                of_a("2024-02-06", "2024-02-10", status="in_service"),
                of_a("2024-02-11", None, status="reduced_hours"),
            ]
        },
        {"unemployed_days": 5, "broadly_unemployed_days": 10, "employed_days": 0},
    ),
    (
        "a benefit from 1.5.2024 with 297 paid days before: five of eight weekdays cost the municipality half",
        window("2024-05-01", "2024-05-10"),
        {
            "benefits": [of_a("2024-05-01", None, benefit="labour_market_subsidy", paid_days_before=297)],
            "residences": [of_a("2000-01-01", None, municipality="837")],
        },
        # 8 × 37.21; 5 × 37.21 × 50 % = 93.025
        {"benefit_cents": 29768, "benefit_municipality_cents": 9303, "benefit_state_cents": 20465},
    ),
    (
        "what is left of earnings-related allowance is the funds'",
        window("2025-03-03", "2025-03-07"),
        {
            "benefits": [of_a("2025-03-03", None, benefit="earnings_related_allowance", paid_days_before=100)],
            "residences": [of_a("2000-01-01", None, municipality="837")],
        },
        # 5 × 37.21; a tenth of it from the 101st day: 18.605
        {"benefit_cents": 18605, "benefit_municipality_cents": 1861, "benefit_funds_cents": 16744},
    ),
    (
        "a month's wages lie evenly on its days",
        window("2024-02-16", "2024-03-31"),
        {"earnings": [{"person_id": "a", "month": date(2024, 2, 1), "eur": Decimal("1000.00")}]},
        {"earnings_cents": 48276},  # 14 of 29 days
    ),
]


@pytest.mark.parametrize(("asked", "facts", "expected"), [case[1:] for case in HANDMADE], ids=[c[0] for c in HANDMADE])
def test_by_hand(engine: DuckDB, asked: Row, facts: Facts, expected: Row) -> None:
    facts = {"persons": [{"person_id": "a", "birth_date": date(1990, 1, 1)}], **facts}
    for found in (
        what_counts(facts, [asked], asked["last_day"])[0],
        by_product(engine, facts, [asked], date(2025, 12, 31))[0],
    ):
        assert {name: found[name] for name in expected} == expected


@a_few
@given(st.data())
def test_two_readings_agree(engine: DuckDB, data: st.DataObject) -> None:
    base = data.draw(law_bases, "base")
    facts = data.draw(paid_people(base), "facts")
    people = [row["person_id"] for row in facts["persons"]]
    facts["employment"] = data.draw(jobs(base, people, most=6), "jobs")
    facts["earnings"] = data.draw(wages(base, people), "wages")
    windows = []
    for number in range(data.draw(st.integers(1, 3), "windows")):
        first = base + timedelta(data.draw(st.integers(-40, 40)))
        length = data.draw(st.sampled_from([1, 5, 30, 90]))
        person = data.draw(st.sampled_from(people))
        last = first + timedelta(length - 1)
        windows.append({"window_id": number, "person_id": person, "first_day": first, "last_day": last})
    until = max(row["last_day"] for row in windows)
    found = by_product(engine, facts, windows, until)
    assert [{k: v for k, v in row.items() if k != "service_cents"} for row in found] == what_counts(
        facts, windows, until
    )
    for row in found:
        parts = sum(row[f"benefit_{payer}_cents"] for payer in ("state", "municipality", "funds"))
        assert parts == row["benefit_cents"]
        assert 0 <= row["open_market_days"] <= row["employed_days"]
        assert 0 <= row["unemployed_days"] <= row["broadly_unemployed_days"]
