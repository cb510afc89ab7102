"""Taking clients in from a file: upload, columns, what is wrong, and in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django_htmx.http import HttpResponseClientRefresh

from polku_web.audit.actions import record, record_views
from polku_web.base.forms import with_faults
from polku_web.base.pages import paged
from polku_web.base.rights import page
from polku_web.intake import actions, corrected, queries
from polku_web.intake.faults import told
from polku_web.intake.forms import ColumnsForm, FileForm, RowForm, UploadForm
from polku_web.intake.models import Batch, Row
from polku_web.intake.sealing import shown_of
from polku_web.intake.work import is_silent


@require_http_methods(["GET", "POST"])
@page("batch", "take_in")
def batches(request: Any) -> HttpResponse:
    """The files that have come, and a new one."""
    choices = {"pilots": queries.pilots_for(request.actor), "units": queries.units_of(request.actor)}
    first = {"on": timezone.localdate(), "pilot": choices["pilots"].first()}
    form = UploadForm(request.POST or None, request.FILES or None, initial=first, **too_big(request), **choices)
    if request.method == "POST" and form.is_valid():
        with with_faults(form):
            return redirect("batch_columns", batch_id=_start(request, form.cleaned_data).pk)
    shown = paged(request, queries.batches(request.actor))
    return render(request, "intake/batches.html", {"form": form, "page": shown}, status=422 if form.errors else 200)


def too_big(request: Any) -> dict[str, bool]:
    """Whether the file was dropped on its way (`base.uploads`), which shows once what was posted has been read."""
    return {"too_big": bool(request.POST) and getattr(request, "upload_too_big", False)}


def _start(request: Any, told: dict[str, Any]) -> Batch:
    file = told.pop("file")
    whole = queries.may_take_in_all(request.actor, told["unit"])
    return actions.start_batch(content=file.read(), name=file.name, whole=whole, by=request.actor, **told)


@require_http_methods(["GET", "POST"])
@page("batch", "take_in", key="batch_id")
def columns(request: Any, batch: Batch) -> HttpResponse:
    """Which column is which field: guessed, shown with the first rows, changed, remembered."""
    if batch.state != Batch.State.UPLOADED:
        return redirect("batch", batch_id=batch.pk)
    form = ColumnsForm(request.POST or None, batch=batch, samples=queries.samples(batch))
    if request.method == "POST" and form.is_valid():
        with with_faults(form):
            actions.match_columns(batch=batch, columns=form.columns(), by=request.actor)
            return redirect("batch", batch_id=batch.pk)
    parts = {"form": form, "batch": batch, "told": told(batch.told) if batch.told else ""}
    return render(request, "intake/columns.html", parts)


@require_GET
@page("batch", "take_in", key="batch_id")
def batch(request: Any, batch: Batch) -> HttpResponse:
    """Where the file is: at work, to be repaired, ready, in."""
    if batch.state == Batch.State.UPLOADED:
        return redirect("batch_columns", batch_id=batch.pk)
    if request.htmx:
        return _progress(request, batch)
    rows = paged(request, queries.faulty(batch))
    record_views(request.actor, "clients.listed", queries.clients_of(rows), basis="intake")
    parts = {
        "batch": batch,
        "counts": queries.counts(batch) | {"gone": queries.gone(batch)},
        "page": rows,
        "rows": queries.told_rows(rows),
        "form": FileForm(),
    }
    return render(request, "intake/batch.html", parts | _state(request, batch))


def _progress(request: Any, batch: Batch) -> HttpResponse:
    """While it is at work, how far; then the whole page anew."""
    if batch.state not in Batch.WORKING:
        return HttpResponseClientRefresh()
    return render(request, "intake/progress.html", {"batch": batch} | _state(request, batch))


def _state(request: Any, batch: Batch) -> dict[str, Any]:
    return {
        "working": batch.state in Batch.WORKING,
        "silent": is_silent(batch, request.actor.at),
        "told": told(batch.told) if batch.told else "",
    }


@require_POST
@page("batch", "take_in", key="batch_id")
def take_in(request: Any, batch: Batch) -> HttpResponse:
    """Let the sound rows be taken in."""
    return _done(request, batch, actions.begin_taking_in, "")


@require_POST
@page("batch", "take_in", key="batch_id")
def go_on(request: Any, batch: Batch) -> HttpResponse:
    """Take up the work where somebody left it."""
    return _done(request, batch, actions.go_on, _("Käsittely jatkuu siitä, mihin se jäi."))


@require_POST
@page("batch", "take_in", key="batch_id")
def cancel(request: Any, batch: Batch) -> HttpResponse:
    """Give the file up."""
    return _done(request, batch, actions.cancel, _("Tiedosto on peruttu, ja sen sisältö on poistettu."))


def _done(request: Any, batch: Batch, action: Any, what: str) -> HttpResponse:
    try:
        action(batch=batch, by=request.actor)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        if what:
            messages.success(request, what)
    return redirect("batch", batch_id=batch.pk)


@require_GET
@page("batch", "take_in", key="batch_id")
def faulty_file(request: Any, batch: Batch) -> HttpResponse:
    """The faulty rows as a file, to be corrected elsewhere."""
    record_views(request.actor, "clients.listed", queries.clients_of(queries.faulty(batch)), basis="intake")
    record(request.actor, "intake.faulty_downloaded", batch)
    answer = HttpResponse(corrected.faulty_file(batch), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="korjattavat.csv"'
    return answer


@require_POST
@page("batch", "take_in", key="batch_id")
def correct(request: Any, batch: Batch) -> HttpResponse:
    """The corrected file back: only the faulty rows are checked again."""
    form = FileForm(request.POST, request.FILES, **too_big(request))
    if form.is_valid():
        with with_faults(form):
            content = form.cleaned_data["file"].read()
            mended, left = corrected.take_corrected(batch=batch, content=content, by=request.actor)
            what = _("%(mended)s riviä on nyt kunnossa, %(left)s vielä korjattavana.")
            messages.success(request, what % {"mended": mended, "left": left})
    for error in form.errors.get("file", []):
        messages.error(request, error)
    return redirect("batch", batch_id=batch.pk)


@require_http_methods(["GET", "POST"])
@page("row", "mend", key="row_id")
def mend(request: Any, row: Row) -> HttpResponse:
    """One faulty row: repaired in place, or left out."""
    if row.state != Row.State.FAULTY:
        return redirect("batch", batch_id=row.batch_id)
    if request.method == "POST" and (answer := _mended(request, row)):
        return answer
    form = RowForm(row=row, says=shown_of(row))
    record_views(request.actor, "clients.viewed", queries.clients_of([row]), basis="intake")
    parts = {"row": row, "form": form, "told": queries.told_rows([row])[0]}
    return render(request, "intake/row.html", parts)


def _mended(request: Any, row: Row) -> HttpResponse | None:
    """Away from the row when it is sound or left out; back to it with the faults that are left, else."""
    form = RowForm(request.POST, row=row, says={})
    try:
        if "leave_out" in request.POST:
            actions.leave_out(row=row, by=request.actor)
        elif form.is_valid():
            row = actions.mend_row(row=row, told=form.says(), by=request.actor)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("batch", batch_id=row.batch_id)
    if row.state == Row.State.FAULTY and "leave_out" not in request.POST:
        return redirect("batch_row", row_id=row.pk)
    messages.success(request, _("Rivi %(number)s on käsitelty.") % {"number": row.number})
    return redirect("batch", batch_id=row.batch_id)
