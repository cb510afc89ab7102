"""`polku.handover.close` and its second reading; and that nothing which may still come exceeds the tail it tells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from polku.base import DAY_MAX
from polku.base.engine import DuckDB
from polku.definition import load_pilot
from polku.facts import put
from polku.handover import CASES, CLIENTS, TAIL_FEES, WITHOUT_SUCCESSOR, close
from polku.settlement import SettlementError, fee_lines
from tests.readings.days import Facts, Row, later
from tests.readings.effort import a_few
from tests.readings.handover import Left, cases, handed_over, without_successor
from tests.readings.paying import World, paying_worlds
from tests.readings.pilot_files import HEAD, SERVICES, paying_pilot
from tests.readings.tables import table
from tests.readings.worlds import PEOPLE, bases, maybe_true, one_at_a_time, persons

PLACES = ["837", "020", "508", "091"]
SUCCESSORS = [("west", ["020"]), ("city", ["837", "211"]), ("north", ["508"])]
LEFT = Left("small-pilot", SUCCESSORS, ["sparring"])
TEXT = f"""{HEAD}{SERVICES}municipalities: ["837", "020", "211", "508"]
successors:
  - {{organiser: west, municipalities: ["020"]}}
  - {{organiser: city, municipalities: ["837", "211"]}}
  - {{organiser: north, municipalities: ["508"]}}
