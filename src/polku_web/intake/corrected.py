"""The faulty rows as a file of their own, with what is wrong; and that file back, with only those rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from polku.base.engine import DuckDB
from polku_web.audit.actions import record
from polku_web.base.actors import Actor
from polku_web.intake.actions import keep_checked
from polku_web.intake.checks import UNREADABLE
from polku_web.intake.columns import guessed, plain
from polku_web.intake.faults import FileFault, told
from polku_web.intake.files import FORMULA, read_table
from polku_web.intake.kinds import FileKind, kind_of
from polku_web.intake.models import Batch, Row
from polku_web.intake.moves import locked
from polku_web.intake.sealing import shown_of, withheld_of
from polku_web.intake.staging import ground_of, told_by_cells

NUMBER, WRONG = "rivi", "korjattavaa"
NOT_FAULTY = "not_faulty"


def faulty_file(batch: Batch) -> bytes:
    """The faulty rows as CSV: the row's number, what is wrong, and each field that the file told."""
    by_name = kind_of(batch).by_name
    fields = [name for name in by_name if name in batch.columns]
    out = io.StringIO()
    table = csv.writer(out, delimiter=";")
    table.writerow([NUMBER, WRONG, *(by_name[name].label for name in fields)])
    for row in batch.rows.filter(state=Row.State.FAULTY).select_related("client", "batch").order_by("number"):
        says = shown_of(row)
        table.writerow([row.number, _sentence(row), *(_harmless(says.get(name, "")) for name in fields)])
    return out.getvalue().encode("utf-8-sig")


def _sentence(row: Row) -> str:
    fields = kind_of(row).by_name
    parts = [f"{fields[name].label}: {told(kind)}" if name else str(told(kind)) for name, kind in row.faults]
    return " ".join(part[0].upper() + part[1:] for part in parts)


def _harmless(text: str) -> str:
    """A text that a spreadsheet would compute gets a sign before it, which is taken off when the file comes back."""
    if text == FORMULA:
        return ""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def take_corrected(*, batch: Batch, content: bytes, by: Actor) -> tuple[int, int]:
    """Check the faulty rows anew as a corrected file tells them: how many became sound, and how many are left.

    Raises ValidationError when the file cannot be read or has rows that are not among the faulty ones.
    """
    try:
        says = _rows_of(content, kind_of(batch))
    except FileFault as fault:
        raise fault.told_on("file") from fault
    try:
        return correct_rows(batch=batch, says=says, by=by)
    except ValidationError as error:
        raise ValidationError({"file": error.error_list}) from error


@transaction.atomic
def correct_rows(*, batch: Batch, says: Mapping[int, dict[str, str]], by: Actor) -> tuple[int, int]:
    """Check faulty rows anew by what they say now, by number: how many became sound, and how many are left.

    Raises ValidationError, with nothing done, when a row is not among the faulty ones.
    """
    batch = locked(batch, "checked", "taken_in")
    rows = batch.rows.select_for_update(of=("self",)).select_related("client", "batch")
    faulty = {row.number: row for row in rows.filter(state=Row.State.FAULTY)}
    for number in says:
        if number not in faulty:
            raise _not_faulty(str(number))
    told = {number: {**withheld_of(faulty[number]), **one} for number, one in says.items()}
    with DuckDB() as engine:
        for checked in kind_of(batch).check(engine, sorted(told.items()), ground_of(batch)):
            keep_checked(batch, faulty[checked.number], checked)
    left = batch.rows.filter(state=Row.State.FAULTY).count()
    record(by, "intake.corrected", batch, after={"rows": len(says), "left": left})
    return len(faulty) - left, left


def _not_faulty(number: str) -> ValidationError:
    what = _("Rivi %(number)s ei ole korjattavien joukossa.")
    return ValidationError(what, code=NOT_FAULTY, params={"number": number[:20]})


def _rows_of(content: bytes, kind: FileKind) -> dict[int, dict[str, str]]:
    table = list(read_table(content))
    header = table[0]
    places = {plain(name): place for place, name in enumerate(header)}
    if NUMBER not in places:
        raise ValidationError(
            {"file": _("Tiedostossa ei ole saraketta ”rivi”. Käytä tältä sivulta ladattua tiedostoa.")}
        )
    by_label = {plain(str(one.label)): one.name for one in kind.fields}
    columns = guessed(header, by_label, kind.fields)
    found: dict[int, dict[str, str]] = {}
    for cells in table[1:]:
        number = cells[places[NUMBER]] if len(cells) > places[NUMBER] else ""
        if not number.isdecimal() or len(number) > 9:
            raise ValidationError({"file": _not_faulty(number)})
        says = told_by_cells(cells, len(header), columns)
        if UNREADABLE not in says:
            found[int(number)] = says
    return found
