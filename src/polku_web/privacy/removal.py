"""Removing what is due: rows that others still rest on wait for them, and monthly numbers remain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Model
from django.db.models.functions import TruncMonth

from polku_web.audit.actions import record
from polku_web.base.actors import Actor
from polku_web.base.keeping import Kept, kept
from polku_web.clients.models import Client
from polku_web.privacy.models import EndNotice, MonthCount

CHUNK = 5000  # fewer than any database takes as parameters of a query
Due = Mapping[UUID, set[str]]  # client → the kinds of data whose term has ended


@dataclass
class Removed:
    """People by kind of data, rows by table, and how many people nothing is left of."""

    clients: Counter[str] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    gone: int = 0


def entries() -> list[Kept]:
    """All that ends by its term. Notices of the end go last of all, with the client."""
    return [entry for entry in kept() if entry.model is not EndNotice]


def with_rows(entry: Kept, client_ids: Iterable[UUID]) -> set[UUID]:
    """Whose rows there still are; what has been emptied is none."""
    rows = entry.rows(list(client_ids))
    if entry.emptied:
        rows = rows.exclude(**entry.emptied)
    return set(rows.order_by().values_list(entry.path, flat=True).distinct())


def having_rows(term: str, client_ids: Iterable[UUID]) -> set[UUID]:
    """Of whom there is something of this kind."""
    return {one for entry in entries() if entry.term == term for one in with_rows(entry, client_ids)}


def remove(due: Due, *, on: date, by: Actor) -> Removed:
    """Remove what is due of these people, and say so in the log: an entry for each person."""
    found = Removed()
    if not due:
        return found
    there = [(entry, with_rows(entry, due)) for entry in entries()]
    plan = [(entry, _free(entry, there, due)) for entry, _ids in there]
    # The ways to the rows lead through rows that go: find them all before any goes.
    chosen = [(entry, ids, list(entry.rows(ids).values_list("pk", flat=True))) for entry, ids in plan if ids]
    gone = {one for entry, ids, _pks in chosen if entry.model is Client and not entry.emptied for one in ids}
    _log(due, chosen, gone, by)
    _close_notices(due, there, plan, on, found)
    EndNotice.objects.filter(client__in=gone).delete()
    for entry, _ids, pks in sorted(chosen, key=lambda one: _depth(one[0].model)):
        for first in range(0, len(pks), CHUNK):
            _end(entry, pks[first : first + CHUNK], found)
    found.gone = len(gone)
    return found


def _free(entry: Kept, there: list[tuple[Kept, set[UUID]]], due: Due) -> set[UUID]:
    """Those whose rows of the entry are due, and on which nothing rests that is to stay."""
    ids = {one for known, found in there if known is entry for one in found if entry.term in due[one]}
    if entry.emptied:
        return ids
    for other, found in there:
        if entry.model in _rests_on(other.model):
            ids -= {one for one in found if other.term not in due[one]}
    return ids


def _targets(model: type[Model]) -> set[type[Model]]:
    known = {entry.model for entry in entries()}
    return {field.related_model for field in model._meta.concrete_fields if field.is_relation} & known


def _rests_on(model: type[Model]) -> set[type[Model]]:
    """The tables to which references lead from this one, however long the way."""
    found, new = set(), _targets(model)
    while new:
        found |= new
        new = {far for one in new for far in _targets(one)} - found
    return found


def _depth(model: type[Model]) -> int:
    """Less for what rests on others, so that it goes first."""
    return -len(_rests_on(model))


def _end(entry: Kept, pks: list[Any], found: Removed) -> None:
    rows = entry.model._default_manager.filter(pk__in=pks)
    if entry.emptied:
        found.rows[entry.model._meta.label_lower] += rows.update(**entry.emptied)
        return
    for statistic, day in entry.counted.items():
        _count(entry, rows, statistic, day)
    found.rows[entry.model._meta.label_lower] += len(pks)
    rows.delete()


def _count(entry: Kept, rows: Any, statistic: str, day: str) -> None:
    names = {"month": TruncMonth(day), "organiser": F(f"{entry.path}__unit__organisation")}
    if entry.part:
        names["split"] = F(entry.part)
    counted = rows.exclude(**{day: None}).order_by().annotate(**names).values(*names).annotate(times=Count("pk"))
    for one in counted:
        row, _new = MonthCount.objects.get_or_create(
            organisation_id=one["organiser"],
            month=one["month"],
            statistic=statistic,
            part=one.get("split", ""),
            defaults={"number": 0},
        )
        MonthCount.objects.filter(pk=row.pk).update(number=F("number") + one["times"])


def _close_notices(
    due: Due, there: list[tuple[Kept, set[UUID]]], plan: list[tuple[Kept, set[UUID]]], on: date, found: Removed
) -> None:
    """A kind of data has ended for those of whom nothing of the kind has to wait."""
    for term in sorted({one for terms in due.values() for one in terms}):
        waits = {
            one
            for (entry, ids), (_same, free) in zip(there, plan, strict=True)
            if entry.term == term
            for one in ids - free
        }
        ended = [one for one, terms in due.items() if term in terms and one not in waits]
        open_ones = EndNotice.objects.filter(client__in=ended, term=term, removed_on=None)
        found.clients[term] += open_ones.update(removed_on=on)


def _log(due: Due, chosen: list[tuple[Kept, set[UUID], list[Any]]], gone: set[UUID], by: Actor) -> None:
    for client_id in sorted({one for _entry, ids, _pks in chosen for one in ids}):
        tables = sorted({entry.model._meta.label_lower for entry, ids, _pks in chosen if client_id in ids})
        after = {"terms": sorted(due[client_id]), "tables": tables, "whole": client_id in gone}
        record(by, "privacy.removed", subject_id=client_id, basis="retention", after=after)