"""


def near(base: date) -> st.SearchStrategy[date]:
    return st.integers(-4, 4).map(lambda n: later(base, n))


@st.composite
def left_behind(draw: st.DrawFn, base: date) -> Facts:
    """People enrolled or not, at home somewhere or nowhere known, with things open or over, all near one day."""
    ids = draw(st.permutations(PEOPLE))[: draw(st.integers(1, 4))]
    facts: Facts = {"persons": draw(persons(base, ids)), "residences": [], "enrolments": [], "coach_assignments": []}
    for name in ids:
        facts["residences"] += draw(one_at_a_time(base, name, municipality=st.sampled_from(PLACES)))
        facts["enrolments"] += draw(
            one_at_a_time(base, name, pilot_id=st.sampled_from(["small-pilot"] * 4 + ["other"]))
        )
        facts["coach_assignments"] += draw(one_at_a_time(base, name, coach_id=st.sampled_from(["c1", "c2"])))
    # the pilot has enrolled somebody long ago, so that enrolments tell who its clients are
    long_ago = {
        "person_id": ids[0],
        "pilot_id": "small-pilot",
        "start_date": date(2000, 1, 1),
        "end_date": date(2000, 1, 2),
    }
    facts["enrolments"].append(long_ago)
    facts["contacts"] = draw(
        _many({"person_id": st.sampled_from(ids), "kind": st.just("other"), "date": near(base), "held": maybe_true})
    )
    facts["employers"] = [
        {"employer_id": "firm-x", "municipality": draw(st.sampled_from([None, *PLACES]))},
        {"employer_id": "firm-é", "municipality": "837"},
    ]
    facts["vouchers"] = draw(_vouchers(base, ids))
    facts["participations"] = draw(_participations(base, ids))
    return facts


def _many(columns: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[list[Row]]:
    return st.lists(st.fixed_dictionaries(columns), max_size=4)


def _clients(ids: Sequence[str]) -> st.SearchStrategy[Row]:
    firms = [{"person_id": None, "employer_id": firm} for firm in ("firm-x", "firm-é", "nobody knows")]
    return st.sampled_from([*({"person_id": name, "employer_id": None} for name in ids), *firms])


@st.composite
def _vouchers(draw: st.DrawFn, base: date, ids: Sequence[str]) -> list[Row]:
    rows = []
    for number in range(draw(st.integers(0, 4))):
        issued = draw(near(base))
        row: Row = {"voucher_id": f"v{number}", "service_id": draw(st.sampled_from(["sparring", "elsewhere"]))}
        row |= {"value_eur": Decimal("500"), "issued_on": issued, "expires_on": later(issued, draw(st.integers(0, 5)))}
        rows.append(row | draw(_clients(ids)) | {"redeemed_on": draw(st.one_of(st.none(), near(base)))})
    return rows


@st.composite
def _participations(draw: st.DrawFn, base: date, ids: Sequence[str]) -> list[Row]:
    rows = []
    for number in range(draw(st.integers(0, 6))):
        start = draw(near(base))
        days = draw(st.one_of(st.none(), st.integers(0, 5)))
        end = None if days is None else later(start, days)
        row: Row = {"participation_id": f"p{number}", "service_id": draw(st.sampled_from(["sparring", "elsewhere"]))}
        row |= {"start_date": start, "end_date": end, "referral_date": draw(st.one_of(st.none(), near(base)))}
        rows.append(row | draw(_clients(ids)) | {"voucher_id": draw(st.sampled_from([None, "v0", "v1"]))})
    return rows


@given(st.data())
def test_two_readings_agree(engine: DuckDB, folder: Path, data: st.DataObject) -> None:
    on = data.draw(bases, "on")
    facts = data.draw(left_behind(on), "facts")
    path = folder / "left.yaml"
    path.write_text(TEXT, encoding="utf-8")
    put(engine, facts)
    close(engine, load_pilot(path), on)
    assert list(engine.columns("handed_over")) == ["organiser", *CLIENTS]
    assert engine.columns("closing_cases") == {**CASES, "organiser": "VARCHAR"}
    assert engine.columns("without_successor") == WITHOUT_SUCCESSOR
    assert engine.columns("tail_fees") == TAIL_FEES
    assert table(engine, "handed_over", "person_id") == handed_over(facts, LEFT, on)
    told = cases(facts, LEFT, on)
    found = table(engine, "closing_cases", "kind, participation_id, voucher_id")
    assert sorted(({name: row[name] for name in told[0]} for row in found) if told else found, key=str) == sorted(
        told, key=str
    )
    left = engine.rows("SELECT person_id, employer_id, reason, municipality, client FROM without_successor")
    assert sorted(left, key=str) == without_successor(facts, LEFT, on)


@a_few
@given(paying_worlds(), st.integers(0, 12))
def test_nothing_that_comes_exceeds_the_tail(engine: DuckDB, folder: Path, world: World, days: int) -> None:
    """The facts after the day are one way in which it may go on; the sum told on the day bounds every way."""
    assume(world.facts["participations"])
    on = later(min(row["start_date"] for row in world.facts["participations"]), days)
    facts = _of_the_started(world, on)
    pilot = paying_pilot(folder, world.contracts)
    heir = pilot.successors or load_pilot(_with_successor(folder)).successors
    pilot = pilot.model_copy(update={"successors": heir})
    put(engine, facts | {"enrolments": [_enrolment(pilot.pilot, facts)]})
    before = {name: table(engine, name, "ALL") for name in ("employment", "earnings", "participations", "milestones")}
    try:
        fee_lines(engine, pilot, DAY_MAX)
        comes = _by_contract(engine, "SELECT contract_id, sum(payable_cents) FROM fee_lines GROUP BY ALL")
        fee_lines(engine, pilot, on)
    except SettlementError:
        assume(False)
    due = _by_contract(engine, "SELECT contract_id, sum(payable_cents) FROM fee_lines GROUP BY ALL")
    close(engine, pilot, on)
    assert {name: table(engine, name, "ALL") for name in before} == before
    most = _by_contract(engine, "SELECT contract_id, most_cents FROM tail_contracts")
    unlimited = {row[0] for row in engine.rows("SELECT contract_id FROM tail_fees WHERE most_cents IS NULL")}
    for contract in set(comes) - unlimited:
        assert comes[contract] <= due.get(contract, 0) + most[contract]


def _by_contract(engine: DuckDB, query: str) -> dict[str, int]:
    return {contract: int(cents) for contract, cents in engine.rows(query)}


def _of_the_started(world: World, on: date) -> Facts:
    """The world without participations that start after the day."""
    started = [row for row in world.facts["participations"] if row["start_date"] <= on]
    names = {row["participation_id"] for row in started}
    of_them = {
        name: [row for row in world.facts.get(name, []) if row["participation_id"] in names]
        for name in ("milestones", "deliveries")
    }
    return world.facts | {"participations": started} | of_them


def _enrolment(pilot: str, facts: Facts) -> Row:
    person = facts["persons"][0]["person_id"]
    return {"pilot_id": pilot, "person_id": person, "start_date": date(2000, 1, 1), "end_date": None}


def _with_successor(folder: Path) -> Path:
    path = folder / "left.yaml"
    path.write_text(TEXT, encoding="utf-8")
    return path
