"""What the report counts, at the edges: birthdays, the last day of a job, the day on which a window is over."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from polku import facts, outcome
from polku.base.engine import DuckDB
from polku.report._figures import figures

MEMBERS = {"person_id": "VARCHAR", "municipality": "VARCHAR", "reasons": "VARCHAR"}
UNDECIDED = {"person_id": "VARCHAR", "missing": "VARCHAR"}
FEES = {"contract_id": "VARCHAR", "subject": "VARCHAR", "person_id": "VARCHAR", "participation_id": "VARCHAR"} | {
    "fee_id": "VARCHAR",
    "earned_on": "DATE",
    "payable_cents": "BIGINT",
    "status": "VARCHAR",
}


@pytest.mark.parametrize("on", [date(2021, 2, 28), date(2021, 3, 1), date(2024, 2, 28), date(2024, 2, 29)])
def test_ages_are_those_of_persons_at(on: date) -> None:
    born = [date(1996, 2, 28), date(1996, 2, 29), date(1996, 3, 1), date(1999, 2, 28), date(1999, 3, 1)]
    persons = [{"person_id": f"p{i}", "birth_date": day} for i, day in enumerate(born)]
    with DuckDB() as engine:
        facts.put(engine, {"persons": persons})
        facts.persons_at(engine, on)
        ages = [age for (age,) in engine.rows("SELECT age FROM persons_at")]
        engine.load("members", MEMBERS, [(row["person_id"], "837", "r") for row in persons])
        engine.load("undecided", UNDECIDED, [])
        engine.load("fee_lines", FEES, [])
        outcome.outcomes(engine, on)
        found = figures(engine, on=on, until=on, first=None)
    grouped = {key: count.value for key, count in found.ages.items()}
    wanted = {"under-25": sum(age < 25 for age in ages), "25-29": sum(25 <= age < 30 for age in ages)}
    assert grouped == {key: n for key, n in wanted.items() if n}


@pytest.mark.parametrize(
    ("start", "end", "subsidised", "kind"),
    [
        (90, 90, False, "open"),
        (0, 90, False, "open"),
        (91, None, False, "none"),
        (0, 89, False, "none"),
        (-400, None, True, "subsidised"),
    ],
)
def test_work_is_looked_at_on_the_day_itself(start: int, end: int | None, subsidised: bool, kind: str) -> None:
    begun = date(2023, 1, 31)
    job = {
        "employment_id": "e",
        "person_id": "p",
        "start_date": begun + timedelta(days=start),
        "end_date": None if end is None else begun + timedelta(days=end),
        "subsidised": subsidised,
    }
    service = {"participation_id": "s", "person_id": "p", "service_id": "x", "start_date": begun}
    with DuckDB() as engine:
        facts.put(
            engine,
            {
                "persons": [{"person_id": "p", "birth_date": date(1990, 1, 1)}],
                "participations": [service],
                "employment": [job],
            },
        )
        engine.load("members", MEMBERS, [])
        engine.load("undecided", UNDECIDED, [])
        engine.load("fee_lines", FEES, [])
        for until, known in ((begun + timedelta(days=90), True), (begun + timedelta(days=89), False)):
            outcome.outcomes(engine, until)
            found = figures(engine, on=begun, until=until, first=begun)
            assert list(found.work.get(90, {})) == ([kind] if known else [])
