"""A statement as files: a page to read and print, a workbook, and JSON for the provider's own system."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from polku.definition import Text
from polku.page import framed
from polku.settlement._lines import Language
from polku.settlement._statement import Statement, StatementError
from polku.settlement._statement_parts import facts, sums
from polku.settlement._statement_sheet import workbook
from polku.settlement._statement_texts import STATEMENTS, StatementWords


def write_statement(statement: Statement, folder: Path, lang: Language = "fi") -> list[Path]:
    """Write `<contract>.html`, `.xlsx` and `.json` into the folder; their paths in this order.

    Each file appears whole or not at all, and replaces an earlier one. Raises StatementError when the folder cannot
    be written. The keys of the JSON: docs/guides/statements.md.
    """
    words = StatementWords(lang)
    told = json.dumps(_plain(statement, lang), ensure_ascii=False, indent=2) + "\n"
    parts = {
        "html": _page(statement, words).encode(),
        "xlsx": workbook(statement, words),
        "json": told.encode(),
    }
    return [write_whole(folder / f"{statement.contract_id}.{suffix}", content) for suffix, content in parts.items()]


def write_whole(path: Path, content: bytes) -> Path:
    """Write a file beside its place and move it there. Raises StatementError when that cannot be done."""
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True) if path.parent.is_dir() else None
        raise StatementError(f"Cannot write {path}: {error.strerror}. Choose a folder that can be written.") from error
    return path


def _plain(value: Any, lang: Language) -> Any:
    """Dataclasses as objects under their own names, days as ISO text, texts in the language."""
    match value:
        case Text():
            return value.in_language(lang)
        case date():
            return value.isoformat()
        case tuple():
            return [_plain(each, lang) for each in value]
        case None | str() | int():
            return value
    return {field.name: _plain(getattr(value, field.name), lang) for field in fields(value)}


def _page(statement: Statement, words: StatementWords) -> str:
    title = words.say("title", contract=statement.contract_id)
    return framed(
        STATEMENTS,
        words,
        title=title,
        kicker=words.say("kicker", pilot=statement.pilot_name.in_language(words.lang)),
        heading=title,
        facts=facts(statement, words),
        statement=statement,
        euros=words.euros,
        day=words.day,
        text=lambda text: text.in_language(words.lang),
        sums=sums(statement.totals, words),
    )
