"""What an engine is: the little that the steps may ask of it, and how much of the machine it may take."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

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
    if not (text.isascii() and text.isdigit()) or int(text) < 1:
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
