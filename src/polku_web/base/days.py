"""Days and moments: what a database compares without a call on every row, and the same day of another year."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone


def first_moment(day: date) -> datetime:
    """The midnight with which the day begins here."""
    return timezone.make_aware(datetime.combine(day, time.min))


def years_from(day: date, years: int) -> date:
    """The same day so many years later, or earlier where the number is negative; of 29 February the day before."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)
