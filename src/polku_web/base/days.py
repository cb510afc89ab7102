"""From a day to moments, so that a database compares what it has an index on and calls nothing row by row."""

from __future__ import annotations

from datetime import date, datetime, time

from django.utils import timezone


def first_moment(day: date) -> datetime:
    """The midnight with which the day begins here."""
    return timezone.make_aware(datetime.combine(day, time.min))
