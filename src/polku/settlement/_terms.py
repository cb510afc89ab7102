"""A pilot's contracts as tables that the rules join."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from polku.base import DAY_MAX, DAY_MIN
from polku.base.engine import Columns, Engine
from polku.definition import Amount, Contract, EarningsFee, Fee, Pilot

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
    "evidence": "VARCHAR",
    "milestone": "VARCHAR",
    "within_days": "INTEGER",
    "days": "INTEGER",
    "window_days": "INTEGER",
    "counting": "VARCHAR",
    "max_gap_days": "INTEGER",
    "min_weekly_hours": "DECIMAL(12,2)",
    "subsidised": "BOOLEAN",
    "self_employed": "BOOLEAN",
    "unit": "VARCHAR",
    "max_quantity": "DECIMAL(12,2)",
    "threshold_cents": "BIGINT",
    "share_bp": "BIGINT",
    "ladder": "VARCHAR",
    "of_fee": "VARCHAR",
    "cohort": "VARCHAR",
    "settled_after_days": "INTEGER",
    "min_participants": "BIGINT",
}
_OPTIONS = {"threshold_cents": "threshold", "share_bp": "share", "of_fee": "of"}  # called otherwise in pilot files
AMOUNTS: Columns = {
    "contract_id": "VARCHAR",
    "fee_id": "VARCHAR",
    "begins": "DATE",
    "ends": "DATE",
    "band": "VARCHAR",
    "cents": "BIGINT",
}
EXPECTED: Columns = {name: kind for name, kind in AMOUNTS.items() if name != "cents"} | {"basis_points": "BIGINT"}
TABLES = ("contract_terms", "contract_sources", "contract_fees", "contract_amounts", "contract_expected")


def load_terms(engine: Engine, pilot: Pilot) -> None:
    """Keep the pilot's contracts as the tables TABLES; empty ones for a pilot without contracts."""
    contracts = pilot.contracts
    engine.load("contract_terms", TERMS, [_terms(contract) for contract in contracts])
    engine.load("contract_sources", SOURCES, [(c.id, source) for c in contracts for source in c.accepts])
    engine.load("contract_fees", FEES, [_fee(c, n, fee) for c in contracts for n, fee in enumerate(c.fees)])
    fees = [(contract, fee) for contract in contracts for fee in contract.fees]
    engine.load("contract_amounts", AMOUNTS, [row for c, fee in fees for row in _dated(c, fee, fee.amount)])
    expected = [(c, fee, getattr(fee, "expected", None)) for c, fee in fees]
    engine.load("contract_expected", EXPECTED, [row for one in expected for row in _dated(*one)])


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
    options = tuple(getattr(fee, _OPTIONS.get(column, column), None) for column in list(FEES)[6:])
    return (contract.id, fee.id, position, fee.pays_for, fee.amount is not None, _evidence(fee), *options)


def _evidence(fee: Fee) -> str:
    """Which sentence of evidence.yaml tells a line of the fee."""
    if isinstance(fee, EarningsFee):
        return "threshold" if fee.share is None else "share"
    return fee.pays_for


def _dated(contract: Contract, fee: Fee, terms: Amount | None) -> list[tuple[object, ...]]:
    """The rows of an amount or an expected share, each with its last day: the day before the next date, or DAY_MAX."""
    rows = [(begins or DAY_MIN, band, number) for begins, band, number in terms.rows()] if terms is not None else []
    dates = sorted({begins for begins, _, _ in rows})
    ends = {begins: later - timedelta(days=1) for begins, later in pairwise(dates)}
    return [(contract.id, fee.id, begins, ends.get(begins, DAY_MAX), band, number) for begins, band, number in rows]
