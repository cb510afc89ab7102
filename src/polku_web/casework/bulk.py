"""One thing done to many clients: looked at first, then done in one transaction, and taken back where it can be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from polku_web.audit.actions import record
from polku_web.base.actors import Actor
from polku_web.base.rights import Refused, allowed_among
from polku_web.casework import actions
from polku_web.casework.models import BulkAct, Meeting, Message
from polku_web.clients.actions import assign_coach
from polku_web.clients.models import Client, CoachAssignment

MOST = 500  # clients at once
NEEDS = {"assign": "assign"}  # what must be allowed to each client; else `work`


@dataclass(frozen=True)
class Line:
    """What would happen to one client; skipped says why nothing would."""

    client: Client
    note: str
    skipped: bool = False


def chosen(actor: Actor, kind: str, ids: Sequence[str]) -> list[Client]:
    """The clients of the ids in the order of names. One to whom the actor may not do this: all are refused."""
    action, wanted = NEEDS.get(kind, "work"), set(ids)
    try:
        theirs = allowed_among(actor, action, "client", pk__in=wanted)
        found = list(theirs.select_related("unit").order_by("sort_name"))
    except (ValidationError, ValueError) as error:
        raise Refused("client", action, "") from error
    missing = sorted(wanted - {str(client.pk) for client in found})
    if missing:
        raise Refused("client", action, missing[0])
    return found


def preview(kind: str, clients: Sequence[Client], told: dict[str, Any]) -> list[Line]:
    """What would happen to each client: two queries at most."""
    return _PREVIEWS[kind](clients, told)


def _meetings(clients: Sequence[Client], told: dict[str, Any]) -> list[Line]:
    planned = Meeting.objects.filter(client__in=clients, held=None, date=told["date"]).values_list("client", "time")
    there = dict(planned)
    note = _("Samana päivänä on jo tapaaminen.")
    return [Line(client, note if client.pk in there else "") for client in clients]


def _messages(clients: Sequence[Client], told: dict[str, Any]) -> list[Line]:
    note = _("Ei ole vielä kirjautunut palveluun: näkee viestin, kun kirjautuu.")
    return [Line(client, "" if client.user_id else note) for client in clients]


def _read(clients: Sequence[Client], told: dict[str, Any]) -> list[Line]:
    unread = Message.objects.filter(client__in=clients, from_client=True, read_at=None)
    have = set(unread.values_list("client", flat=True))
    return [Line(one, "", False) if one.pk in have else Line(one, _("Ei uusia viestejä."), True) for one in clients]


def _assignments(clients: Sequence[Client], told: dict[str, Any]) -> list[Line]:
    open_now = CoachAssignment.objects.filter(client__in=clients, end_date=None).select_related("coach")
    before = {one.client_id: one for one in open_now}
    return [_assignment(client, before.get(client.pk), told) for client in clients]


def _assignment(client: Client, before: CoachAssignment | None, told: dict[str, Any]) -> Line:
    if before is None:
        return Line(client, _("Nyt ei valmentajaa."))
    if before.coach_id == told["coach"].pk:
        return Line(client, _("Hän on jo asiakkaan omavalmentaja."), True)
    if before.start_date >= told["on"]:
        day = date_format(before.start_date, "SHORT_DATE_FORMAT")
        return Line(client, _("Nykyinen valmentaja aloittaa %(day)s.") % {"day": day}, True)
    return Line(client, _("Nyt %(name)s.") % {"name": before.coach.get_full_name()})


_PREVIEWS: dict[str, Callable[[Sequence[Client], dict[str, Any]], list[Line]]] = {
    "meeting": _meetings,
    "message": _messages,
    "read": _read,
    "assign": _assignments,
}


@transaction.atomic
def run(*, kind: str, clients: Sequence[Client], told: dict[str, Any], by: Actor, once: UUID | None = None) -> BulkAct:
    """Do it to all that the preview did not skip: to every one of them or to none.

    `once` is the act's id: asked again with the same one, IntegrityError is raised before anything is done. Raises
    ValidationError when one of them is not as it was in the preview, or none is left.
    """
    act = BulkAct(pk=once or uuid4(), kind=kind, made_by_id=by.user_id, made_at=by.at, clients=len(clients))
    act.save(force_insert=True)
    todo = [line.client for line in preview(kind, clients, told) if not line.skipped]
    if not todo:
        raise ValidationError(_("Kenellekään valituista ei ole tehtävää."))
    act.rows = _coaches(todo, told, by) if kind == "assign" else [_do(kind, one, told, by) for one in todo]
    act.clients = len(todo)
    act.save(update_fields=["rows", "clients"])
    record(by, "casework.bulk_done", act, after={"kind": kind, "clients": len(todo)})
    return act


def _do(kind: str, client: Client, told: dict[str, Any], by: Actor) -> str:
    if kind == "meeting":
        return str(actions.add_meeting(client=client, by=by, **told).pk)
    if kind == "message":
        return str(actions.send_message(client=client, by=by, **told).pk)
    actions.read_messages(client=client, by=by)
    return str(client.pk)


def _coaches(clients: Sequence[Client], told: dict[str, Any], by: Actor) -> dict[str, str | None]:
    """The new assignments, each with the one that it ended: what was ended on that day before is not this act's."""
    ids = [client.pk for client in clients]
    list(Client.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
    open_now = CoachAssignment.objects.filter(client__in=ids, end_date=None).values_list("client", "pk")
    before = {client: str(pk) for client, pk in open_now}
    return {str(assign_coach(client=one, by=by, **told).pk): before.get(one.pk) for one in clients}


@transaction.atomic
def undo(*, act: BulkAct, by: Actor) -> int:
    """Take it back: what nobody has touched since; how many rows that was.

    Raises ValidationError when it was taken back already, or cannot be; Refused when one of the clients is no longer
    the actor's.
    """
    act = BulkAct.objects.select_for_update().get(pk=act.pk)
    if act.undone_at is not None:
        raise ValidationError(_("Tämä on jo peruttu."))
    if not act.can_be_undone:
        raise ValidationError(_("Lähetettyä tai luettua ei voi perua."))
    _still_theirs(act, by)
    undone = _without_meetings(act, by) if act.kind == BulkAct.Kind.MEETING else _coaches_back(act, by)
    act.undone_at = by.at
    act.save(update_fields=["undone_at"])
    record(by, "casework.bulk_undone", act, after={"rows": undone})
    return undone


def _still_theirs(act: BulkAct, by: Actor) -> None:
    made: Any = Meeting if act.kind == BulkAct.Kind.MEETING else CoachAssignment
    clients = set(made.objects.filter(pk__in=list(act.rows)).values_list("client", flat=True))
    theirs = allowed_among(by, NEEDS.get(act.kind, "work"), "client", pk__in=clients)
    if clients - set(theirs.values_list("pk", flat=True)):
        raise Refused("bulkact", "undo", str(act.pk))


def _without_meetings(act: BulkAct, by: Actor) -> int:
    untouched = list(Meeting.objects.filter(pk__in=act.rows, held=None))
    for meeting in untouched:
        actions.cancel_meeting(meeting=meeting, by=by)
    return len(untouched)


def _coaches_back(act: BulkAct, by: Actor) -> int:
    """Each client's coach is again who it was, unless somebody has changed it since."""
    untouched = list(CoachAssignment.objects.select_for_update().filter(pk__in=list(act.rows), end_date=None))
    for new in untouched:
        ended = Q(pk=act.rows[str(new.pk)], end_date=new.start_date - timedelta(1))
        before = CoachAssignment.objects.filter(ended).first()
        was, told = {"coach": str(new.coach_id)}, {"coach": str(before.coach_id) if before else None}
        record(by, "casework.coach_back", new, subject_id=new.client_id, before=was, after=told)
        new.delete()
        if before is not None:
            before.end_date = None
            before.save(update_fields=["end_date"])
    return len(untouched)
