"""Facts for the steps: sound rows under the tables' names, faulty ones set aside where that was asked for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from polku.base.engine import Engine
from polku.definition import Pilot
from polku.facts._check import Check, FactsError, check
from polku.facts._quarantine import set_aside
from polku.facts._schema import TABLES
from polku.facts._values import quoted

SHOWN_PER_KIND = 5


def load(
    engine: Engine,
    folder: Path,
    *,
    known_on: date | None = None,
    mapping: str | Path | None = None,
    quarantine: Path | None = None,
    pilot: Pilot | None = None,
    warnings: bool = False,
) -> Check:
    """Keep the facts of a folder as the engine's fact tables; tables that the folder does not have are empty.

    Money is whole cents there. quarantine: a folder that gets the faulty rows, a CSV file per table with `row`,
    `reasons` and the file's own columns, so that the rest can be used. Raises FactsError when there are errors and no
    quarantine, or errors of a whole file.
    """
    result = check(engine, folder, known_on=known_on, mapping=mapping, pilot=pilot, warnings=warnings)
    if result.errors and (quarantine is None or result.unreadable()):
        raise FactsError(_refusal(result, rows_aside=quarantine is not None))
    if result.errors and quarantine is not None:
        set_aside(engine, result, quarantine)
    for name, table in TABLES.items():
        if name not in result.files:
            engine.load(name, table.engine_columns, [])
            continue
        columns = ", ".join(_with_default(column.stored, column.default) for column in table.columns)
        sound = f" WHERE _row NOT IN (SELECT _row FROM removed_{name})" if name in result.set_aside else ""
        engine.view(name, f"SELECT {columns} FROM typed_{name}{sound}")
    return result


def _with_default(column: str, default: str | None) -> str:
    return f"coalesce({column}, {default}) AS {column}" if default else quoted(column)


def _refusal(result: Check, *, rows_aside: bool) -> str:
    faults = [fault for fault in result.faults(SHOWN_PER_KIND) if fault.error]
    told = "\n".join(f"  {fault}" for fault in (result.unreadable() if rows_aside else faults))
    cure = (
        "These are faults of whole files; mend the files first."
        if rows_aside
        else "Mend the rows, or give --quarantine DIR to set them aside; `polku check` lists them all."
    )
    return f"The facts in {result.folder} have {result.errors} errors:\n{told}\n{cure}"
