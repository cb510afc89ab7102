"""One small way to run a step's SQL files.

A step is a folder of SQL files. Each file is one query and gives one table of the file's name; `$name` in it is a
named parameter. `Engine` is all that the steps know, so another engine can run the same files:

    with engine_of(Settings()) as engine:
        engine.run(FOLDER, "counting_jobs", until=day)
        engine.run(FOLDER, "fee_lines")
        with output(engine, out, "parquet") as tables:
            tables.write("fee_lines", FEE_LINES, order_by="contract_id, subject, fee_id")

Tables live as long as the engine. Nothing here knows what a table is about.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Protocol, Self

import duckdb

from polku.base._errors import PolkuError

Format = Literal["parquet", "csv"]
Columns = Mapping[str, str]  # name → SQL type, in the order in which the file has them


class EngineError(PolkuError):
    """A step's output is not of the promised form, or the engine cannot work as it is set."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How much of the machine a run may take.

    memory: DuckDB's memory limit, such as "2GB" (default: POLKU_MEMORY, else DuckDB's own, 80 % of the machine).
    threads: default POLKU_THREADS, else all cores. spill: a folder for what does not fit in memory (default:
    POLKU_SPILL, else the system's temporary folder); what is put there is gone when the run ends.
    """

    memory: str | None = field(default_factory=lambda: os.environ.get("POLKU_MEMORY") or None)
    threads: int | None = field(default_factory=lambda: _whole(os.environ.get("POLKU_THREADS")))
    spill: Path | None = field(default_factory=lambda: _folder(os.environ.get("POLKU_SPILL")))


def _whole(text: str | None) -> int | None:
    if not text:
        return None
    if not text.isdigit() or int(text) < 1:
        raise EngineError(f"POLKU_THREADS is {text!r}; it must be a whole number from 1.")
    return int(text)


def _folder(text: str | None) -> Path | None:
    return Path(text) if text else None


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line of a CSV file that cannot be read as a row. `row` counts data rows from 1."""

    row: int
    text: str
    reason: str


class Engine(Protocol):
    """What a step may ask of an engine."""

    def run(self, folder: Path, name: str, /, **parameters: object) -> None:
        """Run `folder/name.sql` and keep its rows as the table `name`, replacing an earlier one."""

    def make(self, name: str, query: str, /, **parameters: object) -> None:
        """Keep the rows of a query that was put together (from checked parts) as the table `name`."""

    def view(self, name: str, query: str, /) -> None:
        """Name a query that is worked out each time it is read, replacing an earlier table or view of the name."""

    def load(self, name: str, columns: Columns, rows: Iterable[Sequence[object]]) -> None:
        """Keep Python rows as the table `name`: settings and contracts, not facts."""

    def open_csv(self, name: str, path: Path, columns: Sequence[str], delimiter: str) -> list[BadLine]:
        """Name a CSV file as the view `name`: `_row` (data rows from 1) and the columns as text, empty = null.

        Lines that are no row of the file (too many or too few fields, not UTF-8) are left out and returned.
        Raises EngineError when the file cannot be read.
        """

    def open_parquet(self, name: str, path: Path) -> None:
        """Name a Parquet file as the view `name`: `_row` (from 1) and its columns with their own types.

        Raises EngineError when the file cannot be read.
        """

    def rows(self, query: str, /, **parameters: object) -> list[tuple[Any, ...]]:
        """The rows of a small query, as Python values."""

    def columns(self, name: str) -> dict[str, str]:
        """The columns of a table with their SQL types, in order."""

    def drop(self, *names: str) -> None:
        """Forget tables that no later step reads, and give their memory back."""

    def copy(self, query: str, path: Path, form: Format) -> int:
        """Write the rows of a query into a file; the number of rows."""


class DuckDB:
    """The embedded engine. Use as a context manager; its spill folder is gone at the end."""

    def __init__(self, settings: Settings | None = None) -> None:
        settings = settings or Settings()
        if settings.spill is not None and not settings.spill.is_dir():
            raise EngineError(f"The spill folder {settings.spill} is not there. Make it, or set another (POLKU_SPILL).")
        self._kinds: dict[str, str] = {}  # TABLE or VIEW, by name
        self._spill = tempfile.TemporaryDirectory(prefix="polku-", dir=settings.spill)
        config: dict[str, str | bool | int | float | list[str]] = {"temp_directory": self._spill.name}
        if settings.memory:
            config["memory_limit"] = settings.memory
        if settings.threads:
            config["threads"] = settings.threads
        try:
            self.connection = duckdb.connect(":memory:", config=config)
        except duckdb.Error as error:
            self._spill.cleanup()
            raise EngineError(f"DuckDB cannot start with these settings: {error}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.connection.close()
        self._spill.cleanup()

    def run(self, folder: Path, name: str, /, **parameters: object) -> None:
        """See `Engine.run`. Parameters that the file does not name are left out, so steps can share a set."""
        self.make(name, read_sql(folder / f"{name}.sql"), **parameters)

    def make(self, name: str, query: str, /, **parameters: object) -> None:
        """See `Engine.make`."""
        self._free(name, "TABLE")
        # The query is read first and the old table replaced afterwards, so it may read the table that it replaces.
        self.connection.execute(f'CREATE OR REPLACE TABLE "{name}" AS {query}', _named(query, parameters))

    def view(self, name: str, query: str, /) -> None:
        """See `Engine.view`."""
        self._free(name, "VIEW")
        self.connection.execute(f'CREATE OR REPLACE VIEW "{name}" AS {query}')

    def _free(self, name: str, kind: str) -> None:
        """Drop what has the name when it is of the other kind, which CREATE OR REPLACE does not."""
        if self._kinds.get(name, kind) != kind:
            self.drop(name)
        self._kinds[name] = kind

    def load(self, name: str, columns: Columns, rows: Iterable[Sequence[object]]) -> None:
        """See `Engine.load`."""
        self._free(name, "TABLE")
        spec = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        self.connection.execute(f'CREATE OR REPLACE TABLE "{name}" ({spec})')
        row_marks = "(" + ", ".join("?" * len(columns)) + ")"
        rows = list(rows)
        for first in range(0, len(rows), 500):
            part = rows[first : first + 500]
            values = [value for row in part for value in row]
            self.connection.execute(f'INSERT INTO "{name}" VALUES ' + ", ".join([row_marks] * len(part)), values)

    def rows(self, query: str, /, **parameters: object) -> list[tuple[Any, ...]]:
        """See `Engine.rows`."""
        return self.connection.execute(query, _named(query, parameters)).fetchall()

    def columns(self, name: str) -> dict[str, str]:
        """See `Engine.columns`."""
        return {str(row[0]): str(row[1]) for row in self.rows(f'DESCRIBE "{name}"')}

    def drop(self, *names: str) -> None:
        """See `Engine.drop`."""
        for name in names:
            kind = self._kinds.pop(name, None)
            if kind is not None:
                self.connection.execute(f'DROP {kind} IF EXISTS "{name}"')

    def open_csv(self, name: str, path: Path, columns: Sequence[str], delimiter: str) -> list[BadLine]:
        """See `Engine.open_csv`."""
        types = ", ".join(f"{_text(column)}: 'VARCHAR'" for column in columns)
        scan = (
            f"read_csv({_text(str(path))}, auto_detect=false, header=true, delim={_text(delimiter)}, quote='\"',"
            f" escape='\"', nullstr='', max_line_size=10000000, columns={{{types}}}, %s)"
        )
        # The first look only collects the lines that are no rows; the view then steps over them, and the numbers of
        # the rows behind them stay those of the file.
        self.connection.execute("DROP TABLE IF EXISTS reject_scans; DROP TABLE IF EXISTS reject_errors")
        self._readable(f"SELECT count(COLUMNS(*)) FROM {scan % 'ignore_errors=true, store_rejects=true'}")
        bad = self.rows("SELECT DISTINCT ON (line) line - 1, csv_line, error_message FROM reject_errors ORDER BY line")
        shift = "".join(f" + (n >= {row - i})::BIGINT" for i, (row, _, _) in enumerate(bad))
        self.view(
            name,
            f"SELECT n{shift} AS _row, * EXCLUDE (n) FROM"
            f" (SELECT row_number() OVER () AS n, * FROM {scan % f'ignore_errors={bool(bad)}'})",
        )
        return [BadLine(row, (text or "").strip(), reason.splitlines()[0]) for row, text, reason in bad]

    def open_parquet(self, name: str, path: Path) -> None:
        """See `Engine.open_parquet`."""
        scan = f"read_parquet({_text(str(path))}, file_row_number=true)"
        self._readable(f"SELECT * FROM {scan} LIMIT 0")
        self.view(name, f"SELECT file_row_number + 1 AS _row, * EXCLUDE (file_row_number) FROM {scan}")

    def copy(self, query: str, path: Path, form: Format) -> int:
        """See `Engine.copy`."""
        options = "FORMAT parquet, COMPRESSION zstd" if form == "parquet" else "FORMAT csv, HEADER true"
        written = self.connection.execute(f"COPY ({query}) TO {_text(str(path))} ({options})").fetchone()
        return int(written[0]) if written else 0

    def _readable(self, query: str) -> None:
        try:
            self.rows(query)
        except duckdb.Error as error:
            raise EngineError(str(error).splitlines()[0]) from error


def _text(value: str) -> str:
    """A text as an SQL literal."""
    return "'" + value.replace("'", "''") + "'"


def _named(query: str, parameters: Mapping[str, object]) -> dict[str, object]:
    """Only the parameters that the query names: DuckDB refuses others."""
    return {name: value for name, value in parameters.items() if re.search(rf"\${name}\b", query)}


@cache
def read_sql(path: Path) -> str:
    """The text of a step's SQL file, without the semicolon and the white space at its end."""
    return path.read_text(encoding="utf-8").rstrip().removesuffix(";")


class Output:
    """Tables on their way into a folder; see `output`."""

    def __init__(self, engine: Engine, stage: Path, form: Format) -> None:
        self._engine, self._stage, self._form = engine, stage, form
        self.counts: dict[str, int] = {}

    def write(self, table: str, columns: Columns, order_by: str, name: str | None = None) -> int:
        """Write a table under `name` (its own by default), its columns as promised; the number of rows.

        Raises EngineError when a column is missing, out of order or of another type: a sum that silently became a
        HUGEINT would reach Parquet as a float.
        """
        found = self._engine.columns(table)
        if found != dict(columns):
            raise EngineError(f"The table {table} has {found}, promised was {dict(columns)}.")
        name = name or table
        query = f'SELECT * FROM "{table}" ORDER BY {order_by}'
        self.counts[name] = self._engine.copy(query, self._stage / f"{name}.{self._form}", self._form)
        return self.counts[name]

    def text(self, name: str, content: str) -> None:
        """Write a text file (a page, a summary) together with the tables."""
        (self._stage / name).write_text(content, encoding="utf-8")


@contextmanager
def output(engine: Engine, out: Path, form: Format = "parquet") -> Iterator[Output]:
    """A folder's new files, whole or not at all.

    They are written beside the folder's old ones and moved into place only when the block ends well; an earlier
    run's table of the same name goes, in the other format too. Raises EngineError when the folder cannot be written.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=".polku-", dir=out))
    except OSError as error:
        raise EngineError(f"Cannot write into {out}: {error.strerror}. Choose another folder with --out.") from error
    try:
        yield Output(engine, stage, form)
        for path in sorted(stage.iterdir()):
            path.replace(out / path.name)
            if path.suffix in (".parquet", ".csv"):
                other = ".csv" if path.suffix == ".parquet" else ".parquet"
                (out / path.name).with_suffix(other).unlink(missing_ok=True)
    finally:
        shutil.rmtree(stage, ignore_errors=True)
