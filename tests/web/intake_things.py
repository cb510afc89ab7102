"""Objects of taking in, ours and the other organiser's, for the matrix of addresses and roles."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from polku_web.base.actors import Actor
from polku_web.intake import demo
from polku_web.intake.models import Allocation, Batch, ColumnMatch, Row
from polku_web.organisations.models import Organisation, Unit, User


def of_intake(kind: str, ours: Organisation, theirs: Organisation) -> dict[str, dict[str, Any]]:
    """The kind with both objects; nothing for a kind that is not of taking in."""
    if kind not in MAKERS:
        return {}
    units = {"own": ours.units.get(name="Keskustan tiimi"), "other": theirs.units.get()}
    return {kind: {name: MAKERS[kind](unit) for name, unit in units.items()}}


def _batch(unit: Unit) -> Batch:
    there = Batch.objects.filter(unit=unit, kind="clients").first()
    return there or demo.load(unit=unit, pilot=None, on=timezone.localdate(), by=Actor(timezone.now()), people=4)


def _row(unit: Unit) -> Row:
    return _batch(unit).rows.filter(state="faulty")[0]


def _coach(unit: Unit) -> User:
    return User.objects.filter(memberships__unit=unit, memberships__role="coach").order_by("email")[0]


def _allocation(unit: Unit) -> Allocation:
    now = timezone.now()
    return Allocation.objects.create(unit=unit, on=timezone.localdate(), made_by=_coach(unit), made_at=now)


def _column(unit: Unit) -> ColumnMatch:
    header = {"organisation": unit.organisation, "kind": "clients", "header": "hetu"}
    return ColumnMatch.objects.get_or_create(**header, defaults={"field": "number"})[0]


MAKERS = {
    "columnmatch": _column,
    "batch": _batch,
    "row": _row,
    "allocation": _allocation,
}
