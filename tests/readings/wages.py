"""Wages by month read in the plainest way: day by day, from the jobs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction


@dataclass(frozen=True)
class Job:
    """A paid job. monthly: cents of a full month; last: its last paid day."""

    person: int
    employer: int
    first: date
    last: date
    monthly: int
    subsidised: bool = False


def month_days(month: date) -> list[date]:
    """The days of a month, given by its first day."""
    days = [month + timedelta(n) for n in range(31)]
    return [day for day in days if day.month == month.month]


def wages(jobs: Iterable[Job], since: date, until: date) -> dict[tuple[int, int, date], tuple[int, bool]]:
    """Cents, and whether any of them were subsidised, by person, employer and month, on the days since … until."""
    found: dict[tuple[int, int, date], tuple[int, bool]] = {}
    for job in jobs:
        worked: dict[date, int] = {}
        day = max(job.first, since)
        while day <= min(job.last, until):
            month = day.replace(day=1)
            worked[month] = worked.get(month, 0) + 1
            day += timedelta(1)
        for month, days in worked.items():
            cents = int(Fraction(job.monthly * days, len(month_days(month))) + Fraction(1, 2))
            sum_so_far, subsidised = found.get((job.person, job.employer, month), (0, False))
            found[job.person, job.employer, month] = (sum_so_far + cents, subsidised or job.subsidised)
    return found
