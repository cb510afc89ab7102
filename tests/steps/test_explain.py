"""Explanations against the settlement itself: what is told as earned is what stands in the fee lines."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings

from polku.base.engine import DuckDB, Settings
from polku.facts import put
from polku.settlement import explain, explanation_json, explanation_text, fee_lines
from tests.readings.amendments import fee_ids, fee_of, terms_of
from tests.readings.days import Row
from tests.readings.paying import World, paying_worlds
from tests.readings.pilot_files import paying_pilot
from tests.readings.tables import table

# A row that must be named with what stands in its way.
NAMED = {"taken_over", "former_employer"}


@pytest.fixture(scope="module")
def engine():
    with DuckDB(Settings(threads=1)) as running:
        yield running


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pilot")


def subjects(world: World) -> list[str]:
    found = {row.get("person_id") or row["employer_id"] for row in world.facts["participations"]}
    return sorted(found | {row["person_id"] for row in world.facts["persons"]})


def lines_of(engine: DuckDB, subject: str) -> dict[tuple[str, str], Row]:
    lines = table(engine, "fee_lines", "contract_id, fee_id")
    return {(row["contract_id"], row["fee_id"]): row for row in lines if row["subject"] == subject}


@settings(max_examples=max(10, settings().max_examples // 5))
@given(world=paying_worlds(full=True))
def test_what_is_told_is_what_the_lines_say(engine: DuckDB, folder: Path, world: World) -> None:
    put(engine, world.facts)
    pilot = paying_pilot(folder, world.contracts)
    fee_lines(engine, pilot, world.until)
    settled = table(engine, "fee_lines", "contract_id, subject, fee_id")
    tables = set(engine.rows("SHOW TABLES"))
    for number, subject in enumerate(subjects(world)[:2]):
        told = explain(engine, pilot, subject, world.until, ("fi", "sv", "en")[number % 3])
        assert table(engine, "fee_lines", "contract_id, subject, fee_id") == [
            row | {"evidence": now["evidence"]}
            for row, now in zip(settled, table(engine, "fee_lines", "contract_id, subject, fee_id"), strict=True)
        ]
        assert set(engine.rows("SHOW TABLES")) == tables
        assert explanation_text(told)
        compare(world, json.loads(json.dumps(explanation_json(told))), lines_of(engine, subject))


def compare(world: World, told: Row, lines: dict[tuple[str, str], Row]) -> None:
    contracts = {contract["id"]: contract for contract in world.contracts}
    earned: dict[tuple[str, str], Row] = {}
    own = [
        row["participation_id"]
        for row in world.facts["participations"]
        if (row.get("person_id") or row["employer_id"]) == told["subject"]
    ]
    assert sorted(p["participation_id"] for p in told["participations"]) == sorted(own)
    for participation in told["participations"]:
        contract = participation["contract_id"]
        assert participation["belongs"] == (participation["reason"] is None)
        fees = fees_then(contracts[contract], participation, world) if participation["belongs"] else []
        assert [fee["fee_id"] for fee in participation["fees"]] == [fee["id"] for fee in fees]
        for fee, terms in zip(participation["fees"], fees, strict=True):
            look_at(fee, terms, world)
            if fee["earned"]:
                assert (contract, fee["fee_id"]) not in earned, "told twice"
                earned[contract, fee["fee_id"]] = fee | {"participation_id": participation["participation_id"]}
    assert earned.keys() == lines.keys()
    for key, line in lines.items():
        for column in ("participation_id", "amount_cents", "payable_cents", "status"):
            assert earned[key][column] == line[column]
        assert earned[key]["earned_on"] == line["earned_on"].isoformat()
        assert earned[key]["sentence"].startswith(line["evidence"])


def fees_then(contract: Row, participation: Row, world: World) -> list[Row]:
    """The fees of the participation's terms, in the order in which the contract got them."""
    terms = terms_of(contract, date.fromisoformat(participation["start_date"]), world.until)
    return [fee for name in fee_ids(contract) if (fee := fee_of(terms, name)) is not None]


def look_at(fee: Row, terms: Row, world: World) -> None:
    assert fee["sentence"].strip()
    assert "{" not in fee["sentence"]
    for row in fee["rows"]:
        assert bool(row["other"]) == (row["reason_code"] in NAMED), row
    if fee["earned"] and terms["pays_for"] != "start":
        # Something was counted; and of work, no fewer days than the fee needs.
        counted = [row for row in fee["rows"] if row["counted"]]
        assert counted or terms["pays_for"] in ("delivery", "earnings")
        if terms["pays_for"] == "employment":
            assert sum(row["days"] for row in counted) >= terms["days"]
    if fee["reason_code"] in ("earned_elsewhere", "not_gathered"):
        assert not any(row["counted"] for row in fee["rows"])
    if fee["status"] == "claimed":
        assert fee["awaits_proof"] or terms["pays_for"] in ("delivery", "earnings")
    if fee["reason_code"] == "days_missing":
        numbers = [int(word) for word in fee["sentence"].replace(",", " ").replace(".", " ").split() if word.isdigit()]
        assert numbers[0] < terms["days"], "enough days, and yet no line"
    if fee["open_until"]:
        assert not fee["earned"]
        assert fee["open_until"] > world.until.isoformat()
