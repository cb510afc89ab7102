"""The product's tables as rows, to be held against a reading's."""

from __future__ import annotations

from polku.base.engine import DuckDB
from tests.readings.days import Row


def table(engine: DuckDB, name: str, order_by: str) -> list[Row]:
    """A table's rows by column name; text is ordered by code point."""
    columns = list(engine.columns(name))
    return [dict(zip(columns, row, strict=True)) for row in engine.rows(f'SELECT * FROM "{name}" ORDER BY {order_by}')]
