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
from polku_web.intake.models import Batch, Row
from polku_web.intake.staging import check_batch
from polku_web.intake.taking_in import take_in
from polku_web.organisations.models import Organisation, Unit


@dataclass
class Result:
    """What came of the file. `faulty`: a line for each row that waits on the batch's page; nothing personal."""

    batch: Batch
    same_file: bool = False
    counts: dict[str, int] = field(default_factory=dict)
    faulty: list[str] = field(default_factory=list)


def take_file(*, content: bytes, name: str, unit: Unit, pilot: Pilot | None, on: date, at: datetime) -> Result:
    """Check a file and take its sound rows in. The file that was taken in the last time changes nothing.

    Raises ValidationError when the file cannot be read, lacks a column, or could not be taken in.
    """
    by = Actor(at, name="polku import", client_organiser_id=unit.organisation_id)
    batch = actions.start_batch(content=content, name=name, unit=unit, pilot=pilot, on=on, whole=True, by=by)
    last = queries.last_taken_in(unit.organisation_id, pilot)
    if last is not None and last.digest == batch.digest:
        actions.cancel(batch=batch, by=by)
        return Result(last, same_file=True)
    actions.match_columns(batch=batch, columns=batch.columns, by=by, queued=False)
    check_batch(batch.pk)
    if queries.counts(_told(batch))["sound"]:
        actions.begin_taking_in(batch=batch, by=by, queued=False)
        take_in(batch.pk, by)
    _told(batch)
    rows = Row.objects.filter(batch=batch, state=Row.State.FAULTY).order_by("number")
    return Result(batch, counts=batch.counts, faulty=[_line(row) for row in rows])


def _told(batch: Batch) -> Batch:
    """The batch as it is now; why a step did not work is raised."""
    batch.refresh_from_db()
    if batch.told:
        raise ValidationError(told(batch.told))
    return batch


def _line(row: Row) -> str:
    return f"row {row.number}: " + ", ".join(f"{name or 'the row'} ({kind})" for name, kind in row.faults)


def unit_named(organiser: str, unit: str) -> Unit:
    """The unit by its name and its organiser's; what there is only one of may be left out. Raises ValidationError."""
    found = Unit.objects.filter(organisation__kind=Organisation.Kind.ORGANISER)
    found = found.filter(organisation__name=organiser) if organiser else found
    found = found.filter(name=unit) if unit else found
    units = list(found.select_related("organisation")[:2])
    if len(units) != 1:
        raise ValidationError("Name the organiser and the unit that new clients come to: --organiser NAME --unit NAME.")
    return units[0]


def pilot_of(unit: Unit, key: str) -> Pilot | None:
    """The organiser's pilot by its key; none when no key is given. Raises ValidationError when there is none such."""
    if not key:
        return None
    pilot = Pilot.objects.filter(organisation=unit.organisation, key=key).first()
    if pilot is None:
        there = ", ".join(Pilot.objects.filter(organisation=unit.organisation).values_list("key", flat=True))
        raise ValidationError(f"There is no pilot {key}. There is: {there or 'none'}.")
    return pilot


def day_of(at: datetime) -> date:
    """The day here at the moment."""
    return timezone.localdate(at)
