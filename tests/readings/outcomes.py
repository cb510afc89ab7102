"""What came of each participation, read from the row `polku outcomes` of commands.md."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tests.readings.days import Facts, Row, covers, days, later, rows_of, status_on

# fmt: off
COLUMNS = [
    "participation_id", "person_id", "service_id", "provider_id", "start_date", "first_job_on", "result_on",
    "employed_days_90", "employed_days_180", "employed_days_365", "open_market_days_365", "education_on", "status_90",
    "status_180", "status_365",
]
# fmt: on


def outcomes(facts: Facts, until: date) -> list[Row]:
    """One row for every participation that has started by `until`, in order of participation_id."""
    begun = [row for row in facts.get("participations", []) if row["start_date"] <= until]
    return [_outcome(facts, row, until) for row in sorted(begun, key=lambda row: row["participation_id"])]


def _outcome(facts: Facts, participation: Row, until: date) -> Row:
    start: date = participation["start_date"]
    person_id = participation.get("person_id")
    jobs = [job for job in rows_of(facts, "employment", person_id) if job["start_date"] <= until]
    studies = [row for row in rows_of(facts, "education", person_id) if row["start_date"] <= until]
    statuses = rows_of(facts, "statuses", person_id)

    def seen_over(count: int, seen: Callable[[], object]) -> object:
        """What is seen of a window of so many days; None when it is not over (or the client is an employer)."""
        return seen() if person_id is not None and later(start, count) <= until else None

    return {
        **{name: participation.get(name) for name in COLUMNS[:5]},
        "first_job_on": _first_after(jobs, start),
        "result_on": _result_on(jobs, start, until),
        "employed_days_90": seen_over(90, lambda: _covered(jobs, start, 90)),
        "employed_days_180": seen_over(180, lambda: _covered(jobs, start, 180)),
        "employed_days_365": seen_over(365, lambda: _covered(jobs, start, 365)),
        "open_market_days_365": seen_over(365, lambda: _covered([job for job in jobs if _is_open(job)], start, 365)),
        "education_on": _first_after(studies, start),
        "status_90": seen_over(90, lambda: status_on(statuses, later(start, 90))),
        "status_180": seen_over(180, lambda: status_on(statuses, later(start, 180))),
        "status_365": seen_over(365, lambda: status_on(statuses, later(start, 365))),
    }


def _is_open(job: Row) -> bool:
    return not job.get("subsidised") and not job.get("self_employed")


def _first_after(rows: list[Row], start: date) -> date | None:
    return min((row["start_date"] for row in rows if row["start_date"] > start), default=None)


def _result_on(jobs: list[Row], start: date, until: date) -> date | None:
    """The 30th day covered by open-market jobs that started after the start, within 365 days."""
    new = [job for job in jobs if _is_open(job) and job["start_date"] > start]
    covered = [day for day in days(later(start, 1), min(later(start, 365), until)) if any(covers(j, day) for j in new)]
    return covered[29] if len(covered) >= 30 else None


def _covered(jobs: list[Row], start: date, count: int) -> int:
    return sum(1 for day in days(later(start, 1), later(start, count)) if any(covers(job, day) for job in jobs))
