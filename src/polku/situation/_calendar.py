"""Months, their count days, and the days by which a first interview must be held."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from polku.base import PolkuError, month_end
from polku.definition import law
from polku.duties import is_working_day, working_days_after

DEADLINE = "process.nordic-2022.initial_interview_working_days"


def months_between(first: date, last: date) -> list[date]:
    """The first days of the months from that of `first` to that of `last`; PolkuError when there is none."""
    if (last.year, last.month) < (first.year, first.month):
        raise PolkuError(f"The last month, {last:%Y-%m}, is before the first, {first:%Y-%m}.")
    numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(number // 12, number % 12 + 1, 1) for number in numbers]


def count_day(month: date) -> date:
    """The month's last Monday-to-Friday day that is no public holiday in Finland (docs/path/situation.md)."""
    day = month_end(month)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def interview_deadlines(first: date, last: date) -> Iterator[tuple[date, date]]:
    """Each day from first to last with the last day on which an interview is in time; none where the law has no such
    deadline. The day itself is not counted among the working days."""
    duty = law(DEADLINE).values
    day = first
    while day <= last:
        working_days: int | None = duty.get(day)
        if working_days is not None:
            yield day, working_days_after(day, working_days)
        day += timedelta(days=1)
