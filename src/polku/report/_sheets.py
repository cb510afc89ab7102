"""The report as a workbook: a sheet for each table, with the figures that may be published as numbers.

The figures are those of the page, read back from what is written there: what is hidden there has no number here.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from polku.page import NO_BREAK, Block, Row, Section, Table
from polku.report._composed import Report

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

_FORMS = {  # the sign of a figure: the form of whole ones, and of those with decimals
    "": ("#,##0", "#,##0.0"),
    "%": ("0%", "0.0%"),
    "€": ('#,##0\\ "€"', '#,##0.00\\ "€"'),
}
_FIGURE = {  # thousands apart, decimals, and the sign after it, in English before it
    "fi": re.compile(rf"(?P<n>\d{{1,3}}(?:{NO_BREAK}\d{{3}})*(?:,\d+)?)(?:{NO_BREAK}(?P<sign>[%€]))?"),
    "en": re.compile(r"(?P<euro>€)?(?P<n>\d{1,3}(?:,\d{3})*(?:\.\d+)?)(?P<sign>%)?"),
}
_FIGURE["sv"] = _FIGURE["fi"]
_NO_LETTER = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_LONGEST_NAME = 31
_WIDEST = 60
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def workbook(report: Report) -> bytes:
    """The workbook's content: what it is, days, notes and meanings first, then a sheet for each table.

    The same report gives the same bytes. Texts are never formulas. Figures are numbers with their form: counts, shares
    as parts of one, euros.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = _text(report.title)
    book.properties.creator = "Polku"
    book.properties.language = report.words.lang
    book.properties.created = datetime(report.until.year, report.until.month, report.until.day)
    first = book.create_sheet(_text(report.words.say("sheet.about")))
    names = {}
    for number, (section, block) in enumerate(_tables(report), 1):
        assert block.table is not None  # noqa: S101 (_tables gives none without)
        words = _NOT_IN_NAMES.sub(" ", _text(block.title)).split()
        names[block.id] = f"{number} {' '.join(words)}"[:_LONGEST_NAME].rstrip()
        _write_table(book.create_sheet(names[block.id]), block.table, f"{section.title}: {block.title}", report)
    _write_first(first, report, names)
    content = io.BytesIO()
    book.save(content)
    return _same_bytes(content.getvalue(), report)


def _tables(report: Report) -> Iterator[tuple[Section, Block]]:
    for section in report.sections:
        for block in section.blocks:
            if block.table is not None:
                yield section, block


def _write_first(sheet: Worksheet, report: Report, names: dict[str, str]) -> None:
    """What it is, the headlines, notes, and each part with its sheet and what its figures are."""
    from openpyxl.styles import Alignment, Font

    rows: list[tuple[str, ...]] = [(report.title,), (report.words.say("sheet.text"),), *report.facts, ()]
    rows += [(h.figure, h.sentence) for h in report.headlines]
    for box in report.boxes:
        rows += [(), (box.title, " ".join(box.sentences)), *(("", item) for item in box.items)]
    rows += [(), (report.words.say("sheet.parts"),)]
    headings = {1, len(rows)}
    for section in report.sections:
        rows.append((section.title, " ".join(section.sentences)))
        headings.add(len(rows))
        for block in section.blocks:
            told = " ".join([*block.sentences, *block.items, block.definition]).strip()
            rows.append((names.get(block.id, block.title), told))
    for number, row in enumerate(rows, 1):
        for column, text in enumerate(row, 1):
            cell = sheet.cell(number, column)
            _put_text(cell, text)
            cell.font = Font(bold=number in headings and column == 1, size=14 if number == 1 else 11)
            cell.alignment = Alignment(wrap_text=column == 2, vertical="top")
            if column == 1 and text in names.values():
                cell.hyperlink = f"#'{text}'!A1"
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 38, 110
    sheet.freeze_panes = "A2"
    _on_paper(sheet)


def _write_table(sheet: Worksheet, table: Table, name: str, report: Report) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for column, head in enumerate(table.heads, 1):
        cell = sheet.cell(1, column)
        _put_text(cell, head)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    rows = [*table.rows, *([table.total] if table.total else [])]
    for number, row in enumerate(rows, 2):
        _write_row(sheet, number, row, table, report)
    widths = [max(len(text) for text in texts) for texts in _by_column(table.heads, rows)]
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = min(width, _WIDEST) + 3
    sheet.freeze_panes = "B2"
    sheet.print_title_rows = "1:1"
    if sheet.oddHeader is not None:
        sheet.oddHeader.left.text = _text(name).replace("&", "&&")
    _on_paper(sheet)


def _write_row(sheet: Worksheet, number: int, row: Row, table: Table, report: Report) -> None:
    from openpyxl.styles import Alignment, Font

    for column, text in enumerate((row.label, *row.cells), 1):
        cell = sheet.cell(number, column)
        if column == 1 or table.words:
            _put_text(cell, text)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        else:
            _put_figure(cell, text, report)
            cell.alignment = Alignment(horizontal="right", vertical="top")
        cell.font = Font(bold=row is table.total)


def _by_column(heads: Sequence[str], rows: Sequence[Row]) -> Iterator[list[str]]:
    """The texts of each column; a heading may break, so its longest word counts."""
    for i, head in enumerate(heads):
        longest = max(head.split() or [""], key=len)
        yield [longest, *((row.label, *row.cells)[i] for row in rows)]


def _put_text(cell: Cell | MergedCell, text: str) -> None:
    """A text as it is, also one that begins with = or +."""
    cell.value = _text(text) or None
    if text:
        cell.data_type = "s"


def _put_figure(cell: Cell | MergedCell, text: str, report: Report) -> None:
    """A written figure as a number; what is hidden, rounded or said in words stays a text."""
    found = _FIGURE[report.words.lang].fullmatch(text)
    if found is None:
        _put_text(cell, text)
        return
    parts = found.groupdict()
    sign = parts.get("sign") or parts.get("euro") or ""
    plain = (
        parts["n"].replace(",", "") if report.words.lang == "en" else parts["n"].replace(NO_BREAK, "").replace(",", ".")
    )
    number = Decimal(plain)
    cell.number_format = _FORMS[sign]["." in plain]
    cell.value = number / 100 if sign == "%" else number


def _text(text: str) -> str:
    return _NO_LETTER.sub("\ufffd", text)


def _on_paper(sheet: Worksheet) -> None:
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def _same_bytes(content: bytes, report: Report) -> bytes:
    """The file with the report's day in the place of today's."""
    day = report.until
    made, at = io.BytesIO(), (max(day.year, 1980), day.month, day.day, 0, 0, 0)
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            told = _MODIFIED.sub(rb"\g<1>" + f"{day}T00:00:00Z".encode(), old.read(name))
            new.writestr(zipfile.ZipInfo(name, at), told, zipfile.ZIP_DEFLATED)
    return made.getvalue()
