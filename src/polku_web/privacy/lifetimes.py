"""Since when people are no longer clients: the day from which every term counts."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils import timezone

from polku_web.base.keeping import Kept, kept


def last_days(client_ids: Collection[UUID]) -> dict[UUID, date | None]:
    """The last day of each as a client; None for who still is one. Who has no day at all to count from is absent."""
    found: dict[UUID, date | None] = {}
    for entry in kept():
        if entry.last_day:
            for client_id, day in _latest(entry, client_ids):
                known = found.get(client_id)
                found[client_id] = day if known is None else max(known, day)
    for entry in kept():
        if entry.open_while is not None:
            still = entry.rows(client_ids).filter(entry.open_while)
            found |= dict.fromkeys(still.values_list(entry.path, flat=True).distinct())
    return found


def _latest(entry: Kept, client_ids: Collection[UUID]) -> list[tuple[UUID, date]]:
    rows = entry.rows(client_ids).exclude(**{entry.last_day: None}).order_by()
    latest = rows.values_list(entry.path).annotate(latest=Max(entry.last_day))
    return [(client_id, _day(when)) for client_id, when in latest]


def _day(when: Any) -> date:
    return timezone.localdate(when) if isinstance(when, datetime) else when
