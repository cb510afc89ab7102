"""What is written into the log. A change is recorded inside its own transaction: both happen or neither."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db import models, transaction

from polku_web.audit.chain import FIRST, digest
from polku_web.audit.models import Entry, Seal
from polku_web.base.actors import Actor, Role
from polku_web.base.bulk import insert_values
from polku_web.base.logs import request_id

BATCH = 10_000


def record(actor: Actor, action: str, thing: models.Model | None = None, **details: Any) -> Entry:
    """Record a change that the actor made to `thing`. Details: fields of `Entry` such as before, after, subject_id."""
    kind, object_id = (thing._meta.model_name or "", str(thing.pk)) if thing is not None else ("", "")
    entry = _entry(actor, Entry.Kind.CHANGE, action, object_kind=kind, object_id=object_id, **details)
    entry.save(force_insert=True)
    return entry


def record_changes(actor: Actor, action: str, kind: str, changes: Iterable[tuple[UUID, Any, Any]]) -> None:
    """Record the same change of many clients at once: the client's id, what was before, and after."""
    record_rows(actor, action, kind, ((one, one, before, after) for one, before, after in changes))


def record_rows(actor: Actor, action: str, kind: str, changes: Iterable[tuple[UUID, UUID, Any, Any]]) -> None:
    """Record the same change of many rows at once: the row's id, its client's id, what was before, and after."""
    same = _told(actor, str(Entry.Kind.CHANGE), action) | {"object_kind": kind}
    rows = [
        {**same, "object_id": str(one), "subject_id": client, "before": before, "after": after}
        for one, client, before, after in changes
    ]
    insert_values(Entry, rows)


def record_views(actor: Actor, action: str, subjects: Iterable[UUID], *, basis: str) -> None:
    """Record that the actor saw these clients: one entry each, in one query."""
    Entry.objects.bulk_create(
        _entry(actor, Entry.Kind.VIEW, action, object_kind="client", object_id=str(one), subject_id=one, basis=basis)
        for one in subjects
    )


def record_refusal(actor: Actor, action: str, kind: str = "", object_id: str = "") -> None:
    """Record that the actor asked for something and did not get it. An id that is none is not repeated in the log."""
    try:
        subject = UUID(object_id) if object_id else None
    except ValueError:
        subject, object_id = None, ""
    about = subject if kind == "client" else None
    _entry(actor, Entry.Kind.REFUSAL, action, object_kind=kind, object_id=object_id, subject_id=about).save(
        force_insert=True
    )


def _entry(actor: Actor, sort: str, action: str, **details: Any) -> Entry:
    return Entry(**_told(actor, sort, action), **details)


def _told(actor: Actor, sort: str, action: str) -> dict[str, Any]:
    """The fields of an entry that say who did what."""
    post = actor.posts[0] if actor.posts else None
    as_client = Role.CLIENT if actor.client_id else ""
    return {
        "at": actor.at,
        "sort": sort,
        "action": action,
        "actor_id": actor.user_id or actor.token_id,
        "actor_name": actor.name,
        "actor_role": post.role if post else as_client,
        "actor_place": post.place if post else "",
        "organiser_id": post.organiser_id if post else actor.client_organiser_id,
        "request": request_id.get(),
    }


@transaction.atomic
def seal(at: Any) -> Seal | None:
    """Close all entries that no seal covers yet with a hash; None when there are none.

    Writers are waited for: an entry whose id is smaller than the last one sealed cannot appear afterwards.
    """
    connection = transaction.get_connection()
    if connection.vendor == "postgresql":  # SQLite has one writer at a time, and this transaction is it
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE audit_entry, audit_seal IN SHARE ROW EXCLUSIVE MODE")
    before = Seal.objects.order_by("-id").first()
    after = before.last_entry if before else 0
    entries = Entry.objects.filter(id__gt=after).order_by("id")
    ends = entries.aggregate(first=models.Min("id"), last=models.Max("id"), number=models.Count("id"))
    if not ends["number"]:
        return None
    previous = before.digest if before else FIRST
    return Seal.objects.create(
        first_entry=ends["first"],
        last_entry=ends["last"],
        entries=ends["number"],
        previous=previous,
        digest=digest(previous, entries.values().iterator(chunk_size=BATCH)),
        sealed_at=at,
    )
