"""Meetings and plans of a checked file taken in: new ones, what has changed, and what is gone, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from functools import partial
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from polku_web.audit.actions import record, record_rows
from polku_web.audit.models import Entry
from polku_web.base.actors import Actor, Role
from polku_web.base.bulk import insert
from polku_web.base.changes import facts_changed
from polku_web.casework.imported_checks import row_key, still_here
from polku_web.casework.imported_fields import Imported, plain, said
from polku_web.casework.models import Former
from polku_web.clients.models import Client
from polku_web.intake.models import Batch, Row
from polku_web.intake.queries import about_the_same, unsure
from polku_web.intake.sealing import read_of
from polku_web.intake.work import Worker, take_whole
from polku_web.organisations.models import Membership, Organisation

PART = 2000
# A client to whom one of these has happened since a file was made may have been nobody of ours when it was checked.
CAME = ("clients.registered", "clients.returned", "clients.moved_to_unit", "clients.handed_over")
FEW = 20  # so many rows may go whatever their share is: a small unit's week
Told = list[tuple[UUID, str, dict[str, Any]]]  # client, number there, values


class ManyGone(Exception):  # noqa: N818 - it says what is wrong with a file
    """A file that tells everything lacks more than half of what was there: it is more likely to be broken."""


class NewerIsIn(Exception):  # noqa: N818 - it says what is wrong with a file
    """A file that was made later, about some of the same clients, has gone in: this one would undo what it told."""


@dataclass
class Changed:
    """A row with what it says now, what of it was different before, and all that it said."""

    row: Any
    before: dict[str, Any]
    was: dict[str, Any]

    @property
    def now(self) -> dict[str, Any]:
        """What of it is different now."""
        return {name: getattr(self.row, name) for name in self.before}


@dataclass
class Difference:
    """What a file changes."""

    new: list[Any] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    gone: list[Any] = field(default_factory=list)
    same: int = 0
    left: int = 0  # rows of people who have left since the check


def take_in(sort: Imported, batch_id: UUID, by: Actor) -> None:
    """Take the batch's sound rows in, and away what a file of all days lacks. It happens as a whole or not at all."""
    take_whole(
        batch_id,
        partial(_told, sort),
        lambda batch, told: _write(sort, batch, told, by),
        {IntegrityError: "changed_meanwhile", ManyGone: "many_gone", NewerIsIn: "newer_in"},
    )


def _told(sort: Imported, batch: Batch, worker: Worker) -> Told:
    """What the sound rows say, as values of our fields. A column that the file has says something also when empty."""
    rows = Row.objects.filter(batch=batch, state=Row.State.SOUND).order_by("number")
    names = [name for name in sort.names if name in batch.columns]
    coaches = _coaches(batch) if "coach" in names else {}
    found: Told = []
    worker.tell(step="compare", total=rows.count(), done=0)
    while part := list(rows[len(found) : len(found) + PART]):
        for row in part:
            read = read_of(row.sealed, sort.days)
            values = {name: read.get(name, sort.empty[name]) for name in names}
            if values.get("time"):
                values["time"] = time.fromisoformat(values["time"])
            if "coach" in values:
                values["coach_id"] = coaches.get(str(values.pop("coach")).casefold())
            assert row.client_id is not None  # noqa: S101 - a sound row is a client's
            found.append((row.client_id, read["source_key"], values))
        worker.tell(done=len(found))
    return found


def _coaches(batch: Batch) -> dict[str, UUID]:
    """Those who meet clients, by e-mail and by name; a name that two have finds nobody."""
    posts = Membership.objects.filter(organisation=batch.organisation, role__in=(Role.COACH, Role.TEAM_LEAD))
    people = {post.user for post in posts.select_related("user")}
    names = [one.get_full_name().casefold() for one in people]
    found = {
        one.get_full_name().casefold(): one.pk for one in people if names.count(one.get_full_name().casefold()) < 2
    }
    return found | {one.email.casefold(): one.pk for one in people if one.email}


def _write(sort: Imported, batch: Batch, told: Told, by: Actor) -> dict[str, int]:
    # One file of an organiser at a time: whoever comes second compares with what the first has written.
    Organisation.objects.select_for_update(no_key=True).get(pk=batch.organisation_id)
    if _newer_is_in(batch):
        raise NewerIsIn
    day = timezone.localdate(by.at)
    found = _compared(sort, batch, told, day)
    found.gone = gone_of(sort, batch, day)
    if _too_many(sort, batch, found.gone, day):
        raise ManyGone
    insert(_formers(sort, found, by))
    insert(found.new)
    names = sorted({name for one in found.changed for name in one.before})
    if names:
        sort.model.objects.bulk_update([one.row for one in found.changed], names, batch_size=200)
    for part in _parts(found.gone):
        sort.model.objects.filter(pk__in=[one.pk for one in part]).delete()
    _log(sort, batch, found, by)
    facts_changed({one.client_id for one in (*found.new, *(one.row for one in found.changed), *found.gone)}, day)
    Row.objects.filter(batch=batch, state=Row.State.SOUND).update(state=Row.State.TAKEN_IN, sealed="")
    Batch.objects.filter(pk=batch.pk).update(aside=F("aside") + found.left)
    return _counts(found)


