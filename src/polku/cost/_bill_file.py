"""The payer's person-by-person list: a CSV or Parquet file with names of its own, read row by row."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from polku.base import Fault, PolkuError, cents
from polku.base.engine import Engine, EngineError
from polku.definition import DefinitionError, Node, benefits, municipality_known, read_yaml

NEEDED = ("month", "person_id", "benefit", "days", "bracket", "eur")
COLUMNS = (*NEEDED, "municipality")
SHOWN = 10
VIEW = "bill_file"


class BillError(PolkuError):
    """A bill that cannot be read; every fault with its row, its column and what would be right."""


@dataclass(frozen=True, slots=True)
class BillRow:
    """A line of the bill. `municipality`: whose bill it is, None when the file does not say; money in cents."""

    row: int
    month: date
    person_id: str
    benefit: str
    bracket: int
    days: int
    cents: int
    municipality: str | None


@dataclass(frozen=True, slots=True)
class BillColumn:
    """Where a value stands in the file, and the words that stand for Polku's own."""

    name: str
    codes: Mapping[str, str]


def read_bill(engine: Engine, path: Path, mapping: Path | None = None) -> list[BillRow]:
    """The lines of a bill, in the file's order.

    mapping: the file's own names, in the form of a facts mapping with one table `bill`. Raises BillError for a file
    that cannot be read or has a line at fault, DefinitionError for a mapping that says what it may not.
    """
    names = _mapping(mapping) if mapping else {}
    found = _open(engine, path)
    columns = {column: _find(column, names, found, path) for column in COLUMNS}
    missing = [column for column in NEEDED if columns[column] is None]
    if missing:
        raise BillError(
            f"{path} has no column for {', '.join(missing)}. It has {', '.join(found)}; name them"
            f" {', '.join(NEEDED)}, or say with --bill-mapping which column is which."
        )
    present = {column: source for column, source in columns.items() if source is not None}
    picked = ", ".join(f"cast({_quoted(source.name)} AS VARCHAR)" for source in present.values())
    rows, faults = [], []
    for number, *values in engine.rows(f"SELECT _row, {picked} FROM {VIEW} ORDER BY _row"):
        texts = {
            column: source.codes.get(text or "", text)
            for (column, source), text in zip(present.items(), values, strict=True)
        }
        row, wrong = _read_row(number, texts)
        faults += [f"row {number}, {present[column].name}: {message}" for column, message in wrong]
        if row is not None:
            rows.append(row)
    engine.drop(VIEW)
    if faults:
        more = f"\n… and {len(faults) - SHOWN} more." if len(faults) > SHOWN else ""
        raise BillError(f"The bill {path} has {len(faults)} faults:\n  " + "\n  ".join(faults[:SHOWN]) + more)
    return rows


def _open(engine: Engine, path: Path) -> list[str]:
    """Open the file as the view VIEW; its columns."""
    if not path.is_file():
        raise BillError(f"There is no bill {path}. Give a CSV or Parquet file.")
    try:
        if path.suffix == ".parquet":
            engine.open_parquet(VIEW, path)
            return [name for name in engine.columns(VIEW) if name != "_row"]
        header, delimiter = _header(path)
        bad = engine.open_csv(VIEW, path, header, delimiter)
    except (EngineError, UnicodeDecodeError, csv.Error) as error:
        raise BillError(f"The bill {path} cannot be read: {error}") from error
    if bad:
        told = "; ".join(f"row {line.row}: {line.reason}" for line in bad[:SHOWN])
        raise BillError(f"The bill {path} has {len(bad)} lines that are no rows ({told}). Mend them in the file.")
    return header


