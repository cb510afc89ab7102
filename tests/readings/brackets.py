"""Who reaches which bracket of the municipal share in some months: cost.md read plainly, by day, without payments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from polku.base.engine import DuckDB

NEW_LAW = date(2025, 1, 1)
BRACKETS = ((1, 0), (101, 10), (201, 20), (301, 30), (401, 40), (701, 50))  # first paid day, per cent; from 2025
ALL = "all"


@dataclass(frozen=True)
class Benefit:
    """A row of benefits with the number of paid days before it. end: the last day asked for where it goes on."""

    person: str
    kind: str
    start: date
    end: date
    cents: int
    before: int


@dataclass
class Shared:
    """Persons and cents by (benefit, first day of the bracket), `ALL` stands for any; brackets at 0 % are left out."""

    persons: dict[tuple[str, int | str], set[str]] = field(default_factory=lambda: defaultdict(set))
    cents: dict[tuple[str, int | str], float] = field(default_factory=lambda: defaultdict(float))


def weekdays(first: date, last: date) -> int:
    """Monday to Friday from first to last, both included."""
    if last < first:
        return 0
    whole, rest = divmod((last - first).days + 1, 7)
    return whole * 5 + sum((first + timedelta(days=day)).weekday() < 5 for day in range(rest))


def numbered(engine: DuckDB, until: date) -> list[Benefit]:
    """All rows of benefits with their running numbers."""
    served = defaultdict(list)
    for person, start, end in engine.rows(
        "SELECT person_id, start_date, coalesce(end_date, $until) FROM statuses"
        " WHERE status IN ('in_service', 'in_training') AND start_date < $law",
        until=until,
        law=NEW_LAW,
    ):
        served[person].append((start, min(end, NEW_LAW - timedelta(days=1))))
    found: list[Benefit] = []
    last: tuple[str, str, int] = ("", "", 0)
    for person, kind, start, end, cents, told in engine.rows(
        "SELECT person_id, benefit, start_date, coalesce(end_date, $until), daily_cents, paid_days_before"
        " FROM benefits ORDER BY person_id, start_date",
        until=until,
    ):
        goes_on = last[0] == person and (last[1] == kind or start >= NEW_LAW)
        before = told if told is not None else last[2] if goes_on else 0
        found.append(Benefit(person, kind, start, end, cents, before))
        paid = weekdays(start, end)
        if start < NEW_LAW:
            paid -= sum(weekdays(max(begin, start), min(stop, end)) for begin, stop in served[person])
        last = (person, kind, before + paid)
    return found


def shared(rows: Iterable[Benefit], first: date, last: date) -> Shared:
    """What of the days from first to last (from 2025 on) is shared. The rows are to be cut where the law changed."""
    found = Shared()
    for row in rows:
        begin, end = max(row.start, first), min(row.end, last)
        done = row.before + weekdays(row.start, begin - timedelta(days=1))
        days = weekdays(begin, end)
        for (low, rate), (following, _) in zip(BRACKETS[1:], [*BRACKETS[2:], (10**9, 0)], strict=True):
            inside = min(done + days, following - 1) - max(done, low - 1)
            if inside > 0:
                for key in ((row.kind, low), (row.kind, ALL), (ALL, low), (ALL, ALL)):
                    found.persons[key].add(row.person)
                    found.cents[key] += inside * row.cents * rate / 100
    return found
