"""What every step reads and writes: where facts come from, where tables go, and an engine that holds them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from polku import facts
from polku.base import Period
from polku.base.engine import DuckDB, Format
from polku.definition import MissingPart, Pilot, require

Progress = Callable[[str], None]
Summary = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Input:
    """Where facts come from and how they are read; see `facts.load`."""

    folder: Path
    known_on: date | None = None
    mapping: str | None = None
    quarantine: Path | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Where the tables go."""

    folder: Path
    form: Format = "parquet"


@contextmanager
def loaded(
    source: Input, tell: Progress, pilot: Pilot | None = None, *, fingerprint: bool = False
) -> Iterator[tuple[DuckDB, Summary]]:
    """An engine with the facts loaded, and the beginning of the summary; with a pilot warnings are counted too."""
    with DuckDB() as engine:
        tell(f"Reading {source.folder}")
        result = facts.load(
            engine,
            source.folder,
            known_on=source.known_on,
            mapping=source.mapping,
            quarantine=source.quarantine,
            pilot=pilot,
            warnings=pilot is not None,
        )
        summary: Summary = {"errors": result.errors, "set_aside": result.set_aside}
        if pilot is not None:
            summary["warnings"] = result.warnings
        if fingerprint:
            summary["facts"] = result.fingerprint(source.mapping)
        yield engine, summary


def period_of(pilot: Pilot, command: str) -> Period:
    require(pilot, "period", command)
    assert pilot.period is not None  # noqa: S101 (require says so; mypy cannot)
    return pilot.period


def last_day(pilot: Pilot, command: str) -> date:
    end = period_of(pilot, f"{command} without --until").end
    if end is None:
        raise MissingPart(pilot.pilot, "period.end", f"{command} without --until")
    return end
