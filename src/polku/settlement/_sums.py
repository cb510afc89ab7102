"""Fee lines summed up, for whoever may know a contract's money and none of its clients."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from polku.base.engine import Engine

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class FeeSum:
    """How many lines a contract's fee has in a month and a status, in whole cents without VAT. month: its first day."""

    contract_id: str
    fee_id: str
    month: date
    status: str
    lines: int
    amount_cents: int
    payable_cents: int


def fee_sums(engine: Engine) -> list[FeeSum]:
    """The sums of `fee_lines`, which must be there, by contract, fee, month of earning and status."""
    engine.run(FOLDER, "fee_sums")
    rows = engine.rows("SELECT * FROM fee_sums ORDER BY contract_id, fee_id, month, status")
    engine.drop("fee_sums")
    return [FeeSum(*row) for row in rows]
