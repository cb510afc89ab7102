"""Money is whole cents inside and `Decimal` at the edge; shares are whole basis points."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

BASIS_POINTS = 10_000  # of a whole


def cents(eur: Decimal) -> int:
    """Euros as whole cents. Raises ValueError for more than two decimals: no cent is rounded away in silence."""
    scaled = eur * 100
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{eur} euros has more than two decimals")
    return int(scaled)


def euros(amount: int) -> Decimal:
    """Cents as euros with two decimals."""
    return Decimal(amount).scaleb(-2)


def basis_points(fraction: Decimal) -> int:
    """A share (0 to 1) as whole basis points. Raises ValueError when it is finer than a hundredth of a per cent."""
    scaled = fraction * BASIS_POINTS
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{fraction * 100} % is finer than a hundredth of a per cent")
    return int(scaled)


def share(amount: int, weights: Sequence[int]) -> list[int]:
    """Split whole cents by weight, largest remainder first (ties: the earlier part); the parts add up to the whole.

    Raises ValueError when no weight is above zero or one is negative.
    """
    total = sum(weights)
    if total <= 0 or min(weights) < 0:
        raise ValueError("weights must be zero or more, and at least one above zero")
    parts = [amount * weight // total for weight in weights]
    left = amount - sum(parts)
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(amount * weights[i] % total), i))
    for i in by_remainder[:left]:
        parts[i] += 1
    return parts
