"""What staff do to a batch: each a function, a transaction and an entry in the log."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from polku.base.engine import DuckDB
from polku_web.audit.actions import record
from polku_web.base.actors import Actor
from polku_web.base.secrets import encrypted_bytes
from polku_web.contracts.models import Pilot
from polku_web.intake import tasks
from polku_web.intake.checks import Checked
from polku_web.intake.columns import guessed, plain
from polku_web.intake.faults import FileFault
from polku_web.intake.files import read_table
from polku_web.intake.kinds import kind_named, kind_of
from polku_web.intake.models import Batch, ColumnMatch, Content, Row
from polku_web.intake.moves import at_work, locked, start_taking_in
from polku_web.intake.sealing import as_row, withheld_of
from polku_web.intake.staging import ground_of
from polku_web.intake.work import is_silent
from polku_web.organisations.models import Unit


@transaction.atomic
def start_batch(
    *,
    content: bytes,
    name: str,
    unit: Unit,
    pilot: Pilot | None,
    on: date,
    whole: bool,
    by: Actor,
    onward: bool = False,
    kind: str = "clients",
    all_of: tuple[date, date] | None = None,
) -> Batch:
    """Keep a file, its columns guessed. Raises ValidationError when it cannot be read.

    `onward`: once it has been checked, what is sound goes in without anybody asking for it. `all_of`: the first and the
    last day of which the file tells everything.
    """
    try:
        header = next(read_table(content))
    except FileFault as fault:
        raise fault.told_on("file") from fault
    all_from, all_until = all_of or (None, None)
    batch = Batch(
        kind=kind,
        all_from=all_from,
        all_until=all_until,
        organisation=unit.organisation,
        unit=unit,
        pilot=pilot,
        on=on,
        whole=whole,
        onward=onward,
        made_by_id=by.user_id,
        made_by_token_id=by.token_id,
        made_at=by.at,
        name=name[:120],
        digest=hashlib.sha256(content).hexdigest(),
        header=header,
        columns=guessed(header, remembered(unit.organisation_id, kind), kind_named(kind).fields),
    )
    batch.save(force_insert=True)
    Content(batch=batch, sealed=encrypted_bytes(content)).save(force_insert=True)
    record(by, "intake.started", batch, after={"kind": kind, "digest": batch.digest, "unit": str(unit.pk)})
    return batch


def remembered(organisation_id: Any, kind: str) -> dict[str, str]:
    """Which field a column of the name was in the organiser's files of the kind."""
    return dict(ColumnMatch.objects.filter(organisation=organisation_id, kind=kind).values_list("header", "field"))


@transaction.atomic
def match_columns(
    *, batch: Batch, columns: dict[str, int], by: Actor, queued: bool = True, remember: bool = True
) -> Batch:
    """Say which column is which field, remember it, and let the rows be checked.

    Not `queued`: the caller does the work itself (`staging.check_batch`). Not to `remember`: the names are not the
    organiser's, as in a table made of rows. Raises ValidationError when a column that must be there is not, or one is
    used twice.
    """
    batch = locked(batch, "uploaded")
    either = _(" tai ")
    missing = [str(either).join(str(one.label) for one in group) for group in kind_of(batch).missing(columns)]
    if missing:
        raise ValidationError(_("Valitse vielä sarake näille tiedoille: %(names)s.") % {"names": ", ".join(missing)})
    if len(set(columns.values())) < len(columns):
        raise ValidationError(_("Sama sarake on valittu kahdelle tiedolle."))
    if remember:
        _remember(batch, columns)
    batch.columns, batch.told = columns, ""
    record(by, "intake.columns_matched", batch, after={"columns": columns})
    batch = at_work(batch, "checking", by)
    return _queue(batch) if queued else batch


def _remember(batch: Batch, columns: dict[str, int]) -> None:
    by_place = {place: name for name, place in columns.items()}
    matches = [
        ColumnMatch(
            organisation_id=batch.organisation_id,
            kind=batch.kind,
            header=plain(header),
            field=by_place.get(place, ""),
        )
        for place, header in enumerate(batch.header)
        if plain(header)
    ]
    unique = {one.header: one for one in matches}
    ColumnMatch.objects.bulk_create(
        unique.values(),
        update_conflicts=True,
        unique_fields=["organisation", "kind", "header"],
        update_fields=["field"],
    )


