"""What a pilot's contracts can still cost: the fees at the best that may come, less what is due already.

The rules of settlement are not told a second time. The facts are continued in the best way there is (everyone begins a
full job, reaches every milestone …), settled by the same SQL, and set against the settlement of the day.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

from polku import settlement
from polku.base import DAY_MAX
from polku.base.engine import Columns, Engine
from polku.definition import Contract, DeliveryFee, EarningsFee, Fee, Pilot, agreed_at, fees_ever, terms_at
from polku.facts import SOURCES

FOLDER = Path(__file__).parent
AT_BEST = ("participations", "employment", "education", "earnings", "milestones", "deliveries")
_CONTRACTS: Columns = {
    "contract_id": "VARCHAR",
    "provider_id": "VARCHAR",
    "fee_id": "VARCHAR",
    "pays_for": "VARCHAR",
}
_TERMS: Columns = {
    "contract_id": "VARCHAR",
    "begins": "DATE",
    "ends": "DATE",
    "last_day": "DATE",
    "fee_id": "VARCHAR",
    "pays_for": "VARCHAR",
    "window_days": "INTEGER",
    "milestone": "VARCHAR",
    "unit": "VARCHAR",
    "bounded": "BOOLEAN",
}


def tails(engine: Engine, pilot: Pilot, on: date) -> None:
    """Keep `closing_tails`, what each fee line can bring after the day, and `tail_contracts`, each contract's sum.

    Also `closing_contracts`: every fee that the contracts ever had.
    """
    contracts = pilot.contracts
    fees = [(contract, fee) for contract in contracts for fee in fees_ever(contract)]
    named = [(contract.id, contract.provider, fee.id, fee.pays_for) for contract, fee in fees]
    engine.load("closing_contracts", _CONTRACTS, named)
    engine.load("tail_terms", _TERMS, [row for contract in contracts for row in _terms(contract)])
    engine.load("proof_sources", {"source": "VARCHAR"}, [(source,) for source in SOURCES])
    engine.run(FOLDER, "tail_people", on=on)
    settlement.fee_lines(engine, pilot, on)
    engine.make("fees_due", "SELECT * FROM fee_lines")
    with _continued_at_best(engine, on):
        settlement.fee_lines(engine, pilot, DAY_MAX)
    engine.make("fees_at_best", "SELECT * FROM fee_lines")
    for step in ("closing_tails", "tail_contracts"):
        engine.run(FOLDER, step)
    engine.drop("tail_terms", "proof_sources", "tail_people", "fees_due", "fees_at_best", "fee_lines")


@contextmanager
def _continued_at_best(engine: Engine, on: date) -> Iterator[None]:
    """The facts as they may go on at the best; afterwards they are again what they were."""
    for table in AT_BEST:
        engine.run(FOLDER, f"at_best_{table}", on=on)
    for table in AT_BEST:
        engine.make(f"kept_{table}", f"SELECT * FROM {table}")
        engine.make(table, f"SELECT * FROM at_best_{table}")
    try:
        yield
    finally:
        for table in AT_BEST:
            engine.make(table, f"SELECT * FROM kept_{table}")
            engine.drop(f"kept_{table}", f"at_best_{table}")


def _terms(contract: Contract) -> Iterator[tuple[object, ...]]:
    """Each fee under each of the contract's terms, with the last day on which something counts."""
    has_ceiling = agreed_at(contract, DAY_MAX).ceiling is not None
    for terms in terms_at(contract, DAY_MAX):
        agreed = terms.contract
        last_day = agreed.period.end + timedelta(days=agreed.tail_days)
        for fee in agreed.fees:
            bounded = has_ceiling or agreed.cap_per_person is not None or _is_bounded(fee)
            window = getattr(fee, "window_days", getattr(fee, "within_days", None))
            options = (window, getattr(fee, "milestone", None), getattr(fee, "unit", None), bounded)
            yield (contract.id, terms.begins, terms.ends, last_day, fee.id, fee.pays_for, *options)


def _is_bounded(fee: Fee) -> bool:
    """Whether the fee itself says how much it can be at most."""
    if isinstance(fee, DeliveryFee):
        return fee.max_quantity is not None
    return not (isinstance(fee, EarningsFee) and fee.share is not None)
