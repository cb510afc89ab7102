"""What is kept of a picture tells nobody: neither a client under a non-disclosure order nor a few outside the pilot."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from itertools import chain
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from polku.base.engine import DuckDB, Settings
from polku.facts import put
from polku.situation import published, published_rows, situation
from polku_web.base.actors import Actor
from polku_web.clients.models import Enrolment, StatusPeriod
from polku_web.contracts.models import Pilot
from polku_web.figures import apart
from polku_web.figures.actions import begin
from polku_web.figures.gathering import series_of
from polku_web.figures.models import Series
from polku_web.project.figures_making import make
from tests.steps import attack
from tests.steps.test_situation_door import AREA_OF, MONTH, PILOT, crowd
from tests.web.figures_things import JULY, PICTURE, made, row

JOINED = {"unemployed", "in_services", "broad_unemployment", "long_term_unemployed", "youth_unemployed"}
WHOLES = {"pilot", "employment_area"}
Told = dict[tuple[str, str, str, str], list[Any] | None]  # by indicator, kind of area, area and group


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDB]:
    with DuckDB(Settings(threads=1)) as running:
        yield running


@pytest.mark.parametrize(("outside", "places"), [(2, 1), (9, 3), (40, 2)])
def test_no_attack_computes_who_is_in_one_whole_and_not_in_the_other(engine: DuckDB, outside: int, places: int) -> None:
    facts = crowd(outside + places, 300, places)
    left = Random(places).sample(facts["persons"], 300 - outside)  # noqa: S311
    facts["enrolments"] = [
        {"person_id": one["person_id"], "pilot_id": "own", "start_date": MONTH - timedelta(1)} for one in left
    ]
    put(engine, facts)
    situation(engine, [MONTH], PILOT)
    published(engine)
    kept = apart.kept(series_of(published_rows(engine)))
    assert {kind for _, kind, _, _ in kept} == set(apart.KEPT_KINDS)
    found = attack.published(engine, MONTH)
    found.true = {name: n for name, n in found.true.items() if name[0] in JOINED and name[2] in WHOLES}
    blank = {key for key, points in kept.items() if points[f"{MONTH:%Y-%m}"] is None}
    found.blank = {one for one in found.true if (one[0], one[2], one[3], one[4]) in blank}
    sums = list(attack.equations(found.true, AREA_OF)) + list(_remainders(found))
    told = {name for name in attack.known(found, sums) if name[2] in ("rest", "pilot")}
    assert {name: found.true[name] for name in told if 1 <= abs(found.true[name]) <= 4} == {}


def _remainders(found: attack.Published) -> Iterator[attack.Equation]:
    """Each figure of the pilot less the same of all areas, and of each: numbers that nothing may tell when small."""
    areas = sorted({area for _, _, kind, area, _ in found.true if kind == "employment_area"})
    for name in [one for one in found.true if one[2] == "pilot"]:
        for places in {tuple(areas), *((area,) for area in areas)}:
            beside = [(name[0], name[1], "employment_area", area, name[4]) for area in places]
            rest = (name[0], name[1], "rest", "+".join(places), name[4])
            found.true[rest] = found.true[name] - sum(found.true[one] for one in beside)
            found.blank.add(rest)
            yield {name: 1, rest: -1} | dict.fromkeys(beside, -1)


@pytest.fixture
def few_outside(world: SimpleNamespace) -> SimpleNamespace:
    """The demo, in whose pilot now all unemployed are but two; one of them has a non-disclosure order."""
    pilot, today = Pilot.objects.get(organisation=world.ours), timezone.localdate()
    assert world.hidden.unit.organisation == world.ours
    unemployed = StatusPeriod.objects.filter(client__unit__organisation=world.ours, status="unemployed", end_date=None)
    clients = sorted({one.client_id for one in unemployed} - {world.hidden.pk})
    assert len(clients) > 8
    Enrolment.objects.filter(client__in=clients).delete()
    for client in [*clients[2:], world.hidden.pk]:
        Enrolment.objects.get_or_create(client_id=client, pilot=pilot, start_date=today - timedelta(500))
    return world


@pytest.mark.django_db
def test_nothing_kept_of_the_demo_tells_a_hidden_client_or_two_outside_the_pilot(few_outside: Any) -> None:
    at = timezone.now()
    run = make(begin(organisation=few_outside.ours, by=Actor(at, name="tests")), at=at)
    kept = Series.objects.filter(measure__figures__run=run).select_related("measure")
    assert set(kept.values_list("area_kind", flat=True)) == set(apart.KEPT_KINDS)
    months = {month for one in kept for month in one.points}
    apart_by = list(chain.from_iterable(_remains(_month_of(kept, month)) for month in sorted(months)))
    assert [one for one in apart_by if 1 <= abs(one) <= 4] == []
    assert any(one for one in apart_by), "some months are told of both"


def _month_of(kept: Any, month: str) -> Told:
    return {(one.measure.indicator, one.area_kind, one.area, one.group): one.points.get(month) for one in kept}


def _remains(told: Told) -> Iterator[float]:
    """The pilot's counts less the same of all areas, and less the same of all municipalities."""
    for (indicator, kind, _area, group), point in told.items():
        if kind != "pilot" or point is None or indicator in ("coach_caseload", "service_wait_days"):
            continue
        for below in ("employment_area", "municipality"):
            beside = [each for key, each in told.items() if (key[0], key[1], key[3]) == (indicator, below, group)]
            numbers = [_counts(each) for each in beside if each is not None]
            if len(numbers) == len(beside):
                yield from (a - sum(each) for a, *each in zip(_counts(point), *numbers, strict=True))


def _counts(point: list[Any]) -> list[float]:
    return [point[0]] if point[2] is None else point[1:]


@pytest.mark.django_db
def test_rows_kept_earlier_are_brought_to_the_same(world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        *PICTURE,
        row("unemployed", JULY, 31.0, None, None, "FI", kind="country"),
        row("unemployed", JULY, 30.0, None, None, "39", kind="employment_area"),
        row("in_services", JULY, 9.0, None, None, "39", kind="employment_area"),
    ]
    with monkeypatch.context() as earlier:
        earlier.setattr(apart, "kept", lambda found, _own: found)
        made(world.ours, picture=rows)
    assert Series.objects.filter(area_kind="country").count() == 1
    import_module("polku_web.figures.migrations.0002_nothing_of_the_country").remove(apps, None)
    assert not Series.objects.filter(area_kind="country").exists()
    unemployed = Series.objects.get(measure__indicator="unemployed", area_kind="pilot")
    assert unemployed.points == {"2026-06": [30.0, None, None], "2026-07": None}
    assert Series.objects.get(measure__indicator="unemployed", area="39").points["2026-07"] == [30.0, None, None]
