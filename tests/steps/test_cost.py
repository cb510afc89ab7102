"""What services cost, case by case: each form of production, units, and costs shared with no cent lost."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polku import cost
from polku.base.engine import DuckDB
from polku.definition import Pilot, load_pilot
from polku.facts import put
from polku.outcome import outcomes
from polku.settlement import fee_lines
from tests.readings.effort import a_few

Row = dict[str, Any]
Facts = dict[str, list[Row]]
FIRST, LAST = date(2024, 3, 1), date(2024, 4, 30)


@pytest.fixture(scope="module")
def shared() -> Pilot:
    return load_pilot(str(Path(__file__).parent / "test_cost_pilot.yaml"))


def world(*participations: Row, homes: str = "837 211 418 536 604 922 020", **tables: list[Row]) -> Facts:
    """People a, b, c … who live in the municipalities `homes`, in that order, and take part as told."""
    codes = homes.split()
    people = [chr(ord("a") + n) for n in range(len(codes))]
    return {
        "persons": [{"person_id": person, "birth_date": date(1990, 1, 1)} for person in people],
        "residences": [
            {"person_id": person, "municipality": code, "start_date": date(2000, 1, 1)}
            for person, code in zip(people, codes, strict=True)
        ],
        "participations": [{"participation_id": f"p{n}"} | row for n, row in enumerate(participations)],
        **tables,
    }


def taking(service: str, start: str, end: str | None = None, person: str = "a", **columns: Any) -> Row:
    days = {"start_date": date.fromisoformat(start), "end_date": date.fromisoformat(end) if end else None}
    return {"person_id": person, "service_id": service, **days, **columns}


def booked(service: str, production: str, month: str, eur: str, municipality: str | None = None) -> Row:
    day = date.fromisoformat(f"{month}-01")
    named = {"service_id": service, "production": production, "municipality": municipality}
    return {**named, "month": day, "eur": Decimal(eur)}


def costs(facts: Facts, pilot: Pilot) -> tuple[list[Row], list[Row]]:
    """`service_cost` and `service_cost_split` of March and April 2024."""
    with DuckDB() as engine:
        put(engine, facts)
        fee_lines(engine, pilot, LAST)
        outcomes(engine, LAST)
        cost.service_cost(engine, pilot, FIRST, LAST)
        assert engine.columns("service_cost") == dict(cost.SERVICE_COST)
        assert engine.columns("service_cost_split") == dict(cost.SERVICE_COST_SPLIT)
        return _rows(engine, "service_cost"), _rows(engine, "service_cost_split")


def _rows(engine: DuckDB, name: str) -> list[Row]:
    columns = list(engine.columns(name))
    return [dict(zip(columns, row, strict=True)) for row in engine.rows(f"SELECT * FROM {name} ORDER BY ALL")]


def told(rows: list[Row]) -> list[tuple[Any, ...]]:
    """(service, production, month, cents, participants, by participant, by result)"""
    return [(row["service_id"], row["production"], f"{row['month']:%m}", *list(row.values())[3:]) for row in rows]


def test_own_production_by_the_month_counts_clients_with_a_day_in_it(shared: Pilot) -> None:
    facts = world(
        taking("own-month", "2024-02-01", "2024-03-01"),
        taking("own-month", "2024-03-20", "2024-03-25"),  # the same client again: one month
        taking("own-month", "2024-03-31", person="b"),
        taking("own-month", "2024-05-01", person="c"),
    )
    assert told(costs(facts, shared)[0]) == [
        ("own-month", "own", "03", 19000, 2, 9500, None),  # a and b
        ("own-month", "own", "04", 9500, 1, 9500, None),
    ]


def test_other_units_are_starts_days_and_deliveries(shared: Pilot) -> None:
    facts = world(
        taking("own-start", "2024-02-10"),
        taking("own-start", "2024-04-10", person="b"),
        taking("own-day", "2024-03-28", "2024-04-02"),  # Thu, Fri; Mon, Tue: no days were told
        taking("own-day", "2024-03-01", "2024-03-31", person="b"),
        taking("own-hour", "2024-03-01", person="c"),
        deliveries=[
            {"participation_id": "p3", "date": date(2024, 3, 5), "unit": "day", "quantity": Decimal("1.5")},
            {"participation_id": "p4", "date": date(2024, 3, 5), "unit": "hour", "quantity": Decimal("0.75")},
            {"participation_id": "p4", "date": date(2024, 3, 6), "unit": "visit", "quantity": Decimal("9")},
        ],
    )
    assert told(costs(facts, shared)[0]) == [
        ("own-day", "own", "03", 3500, 2, 1750, None),  # 2 weekdays and 1.5 days delivered, at 10.00
        ("own-day", "own", "04", 2000, 1, 2000, None),
        ("own-hour", "own", "03", 926, 1, 926, None),  # 0.75 × 12.34 = 9.255
        ("own-hour", "own", "04", None, 1, None, None),
        ("own-start", "own", "03", None, 1, None, None),
        ("own-start", "own", "04", 4000, 2, 2000, None),
    ]


def test_booked_costs_come_before_the_unit_cost_month_by_month(shared: Pilot) -> None:
    facts = world(
        taking("own-month", "2024-03-01"),
        costs=[booked("own-month", "own", "2024-03", "60.50"), booked("own-month", "own", "2024-03", "0.51", "837")],
    )
    assert told(costs(facts, shared)[0]) == [
        ("own-month", "own", "03", 6101, 1, 6101, None),
        ("own-month", "own", "04", 9500, 1, 9500, None),
    ]


def test_a_cost_that_nothing_tells_is_not_known(shared: Pilot) -> None:
    facts = world(taking("own-free", "2024-04-01"), taking("partner", "2024-04-01", person="b"))
    assert told(costs(facts, shared)[0]) == [
        ("own-free", "own", "04", None, 1, None, None),
        ("partner", "partner", "04", None, 1, None, None),
    ]


def test_purchases_are_payable_fees_vouchers_what_was_redeemed(shared: Pilot) -> None:
    facts = world(
        taking("bought", "2024-03-05", "2024-04-30", contract_id="bought-a"),
        taking("bought", "2024-04-05", person="b", voucher_id="v1"),
        vouchers=[
            voucher("v1", "b", redeemed=date(2024, 4, 6)),
            voucher("v2", "c"),
        ],
        costs=[booked("bought", "purchased", "2024-03", "999.00")],  # the invoice of the same fees: not added
        employment=[
            {"employment_id": "e", "person_id": "a", "start_date": date(2024, 3, 10)} | {"end_date": date(2024, 4, 20)}
        ],
    )
    assert told(costs(facts, shared)[0]) == [
        ("bought", "purchased", "03", 25001, 1, 25001, None),
        ("bought", "purchased", "04", 0, 1, 0, 0),  # the 30th day of the job is 8.4.
        ("bought", "voucher", "04", 120000, 1, 120000, None),
    ]


def test_a_voucher_under_a_contract_is_paid_once(shared: Pilot) -> None:
    """The contract's fee lines are the money; the voucher only says who chose."""
    facts = world(
        taking("bought", "2024-03-05", "2024-04-30", contract_id="bought-a", voucher_id="v1"),
        vouchers=[voucher("v1", "a", redeemed=date(2024, 3, 6))],
    )
    assert [row[:4] for row in told(costs(facts, shared)[0])] == [
        ("bought", "purchased", "03", 25001),
        ("bought", "purchased", "04", 0),
    ]


