"""Taking clients in, for other systems: the same actions as on the pages, called in another way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import File, Form, Query, Status
from ninja.files import UploadedFile

from polku_web.api import schemas as s
from polku_web.api.door import call, refuse
from polku_web.api.problems import Problem
from polku_web.api.told import batch_told, batches_told, faulty_told, page_of
from polku_web.audit.actions import record_refusal, record_views
from polku_web.contracts.models import Pilot
from polku_web.intake import actions, corrected, queries, sending
from polku_web.intake.columns import BY_NAME
from polku_web.intake.files import LONGEST_CELL
from polku_web.intake.forms import UploadForm
from polku_web.organisations.models import Unit


@call("GET", "units", ability="sends", answer=s.Units, url_name="api_units")
def read_units(request: Any) -> Any:
    """The units into which the token may send clients."""
    return {"items": [{"id": one.pk, "name": one.name} for one in queries.units_of(request.actor)]}


@call("GET", "pilots", ability="sends", answer=s.Pilots, url_name="api_pilots")
def read_pilots(request: Any) -> Any:
    """The organiser's pilots that run or begin later."""
    names = ("key", "name", "start_date", "end_date")
    return {"items": [{name: getattr(one, name) for name in names} for one in queries.pilots_for(request.actor)]}


@call("GET", "batches", ability="reads", answer=s.Batches, url_name="api_batches")
def read_batches(request: Any, paging: Query[s.Paging]) -> Any:
    """The batches that the token may see, also those that staff sent, the latest first."""
    here, where = page_of(queries.batches(request.actor), paging)
    return {"items": batches_told(here, request.actor), **where}


@call("POST", "batches", ability="sends", answer=s.Sent, status=201, also={200: s.Sent}, url_name="api_batches")
def send_file(request: Any, about: Form[s.SendFile], file: File[UploadedFile]) -> Any:
    """Send a CSV or XLSX file. It is checked at once when its columns are known. The same again changes nothing."""
    return _sent(request, about, content=file.read(), name=file.name or "")


@call("POST", "batches/rows", ability="sends", answer=s.Sent, status=201, also={200: s.Sent}, url_name="api_send_rows")
def send_rows(request: Any, about: s.SendRows) -> Any:
    """Send rows instead of a file. Each value is text, as a cell of a file would have it."""
    content, columns = sending.table_of([row.told() for row in about.rows])
    return _sent(request, about, content=content, name=about.name, columns=columns)


def _sent(request: Any, about: s.SendFile, **told: Any) -> Any:
    _able(request, about.take_in)
    sent = sending.send(
        unit=_unit(request, about.unit),
        pilot=_pilot(request, about.pilot),
        on=_day(request, about.on),
        onward=about.take_in,
        by=request.actor,
        **told,
    )
    return Status(200 if sent.same_file else 201, _now(request, sent.batch) | {"same_file": sent.same_file})


def _able(request: Any, onward: bool) -> None:
    """What goes onward by itself is started only by a token that may take in itself. Raises Problem."""
    if onward and not request.auth.takes_in:
        record_refusal(request.actor, "page.refused", "page")
        raise Problem("not-able")


def _day(request: Any, on: date | None) -> date:
    """The day, within the same reach as on the page; today where none is told."""
    try:
        UploadForm.base_fields["on"].validate(on or timezone.localdate(request.actor.at))
    except ValidationError as error:
        raise ValidationError({"on": error}) from error
    return on or timezone.localdate(request.actor.at)


def _unit(request: Any, unit_id: UUID | None) -> Unit:
    """The unit named, or the only one there is."""
    units = queries.units_of(request.actor).select_related("organisation")
    found = list(units.filter(pk=unit_id) if unit_id else units[:2])
    if not found and unit_id:
        raise refuse("unit", unit_id)
    if len(found) != 1:
        raise ValidationError({"unit": ValidationError(_("Kerro yksikkö: niitä on useita."), code="missing")})
    return found[0]


def _pilot(request: Any, key: str | None) -> Pilot | None:
    if not key:
        return None
    found = queries.pilots_for(request.actor).filter(key=key).first()
    if found is None:
        raise ValidationError({"pilot": ValidationError(_("Tämännimistä kokeilua ei ole."), code="unknown")})
    return found


def _now(request: Any, batch: Any) -> dict[str, Any]:
    return batch_told(batch, request.actor)


@call("GET", "batches/{uuid:batch_id}", ability="reads", answer=s.BatchTold, url_name="api_batch")
def read_batch(request: Any, batch_id: UUID) -> Any:
    """Where a batch is: its state, how far the work is, how many rows wait, what taking in did."""
    return _now(request, request.batch)


