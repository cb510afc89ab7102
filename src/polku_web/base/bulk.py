"""Many new rows at once, several times quicker than `bulk_create`: one prepared statement, told all rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

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
    names = ", ".join(connection.ops.quote_name(one.column) for one in fields)
    table, marks = connection.ops.quote_name(model._meta.db_table), ", ".join(["%s"] * len(fields))
    values: Iterable[list[object]] = (
        [one.get_db_prep_save(getattr(row, one.attname), connection) for one in fields] for row in rows
    )
    values = iter(values)
    with transaction.atomic(using=database, savepoint=False), connection.cursor() as cursor:
        while part := list(islice(values, PART)):
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", part)
