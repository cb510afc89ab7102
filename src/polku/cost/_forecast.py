"""Who reaches which bracket in the coming months, from how people have left benefits lately."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from polku.base import month_end
from polku.base.engine import Columns, Engine
from polku.cost._share_law import NO_END, counting_rules, load_share_law, share_law, weekday_number

FOLDER = Path(__file__).parent
GAP = 22  # weekdays; who is paid again within a month has not left
YEAR = 261  # weekdays over which leavings are counted

BRACKET_FORECAST: Columns = {
    "month": "DATE",
    "municipality": "VARCHAR",
    "bracket": "BIGINT",
    "people": "BIGINT",
    "persons": "DOUBLE",
    "low": "DOUBLE",
    "high": "DOUBLE",
    "suppressed": "BOOLEAN",
}
STEPS = (
    *("weekday_rows", "service_stops", "numbered_rows", "paid_spans"),
    *("bracket_hazards", "bracket_stock", "bracket_forecast"),
)
BETWEEN = (*STEPS[:-1], "number_brackets", "share_law", "share_months")


def bracket_forecast(engine: Engine, until: date, months: int) -> None:
    """Keep `bracket_forecast` (BRACKET_FORECAST): who reaches a bracket in each of so many months after `until`.

    Of the people who are paid on `until`, `people` would have the bracket's first paid day in the month if they stayed;
    `persons` is how many are expected to, between `low` and `high` (95 %). suppressed: it rests on one to four people
    and is not to be published. Raises ValueError for less than one month. Source: docs/path/cost.md.
    """
    if months < 1:
        raise ValueError(f"{months} months; a forecast is for one month or more")
    first = until + timedelta(days=1)
    last = until
    for _ in range(months):
        last = month_end(last + timedelta(days=1))
    load_share_law(engine, first, last)
    engine.load("number_brackets", {"bracket": "INTEGER", "past_bracket": "INTEGER"}, _number_brackets(until))
    past_k = weekday_number(first)
    window = {"window_first": past_k - GAP - YEAR, "window_past": past_k - GAP}
    asked = {"until": until, "since_k": past_k - GAP - YEAR, "past_k": past_k, "gap": GAP}
    for step in STEPS:
        engine.run(FOLDER, step, **asked, **window, **counting_rules())
    engine.drop(*BETWEEN)


def _number_brackets(day: date) -> list[tuple[int, int]]:
    """The law's brackets of the day, of whatever benefit, from paid day 1 on; hazards are told apart by them."""
    firsts = sorted({1, *(int(str(row[3])) for row in share_law(day, day))})
    return list(zip(firsts, [*firsts[1:], NO_END], strict=True))
