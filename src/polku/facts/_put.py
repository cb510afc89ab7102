"""Facts from Python rows: worked cases, tests, and what the web service holds in memory."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from polku.base import cents
from polku.base.engine import Engine
from polku.facts._schema import TABLES, Column


def put(engine: Engine, facts: Mapping[str, Iterable[Mapping[str, object]]]) -> None:
    """Keep rows, given as mappings by table name, as the typed fact tables; tables that are not given are empty.

    Values are Python's own: date, bool, text, int, Decimal; money under its name in files (`daily_eur`), in euros.
    Raises KeyError for a table or a column that facts.md does not have. Rows are taken as they are: nothing is checked.
    """
    unknown = set(facts) - set(TABLES)
    if unknown:
        raise KeyError(f"no fact table {', '.join(sorted(unknown))}")
    for name, table in TABLES.items():
        rows = list(facts.get(name, ()))
        strange = set().union(*rows) - set(table.by_name)
        if strange:
            raise KeyError(f"{name} has no column {', '.join(sorted(strange))}")
        columns = [_stored(column, [row.get(column.name) for row in rows]) for column in table.columns]
        engine.load(name, table.engine_columns, list(zip(*columns, strict=True)))


def _stored(column: Column, values: list[object]) -> list[object]:
    """A column's values as they are kept: what is unknown as its default where it has one, money in cents."""
    default = {"false": False, "'register'": "register"}.get(column.default or "")
    if column.kind == "money":
        return [default if value is None else cents(Decimal(str(value))) for value in values]
    return values if default is None else [default if value is None else value for value in values]
