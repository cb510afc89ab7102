"""What the machine can do at all: read every value once, write the same rows again, draw as many random numbers."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.by_hand import opened
from benchmarks.place import SEED, Answer, Clock, Place

CHUNK = 500_000


def scan(place: Place, clock: Clock) -> Answer:
    """Every column of every table read once; the hash is there so that no value can be passed over."""
    connection = opened(place)
    tables = [path.stem for path in sorted(place.facts.glob("*.parquet"))]
    with clock.running():
        for table in tables:
            connection.execute(f"SELECT bit_xor(hash(COLUMNS(*))) FROM {table}").fetchall()
    return {f"rows of {table}": _rows(connection, table) for table in tables}


def rewrite(place: Place, clock: Clock) -> Answer:
    """Tables that are already there, read and written again in the same form."""
    connection = opened(place)
    tables = [path.stem for path in sorted(place.facts.glob("*.parquet"))]
    with clock.running():
        for table in tables:
            connection.execute(f"COPY {table} TO '{place.out / table}.parquet' (COMPRESSION zstd)")
    return {table: _rows(connection, table) for table in tables}


def draw(place: Place, clock: Clock) -> Answer:
    """As many rows of the same types, every value an independent random draw by numpy, written by pyarrow."""
    rng = np.random.default_rng(SEED)
    counts: Answer = {}
    with clock.running():
        for path in sorted(place.facts.glob("*.parquet")):
            file = pq.ParquetFile(path)
            counts[path.stem] = file.metadata.num_rows
            _draw_table(rng, file.schema_arrow, counts[path.stem], str(place.out / path.name))
    return counts


def _draw_table(rng: np.random.Generator, schema: pa.Schema, rows: int, path: str) -> None:
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for first in range(0, rows, CHUNK):
            length = min(CHUNK, rows - first)
            columns = [_draw_column(rng, field, length) for field in schema]
            writer.write_table(pa.table(columns, schema=schema))


def _draw_column(rng: np.random.Generator, field: pa.Field, length: int) -> pa.Array:
    if pa.types.is_boolean(field.type):
        return pa.array(rng.random(length) < 0.5)
    if pa.types.is_string(field.type):
        if not field.name.endswith("_id"):
            return pa.DictionaryArray.from_arrays(rng.integers(0, 9, length), [f"word-{n}" for n in range(9)]).cast(
                field.type
            )
        return pa.array(rng.integers(0, 10**6, length)).cast(field.type)
    if pa.types.is_floating(field.type):
        return pa.array(rng.random(length))
    if pa.types.is_list(field.type):
        return pa.nulls(length, field.type)
    return pa.array(rng.integers(0, 20_000, length, dtype=np.int32)).cast(field.type)


def _rows(connection: object, table: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # type: ignore[attr-defined]
