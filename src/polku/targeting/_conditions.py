"""Conditions of services asked about people on a day: true, false or unknown, and what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from polku.base import literal
from polku.base.engine import Columns, Engine
from polku.definition import Expression
from polku.facts import persons_at
from polku.targeting._unknown import unknown_where

CONDITIONS_MET: Columns = {
    "person_id": "VARCHAR",
    "condition_id": "VARCHAR",
    "met": "BOOLEAN",
    "missing": "VARCHAR",
}


def conditions_met(engine: Engine, conditions: Mapping[str, Expression], on: date) -> None:
    """Keep the table `conditions_met` (CONDITIONS_MET): one row for every person and condition on the day.

    conditions: by an id of the caller's, such as the service's. met is null when a fact that decides is not known;
    missing then names the columns of `persons_at` that are, joined by `|` in the order in which the condition asks.
    """
    asked = {column for condition in conditions.values() for column in condition.columns}
    persons_at(engine, on, name="asked", only=asked)
    queries = [_query(name, condition) for name, condition in conditions.items()]
    nothing = "SELECT person_id, '' AS condition_id, NULL::BOOLEAN AS met, '' AS missing FROM asked WHERE FALSE"
    engine.make("conditions_met", " UNION ALL ".join(queries) or nothing)
    engine.drop("asked")


def _query(name: str, condition: Expression) -> str:
    by_column: dict[str, list[str]] = {}
    for column, wanted in unknown_where(condition, f"({condition.sql})"):
        by_column.setdefault(column, []).append(f"({wanted})")
    missing = ", ".join(
        f"CASE WHEN {column} IS NULL AND ({' OR '.join(wanted)}) THEN {literal(column)} END"
        for column, wanted in by_column.items()
    )
    return (
        f"SELECT person_id, {literal(name)} AS condition_id, ({condition.sql}) AS met, "
        f"concat_ws('|', {missing or 'NULL'}) AS missing FROM asked"
    )