def _header(path: Path) -> tuple[list[str], str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        line = file.readline()
    delimiter = ";" if line.count(";") > line.count(",") else ","
    header = next(csv.reader([line], delimiter=delimiter), [])
    if not all(name.strip() for name in header) or len({name.casefold() for name in header}) < max(len(header), 1):
        raise BillError(f"The bill {path} has no header row with a name for each column, each once. Add one.")
    return header, delimiter


def _find(column: str, names: Mapping[str, BillColumn], found: list[str], path: Path) -> BillColumn | None:
    """The file's column: as mapped, else of Polku's own name (`person` will do for person_id)."""
    if column in names:
        if names[column].name not in found:
            raise BillError(f"{path} has no column {names[column].name}, which the mapping names. It has {found}.")
        return names[column]
    own = [name for name in (column, column.removesuffix("_id")) if name in found]
    return BillColumn(own[0], {}) if own else None


def _mapping(path: Path) -> dict[str, BillColumn]:
    faults: list[Fault] = []

    def keys(node: Node, allowed: tuple[str, ...], cure: str) -> dict[str, Node]:
        children = node.value if isinstance(node.value, dict) else {}
        if not children or set(children) - set(allowed):
            faults.append(Fault(str(path), node.line, "this is not what a bill's mapping has here.", cure))
        return {key: child for key, child in children.items() if key in allowed}

    if not path.is_file():
        raise DefinitionError([Fault(str(path), 0, "there is no such mapping.", "Give a file.")])
    top = keys(read_yaml(path), ("mapping", "tables"), "Write `tables: {bill: {columns: …}}`.")
    tables = keys(top["tables"], ("bill",), "Name the one table `bill`.") if "tables" in top else {}
    parts = keys(tables["bill"], ("file", "columns"), "Write `columns:`.") if "bill" in tables else {}
    columns = keys(parts["columns"], COLUMNS, f"It may have {', '.join(COLUMNS)}.") if "columns" in parts else {}
    found: dict[str, BillColumn] = {}
    for name, node in columns.items():
        if isinstance(node.value, str):
            found[name] = BillColumn(node.value, {})
            continue
        source = keys(node, ("column", "codes"), "Write `column: NAME` and, if need be, `codes: {theirs: ours}`.")
        codes = source["codes"].plain() if "codes" in source else {}
        if "column" not in source or not isinstance(codes, dict):
            faults.append(Fault(str(path), node.line, f"{name} does not say which column it is.", "Write its name."))
            continue
        found[name] = BillColumn(str(source["column"].value), {str(a): str(b) for a, b in codes.items()})
    if faults or not found:
        raise DefinitionError(faults or [Fault(str(path), 1, "the mapping names no column.", "Name them.")])
    return found


def _read_row(number: int, texts: Mapping[str, str | None]) -> tuple[BillRow | None, list[tuple[str, str]]]:
    """The line as a row, and what is wrong in it by column."""
    values: dict[str, Any] = {"municipality": None}
    wrong: list[tuple[str, str]] = []
    for column, text in texts.items():
        read, right = _READERS[column]
        stripped = (text or "").strip()
        if not stripped and column == "municipality":
            continue
        value = read(stripped) if stripped else None
        if value is None:
            wrong.append((column, f"{stripped!r} is not {right}" if stripped else f"it is empty; it must be {right}"))
        values[column] = value
    if wrong:
        return None, wrong
    return BillRow(row=number, cents=values.pop("eur"), **values), []


def _month(text: str) -> date | None:
    iso = re.fullmatch(r"([0-9]{4})-([0-9]{1,2})(?:-[0-9]{1,2}(?: 00:00:00)?)?", text)
    finnish = re.fullmatch(r"(?:[0-9]{1,2}\.)?([0-9]{1,2})[./]([0-9]{4})", text)
    year, month = iso.groups() if iso else (finnish[2], finnish[1]) if finnish else ("0", "0")
    return date(int(year), int(month), 1) if 1900 <= int(year) <= 2100 and 1 <= int(month) <= 12 else None


def _benefit(text: str) -> str | None:
    names = {one.benefit: one.benefit for one in benefits()}
    names |= {one.name.in_language(lang).lower(): one.benefit for one in benefits() for lang in ("fi", "sv", "en")}
    return names.get(text.lower())


def _bracket(text: str) -> int | None:
    """The bracket's first paid day; `101-200`, `101–200` and `701-` tell it too."""
    match = re.fullmatch(r"([0-9]{1,6})(?:[.,]0+)?(?: ?[-–] ?[0-9]*)?", text)
    return int(match[1]) if match else None


def _days(text: str) -> int | None:
    match = re.fullmatch(r"([0-9]{1,6})(?:[.,]0+)?", text)
    return int(match[1]) if match else None


def _cents(text: str) -> int | None:
    plain = re.sub(r"[\s\u00a0€]", "", text).replace(",", ".").replace("−", "-")
    match = re.fullmatch(r"-?[0-9]{1,10}(\.[0-9]{1,2}0*)?", plain)
    return cents(Decimal(plain)) if match else None


_READERS: dict[str, tuple[Callable[[str], object], str]] = {
    "month": (_month, "a month, such as 2025-10"),
    "person_id": (lambda text: text, "a person's id"),
    "benefit": (_benefit, f"a benefit ({', '.join(one.benefit for one in benefits())}, or its name)"),
    "days": (_days, "a whole number of days from 0"),
    "bracket": (_bracket, "a bracket's first paid day, such as 301 or 301-400"),
    "eur": (_cents, "euros with at most two decimals"),
    "municipality": (lambda text: text if municipality_known(text) else None, "a municipality's code, such as 837"),
}


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
