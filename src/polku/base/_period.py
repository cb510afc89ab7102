"""Days and inclusive periods, as officials write them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

DAY_MIN = date(1900, 1, 1)
DAY_MAX = date(2100, 12, 31)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from `start` to `end`, both included; `end` None means still going on.

    Raises ValueError when `end` is before `start`.
    """

    start: date
    end: date | None = None

    def __post_init__(self) -> None:
        if self.end is not None and self.end < self.start:
            raise ValueError(f"the period ends on {self.end}, before it starts on {self.start}")

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.start <= day and (self.end is None or day <= self.end)

    def overlaps(self, other: Period) -> bool:
        """Whether the two share at least one day."""
        return (other.end is None or self.start <= other.end) and (self.end is None or other.start <= self.end)

    def days(self) -> Iterator[date]:
        """Each day in turn; for ever when the period has no end."""
        day = self.start
        while day in self:
            yield day
            day += timedelta(days=1)


def finnish_day(day: date) -> str:
    """The day as Finnish texts write it: 14.6.2024."""
    return f"{day.day}.{day.month}.{day.year}"


def next_month(day: date) -> date:
    """The first day of the month after that of the day."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def month_end(day: date) -> date:
    """The last day of the month of the day."""
    return next_month(day) - timedelta(days=1)
