"""DuckDB, the embedded engine."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from polku.base._engine import BadLine, Columns, EngineError, Format, Settings
from polku.base._sql import literal

_NUMBER = "__polku_number"
_FEW = 500  # rows that are quicker written out than handed over as columns
# Faults that lose no more than their own line.
_ONE_LINE = ("TOO MANY COLUMNS", "MISSING COLUMNS", "INVALID ENCODING", "LINE SIZE OVER MAXIMUM")


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
        self._execute(f'CREATE OR REPLACE TABLE "{name}" AS {query}', query, parameters)

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
        self._insert(name, columns, list(rows))

    def _insert(self, name: str, columns: Columns, rows: Sequence[Sequence[object]]) -> None:
        if len(rows) > _FEW:
            self._insert_columns(name, columns, rows)
        elif rows:
            row_marks = "(" + ", ".join("?" * len(columns)) + ")"
            values = [value for row in rows for value in row]
            self.connection.execute(f'INSERT INTO "{name}" VALUES ' + ", ".join([row_marks] * len(rows)), values)

    def _insert_columns(self, name: str, columns: Columns, rows: Sequence[Sequence[object]]) -> None:
        """The same for many rows, handed over column by column: some thirty times as fast."""
        import pyarrow

        values = {column: list(part) for column, part in zip(columns, zip(*rows, strict=True), strict=True)}
        # Not by `register`: that one imports pandas where it is installed, a second of a processor.
        self.connection.from_arrow(pyarrow.table(values)).insert_into(name)

    def rows(self, query: str, /, **parameters: object) -> list[tuple[Any, ...]]:
        """See `Engine.rows`."""
        return self._execute(query, query, parameters).fetchall()

    def _execute(self, statement: str, query: str, parameters: Mapping[str, object]) -> duckdb.DuckDBPyConnection:
        """Run a statement; a damaged file that shows only now is an EngineError, a mistake in the SQL is not."""
        try:
            return self.connection.execute(statement, _named(query, parameters))
        except (duckdb.BinderException, duckdb.ParserException, duckdb.CatalogException):
            raise
        except duckdb.Error as error:
            raise EngineError(str(error).splitlines()[0]) from error

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
        types = ", ".join(f"{literal(column)}: 'VARCHAR'" for column in columns)
        scan = (
            f"read_csv({_place(path)}, auto_detect=false, header=true, delim={literal(delimiter)}, quote='\"',"
            f" escape='\"', nullstr='', max_line_size=10000000, hive_partitioning=false, columns={{{types}}}"
        )
        self.connection.execute("DROP TABLE IF EXISTS reject_scans; DROP TABLE IF EXISTS reject_errors")
        self._read(f"SELECT count(COLUMNS(*)) FROM {scan}, ignore_errors=true, store_rejects=true)")
        bad = self._bad_lines(path)
        numbered = f"SELECT row_number() OVER () AS {_NUMBER}, * FROM {scan}, ignore_errors={bool(bad)})"
        if not bad:
            self.view(name, f"SELECT {_NUMBER} AS _row, * EXCLUDE ({_NUMBER}) FROM ({numbered})")
            return []
        # A bad line is passed over only when the column at fault is read: read them all once and keep the rows. The
        # numbers of the rows behind it stay those of the file.
        shift = "".join(f" + ({_NUMBER} >= {line.row - i})::BIGINT" for i, line in enumerate(bad))
        self.make(name, f"SELECT {_NUMBER}{shift} AS _row, * EXCLUDE ({_NUMBER}) FROM ({numbered})")
        return bad

    def _bad_lines(self, path: Path) -> list[BadLine]:
        """The lines that DuckDB passed over. Raises EngineError when it may have lost more than a line."""
        found = self.rows(
            "SELECT DISTINCT ON (line) line, error_type::VARCHAR, csv_line, error_message"
            " FROM reject_errors ORDER BY line"
        )
        lost = [f"line {line}: {message.splitlines()[0]}" for line, kind, _, message in found if kind not in _ONE_LINE]
        if lost:
            raise EngineError(f"a quotation mark is not closed or stands alone ({lost[0]}); mend it in the file")
        blank = _blank_lines(path) if found else []
        return [
            BadLine(line - 1 - sum(b < line for b in blank), (text or "").strip(), message.splitlines()[0])
            for line, _, text, message in found
        ]

    def open_parquet(self, name: str, path: Path) -> None:
        """See `Engine.open_parquet`."""
        scan = f"read_parquet({_place(path)}, file_row_number=true, hive_partitioning=false)"
        self._read(f"SELECT * FROM {scan} LIMIT 0")
        self.view(name, f"SELECT file_row_number + 1 AS _row, * EXCLUDE (file_row_number) FROM {scan}")

    def copy(self, query: str, path: Path, form: Format) -> int:
        """See `Engine.copy`."""
        options = "FORMAT parquet, COMPRESSION zstd" if form == "parquet" else "FORMAT csv, HEADER true"
        written = self.connection.execute(f"COPY ({query}) TO {literal(str(path))} ({options})").fetchone()
        return int(written[0]) if written else 0

    def _read(self, query: str) -> None:
        """Run a query that reads a file."""
        try:
            self.connection.execute(query).fetchall()
        except duckdb.Error as error:
            message = str(error).splitlines()[0]
            if "state machine" in message:
                message = (
                    "its lines end in different ways (LF and CRLF), or its quotation marks do not fit; save it again"
                )
            raise EngineError(message) from error


def _place(path: Path) -> str:
    """A path as an SQL literal, its own *, ? and [ taken as they are."""
    return literal(re.sub(r"([*?\[])", r"[\1]", str(path)))


def _blank_lines(path: Path) -> list[int]:
    """The numbers of the empty lines of a file, from 1: DuckDB counts them as lines, but they are no rows."""
    with path.open("rb") as lines:
        return [number for number, line in enumerate(lines, 1) if not line.strip()]


def _named(query: str, parameters: Mapping[str, object]) -> dict[str, object]:
    """Only the parameters that the query names: DuckDB refuses others."""
    return {name: value for name, value in parameters.items() if re.search(rf"\${name}\b", query)}


@cache
def read_sql(path: Path) -> str:
    """The text of a step's SQL file, without the semicolon and the white space at its end."""
    return path.read_text(encoding="utf-8").rstrip().removesuffix(";")
