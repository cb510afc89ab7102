"""Mapping files: another system's table, column and code names, so that nobody rewrites an extract by hand."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, field
from pathlib import Path

from polku.base import Fault
from polku.definition import DefinitionError, Node, read_yaml
from polku.facts._schema import TABLES, Column, Table

FOLDER = Path(__file__).parent / "mappings"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a column's values are: the file's column, and the words that stand for the fact table's own."""

    column: str
    codes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableMapping:
    """A fact table in another system's file."""

    file: str
    columns: dict[str, Source]


Mapping = dict[str, TableMapping]


def shipped_mappings() -> list[str]:
    """The names of the mappings that ship with Polku."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def load_mapping(name_or_path: str | Path) -> Mapping:
    """Read a shipped mapping by name, or a mapping file.

    Raises DefinitionError, with file, line and cure, for a file that is not there or says something it may not.
    """
    path = FOLDER / f"{name_or_path}.yaml"
    if not path.is_file():
        path = Path(name_or_path)
    if not path.is_file():
        shipped = ", ".join(shipped_mappings())
        raise DefinitionError(
            [Fault(str(name_or_path), 0, "there is no such mapping.", f"Give a file, or one that ships: {shipped}.")]
        )
    return _Reader(str(path)).mapping(read_yaml(path))


class _Reader:
    """Reads the nodes of one file and collects its faults."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def mapping(self, root: Node) -> Mapping:
        top = self.keys(root, ("mapping", "tables"), "the mapping")
        tables = self.keys(top["tables"], tuple(TABLES), "tables") if "tables" in top else {}
        if not tables:
            self.fault(root.line, "the mapping has no tables.", "Name each fact table under `tables:`.")
        mapping = {name: self.table(TABLES[name], node) for name, node in tables.items()}
        if self.faults:
            raise DefinitionError(self.faults)
        return mapping

    def table(self, table: Table, node: Node) -> TableMapping:
        parts = self.keys(node, ("file", "columns"), table.name)
        if "file" not in parts or not isinstance(parts["file"].value, str):
            self.fault(node.line, f"{table.name} has no file.", "Say which: `file: NAME.csv`.")
        columns = (
            self.keys(parts["columns"], tuple(table.by_name), f"columns of {table.name}") if "columns" in parts else {}
        )
        file = parts["file"].value if "file" in parts else ""
        sources = {name: self.source(name, child) for name, child in columns.items()}
        for name, source in sources.items():
            self.codes(table.by_name[name], source, columns[name])
        return TableMapping(str(file), sources)

    def codes(self, column: Column, source: Source, node: Node) -> None:
        """Each word of ours must be one that the column may have."""
        for theirs, ours in source.codes.items():
            if column.values and ours not in column.values:
                message = f"the code {theirs} of {column.name} becomes {ours}, which it may not be."
                self.fault(node.line, message, f"It may be {', '.join(column.values)}.")

    def source(self, column: str, node: Node) -> Source:
        if isinstance(node.value, str):
            return Source(node.value)
        parts = self.keys(node, ("column", "codes"), column)
        name = parts["column"].value if "column" in parts else None
        if not isinstance(name, str):
            self.fault(node.line, f"{column} does not say which column of the file it is.", "Write its name.")
        codes = parts["codes"].value if "codes" in parts else {}
        if not isinstance(codes, dict) or not all(isinstance(code.value, str) for code in codes.values()):
            self.fault(node.line, f"the codes of {column} are not pairs of words.", "Write `codes: {theirs: ours}`.")
            codes = {}
        return Source(str(name), {theirs: str(ours.value) for theirs, ours in codes.items()})

    def keys(self, node: Node, allowed: tuple[str, ...], what: str) -> dict[str, Node]:
        if not isinstance(node.value, dict):
            self.fault(node.line, f"{what} is not a set of keys.", f"It may have {', '.join(allowed)}.")
            return {}
        for key in node.value:
            if key not in allowed:
                near = difflib.get_close_matches(key, allowed, 1)
                cure = f"Did you mean {near[0]}?" if near else f"It may have {', '.join(allowed)}."
                self.fault(node.keys.get(key, node.line), f"{what} has no {key}.", cure)
        return {key: child for key, child in node.value.items() if key in allowed}

    def fault(self, line: int, message: str, cure: str) -> None:
        self.faults.append(Fault(self.file, line, message, cure))
