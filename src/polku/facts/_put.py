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
        rows = [dict(row) for row in facts.get(name, ())]
        for row in rows:
            strange = set(row) - set(table.by_name)
            if strange:
                raise KeyError(f"{name} has no column {', '.join(sorted(strange))}")
        values = [[_stored(column, row.get(column.name)) for column in table.columns] for row in rows]
        engine.load(name, table.engine_columns, values)


def _stored(column: Column, value: object) -> object:
    if value is None:
        return {"false": False, "'register'": "register"}.get(column.default or "")
    if column.kind == "money":
        return cents(Decimal(str(value)))
    return value
