"""Rows judged and read by `polku.facts`, as what they are: rows of fact tables in a folder that only we read."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from polku import facts
from polku.base.engine import Engine

Table = tuple[Sequence[str], Iterable[Sequence[str]]]  # the columns' names, and the rows


def judged(engine: Engine, tables: Mapping[str, Table]) -> list[facts.FactFault]:
    """The errors of the tables' rows. The sound rows are in the engine then, typed; the folder is gone."""
    with tempfile.TemporaryDirectory(prefix="polku-") as place:
        folder = Path(place) / "facts"
        folder.mkdir()
        for name, (columns, rows) in tables.items():
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                out = csv.writer(file)
                out.writerow(columns)
                out.writerows(rows)
        found = facts.load(engine, folder, quarantine=Path(place) / "aside")
        return [fault for fault in found.faults() if fault.error and fault.row is not None]
