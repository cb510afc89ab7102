"""A pilot's contracts as tables that the rules join."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from polku.base import DAY_MAX, DAY_MIN
from polku.base.engine import Columns, Engine
from polku.definition import Amount, Contract, EarningsFee, Fee, Pilot, Terms, agreed_at, fees_ever, terms_at

LIMITS: Columns = {
    "contract_id": "VARCHAR",
    "starts_on": "DATE",
    "ends_on": "DATE",
    "max_participants": "BIGINT",
    "ceiling_cents": "BIGINT",
}
TERMS: Columns = {
    "terms_id": "VARCHAR",
    "contract_id": "VARCHAR",
    "begins": "DATE",
    "ends": "DATE",
    "starts_on": "DATE",
    "ends_on": "DATE",
    "last_day": "DATE",
    "cap_cents": "BIGINT",
    "attribution": "VARCHAR",
    "former_employer_days": "INTEGER",
}
SOURCES: Columns = {"terms_id": "VARCHAR", "source": "VARCHAR"}
FEES: Columns = {
    "terms_id": "VARCHAR",
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
    "terms_id": "VARCHAR",
    "fee_id": "VARCHAR",
    "begins": "DATE",
    "ends": "DATE",
    "band": "VARCHAR",
    "cents": "BIGINT",
}
EXPECTED: Columns = {name: kind for name, kind in AMOUNTS.items() if name != "cents"} | {"basis_points": "BIGINT"}
TABLES = (
    "contract_limits",
    "contract_terms",
    "contract_sources",
    "contract_fees",
    "contract_amounts",
    "contract_expected",
)


def load_terms(engine: Engine, pilot: Pilot, until: date) -> None:
    """Keep the pilot's contracts, as agreed on the day `until`, as the tables TABLES; empty ones without contracts.

    contract_limits has a row a contract: what holds for it as a whole. contract_terms has a row for each stretch of
    first days whose participations have the same terms; the other tables hang on its terms_id.
    """
    engine.load("contract_limits", LIMITS, [_limits(agreed_at(contract, until)) for contract in pilot.contracts])
    dated = [one for contract in pilot.contracts for one in named_terms(contract, until)]
    engine.load("contract_terms", TERMS, [_terms(*one) for one in dated])
    engine.load("contract_sources", SOURCES, [(name, s) for name, terms in dated for s in terms.contract.accepts])
    places = {contract.id: _places(contract) for contract in pilot.contracts}
    fees = [(name, places[terms.contract.id][fee.id], fee) for name, terms in dated for fee in terms.contract.fees]
    engine.load("contract_fees", FEES, [_fee(*one) for one in fees])
    engine.load("contract_amounts", AMOUNTS, [row for name, _, fee in fees for row in _dated(name, fee, fee.amount)])
    expected = [(name, fee, getattr(fee, "expected", None)) for name, _, fee in fees]
    engine.load("contract_expected", EXPECTED, [row for one in expected for row in _dated(*one)])


def named_terms(contract: Contract, until: date) -> Iterator[tuple[str, Terms]]:
    """The contract's terms with their ids: that of the contract for its first, c1#2 and so on behind it."""
    for number, terms in enumerate(terms_at(contract, until), 1):
        yield (contract.id if number == 1 else f"{contract.id}#{number}"), terms


def _places(contract: Contract) -> dict[str, int]:
    """The position of each fee: the same whatever an amendment has changed."""
    return {fee.id: place for place, fee in enumerate(fees_ever(contract))}


def _limits(contract: Contract) -> tuple[object, ...]:
    return (
        contract.id,
        contract.period.start,
        contract.period.end,
        contract.max_participants,
        contract.ceiling,
    )


def _terms(name: str, terms: Terms) -> tuple[object, ...]:
    contract = terms.contract
    return (
        name,
        contract.id,
        terms.begins,
        terms.ends,
        contract.period.start,
        contract.period.end,
        contract.period.end + timedelta(days=contract.tail_days),
        contract.cap_per_person,
        contract.attribution,
        contract.former_employer_days,
    )


def _fee(name: str, position: int, fee: Fee) -> tuple[object, ...]:
    options = tuple(getattr(fee, _OPTIONS.get(column, column), None) for column in list(FEES)[6:])
    return (name, fee.id, position, fee.pays_for, fee.amount is not None, _evidence(fee), *options)


def _evidence(fee: Fee) -> str:
    """Which sentence of evidence.yaml tells a line of the fee."""
    if isinstance(fee, EarningsFee):
        return "threshold" if fee.share is None else "share"
    return fee.pays_for


def _dated(name: str, fee: Fee, terms: Amount | None) -> list[tuple[object, ...]]:
    """The rows of an amount or an expected share, each with its last day: the day before the next date, or DAY_MAX."""
    rows = [(begins or DAY_MIN, band, number) for begins, band, number in terms.rows()] if terms is not None else []
    dates = sorted({begins for begins, _, _ in rows})
    ends = {begins: later - timedelta(days=1) for begins, later in pairwise(dates)}
    return [(name, fee.id, begins, ends.get(begins, DAY_MAX), band, number) for begins, band, number in rows]
