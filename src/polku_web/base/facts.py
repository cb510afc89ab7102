"""How an app's rows become rows of the fact tables: each app tells it once, and whoever needs facts reads it here.

An export names the table of docs/path/facts.md and, for each of its columns, the field that it comes from; `None` says
that the service does not keep it. So a column that is added there has to be decided about here. A snapshot of all and a
question about one client read the same exports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import BaseExpression

from polku.facts import TABLES

Source: TypeAlias = str | BaseExpression | None


@dataclass(frozen=True)
class Export:
    """A fact table from a model's rows. Paths are Django's, from the model: `client__unit__organisation`."""

    table: str
    model: type[Model]
    columns: Mapping[str, Source]
    organiser: str  # the path to the organiser whose rows they are
    order_by: tuple[str, ...]
    which: Q = field(default_factory=Q)
    grouped: bool = False  # one row for each value of the plain columns; the others are aggregates

    def rows(self, which: Q, *, known_on: date | None = None) -> QuerySet[Any]:
        """Tuples of what the service keeps (`kept`), of the rows that meet the condition.

        known_on: rows that came to be known later are left out, where the table says when they did.
        """
        found = self.model._default_manager.filter(self.which, which).order_by(*self.order_by)
        recorded = self.columns.get("recorded_on")
        if known_on is not None and isinstance(recorded, str):
            found = found.filter(Q(**{recorded: None}) | Q(**{f"{recorded}__lte": known_on}))
        if self.grouped:
            found = found.values(*(source for source in self.columns.values() if isinstance(source, str)))
        return found.values_list(*(self.columns[name] for name in self.kept))

    @property
    def kept(self) -> list[str]:
        """The columns that have a source."""
        return [name for name, source in self.columns.items() if source is not None]

    def of_persons(self, ids: Iterable[Any]) -> Iterator[dict[str, Any]]:
        """The rows of these clients as `polku.facts.put` takes them."""
        names = self.kept
        kinds = {name: TABLES[self.table].by_name[name].kind for name in names}
        told = [(name, kind) for name, kind in kinds.items() if kind in ("text", "money")]  # others are facts already
        for row in self.rows(Q(**{f"{self.columns['person_id']}__in": list(ids)})).iterator(chunk_size=2000):
            values = dict(zip(names, row, strict=True))
            for name, kind in told:
                values[name] = as_fact(values[name], kind)
            yield values


def as_fact(value: Any, kind: str) -> Any:
    """A field's value as its fact: ids as text, cents as euros, an empty text as unknown, a list joined by `|`."""
    if value is None:
        return None
    if kind == "text":
        return ("|".join(value) if isinstance(value, list) else str(value)) or None
    if kind == "money":
        return Decimal(value) / 100
    return value


_EXPORTS: dict[str, Export] = {}


def export(told: Export) -> None:
    """Add an export. A table has one; its columns are those of facts.md, all of them, in their order."""
    if told.table in _EXPORTS:
        raise ValueError(f"{told.table} is exported already")
    wanted = list(TABLES[told.table].by_name)
    if list(told.columns) != wanted:
        raise ValueError(f"{told.table} has the columns {', '.join(wanted)}; told were {', '.join(told.columns)}")
    _EXPORTS[told.table] = told


def exports() -> dict[str, Export]:
    """All exports by table, in the order of facts.md."""
    return {name: _EXPORTS[name] for name in TABLES if name in _EXPORTS}
