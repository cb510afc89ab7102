"""Sums of money as readers write them."""

from __future__ import annotations

from decimal import Decimal

from django.utils.formats import number_format

from polku_web.base.languages import spoken


def in_euros(cents: int) -> str:
    """Whole cents as 1 200,00 €, in English €1,200.00."""
    figure = number_format(Decimal(cents) / 100, decimal_pos=2, use_l10n=True, force_grouping=True)
    return f"€{figure}" if spoken() == "en" else f"{figure}\u00a0€"
