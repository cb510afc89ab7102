"""What a contract's values mean in cents and basis points: settlement.md's "Contract" and the first part of rule 8."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tests.readings.days import Row


class UnpricedError(Exception):
    """Belonging participations whose risk band the contract does not price."""

    def __init__(self, *participations: str) -> None:
        super().__init__(f"no price for the risk band of {', '.join(participations)}")
        self.participations = participations


def cents(eur: Any) -> int:
    value = Decimal(str(eur)) * 100
    assert value == int(value), f"{eur} is no whole number of cents"
    return int(value)


def basis_points(share: Any) -> int:
    """`12.5 %`, or a fraction from 0 to 1."""
    text = str(share).strip()
    points = Decimal(text.rstrip("% ")) * 100 if text.endswith("%") else Decimal(text) * 10000
    assert points == int(points), f"{share} is no whole number of basis points"
    return int(points)


def half_up(numerator: int, denominator: int) -> int:
    """A quotient to the nearest whole, half of one up."""
    return (2 * numerator + denominator) // (2 * denominator)


def priced(value: Any, participation: Row) -> Any:
    """The number in force on the participation's start_date, of its band where bands are listed."""
    if isinstance(value, dict) and all(isinstance(key, date) for key in value):
        value = value[max(begins for begins in value if begins <= participation["start_date"])]
    if not isinstance(value, dict):
        return value
    band = participation.get("risk_band")
    if band not in value:
        raise UnpricedError(participation["participation_id"])
    return value[band]


def must_be_priced(contracts: list[tuple[list[Row], list[Row]]]) -> None:
    """Of each contract its fees and its belonging participations; raises UnpricedError with all that have no price."""
    unpriced = [row["participation_id"] for fees, own in contracts for row in own if not _is_priced(fees, row)]
    if unpriced:
        raise UnpricedError(*unpriced)


def _is_priced(fees: list[Row], participation: Row) -> bool:
    try:
        for fee in fees:
            for key in fee.keys() & {"amount", "expected"}:
                priced(fee[key], participation)
    except UnpricedError:
        return False
    return True
