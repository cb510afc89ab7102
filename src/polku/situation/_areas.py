"""The areas that have figures: municipalities, their employment areas, a pilot and the country."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import product

from polku.base.engine import Columns, Engine
from polku.definition import municipalities, municipality, municipality_known, municipality_successor
from polku.situation._calendar import count_day

Parents = Mapping[str, str | None]  # a municipality's employment area
Number = Mapping[tuple[str, str], int]  # of an area, by its kind and code

# Whom the country counts and no municipality: those without one, and those whose place must not be told. Never told,
# but guarded like a municipality in an employment area of its own: it is what is left of the country less its areas.
ELSEWHERE = "-"
PARENT = {"municipality": "employment_area", "employment_area": "country"}
PLACES: Columns = {"month": "DATE", "code": "VARCHAR", "municipality": "VARCHAR"}
AREA_NAMES: Columns = {"number": "INTEGER", "area_kind": "VARCHAR", "area": "VARCHAR"}
AREAS: Columns = {"month": "DATE", "number": "INTEGER", "area_kind": "VARCHAR", "parent": "INTEGER", "told": "BOOLEAN"}
COUNTED_IN: Columns = {
    "municipality": "VARCHAR",
    "in_pilot": "BOOLEAN",
    "hidden": "BOOLEAN",
    "area": "INTEGER",
    "shown": "INTEGER",
}


def load_areas(engine: Engine, months: Sequence[date], pilot: str | None, around: Sequence[str]) -> None:
    """Keep `places`: a code's municipality in a month; `areas`: those that have figures in it, with the number of the
    area above each and whether the figures are told; `area_names`; `counted_in`: the areas in which people of a
    municipality count.

    around: municipalities whose employment areas are enough (none: all).
    """
    codes = _codes(engine, around)
    found = {month: {code: municipality_successor(code, count_day(month)) for code in codes} for month in months}
    parents = {place.code: _area_of(place.code) for place in municipalities()}
    rows = [(month, *row) for month, there in found.items() for row in _area_rows(there.values(), parents, pilot)]
    # Numbered in the order of their codes: of ways to hide a count that are alike, the first is taken.
    number = {name: n for n, name in enumerate(sorted({(kind, area) for _, kind, area, _ in rows}))}
    engine.load(
        "places", PLACES, [(month, code, place) for month, there in found.items() for code, place in there.items()]
    )
    engine.load("area_names", AREA_NAMES, [(n, *name) for name, n in number.items()])
    engine.load(
        "areas",
        AREAS,
        [(month, number[kind, area], kind, number.get((PARENT.get(kind, ""), parent or "")), area != ELSEWHERE)
         for month, kind, area, parent in rows],
    )  # fmt: skip
    engine.load("counted_in", COUNTED_IN, _counted_in(number, parents, pilot))


def _codes(engine: Engine, around: Sequence[str]) -> list[str]:
    """The municipalities that the facts name."""
    seen = engine.rows(
        "SELECT municipality FROM residences UNION SELECT municipality FROM vacancies"
        " UNION SELECT municipality FROM employers"
    )
    codes = sorted(code for (code,) in seen if code is not None and municipality_known(code))
    if around:
        wanted = {_area_of(code) or code for code in around}
        codes = [code for code in codes if (_area_of(code) or code) in wanted]
    return codes


def _area_of(code: str) -> str | None:
    """The employment area of a municipality, or of the one that it merged into."""
    place = municipality(code)
    if place.employment_area is None and place.merged_into is not None:
        return _area_of(place.merged_into)
    return place.employment_area


def _area_rows(codes: Iterable[str], parents: Parents, pilot: str | None) -> Iterator[tuple[str, str, str | None]]:
    there = sorted(set(codes))
    yield from (("municipality", code, parents[code]) for code in there)
    yield from (("employment_area", area, "FI") for area in sorted({parents[code] or "" for code in there} - {""}))
    yield "municipality", ELSEWHERE, ELSEWHERE
    yield "employment_area", ELSEWHERE, "FI"
    yield "country", "FI", None
    if pilot is not None:
        yield "pilot", pilot, None


def _counted_in(
    number: Number, parents: Parents, pilot: str | None
) -> Iterator[tuple[str | None, bool, bool, int, int]]:
    """Where people of a municipality (or of none) count, clients or not; people whose place must not be told are shown
    in the country's figures only."""
    codes = [area for kind, area in number if kind == "municipality" and area != ELSEWHERE]
    for code, in_pilot, hidden in product((None, *codes), (False, True), (False, True)):
        parent = parents[code] if code is not None else None
        names = [("municipality", code), ("employment_area", parent), ("country", "FI")]
        names += [("pilot", pilot)] if in_pilot else []
        for kind, area in names:
            if area is not None:
                yield code, in_pilot, hidden, number[kind, area], int(kind == "country" or not hidden)
        if hidden or code is None:
            for kind in ("municipality", "employment_area"):
                yield code, in_pilot, hidden, number[kind, ELSEWHERE], 1