@transaction.atomic
def forget_column(*, match: ColumnMatch, by: Actor) -> None:
    """Forget what a column of the name was."""
    record(by, "intake.column_forgotten", match, before={"kind": match.kind, "field": match.field})
    match.delete()


@transaction.atomic
def begin_taking_in(*, batch: Batch, by: Actor, queued: bool = True) -> Batch:
    """Let the sound rows be taken in. Raises ValidationError when there are none, or somebody was quicker."""
    batch = start_taking_in(batch=batch, by=by)
    return _queue(batch) if queued else batch


@transaction.atomic
def go_on(*, batch: Batch, by: Actor) -> Batch:
    """Take up the work of whoever died, also between the check and taking in, where one was to follow the other.

    Raises ValidationError while somebody is at it.
    """
    batch = locked(batch, *Batch.WORKING, *(["checked"] if batch.onward else []))
    if batch.state == Batch.State.CHECKED:
        return begin_taking_in(batch=batch, by=by)
    if not is_silent(batch, by.at):
        raise ValidationError(_("Käsittely on yhä käynnissä."), code="at_work")
    record(by, "intake.gone_on", batch, before={"step": batch.step, "done": batch.done})
    return _queue(at_work(batch, batch.state, by))


@transaction.atomic
def cancel(*, batch: Batch, by: Actor) -> Batch:
    """Give the batch up, and forget the file and its rows. Raises ValidationError when anything is in already."""
    batch = locked(batch, "uploaded", "checked")
    if Row.objects.filter(batch=batch, state=Row.State.TAKEN_IN).exists():
        told = _("Tiedoston rivejä on jo rekisterissä, joten sitä ei voi perua.")
        raise ValidationError(told, code="in_register")
    Row.objects.filter(batch=batch).delete()
    Content.objects.filter(batch=batch).delete()
    batch.state = "cancelled"
    batch.save(update_fields=["state"])
    record(by, "intake.cancelled", batch)
    return batch


@transaction.atomic
def mend_row(*, row: Row, told: dict[str, str], by: Actor) -> Row:
    """Say anew what a faulty row says, and check it. The row is sound, or has the faults that are left."""
    batch = locked(row.batch, "checked", "taken_in")
    row = Row.objects.select_for_update(of=("self",)).select_related("client", "batch").get(pk=row.pk)
    if row.state != Row.State.FAULTY:
        raise ValidationError(_("Rivi on jo korjattu."), code="row_mended")
    with DuckDB() as engine:
        says = [(row.number, {**withheld_of(row), **told})]
        checked = kind_of(batch).check(engine, says, ground_of(batch))[0]
    keep_checked(batch, row, checked)
    record(by, "intake.row_mended", row, after={"number": row.number, "faults": row.faults})
    return row


def keep_checked(batch: Batch, row: Row, checked: Checked) -> None:
    """Keep what was found of a repaired row. A batch that was in has then something to take in again."""
    new = as_row(batch.pk, checked)
    names = ("state", "key", "sealed", "faults", "client_id")
    for name in names:
        setattr(row, name, getattr(new, name))
    row.save(update_fields=names)
    if row.state == Row.State.SOUND and batch.state == "taken_in":
        batch.state = "checked"
        batch.save(update_fields=["state"])


@transaction.atomic
def leave_out(*, row: Row, by: Actor) -> Row:
    """Leave a faulty row out, and forget what it says."""
    locked(row.batch, "checked", "taken_in")
    row = Row.objects.select_for_update().get(pk=row.pk)
    if row.state != Row.State.FAULTY:
        raise ValidationError(_("Rivi on jo korjattu."), code="row_mended")
    row.state, row.sealed, row.faults = Row.State.LEFT_OUT, "", []
    row.save(update_fields=["state", "sealed", "faults"])
    record(by, "intake.row_left_out", row, after={"number": row.number})
    return row


def _queue(batch: Batch) -> Batch:
    """Let the background go on with the batch, by a task that this transaction puts in the queue."""
    (tasks.check if batch.state == "checking" else tasks.take).enqueue(str(batch.pk))
    return batch
