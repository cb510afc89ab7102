"""Figures without counting: rows as `polku` would tell them, kept by the service's own actions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from polku.pipeline import Figures
from polku.settlement import FeeSum
from polku_web.base.actors import Actor
from polku_web.contracts.models import Pilot
from polku_web.contracts.queries import definition_of, latest
from polku_web.figures.actions import begin, keep
from polku_web.figures.gathering import Gathered
from polku_web.figures.models import Contract, Run
from polku_web.organisations.models import Organisation

JUNE, JULY = date(2026, 6, 1), date(2026, 7, 1)
FEES = [
    FeeSum("valmennus-t1", "start", JUNE, "payable", 3, 60_000, 60_000),
    FeeSum("valmennus-t1", "job-90", JULY, "claimed", 2, 160_000, 0),
    FeeSum("valmennus-t1", "job-180", JULY, "partly", 1, 100_000, 70_000),
    FeeSum("valmennus-t2", "start", JUNE, "payable", 1, 25_000, 25_000),
    FeeSum("valmennus-t2", "start", JULY, "over_maximum", 1, 25_000, 0),
]


def row(
    indicator: str, month: date, value: Any, *told: Any, kind: str = "pilot", group: str = "all"
) -> tuple[Any, ...]:
    """A row of `published`; what is told after the value: numerator, denominator, area. `None` is blanked."""
    usual: list[Any] = [None, None, "pirkanmaa-2021"]
    part, whole, area = [*told, *usual[len(told) :]]
    return (indicator, month, kind, area, group, value, part, whole, value is None)


PICTURE = [
    row("unemployed", JUNE, 30.0),
    row("unemployed", JULY, 28.0),
    row("in_services", JUNE, 12.0),
    row("in_services", JULY, None),
    row("broad_unemployment", JUNE, 42.0),
    row("broad_unemployment", JULY, None),
    row("broad_unemployment", JULY, 1234.0, None, None, "837", kind="municipality"),
    row("broad_unemployment", JULY, None, None, None, "211", kind="municipality"),
    row("activation_rate", JUNE, 28.5714, 12, 42),
    row("activation_rate", JULY, 25.0, 10, 40),
    row("activation_rate", JULY, 20.0, 2, 10, group="age:under-25"),
    row("service_wait_days", JULY, 12.5),
    row("vacancies_open", JULY, 0.0, None, None, "FI", kind="country"),
]


def made(
    organisation: Organisation,
    *,
    at: datetime | None = None,
    fees: Sequence[FeeSum] = FEES,
    picture: Sequence[tuple[Any, ...]] = PICTURE,
) -> Run:
    """A run of the organiser's pilot with these rows, as of the moment."""
    at = at or timezone.now()
    by = Actor(at, name="tests", client_organiser_id=organisation.pk)
    pilot = Pilot.objects.get(organisation=organisation)
    counted = Figures([JUNE, JULY], fees, picture)
    one = Gathered(pilot, latest(pilot), definition_of(pilot), timezone.localdate(at), counted, ["persons", "statuses"])
    return keep(run=begin(organisation=organisation, by=by), at=at, gathered=[one], by=by)


def of_figures(kind: str, ours: Organisation, theirs: Organisation) -> dict[str, dict[str, Any]]:
    """A contract or a pilot of ours and the other organiser's, with figures; nothing for other kinds."""
    if kind not in ("contract", "pilot"):
        return {}
    both = {"own": ours, "other": theirs}
    for one in both.values():
        if not one.figure_runs.exists():
            made(one)
    if kind == "pilot":
        return {kind: {name: Pilot.objects.get(organisation=one) for name, one in both.items()}}
    found = {name: Contract.objects.get(pilot__organisation=one, key="valmennus-t1") for name, one in both.items()}
    return {kind: found}