def voucher(name: str, person: str, redeemed: date | None = None) -> Row:
    days = {"issued_on": date(2024, 3, 1), "expires_on": date(2024, 6, 1), "redeemed_on": redeemed}
    return {"voucher_id": name, "person_id": person, "service_id": "bought", "value_eur": Decimal("1200.00"), **days}


def test_cents_by_participant_and_by_result_are_rounded_half_up(shared: Pilot) -> None:
    jobs = [
        {"employment_id": f"e{n}", "person_id": person, "start_date": date(2024, 3, 2), "end_date": date(2024, 4, 1)}
        for n, person in enumerate("ab")
    ]
    facts = world(
        taking("partner", "2024-03-01", "2024-03-05"),
        taking("partner", "2024-03-01", "2024-03-05", person="b"),
        costs=[booked("partner", "partner", "2024-03", "100.01")],
        employment=jobs,
    )
    # The 30th day of 2.3.– is 31.3.: two results in March, after the service has ended.
    assert told(costs(facts, shared)[0]) == [("partner", "partner", "03", 10001, 2, 5001, 5001)]


def split(facts: Facts, pilot: Pilot) -> list[tuple[Any, ...]]:
    """(area, municipality, shared by, cents)"""
    return [tuple(row.values())[3:] for row in costs(facts, pilot)[1]]


