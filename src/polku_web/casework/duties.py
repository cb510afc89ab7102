"""What the law's process asks for each client: `polku` says it, here it is kept, so that lists can be ordered by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from polku.base.engine import Standing
from polku.definition import Process, source_in_words
from polku.duties import Duty as Told
from polku.duties import duties_of, process_of
from polku_web.base.languages import spoken
from polku_web.casework.models import Duty, Meeting
from polku_web.clients.models import Client, Enrolment, StatusPeriod
from polku_web.contracts.models import Pilot
from polku_web.contracts.queries import definition_of

FEW = 50  # up to here a kept engine is the quicker one
_idle: list[Standing] = []
CHUNK = 5000  # clients at a time: bounded memory, and ids that fit in a query


def count_again(client_ids: Collection[UUID], on: date) -> None:
    """Count the duties of these clients as of the day. A few queries for each 5 000 of them."""
    ids = list(client_ids)
    for first in range(0, len(ids), CHUNK):
        _count(ids[first : first + CHUNK], on)


def count_everyone(on: date) -> int:
    """The same for all clients; how many there are. The law's values change on days, so this is run each night."""
    ids = list(Client.objects.values_list("pk", flat=True))
    count_again(ids, on)
    return len(ids)


@transaction.atomic
def _count(ids: list[UUID], on: date) -> None:
    found = [_row(one, process, on) for process, some in _by_process(ids, on) for one in _told(some, process, on)]
    Duty.objects.filter(client__in=ids).delete()
    Duty.objects.bulk_create(found, batch_size=1000)


def _by_process(ids: list[UUID], on: date) -> Iterator[tuple[Process, list[UUID]]]:
    """The clients by the process of the pilot that they are in; the law's where they are in none."""
    open_on = Q(start_date__lte=on) & (Q(end_date=None) | Q(end_date__gte=on))
    pilot_of = dict(Enrolment.objects.filter(open_on, client__in=ids).values_list("client", "pilot"))
    pilots = Pilot.objects.in_bulk(set(pilot_of.values()))
    groups: dict[Any, list[UUID]] = defaultdict(list)
    for one in ids:
        groups[pilot_of.get(one)].append(one)
    for key, some in groups.items():
        yield process_of(definition_of(pilots[key]) if key else None), some


def _told(ids: list[UUID], process: Process, on: date) -> list[Told]:
    of = {"client__in": ids}
    statuses = StatusPeriod.objects.filter(**of).values_list("client", "status", "start_date", "end_date")
    met = Meeting.objects.filter(**of).values_list("client", "kind", "date", "held")
    enrolled = Enrolment.objects.filter(**of).values_list("client", "start_date")
    rows = (_texts(statuses), _texts(met), _texts(enrolled))
    if len(ids) > FEW:
        return duties_of(*rows, process, on)
    try:
        engine = _idle.pop()
    except IndexError:
        engine = Standing()
    told = duties_of(*rows, process, on, engine)
    _idle.append(engine)  # after a failure it is not used again
    return told


def _texts(rows: Any) -> Iterator[Any]:
    return ((str(row[0]), *row[1:]) for row in rows.iterator(chunk_size=2000))


def _row(one: Told, process: Process, on: date) -> Duty:
    step = process.duties[one.law].values.at(one.law_on)
    return Duty(
        client_id=UUID(one.person_id),
        kind=one.duty,
        since=one.since,
        due_on=one.due_on,
        wanted=one.wanted,
        planned_on=one.planned_on,
        law=one.law,
        law_value=str(step.value),
        law_source=step.source,
        unverified=step.unverified,
        counted_on=on,
    )


def why(duty: Duty) -> str:
    """The sentence that says why: from which day and by which value of the law."""
    told = {"since": date_format(duty.since, "SHORT_DATE_FORMAT"), "value": duty.law_value}
    if duty.law == "initial_interview_working_days":
        return _("Työnhaku alkoi %(since)s, aikaa %(value)s työpäivää.") % told
    if duty.law == "job_search_discussion_months":
        return _("Edellinen tai alku %(since)s, väli %(value)s kuukautta.") % told
    return _("Täydentäviä keskusteluja on pitämättä %(number)s.") % {"number": duty.wanted}


def source_words(source: str) -> str:
    """Where the law's value was read, in the reader's language."""
    return source_in_words(source, spoken())


def law_words(name: str) -> str:
    """What the law's process calls a duty; the name made readable where a pilot has a duty of its own."""
    item = process_of(None).duties.get(name)
    return item.label.in_language(spoken()) if item else name.replace("_", " ")


def value_words(value: str, row: Mapping[str, Any]) -> str:
    """How much or how soon, with what is counted."""
    item = process_of(None).duties.get(row["law"])
    return item.unit.counted(int(value), spoken()) if item and value.isdigit() else value
