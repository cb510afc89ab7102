"""`polku.outcome.outcomes` and its second reading: the reading on cases counted by hand, then both on small worlds."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polku.base.engine import DuckDB
from polku.facts import put
from polku.outcome import outcomes as product_outcomes
from tests.readings.days import Facts, Row
from tests.readings.effort import a_few
from tests.readings.outcomes import COLUMNS, outcomes
from tests.readings.tables import table
from tests.readings.working_worlds import working_lives
from tests.readings.worlds import bases, untils

START = date(2024, 2, 1)


def job(number: int, start: str, end: str | None, **columns: Any) -> Row:
    days = {"start_date": date.fromisoformat(start), "end_date": date.fromisoformat(end) if end else None}
    return {"employment_id": f"e{number}", "person_id": "a", **days, **columns}


def world(**tables: list[Row]) -> Facts:
    participation = {"participation_id": "p", "person_id": "a", "service_id": "sparring", "start_date": START}
    return {
        "persons": [{"person_id": "a", "birth_date": date(1990, 1, 1)}],
        "participations": [participation],
        **tables,
    }


HANDMADE: list[tuple[str, str, Facts, Row]] = [
    (
        "a job that begins on the start day is no new job, and counts as days in work",
        "2025-02-01",
        world(employment=[job(1, "2024-02-01", "2024-02-10")]),
        {"first_job_on": None, "result_on": None, "employed_days_90": 9, "open_market_days_365": 9},  # 2.–10.2.
    ),
    (
        "the 30th day of two jobs with a gap and a day in common",
        "2025-02-01",
        world(employment=[job(1, "2024-02-02", "2024-02-20"), job(2, "2024-02-20", "2024-02-29")]),
        # 2.–29.2. are 28 days, one short of 30 by two
        {"first_job_on": date(2024, 2, 2), "result_on": None, "employed_days_90": 28},
    ),
    (
        "the 30th day in sight",
        "2025-02-01",
        world(employment=[job(1, "2024-02-02", "2024-02-20"), job(2, "2024-03-01", None)]),
        {"result_on": date(2024, 3, 11)},  # 19 days in February, the 11th of March is the 30th
    ),
    (
        "a job held before gives days in work but no result",
        "2025-02-01",
        world(employment=[job(1, "2020-01-01", None)]),
        {"first_job_on": None, "result_on": None, "employed_days_90": 90, "employed_days_365": 365},
    ),
    (
        "subsidised work and own business are days in work, not of the open market",
        "2025-02-01",
        world(
            employment=[
                job(1, "2024-02-11", "2024-02-20", subsidised=True),
                job(2, "2024-02-21", "2024-02-25", self_employed=True),
            ]
        ),
        # 11.–25.2. = 15 days
        {"first_job_on": date(2024, 2, 11), "employed_days_90": 15, "open_market_days_365": 0, "result_on": None},
    ),
    (
        "a window is over when its last day is known: 90 days end on 1 May 2024, with 29 February between",
        "2024-05-01",
        world(statuses=[{"person_id": "a", "status": "employed", "start_date": date(2024, 5, 1)}]),
        {"employed_days_90": 0, "status_90": "employed", "employed_days_180": None, "status_180": None},
    ),
    (
        "a day earlier it is not",
        "2024-04-30",
        world(),
        {"employed_days_90": None, "status_90": None},
    ),
    (
        "studies that begin after the start, the earliest",
        "2024-09-01",
        world(
            education=[
                {"person_id": "a", "start_date": date(2024, 2, 1)},
                {"person_id": "a", "start_date": date(2024, 8, 12)},
                {"person_id": "a", "start_date": date(2024, 8, 1)},
            ]
        ),
        {"education_on": date(2024, 8, 1)},
    ),
]


@pytest.mark.parametrize(
    ("until", "facts", "expected"), [case[1:] for case in HANDMADE], ids=[case[0] for case in HANDMADE]
)
def test_by_hand(engine: DuckDB, until: str, facts: Facts, expected: Row) -> None:
    day = date.fromisoformat(until)
    [outcome] = outcomes(facts, day)
    assert {name: outcome[name] for name in expected} == expected
    assert by_product(engine, facts, day) == [outcome]


def by_product(engine: DuckDB, facts: Facts, until: date) -> list[Row]:
    put(engine, facts)
    product_outcomes(engine, until)
    assert list(engine.columns("outcomes")) == COLUMNS
    return table(engine, "outcomes", "participation_id")


@given(st.data())
def test_two_readings_agree(engine: DuckDB, data: st.DataObject) -> None:
    base = data.draw(bases, "base")
    facts = data.draw(working_lives(base), "facts")
    until = data.draw(untils(base), "until")
    assert by_product(engine, facts, until) == outcomes(facts, until)


@a_few
@given(st.data())
def test_row_order_and_later_rows_change_nothing(engine: DuckDB, data: st.DataObject) -> None:
    base = data.draw(bases, "base")
    facts = data.draw(working_lives(base), "facts")
    until = data.draw(untils(base), "until")
    known = {name: [r for r in rows if r.get("start_date", until) <= until] for name, rows in facts.items()}
    turned = {name: list(reversed(rows)) for name, rows in known.items()}
    assert by_product(engine, turned, until) == by_product(engine, facts, until)
