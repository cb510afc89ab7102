"""`polku.duties.duties` and its second reading: both on cases counted by hand, then on small worlds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polku.base.engine import DuckDB, Standing
from polku.definition import process
from polku.duties import DUTIES, duties, duties_of
from polku.facts import put
from tests.readings import duties as reading
from tests.readings.days import Facts, Row

NORDIC = process("nordic-2022")
KINDS = ["initial_interview", "job_search_discussion", "supplementary_discussion", "other"]
STATUSES = ["subsidised", "employed", "unemployed", "laid_off", "reduced_hours", "outside", "in_service", "in_training"]


def value(name: str, day: date) -> Any:
    return NORDIC.duties[name].values.get(day)


def in_sql(facts: Facts, on: date) -> list[Row]:
    with DuckDB() as engine:
        put(engine, facts)
        duties(engine, NORDIC, on)
        rows = engine.rows(f"SELECT {', '.join(DUTIES)} FROM duties")
    return [dict(zip(DUTIES, row, strict=True)) for row in rows]


def order(rows: list[Row]) -> list[Any]:
    return sorted(tuple(map(str, row.values())) for row in rows)


def world(statuses: str, meetings: str = "", enrolled: str = "") -> Facts:
    """Statuses as `unemployed 2026-01-01..2026-02-01`, meetings as `initial_interview 2026-01-10 held`."""
    found: Facts = {"statuses": [], "contacts": [], "enrolments": []}
    for line in filter(None, map(str.strip, statuses.split(","))):
        status, days = line.split()
        first, _, last = days.partition("..")
        end = date.fromisoformat(last) if last else None
        found["statuses"].append(
            {"person_id": "a", "status": status, "start_date": date.fromisoformat(first), "end_date": end}
        )
    for line in filter(None, map(str.strip, meetings.split(","))):
        kind, day, told = line.split()
        held = {"held": True, "missed": False, "planned": None}[told]
        found["contacts"].append({"person_id": "a", "kind": kind, "date": date.fromisoformat(day), "held": held})
    if enrolled:
        found["enrolments"].append({"pilot_id": "p", "person_id": "a", "start_date": date.fromisoformat(enrolled)})
    return found


CASES: list[tuple[str, Facts, str, list[str]]] = [
    (
        "began on Monday 2.11.2026: ten working days are full on Monday 16.11.",
        world("unemployed 2026-11-02"),
        "2026-11-10",
        ["initial_interview 2026-11-16 1"],
    ),
    (
        "five working days in 2025, Epiphany is none of them",
        world("unemployed 2025-01-02"),
        "2025-01-03",
        ["initial_interview 2025-01-10 1"],
    ),
    (
        "held: the next discussion is due in three months",
        world("unemployed 2026-11-02", "initial_interview 2026-11-12 held"),
        "2026-11-20",
        ["job_search_discussion 2027-02-12 1"],
    ),
    (
        "missed: the interview is still to be held",
        world("unemployed 2026-11-02", "initial_interview 2026-11-12 missed"),
        "2026-11-20",
        ["initial_interview 2026-11-16 1"],
    ),
    (
        "30 November and three months: the last of February",
        world("unemployed 2026-11-02", "initial_interview 2026-11-12 held, job_search_discussion 2026-11-30 held"),
        "2026-12-20",
        ["job_search_discussion 2027-02-28 1"],
    ),
    (
        "in 2025 five supplementary ones within three months; one has been held",
        world("unemployed 2025-03-03", "initial_interview 2025-03-06 held, supplementary_discussion 2025-03-20 held"),
        "2025-04-01",
        ["job_search_discussion 2025-06-06 1", "supplementary_discussion 2025-06-06 4"],
    ),
    (
        "the seventh month in 2025: two within a month",
        world("unemployed 2025-01-07", "initial_interview 2025-01-08 held, job_search_discussion 2025-07-01 held"),
        "2025-07-20",
        ["job_search_discussion 2025-10-01 1", "supplementary_discussion 2025-08-07 2"],
    ),
    (
        "in a service no discussion is asked",
        world("unemployed 2026-01-05..2026-05-31, in_service 2026-06-01", "initial_interview 2026-01-09 held"),
        "2026-08-01",
        [],
    ),
    (
        "back from the service: due on its first day when the time ran out in it",
        world(
            "unemployed 2026-01-05..2026-05-31, in_service 2026-06-01..2026-08-31, unemployed 2026-09-01",
            "initial_interview 2026-01-09 held, job_search_discussion 2026-04-09 held",
        ),
        "2026-09-10",
        ["job_search_discussion 2026-09-01 1"],
    ),
    ("at work: nothing", world("unemployed 2026-01-05..2026-05-31, employed 2026-06-01"), "2026-08-01", []),
    (
        "after work a new job search asks for a new interview",
        world(
            "unemployed 2026-01-05..2026-05-31, employed 2026-06-01..2026-09-30, unemployed 2026-10-01",
            "initial_interview 2026-01-09 held",
        ),
        "2026-10-05",
        ["initial_interview 2026-10-15 1"],
    ),
    (
        "taken over in the middle: what was before is not known, and the first discussion counts from the take-over",
        world("unemployed 2026-01-05", "", "2026-08-01"),
        "2026-09-01",
        ["job_search_discussion 2026-11-01 1"],
    ),
]


@pytest.mark.parametrize(("sentence", "facts", "on", "due"), CASES, ids=[case[0] for case in CASES])
def test_cases_counted_by_hand(sentence: str, facts: Facts, on: str, due: list[str]) -> None:
    for rows in (in_sql(facts, date.fromisoformat(on)), reading.duties(facts, value, date.fromisoformat(on))):
        assert sorted(f"{row['duty']} {row['due_on']} {row['wanted']}" for row in rows) == sorted(due), sentence


def test_the_planned_meeting_is_told_beside_it() -> None:
    facts = world("unemployed 2026-11-02", "initial_interview 2026-11-13 planned, initial_interview 2026-11-20 planned")
    (row,) = in_sql(facts, date(2026, 11, 10))
    assert (row["planned_on"], row["law"]) == (date(2026, 11, 13), "initial_interview_working_days")
    assert NORDIC.duties[row["law"]].values.at(row["law_on"]).source


def test_rows_of_one_client_give_the_same() -> None:
    """What the service asks with its own rows, without a facts folder."""
    told = duties_of(
        [("a", "unemployed", date(2026, 11, 2), None), ("b", "employed", date(2026, 11, 2), None)],
        [("a", "other", date(2026, 11, 3), True)],
        [],
        NORDIC,
        date(2026, 11, 10),
    )
    assert [(one.person_id, one.duty, one.due_on) for one in told] == [("a", "initial_interview", date(2026, 11, 16))]
    assert duties_of([], [], [], NORDIC, date(2026, 11, 10)) == []


def test_a_kept_engine_answers_each_question_anew() -> None:
    with Standing() as engine:
        for began, due in ((date(2026, 11, 2), date(2026, 11, 16)), (date(2026, 11, 3), date(2026, 11, 17))):
            for on in (date(2026, 11, 5), date(2026, 11, 6)):
                (told,) = duties_of([("a", "unemployed", began, None)], [], [], NORDIC, on, engine)
                assert told.due_on == due
        assert duties_of([], [], [], NORDIC, date(2026, 11, 10), engine) == []


@st.composite
def worlds(draw: st.DrawFn) -> Facts:
    facts: Facts = {"statuses": [], "contacts": [], "enrolments": []}
    for person in ("a", "b"):
        day = date(2024, 6, 1) + timedelta(draw(st.integers(0, 500)))
        for _ in range(draw(st.integers(0, 5))):
            end = day + timedelta(draw(st.integers(0, 200)))
            last = draw(st.booleans()) and draw(st.booleans())
            facts["statuses"].append(
                {
                    "person_id": person,
                    "status": draw(st.sampled_from(STATUSES)),
                    "start_date": day,
                    "end_date": None if last else end,
                }
            )
            if last:
                break
            day = end + timedelta(draw(st.sampled_from([1, 1, 1, 2, 40])))
        for _ in range(draw(st.integers(0, 5))):
            met = date(2024, 6, 1) + timedelta(draw(st.integers(0, 1000)))
            held = draw(st.sampled_from([True, True, False, None]))
            facts["contacts"].append(
                {"person_id": person, "kind": draw(st.sampled_from(KINDS)), "date": met, "held": held}
            )
        if draw(st.booleans()):
            since = date(2024, 6, 1) + timedelta(draw(st.integers(0, 700)))
            facts["enrolments"].append({"pilot_id": "p", "person_id": person, "start_date": since})
    return facts


@given(worlds(), st.integers(0, 900))
def test_two_readings_agree(facts: Facts, after: int) -> None:
    on = date(2024, 7, 1) + timedelta(after)
    assert order(in_sql(facts, on)) == order(reading.duties(facts, value, on))
