"""The service's rows as a facts folder: every export of every app, as they stood at one moment, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q

from polku.base import PolkuError
from polku.base.engine import DuckDB, Format, output
from polku.facts import TABLES
from polku_web.audit.actions import record
from polku_web.base.actors import Actor
from polku_web.base.facts import Export, as_fact, exports
from polku_web.organisations.models import Organisation

if TYPE_CHECKING:
    import pyarrow

BATCH = 20_000  # rows in memory at a time


def organiser_of(name: str | None) -> Organisation:
    """The organiser of the name; without a name the only one. Each is the controller of its own clients' data."""
    there = Organisation.objects.filter(kind=Organisation.Kind.ORGANISER)
    named = there.filter(name=name) if name else there
    if len(named) == 1:
        return named[0]
    names = ", ".join(f"«{one.name}»" for one in there) or "none"
    raise PolkuError(f"Name the organiser whose facts are wanted (--organiser). There are: {names}.")


def take_snapshot(
    *,
    organisation: Organisation,
    out: Path,
    by: Actor,
    form: Format = "parquet",
    known_on: date | None = None,
    tell: Callable[[str], None] = lambda _text: None,
) -> dict[str, int]:
    """Write the organiser's facts into the folder; the number of rows of each table.

    Tables of an earlier snapshot are replaced. Raises EngineError when the folder cannot be written, PolkuError when it
    has a fact table that the service does not keep: it would be read together with people whom it is not about.
    """
    _refuse_strange_tables(out)
    with DuckDB() as engine, output(engine, out, form) as tables:
        with one_moment():
            for name, told in exports().items():
                tell(name)
                which = Q(**{told.organiser: organisation})
                tables.counts[name] = _write(told, which, tables.place(f"{name}.{form}"), form, known_on)
        after = {"rows": tables.counts, "known_on": str(known_on or "")}
        record(by, "project.snapshot_taken", organisation, after=after)
    return tables.counts


def _refuse_strange_tables(out: Path) -> None:
    kept = exports()
    strange = [
        path.name
        for path in sorted(out.glob("*.*"))
        if path.suffix in (".parquet", ".csv") and path.stem in TABLES and path.stem not in kept
    ]
    if strange:
        raise PolkuError(f"{out} has {', '.join(strange)}, which no snapshot writes. Choose another folder.")


@contextmanager
def one_moment() -> Iterator[None]:
    """All that is read in the block is of one moment, and nobody who writes has to wait for it."""
    connection = transaction.get_connection()
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "sqlite":
        mode, connection.transaction_mode = connection.transaction_mode, "DEFERRED"
        try:
            with transaction.atomic():
                yield
        finally:
            connection.transaction_mode = mode
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _write(told: Export, which: Q, path: Path, form: Format, known_on: date | None) -> int:
    schema = schema_of(told.table)
    rows = told.rows(which, known_on=known_on).iterator(chunk_size=BATCH)
    written = 0
    with _writer(path, schema, form) as writer:
        while chunk := tuple(islice(rows, BATCH)):
            writer.write_batch(_batch(told, chunk, schema))
            written += len(chunk)
    return written


def _writer(path: Path, schema: pyarrow.Schema, form: Format) -> Any:
    if form == "csv":
        from pyarrow.csv import CSVWriter

        return CSVWriter(path, schema)
    from pyarrow.parquet import ParquetWriter

    return ParquetWriter(path, schema, compression="zstd")


def schema_of(table: str) -> pyarrow.Schema:
    """The columns of the fact table with their types in a file, where money is euros."""
    import pyarrow as pa

    types = {
        "text": pa.string(),
        "day": pa.date32(),
        "month": pa.date32(),
        "flag": pa.bool_(),
        "money": pa.decimal128(12, 2),
        "decimal": pa.decimal128(12, 2),
        "whole": pa.int32(),
        "share": pa.float64(),
        "texts": pa.list_(pa.string()),
    }
    return pa.schema([(column.name, types[column.kind]) for column in TABLES[table].columns])


def _batch(told: Export, rows: tuple[tuple[Any, ...], ...], schema: pyarrow.Schema) -> pyarrow.RecordBatch:
    import pyarrow as pa

    found = dict(zip(told.kept, zip(*rows, strict=True), strict=True))
    kinds = {column.name: column.kind for column in TABLES[told.table].columns}
    arrays = [
        pa.array([as_fact(value, kinds[one.name]) for value in found[one.name]], one.type)
        if one.name in found
        else pa.nulls(len(rows), one.type)
        for one in schema
    ]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)
