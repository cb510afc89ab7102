"""Many new rows at once, several times quicker than `bulk_create`: one prepared statement, told all rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import connections, models, router, transaction

PART = 5000


def insert(rows: Sequence[models.Model]) -> None:
    """Insert new rows of one model, inside the caller's transaction where there is one.

    Keys that the database gives are not read back, and neither `save` nor signals are called; constraints hold.
    """
    if not rows:
        return
    model = type(rows[0])
    database = router.db_for_write(model)
    connection = connections[database]
    fields = [one for one in model._meta.local_concrete_fields if not isinstance(one, models.AutoField)]
    told = [(one.attname, _stored(one, connection)) for one in fields]
    names = ", ".join(connection.ops.quote_name(one.column) for one in fields)
    table, marks = connection.ops.quote_name(model._meta.db_table), ", ".join(["%s"] * len(fields))
    values = ([stored(getattr(row, name)) for name, stored in told] for row in rows)
    with transaction.atomic(using=database, savepoint=False), connection.cursor() as cursor:
        while part := list(islice(values, PART)):
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", part)


def _stored(field: models.Field[Any, Any], connection: Any) -> Callable[[Any], object]:
    """What the field makes of a value for the database: at once for plain values of its own kind, else by Django."""
    whole = field.target_field if isinstance(field, models.ForeignKey) else field
    kind, quick = PLAIN.get(type(whole), (None, None))
    if kind is UUID and not connection.features.has_native_uuid_field:
        quick = _hex
    elif kind is date:
        quick = connection.ops.adapt_datefield_value

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
PLAIN: dict[type[models.Field[Any, Any]], tuple[type, Callable[[Any], object]]] = {
    models.BooleanField: (bool, _same),
    models.CharField: (str, _same),
    models.DateField: (date, _same),
    models.EmailField: (str, _same),
    models.PositiveIntegerField: (int, _same),
    models.PositiveSmallIntegerField: (int, _same),
    models.TextField: (str, _same),
    models.UUIDField: (UUID, _same),
}