def _newer_is_in(batch: Batch) -> bool:
    """Whether rows of a later file about the same have gone in."""
    return about_the_same(batch).filter(made_at__gt=batch.made_at, taken_at__isnull=False).exists()


def _counts(found: Difference) -> dict[str, int]:
    numbers = {"new": len(found.new), "changed": len(found.changed), "withdrawn": len(found.gone)}
    return {**numbers, "same": found.same}


def _compared(sort: Imported, batch: Batch, told: Told, day: date) -> Difference:
    """Rows told against rows there. Rows of people who have left since they were checked change nothing."""
    found = Difference()
    for part in _parts(told):
        clients = {client for client, _key, _values in part}
        here = set(_clients(batch, day).filter(pk__in=clients).values_list("pk", flat=True))
        keys = [key for _client, key, _values in part]
        rows = sort.rows().select_for_update(of=("self",)).filter(client__in=here, source_key__in=keys)
        there = {(one.client_id, one.source_key): one for one in rows}
        for client, key, values in part:
            if client not in here:
                found.left += 1
            elif (client, key) in there:
                _compare(sort, found, there[client, key], values)
            else:
                found.new.append(sort.model(client_id=client, source_key=key, **values))
    return found


def _compare(sort: Imported, found: Difference, there: Any, values: dict[str, Any]) -> None:
    before = {name: getattr(there, name) for name, value in values.items() if getattr(there, name) != value}
    if not before:
        found.same += 1
        return
    was = said(sort, there)
    for name in before:
        setattr(there, name, values[name])
    found.changed.append(Changed(there, before, was))


def gone_of(sort: Imported, batch: Batch, day: date) -> list[Any]:
    """Rows of the days of which the file tells everything, that it does not tell.

    None, while a row of the file may be any of them: one of which the person or the number is not known. Nor those of
    whoever came here since the file was made: rows of that person were set aside when they were checked, if there were
    any, and nothing is kept of them.
    """
    if batch.all_from is None or unsure(batch):
        return []
    told = set(Row.objects.filter(batch=batch).values_list("key", flat=True))
    found = [one for one in _of_days(sort, batch, day) if row_key(one.client_id, one.source_key) not in told]
    came = _came_since(batch, sorted({one.client_id for one in found}))
    return [one for one in found if one.client_id not in came]


def _came_since(batch: Batch, clients: list[UUID]) -> set[UUID | None]:
    """Of these clients those who were perhaps not found when the batch was checked, by the log."""
    numbered = Q(action="clients.changed", before__has_key="register_key")
    moved = Entry.objects.filter(Q(action__in=CAME) | numbered, sort=Entry.Kind.CHANGE, at__gte=batch.made_at)
    return {
        one
        for part in _parts(clients)
        for one in moved.filter(subject_id__in=part).values_list("subject_id", flat=True)
    }


def _clients(batch: Batch, day: date) -> QuerySet[Client]:
    """Whom the batch may concern on the day."""
    clients = Client.objects.filter(still_here(day), unit__organisation=batch.organisation_id)
    return clients if batch.whole else clients.filter(unit=batch.unit_id)


def _of_days(sort: Imported, batch: Batch, day: date) -> Any:
    clients = _clients(batch, day).filter(still_here(batch.on))
    days = {f"{sort.day}__range": (batch.all_from, batch.all_until)}
    return sort.rows().filter(**days, client__in=clients.values("pk"))


def _too_many(sort: Imported, batch: Batch, gone: list[Any], day: date) -> bool:
    return len(gone) > FEW and len(gone) * 2 > _of_days(sort, batch, day).count()


def _parts(rows: list[Any]) -> Iterator[list[Any]]:
    for first in range(0, len(rows), PART):
        yield rows[first : first + PART]


def _formers(sort: Imported, found: Difference, by: Actor) -> list[Former]:
    """What the rows told until now."""
    was = [(one.row, one.was, False) for one in found.changed] + [(one, said(sort, one), True) for one in found.gone]
    return [
        Former(
            client_id=row.client_id,
            about=sort.about,
            source_key=row.source_key,
            told=told,
            until=by.at,
            withdrawn=withdrawn,
        )
        for row, told, withdrawn in was
    ]


def _log(sort: Imported, batch: Batch, found: Difference, by: Actor) -> None:
    source = {"batch": str(batch.pk)}
    action, gone = f"casework.{sort.name}_taken_in", f"casework.{sort.name}_withdrawn"
    record_rows(by, action, sort.about, [(one.pk, one.client_id, None, source) for one in found.new])
    changes = (
        (one.row.pk, one.row.client_id, _open(sort, one.before), _open(sort, one.now) | source) for one in found.changed
    )
    record_rows(by, action, sort.about, changes)
    record_rows(
        by, gone, sort.about, [(one.pk, one.client_id, _open(sort, said(sort, one)), source) for one in found.gone]
    )
    record(by, action, batch, after=_counts(found))


def _open(sort: Imported, values: dict[str, Any]) -> dict[str, Any]:
    """Values as the log tells them: where somebody is met, and what a plan says, it does not repeat."""
    return {
        name: "…" if name in sort.hidden else None if value is None else plain(value) for name, value in values.items()
    }
