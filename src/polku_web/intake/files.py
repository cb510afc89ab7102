"""Reading what somebody sent: CSV or XLSX, told apart by what is inside, and refused when it could do harm."""

from __future__ import annotations

import csv
import io
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from typing import Any

from django.conf import settings

from polku_web.intake.faults import FileFault

MOST_COLUMNS = 200
LONGEST_CELL = 2000
FORMULA = "\x00formula"  # stands where a cell has a formula: no text of a file has this sign
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
Cells = list[str]


def read_table(content: bytes) -> Iterator[Cells]:
    """The rows of a file, the header first; each cell as text. Raises FileFault, at once or on the way."""
    if not content.strip():
        raise FileFault("empty")
    if len(content) > settings.INTAKE_FILE_MB * 1_000_000:
        raise FileFault("too_big")
    rows = _xlsx(content) if content.startswith(ZIP) else _csv(content)
    header = next(rows, None)
    if header is None:
        raise FileFault("empty")
    yield _header(header)
    for number, row in enumerate(rows, 1):
        if number > settings.INTAKE_ROWS:
            raise FileFault("too_many_rows")
        yield [cell[: LONGEST_CELL + 1] for cell in row]


def _header(cells: Cells) -> Cells:
    while cells and not cells[-1]:
        cells.pop()
    if not cells:
        raise FileFault("empty")
    if len(cells) > MOST_COLUMNS:
        raise FileFault("too_many_columns")
    if "" in cells:
        raise FileFault("unnamed")
    if len({name.casefold() for name in cells}) < len(cells):
        raise FileFault("twice_named")
    return [name[:120] for name in cells]


def _csv(content: bytes) -> Iterator[Cells]:
    if content.startswith((OLD_EXCEL, b"%PDF")):
        raise FileFault("unknown_form")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileFault("not_utf8") from None
    if "\0" in text:
        raise FileFault("not_utf8" if text.count("\0") > len(text) // 4 else "unknown_form")
    first = text.split("\n", 1)[0]
    delimiter = max(";,\t", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if any(cell.strip() for cell in row):
                yield [_clean(cell) for cell in row]
    except csv.Error:
        raise FileFault("broken_quotes") from None


def _clean(cell: str) -> str:
    """A cell without the spaces around it, and without the sign that keeps a spreadsheet from computing it."""
    cell = cell.strip()
    return cell[1:] if len(cell) > 1 and cell[0] == "'" and cell[1] in "=+-@" else cell


def _xlsx(content: bytes) -> Iterator[Cells]:
    _harmless(content)
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that we do not read
            book = load_workbook(io.BytesIO(content), read_only=True, data_only=False, keep_links=False)
    except Exception:
        raise FileFault("not_xlsx") from None
    try:
        yield from _sheet(book)
    except FileFault:
        raise
    except Exception:
        raise FileFault("not_xlsx") from None
    finally:
        with suppress(Exception):
            book.close()


def _sheet(book: Any) -> Iterator[Cells]:
    if not book.worksheets:
        raise FileFault("no_sheet")
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # what the file says of its size need not be true
    for row in sheet.iter_rows():
        cells = [_cell_text(cell) for cell in row[: MOST_COLUMNS + 1]]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield cells


def _cell_text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return FORMULA
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return _clean(str(value))


def _harmless(content: bytes) -> None:
    """Refuse a workbook that unpacks to far more than it is, is locked, or declares entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
            if sum(part.file_size for part in parts) > settings.INTAKE_UNPACKED_MB * 1_000_000 or len(parts) > 2000:
                raise FileFault("bomb")
            if any(part.flag_bits & 1 for part in parts) or "xl/workbook.xml" not in packed.namelist():
                raise FileFault("not_xlsx")
            for part in parts:
                _no_entities(packed, part)
    except FileFault:
        raise
    except Exception:
        raise FileFault("not_xlsx") from None


def _no_entities(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """A part that declares what XML would expand is refused. (zipfile itself holds a part to the length it tells.)"""
    if part.filename.endswith((".xml", ".rels")):
        with packed.open(part) as stream:
            head = stream.read(8192)
        if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
            raise FileFault("not_xlsx")
