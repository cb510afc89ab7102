"""Figures as the reader's language writes them: the same forms as in the reports of `polku`."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import get_language

from polku.page import LANGUAGES, Words

NONE = "–"
Point = list[Any] | None  # value, numerator, denominator; None: blanked


def words() -> Words:
    """The forms of the reader's language."""
    language = (get_language() or "fi")[:2]
    return next((Words(one) for one in LANGUAGES if one == language), Words("fi"))


def in_language(texts: dict[str, str] | None) -> str:
    """The reader's text of a text by language; the Finnish one where there is no other."""
    found = texts or {}
    return found.get((get_language() or "fi")[:2]) or found.get("fi", "")


def month_of(key: str) -> date:
    """The first day of 2026-01."""
    return date.fromisoformat(f"{key}-01")


def written(kind: str, value: float | None) -> str:
    """An indicator's value: people, per cent, days, positions or euros."""
    told = words()
    if value is None:
        return NONE
    if kind == "share":
        return told.percent(f"{value:.1f}")
    if kind == "cents":
        return told.money(f"{value:,.0f}")
    return told.written(f"{value:,.1f}") if kind == "median" and value % 1 else told.number(round(value))
