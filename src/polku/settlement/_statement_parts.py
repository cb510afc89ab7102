"""What page and workbook show alike: who and when, and the contract's sums, under their names."""

from __future__ import annotations

from dataclasses import fields

from polku.settlement._statement import Statement, Totals
from polku.settlement._statement_texts import StatementWords


def sums(totals: Totals, words: StatementWords) -> list[tuple[str, int]]:
    """The contract's sums with their names; a ceiling only where there is one."""
    told = [(words.say(field.name), getattr(totals, field.name)) for field in fields(totals)]
    return [(label, cents) for label, cents in told if cents is not None]


def facts(statement: Statement, words: StatementWords) -> list[tuple[str, str]]:
    """Who, which contract and which run."""
    told = [
        ("organiser", statement.organiser.in_language(words.lang)),
        ("provider", statement.provider_name.in_language(words.lang)),
        ("business_id", statement.business_id),
        ("contract", statement.contract_id),
        ("run", statement.run_id),
        ("until", words.day(statement.until)),
        ("known_on", words.day(statement.known_on) if statement.known_on else None),
    ]
    return [(words.say(key), value) for key, value in told if value]
