"""Many new rows at once, several times quicker than `bulk_create`: one prepared statement, told all rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache, partial
from itertools import islice
from typing import Any, TypeAlias
from uuid import UUID

from django.db import connections, models, router, transaction

PART = 5000
Stored: TypeAlias = Callable[[Any], object]


def insert(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model, inside the caller's transaction where there is one.

    Keys that the database gives are not read back, and neither `save` nor signals are called; constraints hold.
    """
    if rows:
        _pour(type(rows[0]), lambda field, stored: lambda row: stored(getattr(row, field.attname)), rows)


def insert_values(model: type[models.Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """The same without objects, which take as long to make as to insert: values by name, `client_id` for a client.

    What a row leaves out is the field's default.
    """
    if rows:
        _pour(model, _by_name, rows)


def _by_name(field: Any, stored: Stored) -> Callable[[Any], object]:
    name, default = field.attname, field.get_default
    return lambda row: stored(row[name] if name in row else default())


def _pour(model: type[models.Model], reader: Callable[[Any, Stored], Callable[[Any], object]], rows: Any) -> None:
    database = router.db_for_write(model)
    connection = connections[database]
    fields = [one for one in model._meta.local_concrete_fields if not isinstance(one, models.AutoField)]
    told = [reader(one, _stored(one, connection)) for one in fields]
    names = ", ".join(connection.ops.quote_name(one.column) for one in fields)
    table, marks = connection.ops.quote_name(model._meta.db_table), ", ".join(["%s"] * len(fields))
    values = ([read(row) for read in told] for row in rows)
    with transaction.atomic(using=database, savepoint=False), connection.cursor() as cursor:
        while part := list(islice(values, PART)):
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", part)


def _stored(field: models.Field[Any, Any], connection: Any) -> Stored:
    """What the field makes of a value for the database: at once for plain values of its own kind, else by Django."""
    whole = field.target_field if isinstance(field, models.ForeignKey) else field
    kind, quick = PLAIN.get(type(whole), (None, None))
    if kind is UUID and not connection.features.has_native_uuid_field:
        quick = _hex
    elif kind is date:
        quick = connection.ops.adapt_datefield_value
    elif kind is datetime:  # rows that are made together tell one moment
        quick = lru_cache(maxsize=16)(partial(field.get_db_prep_save, connection=connection))

    def stored(value: Any) -> object:
        if value is None:
            return None
        return quick(value) if quick and type(value) is kind else field.get_db_prep_save(value, connection)

    return stored


def _same(value: Any) -> Any:
    return value


def _hex(value: UUID) -> str:
    return value.hex


# By kind of field: the type of its plain values, and what the database gets of one.
PLAIN: dict[type[models.Field[Any, Any]], tuple[type, Stored]] = {
    models.BooleanField: (bool, _same),
    models.CharField: (str, _same),
    models.DateField: (date, _same),
    models.DateTimeField: (datetime, _same),
    models.EmailField: (str, _same),
    models.PositiveIntegerField: (int, _same),
    models.PositiveSmallIntegerField: (int, _same),
    models.TextField: (str, _same),
    models.UUIDField: (UUID, _same),
}
