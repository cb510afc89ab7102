"""Tables on their way out: written whole or not at all."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from polku.base._engine import Columns, Engine, EngineError, Format


class Output:
    """Tables on their way into a folder; see `output`."""

    def __init__(self, engine: Engine, out: Path, stage: Path, form: Format) -> None:
        self._engine, self._out, self._stage, self._form = engine, out, stage, form
        self.counts: dict[str, int] = {}
        self.gone: list[str] = []

    def write(self, table: str, columns: Columns, order_by: str, name: str | None = None) -> int:
        """Write a table under `name` (its own by default), its columns as promised; the number of rows.

        Raises EngineError when a column is missing, out of order or of another type: a sum that silently became a
        HUGEINT would reach Parquet as a float.
        """
        found = self._engine.columns(table)
        if list(found.items()) != list(columns.items()):
            raise EngineError(f"The table {table} has {found}, promised was {dict(columns)}.")
        name = name or table
        query = f'SELECT * FROM "{table}" ORDER BY {order_by}'
        self.counts[name] = self._engine.copy(query, self.place(f"{name}.{self._form}"), self._form)
        return self.counts[name]

    def text(self, name: str, content: str) -> None:
        """Write a text file (a page, a summary) together with the tables."""
        self.place(name).write_text(content, encoding="utf-8")

    def content(self, name: str, content: bytes) -> None:
        """Write a file that is not text (a PDF, a workbook) together with the tables."""
        self.place(name).write_bytes(content)

    def remove(self, name: str) -> None:
        """Take away an earlier run's table that this run has no more, when the rest is moved into place."""
        self.gone.append(name)

    def place(self, file: str) -> Path:
        """Where a file waits, also one that the caller writes itself.

        Its place is looked at now, so that nothing is moved when one of them is taken.
        """
        if (self._out / file).is_dir():
            raise EngineError(f"{self._out / file} is a folder; the file cannot take its place. Nothing was written.")
        return self._stage / file


@contextmanager
def output(engine: Engine, out: Path, form: Format = "parquet") -> Iterator[Output]:
    """A folder's new files, whole or not at all.

    They are written beside the folder's old ones and moved into place only when the block ends well; an earlier
    run's table of the same name goes, in the other format too. Raises EngineError when the folder cannot be written.
    """
    made = not out.exists()
    try:
        out.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=".polku-", dir=out))
    except OSError as error:
        raise EngineError(f"Cannot write into {out}: {error.strerror}. Choose another folder.") from error
    try:
        tables = Output(engine, out, stage, form)
        yield tables
        for path in sorted(stage.iterdir()):
            path.replace(out / path.name)
            if path.suffix in (".parquet", ".csv"):
                other = ".csv" if path.suffix == ".parquet" else ".parquet"
                (out / path.name).with_suffix(other).unlink(missing_ok=True)
        for name in tables.gone:
            for suffix in (".parquet", ".csv"):
                (out / f"{name}{suffix}").unlink(missing_ok=True)
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        if made:
            with suppress(OSError):  # somebody else put something there
                out.rmdir()
        raise
    shutil.rmtree(stage, ignore_errors=True)
