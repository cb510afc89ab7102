"""Many rows into a table at once: what a demo or a benchmark needs, tens of times as fast as one object at a time.

Nothing is checked but what the database itself holds, and nobody is told: whoever pours records it in the log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    Field,
    FloatField,
    IntegerField,
    Model,
    TextField,
    UUIDField,
)

Row = Sequence[Any]
BATCH = 10_000
PLAIN = (BooleanField, CharField, FloatField, IntegerField, TextField)  # every database takes their values as they are


def pour(model: type[Model], names: Sequence[str], rows: Iterable[Row]) -> int:
    """Insert the rows; each has the values of the named fields, all others get their defaults. The number of rows."""
    fields: list[Field] = list(model._meta.concrete_fields)
    if model._meta.auto_field is not None and model._meta.auto_field.attname not in names:
        fields.remove(model._meta.auto_field)
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    table = connection.ops.quote_name(model._meta.db_table)
    counted = _Counted(_stored(fields, names, rows))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            stored = iter(counted)
            # Rows may be read from the database while they are made, which cannot be done during a COPY.
            while batch := list(islice(stored, BATCH)):
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in batch:
                        copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", counted)
    return counted.number


class _Counted:
    """Passes rows on and counts them."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self.rows, self.number = rows, 0

    def __iter__(self) -> Iterator[Row]:
        for row in self.rows:
            self.number += 1
            yield row


def _stored(fields: list[Field], names: Sequence[str], rows: Iterable[Row]) -> Iterator[Row]:
    """Each value as the database takes it, in the order of the fields."""
    place = {name: n for n, name in enumerate(names)}
    unknown = set(place) - {field.attname for field in fields}
    if unknown:
        raise ValueError(f"no field {', '.join(sorted(unknown))}")
    ways = [_way(field, place.get(field.attname)) for field in fields]
    for row in rows:
        yield [way(row) for way in ways]


def _way(field: Field, place: int | None) -> Callable[[Row], Any]:
    """From a row to the field's value as the database takes it; quick for the kinds that most columns have."""
    store = _storing(field)
    if place is not None:
        return itemgetter(place) if store is None else lambda row: store(row[place])
    default = field.get_default
    if callable(field.default):
        return lambda row: store(default()) if store else default()
    always = store(default()) if store else default()
    return lambda row: always


def _storing(field: Field) -> Callable[[Any], Any] | None:
    """How a value of the field is stored; None where it is as it is."""
    kind = field.target_field if field.is_relation else field
    held = connections[DEFAULT_DB_ALIAS]  # looked up once: there are millions of values
    if isinstance(kind, PLAIN):
        return None
    if isinstance(kind, UUIDField):
        return None if held.features.has_native_uuid_field else lambda value: value and value.hex
    if isinstance(kind, DateField) and not isinstance(kind, DateTimeField):
        return None if held.vendor == "postgresql" else lambda value: value and value.isoformat()
    return lambda value: field.get_db_prep_save(value, held)
