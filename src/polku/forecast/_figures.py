"""The table `forecast` as the page reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from polku.base.engine import Engine
from polku.forecast._table import ALL


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of the table: money in cents, anyway and its ends in basis points; None where nothing can be divided."""

    participants: Decimal
    mean: int
    p10: int
    p90: int
    each: int | None
    anyway: int | None
    anyway_low: int | None
    anyway_high: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The rows by contract, fee, band and scenario, and the bands of each contract."""

    rows: Mapping[tuple[str, str, str, str], Figure]

    def at(self, contract: str, scenario: str = "as_simulated", fee: str = ALL, band: str = ALL) -> Figure:
        """One row. KeyError when it is not there."""
        return self.rows[contract, fee, band, scenario]

    def bands(self, contract: str) -> list[str]:
        """The contract's bands, from low to high and then by name."""
        usual = ("low", "medium", "high")
        found = {band for name, fee, band, _ in self.rows if name == contract and fee == ALL and band != ALL}
        return [*(band for band in usual if band in found), *sorted(found - set(usual))]


def figures(engine: Engine) -> Figures:
    """Read the table."""
    rows = engine.rows(
        "SELECT contract_id, fee_id, band, scenario, participants_mean, payable_mean_cents, payable_p10_cents,"
        " payable_p90_cents, payable_per_participant_cents, came_anyway_share, came_anyway_low, came_anyway_high"
        " FROM forecast"
    )
    return Figures({(row[0], row[1], row[2], row[3]): Figure(*row[4:]) for row in rows})
