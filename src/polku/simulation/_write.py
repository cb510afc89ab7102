"""Fact tables written piece by piece, whole or not at all."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as compute
import pyarrow.csv as pc
import pyarrow.parquet as pq

from polku.base import PolkuError
from polku.base.engine import Format
from polku.facts import TABLES

TYPES: dict[str, pa.DataType] = {
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
SCHEMAS = {
    name: pa.schema([pa.field(column.name, TYPES[column.kind]) for column in table.columns])
    for name, table in TABLES.items()
}


class FactsFolder:
    """A facts folder in the making. Use as a context manager: the files come into place when the block ends well.

    Fact tables of an earlier run in the folder are replaced, those that this run does not write go. tables: only these
    are written (None: all); the rows of the others are counted. Raises PolkuError when the folder cannot be written.
    """

    def __init__(self, out: Path, form: Format, tables: Collection[str] | None = None) -> None:
        self._out, self._form, self._tables = out, form, tables
        self._writers: dict[str, Any] = {}
        self.counts: dict[str, int] = {}
        try:
            out.mkdir(parents=True, exist_ok=True)
            self._stage = Path(tempfile.mkdtemp(prefix=".polku-", dir=out))
        except OSError as error:
            raise PolkuError(f"Cannot write into {out}: {error.strerror}. Choose another folder with --out.") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            for writer in self._writers.values():
                writer.close()
            if error is None:
                self._move()
        finally:
            shutil.rmtree(self._stage, ignore_errors=True)

    def add(self, table: str, columns: Mapping[str, pa.Array]) -> int:
        """More rows of a fact table; columns that are not given are null. The number of rows so far, these included."""
        length = len(next(iter(columns.values()), ()))
        self.counts[table] = self.counts.get(table, 0) + length
        if self.holds(table):
            self._write(table, columns, length)
        return self.counts[table]

    def holds(self, table: str) -> bool:
        """Whether the table is written."""
        return self._tables is None or table in self._tables

    def _write(self, table: str, columns: Mapping[str, pa.Array], length: int) -> None:
        schema = SCHEMAS[table]
        arrays: list[pa.Array] = [
            columns[field.name] if field.name in columns else pa.nulls(length, field.type) for field in schema
        ]
        if table not in self._writers:
            self._writers[table] = self._writer(table, schema)
        if length:
            self._writers[table].write_table(self._form_of(pa.table(arrays, schema=schema)))

    def note(self, name: str, content: Mapping[str, object]) -> None:
        """A JSON file beside the tables."""
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        (self._stage / name).write_text(text, encoding="utf-8")

    def _form_of(self, rows: pa.Table) -> pa.Table:
        """CSV has no lists: their texts are joined by | there."""
        if self._form == "csv":
            for place, field in enumerate(rows.schema):
                if pa.types.is_list(field.type):
                    rows = rows.set_column(place, field.name, compute.binary_join(rows.column(place), "|"))
        return rows

    def _writer(self, table: str, schema: pa.Schema) -> Any:
        path = self._stage / f"{table}.{self._form}"
        if self._form == "csv":
            return pc.CSVWriter(path, self._form_of(schema.empty_table()).schema)
        return pq.ParquetWriter(path, schema, compression="zstd")

    def _move(self) -> None:
        for name in TABLES:
            for form in ("parquet", "csv"):
                if not (self._stage / f"{name}.{form}").exists():
                    (self._out / f"{name}.{form}").unlink(missing_ok=True)
        for path in sorted(self._stage.iterdir()):
            path.replace(self._out / path.name)
