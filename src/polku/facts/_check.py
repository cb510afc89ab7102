"""The check at the door: every fault of a facts folder, with file, row, column, value and what would be right."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from polku.base import PolkuError, literal
from polku.base.engine import Columns, Engine, EngineError
from polku.definition import Pilot
from polku.facts._cross_checks import CrossCheck, error_checks, warning_checks
from polku.facts._files import OpenFile, Unreadable, open_file, places
from polku.facts._mapping import Mapping, load_mapping
from polku.facts._row_checks import checked_select, fault_select, row_checks
from polku.facts._schema import TABLES
from polku.facts._values import reads_as_it_stands

FAULTS: Columns = {
    "table": "VARCHAR",
    "file": "VARCHAR",
    "row": "BIGINT",
    "column": "VARCHAR",
    "kind": "VARCHAR",
    "value": "VARCHAR",
    "message": "VARCHAR",
    "error": "BOOLEAN",
}


@dataclass(frozen=True, slots=True)
class FactFault:
    """A fault of a facts folder. row: data rows from 1, None for the whole file; column: as the file names it."""

    table: str
    file: str
    row: int | None
    column: str | None
    kind: str
    value: str | None
    message: str
    error: bool

    def __str__(self) -> str:
        place = f"{self.file}, row {self.row}" if self.row is not None else self.file
        column = f", column {self.column}" if self.column else ""
        value = f" {self.value!r}:" if self.value is not None else ""
        return f"{place}{column}:{value} {self.message} [{self.kind}]"


class Check:
    """What the check found. The faults stay in the engine's table `faults`, however many they are."""

    def __init__(self, engine: Engine, folder: Path, files: dict[str, OpenFile]) -> None:
        self._engine, self.folder, self.files = engine, folder, files
        found = engine.rows("SELECT kind, error, count(*) FROM faults GROUP BY kind, error ORDER BY 2 DESC, 3 DESC, 1")
        self.by_kind: dict[str, int] = {kind: count for kind, _, count in found}
        self.set_aside: dict[str, int] = {}  # rows that `load` put into quarantine, by table
        self.errors: int = sum(count for _, error, count in found if error)
        self.warnings: int = sum(count for _, error, count in found if not error)

    def faults(self, most_per_kind: int | None = None) -> list[FactFault]:
        """The faults in the order of tables and rows, errors first; at most so many of a kind."""
        order = " ".join(f"WHEN {literal(name)} THEN {place}" for place, name in enumerate(TABLES))
        rows = self._engine.rows(
            f'SELECT * EXCLUDE (place) FROM (SELECT *, row_number() OVER (PARTITION BY kind ORDER BY "table", "row")'
            f" AS place FROM faults) WHERE place <= $most"
            f' ORDER BY error DESC, CASE "table" {order} END, "row" NULLS FIRST, "column", kind',
            most=most_per_kind if most_per_kind is not None else 2**62,
        )
        return [FactFault(*row) for row in rows]

    def fingerprint(self, mapping: str | Path | None = None) -> str:
        """The SHA-256 over the names and contents of the files that were read, and of the mapping, in their order."""
        whole = hashlib.sha256(repr(load_mapping(mapping)).encode() if mapping is not None else b"")
        for name in sorted(file.file for file in self.files.values()):
            with (self.folder / name).open("rb") as content:
                whole.update(f"{name} {hashlib.file_digest(content, 'sha256').hexdigest()}\n".encode())
        return whole.hexdigest()

    def unreadable(self) -> list[FactFault]:
        """Errors of whole files, which no setting aside of rows can mend."""
        return [FactFault(*row) for row in self._engine.rows('SELECT * FROM faults WHERE error AND "row" IS NULL')]


class FactsError(PolkuError):
    """Facts that have errors; the steps do not run on them."""


def check(
    engine: Engine,
    folder: Path,
    *,
    known_on: date | None = None,
    mapping: str | Path | None = None,
    pilot: Pilot | None = None,
    warnings: bool = True,
) -> Check:
    """Find every fault of a facts folder; the typed rows stay in the engine.

    known_on: rows recorded later do not exist. mapping: a shipped mapping's name, or a mapping file. pilot: also tell
    services, providers and contracts that it does not have. Raises FactsError when there is no such folder or no fact
    table in it. Source: docs/path/facts.md, "Checking".
    """
    if not folder.is_dir():
        raise FactsError(f"{folder} is no folder. Give the folder that has the fact tables (persons.csv and so on).")
    names = load_mapping(mapping) if mapping is not None else None
    found, strange = places(folder, names)
    if not found:
        wanted = (
            ", ".join(table.file for table in names.values()) if names else "persons.csv or persons.parquet and so on"
        )
        raise FactsError(f"{folder} has no fact table: none of {wanted} is there.")
    files, loose = _open(engine, found, names)
    loose += _not_there(found, names)
    loose += [
        ("", name, None, None, "unknown_table", None, "no fact table has this name; it is not read", False)
        for name in strange
    ]
    tables = _type_tables(engine, files, known_on, loose)
    tables += _compare_rows(engine, files, pilot, warnings=warnings)
    engine.load("loose_faults", FAULTS, loose)
    parts = ["SELECT * FROM loose_faults", *(f"SELECT * FROM {table}" for table in tables if table)]
    engine.make("all_faults", " UNION ALL ".join(parts))
    # A row that has an error gets no warnings too: a row that stands there twice need not also be an odd job.
    engine.make(
        "faults",
        'SELECT * FROM all_faults AS one WHERE error OR "row" IS NULL OR NOT EXISTS (FROM all_faults AS other'
        ' WHERE other.error AND other."table" = one."table" AND other."row" = one."row")',
    )
    engine.drop("loose_faults", "all_faults", *(table for table in tables if table))
    return Check(engine, folder, files)


