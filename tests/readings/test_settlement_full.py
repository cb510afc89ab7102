"""The whole grammar of fees: sums, studies, wages, ladders, results above the expected, and what is only claimed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from polku.base.engine import DuckDB
from tests.readings.amounts import basis_points, half_up
from tests.readings.days import Row, last_of_month
from tests.readings.paying import World, by_product, paying_worlds
from tests.readings.settlement import fee_lines
from tests.readings.test_settlement import JOB_FEE, START_FEE, brief, case, contract, job, participation

HOURS = {"id": "hours", "pays_for": "delivery", "unit": "hour", "amount": Decimal("65.55"), "max_quantity": 3}
STUDY = {"id": "study", "pays_for": "education", "window_days": 180, "amount": Decimal("400.00")}
WAGES = {"id": "wages", "pays_for": "earnings", "window_days": 365, "amount": Decimal("900.00")} | {
    "threshold": Decimal("3000.00")
}
SHARE = {"id": "share", "pays_for": "earnings", "window_days": 365, "share": "12.5 %"}
ONE_DAY = JOB_FEE | {"days": 1}
ABOVE = {"id": "above", "pays_for": "result_rate", "of": "job", "cohort": "quarter", "settled_after_days": 30} | {
    "expected": "25 %",
    "amount": Decimal("1000.00"),
}


def delivered(name: str, on: str, quantity: str, **columns: Any) -> Row:
    row = {"participation_id": name, "date": date.fromisoformat(on), "unit": "hour", "quantity": Decimal(quantity)}
    return {**row, **columns}


def wage(month: int, eur: str, employer: str | None = "x", **columns: Any) -> Row:
    row = {"person_id": "a", "employer_id": employer, "month": date(2024, month, 1), "eur": Decimal(eur)}
    return {**row, **columns}


def four_clients(first: str, last: str) -> list[Row]:
    return [participation(f"p{n}", first if n < 3 else last, person=f"c{n}") for n in (1, 2, 3, 4)]


def hired(number: int, start: str) -> Row:
    return job(number, start, person_id=f"c{number}")


HANDMADE = [
    case(
        "hours of two participations, each up to its maximum, half a cent up",
        contract(HOURS),
        # p: 1.5 h × 65.55 = 98.325 → 98.33; q: 4 h, of which 3 × 65.55 = 196.65; together 294.98
        [("q", "hours", "2024-03-05", 29498, 29498, "payable")],
        participations=[participation("p", "2024-02-01"), participation("q", "2024-03-01")],
        deliveries=[
            delivered("p", "2024-02-01", "1.5"),
            delivered("p", "2024-01-31", "9"),
            delivered("q", "2024-03-01", "2"),
            delivered("q", "2024-03-05", "2"),
        ],
    ),
    case(
        "no hours, no line",
        contract(HOURS),
        [],
        deliveries=[delivered("p", "2024-02-01", "0"), delivered("p", "2024-02-01", "2", unit="visit")],
    ),
    case(
        "studies that begin on the start day do not pay",
        contract(STUDY),
        [("p", "study", "2024-07-30", 40000, 40000, "payable")],  # 1.2. + 180 days = 30.7.
        education=[
            {"person_id": "a", "start_date": date(2024, 2, 1)},
            {"person_id": "a", "start_date": date(2024, 7, 30)},
        ],
    ),
    case(
        "wages of whole months after the start reach the threshold with the second employer",
        contract(WAGES),
        # February began on the start day and is out; 1 500 + 1 500 are full at the end of April
        [("p", "wages", "2024-04-30", 90000, 90000, "payable")],
        earnings=[
            wage(2, "5000"),
            wage(3, "1500"),
            wage(4, "1000"),
            wage(4, "500", "y"),
            wage(5, "9000", subsidised=True),
        ],
    ),
    case(
        "a month whose last day is after the window is not counted",
        contract(SHARE | {"window_days": 59}),
        [("p", "share", "2024-03-31", 2, 2, "payable")],  # 1.2. + 59 = 31.3.; 12.5 % of 0.12 = 1.5 cents
        earnings=[wage(3, "0.12"), wage(4, "1000")],
    ),
    case(
        "shared participations share a row of wages once; the greater id has the line",
        contract(SHARE, attribution="shared"),
        [("p2", "share", "2024-05-31", 25000, 25000, "payable")],  # 12.5 % of 2 000; both count it
        participations=[participation("p10", "2024-02-01"), participation("p2", "2024-02-05")],
        earnings=[wage(4, "1000"), wage(5, "1000")],
    ),
    case(
        "a better result tops up a lesser one; a third, lesser rung is worth nothing",
        contract(
            ONE_DAY | {"id": "one", "ladder": "job"},
            ONE_DAY | {"id": "two", "days": 2, "amount": Decimal("800.00"), "ladder": "job"},
            ONE_DAY | {"id": "three", "days": 3, "amount": Decimal("700.00"), "ladder": "job"},
        ),
        [
            ("p", "one", "2024-02-05", 50000, 50000, "payable"),
            ("p", "three", "2024-02-07", 0, 0, "payable"),
            ("p", "two", "2024-02-06", 30000, 30000, "payable"),
        ],
        employment=[job(1, "2024-02-05")],
    ),
    case(
        "what only the client tells is claimed, and takes nothing from the cap",
        contract(ONE_DAY, STUDY, accepts=["register"], cap_per_person=Decimal("450.00")),
        [
            ("p", "job", "2024-02-05", 50000, 0, "claimed"),
            ("p", "study", "2024-03-01", 40000, 40000, "payable"),
        ],
        employment=[job(1, "2024-02-05", source="client")],
        education=[{"person_id": "a", "start_date": date(2024, 3, 1), "source": None}],
    ),
    case(
        "a source that is not accepted does not bring the day forward",
        contract(ONE_DAY, accepts=["register"]),
        [("p", "job", "2024-02-09", 50000, 50000, "payable")],
        employment=[job(1, "2024-02-05", source="client"), job(2, "2024-02-09")],
    ),
    case(
        "what is claimed past the maximum is over it",
        contract(ONE_DAY, accepts=["register"], max_participants=0),
        [("p", "job", "2024-02-05", 50000, 0, "over_maximum")],
        employment=[job(1, "2024-02-05", source="client")],
    ),
    case(
        "two results of two clients where half of one was expected",
        contract(ONE_DAY | {"amount": Decimal("0.00")}, ABOVE),
        [
            ("2024-01-01", "above", "2024-04-30", 150000, 150000, "payable"),  # 1 000 × (2 - 2 × 0.25)
            ("p1", "job", "2024-02-05", 0, 0, "payable"),
            ("p2", "job", "2024-02-05", 0, 0, "payable"),
        ],
        participations=four_clients("2024-02-01", "2024-05-01")[:2],
        employment=[hired(1, "2024-02-05"), hired(2, "2024-02-05")],
    ),
    case(
        "a bad quarter takes nothing back, and a later good one pays only what is above the best so far",
        contract(ONE_DAY | {"amount": Decimal("0.00")}, ABOVE | {"cohort": "quarter"}),
        [
            ("2024-01-01", "above", "2024-04-30", 50000, 50000, "payable"),  # 1 - 0.5 = 0.5
            ("2024-07-01", "above", "2024-10-30", 50000, 50000, "payable"),  # 2 - 1 = 1, less 0.5
            ("p1", "job", "2024-02-05", 0, 0, "payable"),
            ("p4", "job", "2024-08-05", 0, 0, "payable"),
        ],  # the second quarter: 1 - 0.75 = 0.25, nothing
        participations=[
            *four_clients("2024-02-01", "2024-05-01")[:3],
            participation("p4", "2024-07-01", person="c4"),
        ],
        employment=[hired(1, "2024-02-05"), hired(4, "2024-08-05")],
    ),
    case(
        "no pay while too few have started",
        contract(ONE_DAY | {"amount": Decimal("0.00")}, ABOVE | {"min_participants": 2}),
        [("p", "job", "2024-02-05", 0, 0, "payable")],
        employment=[job(1, "2024-02-05")],
    ),
    case(
        "a cohort that is not ripe pays nothing yet",
        contract(ONE_DAY | {"amount": Decimal("0.00")}, ABOVE | {"cohort": "contract"}),
        [("p", "job", "2024-02-05", 0, 0, "payable")],
        employment=[job(1, "2024-02-05")],
        until=date(2025, 1, 29),  # 31.12.2024 + 30 days = 30.1.2025
    ),
    case(
        "a day later it is, and pays for what is known by then",
        contract(ONE_DAY | {"amount": Decimal("0.00")}, ABOVE | {"cohort": "contract"}),
        [
            ("2024-01-01", "above", "2025-01-30", 75000, 75000, "payable"),  # 1 000 × (1 - 0.25)
            ("p", "job", "2024-02-05", 0, 0, "payable"),
        ],
        employment=[job(1, "2024-02-05")],
        until=date(2025, 1, 30),
    ),
    case(
        "the ceiling is filled in order of day, then subject: the cohort's line comes last",
        contract(START_FEE, ONE_DAY, ABOVE, ceiling=Decimal("700.00"), cap_per_person=Decimal("550.00")),
        [
            ("2024-01-01", "above", "2024-04-30", 75000, 15000, "partly"),  # 1 000 × 0.75; 700 - 550
            ("p", "job", "2024-02-05", 50000, 45000, "partly"),  # 550 - 100
            ("p", "start", "2024-02-01", 10000, 10000, "payable"),
        ],
        employment=[job(1, "2024-02-05")],
    ),
]


@pytest.mark.parametrize(("world", "expected"), [c[:2] for c in HANDMADE], ids=[c[2] for c in HANDMADE])
def test_the_reading_by_hand(world: World, expected: list[tuple[Any, ...]]) -> None:
    assert [brief(line) for line in fee_lines(world.facts, world.contracts, world.until)] == expected


@pytest.mark.parametrize(("world", "expected"), [c[:2] for c in HANDMADE], ids=[c[2] for c in HANDMADE])
def test_the_product_by_hand(engine: DuckDB, folder: Path, world: World, expected: list[tuple[Any, ...]]) -> None:
    assert [brief(line) for line in by_product(engine, folder, world)] == expected


@given(paying_worlds(full=True))
def test_two_readings_agree(engine: DuckDB, folder: Path, world: World) -> None:
    assert by_product(engine, folder, world) == fee_lines(world.facts, world.contracts, world.until)


@pytest.mark.parametrize(
    ("share", "points"), [("12.5 %", 1250), ("0.25", 2500), ("100 %", 10000), ("33.33%", 3333), (Decimal("1"), 10000)]
)
def test_shares_are_basis_points(share: Any, points: int) -> None:
    assert basis_points(share) == points


@pytest.mark.parametrize(("numerator", "denominator", "whole"), [(3, 2, 2), (5, 10, 1), (4, 10, 0), (149, 100, 1)])
def test_half_a_cent_goes_up(numerator: int, denominator: int, whole: int) -> None:
    assert half_up(numerator, denominator) == whole


def test_months_end_where_they_end() -> None:
    assert [last_of_month(date(2024, month, 1)).day for month in (2, 4, 12)] == [29, 30, 31]
