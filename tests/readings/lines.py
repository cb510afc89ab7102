"""A fee line while it is worked out, and its status: rule 13."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tests.readings.days import Row

# fmt: off
COLUMNS = [
    "contract_id", "subject", "person_id", "participation_id", "fee_id", "earned_on", "amount_cents", "payable_cents",
    "status", "evidence",
]
# fmt: on


@dataclass
class Line:
    contract_id: str
    subject: str
    person_id: str | None
    participation_id: str | None
    fee_id: str
    position: int
    earned_on: date
    full: int
    over: bool = False
    claimed: bool = False

    def __post_init__(self) -> None:
        self.amount = self.payable = self.full

    @property
    def status(self) -> str:
        if self.over:
            return "over_maximum"
        if self.claimed:
            return "claimed"
        if self.payable == self.amount:
            return "payable"
        return "partly" if self.payable else "capped"

    def row(self) -> Row:
        return {
            "contract_id": self.contract_id,
            "subject": self.subject,
            "person_id": self.person_id,
            "participation_id": self.participation_id,
            "fee_id": self.fee_id,
            "earned_on": self.earned_on,
            "amount_cents": self.amount,
            "payable_cents": 0 if self.over or self.claimed else self.payable,
            "status": self.status,
        }
