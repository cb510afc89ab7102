"""What came of people in windows of days: work, unemployment, benefits by payer, wages, services."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from polku import cost, outcome, settlement
from polku.base.engine import Columns, Engine
from polku.definition import Pilot, daily_amounts

FOLDER = Path(__file__).parent
FIRST_WEEKDAY = date(1900, 1, 1)  # a Monday: weekdays are counted from it
NO_END = 999_999

WINDOWS: Columns = {"window_id": "BIGINT", "person_id": "VARCHAR", "first_day": "DATE", "last_day": "DATE"}
WHAT_COUNTS: Columns = {
    **WINDOWS,
    "employed": "BIGINT",
    "open_market": "BIGINT",
    "employed_days": "BIGINT",
    "open_market_days": "BIGINT",
    "unemployed_days": "BIGINT",
    "broadly_unemployed_days": "BIGINT",
    "benefit_cents": "BIGINT",
    "benefit_state_cents": "BIGINT",
    "benefit_municipality_cents": "BIGINT",
    "benefit_funds_cents": "BIGINT",
    "earnings_cents": "BIGINT",
    "service_cents": "BIGINT",
}
STEPS = ("days_at_work", "days_unemployed", "benefit_paid", "benefit_shared", "wages_earned", "services_used")
DAILY_LAW: Columns = {"benefit": "VARCHAR", "first_n": "BIGINT", "past_n": "BIGINT", "cents": "BIGINT"}
TOLD_SERVICES: Columns = {"service_id": "VARCHAR", "production": "VARCHAR", "by_contract": "BOOLEAN"}


def what_counts(engine: Engine, pilot: Pilot, until: date) -> None:
    """Keep the table `what_counts` (WHAT_COUNTS): one row for each row of the table `windows` (WINDOWS).

    A window is first_day … last_day, both with, of one person; the caller sees that it is over by `until`, the last
    day that the facts know. employed and open_market are 1 where its last day is a day at work; money is whole cents,
    of benefits the basic part. earnings_cents is null when the facts have no earnings. Source: docs/path/evaluation.md.
    """
    since = engine.rows("SELECT min(first_day) FROM windows")[0][0] or until
    cost.person_shares(engine, min(since, until), until)
    prices(engine, pilot, until)
    engine.load("daily_law", DAILY_LAW, _daily_law())
    contracted = {service for contract in pilot.contracts for service in contract.services}
    told = [(one.id, one.production, one.id in contracted) for one in pilot.services]
    engine.load("told_services", TOLD_SERVICES, told)
    for step in STEPS:
        engine.run(FOLDER, step)
    engine.run(FOLDER, "what_counts")
    engine.drop("daily_law", "told_services", *STEPS)
    cost.forget(engine)


def prices(engine: Engine, pilot: Pilot, until: date) -> None:
    """Keep `fee_lines`, `outcomes` and `service_cost` of the pilot, all that is known on `until`."""
    settlement.fee_lines(engine, pilot, until)
    outcome.outcomes(engine, until)
    first = engine.rows("SELECT min(start_date) FROM participations")[0][0] or until
    cost.service_cost(engine, pilot, min(first, until), until)


def _daily_law() -> Iterator[tuple[str, int, int, int]]:
    """The law's daily amounts: benefit, first day and day after the last as days since FIRST_WEEKDAY, cents."""
    for amount in daily_amounts():
        past = amount.valid_to + timedelta(days=1) if amount.valid_to is not None else None
        last = (past - FIRST_WEEKDAY).days if past is not None else NO_END
        yield amount.benefit, (amount.valid_from - FIRST_WEEKDAY).days, last, amount.cents
