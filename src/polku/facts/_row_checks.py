"""Faults that a row has by itself: null, type, list, days, period, sign, hours, subject, municipality."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from polku.base import DAY_MAX, DAY_MIN, literal
from polku.definition import municipalities
from polku.facts._files import OpenFile
from polku.facts._schema import Column
from polku.facts._values import is_native, quoted, raw_text, value

_FORMS = {
    "day": "a day, as 2024-06-14 or 14.6.2024",
    "month": "a month, as its first day 2024-06-01",
    "flag": "true or false (also 1, 0, kyllä, ei)",
    "decimal": "a number with at most two decimals",
    "money": "euros with at most two decimals",
    "whole": "a whole number",
    "share": "a number",
    "texts": "words separated by |",
}
# A second day that must not come before the first.
_ORDERED = (("start_date", "end_date"), ("opened_on", "closed_on"), ("issued_on", "expires_on"))
# From which day of the row its municipality must have been there; none for a row without a day.
_MUNICIPALITY_DAYS = ("start_date", "opened_on", "answered_on", "invited_on", "month")


@dataclass(frozen=True, slots=True)
class RowCheck:
    """`wrong` is SQL over the row's typed columns and, prefixed r_, its values as text; true means the fault."""

    column: str
    kind: str
    wrong: str
    message: str


def row_checks(open_file: OpenFile) -> list[RowCheck]:
    """The checks that a table's rows need, given what its file has."""
    checks = [check for column in open_file.table.columns for check in _of_column(open_file, column)]
    return checks + list(_of_row(open_file))


def _of_column(open_file: OpenFile, column: Column) -> Iterator[RowCheck]:
    if column.name not in open_file.sources:
        return
    name, raw = quoted(column.stored), f"r_{column.name}"
    if column.required:
        empty = f"{name} IS NULL" + ("" if is_native(open_file, column) else f" AND coalesce({raw}, '') = ''")
        yield RowCheck(column.name, "missing_value", empty, "it must not be empty")
    if column.kind in _FORMS and not is_native(open_file, column):
        message = f"it must be {_FORMS[column.kind]}"
        yield RowCheck(column.name, "wrong_value", f"{name} IS NULL AND coalesce({raw}, '') <> ''", message)
    if column.values:
        allowed = ", ".join(literal(word) for word in column.values)
        message = f"it must be one of {', '.join(column.values)}"
        yield RowCheck(column.name, "wrong_value", f"{name} NOT IN ({allowed})", message)
    if column.kind == "month":
        yield RowCheck(column.name, "wrong_value", f"day({name}) <> 1", "a month is written as its first day")
    if column.kind == "share":
        yield RowCheck(column.name, "wrong_value", f"NOT ({name} BETWEEN 0 AND 1)", "it must be from 0 to 1")
    if column.kind in ("day", "month"):
        wrong = f"{name} NOT BETWEEN DATE '{DAY_MIN}' AND DATE '{DAY_MAX}'"
        yield RowCheck(column.name, "date_out_of_range", wrong, "days are from 1900 to 2100; check the year")
    yield from _of_number(column, name)
    if column.name == "municipality":
        yield _of_municipality(open_file)


def _of_number(column: Column, name: str) -> Iterator[RowCheck]:
    if column.name == "weekly_hours":
        wrong = f"{name} NOT BETWEEN 0 AND 168"
        yield RowCheck(
            column.name, "hours_out_of_range", wrong, "a week has from 0 to 168 hours; check the decimal comma"
        )
    elif column.high is not None:
        wrong = f"{name} NOT BETWEEN {column.low} AND {column.high}"
        yield RowCheck(column.name, "wrong_value", wrong, f"it must be from {column.low} to {column.high}")
    elif column.kind in ("money", "decimal", "whole"):
        yield RowCheck(column.name, "negative", f"{name} < 0", "it must not be below zero")


def _of_municipality(open_file: OpenFile) -> RowCheck:
    """Codes that never were, or had ended before the row began; the first known validity counts for all days before."""
    codes = ", ".join(literal(one.code) for one in municipalities())
    wrong = f"municipality NOT IN ({codes})"
    day = next((day for day in _MUNICIPALITY_DAYS if day in open_file.table.by_name), None)
    if day is not None:
        ended = [one for one in municipalities() if one.valid_to is not None]
        cases = " ".join(f"WHEN {literal(one.code)} THEN {day} > DATE '{one.valid_to}'" for one in ended)
        wrong = f"({wrong} OR CASE municipality {cases} ELSE false END)"
    message = "there is no such municipality on the row's first day; `polku law municipalities` lists them"
    return RowCheck("municipality", "unknown_municipality", wrong, message)


def _of_row(open_file: OpenFile) -> Iterator[RowCheck]:
    for first, last in _ORDERED:
        if first in open_file.sources and last in open_file.sources:
            yield RowCheck(last, "end_before_start", f"{last} < {first}", f"it is before {first}; check which is right")
    if open_file.table.either:
        wrong = "(person_id IS NULL) = (employer_id IS NULL)"
        yield RowCheck("person_id", "subject", wrong, "give either person_id or employer_id, not both and not neither")


def checked_select(open_file: OpenFile, checks: list[RowCheck]) -> str:
    """The query of the typed rows with `_faulty`: whether any check of the row fails."""
    faulty = " OR ".join(f"coalesce({check.wrong}, false)" for check in checks) or "false"
    names = ", ".join(quoted(column.stored) for column in open_file.table.columns)
    return f"SELECT _row, {names}, ({faulty}) AS _faulty FROM ({_rows(open_file)})"


def fault_select(open_file: OpenFile, checks: list[RowCheck], faulty: str) -> str:
    """The query of the faults of the rows that the query `faulty` names.

    Columns: row, column as the file names it, kind, value as in the file, message.
    """
    parts = [
        f'SELECT _row, {literal(_file_column(open_file, check.column))} AS "column", {literal(check.kind)} AS kind,'
        f' {_shown(open_file, check.column)} AS "value", {literal(check.message)} AS message'
        f" FROM rows WHERE {check.wrong}"
        for check in checks
    ]
    rows = f"SELECT * FROM ({_rows(open_file)}) WHERE _row IN ({faulty})"
    return f"WITH rows AS MATERIALIZED ({rows}) " + " UNION ALL ".join(parts)


def _rows(open_file: OpenFile) -> str:
    """The file's rows, each column typed under its engine name and as text under r_ and its name."""
    columns = open_file.table.columns
    typed = [f"{value(open_file, column)} AS {quoted(column.stored)}" for column in columns]
    texts = [
        f"{raw_text(open_file, column)} AS r_{column.name}" for column in columns if column.name in open_file.sources
    ]
    return f"SELECT _row, {', '.join(typed + texts)} FROM {open_file.view}"


def _file_column(open_file: OpenFile, column: str) -> str:
    return open_file.sources[column].column if column in open_file.sources else column


def _shown(open_file: OpenFile, column: str) -> str:
    return f"r_{column}" if column in open_file.sources else "cast(NULL AS VARCHAR)"
