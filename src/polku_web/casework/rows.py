"""A row of the desk: what is to be done for a client, in words, by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from polku_web.casework.duties import why
from polku_web.casework.models import Meeting
from polku_web.clients.models import Client
from polku_web.market.models import Referral


@dataclass(frozen=True)
class Task:
    """Something to do: what, by when, why, and when it has been planned."""

    what: str
    day: date | None = None
    late: bool = False
    why: str = ""
    planned_on: date | None = None


@dataclass(frozen=True)
class Row:
    """A client on the desk."""

    client: Client
    tasks: list[Task]
    status: str
    coach: str  # empty: nobody
    covered: bool  # somebody else's, for whom the worker covers
    meeting: Meeting | None
    late: bool = field(default=False)


def told(clients: Iterable[Any], user_id: UUID | None, day: date) -> list[Row]:
    """The rows of clients that `desk.rows` gave; no further query."""
    return [_row(client, user_id, day) for client in clients]


def _row(client: Any, user_id: UUID | None, day: date) -> Row:
    tasks = sorted(_tasks(client, day), key=lambda task: (task.day is None, task.day or day))
    coach = client.coaches[0].coach if client.coaches else None
    return Row(
        client,
        tasks,
        client.status_now[0].get_status_display() if client.status_now else "",
        coach.get_full_name() if coach else "",
        coach is not None and coach.pk != user_id,
        client.planned[0] if client.planned else None,
        any(task.late for task in tasks),
    )


def _tasks(client: Any, day: date) -> Iterable[Task]:
    for duty in client.to_do:
        what = duty.get_kind_display()
        if duty.wanted > 1:
            what = _("%(what)s, %(number)s kertaa") % {"what": what, "number": duty.wanted}
        yield Task(what, duty.due_on, duty.due_on < day, why(duty), duty.planned_on)
    if client.unread:
        text = ngettext("%(number)s uusi viesti", "%(number)s uutta viestiä", client.unread)
        yield Task(text % {"number": client.unread}, day)
    yield from (_of_referral(one, day) for one in client.unsettled)
    for service in client.ending:
        what = _("Palvelu päättyy: %(service)s") % {"service": service.offer.service_name}
        yield Task(what, service.planned_end, service.planned_end < day)


def _of_referral(referral: Referral, day: date) -> Task:
    service = {"service": referral.offer.service_name}
    if referral.state in Referral.UNANSWERED:
        what = _("Lähete odottaa vastausta: %(service)s") % service
        return Task(what, referral.answer_by, referral.answer_by < day)
    if referral.state == Referral.State.ACCEPTED:
        return Task(_("Palvelu ei ole alkanut: %(service)s") % service, referral.starts_on)
    return Task(_("Lähete ei johtanut palveluun: %(service)s") % service, day)
