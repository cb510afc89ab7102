"""The forecast's words, and how it writes means, shares and sums."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import ClassVar

from polku import page


@dataclass(frozen=True, slots=True)
class Words(page.Words):
    """One of the page's languages: the forecast's texts and forms."""

    folder: ClassVar[Path] = Path(__file__).parent / "texts"

    def mean(self, n: Decimal) -> str:
        """A mean with one decimal."""
        return self.written(f"{n:,.1f}")

    def points(self, basis_points: int) -> str:
        """A share in whole per cent, half up."""
        return self.percent(f"{(basis_points + 50) // 100:,}")

    def points_between(self, low: int, high: int) -> str:
        """From one share to another."""
        return f"{self.number((low + 50) // 100)}–{self.points(high)}"

    def euros(self, cents: int) -> str:
        """A forecast sum in whole euros, half up: it is not known to the cent."""
        return self.money(f"{(cents + 50) // 100:,}")

    def span(self, low: int, high: int) -> str:
        """From one sum to another."""
        if self.lang == "en":
            return f"{self.euros(low)} – {self.euros(high)}"
        return f"{self.number((low + 50) // 100)}–{self.euros(high)}"
