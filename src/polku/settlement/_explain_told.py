"""An explanation as text for people and as plain values for machines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from polku.settlement._explain import Explanation, ToldFee
from polku.settlement._explain_words import ExplainWords


def explanation_text(told: Explanation) -> str:
    """The explanation in the lines that a coach, a client and a provider read, in its own language."""
    return "\n".join(_lines(told, ExplainWords(told.lang)))


def explanation_json(told: Explanation) -> dict[str, Any]:
    """The explanation as dicts and lists under its own names: days as ISO text, money as whole cents.

    Keys: subject, until, participations; docs/path/settlement.md lists the rest.
    """
    plain: dict[str, Any] = _plain(told)
    plain.pop("lang")
    return plain


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value


def _lines(told: Explanation, words: ExplainWords) -> Iterator[str]:
    yield words.say("text", "head", subject=told.subject, until=words.day(told.until))
    if not told.participations:
        yield words.say("text", "no_participations")
    for participation in told.participations:
        yield ""
        yield participation.sentence
        for fee in participation.fees:
            yield from _fee(fee, words)


def _fee(fee: ToldFee, words: ExplainWords) -> Iterator[str]:
    yield f"  {fee.fee_id} – {words.say('text', fee.status or 'not_earned')}: {fee.sentence}"
    for row in fee.rows:
        yield f"    - {row.sentence}"
