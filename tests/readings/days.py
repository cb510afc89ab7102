"""Days and rows, as the pages speak of them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]
Facts = dict[str, list[Row]]


def days(first: date, last: date) -> list[date]:
    """Every day from first to last, both with; none when last is before first."""
    return [first + timedelta(n) for n in range((last - first).days + 1)]


def later(day: date, count: int) -> date:
    return day + timedelta(count)


def covers(row: Row, day: date) -> bool:
    """Intervals are inclusive; a missing end_date means still going on."""
    end = row.get("end_date")
    return row["start_date"] <= day and (end is None or day <= end)


def row_on(rows: list[Row], day: date) -> Row | None:
    """The one row that covers the day."""
    found = [row for row in rows if covers(row, day)]
    assert len(found) <= 1, f"two rows on {day}: {found}"
    return found[0] if found else None


def rows_of(facts: Facts, table: str, person_id: str | None) -> list[Row]:
    """The person's rows of a table; none for no person."""
    return [row for row in facts.get(table, []) if person_id is not None and row.get("person_id") == person_id]


def status_on(statuses: list[Row], day: date) -> str:
    """`none` where no row covers the day."""
    row = row_on(statuses, day)
    return row["status"] if row else "none"


def last_of_month(month: date) -> date:
    return later(date(month.year + month.month // 12, month.month % 12 + 1, 1), -1)
