"""The files of a facts folder, opened as views of text or of Parquet's own types."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from polku.base.engine import BadLine, Engine, EngineError
from polku.facts._mapping import Mapping, Source
from polku.facts._schema import TABLES, Table

HEADER_LIMIT = 1_000_000  # bytes in which a header row must end


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A fact table's file, open in the engine as the view `view` with `_row` and the file's own columns."""

    table: Table
    file: str
    view: str
    types: dict[str, str]  # of the file's columns
    sources: dict[str, Source]  # fact column → where its values are; only columns that the file has
    bad_lines: list[BadLine]


class Unreadable(Exception):  # noqa: N818 (a fault that becomes a row of the report, not an error that leaves the room)
    """A file that cannot be read at all: what is wrong, and what would be right."""


def places(folder: Path, mapping: Mapping | None) -> tuple[dict[str, list[Path]], list[str]]:
    """The files of each fact table (none, one, or several by mistake), and the names of files that are no table's."""
    present = {path.name: path for path in sorted(folder.iterdir()) if path.suffix in (".csv", ".parquet")}
    if mapping is not None:
        found = {name: [folder / table.file] for name, table in mapping.items() if (folder / table.file).is_file()}
    else:
        found = {
            name: [present[file] for file in (f"{name}.csv", f"{name}.parquet") if file in present] for name in TABLES
        }
    used = {path.name for paths in found.values() for path in paths}
    return {name: paths for name, paths in found.items() if paths}, [name for name in present if name not in used]


def open_file(engine: Engine, table: Table, paths: list[Path], mapping: Mapping | None) -> OpenFile:
    """Open a table's file. Raises Unreadable when it cannot be read at all."""
    if len(paths) > 1:
        raise Unreadable(f"there are both {paths[0].name} and {paths[1].name}; keep one of them.")
    path, view = paths[0], f"file_{table.name}"
    try:
        if path.suffix == ".csv":
            header, delimiter = read_header(path)
            bad_lines = engine.open_csv(view, path, header, delimiter)
        else:
            bad_lines = []
            engine.open_parquet(view, path)
    except (EngineError, OSError) as error:
        raise Unreadable(f"it cannot be read: {error}") from error
    types = {name: kind for name, kind in engine.columns(view).items() if name != "_row"}
    if path.suffix == ".parquet" and any(name.startswith(("_row", "file_row_number")) for name in types):
        raise Unreadable("it has a column named _row or file_row_number; give it another name.")
    mapped = mapping[table.name].columns if mapping is not None else {name: Source(name) for name in table.by_name}
    sources = {name: source for name, source in mapped.items() if source.column in types}
    return OpenFile(table, path.name, view, types, sources, bad_lines)


def read_header(path: Path) -> tuple[list[str], str]:
    """The column names of a CSV file and its delimiter. Raises Unreadable when it has no usable header row."""
    with path.open("rb") as stream:
        line = stream.readline(HEADER_LIMIT).removeprefix(b"\xef\xbb\xbf")
    if b"\r" in line.rstrip(b"\r\n"):
        raise Unreadable("its lines end with a carriage return only; save it again with ordinary line ends.")
    try:
        text = line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise Unreadable("it is not UTF-8; save it again as CSV UTF-8.") from None
    if "\0" in text:
        raise Unreadable("it is not UTF-8 text; save it again as CSV UTF-8.")
    if not text.strip():
        raise Unreadable("it is empty; it must begin with a row of column names.")
    delimiter = ";" if text.count(";") > text.count(",") else ","
    names = next(csv.reader([text], delimiter=delimiter))
    folded = [name.casefold() for name in names]
    twice = sorted({name for name in names if folded.count(name.casefold()) > 1})
    if twice:
        raise Unreadable(f"it has the column {', '.join(twice)} twice; give each column its own name.")
    if "" in names or "_row" in folded:
        raise Unreadable("a column of it has no usable name; give each column its own name in the first row.")
    return names, delimiter
