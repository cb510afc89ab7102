"""`polku.situation` and its second reading: the reading on cases counted by hand, then both on small worlds."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polku.base.engine import DuckDB
from polku.definition import Pilot
from polku.facts import put
from polku.situation import situation
from tests.readings.calendar import count_day, easter
from tests.readings.days import Facts, Row, last_of_month, later
from tests.readings.effort import a_few
from tests.readings.situation import Key, Value, facts_end, figures
from tests.readings.working_worlds import jobs, participations
from tests.readings.worlds import jobseekers, mostly, offset_days, one_at_a_time

PILOT = Pilot.model_validate(
    {
        "pilot": "own",
        "name": "Oma",
        "source": "invented",
        "organiser": {"id": "own", "name": "Oma"},
        "model": "purchase",
        "services": [
            {"id": "sparring", "kind": "coaching", "production": "own"},
            {"id": "elsewhere", "kind": "career_guidance", "production": "own"},
        ],
    }
)
KINDS = {"sparring": True, "elsewhere": False}  # coaching counts in the activation rate, career guidance does not
MARCH = date(2024, 3, 1)


def status(name: str, start: str, end: str | None, person: str = "a") -> Row:
    return {"person_id": person, "status": name, **period(start, end)}


def period(start: str, end: str | None) -> Row:
    return {"start_date": date.fromisoformat(start), "end_date": date.fromisoformat(end) if end else None}


def world(*statuses: Row, **tables: list[Row]) -> Facts:
    return {
        "persons": [{"person_id": "a", "birth_date": date(1999, 3, 29)}],
        "residences": [{"person_id": "a", "municipality": "837", **period("2000-01-01", None)}],
        "statuses": [*statuses, status("outside", "2024-12-01", None)],
        **tables,
    }


def contact(day: str, **columns: Any) -> Row:
    return {"person_id": "a", "kind": "initial_interview", "date": date.fromisoformat(day), "held": True, **columns}


def service(number: int, start: str, end: str | None, **columns: Any) -> Row:
    return {
        "participation_id": f"p{number}",
        "person_id": "a",
        "service_id": "sparring",
        **period(start, end),
        **columns,
    }


HANDMADE: list[tuple[str, date, Facts, str, str, Value]] = [
    (
        "the count day of March 2024 is Thursday the 28th: the 29th is Good Friday",
        MARCH,
        world(status("unemployed", "2024-03-29", "2024-05-31")),
        "unemployed",
        "all",
        (0.0, None, None),
    ),
    (
        "25 years on the day after the count day is under 25",
        MARCH,
        world(status("unemployed", "2024-03-28", "2024-05-31")),
        "youth_unemployed",
        "all",
        (1.0, None, None),
    ),
    (
        "365 unbroken days are long-term, counted with the count day: 30.3.2023 … 28.3.2024 with a 29 February",
        MARCH,
        world(status("laid_off", "2023-03-30", "2024-05-31")),
        "long_term_unemployed",
        "all",
        (1.0, None, None),
    ),
    (
        "364 are not",
        MARCH,
        world(status("laid_off", "2023-03-31", "2024-05-31")),
        "long_term_unemployed",
        "all",
        (0.0, None, None),
    ),
    (
        "unemployed after a service that ended 91 days before the count day, on 28.12.2023",
        MARCH,
        world(status("in_service", "2023-12-01", "2023-12-28"), status("unemployed", "2024-03-01", "2024-05-31")),
        "structural_unemployment",
        "all",
        (1.0, None, None),
    ),
    (
        "again in services 365 days after the period before ended",
        MARCH,
        world(status("in_service", "2023-01-01", "2023-03-02"), status("subsidised", "2024-03-01", "2024-05-31")),
        "structural_unemployment",
        "all",
        (1.0, None, None),
    ),
    (
        "a spell from the 30th of November would be three months old on the last of February",
        date(2024, 2, 1),
        world(status("unemployed", "2023-11-30", "2024-02-28")),
        "ended_before_3_months",
        "all",
        (100.0, 1, 1),
    ),
    (
        "one day more is too late",
        date(2024, 2, 1),
        world(status("unemployed", "2023-11-30", "2024-02-29")),
        "ended_before_3_months",
        "all",
        (0.0, 0, 1),
    ),
    (
        "five working days from Friday 22.3. over Easter end on Tuesday 2.4.",
        MARCH,
        world(status("unemployed", "2024-03-22", "2024-05-31"), contacts=[contact("2024-04-02")]),
        "first_interview_in_time",
        "all",
        (100.0, 1, 1),
    ),
    (
        "the day after is late",
        MARCH,
        world(status("unemployed", "2024-03-22", "2024-05-31"), contacts=[contact("2024-04-03")]),
        "first_interview_in_time",
        "all",
        (0.0, 0, 1),
    ),
    (
        "unemployment after a service is no new jobseeking",
        MARCH,
        world(status("in_service", "2024-02-01", "2024-03-21"), status("unemployed", "2024-03-22", "2024-05-31")),
        "first_interview_in_time",
        "all",
        (None, 0, 0),
    ),
    (
        "another service within 14 days",
        MARCH,
        world(participations=[service(1, "2024-01-01", "2024-03-10"), service(2, "2024-03-24", None)]),
        "transitions_without_gap",
        "all",
        (100.0, 1, 1),
    ),
    (
        "on the 15th day it is a gap",
        MARCH,
        world(participations=[service(1, "2024-01-01", "2024-03-10"), service(2, "2024-03-25", None)]),
        "transitions_without_gap",
        "all",
        (0.0, 0, 1),
    ),
    (
        "a service that led to a job is no transition",
        MARCH,
        world(participations=[service(1, "2024-01-01", "2024-03-10", end_reason="job")]),
        "transitions_without_gap",
        "all",
        (None, 0, 0),
    ),
    (
        "a service whose kind does not count in the rate",
        MARCH,
        world(status("in_service", "2024-03-01", None), participations=[service(1, "2024-03-01", None)])
        | {"participations": [service(1, "2024-03-01", None, service_id="elsewhere")],
           "statuses": [status("in_service", "2024-03-01", None)]},
        "activation_rate",
        "all",
        (None, 0, 0),
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("month", "facts", "indicator", "group", "expected"),
    [case[1:] for case in HANDMADE],
    ids=[case[0] for case in HANDMADE],
)
def test_by_hand(engine: DuckDB, month: date, facts: Facts, indicator: str, group: str, expected: Value) -> None:
    key = (indicator, month, "municipality", "837", group)
    assert figures(facts, [month], "own", KINDS, facts_end(facts))[key] == expected
    assert by_product(engine, facts, [month])[key] == expected


def test_easter() -> None:
    assert [easter(year) for year in (2021, 2024, 2025, 2026)] == [
        date(2021, 4, 4),
        date(2024, 3, 31),
        date(2025, 4, 20),
        date(2026, 4, 5),
    ]
    assert count_day(MARCH) == date(2024, 3, 28)


def by_product(engine: DuckDB, facts: Facts, months: list[date]) -> dict[Key, Value]:
    put(engine, facts)
    situation(engine, months, PILOT)
    columns = 'indicator, month, area_kind, area, "group", value, numerator, denominator'
    rows = engine.rows(f"SELECT {columns} FROM indicators")
    found = {row[:5]: row[5:] for row in rows}
    assert len(found) == len(rows)
    return found


@st.composite
def pictures(draw: st.DrawFn, base: date) -> Facts:
    """People with everything that the indicators read."""
    facts = draw(jobseekers(base, 4))
    ids = [person["person_id"] for person in facts["persons"]]
    for row in facts["residences"]:
        row["municipality"] = draw(mostly(["837", "020", "211"], "091", "099", "214"))
        if row["municipality"] == "099" and (row["end_date"] is None or row["end_date"] >= date(2021, 1, 1)):
            row["municipality"] = "214"
    facts["employment"] = draw(jobs(base, ids, 4))
    facts["participations"] = draw(participations(base, ids, [None], [None]))
    for row in facts["participations"]:
        wait = draw(st.sampled_from([None, 0, 1, 14, 40]))
        row["referral_date"] = None if wait is None else later(row["start_date"], -wait)
        row["end_reason"] = draw(mostly([None, "completed"], "job", "education"))
    facts["enrolments"] = [
        row | {"pilot_id": name}
        for person_id in ids
        for name in draw(st.sampled_from([["own"], ["own", "other"], []]))
        for row in draw(one_at_a_time(base, person_id))
    ]
    contacts = st.fixed_dictionaries(
        {
            "person_id": st.sampled_from(ids),
            "coach_id": st.sampled_from([None, "k1", "k2"]),
            "kind": st.sampled_from(["initial_interview", "initial_interview", "other"]),
            "date": st.one_of(offset_days(base), st.sampled_from([base - timedelta(n) for n in (178, 179, 180)])),
            "mode": st.sampled_from([None, "face_to_face", "phone"]),
            "held": st.sampled_from([None, False, True, True, True]),
        }
    )
    facts["contacts"] = draw(st.lists(contacts, max_size=8))
    facts["employers"] = [{"employer_id": "x", "municipality": draw(st.sampled_from([None, "020", "837"]))}]
    vacancies = st.fixed_dictionaries(
        {
            "employer_id": st.sampled_from([None, "x"]),
            "municipality": st.sampled_from([None, "211", "091"]),
            "positions": st.sampled_from([None, 1, 3]),
            "opened_on": offset_days(base),
            "closed_on": st.sampled_from([None, base + timedelta(400), base + timedelta(731)]),
        }
    )
    rows = draw(st.lists(vacancies, max_size=4))
    facts["vacancies"] = [row | {"vacancy_id": f"v{number}"} for number, row in enumerate(rows)]
    return facts


EDGES = [date(2024, 2, 28), date(2024, 3, 28), date(2022, 5, 2), date(2020, 12, 30), date(2025, 12, 29)]
bases = st.sampled_from(EDGES)


@a_few
@given(st.data())
def test_two_readings_agree(engine: DuckDB, data: st.DataObject) -> None:
    base = data.draw(bases, "base")
    facts = data.draw(pictures(base), "facts")
    if data.draw(st.booleans(), "facts go on"):
        far = {"person_id": facts["persons"][0]["person_id"], "status": "outside", "start_date": date(2040, 1, 1)}
        facts["statuses"].append(far | {"end_date": None})
    _close_before(facts, date(2040, 1, 1))
    first = data.draw(st.sampled_from([base.replace(day=1), last_of_month(base) + timedelta(1)]), "first month")
    months = [first, (last_of_month(first) + timedelta(1))]
    dated = any(facts[name] for name in ("statuses", "benefits", "employment", "participations"))
    ends = facts_end(facts) if dated else first
    expected = figures(facts, months, "own", KINDS, ends)
    found = by_product(engine, facts, months)
    assert found.keys() == expected.keys()
    different = {key: (found[key], value) for key, value in expected.items() if not _same(found[key], value)}
    assert not different


def _same(one: Value, other: Value) -> bool:
    return one[1:] == other[1:] and (one[0] == other[0] or abs((one[0] or 0) - (other[0] or 0)) < 1e-9)


def _close_before(facts: Facts, day: date) -> None:
    """Statuses that go on end where the last one begins: a person has one on a day."""
    last = [row for row in facts["statuses"] if row["start_date"] == day]
    for row in facts["statuses"]:
        if last and row["person_id"] == last[0]["person_id"] and row["start_date"] < day and row["end_date"] is None:
            row["end_date"] = later(day, -1)
