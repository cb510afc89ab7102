"""Tables as files for a spreadsheet: CSV as Finnish offices open it, and XLSX with numbers as numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from polku.base import euros
from polku_web.figures.models import FeeSum
from polku_web.figures.speaking import in_language

TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
Cells = Sequence[Any]


def fee_table(rows: Iterable[FeeSum]) -> tuple[list[str], list[Cells]]:
    """Heads, and a row for each fee, month and status of a contract."""
    heads = [
        _("Kokeilu"), _("Palveluntuottaja"), _("Sopimus"), _("Palkkion tunnus"), _("Palkkio"), _("Kuukausi"),
        _("Palkkion tila"), _("Palkkiorivejä"), _("Palkkioiden määrä, €"), _("Maksettavaa, €"), _("Lukujen päivä"),
    ]  # fmt: skip
    return heads, [_fee_row(row) for row in rows]


def _fee_row(row: FeeSum) -> Cells:
    figures = row.contract.figures
    return (
        figures.pilot.key,
        row.contract.provider_name,
        row.contract.contract.key,
        row.fee_key,
        in_language(row.names),
        f"{row.month:%Y-%m}",
        row.get_status_display(),
        row.lines,
        euros(row.amount_cents),
        euros(row.payable_cents),
        figures.until.isoformat(),
    )


def answer(form: str, name: str, heads: Sequence[str], rows: Iterable[Cells]) -> HttpResponse:
    """The table as a file of the form, csv or xlsx."""
    content = _csv(heads, rows) if form == "csv" else _xlsx(name, heads, rows)
    disposition = f'attachment; filename="{name}.{form}"'
    return HttpResponse(content, content_type=TYPES[form], headers={"Content-Disposition": disposition})


def _csv(heads: Sequence[str], rows: Iterable[Cells]) -> bytes:
    out = io.StringIO()
    table = csv.writer(out, delimiter=";")
    table.writerow(heads)
    table.writerows([_plain(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Any) -> str:
    """A number with a decimal comma; a text that a spreadsheet would compute gets a sign before it."""
    if isinstance(cell, (int, float, Decimal)):
        return str(cell).replace(".", ",")
    text = "" if cell is None else str(cell)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _xlsx(name: str, heads: Sequence[str], rows: Iterable[Cells]) -> bytes:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(name[:31])
    sheet.freeze_panes = "A2"
    sheet.append([_in_sheet(WriteOnlyCell(sheet, head), font=Font(bold=True)) for head in heads])
    for row in rows:
        sheet.append([_in_sheet(WriteOnlyCell(sheet, cell)) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _in_sheet(cell: Any, font: Any = None) -> Any:
    """A text as it is, also one that begins with =."""
    if isinstance(cell.value, str):
        cell.data_type = "s"
    if isinstance(cell.value, Decimal):
        cell.number_format = "#,##0.00"
    if font is not None:
        cell.font = font
    return cell
