"""Quarantine: faulty rows set aside with their reasons, so that the rest can be used and nothing is lost."""

from __future__ import annotations

from pathlib import Path

from polku.base import literal
from polku.base.engine import Engine, output
from polku.facts._check import Check, FactsError
from polku.facts._files import OpenFile
from polku.facts._schema import TABLES
from polku.facts._values import quoted


def set_aside(engine: Engine, result: Check, quarantine: Path) -> None:
    """Write the rows with errors, and the rows that refer to them, into the folder: a CSV file per table.

    Columns: `row` (as in the file), `reasons`, and the file's own. `result.set_aside` then has how many by table, and
    the engine's table removed_NAME which rows. Raises FactsError for a folder that holds the facts themselves.
    """
    _refuse_facts(result, quarantine)
    removed: dict[str, int] = {}
    for name in TABLES:  # persons and participations stand before the tables that refer to them
        if name in result.files:
            removed[name] = _remove(engine, name, removed)
    with output(engine, quarantine, "csv") as tables:
        for name, count in removed.items():
            if count:
                _keep_with_reasons(engine, result.files[name])
                tables.write("quarantined", engine.columns("quarantined"), order_by='"row"', name=name)
    for name in TABLES:
        if not removed.get(name):
            _forget_earlier(quarantine / f"{name}.csv")
    engine.drop("quarantined")
    result.set_aside = {name: count for name, count in removed.items() if count}


def _refuse_facts(result: Check, quarantine: Path) -> None:
    """Facts are never written over: the folder must not hold a file that is read, nor one that is no quarantine's."""
    same = quarantine.exists() and quarantine.samefile(result.folder)
    theirs = [
        name for name in TABLES if _is_other(quarantine / f"{name}.csv") or (quarantine / f"{name}.parquet").exists()
    ]
    if same or theirs:
        what = "is the facts folder itself" if same else f"already holds facts ({', '.join(theirs)})"
        raise FactsError(f"The quarantine folder {quarantine} {what}. Nothing was written; give another folder.")


def _is_other(path: Path) -> bool:
    return path.exists() and not _is_quarantined(path)


def _is_quarantined(path: Path) -> bool:
    if path.is_dir():
        return False
    with path.open("rb") as file:
        return file.readline().startswith(b"row,reasons")


def _forget_earlier(path: Path) -> None:
    """Rows that an earlier run set aside are no longer faulty."""
    if path.exists() and _is_quarantined(path):
        path.unlink()


def _remove(engine: Engine, name: str, removed: dict[str, int]) -> int:
    """Keep removed_NAME: `_row` and `reasons` of the table's rows that are set aside; their number."""
    # A line that is no row stands nowhere else: its text goes into the reason.
    line = "CASE WHEN kind = 'unreadable' THEN ': ' || \"value\" ELSE '' END"
    told = f"coalesce(\"column\" || ': ', '') || message || {line}"
    parts = [
        f'SELECT "row" AS _row, string_agg({told}, \'; \' ORDER BY "column", kind) AS reasons FROM faults'
        f' WHERE error AND "row" IS NOT NULL AND "table" = {literal(name)} GROUP BY "row"'
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
    columns = "".join(f", file.{quoted(name)}{_beside(name)}" for name in file.types)
    engine.make(
        "quarantined",
        f'SELECT removed._row AS "row", removed.reasons{columns} FROM removed_{file.table.name} AS removed'
        f" LEFT JOIN {file.view} AS file ON file._row = removed._row",
    )


def _beside(name: str) -> str:
    return f" AS {quoted(name + '_')}" if name.casefold() in ("row", "reasons") else ""
