"""What the service process asks, read from docs/path/duties.md day by day."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from typing import Any

from tests.readings.calendar import after_working_days
from tests.readings.days import Facts, Row, covers

SEEKING = {"subsidised", "unemployed", "laid_off", "reduced_hours", "in_service", "in_training"}
ASKED = SEEKING - {"in_service", "in_training"}
CLIENT = SEEKING - {"reduced_hours"}
ONE = timedelta(days=1)


def after_months(day: date, months: int) -> date:
    """The same day of the month so many months later, or the month's last day."""
    number = day.year * 12 + day.month - 1 + months
    year, month = number // 12, number % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def duties(facts: Facts, values: Any, on: date) -> list[Row]:
    """The rows of `duties`; `values(name, day)` is the process's value on the day, or None."""
    people = dict.fromkeys(row["person_id"] for row in facts.get("statuses", []))
    return [row for person in people for row in _of(person, facts, values, on)]


def _of(person: str, facts: Facts, values: Any, on: date) -> list[Row]:
    rows = [row for row in facts.get("statuses", []) if row["person_id"] == person]

    def status(day: date) -> str:
        return next((str(row["status"]) for row in rows if covers(row, day)), "none")

    if status(on) not in SEEKING:
        return []
    search = on
    while status(search - ONE) in SEEKING:
        search -= ONE
    days = [search + timedelta(n) for n in range((on - search).days + 1)]
    starts = [day for day in days if status(day) in ("unemployed", "laid_off") and status(day - ONE) not in CLIENT]
    met = [row for row in facts.get("contacts", []) if row["person_id"] == person and row["date"] >= search]
    enrolled = [row["start_date"] for row in facts.get("enrolments", []) if row["person_id"] == person]
    known = max(search, min(enrolled, default=search))
    asked = None
    if status(on) in ASKED:
        asked = on
        while status(asked - ONE) in ASKED:
            asked -= ONE
    return _due(person, met, values, on, search, starts[-1] if starts else None, known, asked)


def _due(
    person: str,
    met: list[Row],
    values: Any,
    on: date,
    search: date,
    began: date | None,
    known: date,
    asked: date | None,
) -> list[Row]:
    held = [row for row in met if row.get("held") and row["date"] <= on]
    interviews = [row["date"] for row in held if row["kind"] == "initial_interview" and began and row["date"] >= began]
    number = values("initial_interview_working_days", began) if began else None
    if began and not interviews and number is not None and began >= known:
        law = "initial_interview_working_days"
        due = after_working_days(began, number)
        return [_row(person, "initial_interview", began, due, 1, met, law, began, on)]
    if asked is None:
        return []
    found = []
    months = values("job_search_discussion_months", on)
    if months is not None:
        last = [row["date"] for row in held if row["kind"] in ("initial_interview", "job_search_discussion")]
        since = max(last, default=known)
        due = max(after_months(since, months), asked)
        law = "job_search_discussion_months"
        found.append(_row(person, "job_search_discussion", since, due, 1, met, law, on, on))
    for first, last_day, wanted, law in _windows(values, on, search, min(interviews, default=None)):
        so_far = [row for row in held if row["kind"] == "supplementary_discussion" and first <= row["date"] <= last_day]
        if first <= on <= last_day and wanted > len(so_far):
            left = wanted - len(so_far)
            found.append(_row(person, "supplementary_discussion", first, last_day, left, met, law, on, on))
    return found


def _windows(values: Any, on: date, search: date, interview: date | None) -> list[tuple[date, date, int, str]]:
    found = []
    number, months = values("supplementary_discussions", on), values("supplementary_discussions_months", on)
    if interview and number is not None and months is not None:
        found.append((interview, after_months(interview, months), number, "supplementary_discussions"))
    names = ("every_months", "months", "discussions")
    every, length, number = (values(f"intensive_period_{name}", on) for name in names)
    if every is not None and length is not None and number is not None:
        turn = 1
        while after_months(search, turn * every) <= on:
            first, last = after_months(search, turn * every), after_months(search, turn * every + length)
            found.append((first, last, number, "intensive_period_discussions"))
            turn += 1
    return found


def _row(
    person: str, duty: str, since: date, due: date, wanted: int, met: list[Row], law: str, law_on: date, on: date
) -> Row:
    planned = [row["date"] for row in met if row["kind"] == duty and row.get("held") is None and row["date"] >= on]
    return {
        "person_id": person,
        "duty": duty,
        "since": since,
        "due_on": due,
        "wanted": wanted,
        "planned_on": min(planned, default=None),
        "law": law,
        "law_on": law_on,
    }
