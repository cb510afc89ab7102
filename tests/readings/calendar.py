"""Finland's days off by their rules, and the days that are counted by them."""

from __future__ import annotations

from datetime import date, timedelta

from tests.readings.days import last_of_month, later


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def is_off(day: date) -> bool:
    """Saturdays and Sundays, public holidays, Midsummer Eve and Christmas Eve."""
    fixed = {(1, 1), (1, 6), (5, 1), (12, 6), (12, 24), (12, 25), (12, 26)}
    movable = {easter(day.year) + timedelta(n) for n in (-2, 1, 39)}  # Good Friday, Easter Monday, Ascension Day
    midsummer_eve = day.month == 6 and day.isoweekday() == 5 and 19 <= day.day <= 25
    return day.isoweekday() > 5 or (day.month, day.day) in fixed or day in movable or midsummer_eve


def count_day(month: date) -> date:
    """The last Monday to Friday of the month that is no day off."""
    day = last_of_month(month)
    while is_off(day):
        day = later(day, -1)
    return day


def after_working_days(day: date, count: int) -> date:
    """The count-th working day after the day."""
    while count:
        day = later(day, 1)
        count -= not is_off(day)
    return day
