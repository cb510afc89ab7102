"""A client's history by day: what a new word of the register does to the rows there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from polku_web.clients.models import AllowanceRight, Client, Period, Residence, StatusPeriod

FIELDS: dict[type[Period], str] = {
    Residence: "municipality",
    StatusPeriod: "status",
    AllowanceRight: "earnings_related",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What is so from a day on; without a day it is so from the day on which it is told."""

    value: Any
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of the latest row (its last day, or its value corrected), and on which days a new one is so."""

    last_day: date | None = None
    corrected: bool = False
    begins: date | None = None
    ends: date | None = None


def change_by(told: Told, latest: Period | None, on: date) -> Change | None:
    """What a word does to the latest row of its kind; None when it tells nothing new.

    The same value goes on, unless it is told to have begun anew since; another value from before the open row began
    corrects that row. A row that has ended is never touched. A status whose end is ahead, as of whoever leaves later,
    is like an open one, and whatever follows it ends on that day too.
    """
    begins = told.since or on
    if latest is None:
        return Change(begins=begins)
    ends = latest.end_date
    if ends is not None and (not isinstance(latest, StatusPeriod) or ends < max(on, begins)):
        return Change(begins=max(begins, ends + timedelta(1)))
    if getattr(latest, FIELDS[type(latest)]) == told.value:
        if told.since is None or told.since <= latest.start_date:
            return None
    elif begins <= latest.start_date:
        return Change(corrected=True, last_day=ends)
    return Change(last_day=begins - timedelta(1), begins=begins, ends=ends)


def tell(kind: type[Period], client: Client, told: Told, on: date) -> bool:
    """Keep the word in the client's history, inside the caller's transaction; whether anything became different."""
    field = FIELDS[kind]
    latest = kind._default_manager.filter(client=client).order_by("-start_date").first()
    change = change_by(told, latest, on)
    if change is None:
        return False
    if latest is not None and (change.corrected or change.last_day):
        if change.corrected:
            setattr(latest, field, told.value)
        latest.end_date = change.last_day
        latest.save(update_fields=[field, "end_date"])
    if change.begins:
        row = kind(client=client, start_date=change.begins, end_date=change.ends, **{field: told.value})
        row.full_clean()
        row.save(force_insert=True)
    return True


def end(kind: type[Period], client: Client, on: date) -> bool:
    """The open row's last day is `on`; whether there was one. A row that begins later is not touched."""
    return bool(kind._default_manager.filter(client=client, end_date=None, start_date__lte=on).update(end_date=on))
