"""`polku.cost.municipal_share` and its second reading: on cases counted by hand, then both on small worlds."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polku.base.engine import DuckDB
from polku.cost import bracket_forecast as product_bracket_forecast
from polku.cost import municipal_share as product_municipal_share
from polku.definition import municipal_share_brackets
from polku.facts import persons_at, put
from tests.readings.cost import COLUMNS, bracket_forecast, month_ends, municipal_share
from tests.readings.days import Facts, Row
from tests.readings.effort import a_few
from tests.readings.tables import table
from tests.readings.worlds import BENEFITS, PEOPLE, one_at_a_time, persons

ANNA = {"person_id": "a", "birth_date": date(1990, 1, 1)}
TAMPERE = {"person_id": "a", "municipality": "837", "start_date": date(2000, 1, 1), "end_date": None}


def row(start: str, end: str | None, **columns: Any) -> Row:
    days = {"start_date": date.fromisoformat(start), "end_date": date.fromisoformat(end) if end else None}
    return {"person_id": "a", "benefit": "labour_market_subsidy", **days, **columns}


def status(name: str, start: str, end: str | None = None) -> Row:
    days = {"start_date": date.fromisoformat(start), "end_date": date.fromisoformat(end) if end else None}
    return {"person_id": "a", "status": name, **days}


def home(code: str, start: str, end: str | None = None) -> Row:
    days = {"start_date": date.fromisoformat(start), "end_date": date.fromisoformat(end) if end else None}
    return {"person_id": "a", "municipality": code, **days}


# Each: the name, since, until, facts beside Anna and her home, and per row (month, municipality, bracket, days, cents).
HANDMADE: list[tuple[str, str, str, Facts, list[tuple[Any, ...]]]] = [
    (
        "the 300th paid day is free, from the 301st half is the municipality's; public holidays are paid days",
        "2024-05-01",
        "2024-05-31",
        {"benefits": [row("2024-05-01", "2024-05-10", paid_days_before=297)]},
        # Wed 1.5. (May Day) – Fri 3.5. are 298–300; Mon 6.5. – Fri 10.5. (9.5. Ascension) five: 5 × 3721 × 0.5 = 9302.5
        [("2024-05", "837", 1, 3, 0), ("2024-05", "837", 301, 5, 9303)],
    ),
    (
        "on New Year's Day 2025 the same running number meets the new brackets",
        "2024-12-01",
        "2025-01-31",
        {"benefits": [row("2024-12-30", "2025-01-03", paid_days_before=699)]},
        # 30.–31.12.: 700, 701 at 50 %: 3721; 1.–3.1.: 702–704 at 50 %: 3 × 1860.5 = 5581.5
        [("2024-12", "837", 301, 2, 3721), ("2025-01", "837", 701, 3, 5582)],
    ),
    (
        "a payment under the old law has the bracket of its first paid day, from 2025 each day its own",
        "2024-12-01",
        "2025-01-31",
        {"benefits": [row("2024-12-27", "2025-01-03", paid_days_before=299, paid_on=date(2025, 1, 7))]},
        # Fri 27.12., 30., 31.12.: 300–302, all in the bracket of 300; 1.–3.1.: 303–305 at 30 %: 3 × 1116.3 = 3348.9
        [("2024-12", "837", 1, 3, 0), ("2025-01", "837", 301, 3, 3349)],
    ),
    (
        "until 2024 days in services are neither numbered nor billed, from 2025 they are",
        "2024-12-01",
        "2025-01-31",
        {
            "benefits": [row("2024-12-23", "2025-01-03", paid_days_before=500)],
            "statuses": [status("in_service", "2024-12-30")],
        },
        # 23.–27.12.: 501–505 at 50 %: 5 × 1860.5; 30., 31.12. not; 1.–3.1.: 506–508 at 40 %: 3 × 1488.4 = 4465.2
        [("2024-12", "837", 301, 5, 9303), ("2025-01", "837", 401, 3, 4465)],
    ),
    (
        "part-time subsidised work is no service in this sense",
        "2024-03-01",
        "2024-03-31",
        {
            "benefits": [row("2024-03-04", "2024-03-08", paid_days_before=1000)],
            "statuses": [status("subsidised", "2024-03-01")],
        },
        [("2024-03", "837", 1001, 5, 13024)],  # 5 × 3721 × 0.7 = 13023.5
    ),
    (
        "by day the municipality of each day, a payment that of the day it was paid",
        "2025-02-01",
        "2025-03-31",
        {
            "residences": [home("837", "2000-01-01", "2025-02-11"), home("211", "2025-02-12")],
            "benefits": [
                row("2025-02-10", "2025-02-14", paid_days_before=800),
                row("2025-02-17", "2025-02-21", paid_days_before=805, paid_on=date(2025, 2, 11)),
            ],
        },
        # 10., 11.2. Tampere and the payment: 7 × 1860.5 = 13023.5; 12.–14.2. Kangasala: 3 × 1860.5 = 5581.5
        [("2025-02", "211", 701, 3, 5582), ("2025-02", "837", 701, 7, 13024)],
    ),
    (
        "no residence, no municipality",
        "2025-02-01",
        "2025-02-28",
        {
            "residences": [home("837", "2025-02-12")],
            "benefits": [row("2025-02-10", "2025-02-14", paid_days_before=100)],
        },
        [("2025-02", "837", 101, 3, 1116), ("2025-02", None, 101, 2, 744)],  # 372.1 a day
    ),
    (
        "a null counter goes on within one benefit until 2024, past another benefit's row",
        "2024-03-01",
        "2024-03-31",
        {
            "benefits": [
                row("2024-03-04", "2024-03-05", paid_days_before=299),
                row("2024-03-06", "2024-03-07", benefit="basic_allowance", paid_days_before=7),
                row("2024-03-11", "2024-03-11"),
            ]
        },
        # 300, 301 on 4., 5.3.; 302 on 11.3.: together 2 × 1860.5 = 3721; the basic allowance has no rule in 2024
        [("2024-03", "837", 1, 1, 0), ("2024-03", "837", 301, 2, 3721)],
    ),
    (
        "from 2025 it goes on whatever the benefit",
        "2025-01-01",
        "2025-01-31",
        {
            "benefits": [
                row("2024-12-30", "2024-12-31", benefit="basic_allowance", paid_days_before=98),
                row("2025-01-01", "2025-01-02"),
            ]
        },
        [("2025-01", "837", 101, 2, 744)],  # 101, 102; 744.2
    ),
    (
        "the row's own daily amount, and two amounts in one month are rounded each",
        "2025-02-01",
        "2025-02-28",
        {
            "benefits": [
                row("2025-02-03", "2025-02-03", paid_days_before=700, daily_eur=Decimal("18.61")),
                row("2025-02-04", "2025-02-04", daily_eur=Decimal("18.63")),
            ]
        },
        [("2025-02", "837", 701, 2, 931 + 932)],  # 930.5 and 931.5
    ),
    (
        "general support from May 2026; before it there is no rule for it",
        "2026-04-01",
        "2026-05-31",
        {"benefits": [row("2026-04-29", "2026-05-04", benefit="general_support", paid_days_before=98)]},
        # Wed, Thu 29., 30.4. have no rule and are numbered 99, 100; Fri 1.5., Mon 4.5. are 101, 102
        [("2026-05", "837", 101, 2, 744)],
    ),
    (
        "a row ends where the last month asked for ends, and earlier months are counted but not written",
        "2025-03-01",
        "2025-03-31",
        {"benefits": [row("2025-02-03", None)]},
        # 20 weekdays in February, then 21–41
        [("2025-03", "837", 1, 21, 0)],
    ),
]


@pytest.mark.parametrize(
    ("since", "until", "facts", "expected"), [case[1:] for case in HANDMADE], ids=[case[0] for case in HANDMADE]
)
def test_by_hand(engine: DuckDB, since: str, until: str, facts: Facts, expected: list[tuple[Any, ...]]) -> None:
    world = {"persons": [ANNA], "residences": [TAMPERE], **facts}
    first, last = date.fromisoformat(since), date.fromisoformat(until)
    read = municipal_share(world, first, last)
    shown = [(f"{r['month']:%Y-%m}", r["municipality"], r["bracket"], r["days"], r["share_cents"]) for r in read]
    assert shown == expected
    assert by_product(engine, world, first, last) == read


def test_estimated_where_the_day_decides(engine: DuckDB) -> None:
    world = {"persons": [ANNA], "residences": [TAMPERE], "benefits": [row("2025-02-03", "2025-02-07")]}
    assert [r["estimated"] for r in by_product(engine, world, date(2025, 2, 1), date(2025, 2, 28))] == [True]
    world["benefits"][0]["paid_on"] = date(2025, 2, 10)
    assert [r["estimated"] for r in by_product(engine, world, date(2025, 2, 1), date(2025, 2, 28))] == [False]


def by_product(engine: DuckDB, facts: Facts, since: date, until: date) -> list[Row]:
    put(engine, facts)
    product_municipal_share(engine, since, until)
    assert list(engine.columns("municipal_share")) == COLUMNS
    return table(engine, "municipal_share", "month, municipality NULLS LAST, benefit, bracket")


BASES = [
    date(2024, 12, 31),
    date(2024, 2, 28),
    date(2022, 8, 1),
    date(2025, 2, 28),
    date(2026, 4, 30),
    date(2019, 12, 31),
]
bases = st.sampled_from(BASES)


@st.composite
def paid_people(draw: st.DrawFn, base: date) -> Facts:
    """People with benefits, residences and statuses around a day on which the law changes."""
    ids = draw(st.permutations(PEOPLE))[: draw(st.integers(1, 3))]
    facts: Facts = {"persons": draw(persons(base, ids)), "benefits": [], "residences": [], "statuses": []}
    for person_id in ids:
        facts["statuses"] += draw(
            one_at_a_time(
                base, person_id, status=st.sampled_from(["unemployed", "in_service", "in_training", "subsidised"])
            )
        )
        facts["residences"] += draw(one_at_a_time(base, person_id, municipality=st.sampled_from(["837", "020", "211"])))
        facts["benefits"] += draw(
            one_at_a_time(
                base,
                person_id,
                benefit=st.sampled_from([*BENEFITS[:1] * 3, *BENEFITS]),
                paid_days_before=st.sampled_from([None, None, None, 0, 90, 295, 699, 998]),
                daily_eur=st.sampled_from([None, None, Decimal("37.21"), Decimal("18.61"), Decimal("18.63")]),
                paid_on=st.sampled_from([None, None, base, base + timedelta(7)]),
            )
        )
    return facts


@st.composite
def asked(draw: st.DrawFn, base: date) -> tuple[date, date]:
    """The first day of a month and the last of a later one."""
    since = month_ends(base, draw(st.integers(-4, 2))) + timedelta(1)
    return since, month_ends(since, draw(st.integers(0, 14)))


@given(st.data())
def test_two_readings_agree(engine: DuckDB, data: st.DataObject) -> None:
    base = data.draw(bases, "base")
    facts = data.draw(paid_people(base), "facts")
    since, until = data.draw(asked(base), "months")
    assert by_product(engine, facts, since, until) == municipal_share(facts, since, until)


@a_few
@given(st.data())
def test_row_order_changes_nothing(engine: DuckDB, data: st.DataObject) -> None:
    base = data.draw(bases, "base")
    facts = data.draw(paid_people(base), "facts")
    since, until = data.draw(asked(base), "months")
    turned = {name: list(reversed(rows)) for name, rows in facts.items()}
    assert by_product(engine, turned, since, until) == by_product(engine, facts, since, until)


@a_few
@given(st.data())
def test_splitting_a_row_changes_nothing(engine: DuckDB, data: st.DataObject) -> None:
    """Without paid_on; the second part has no number of its own and the same benefit."""
    base = data.draw(bases, "base")
    facts = data.draw(paid_people(base), "facts")
    since, until = data.draw(asked(base), "months")
    facts["benefits"] = [row | {"paid_on": None} for row in facts["benefits"]]
    parts: list[Row] = []
    for fact in facts["benefits"]:
        days = ((fact["end_date"] or until) - fact["start_date"]).days
        if days < 1:
            parts.append(fact)
            continue
        last = fact["start_date"] + timedelta(data.draw(st.integers(0, days - 1), "cut"))
        second = {"start_date": last + timedelta(1), "paid_days_before": None}
        parts += [fact | {"end_date": last}, fact | second]
    assert by_product(engine, facts | {"benefits": parts}, since, until) == by_product(engine, facts, since, until)


@a_few
@given(st.data())
def test_persons_and_municipalities_add_up_to_the_same(engine: DuckDB, data: st.DataObject) -> None:
    base = data.draw(bases, "base")
    facts = data.draw(paid_people(base), "facts")
    since, until = data.draw(asked(base), "months")
    rows = by_product(engine, facts, since, until)
    by_person = engine.rows("SELECT share_cents, days FROM person_shares")
    assert sum(row["share_cents"] for row in rows) == sum(cents for cents, _ in by_person)
    assert sum(row["days"] for row in rows) == sum(days for _, days in by_person)


@a_few
@given(st.data())
def test_the_running_number_is_that_of_the_person_on_the_day(engine: DuckDB, data: st.DataObject) -> None:
    """Two rooms count paid days: asked for one day alone, the bracket is the one that `benefit_days` lies in."""
    base = data.draw(bases, "base")
    facts = data.draw(paid_people(base), "facts")
    facts["benefits"] = [row | {"paid_on": None} for row in facts["benefits"]]
    day = base + timedelta(data.draw(st.integers(-10, 30), "day"))
    by_product(engine, facts, day, day)
    persons_at(engine, day)
    brackets = [row for row in municipal_share_brackets() if row.valid_from <= day <= (row.valid_to or day)]
    for benefit, number, bracket in engine.rows(
        "SELECT benefit, benefit_days, bracket FROM person_shares JOIN persons_at USING (person_id, benefit)"
    ):
        assert bracket == max(row.first_day for row in brackets if row.benefit == benefit and row.first_day <= number)


@a_few
@given(st.data())
def test_two_readings_forecast_alike(engine: DuckDB, data: st.DataObject) -> None:
    until = data.draw(st.sampled_from([date(2026, 1, 31), date(2026, 4, 30), date(2027, 6, 30)]), "until")
    facts = data.draw(paid_people(until - timedelta(data.draw(st.sampled_from([0, 20, 150])))), "facts")
    months = data.draw(st.integers(1, 14), "months")
    put(engine, facts)
    product_bracket_forecast(engine, until, months)
    rows = table(engine, "bracket_forecast", "month")
    read = bracket_forecast(facts, until, months)
    assert {(r["municipality"], r["month"], r["bracket"]): (r["people"], r["persons"]) for r in rows} == {
        key: (people, pytest.approx(persons, abs=0.006)) for key, (people, persons) in read.items()
    }
    assert all(0 <= r["low"] <= r["persons"] <= r["high"] <= r["people"] for r in rows)
    assert all(r["suppressed"] == (r["people"] < 5) for r in rows)


def test_a_forecast_needs_a_month(engine: DuckDB) -> None:
    with pytest.raises(ValueError, match="one month or more"):
        product_bracket_forecast(engine, date(2026, 1, 31), 0)
