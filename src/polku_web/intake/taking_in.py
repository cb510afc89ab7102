"""The second step in the background: sound rows become clients, in one transaction.

Whole or nothing: whoever dies in the middle leaves the register as it was, and the batch where it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.db.models import OuterRef, Subquery

from polku.definition import MissingPart
from polku_web.audit.actions import record, record_changes
from polku_web.base.actors import Actor
from polku_web.base.bulk import insert, insert_values
from polku_web.base.changes import facts_changed
from polku_web.base.secrets import encrypted
from polku_web.clients.actions import NOT_REPEATED
from polku_web.clients.decisions import keep_decisions
from polku_web.clients.history import FIELDS, Change, Told, change_by
from polku_web.clients.leaving import WhyLeft, hand_over
from polku_web.clients.models import AllowanceRight, Client, Period, Residence, StatusPeriod
from polku_web.intake.models import Batch, Row
from polku_web.intake.sealing import read_of
from polku_web.intake.work import Worker, take_whole

PART = 2000
OWN = (
    "given_name",
    "family_name",
    "municipality",
    "non_disclosure",
    "phone",
    "email",
    "address",
    "sex",
    "native_language",
    "immigrant",
    "education_level",
    "occupation",
    "service_line",
    "register_key",
)
HISTORY: tuple[tuple[type[Period], str, str], ...] = (
    (Residence, "municipality", "municipality_since"),
    (StatusPeriod, "status", "status_since"),
    (AllowanceRight, "earnings_related", "earnings_related_since"),
)


@dataclass
class Plan:
    """What the rows do to the register, worked out before anything is written."""

    new: list[Client] = field(default_factory=list)
    changed: list[tuple[Client, dict[str, Any]]] = field(default_factory=list)  # with what was before
    returned: list[Client] = field(default_factory=list)
    leaving: list[tuple[Client, dict[str, Any]]] = field(default_factory=list)
    same: int = 0
    history_new: dict[type[Period], list[dict[str, Any]]] = field(default_factory=lambda: {kind: [] for kind in FIELDS})
    history_old: dict[type[Period], list[Period]] = field(default_factory=lambda: {kind: [] for kind in FIELDS})
    touched: set[UUID] = field(default_factory=set)  # who got a new row of history and no other change
    people: list[UUID] = field(default_factory=list)


def take_in(batch_id: UUID, by: Actor) -> None:
    """Take the batch's sound rows in and decide about them. A conflict or an error leaves all as it was and is told."""
    take_whole(
        batch_id,
        lambda batch, worker: _planned(batch, worker),
        lambda batch, plan: _write(batch, plan, by),
        {IntegrityError: "changed_meanwhile", MissingPart: "no_target_group"},
    )


def _planned(batch: Batch, worker: Worker) -> Plan:
    plan, done = Plan(), 0
    rows = Row.objects.filter(batch=batch, state=Row.State.SOUND).order_by("number")
    worker.tell(step="compare", total=rows.count(), done=0)
    while part := list(rows.values_list("key", "sealed")[done : done + PART]):
        read = {key: read_of(sealed) for key, sealed in part}
        there = {one.identity_key: one for one in Client.objects.filter(identity_key__in=list(read))}
        latest = {kind: _latest(kind, list(there.values())) for kind in FIELDS}
        for key, values in read.items():
            _plan_one(plan, batch, key, values, there.get(key), latest)
        done += len(part)
        worker.tell(done=done)
    return plan


def _latest(kind: type[Period], clients: list[Client]) -> dict[UUID, Period]:
    rows = kind._default_manager.filter(client__in=[one.pk for one in clients]).order_by("start_date")
    return {row.client_id: row for row in rows}  # type: ignore[attr-defined]


def _plan_one(
    plan: Plan,
    batch: Batch,
    key: str,
    read: dict[str, Any],
    client: Client | None,
    latest: dict[type[Period], dict[UUID, Period]],
) -> None:
    if client is None:
        client = _new_client(batch, key, read)
        plan.new.append(client)
        before = None
    else:
        before = _changes(client, read)
        if client.last_day is not None and "last_day" not in read and client.last_day < batch.on:
            client.unit_id = read.get("unit") or batch.unit_id
            plan.returned.append(client)
    told = _tell_history(plan, batch, client, read, latest)
    if before:
        plan.changed.append((client, before))
    elif before is not None and told:
        plan.touched.add(client.pk)
    elif before is not None:
        plan.same += 1
    if "last_day" not in read:
        plan.people.append(client.pk)
    elif client.last_day != read["last_day"]:
        plan.leaving.append((client, read))


def _new_client(batch: Batch, key: str, read: dict[str, Any]) -> Client:
    client = Client(
        identity_key=key,
        identity_sealed=encrypted(read["number"]),
        birth_date=read["birth_date"],
        unit_id=read.get("unit") or batch.unit_id,
        **{name: read[name] for name in OWN if name in read},
    )
    client.sort_name = client.name_for_lists()
    return client


def _changes(client: Client, read: dict[str, Any]) -> dict[str, Any]:
    """Set what the row tells differently; what was before. What the file leaves empty stays as it is."""
    changed = {name: read[name] for name in OWN if name in read and getattr(client, name) != read[name]}
    before = {name: "…" if name in NOT_REPEATED else getattr(client, name) for name in changed}
    for name, value in changed.items():
        setattr(client, name, value)
    client.sort_name = client.name_for_lists()
    return before


