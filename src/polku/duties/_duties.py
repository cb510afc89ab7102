"""The pass over statuses and meetings: job searches first, then what each of them asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from polku.base.engine import Columns, DuckDB, Engine
from polku.definition import Pilot, Process, process
from polku.duties._calendar import working_days_after

HERE = Path(__file__).parent
DUTIES: Columns = {
    "person_id": "VARCHAR",
    "duty": "VARCHAR",
    "since": "DATE",
    "due_on": "DATE",
    "wanted": "BIGINT",
    "planned_on": "DATE",
    "law": "VARCHAR",
    "law_on": "DATE",
}
INTERVIEW = "initial_interview_working_days"
LAW = "nordic-2022"
READ: Mapping[str, Columns] = {
    "statuses": {"person_id": "VARCHAR", "status": "VARCHAR", "start_date": "DATE", "end_date": "DATE"},
    "contacts": {"person_id": "VARCHAR", "kind": "VARCHAR", "date": "DATE", "held": "BOOLEAN"},
    "enrolments": {"person_id": "VARCHAR", "start_date": "DATE"},
}


@dataclass(frozen=True, slots=True)
class Duty:
    """A meeting that is to be held: which, from which day it is counted, by when, how many, and when one is planned.

    law: the process's duty that says so; its value on `law_on`, with its source, is what was counted with.
    """

    person_id: str
    duty: str
    since: date
    due_on: date
    wanted: int
    planned_on: date | None
    law: str
    law_on: date


def process_of(pilot: Pilot | None) -> Process:
    """The process that a pilot names or writes itself; the law's where it says nothing."""
    told = pilot.process if pilot is not None else None
    return told if isinstance(told, Process) else process(told or LAW)


def duties(engine: Engine, process: Process, on: date) -> None:
    """Keep the table `duties` (DUTIES): what is to be done on the day for everyone in `statuses`.

    Reads `statuses`, `contacts` and `enrolments` of docs/path/facts.md as known. Rules: docs/path/duties.md.
    """
    engine.load("process_values", VALUES, _values(process))
    engine.run(HERE, "job_searches", on=on)
    engine.load("interview_deadlines", {"day": "DATE", "last_day": "DATE"}, _deadlines(engine, process))
    engine.run(HERE, "held", on=on)
    engine.run(HERE, "discussion_windows", on=on)
    engine.run(HERE, "duties", on=on)
    engine.drop("process_values", "job_searches", "interview_deadlines", "held", "discussion_windows")


def duties_of(
    statuses: Iterable[tuple[str, str, date, date | None]],
    contacts: Iterable[tuple[str, str, date, bool | None]],
    enrolments: Iterable[tuple[str, date]],
    process: Process,
    on: date,
    engine: Engine | None = None,
) -> list[Duty]:
    """The duties of the people whose rows are given, by day: the same rule for one client and for thousands.

    engine: one that is kept between questions (`Standing`) answers about one client in milliseconds.
    """
    with nullcontext(engine) if engine is not None else DuckDB() as asked:
        for (name, columns), rows in zip(READ.items(), (statuses, contacts, enrolments), strict=True):
            asked.load(name, columns, rows)
        duties(asked, process, on)
        found = asked.rows(f"SELECT {', '.join(DUTIES)} FROM duties ORDER BY due_on, person_id, duty")
    return [Duty(*row) for row in found]


VALUES: Columns = {"law": "VARCHAR", "value": "BIGINT", "first_day": "DATE", "last_day": "DATE"}


def _values(process: Process) -> list[tuple[str, int, date, date | None]]:
    """The process's numbers with their days."""
    return [
        (name, step.value, step.first, step.last)
        for name, item in process.duties.items()
        for step in item.values.steps
        if isinstance(step.value, int) and not isinstance(step.value, bool)
    ]


def _deadlines(engine: Engine, process: Process) -> list[tuple[date, date]]:
    """For each day on which a job search began, the last day for its interview; none where the process asks none."""
    duty = process.duties.get(INTERVIEW)
    if duty is None:
        return []
    began = [day for (day,) in engine.rows("SELECT DISTINCT began FROM job_searches WHERE began IS NOT NULL")]
    values = [(day, duty.values.get(day)) for day in began]
    return [(day, working_days_after(day, number)) for day, number in values if number is not None]
