"""Apache Spark, for facts that one machine does not hold: the same SQL files, written anew in Spark's words."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import warnings
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from polku.base._duckdb import DuckDB, read_sql
from polku.base._engine import BadLine, Columns, EngineError, Format, Settings

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession
    from pyspark.sql.types import StructType

LOCAL = "local"
_MIB = {"": 1 / 2**20, "k": 1 / 2**10, "m": 1, "g": 2**10, "t": 2**20}
# What DuckDB does of itself: wrong casts are errors, a day has no time zone, text is compared by code point.
_MEANING = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "false",
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.legacy.charVarcharAsString": "true",
}


class Spark:
    """Spark beside DuckDB. Use as a context manager; what it put on disk is gone at the end.

    Queries that make tables run on Spark, and their rows stay on disk as Parquet. A table that Spark does not have is
    handed over by `beside`, as Parquet, when it is first read: facts that were loaded and checked there, and settings.
    `beside` also reads Spark's tables, so that `rows`, `columns` and written files are the same on both.

    master: where Spark runs (default: POLKU_SPARK_MASTER, else all of this machine's cores, or `settings.threads`).
    options: more of Spark's own settings. A session that is already running is used as it is, and left running.
    Raises EngineError when pyspark or Java is missing, when a cluster does not answer, or when it would have no folder
    that all its machines see (`settings.spill`).
    """

    def __init__(
        self,
        beside: DuckDB,
        settings: Settings | None = None,
        *,
        master: str | None = None,
        options: Mapping[str, str] | None = None,
    ) -> None:
        settings = settings or Settings()
        master = master or os.environ.get("POLKU_SPARK_MASTER") or f"{LOCAL}[{settings.threads or '*'}]"
        if not master.startswith(LOCAL) and settings.spill is None:
            raise EngineError(
                f"Spark at {master} needs a folder that all its machines see under the same name: set POLKU_SPILL."
            )
        self.beside = beside
        self._views: dict[str, str] = {}  # name → query
        self._folders: dict[str, Path] = {}  # of the tables that Spark made or was handed
        self._made: set[str] = set()  # of these, the names of those that it made
        self._count = 0
        self._spill = tempfile.TemporaryDirectory(prefix="polku-spark-", dir=settings.spill)
        self._place = Path(self._spill.name).resolve()
        try:
            with warnings.catch_warnings():
                # pyspark warns of pandas 3 when it starts; nothing here goes through pandas.
                warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")
                start = _start_options(master, settings, self._place) | dict(options or {})
                self._parent, self._started = _session(master, start)
                self.session = self._parent.newSession()  # its views and settings are nobody else's
        except EngineError:
            self._spill.cleanup()
            raise
        for key, value in _MEANING.items():
            self.session.conf.set(key, value)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.drop(*self._views, *self._made)  # facts that were handed over stay where they came from
        if self._started:
            self._parent.stop()
        self._spill.cleanup()

    def run(self, folder: Path, name: str, /, **parameters: object) -> None:
        """See `Engine.run`. Parameters that the file does not name are left out, so steps can share a set."""
        self.make(name, read_sql(folder / f"{name}.sql"), **parameters)

    def make(self, name: str, query: str, /, **parameters: object) -> None:
        """See `Engine.make`."""
        folder = self._new_folder(name)
        frame = self._frame(query, parameters)
        try:
            frame.write.parquet(folder.as_uri())
        except Exception as error:
            raise EngineError(f"Spark could not make the table {name}: {_first_line(error)}") from error
        self._forget(name)
        self._keep(name, folder, frame.schema)
        self._made.add(name)
        files = re.sub(r"([*?\[])", r"[\1]", str(folder)).replace("'", "''")
        self.beside.view(name, f"SELECT * FROM read_parquet('{files}/*.parquet', hive_partitioning=false)")

    def view(self, name: str, query: str, /) -> None:
        """See `Engine.view`."""
        self._forget(name)
        self.beside.view(name, query)
        self._views[name] = query

    def load(self, name: str, columns: Columns, rows: Iterable[Sequence[object]]) -> None:
        """See `Engine.load`."""
        self._forget(name)
        self.beside.load(name, columns, rows)

    def rows(self, query: str, /, **parameters: object) -> list[tuple[Any, ...]]:
        """See `Engine.rows`."""
        return self.beside.rows(query, **parameters)

    def columns(self, name: str) -> dict[str, str]:
        """See `Engine.columns`."""
        return self.beside.columns(name)

    def drop(self, *names: str) -> None:
        """See `Engine.drop`."""
        for name in names:
            self._forget(name)
        self.beside.drop(*names)

    def open_csv(self, name: str, path: Path, columns: Sequence[str], delimiter: str) -> list[BadLine]:
        """See `Engine.open_csv`."""
        self._forget(name)
        return self.beside.open_csv(name, path, columns, delimiter)

    def open_parquet(self, name: str, path: Path) -> None:
        """See `Engine.open_parquet`."""
        self._forget(name)
        self.beside.open_parquet(name, path)

    def copy(self, query: str, path: Path, form: Format) -> int:
        """See `Engine.copy`."""
        return self.beside.copy(query, path, form)

    def _frame(self, query: str, parameters: Mapping[str, object]) -> DataFrame:
        """The query as Spark reads it, the tables that it names at hand, its parameters bound as values by Spark."""
        text, tables, asked = in_spark(query)
        for table in sorted(tables):
            if table in self._views:
                self._frame(self._views[table], {}).createOrReplaceTempView(table)
            elif table not in self._folders:
                self._hand_over(table)
        return self.session.sql(text, args={name: parameters[name] for name in sorted(asked)})

    def _hand_over(self, name: str) -> None:
        folder = self._new_folder(name)
        folder.mkdir()
        self.beside.copy(f'SELECT * FROM "{name}"', folder / "all.parquet", "parquet")
        self._keep(name, folder, spark_columns(self.beside.columns(name)))

    def _keep(self, name: str, folder: Path, schema: StructType | str) -> None:
        # With its columns told, Spark needs no job of its own to find them out.
        self.session.read.schema(schema).parquet(folder.as_uri()).createOrReplaceTempView(name)
        self._folders[name] = folder

    def _forget(self, name: str) -> None:
        """Forget what Spark has under a name, and its files; what `beside` has stays."""
        self._views.pop(name, None)
        self._made.discard(name)
        folder = self._folders.pop(name, None)
        self.session.catalog.dropTempView(name)
        if folder is not None:
            shutil.rmtree(folder)

    def _new_folder(self, name: str) -> Path:
        """A table's folder; a table that reads the one that it replaces needs another."""
        self._count += 1
        return self._place / f"{self._count}-{name}"


@cache
def in_spark(query: str) -> tuple[str, frozenset[str], frozenset[str]]:
    """A query of DuckDB's in Spark's words, the tables that it reads, and its parameters' names."""
    import sqlglot
    from sqlglot import exp
    from sqlglot.optimizer.scope import traverse_scope

    tree = sqlglot.parse_one(query, read="duckdb")
    sources = [source for scope in traverse_scope(tree) for source in scope.sources.values()]
    tables = frozenset(source.name for source in sources if isinstance(source, exp.Table))
    asked = frozenset(str(node.this) for node in tree.find_all(exp.Placeholder))
    return tree.sql("spark", identify=True, comments=False), tables, asked


def spark_columns(columns: Columns) -> str:
    """Columns with DuckDB's types as a schema in Spark's words."""
    from sqlglot import exp

    def kind(duckdb_kind: str) -> str:
        return exp.DataType.build(duckdb_kind, dialect="duckdb").sql("spark")

    return ", ".join(f"`{name}` {kind(duckdb_kind)}" for name, duckdb_kind in columns.items())


def _session(master: str, options: Mapping[str, str]) -> tuple[SparkSession, bool]:
    """A running session, and whether it was started for this."""
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise EngineError("Spark is not installed. Install it with: pip install 'polku[spark]'.") from None
    running = SparkSession.getActiveSession()
    if running is not None:
        return running, False
    builder = SparkSession.builder.appName("polku").master(master)
    for key, value in options.items():
        builder = builder.config(key, value)
    try:
        return builder.getOrCreate(), True
    except PySparkException as error:
        if "JAVA" in str(error):
            raise EngineError("Spark needs Java 17 or newer: install it, or set JAVA_HOME to where it is.") from error
        raise EngineError(f"Spark at {master} cannot start: {_first_line(error)}") from error
    except Exception as error:
        raise EngineError(f"Spark at {master} cannot start: {_first_line(error)}") from error


def _start_options(master: str, settings: Settings, place: Path) -> dict[str, str]:
    """How a session that Polku starts itself differs from Spark's own defaults."""
    options = {
        "spark.log.level": "ERROR",
        "spark.ui.showConsoleProgress": "false",
        "spark.sql.warehouse.dir": (place / "warehouse").as_uri(),
    }
    if master.startswith(LOCAL):
        # One machine: nothing listens to the outside, and steps are cut into few parts.
        options |= {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.ui.enabled": "false",
            "spark.local.dir": str(place),
            "spark.sql.shuffle.partitions": str(2 * (settings.threads or os.cpu_count() or 1)),
        }
        if settings.memory:
            options["spark.driver.memory"] = f"{_mebibytes(settings.memory)}m"
    return options


def _mebibytes(memory: str) -> int:
    """A memory size such as "2GB" or "1.5 GiB" in MiB, for Java. Raises EngineError for anything else."""
    found = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([kmgt]?)i?b?\s*", memory, re.IGNORECASE)
    if found is None:
        raise EngineError(f"POLKU_MEMORY is {memory!r}; Spark needs a size such as 2GB.")
    return max(int(float(found[1]) * _MIB[found[2].lower()]), 1)


def _first_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0] if lines else type(error).__name__