def _tell_history(
    plan: Plan,
    batch: Batch,
    client: Client,
    read: dict[str, Any],
    latest: dict[type[Period], dict[UUID, Period]],
) -> bool:
    different = False
    for kind, name, since in HISTORY:
        if name not in read:
            continue
        row = latest[kind].get(client.pk)
        change = change_by(Told(read[name], read.get(since)), row, batch.on)
        if change is None or (kind is StatusPeriod and _too_late(change, _leaves(batch, client, read))):
            continue
        different = True
        if row is not None and (change.corrected or change.last_day):
            if change.corrected:
                setattr(row, FIELDS[kind], read[name])
            row.end_date = change.last_day
            plan.history_old[kind].append(row)
        if change.begins:
            days = {"client_id": client.pk, "start_date": change.begins, "end_date": change.ends}
            plan.history_new[kind].append({**days, FIELDS[kind]: read[name]})
    return different


def _leaves(batch: Batch, client: Client, read: dict[str, Any]) -> date | None:
    """The last day that the register tells, or one that was told before and is still ahead."""
    ahead = client.last_day is not None and client.last_day >= batch.on
    last_day: date | None = read.get("last_day", client.last_day if ahead else None)
    return last_day


def _too_late(change: Change, leaves: date | None) -> bool:
    return leaves is not None and change.begins is not None and change.begins > leaves


def _write(batch: Batch, plan: Plan, by: Actor) -> dict[str, int]:
    insert(sorted(plan.new, key=lambda one: one.identity_key))  # two files wait for each other, and do not lock up
    now = _held(plan)
    _write_changed(plan.changed, now)
    plan.returned = _write_returned(batch, plan.returned, now)
    for kind in FIELDS:
        kind._default_manager.bulk_update(plan.history_old[kind], ["end_date", FIELDS[kind]], batch_size=200)
        insert_values(kind, plan.history_new[kind])
    stuck = sum(not _left(client, read, by) for client, read in plan.leaving)
    counts = {
        "new": len(plan.new),
        "changed": len(plan.changed) + len(plan.touched),
        "same": plan.same,
        "returned": len(plan.returned),
        "left": len(plan.leaving) - stuck,
        "stuck": stuck,
    }
    if batch.pilot:
        counts |= keep_decisions(pilot=batch.pilot, client_ids=plan.people, on=batch.on, by=by)
    facts_changed([*plan.people, *(one.pk for one, _read in plan.leaving)], batch.on)
    _log(batch, plan, counts, by)
    theirs = Client.objects.filter(identity_key=OuterRef("key")).values("pk")
    rows = Row.objects.filter(batch=batch, state=Row.State.SOUND)
    rows.update(state=Row.State.TAKEN_IN, sealed="", client=Subquery(theirs))
    return counts


def _held(plan: Plan) -> dict[UUID, Client]:
    """The clients whom the rows change as they are now, not as they were compared, held until the transaction ends.

    All at once and in one order, so that two files with the same people wait for each other and do not lock up.
    """
    some = (*(one for one, _was in plan.changed), *plan.returned, *(one for one, _read in plan.leaving))
    ids = sorted({one.pk for one in some})
    parts = [ids[start : start + PART] for start in range(0, len(ids), PART)]
    held = (Client.objects.select_for_update().filter(pk__in=part).order_by("pk") for part in parts)
    return {one.pk: one for rows in held for one in rows}


def _write_changed(changed: list[tuple[Client, dict[str, Any]]], held: dict[UUID, Client]) -> None:
    """Write what the rows change, and nothing else."""
    names = sorted({name for _one, before in changed for name in before})
    for one, before in changed:
        now = held[one.pk]
        for name in before:
            before[name] = "…" if name in NOT_REPEATED else getattr(now, name)
            setattr(now, name, getattr(one, name))
        now.sort_name = now.name_for_lists()
    Client.objects.bulk_update((held[one.pk] for one, _was in changed), [*names, "sort_name"], batch_size=200)


def _write_returned(batch: Batch, returned: list[Client], held: dict[UUID, Client]) -> list[Client]:
    """Take back those who are still gone; who they are. Whom somebody took back or handed over anew since stays so."""
    found = []
    for one in returned:
        now = held[one.pk]
        if now.last_day is not None and now.last_day < batch.on:
            now.unit_id, now.last_day, now.left_for = one.unit_id, None, ""
            found.append(now)
    Client.objects.bulk_update(found, ["unit", "last_day", "left_for"], batch_size=200)
    return found


def _left(client: Client, read: dict[str, Any], by: Actor) -> bool:
    """Hand over whoever the register says has left; not where enrolment or coach begin later than that."""
    told = {"last_day": read["last_day"], "left_for": read.get("left_for", ""), "reason": WhyLeft.REGISTER}
    try:
        hand_over(clients=[client.pk], by=by, **told)
    except ValidationError:
        return False
    return True


def _log(batch: Batch, plan: Plan, counts: dict[str, int], by: Actor) -> None:
    source = {"batch": str(batch.pk)}
    record_changes(by, "clients.registered", "client", [(one.pk, None, source) for one in plan.new])
    changed = [(one.pk, before, source | dict.fromkeys(before, "…")) for one, before in plan.changed]
    record_changes(by, "clients.changed", "client", changed)
    record_changes(by, "clients.changed", "client", [(one, None, source | {"history": "…"}) for one in plan.touched])
    record_changes(by, "clients.returned", "client", [(one.pk, None, source) for one in plan.returned])
    record(by, "intake.taken_in", batch, after=counts)
