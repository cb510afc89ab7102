"""Facts for the steps: sound rows under the tables' names, faulty ones set aside where that was asked for."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from polku.base.engine import Engine, output
from polku.definition import Pilot
from polku.facts._check import Check, FactsError, check
from polku.facts._files import OpenFile
from polku.facts._schema import TABLES
from polku.facts._values import literal, quoted

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
        raise FactsError(_refusal(result, set_aside=quarantine is not None))
    removed = _set_aside(engine, result, quarantine) if result.errors and quarantine is not None else {}
    for name, table in TABLES.items():
        if name not in result.files:
            engine.load(name, table.engine_columns, [])
            continue
        columns = ", ".join(_with_default(column.stored, column.default) for column in table.columns)
        sound = f" WHERE _row NOT IN (SELECT _row FROM removed_{name})" if removed.get(name) else ""
        engine.view(name, f"SELECT {columns} FROM typed_{name}{sound}")
    result.set_aside = removed
    return result


def _with_default(column: str, default: str | None) -> str:
    return f"coalesce({column}, {default}) AS {column}" if default else quoted(column)


def _refusal(result: Check, *, set_aside: bool) -> str:
    faults = [fault for fault in result.faults(SHOWN_PER_KIND) if fault.error]
    told = "\n".join(f"  {fault}" for fault in (result.unreadable() if set_aside else faults))
    cure = (
        "These are faults of whole files; mend the files first."
        if set_aside
        else "Mend the rows, or give --quarantine DIR to set them aside; `polku check` lists them all."
    )
    return f"The facts in {result.folder} have {result.errors} errors:\n{told}\n{cure}"


def _set_aside(engine: Engine, result: Check, quarantine: Path) -> dict[str, int]:
    """Rows with errors, and rows that refer to them, written into the quarantine folder; how many by table."""
    removed: dict[str, int] = {}
    for name in TABLES:  # persons and participations stand before the tables that refer to them
        if name in result.files:
            removed[name] = _remove(engine, name, removed)
    with output(engine, quarantine, "csv") as tables:
        for name, count in removed.items():
            if count:
                _keep_with_reasons(engine, result.files[name])
                tables.write("quarantined", engine.columns("quarantined"), order_by='"row"', name=name)
    engine.drop("quarantined")
    return {name: count for name, count in removed.items() if count}


def _remove(engine: Engine, name: str, removed: dict[str, int]) -> int:
    """Keep removed_NAME: `_row` and `reasons` of the table's rows that are set aside; their number."""
    parts = [
        'SELECT "row" AS _row, string_agg("column" || \': \' || message, \'; \' ORDER BY "column", kind) AS reasons'
        f' FROM faults WHERE error AND "table" = {literal(name)} GROUP BY "row"'
    ]
    for column, target in TABLES[name].refers:
        if removed.get(target):
            parts.append(
                f"SELECT _row, {literal(f'{column}: the row of {target} that it refers to was set aside')} AS reasons"
                f" FROM typed_{name} AS one"
                f" WHERE {column} IN (SELECT {column} FROM typed_{target})"
                f" AND {column} NOT IN (SELECT {column} FROM typed_{target} WHERE {column} IS NOT NULL"
                f" AND _row NOT IN (SELECT _row FROM removed_{target}))"
            )
    union = " UNION ALL ".join(parts)
    engine.make(f"removed_{name}", f"SELECT _row, string_agg(reasons, '; ') AS reasons FROM ({union}) GROUP BY _row")
    return int(engine.rows(f"SELECT count(*) FROM removed_{name}")[0][0])


def _keep_with_reasons(engine: Engine, file: OpenFile) -> None:
    """Keep the table `quarantined`: the rows as they stand in the file, with row number and reasons before them."""
    columns = "".join(f", {quoted(name)}{_beside(name)}" for name in file.types)
    engine.make(
        "quarantined",
        f'SELECT removed._row AS "row", reasons{columns} FROM removed_{file.table.name} AS removed'
        f" LEFT JOIN {file.view} AS file ON file._row = removed._row",
    )


def _beside(name: str) -> str:
    return f" AS {quoted(name + '_')}" if name.casefold() in ("row", "reasons") else ""