Loose = tuple[str, str, int | None, str | None, str, str | None, str, bool]


def _open(
    engine: Engine, found: dict[str, list[Path]], names: Mapping | None
) -> tuple[dict[str, OpenFile], list[Loose]]:
    """Open each table's file; faults of files, columns and lines."""
    files: dict[str, OpenFile] = {}
    loose: list[Loose] = []
    for name, paths in found.items():
        try:
            file = open_file(engine, TABLES[name], paths, names)
        except Unreadable as error:
            loose.append((name, paths[0].name, None, None, "unreadable", None, str(error), True))
            continue
        files[name] = file
        loose += [
            (name, file.file, line.row, None, "unreadable", line.text, f"the line is no row: {line.reason}", True)
            for line in file.bad_lines
        ]
        loose += list(_columns(file, names))
    return files, loose


def _not_there(found: dict[str, list[Path]], names: Mapping | None) -> list[Loose]:
    """Files that a mapping names and the folder does not have: perhaps rightly, perhaps a slip of the pen."""
    message = "the mapping names this file, and the folder does not have it; the table is taken as empty"
    absent = {table: mapped.file for table, mapped in (names or {}).items() if table not in found}
    return [(table, file, None, None, "missing_file", None, message, False) for table, file in absent.items()]


def _columns(file: OpenFile, names: Mapping | None) -> Iterable[Loose]:
    table = file.table.name
    for column in file.table.columns:
        if column.required and column.name not in file.sources:
            wanted = names[table].columns.get(column.name) if names else None
            called = wanted.column if wanted else column.name
            message = f"the column {called} ({column.name}) is missing, and it must be there"
            yield (table, file.file, None, called, "missing_column", None, message, True)
    used = {source.column for source in file.sources.values()}
    for name in file.types:
        if name not in used:
            yield (table, file.file, None, name, "unknown_column", None, f"{table} has no such column; not read", False)


def _type_tables(
    engine: Engine, files: dict[str, OpenFile], known_on: date | None, loose: list[Loose]
) -> list[str | None]:
    """Type every file's rows; a file that turns out to be damaged leaves `files` and becomes a fault."""
    tables = []
    for name, file in list(files.items()):
        try:
            tables.append(_type_rows(engine, file, known_on))
        except EngineError as error:
            del files[name]
            loose.append((name, file.file, None, None, "unreadable", None, f"it cannot be read: {error}", True))
    return tables


def _type_rows(engine: Engine, file: OpenFile, known_on: date | None) -> str | None:
    """Keep the file's rows as typed_NAME with `_row` and `_faulty`; the table of their faults, if there are any.

    What the file holds in the engine's own types is left there and read again when it is asked for: a scan of a few
    columns costs less than keeping them all.
    """
    table = f"typed_{file.table.name}"
    checks = row_checks(file)
    known = "" if known_on is None or "recorded_on" not in file.sources else _known(known_on)
    if reads_as_it_stands(file):
        engine.view(table, f"SELECT * FROM ({checked_select(file, checks)}){known}")
        # Every column is read once, so that a damaged file shows here and not in the middle of a step.
        if not engine.rows(f"SELECT count(COLUMNS(*)), count(*) FILTER (_faulty) FROM {table}")[0][-1]:
            engine.view(table, f"SELECT * FROM ({checked_select(file, [])}){known}")
            return None
    engine.make(table, f"SELECT * FROM ({checked_select(file, checks)}){known}")
    if not engine.rows(f"SELECT 1 FROM {table} WHERE _faulty LIMIT 1"):
        return None
    faults = fault_select(file, checks, f"SELECT _row FROM {table} WHERE _faulty")
    return _keep_faults(engine, f"row_faults_{file.table.name}", file, faults, error=True)


def _known(known_on: date) -> str:
    return f" WHERE coalesce(recorded_on <= DATE '{known_on}', true)"


def _compare_rows(
    engine: Engine, files: dict[str, OpenFile], pilot: Pilot | None, *, warnings: bool
) -> list[str | None]:
    tables: list[str | None] = []
    for name, file in files.items():
        checks = list(error_checks(file, files))
        if warnings:
            checks += warning_checks(file.table, files, pilot)
        for n, one in enumerate(checks):
            tables.append(_keep_faults(engine, f"cross_faults_{name}_{n}", file, _told(file, one), error=one.error))
    return tables


def _told(file: OpenFile, one: CrossCheck) -> str:
    column = file.sources[one.column].column if one.column in file.sources else one.column
    return (
        f'SELECT _row, {literal(column)} AS "column", {literal(one.kind)} AS kind, "value",'
        f" {literal(one.message)} AS message FROM ({one.query})"
    )


def _keep_faults(engine: Engine, table: str, file: OpenFile, query: str, *, error: bool) -> str | None:
    engine.make(
        table,
        f'SELECT {literal(file.table.name)} AS "table", {literal(file.file)} AS file, cast(_row AS BIGINT) AS "row",'
        f' "column", kind, "value", message, {str(error).lower()} AS error FROM ({query})',
    )
    if engine.rows(f"SELECT 1 FROM {table} LIMIT 1"):
        return table
    engine.drop(table)
    return None
