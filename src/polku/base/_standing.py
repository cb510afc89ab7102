"""DuckDB kept between questions about a few rows: what the steps make stays as views, and only the rows change."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from polku.base._duckdb import DuckDB
from polku.base._engine import Columns, EngineError, Settings
from polku.base._sql import literal


class Standing(DuckDB):
    """An engine for the same questions about other people, asked one after the other, each in milliseconds.

    A step runs on it as on any other, but what it makes is a view over the rows that were loaded last: asking the same
    of other rows makes nothing anew. It is for few rows, since each question works out all views under it; a table that
    reads the one it replaces cannot be made here. One thread at a time may use it.
    """

    def __init__(self) -> None:
        super().__init__(Settings(memory="256MB", threads=1))
        self._spill.cleanup()  # so few rows stay in memory
        # Over a handful of rows planning costs more than the best plan saves.
        self.connection.execute("PRAGMA disable_optimizer")
        self._views: dict[str, str] = {}  # what each says
        self._tables: dict[str, dict[str, str]] = {}  # the columns of each
        self._filled: set[str] = set()

    def make(self, name: str, query: str, /, **parameters: object) -> None:
        """A view of the query; nothing is done when it says the same already."""
        self.view(name, _with_values(query, parameters))

    def view(self, name: str, query: str, /) -> None:
        """See `Engine.view`; nothing is done when it says the same already."""
        if self._views.get(name) != query:
            self._forget(name)
            self.connection.execute(f'CREATE VIEW "{name}" AS {query}')
            self._views[name] = query

    def load(self, name: str, columns: Columns, rows: Iterable[Sequence[object]]) -> None:
        """See `Engine.load`; a table that has these columns keeps its place, so the views over it stay good."""
        rows = list(rows)
        if self._tables.get(name) != columns:
            self._forget(name)
            super().load(name, columns, rows)
            self._tables[name] = dict(columns)
        elif rows or name in self._filled:
            self.connection.execute(f'DELETE FROM "{name}"')
            self._insert(name, columns, rows)
        (self._filled.add if rows else self._filled.discard)(name)

    def drop(self, *names: str) -> None:
        """Nothing: the views of the next question are over the same ones."""

    def _forget(self, name: str) -> None:
        """Drop what has the name, and every view over it: an old answer must not be read as one to a new question."""
        said = rf"\b{re.escape(name)}\b"
        over = [view for view, query in self._views.items() if view != name and re.search(said, query)]
        for view in over:
            self._forget(view)
        if self._views.pop(name, None) is not None:
            self.connection.execute(f'DROP VIEW "{name}"')
        elif self._tables.pop(name, None) is not None:
            super().drop(name)


def _with_values(query: str, parameters: Mapping[str, object]) -> str:
    """The query with its named parameters written out, since a view has none."""
    return re.sub(r"\$(\w+)", lambda found: _written(parameters[found[1]]), query) if parameters else query


def _written(value: object) -> str:
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    if isinstance(value, str):
        return literal(value)
    if isinstance(value, bool | int):
        return str(value)
    raise EngineError(f"{value!r} cannot stand in a view.")