def test_an_areas_lead_books_for_all_of_it_others_for_themselves(shared: Pilot) -> None:
    facts = world(
        costs=[
            booked("partner", "partner", "2024-03", "100.01", "604"),
            booked("partner", "partner", "2024-03", "7.00", "922"),
            booked("partner", "partner", "2024-03", "5.00", "020"),
        ]
    )
    assert split(facts, shared) == [
        ("by-agreement", "604", "shares", 6001),  # 60.006 and 40.004: the cent left goes to the larger remainder
        ("by-agreement", "922", "shares", 4000),
        (None, "020", "booked", 500),
        (None, "922", "booked", 700),
    ]


def test_by_population_and_by_clients(shared: Pilot) -> None:
    facts = world(
        taking("partner", "2024-03-01", person="c"),
        taking("partner", "2024-03-01", person="d"),
        taking("partner", "2024-03-01", person="d"),
        costs=[
            booked("partner", "partner", "2024-03", "280.00", "837"),
            booked("partner", "partner", "2024-03", "10.01", "418"),
        ],
    )
    shares = {(area, home): cents for area, home, _, cents in split(facts, shared)}
    assert shares["by-population", "837"] + shares["by-population", "211"] == 28000
    assert shares["by-population", "837"] > 6 * shares["by-population", "211"]  # Tampere and Kangasala
    assert (shares["by-clients", "418"], shares["by-clients", "536"]) == (
        501,
        500,
    )  # a client each; the tie to the first


def test_a_cost_of_all_goes_by_clients_to_areas_and_single_municipalities(shared: Pilot) -> None:
    facts = world(
        taking("partner", "2024-03-01", person="e"),
        taking("partner", "2024-03-01", person="f"),
        taking("partner", "2024-03-01", person="g"),
        taking("partner", "2024-03-01", person="h"),
        homes="837 211 418 536 604 922 020",
        costs=[booked("partner", "partner", "2024-03", "100.00")],
    )
    facts["persons"].append({"person_id": "h", "birth_date": date(1990, 1, 1)})  # without a residence
    assert split(facts, shared) == [
        ("by-agreement", "604", "shares", 3000),
        ("by-agreement", "922", "shares", 2000),
        (None, "020", "clients", 2500),
        (None, None, "clients", 2500),
    ]


def test_without_clients_a_cost_of_all_goes_by_population(shared: Pilot) -> None:
    shares = split(world(costs=[booked("partner", "partner", "2024-03", "100.00")]), shared)
    assert sum(cents for _, _, _, cents in shares) == 10000
    assert {home for _, home, _, _ in shares} == set(shared.municipalities)
    assert (None, "020", "population") in [row[:3] for row in shares]


AMOUNTS = st.decimals(0, 10_000, places=2)
HOMES = st.sampled_from([None, "837", "211", "418", "536", "604", "922", "020"])


@a_few
@given(
    st.lists(st.tuples(st.sampled_from(["own-month", "partner"]), HOMES, AMOUNTS), max_size=6),
    st.lists(st.tuples(st.sampled_from(["own-month", "partner", "own-free"]), st.sampled_from("abcdefg")), max_size=6),
)
def test_no_cent_is_lost(shared: Pilot, bookings: list[tuple[str, str | None, Decimal]], clients: list[Any]) -> None:
    rows = [booked(service, shared_form(service), "2024-03", str(eur), home) for service, home, eur in bookings]
    facts = world(*(taking(service, "2024-03-15", person=person) for service, person in clients), costs=rows)
    whole, parts = costs(facts, shared)
    sums: dict[tuple[Any, ...], int] = defaultdict(int)
    for row in parts:
        sums[row["service_id"], row["production"], row["month"]] += row["cents"]
    expected = {(row["service_id"], row["production"], row["month"]): row["cents"] for row in whole if row["cents"]}
    assert sums == expected


def shared_form(service: str) -> str:
    return "partner" if service == "partner" else "own"


def test_a_pilot_without_areas_or_municipalities_keeps_the_cost_whole(shared: Pilot) -> None:
    bare = shared.model_copy(update={"areas": (), "municipalities": ()})
    facts = world(costs=[booked("partner", "partner", "2024-03", "1.00")])
    assert split(facts, bare) == [(None, None, "population", 100)]
