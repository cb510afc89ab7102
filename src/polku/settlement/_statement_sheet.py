"""The statement as a workbook: sums are numbers, days are days, headings stay in sight."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from polku.base import euros
from polku.settlement._statement import Statement, UnpaidLine
from polku.settlement._statement_parts import facts, sums
from polku.settlement._statement_texts import StatementWords

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

EURO = '#,##0.00\\ "€"'
DAY = "d.m.yyyy"
_NO_LETTER = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]")
_WIDEST = 60


class Cents(NamedTuple):
    """A sum of money, shown in euros."""

    cents: int


Value = str | int | date | Cents | None


def workbook(statement: Statement, words: StatementWords) -> bytes:
    """The workbook's content: sheets for the sums, the lines, the claims and those over the maximum."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.title = words.say("title", contract=statement.contract_id)
    book.properties.creator = "Polku"
    book.properties.created = datetime(statement.until.year, statement.until.month, statement.until.day)
    _summary(book, statement, words)
    lines: list[tuple[Value, ...]] = [
        (
            number,
            line.reference,
            line.fee_text.in_language(words.lang),
            line.fee_id,
            line.earned_on,
            *(Cents(n) for n in (line.amount_cents, line.due_before_cents, line.due_now_cents, line.difference_cents)),
            words.say(f"status_{line.status}"),
            words.say(f"reason_{line.reason}"),
        )
        for number, line in enumerate(statement.lines, 1)
    ]
    heads = ("number", "reference", "fee", "fee_id", "earned_on", "amount", "due_before", "due_now", "difference")
    _sheet(book, words.say("lines"), [words.say(head) for head in (*heads, "status", "reason")], lines)
    for name, unpaid in (("claims", statement.claims), ("over_maximum", statement.over_maximum)):
        _sheet(book, words.say(name), [words.say(head) for head in heads[:6]], _unpaid(unpaid, words))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _summary(book: Workbook, statement: Statement, words: StatementWords) -> None:
    rows: list[tuple[Value, ...]] = list(facts(statement, words))
    rows += [(label, Cents(cents)) for label, cents in sums(statement.totals, words)]
    rows.append((words.say("head"), statement.ledger_head))
    if statement.invented:
        rows.append((words.say("invented"), words.say("invented_why")))
    _sheet(book, words.say("summary"), [words.say("sum"), words.say("euros")], rows)


def _unpaid(lines: Iterable[UnpaidLine], words: StatementWords) -> list[tuple[Value, ...]]:
    return [
        (
            n,
            line.reference,
            line.fee_text.in_language(words.lang),
            line.fee_id,
            line.earned_on,
            Cents(line.amount_cents),
        )
        for n, line in enumerate(lines, 1)
    ]


def _sheet(book: Workbook, title: str, heads: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet: Worksheet = book.create_sheet(title[:31])
    for column, head in enumerate(heads, 1):
        cell = sheet.cell(1, column, head)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    widths = [len(head) for head in heads]
    for number, row in enumerate(rows, 2):
        for column, value in enumerate(row, 1):
            shown = _fill(sheet.cell(number, column), value)
            widths[column - 1] = max(widths[column - 1], shown)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = min(width, _WIDEST) + 3
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if rows:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{len(rows) + 1}"


def _fill(cell: Cell | MergedCell, value: Value) -> int:
    """Put the value in with its type and form; how many letters wide it is shown. A text is never a formula."""
    if isinstance(value, Cents):
        cell.value, cell.number_format = euros(value.cents), EURO
        return len(f"{euros(value.cents):,} €")
    if isinstance(value, date):
        cell.value, cell.number_format = value, DAY
        return len("31.12.2024")
    if isinstance(value, str):
        cell.value = _NO_LETTER.sub("\ufffd", value)
        cell.data_type = "s"
        return len(value)
    cell.value = value
    return len(str(value))
