"""A file's values as the engine's: one SQL expression for each column.

An expression gives null for an empty value and for one of the wrong type; a row check tells the two apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from polku.base import literal
from polku.facts._files import OpenFile
from polku.facts._schema import SQL_TYPES, STATUSES, Column

# Parquet types that already are what the engine keeps; all others are read through their text.
_NATIVE = {
    "text": {"VARCHAR"},
    "day": {"DATE"},
    "month": {"DATE"},
    "flag": {"BOOLEAN"},
    "whole": {"INTEGER", "SMALLINT", "TINYINT", "UTINYINT", "USMALLINT"},
    "share": {"DOUBLE", "FLOAT"},
    "texts": {"VARCHAR[]"},
}
_EXACT = re.compile(r"U?(TINY|SMALL|BIG)?INT(EGER)?|DECIMAL\(\d+,[012]\)")
_TRUE, _FALSE = ("true", "1", "kyllä", "t", "yes"), ("false", "0", "ei", "f", "no")


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def is_native(open_file: OpenFile, column: Column) -> bool:
    """Whether the file has the column in the engine's own type, so that no value can be of the wrong type."""
    source = open_file.sources[column.name]
    kind = open_file.types[source.column]
    return kind in _NATIVE.get(column.kind, set()) and not source.codes


def reads_as_it_stands(open_file: OpenFile) -> bool:
    """Whether no value needs to be read through its text."""
    return all(
        is_native(open_file, column) or is_exact(open_file, column)
        for column in open_file.table.columns
        if column.name in open_file.sources
    )


def is_exact(open_file: OpenFile, column: Column) -> bool:
    """Whether the file has money or a decimal as a number that has no more than two decimals."""
    kind = open_file.types[open_file.sources[column.name].column]
    return column.kind in ("decimal", "money") and _EXACT.fullmatch(kind) is not None


def value(open_file: OpenFile, column: Column) -> str:
    """The SQL expression of a column's value in the engine's type; a typed null when the file does not have it."""
    kind = SQL_TYPES[column.kind]
    if column.name not in open_file.sources:
        return f"cast(NULL AS {kind})"
    source = quoted(open_file.sources[column.name].column)
    if is_native(open_file, column):
        return source if column.kind != "text" else _coded(open_file, column, f"nullif({source}, '')")
    if is_exact(open_file, column):
        number = f"try_cast({source} AS DECIMAL(12,2))"
        return f"cast({number} * 100 AS BIGINT)" if column.kind == "money" else number
    text = (
        f"cast({source} AS VARCHAR)" if open_file.types[open_file.sources[column.name].column] != "VARCHAR" else source
    )
    return _CONVERSIONS[column.kind](_coded(open_file, column, f"nullif({text}, '')"))


def raw_text(open_file: OpenFile, column: Column) -> str:
    """The value as it stands in the file, as text, for a fault's report."""
    return f"cast({quoted(open_file.sources[column.name].column)} AS VARCHAR)"


def _coded(open_file: OpenFile, column: Column, text: str) -> str:
    codes = dict(open_file.sources[column.name].codes)
    if column.values == tuple(STATUSES):
        codes |= {code: status for status, code in STATUSES.items()}
    if not codes:
        return text
    cases = " ".join(f"WHEN {literal(theirs)} THEN {literal(ours)}" for theirs, ours in codes.items())
    return f"CASE {text} {cases} ELSE {text} END"


def _day(text: str) -> str:
    finnish = f"try_cast(try_strptime({text}, '%-d.%-m.%Y') AS DATE)"
    iso = f"(CASE WHEN substr({text}, 5, 1) = '-' AND substr({text}, 8, 1) = '-' THEN try_cast({text} AS DATE) END)"
    midnight = f"(CASE WHEN {text} LIKE '____-__-__ 00:00:00' THEN try_cast(left({text}, 10) AS DATE) END)"
    return (
        f"CASE length({text}) WHEN 10 THEN coalesce({iso}, {finnish}) WHEN 19 THEN {midnight}"
        f" ELSE CASE WHEN contains({text}, '.') THEN {finnish} END END"
    )


def _month(text: str) -> str:
    return _day(f"CASE WHEN length({text}) = 7 THEN {text} || '-01' ELSE {text} END")


def _flag(text: str) -> str:
    yes, no = (", ".join(map(literal, words)) for words in (_TRUE, _FALSE))
    return f"CASE WHEN lower({text}) IN ({yes}) THEN true WHEN lower({text}) IN ({no}) THEN false END"


def _decimal(text: str) -> str:
    """A number of at most two decimals, with a point or a comma; anything finer is of the wrong type."""
    plain = f"replace({text}, ',', '.')"
    exact = f"regexp_full_match({text}, '[+-]?[0-9]+([.,][0-9]{{1,2}}0*)?')"
    return f"CASE WHEN {exact} THEN try_cast({plain} AS DECIMAL(12,2)) END"


def _money(text: str) -> str:
    return f"cast({_decimal(text)} * 100 AS BIGINT)"


def _whole(text: str) -> str:
    exact = f"regexp_full_match({text}, '[+-]?[0-9]+([.,]0+)?')"
    return f"CASE WHEN {exact} THEN try_cast(replace({text}, ',', '.') AS INTEGER) END"


def _share(text: str) -> str:
    number = "[+-]?[0-9]+([.,][0-9]+)?([eE][+-]?[0-9]+)?"
    return f"CASE WHEN regexp_full_match({text}, '{number}') THEN try_cast(replace({text}, ',', '.') AS DOUBLE) END"


def _texts(text: str) -> str:
    return f"string_split({text}, '|')"


_CONVERSIONS: dict[str, Callable[[str], str]] = {
    "text": lambda text: text,
    "day": _day,
    "month": _month,
    "flag": _flag,
    "decimal": _decimal,
    "money": _money,
    "whole": _whole,
    "share": _share,
    "texts": _texts,
}
