"""What must hold for any input: the last section of settlement.md but one, asked of the product alone."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from polku.base.engine import DuckDB
from polku.settlement import SettlementError
from tests.readings.amounts import UnpricedError, cents
from tests.readings.attribution import source_of, term
from tests.readings.days import Row, later
from tests.readings.effort import a_few
from tests.readings.paying import World, by_product, paying_worlds
from tests.readings.settlement import fee_lines

PROVEN = ("milestones", "deliveries", "employment", "education", "earnings")
BEGINNINGS = ("start_date", "date", "month")


def begins(row: Row) -> date:
    """The day on which a row starts or is dated; persons always are."""
    return next((row[name] for name in BEGINNINGS if name in row), date.min)


@a_few
@given(paying_worlds(), st.randoms(use_true_random=False))
def test_row_order_changes_no_line(engine: DuckDB, folder: Path, world: World, chance) -> None:
    mixed = {name: chance.sample(rows, len(rows)) for name, rows in world.facts.items()}
    assert by_product(engine, folder, world.with_facts(**mixed)) == by_product(engine, folder, world)


@a_few
@given(paying_worlds())
def test_facts_dated_after_until_change_nothing(engine: DuckDB, folder: Path, world: World) -> None:
    """Neither do ends that are not known yet."""
    known = {
        name: [row | _end_unknown(row, world.until) for row in rows if begins(row) <= world.until]
        for name, rows in world.facts.items()
    }
    assert by_product(engine, folder, world.with_facts(**known)) == by_product(engine, folder, world)


def _end_unknown(row: Row, until: date) -> Row:
    end = row.get("end_date")
    return {"end_date": None} if end is not None and end > until else {}


@a_few
@given(paying_worlds(), st.integers(0, 20), st.integers(1, 6))
def test_splitting_a_job_row_changes_no_line(
    engine: DuckDB, folder: Path, world: World, which: int, first_days: int
) -> None:
    jobs = world.facts["employment"]
    assume(jobs)
    job = jobs[which % len(jobs)]
    second = later(job["start_date"], first_days)
    assume(job["end_date"] is None or second <= job["end_date"])
    assume(
        not any(
            row["person_id"] == job["person_id"] and job["start_date"] <= row["start_date"] < second
            for row in world.facts["participations"]
        )
    )
    parts = [job | {"end_date": later(second, -1)}, job | {"employment_id": "rest", "start_date": second}]
    split = [row for row in jobs if row is not job] + parts
    assert by_product(engine, folder, world.with_facts(employment=split)) == by_product(engine, folder, world)


@a_few
@given(paying_worlds())
def test_a_source_that_is_not_accepted_changes_only_what_is_claimed(engine: DuckDB, folder: Path, world: World) -> None:
    contract = world.contracts[0]
    contract.pop("former_employer_days", None)  # a row of any source may make an employer a former one
    accepted = {
        name: [row for row in world.facts.get(name, []) if source_of(row) in term(contract, "accepts")]
        for name in PROVEN
    }
    with_all, with_accepted = (
        by_product(engine, folder, world),
        by_product(engine, folder, world.with_facts(**accepted)),
    )
    assert _due(with_all, contract) == _due(with_accepted, contract)
    assert not any(line["status"] == "claimed" for line in with_accepted if line["contract_id"] == contract["id"])


def _due(lines: list[Row], contract: Row) -> list[Row]:
    unpaid = ("claimed", "over_maximum")
    return [line for line in lines if line["contract_id"] == contract["id"] and line["status"] not in unpaid]


@a_few
@given(paying_worlds())
def test_no_more_than_the_cap_the_ceiling_and_the_amount(engine: DuckDB, folder: Path, world: World) -> None:
    lines = by_product(engine, folder, world)
    assert all(0 <= line["payable_cents"] <= line["amount_cents"] for line in lines)
    for contract in world.contracts:
        own = [line for line in lines if line["contract_id"] == contract["id"]]
        if "ceiling" in contract:
            assert sum(line["payable_cents"] for line in own) <= cents(contract["ceiling"])
        for subject in (
            {line["subject"] for line in own if line["participation_id"]} if "cap_per_person" in contract else ()
        ):
            paid = sum(line["payable_cents"] for line in own if line["subject"] == subject)
            assert paid <= cents(contract["cap_per_person"])


@a_few
@given(paying_worlds())
def test_a_line_a_key(engine: DuckDB, folder: Path, world: World) -> None:
    keys = [(line["contract_id"], line["subject"], line["fee_id"]) for line in by_product(engine, folder, world)]
    assert len(keys) == len(set(keys))


@a_few
@given(paying_worlds(priced=False))
def test_both_readings_refuse_the_same_unpriced_participation(engine: DuckDB, folder: Path, world: World) -> None:
    try:
        lines = fee_lines(world.facts, world.contracts, world.until)
    except UnpricedError as refusal:
        with pytest.raises(SettlementError, match="|".join(map(re.escape, refusal.participations))):
            by_product(engine, folder, world)
    else:
        assert by_product(engine, folder, world) == lines
