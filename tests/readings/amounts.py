"""What a contract's values mean in cents and basis points: settlement.md's "Contract" and the first part of rule 8."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from tests.readings.days import Row


class UnpricedError(Exception):
    """A belonging participation whose risk band the contract does not price."""


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
        name = participation["participation_id"]
        raise UnpricedError(f"participation {name} has the band {band}; priced are {', '.join(value)}")
    return value[band]


def must_be_priced(fees: list[Row], belonging: list[Row]) -> None:
    """Raises UnpricedError for a belonging participation that some amount or expected share does not price."""
    for fee in fees:
        for participation in belonging:
            for key in ("amount", "expected"):
                if key in fee:
                    priced(fee[key], participation)
