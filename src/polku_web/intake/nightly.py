"""The nightly file: taken in from the command line, from the first row to the last, without anybody at a page."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone

from polku_web.base.actors import Actor
from polku_web.contracts.models import Pilot
from polku_web.intake import actions, queries
from polku_web.intake.faults import told
from polku_web.intake.kinds import kind_of
from polku_web.intake.models import Batch, Row
from polku_web.intake.staging import check_batch
from polku_web.organisations.models import Organisation, Unit

CLIENTS = "clients"


@dataclass
class Result:
    """What came of the file. `faulty`: a line for each row that waits on the batch's page; nothing personal."""

    batch: Batch
    same_file: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    faulty: list[str] = field(default_factory=list)


def take_file(
    *,
    content: bytes,
    name: str,
    unit: Unit,
    pilot: Pilot | None,
    on: date,
    at: datetime,
    kind: str = CLIENTS,
    all_of: tuple[date, date] | None = None,
) -> Result:
    """Check a file and take its sound rows in. The file that was taken in the last time changes nothing.

    Raises ValidationError when the file cannot be read, lacks a column, or could not be taken in.
    """
    by = Actor(at, name="polku import", client_organiser_id=unit.organisation_id)
    about = {"kind": kind, "unit": unit, "pilot": pilot, "all_of": all_of}
    batch = actions.start_batch(content=content, name=name, on=on, whole=True, by=by, **about)
    last = _last_before(batch)
    if last is not None:
        actions.cancel(batch=batch, by=by)
        return Result(last, same_file=True)
    actions.match_columns(batch=batch, columns=batch.columns, by=by, queued=False)
    check_batch(batch.pk)
    if queries.counts(_told(batch))["sound"]:
        actions.begin_taking_in(batch=batch, by=by, queued=False)
        kind_of(batch).take_in(batch.pk, by)
    _told(batch)
    rows = Row.objects.filter(batch=batch, state=Row.State.FAULTY).order_by("number")
    counts = batch.counts | ({"aside": batch.aside} if batch.kind != CLIENTS else {})
    return Result(batch, counts=counts, faulty=[_line(row) for row in rows])


def _last_before(batch: Batch) -> Batch | None:
    """The file taken in the last time, if it is this one, told of the same days, and nobody's rows were set aside.

    Rows that were set aside may be a client's by now, so such a file is looked at again.
    """
    last = queries.last_taken_in(batch.organisation_id, batch.pilot_id, batch.kind)
    if last is None or last.aside or last.digest != batch.digest:
        return None
    return last if (last.all_from, last.all_until) == (batch.all_from, batch.all_until) else None


def _told(batch: Batch) -> Batch:
    """The batch as it is now; why a step did not work is raised."""
    batch.refresh_from_db()
    if batch.told:
        raise ValidationError(told(batch.told))
    return batch


def _line(row: Row) -> str:
    return f"row {row.number}: " + ", ".join(f"{name or 'the row'} ({kind})" for name, kind in row.faults)


def unit_named(organiser: str, unit: str, kind: str = CLIENTS) -> Unit:
    """The unit by its name and its organiser's; what there is only one of may be left out. Raises ValidationError.

    Files of meetings and plans bring nobody to a unit: for them any unit of the organiser will do.
    """
    found = Unit.objects.filter(organisation__kind=Organisation.Kind.ORGANISER).select_related("organisation")
    found = found.filter(organisation__name=organiser) if organiser else found
    units = list((found.filter(name=unit) if unit else found).order_by("name"))
    if kind != CLIENTS:
        if len({one.organisation_id for one in units}) != 1:
            raise ValidationError("Name the organiser whose clients the file is about: --organiser NAME.")
    elif len(units) != 1:
        raise ValidationError("Name the organiser and the unit that new clients come to: --organiser NAME --unit NAME.")
    return units[0]


def pilot_of(unit: Unit, key: str, kind: str = CLIENTS) -> Pilot | None:
    """The organiser's pilot by its key; none when no key is given. Raises ValidationError when there is none such."""
    if not key:
        return None
    if kind != CLIENTS:
        raise ValidationError("A pilot is decided about with a file of clients: leave --pilot out.")
    pilot = Pilot.objects.filter(organisation=unit.organisation, key=key).first()
    if pilot is None:
        there = ", ".join(Pilot.objects.filter(organisation=unit.organisation).values_list("key", flat=True))
        raise ValidationError(f"There is no pilot {key}. There is: {there or 'none'}.")
    return pilot


def day_of(at: datetime) -> date:
    """The day here at the moment."""
    return timezone.localdate(at)


def days_of(kind: str, first: str, last: str) -> tuple[date, date] | None:
    """The days of which a file tells everything; None when none are told. Raises ValidationError for half a period."""
    if not first and not last:
        return None
    days = [date.fromisoformat(one) for one in (first, last) if one]
    if kind == CLIENTS or len(days) < 2 or days[0] > days[1]:
        raise ValidationError("--all-from and --all-until go together, in this order, with --kind meetings or plans.")
    return days[0], days[1]
