"""The law of the municipal share as tables that the SQL joins, its days as weekday numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from polku.base import next_month
from polku.base.engine import Columns, Engine
from polku.definition import Dated, ShareBracket, daily_amounts, law, municipal_share_brackets

MONDAY = date(1900, 1, 1)  # weekday number 0
NO_END = 999_999  # past every weekday number and every paid day

SHARE_LAW: Columns = {
    "benefit": "VARCHAR",
    "first_k": "INTEGER",
    "past_k": "INTEGER",
    "bracket": "INTEGER",
    "past_bracket": "INTEGER",
    "rate_bp": "INTEGER",
    "bracket_of_first_day": "BOOLEAN",
    "daily_cents": "BIGINT",
}
SHARE_MONTHS: Columns = {"month_number": "INTEGER", "month": "DATE", "first_k": "INTEGER", "past_k": "INTEGER"}

Piece = tuple[date, date, tuple[int | bool | None, ...]]


def weekday_number(day: date) -> int:
    """How many Mondays to Fridays lie between Monday 1.1.1900 and the day, the day itself not counted."""
    weeks, rest = divmod((day - MONDAY).days, 7)
    return 5 * weeks + min(rest, 5)


def months(first: date, last: date) -> list[date]:
    """The first days of the months that have a day in first … last."""
    found = [first.replace(day=1)]
    while next_month(found[-1]) <= last:
        found.append(next_month(found[-1]))
    return found


def counting_rules() -> dict[str, object]:
    """The last days of two rules on counting paid days: services left out, and a count within one benefit."""
    return {
        "services_left_out": _day_before_true("municipal_share_rules.service_days_counted"),
        "by_benefit": _day_before_true("municipal_share_rules.counted_across_benefits"),
    }


def _day_before_true(key: str) -> date:
    return next(step.first for step in law(key).values.steps if step.value) - timedelta(days=1)


def load_share_law(engine: Engine, since: date, until: date) -> None:
    """Keep `share_law` (brackets, rates and daily amounts in force on since … until) and `share_months`."""
    engine.load("share_law", SHARE_LAW, share_law(since, until))
    asked = enumerate(months(since, until))
    rows = [(number, month, weekday_number(month), weekday_number(next_month(month))) for number, month in asked]
    engine.load("share_months", SHARE_MONTHS, rows)


def share_law(since: date, until: date) -> list[tuple[object, ...]]:
    """Rows of SHARE_LAW: one for each bracket, cut where a rate, a daily amount or a billing rule changes."""
    brackets = municipal_share_brackets()
    return [
        (benefit, weekday_number(first), weekday_number(last + timedelta(days=1)), *values)
        for benefit in dict.fromkeys(row.benefit for row in brackets)
        for row, past in _with_next([row for row in brackets if row.benefit == benefit])
        for first, last, values in _pieces(row, past, since, until)
    ]


def _with_next(rows: list[ShareBracket]) -> Iterator[tuple[ShareBracket, int]]:
    """Each bracket with the paid day at which the next one begins."""
    for row, later in zip(rows, [*rows[1:], None], strict=True):
        follows = later is not None and later.valid_from == row.valid_from
        yield row, later.first_day if later is not None and follows else NO_END


def _pieces(row: ShareBracket, past: int, since: date, until: date) -> Iterator[Piece]:
    """A bracket's days within since … until, cut by daily amount (None where the law has none) and billing rule."""
    by_first_day: Dated[bool] = law("municipal_share_rules.bracket_of_first_day").values
    amounts = [amount for amount in daily_amounts() if amount.benefit == row.benefit]
    first, last = max(row.valid_from, since), min(row.valid_to or until, until)
    starts = {amount.valid_from for amount in amounts} | {step.first for step in by_first_day.steps}
    starts |= {amount.valid_to + timedelta(days=1) for amount in amounts if amount.valid_to is not None}
    cuts = sorted({first, *(day for day in starts if first < day <= last)})
    for begin, end in zip(cuts, [*(day - timedelta(days=1) for day in cuts[1:]), last], strict=True):
        if begin <= end:
            daily = next((a.cents for a in amounts if _covers(a.valid_from, a.valid_to, begin)), None)
            yield begin, end, (row.first_day, past, row.rate_bp, bool(by_first_day.get(begin)), daily)


def _covers(first: date, last: date | None, day: date) -> bool:
    return first <= day and (last is None or day <= last)
