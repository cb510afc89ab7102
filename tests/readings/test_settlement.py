"""`polku.settlement.fee_lines` and its second reading: start, milestone and employment, and what limits them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from polku.base.engine import DuckDB
from tests.readings.days import Row
from tests.readings.paying import World, by_product, paying_worlds
from tests.readings.settlement import fee_lines

PERIOD = {"start": date(2024, 1, 1), "end": date(2024, 12, 31)}
START_FEE = {"id": "start", "pays_for": "start", "amount": Decimal("100.00")}
JOB_FEE = {"id": "job", "pays_for": "employment", "days": 30, "window_days": 60, "amount": Decimal("500.00")}
UNTIL = date(2024, 12, 31)


def day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def contract(*fees: Row, name: str = "c1", **terms: Any) -> Row:
    head = {"id": name, "provider": "provider-a", "services": ["sparring"], "period": PERIOD}
    return {**head, **terms, "fees": list(fees)}


def participation(name: str, start: str, *, person: str | None = "a", of: str = "c1", **columns: Any) -> Row:
    row = {"participation_id": name, "person_id": person, "service_id": "sparring", "contract_id": of}
    return {**row, "start_date": day(start), **columns}


def job(number: int, start: str, end: str | None = None, **columns: Any) -> Row:
    row = {"employment_id": f"e{number}", "person_id": "a", "start_date": day(start), "end_date": day(end)}
    return {**row, **columns}


def case(
    name: str, terms: Row | list[Row], expected: list[tuple[Any, ...]], until: date = UNTIL, **facts: list[Row]
) -> tuple[World, list[tuple[Any, ...]], str]:
    facts.setdefault("participations", [participation("p", "2024-02-01")])
    people = {row["person_id"] for row in facts["participations"] if row["person_id"]}
    facts["persons"] = [{"person_id": person, "birth_date": date(1990, 1, 1)} for person in sorted(people)]
    return World(facts, terms if isinstance(terms, list) else [terms], until), expected, name


def brief(line: Row) -> tuple[Any, ...]:
    """What a case tells of a line: whom, which fee and when, what of it is payable, and why."""
    whom = line["participation_id"] or line["subject"]
    return whom, line["fee_id"], str(line["earned_on"]), line["amount_cents"], line["payable_cents"], line["status"]


HANDMADE = [
    case(
        "a start is earned on the first day",
        contract(START_FEE),
        [("p", "start", "2024-02-01", 10000, 10000, "payable")],
    ),
    case(
        "starts on the first and last day of the period belong, one outside does not",
        contract(START_FEE),
        [
            ("p1", "start", "2024-01-01", 10000, 10000, "payable"),
            ("p2", "start", "2024-12-31", 10000, 10000, "payable"),
        ],
        participations=[
            participation("p1", "2024-01-01", person="a"),
            participation("p2", "2024-12-31", person="b"),
            participation("p3", "2023-12-31", person="c"),
            participation("p4", "2025-01-01", person="d"),
        ],
        until=date(2025, 6, 1),
    ),
    case(
        "ids are text: p10 stands before p2, and one place is left",
        contract(START_FEE, max_participants=1),
        [
            ("p10", "start", "2024-02-01", 10000, 10000, "payable"),
            ("p2", "start", "2024-02-01", 10000, 0, "over_maximum"),
        ],
        participations=[participation("p2", "2024-02-01", person="b"), participation("p10", "2024-02-01")],
    ),
    case(
        "a milestone on the last of its 30 days, not one before the start",
        contract(START_FEE | {"pays_for": "milestone", "milestone": "plan", "within_days": 29}),
        [("p", "start", "2024-03-01", 10000, 10000, "payable")],  # 1.2. + 29 days over 29 February
        milestones=[
            {"participation_id": "p", "milestone": "plan", "date": date(2024, 1, 31)},
            {"participation_id": "p", "milestone": "plan", "date": date(2024, 3, 1)},
        ],
    ),
    case(
        "thirty days in two jobs",
        contract(JOB_FEE),
        [("p", "job", "2024-03-12", 50000, 50000, "payable")],  # 2.–20.2. = 19, 2.–12.3. = 11
        employment=[job(1, "2024-02-02", "2024-02-20"), job(2, "2024-03-02")],
    ),
    case(
        "a job that began on the start day does not count",
        contract(JOB_FEE),
        [],
        employment=[job(1, "2024-02-01")],
    ),
    case(
        "one day short when the last known day comes",
        contract(JOB_FEE),
        [],
        employment=[job(1, "2024-02-02", "2024-06-30")],
        until=date(2024, 3, 1),  # 2.2.–1.3. = 29 days
    ),
    case(
        "parallel part-time jobs make up the hours from the second one's first day",
        contract(JOB_FEE | {"days": 3, "min_weekly_hours": 18}),
        [("p", "job", "2024-02-12", 50000, 50000, "payable")],  # 10.–12.2.; unknown hours count as 0
        employment=[
            job(1, "2024-02-05", None, weekly_hours=Decimal("10")),
            job(2, "2024-02-10", None, weekly_hours=Decimal("8")),
            job(3, "2024-02-06", None, weekly_hours=None),
        ],
    ),
    case(
        "a gap of one day is passed over and not counted, one of three breaks the stretch",
        contract(JOB_FEE | {"days": 4, "counting": "continuous", "max_gap_days": 1}),
        [("p", "job", "2024-02-15", 50000, 50000, "payable")],  # 5., 6. (7.) 8. are 3; 9.–11. break; 12.–15. are 4
        employment=[job(1, "2024-02-05", "2024-02-06"), job(2, "2024-02-08", "2024-02-08"), job(3, "2024-02-12")],
    ),
    case(
        "a former employer's job does not count, own business with the same one does",
        contract(JOB_FEE | {"days": 1}, former_employer_days=31),
        [("p", "job", "2024-02-20", 50000, 50000, "payable")],  # 1.1. is 31 days before 1.2.
        employment=[
            job(1, "2023-01-01", "2024-01-01", employer_id="x"),
            job(2, "2024-02-05", None, employer_id="x"),
            job(3, "2024-02-20", None, employer_id="x", self_employed=True),
        ],
    ),
    case(
        "the day before the former days began, it is no former employer",
        contract(JOB_FEE | {"days": 1}, former_employer_days=30),
        [("p", "job", "2024-02-05", 50000, 50000, "payable")],
        employment=[
            job(1, "2023-01-01", "2024-01-01", employer_id="x"),
            job(2, "2024-02-05", None, employer_id="x"),
        ],
    ),
    case(
        "latest: the job is of the participation that began last before it",
        [contract(JOB_FEE | {"days": 1}), contract(JOB_FEE | {"days": 1}, name="c2")],
        [("p2", "job", "2024-02-20", 50000, 50000, "payable")],
        participations=[participation("p1", "2024-02-01"), participation("p2", "2024-02-10", of="c2")],
        employment=[job(1, "2024-02-20")],
    ),
    case(
        "shared takes what it may, latest only its own",
        [contract(JOB_FEE | {"days": 1}, attribution="shared"), contract(JOB_FEE | {"days": 1}, name="c2")],
        [
            ("p1", "job", "2024-02-20", 50000, 50000, "payable"),
            ("p2", "job", "2024-02-20", 50000, 50000, "payable"),
        ],
        participations=[participation("p1", "2024-02-01"), participation("p2", "2024-02-10", of="c2")],
        employment=[job(1, "2024-02-20")],
    ),
    case(
        "of two that began on one day the job is of the greater id, as text",
        [contract(JOB_FEE | {"days": 1}), contract(JOB_FEE | {"days": 1}, name="c2")],
        [("p2", "job", "2024-02-20", 50000, 50000, "payable")],
        participations=[participation("p2", "2024-02-01"), participation("p10", "2024-02-01", of="c2")],
        employment=[job(1, "2024-02-20")],
    ),
    case(
        "a job that ended on the start day made its employer a former one",
        contract(JOB_FEE | {"days": 1}, former_employer_days=1),
        [("p", "job", "2024-02-06", 50000, 50000, "payable")],
        employment=[
            job(1, "2024-02-01", "2024-02-01", employer_id="x", subsidised=True),
            job(2, "2024-02-05", None, employer_id="x"),
            job(3, "2024-02-06", None, employer_id=None),
        ],
    ),
    case(
        "once a person: the earlier start, at the amount of its day",
        contract(START_FEE | {"amount": {date(2024, 1, 1): Decimal("80.00"), date(2024, 3, 1): Decimal("90.00")}}),
        [("p1", "start", "2024-02-29", 8000, 8000, "payable")],  # the new amount begins the day after
        participations=[participation("p2", "2024-03-01"), participation("p1", "2024-02-29")],
    ),
    case(
        "the cap leaves part of the second fee, the ceiling nothing of the third line",
        contract(START_FEE, JOB_FEE | {"days": 1}, cap_per_person=Decimal("450.00"), ceiling=Decimal("450.00")),
        [
            ("p", "job", "2024-02-02", 50000, 35000, "partly"),  # 450 - 100
            ("p", "start", "2024-02-01", 10000, 10000, "payable"),
            ("q", "start", "2024-02-03", 10000, 0, "capped"),  # 450 - 100 - 350
        ],
        participations=[participation("p", "2024-02-01"), participation("q", "2024-02-03", person="b")],
        employment=[job(1, "2024-02-02")],
    ),
    case(
        "an amount of nothing is payable, though the ceiling is full",
        contract(START_FEE | {"amount": Decimal("0.00")}, ceiling=Decimal("0.00")),
        [("p", "start", "2024-02-01", 0, 0, "payable")],
    ),
    case(
        "results count up to the tail's last day",
        contract(JOB_FEE | {"days": 2, "window_days": 400}, tail_days=1),
        [],  # the tail ends on 1.1.2025: one day only
        employment=[job(1, "2025-01-01")],
        until=date(2026, 1, 1),
    ),
    case(
        "a price by band",
        contract(JOB_FEE | {"days": 1, "amount": {"low": Decimal("500.00"), "high": Decimal("1200.00")}}),
        [("p", "job", "2024-02-20", 120000, 120000, "payable")],
        participations=[participation("p", "2024-02-01", risk_band="high")],
        employment=[job(1, "2024-02-20")],
    ),
    case(
        "a company is a client too: it starts, and has no job",
        contract(START_FEE, JOB_FEE | {"days": 1}),
        [("p", "start", "2024-02-01", 10000, 10000, "payable")],
        participations=[participation("p", "2024-02-01", person=None, employer_id="firm")],
        employment=[job(1, "2024-02-20", person_id="b", employer_id="firm")],
    ),
]


@pytest.mark.parametrize(("world", "expected"), [c[:2] for c in HANDMADE], ids=[c[2] for c in HANDMADE])
def test_the_reading_by_hand(world: World, expected: list[tuple[Any, ...]]) -> None:
    assert [brief(line) for line in fee_lines(world.facts, world.contracts, world.until)] == expected


@pytest.mark.parametrize(("world", "expected"), [c[:2] for c in HANDMADE], ids=[c[2] for c in HANDMADE])
def test_the_product_by_hand(engine: DuckDB, folder: Path, world: World, expected: list[tuple[Any, ...]]) -> None:
    assert [brief(line) for line in by_product(engine, folder, world)] == expected


@given(paying_worlds())
def test_two_readings_agree(engine: DuckDB, folder: Path, world: World) -> None:
    assert by_product(engine, folder, world) == fee_lines(world.facts, world.contracts, world.until)
