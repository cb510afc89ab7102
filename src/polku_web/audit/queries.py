"""Reading the log: for the data-protection officer, and for a client who asks who has looked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from polku_web.audit.models import Entry
from polku_web.audit.words import BASES, TO_CLIENT
from polku_web.base.actors import Actor, Role
from polku_web.base.rights import allowed


@dataclass(frozen=True)
class Look:
    """A look at a client's data in plain words: who by role and place, what and why; alike ones of a day are one."""

    at: datetime
    role: str | Promise
    place: str
    what: str | Promise
    why: str | Promise
    explanation: str  # what somebody wrote who opened the data in an emergency
    times: int = 1


def looks_at(client_id: UUID) -> QuerySet[Entry]:
    """Who else saw or changed the client's data, the latest first. Refused attempts saw nothing and are not here."""
    others = Entry.objects.filter(subject_id=client_id).exclude(basis="own_data").exclude(actor_role=Role.CLIENT)
    return others.exclude(sort=Entry.Kind.REFUSAL).order_by("-at", "-id")


def told(entry: Entry) -> Look:
    """An entry as the client reads it. It names a unit and a role, not the worker."""
    return Look(
        entry.at,
        Role(entry.actor_role).label if entry.actor_role else _("järjestelmä"),
        entry.actor_place,
        TO_CLIENT.get(entry.action, entry.action),
        BASES.get(entry.basis, ""),
        entry.reason.partition(": ")[2] if entry.basis == "emergency" else "",
    )


def told_by_day(entries: Iterable[Entry]) -> list[Look]:
    """The looks of the entries, the latest first; those of a day that differ only by the hour are told once."""
    found: list[Look] = []
    for look in map(told, entries):
        last = found[-1] if found else None
        if last is not None and _alike(last) == _alike(look):
            found[-1] = replace(last, times=last.times + 1)
        else:
            found.append(look)
    return found


def _alike(look: Look) -> tuple[Any, ...]:
    return (timezone.localdate(look.at), look.role, look.place, str(look.what), str(look.why), look.explanation)


def search(actor: Actor, asked: dict[str, Any]) -> QuerySet[Entry]:
    """What the actor may search and meets what is asked: subject, worker, sort, first and last day (inclusive)."""
    entries = allowed(actor, "search", "entry")
    if asked.get("subject"):
        entries = entries.filter(subject_id=asked["subject"])
    if asked.get("worker"):
        entries = entries.filter(actor_name__icontains=asked["worker"])
    if asked.get("sort"):
        entries = entries.filter(sort=asked["sort"])
    if asked.get("first"):
        entries = entries.filter(at__gte=_midnight(asked["first"]))
    if asked.get("last"):
        entries = entries.filter(at__lt=_midnight(asked["last"], days=1))
    return entries.order_by("-id")


def _midnight(day: str, *, days: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(date.fromisoformat(day) + timedelta(days), time.min))
