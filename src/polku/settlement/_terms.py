"""A pilot's contracts as tables that the rules join."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from polku.base import DAY_MAX, DAY_MIN
from polku.base.engine import Columns, Engine
from polku.definition import Contract, Fee, Pilot

TERMS: Columns = {
    "contract_id": "VARCHAR",
    "starts_on": "DATE",
    "ends_on": "DATE",
    "last_day": "DATE",
    "max_participants": "BIGINT",
    "cap_cents": "BIGINT",
    "ceiling_cents": "BIGINT",
    "attribution": "VARCHAR",
    "former_employer_days": "INTEGER",
}
SOURCES: Columns = {"contract_id": "VARCHAR", "source": "VARCHAR"}
FEES: Columns = {
    "contract_id": "VARCHAR",
    "fee_id": "VARCHAR",
    "position": "BIGINT",
    "pays_for": "VARCHAR",
    "priced": "BOOLEAN",
    "milestone": "VARCHAR",
    "within_days": "INTEGER",
    "days": "INTEGER",
    "window_days": "INTEGER",
    "counting": "VARCHAR",
    "max_gap_days": "INTEGER",
    "min_weekly_hours": "DECIMAL(12,2)",
    "subsidised": "BOOLEAN",
    "self_employed": "BOOLEAN",
}
AMOUNTS: Columns = {
    "contract_id": "VARCHAR",
    "fee_id": "VARCHAR",
    "begins": "DATE",
    "ends": "DATE",
    "band": "VARCHAR",
    "cents": "BIGINT",
}
TABLES = ("contract_terms", "contract_sources", "contract_fees", "contract_amounts")


def load_terms(engine: Engine, pilot: Pilot) -> None:
    """Keep the pilot's contracts as the tables TABLES; empty ones for a pilot without contracts."""
    contracts = pilot.contracts
    engine.load("contract_terms", TERMS, [_terms(contract) for contract in contracts])
    engine.load("contract_sources", SOURCES, [(c.id, source) for c in contracts for source in c.accepts])
    engine.load("contract_fees", FEES, [_fee(c, n, fee) for c in contracts for n, fee in enumerate(c.fees)])
    engine.load("contract_amounts", AMOUNTS, [row for c in contracts for fee in c.fees for row in _amounts(c, fee)])


def _terms(contract: Contract) -> tuple[object, ...]:
    return (
        contract.id,
        contract.period.start,
        contract.period.end,
        contract.period.end + timedelta(days=contract.tail_days),
        contract.max_participants,
        contract.cap_per_person,
        contract.ceiling,
        contract.attribution,
        contract.former_employer_days,
    )


def _fee(contract: Contract, position: int, fee: Fee) -> tuple[object, ...]:
    options = tuple(getattr(fee, column, None) for column in list(FEES)[5:])
    return (contract.id, fee.id, position, fee.pays_for, fee.amount is not None, *options)


def _amounts(contract: Contract, fee: Fee) -> list[tuple[object, ...]]:
    """An amount's rows with the last day of each: the day before the next date's, else the end of time."""
    if fee.amount is None:
        return []
    rows = [(begins or DAY_MIN, band, cents) for begins, band, cents in fee.amount.rows()]
    dates = sorted({begins for begins, _, _ in rows})
    ends = {begins: later - timedelta(days=1) for begins, later in pairwise(dates)}
    return [(contract.id, fee.id, begins, ends.get(begins, DAY_MAX), band, cents) for begins, band, cents in rows]
