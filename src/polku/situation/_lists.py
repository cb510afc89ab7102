"""The lists that the SQL joins: months, places and areas, groups, and what counts in the activation rate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from polku.base.engine import Columns, Engine
from polku.definition import (
    Pilot,
    municipalities,
    municipality,
    municipality_known,
    municipality_successor,
    service_kinds,
    statuses,
)
from polku.situation._calendar import count_day, interview_deadlines, last_of
from polku.situation._catalogue import GROUPS, indicators

LEVELS = ("municipality", "employment_area", "pilot", "country")
PARENT = {"municipality": "employment_area", "employment_area": "country"}
FLAGS: Columns = {"valid_from": "DATE", "valid_to": "DATE", "counts": "BOOLEAN"}
INDICATOR_GROUPS: Columns = {
    "figure": "INTEGER",
    "indicator": "VARCHAR",
    "kind": "VARCHAR",
    "group": "VARCHAR",
    "of_clients": "BOOLEAN",
    "withheld": "BOOLEAN",
}


def load_lists(
    engine: Engine, months: Sequence[date], pilot: Pilot | None, *, near: bool = False
) -> dict[tuple[str, str], int]:
    """Keep what the SQL joins: places, areas, groups, deadlines, and what counts in the activation rate.

    Figures (an indicator's group) and areas have numbers; those of the figures are returned.
    near: only the employment areas that have a municipality of the pilot; other places stay in the country's figures.
    """
    engine.load(
        "interview_deadlines", {"day": "DATE", "last_day": "DATE"}, interview_deadlines(months[0], last_of(months[-1]))
    )
    engine.load("dimensions", {"dimension": "VARCHAR"}, [(one,) for one in ("all", *GROUPS)])
    around = pilot.municipalities if near and pilot is not None else ()
    _load_areas(engine, months, pilot.pilot if pilot is not None else None, around)
    rows = [(one.indicator, group, one) for one in indicators() for group in one.all_groups]
    engine.load(
        "indicator_groups",
        INDICATOR_GROUPS,
        [(number, name, one.kind, group, one.of_clients, one.withheld and group != "all")
         for number, (name, group, one) in enumerate(rows)],
    )  # fmt: skip
    _load_flags(engine, pilot)
    return {(name, group): number for number, (name, group, _) in enumerate(rows)}


def load_months(engine: Engine, months: Sequence[date]) -> None:
    """Keep `months`: those that are counted together, with their days."""
    days = [(month, month, last_of(month), count_day(month)) for month in months]
    engine.load("months", {"month": "DATE", "first_day": "DATE", "last_day": "DATE", "count_day": "DATE"}, days)


def _load_areas(engine: Engine, months: Sequence[date], pilot: str | None, around: Sequence[str]) -> None:
    """`places`: a code's municipality in a month; `area_of`: its employment area; `areas`: those that have figures.

    around: municipalities whose employment areas are enough (none: all).
    """
    seen = engine.rows(
        "SELECT municipality FROM residences UNION SELECT municipality FROM vacancies"
        " UNION SELECT municipality FROM employers"
    )
    codes = sorted(code for (code,) in seen if code is not None and municipality_known(code))
    if around:
        wanted = {_area_of(code) or code for code in around}
        codes = [code for code in codes if (_area_of(code) or code) in wanted]
    found = {month: {code: municipality_successor(code, count_day(month)) for code in codes} for month in months}
    engine.load(
        "places",
        {"month": "DATE", "code": "VARCHAR", "municipality": "VARCHAR"},
        [(month, code, place) for month, places in found.items() for code, place in places.items()],
    )
    parents = {place.code: _area_of(place.code) for place in municipalities()}
    rows = [(month, *row) for month, there in found.items() for row in _area_rows(there.values(), parents, pilot)]
    names = sorted({(kind, area) for _, kind, area, _ in rows})  # in this order the first of two equal ways is taken
    number = {name: n for n, name in enumerate(names)}
    engine.load(
        "area_names",
        {"number": "INTEGER", "area_kind": "VARCHAR", "area": "VARCHAR"},
        [(n, *name) for name, n in number.items()],
    )
    engine.load(
        "areas",
        {"month": "DATE", "number": "INTEGER", "area_kind": "VARCHAR", "parent": "INTEGER"},
        [(month, number[kind, area], kind, number.get((PARENT.get(kind, ""), parent or "")))
         for month, kind, area, parent in rows],
    )  # fmt: skip
    engine.load(
        "area_of",
        {"municipality": "VARCHAR", "number": "INTEGER", "employment_area": "INTEGER"},
        [(code, number.get(("municipality", code)), number.get(("employment_area", parent or "")))
         for code, parent in parents.items()],
    )  # fmt: skip
    alone = {"country": number["country", "FI"], "pilot": number.get(("pilot", pilot or ""))}
    engine.load(
        "levels", {"area_kind": "VARCHAR", "number": "INTEGER"}, [(level, alone.get(level)) for level in LEVELS]
    )


def _area_of(code: str) -> str | None:
    """The employment area of a municipality, or of the one that it merged into."""
    place = municipality(code)
    if place.employment_area is None and place.merged_into is not None:
        return _area_of(place.merged_into)
    return place.employment_area


def _area_rows(
    codes: Iterable[str], parents: dict[str, str | None], pilot: str | None
) -> Iterator[tuple[str, str, str | None]]:
    there = sorted(set(codes))
    yield from (("municipality", code, parents[code]) for code in there)
    yield from (("employment_area", area, "FI") for area in sorted({parents[code] or "" for code in there} - {""}))
    yield "country", "FI", None
    if pilot is not None:
        yield "pilot", pilot, None


def _load_flags(engine: Engine, pilot: Pilot | None) -> None:
    """Which statuses and services count in the activation rate, by date. A service's id may itself be a kind's name."""
    kinds = {kind.kind: kind.in_activation_rate for kind in service_kinds()}
    of_service = {name: name for name in kinds} | {one.id: one.kind for one in (pilot.services if pilot else ())}
    engine.load(
        "kind_flags",
        {"service_id": "VARCHAR", **FLAGS},
        [(service, step.first, step.last, step.value) for service, kind in of_service.items()
         for step in kinds[kind].steps],
    )  # fmt: skip
    engine.load(
        "status_flags",
        {"status": "VARCHAR", **FLAGS},
        [
            (one.status, step.first, step.last, step.value)
            for one in statuses()
            for step in one.in_activation_rate.steps
        ],
    )
