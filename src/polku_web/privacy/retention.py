"""What is kept of people who are no longer clients ends: announced first, then removed; monthly numbers remain.

A run is one transaction: whole or nothing. A dry run does the same and takes it back, so it tells what would happen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from polku_web.audit.actions import record
from polku_web.audit.models import Entry
from polku_web.base.actors import Actor
from polku_web.base.keeping import Term
from polku_web.clients.models import Client
from polku_web.intake.clearing import clear_files
from polku_web.privacy.lifetimes import last_days
from polku_web.privacy.models import DataRequest, EndNotice
from polku_web.privacy.removal import having_rows, remove
from polku_web.privacy.terms import Rules, months_after, rules

BATCH = 1000


@dataclass
class Outcome:
    """What a run did, or would do: numbers of people by kind of data, and of rows by table."""

    on: date
    dry_run: bool
    clients: int = 0
    announced: Counter[str] = field(default_factory=Counter)
    withdrawn: int = 0
    removed: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    gone: int = 0  # people of whom nothing is left
    held: int = 0  # due, and waiting for the answer to a request
    without_day: int = 0  # nobody knows since when; to be looked at
    sessions: int = 0
    files: int = 0  # that came in and nobody took into the register
    file_rows: int = 0  # of other files, that nobody mended or that nothing is read from any more
    log_past_term: int = 0

    def told(self) -> dict[str, Any]:
        """As JSON takes it."""
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        plain = {name: dict(value) if isinstance(value, Counter) else value for name, value in told.items()}
        return {**plain, "on": self.on.isoformat()}


def run(*, on: date, by: Actor, dry_run: bool = False) -> Outcome:
    """Announce and remove what is due on the day."""
    told, outcome = rules(), Outcome(on, dry_run)
    with transaction.atomic():
        for client_ids in _batches():
            outcome.clients += len(client_ids)
            _batch(client_ids, told, outcome, by)
        outcome.files, outcome.file_rows = clear_files(on=on, days=told.file_days, by=by)
        outcome.sessions = Session.objects.filter(expire_date__lt=_midnight(on)).delete()[0]
        outcome.log_past_term = Entry.objects.filter(at__lt=_midnight(months_after(on, -told.log_months))).count()
        record(by, "privacy.retention_run", after=outcome.told())
        transaction.set_rollback(dry_run)
    return outcome


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _batches() -> Iterator[list[UUID]]:
    after = None
    while True:
        rows = Client.objects.order_by("pk").values_list("pk", flat=True)
        found = list((rows if after is None else rows.filter(pk__gt=after))[:BATCH])
        if not found:
            return
        yield found
        after = found[-1]


def _batch(client_ids: list[UUID], told: Rules, outcome: Outcome, by: Actor) -> None:
    days = last_days(client_ids)
    outcome.without_day += len(set(client_ids) - set(days))
    soon = min(told.terms, key=lambda term: told.terms[term].months)
    notice = timedelta(told.notice_days)
    near = {one for one, day in days.items() if day is not None and told.ends(soon, day) - notice <= outcome.on}
    near |= set(EndNotice.objects.filter(client__in=client_ids).values_list("client", flat=True))
    # Only these wait for the end of the run; whom somebody has changed meanwhile is read again.
    ids = list(Client.objects.select_for_update(of=("self",)).filter(pk__in=near).values_list("pk", flat=True))
    if ids:
        days = last_days(ids)
        _withdraw(ids, days, told, outcome, by)
        _announce(ids, days, told, outcome, by)
        _remove(ids, outcome, by)


def _withdraw(ids: list[UUID], days: dict[UUID, date | None], told: Rules, outcome: Outcome, by: Actor) -> None:
    """Who came back is a client again: nothing ends. Who left anew is announced anew."""
    for notice in EndNotice.objects.filter(client__in=ids):
        day = days.get(notice.client_id)
        if day is not None and told.ends(Term(notice.term), day) <= notice.removes_on:
            continue
        if notice.removed_on is None:
            outcome.withdrawn += 1
            record(by, "privacy.end_withdrawn", notice, subject_id=notice.client_id, basis="retention")
        notice.delete()


def _announce(ids: list[UUID], days: dict[UUID, date | None], told: Rules, outcome: Outcome, by: Actor) -> None:
    known = set(EndNotice.objects.filter(client__in=ids).values_list("client", "term"))
    earliest = outcome.on + timedelta(told.notice_days)
    for term in told.terms:
        ends = {one: told.ends(term, day) for one in ids if (day := days.get(one)) and (one, term) not in known}
        near = {one: day for one, day in ends.items() if day <= earliest}
        for client_id in sorted(having_rows(term, near) if near else ()):
            notice = EndNotice.objects.create(
                client_id=client_id,
                term=term,
                made_on=outcome.on,
                last_day=days[client_id],
                removes_on=max(near[client_id], earliest),
            )
            after = {"term": term, "removes_on": str(notice.removes_on)}
            record(by, "privacy.end_announced", notice, subject_id=client_id, basis="retention", after=after)
            outcome.announced[term] += 1


def _remove(ids: list[UUID], outcome: Outcome, by: Actor) -> None:
    due = EndNotice.objects.filter(client__in=ids, removed_on=None, removes_on__lte=outcome.on)
    held = set(DataRequest.objects.filter(client__in=ids, result="").values_list("client", flat=True))
    terms: dict[UUID, set[str]] = {}
    for client_id, term in due.values_list("client", "term"):
        terms.setdefault(client_id, set()).add(term)
    outcome.held += len(held & set(terms))
    # What ended earlier counts as ended: a row that had to wait for another goes with it.
    done = EndNotice.objects.filter(client__in=set(terms) - held).exclude(removed_on=None)
    for client_id, term in done.values_list("client", "term"):
        terms[client_id].add(term)
    removed = remove({one: found for one, found in terms.items() if one not in held}, on=outcome.on, by=by)
    outcome.rows += removed.rows
    outcome.removed += removed.clients
    outcome.gone += removed.gone
