"""`polku.path.path` and its second reading: the reading on cases counted by hand, then both on small worlds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polku.base.engine import DuckDB
from polku.facts import put
from polku.path import path
from tests.readings.days import Facts, Row, later
from tests.readings.effort import a_few
from tests.readings.path import PATH_BREAKS, TRANSITIONS, WAITS, order, path_breaks, transitions, waits
from tests.readings.tables import table
from tests.readings.working_worlds import jobs, participations, studies
from tests.readings.worlds import PEOPLE, STATUSES, bases, one_at_a_time, untils

REASONS = [None, "completed", "job", "education", "interrupted", "moved", "other"]
UNTIL = date(2024, 12, 31)


def stay(number: int, service: str, start: str, end: str | None, **columns: Any) -> Row:
    days = {"start_date": date.fromisoformat(start), "end_date": date.fromisoformat(end) if end else None}
    return {"participation_id": f"p{number}", "person_id": "a", "service_id": service, **days, **columns}


def world(*stays: Row, **tables: list[Row]) -> Facts:
    return {
        "persons": [{"person_id": "a", "birth_date": date(1990, 1, 1)}],
        "statuses": [{"person_id": "a", "status": "unemployed", "start_date": date(2020, 1, 1)}],
        "participations": list(stays),
        **tables,
    }


def job(start: str, end: str | None) -> Row:
    days = {"start_date": date.fromisoformat(start), "end_date": date.fromisoformat(end) if end else None}
    return {"employment_id": "e", "person_id": "a", **days}


COURSE = stay(1, "course", "2024-01-01", "2024-01-31")

MOVES: list[tuple[str, Facts, list[tuple[str, str, int]]]] = [
    (
        "ten days from the last day to the first",
        world(COURSE, stay(2, "coach", "2024-02-10", None)),
        [("course", "coach", 10)],
    ),
    ("the day after is one day", world(COURSE, stay(2, "coach", "2024-02-01", None)), [("course", "coach", 1)]),
    ("begun before the end: negative", world(COURSE, stay(2, "coach", "2024-01-28", None)), [("course", "coach", -3)]),
    (
        "the same service again is a move too",
        world(COURSE, stay(2, "course", "2024-03-01", None)),
        [("course", "course", 30)],
    ),
    ("what goes on has no move, nor what has nothing after it", world(COURSE), []),
    (
        "three in a row are two moves",
        world(COURSE, stay(2, "coach", "2024-02-10", "2024-03-10"), stay(3, "try-out", "2024-03-12", None)),
        [("course", "coach", 10), ("coach", "try-out", 2)],
    ),
    (
        "an end after the last known day is not known",
        world(stay(1, "course", "2024-01-01", "2025-01-01"), stay(2, "coach", "2024-03-01", None)),
        [],
    ),
    ("a start after the last known day is not there", world(COURSE, stay(2, "coach", "2025-01-01", None)), []),
]


@pytest.mark.parametrize(("facts", "expected"), [case[1:] for case in MOVES], ids=[case[0] for case in MOVES])
def test_moves_by_hand(engine: DuckDB, facts: Facts, expected: list[tuple[str, str, int]]) -> None:
    moves = transitions(facts, UNTIL)
    assert [(row["from_service"], row["to_service"], row["gap_days"]) for row in moves] == expected
    assert by_product(engine, facts, UNTIL)[0] == in_order(moves)


def voucher(**columns: Any) -> Row:
    days = {"issued_on": date(2024, 1, 1), "expires_on": date(2024, 6, 30)}
    return {"voucher_id": "v", "person_id": "a", "service_id": "course", "value_eur": Decimal(500), **days, **columns}


BREAKS: list[tuple[str, Facts, list[tuple[str, int]]]] = [
    ("nothing after the service, still unemployed", world(COURSE), [("dead_end", 335)]),
    ("ended for a job", world(COURSE | {"end_reason": "job"}), []),
    ("a job after the end", world(COURSE, employment=[job("2024-05-01", "2024-05-31")]), []),
    (
        "a job that ended with the service",
        world(COURSE, employment=[job("2023-05-01", "2024-01-31")]),
        [("dead_end", 335)],
    ),
    ("not unemployed any more", world(COURSE, statuses=[]), []),
    ("the 14 days are not over", world(stay(1, "course", "2024-12-01", "2024-12-18")), []),
    ("the 14 days are just over", world(stay(1, "course", "2024-12-01", "2024-12-17")), [("dead_end", 14)]),
    ("the next on the 14th day", world(COURSE, stay(2, "coach", "2024-02-14", None)), []),
    ("the next on the 15th day", world(COURSE, stay(2, "coach", "2024-02-15", None)), [("gap", 15)]),
    ("another goes on", world(COURSE, stay(2, "coach", "2023-01-01", None)), []),
    (
        "two that end on one day are one dead end",
        world(COURSE, COURSE | {"participation_id": "p2"}),
        [("dead_end", 335)],
    ),
    (
        "a wait of 31 days is long, one of 30 is not",
        world(
            COURSE | {"referral_date": date(2023, 12, 1), "end_date": None},
            stay(2, "coach", "2024-01-01", None, referral_date=date(2023, 12, 2)),
        ),
        [("long_wait", 31)],
    ),
    (
        "referred, and still not begun",
        world(stay(1, "course", "2025-02-01", None, referral_date=date(2024, 11, 30))),
        [("not_started", 31)],
    ),
    ("a voucher that ran out", world(vouchers=[voucher()]), [("voucher_unused", 181)]),
    ("a voucher that was redeemed", world(vouchers=[voucher(redeemed_on=date(2024, 6, 30))]), []),
    (
        "a voucher that began a service",
        world(stay(1, "course", "2024-06-01", None, voucher_id="v"), vouchers=[voucher()]),
        [],
    ),
    (
        "the worked example of docs/path/path.md",
        world(COURSE, stay(2, "coach", "2024-02-20", "2024-04-30", referral_date=date(2024, 1, 5))),
        [("dead_end", 245), ("gap", 20), ("long_wait", 46)],
    ),
    ("a voucher that still holds", world(vouchers=[voucher(expires_on=UNTIL)]), []),
]


@pytest.mark.parametrize(("facts", "expected"), [case[1:] for case in BREAKS], ids=[case[0] for case in BREAKS])
def test_breaks_by_hand(engine: DuckDB, facts: Facts, expected: list[tuple[str, int]]) -> None:
    breaks = path_breaks(facts, UNTIL)
    assert [(row["kind"], row["days"]) for row in breaks] == expected
    assert by_product(engine, facts, UNTIL)[2] == breaks


def test_a_company_waits_and_moves_nowhere(engine: DuckDB) -> None:
    visit = {"employer_id": "x", "person_id": None, "referral_date": date(2024, 1, 1)}
    rows = [stay(n, "visit", start, start, **visit) for n, start in enumerate(["2024-01-11", "2024-03-01"])]
    moves, waited, breaks = by_product(engine, world(*rows), UNTIL)
    assert moves == []
    assert [row["wait_days"] for row in waited] == [10, 60]
    assert [(row["kind"], row["subject"]) for row in breaks] == [("long_wait", "x")]


def in_order(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: [str(value) for value in row.values()])


def by_product(engine: DuckDB, facts: Facts, until: date) -> tuple[list[Row], list[Row], list[Row]]:
    put(engine, facts)
    path(engine, until)
    columns = [list(engine.columns(name)) for name in ("transitions", "waits", "path_breaks")]
    assert columns == [TRANSITIONS, WAITS, PATH_BREAKS]
    moves = in_order(table(engine, "transitions", "person_id"))
    return moves, table(engine, "waits", "participation_id"), sorted(table(engine, "path_breaks", "kind"), key=order)


@st.composite
def walks(draw: st.DrawFn, base: date) -> Facts:
    """People with everything that `path` reads: services side by side and one after another."""
    ids = draw(st.permutations(PEOPLE))[: draw(st.integers(1, 3))]
    facts: Facts = {"persons": [{"person_id": name, "birth_date": date(1990, 1, 1)} for name in ids], "statuses": []}
    facts["participations"] = draw(participations(base, ids, [None], [None]))
    for row in facts["participations"]:
        row["start_date"] = later(base, draw(st.sampled_from([-40, -1, 0, 1, 4, 17, 18, 19, 40, 92])))
        length = draw(st.sampled_from([None, 1, 2, 4, 14, 15, 60]))
        row["end_date"] = None if length is None else later(row["start_date"], length - 1)
        row["end_reason"] = draw(st.sampled_from(REASONS))
        waited = draw(st.sampled_from([None, 0, 10, 30, 31, 90, -1]))
        row["referral_date"] = None if waited is None else later(row["start_date"], -waited)
        row["voucher_id"] = draw(st.sampled_from([None, None, "v0", "v1"]))
    facts["employment"] = draw(jobs(base, ids, most=5))
    facts["education"] = draw(studies(base, ids))
    facts["vouchers"] = [
        voucher(
            voucher_id=f"v{number}",
            person_id=draw(st.sampled_from(ids)),
            issued_on=later(base, -60),
            expires_on=later(base, draw(st.sampled_from([-1, 20, 61, 92]))),
            redeemed_on=draw(st.sampled_from([None, later(base, -1), later(base, 62)])),
        )
        for number in range(draw(st.integers(0, 2)))
    ]
    for person_id in ids:
        facts["statuses"] += draw(one_at_a_time(base, person_id, status=st.sampled_from(STATUSES)))
    return facts


@given(st.data())
def test_two_readings_agree(engine: DuckDB, data: st.DataObject) -> None:
    base = data.draw(bases, "base")
    facts = data.draw(walks(base), "facts")
    until = data.draw(untils(base), "until")
    moves, waited, breaks = by_product(engine, facts, until)
    assert moves == in_order(transitions(facts, until))
    assert waited == waits(facts, until)
    assert breaks == path_breaks(facts, until)


@a_few
@given(st.data())
def test_row_order_changes_nothing(engine: DuckDB, data: st.DataObject) -> None:
    base = data.draw(bases, "base")
    facts = data.draw(walks(base), "facts")
    until = data.draw(untils(base), "until")
    turned = {name: list(reversed(rows)) for name, rows in facts.items()}
    assert by_product(engine, turned, until) == by_product(engine, facts, until)