@call("PUT", "batches/{uuid:batch_id}/columns", ability="sends", answer=s.BatchTold, status=202, url_name="api_columns")
def tell_columns(request: Any, batch_id: UUID, told: s.Columns) -> Any:
    """Say which column is which field, where that could not be seen. It is remembered, and the rows are checked.

    What is sound in a batch with `take_in` goes in then, so the token must be able to take in.
    """
    _able(request, request.batch.onward)
    columns = _places(request.batch.header, told.columns)
    actions.match_columns(batch=request.batch, columns=columns, by=request.actor)
    return Status(202, _now(request, request.batch))


def _places(header: list[str], columns: Mapping[str, str]) -> dict[str, int]:
    """Field → place; a field or a column that is not there is a fault."""
    faults = {name: _("Tällaista tietoa ei ole.") for name in columns if name not in BY_NAME}
    faults |= {
        name: _("Tiedostossa ei ole tätä saraketta.") for name, column in columns.items() if column not in header
    }
    if faults:
        raise ValidationError(
            {f"columns.{name}": ValidationError(told, code="unknown") for name, told in faults.items()}
        )
    return {name: header.index(column) for name, column in columns.items()}


@call("GET", "batches/{uuid:batch_id}/faults", ability="reads", answer=s.FaultyRows, url_name="api_faults")
def read_faults(request: Any, batch_id: UUID, paging: Query[s.Paging]) -> Any:
    """The rows that wait to be corrected: field, kind and words. What a row says is not repeated."""
    here, where = page_of(queries.faulty(request.batch), paging)
    record_views(request.actor, "clients.listed", queries.clients_of(here), basis="intake")
    return {"items": faulty_told(here), **where}


@call("POST", "batches/{uuid:batch_id}/corrections", ability="sends", answer=s.Corrected, url_name="api_corrections")
def correct(request: Any, batch_id: UUID, told: s.Corrections) -> Any:
    """Send faulty rows as they are now; only these are checked again. All of them, or none where one is not faulty."""
    says = {number: _cells(row) for number, row in told.says().items()}
    mended, _left = corrected.correct_rows(batch=request.batch, says=says, by=request.actor)
    return _now(request, request.batch) | {"mended": mended}


def _cells(told: dict[str, str]) -> dict[str, str]:
    """As a file's cells are read: without the spaces around them, and no longer than is needed to say so."""
    return {name: text.strip()[: LONGEST_CELL + 1] for name, text in told.items() if text.strip()}


@call("POST", "batches/{uuid:batch_id}/left-out", ability="sends", answer=s.BatchTold, url_name="api_leave_out")
def leave_out(request: Any, batch_id: UUID, told: s.LeftOut) -> Any:
    """Leave faulty rows out. All of them, or none where one is not faulty."""
    there = {row.number: row for row in request.batch.rows.filter(number__in=told.rows)}
    if set(told.rows) - set(there):
        raise ValidationError({"rows": ValidationError(_("Tiedostossa ei ole kaikkia näitä rivejä."), code="unknown")})
    with transaction.atomic():
        for row in there.values():
            actions.leave_out(row=row, by=request.actor)
    return _now(request, request.batch)


@call(
    "POST",
    "batches/{uuid:batch_id}/take-in",
    ability="takes_in",
    answer=s.BatchTold,
    status=202,
    url_name="api_take_in",
)
def take_in(request: Any, batch_id: UUID) -> Any:
    """Let the sound rows be taken in, all of them or none. Faulty ones wait."""
    actions.begin_taking_in(batch=request.batch, by=request.actor)
    return Status(202, _now(request, request.batch))


@call("POST", "batches/{uuid:batch_id}/go-on", ability="takes_in", answer=s.BatchTold, status=202, url_name="api_go_on")
def go_on(request: Any, batch_id: UUID) -> Any:
    """Take up the work of whoever died: where progress says `silent`, or a batch with `take_in` stays checked."""
    actions.go_on(batch=request.batch, by=request.actor)
    return Status(202, _now(request, request.batch))


@call("POST", "batches/{uuid:batch_id}/cancel", ability="sends", answer=s.BatchTold, url_name="api_cancel")
def cancel(request: Any, batch_id: UUID) -> Any:
    """Give the batch up, and forget its rows; not when any of them is in the register."""
    actions.cancel(batch=request.batch, by=request.actor)
    return _now(request, request.batch)
