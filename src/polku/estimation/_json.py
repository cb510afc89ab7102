"""An estimate as JSON can hold it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from polku.estimation._question import Question
from polku.estimation._result import BalanceRow, Estimate, Part, Said
from polku.estimation._told import Words, verdict_of
from polku.page import Language

EIGHT = ("design", "estimate", "se", "low", "high", "p", "n_treated", "n_comparison")


def as_json(found: Estimate, question: Question, lang: Language = "en") -> dict[str, Any]:
    """The estimate with the eight promised keys first, and the verdict; sentences in a language.

    A number that is not finite is null.
    """
    words = Words(lang)
    rest = [one.name for one in fields(found) if one.name not in EIGHT]
    made = {name: _plain(getattr(found, name), words) for name in (*EIGHT, *rest)}
    return {**made, "verdict": found.verdict, "verdict_text": words.of(verdict_of(found, question))}


def _plain(value: Any, words: Words) -> Any:
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if isinstance(value, Said):
        return {"key": value.key, "text": words.of(value)}
    if isinstance(value, BalanceRow | Part):
        return {one.name: _plain(getattr(value, one.name), words) for one in fields(value)}
    if isinstance(value, Mapping):
        return {name: _plain(one, words) for name, one in value.items()}
    if isinstance(value, tuple):
        return [_plain(one, words) for one in value]
    return value
