"""Working days in Finland."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache


def is_working_day(day: date) -> bool:
    """Monday to Friday, without public holidays, Midsummer Eve and Christmas Eve."""
    return day.isoweekday() <= 5 and day not in _days_off(day.year)


@cache
def _days_off(year: int) -> frozenset[date]:
    import holidays  # slow to import, and only this room needs it

    return frozenset(holidays.country_holidays("FI", years=year))


@cache
def working_days_after(day: date, number: int) -> date:
    """The `number`-th working day after the day; the day itself is not counted."""
    while number:
        day += timedelta(days=1)
        number -= is_working_day(day)
    return day
