"""An attack on published indicators: everything that can be computed from them and the sums that they obey.

The attacker knows all sums, and even how many people each of them leaves out (no municipality, unknown sex, a
non-disclosure order). What stays blank must stay unknown. Another attacker is after those very people: who is in the
country and in none of its areas (`with_elsewhere`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from polku.base.engine import DuckDB

Name = tuple[str, str, str, str, str]  # indicator, what (counted or among), area_kind, area, group
Equation = dict[Name, int]  # a sum that is known

GROUPS = {
    "age": ("under-25", "25-54", "55-plus"),
    "sex": ("f", "m", "x"),
    "language": ("domestic", "foreign", "unknown"),
    "education": ("0-2", "3-4", "5-8", "unknown"),
    "duration": ("0-2", "3-11", "12-23", "24-plus"),
}
SHARES = {"activation_rate", "ended_before_3_months", "first_interview_in_time", "face_to_face_share",
          "transitions_without_gap"}  # fmt: skip
COUNTS = {"unemployed", "laid_off_all", "long_term_unemployed", "very_long_term", "structural_unemployment",
          "in_services", "broad_unemployment", "youth_unemployed", "over_55_unemployed", "foreign_language_unemployed",
          "unemployment_spells_started", "unemployment_spells_ended", "job_starts"}  # fmt: skip
ELSEWHERE = ("employment_area", "-")
SAME = {
    "youth_unemployed": "age:under-25",
    "over_55_unemployed": "age:55-plus",
    "foreign_language_unemployed": "language:foreign",
    "very_long_term": "duration:24-plus",
}


@dataclass
class Published:
    """The published table of a month for an attacker: counts (behind blanks for the sums), and what is blank."""

    true: dict[Name, int] = field(default_factory=dict)
    blank: set[Name] = field(default_factory=set)


def published(engine: DuckDB, month: date) -> Published:
    """The month's counts as the door shows them, blanks filled from behind the door."""
    found = Published()
    rows = engine.rows(
        'SELECT indicator, area_kind, area, "group", suppressed, shown_value, shown_numerator, shown_denominator'
        " FROM figures WHERE month = $month",
        month=month,
    )
    for indicator, area_kind, area, group, suppressed, value, numerator, denominator in rows:
        parts: dict[str, Any] = {}
        if indicator in SHARES:
            parts = {"counted": numerator, "among": denominator}
        elif indicator in COUNTS:
            parts = {"counted": int(value)}
        for part, number in parts.items():
            found.true[(indicator, part, area_kind, area, group)] = number
            if suppressed:
                found.blank.add((indicator, part, area_kind, area, group))
    return found


def equations(true: dict[Name, int], area_of: dict[str, str]) -> Iterator[Equation]:
    """Sums of published figures: their coefficients. What a sum comes to is known from the true counts."""
    for name in true:
        indicator, part, area_kind, area, group = name
        below = _below(area_kind, area, area_of)
        children = [(indicator, part, kind, place, group) for kind, place in below]
        children = [child for child in children if child in true]
        if children:
            yield {name: 1} | dict.fromkeys(children, -1)
        if group == "all":
            for kind, groups in GROUPS.items():
                parts = [(indicator, part, area_kind, area, f"{kind}:{one}") for one in groups]
                if all(one in true for one in parts):
                    yield {name: 1} | dict.fromkeys(parts, -1)
        yield from _between(name, true)


def with_elsewhere(found: Published) -> Published:
    """The table with what is left of the country less its employment areas: an area that is never told."""
    areas: dict[Name, int] = {}
    for (indicator, part, area_kind, _area, group), number in found.true.items():
        if area_kind == "employment_area":
            whole = (indicator, part, "country", "FI", group)
            areas[whole] = areas.get(whole, 0) + number
    rest = {(*name[:2], *ELSEWHERE, name[4]): found.true[name] - number for name, number in areas.items()}
    return Published(found.true | rest, found.blank | set(rest))


def _below(area_kind: str, area: str, area_of: dict[str, str]) -> list[tuple[str, str]]:
    if area_kind == "country":
        return [*(("employment_area", one) for one in sorted(set(area_of.values()))), ELSEWHERE]
    if area_kind == "employment_area":
        return [("municipality", code) for code, one in area_of.items() if one == area]
    return []


def _between(name: Name, true: dict[Name, int]) -> Iterator[Equation]:
    """Sums between indicators of one area and group."""
    indicator, part, *place = name
    area_kind, area, group = place

    def of(other: str, in_group: str = group, what: str = "counted") -> Name:
        return other, what, area_kind, area, in_group

    if indicator == "broad_unemployment":
        yield {name: 1, of("unemployed"): -1, of("in_services"): -1}
    if indicator == "activation_rate" and part == "among":
        yield {name: 1, of("activation_rate"): -1, of("unemployed"): -1}
    if indicator in SAME and group == "all":
        yield {name: 1, of("unemployed", SAME[indicator]): -1}
    if indicator == "long_term_unemployed" and group == "all":
        yield {name: 1, of("unemployed", "duration:12-23"): -1, of("unemployed", "duration:24-plus"): -1}
    if indicator in ("long_term_unemployed", "very_long_term") and group.startswith("duration"):
        told = {"duration:24-plus"} | ({"duration:12-23"} if indicator == "long_term_unemployed" else set())
        yield {name: 1} | ({of("unemployed"): -1} if group in told else {})


def known(found: Published, sums: list[Equation]) -> set[Name]:
    """The blanks that linear algebra computes: those that are alike in every solution of the sums."""
    names = sorted(found.blank)
    column = {name: number for number, name in enumerate(names)}
    rows = [{column[name]: c for name, c in one.items() if name in column} for one in sums]
    matrix = np.zeros((len(rows), len(names)))
    for number, row in enumerate(rows):
        for place, coefficient in row.items():
            matrix[number, place] = coefficient
    if not names:
        return set()
    # The same unknowns joined by sums are solved together; the rest apart from them.
    free = np.zeros(len(names))
    for part in _parts(matrix):
        block = matrix[np.ix_(np.flatnonzero(np.abs(matrix[:, part]).sum(axis=1)), part)]
        if not block.size:
            free[part] = 1.0
            continue
        _, sizes, directions = np.linalg.svd(block, full_matrices=True)
        rank = int((sizes > 1e-9).sum())
        free[part] = np.abs(directions[rank:]).sum(axis=0)
    return {name for name, number in column.items() if free[number] < 1e-7}


def _parts(matrix: np.ndarray) -> Iterator[np.ndarray]:
    """Columns that are joined by rows, part by part."""
    left = set(range(matrix.shape[1]))
    while left:
        part, new = set(), {min(left)}
        while new:
            part |= new
            rows = np.flatnonzero(np.abs(matrix[:, sorted(new)]).sum(axis=1))
            new = set(np.flatnonzero(np.abs(matrix[rows]).sum(axis=0)).tolist()) - part
        left -= part
        yield np.array(sorted(part))


def ranges(found: Published, sums: list[Equation]) -> dict[Name, tuple[float, float]]:
    """How narrowly each blank is known when counts are at least zero: each sum tightens its parts until none does."""
    bounds = dict.fromkeys(found.blank, (0.0, np.inf))
    known_sums = []
    for one in sums:
        unknown = {name: c for name, c in one.items() if name in bounds}
        if unknown:
            known_sums.append((unknown, sum(c * found.true[name] for name, c in unknown.items())))
    for _ in range(50):
        before = dict(bounds)
        for unknown, total in known_sums:
            for name, c in unknown.items():
                rest = [(k, bounds[other]) for other, k in unknown.items() if other != name]
                most = total - sum(min(k * low, k * high) for k, (low, high) in rest)
                least = total - sum(max(k * low, k * high) for k, (low, high) in rest)
                low, high = bounds[name]
                ends = sorted((least / c, most / c))
                bounds[name] = (max(low, ends[0]), min(high, ends[1]))
        if bounds == before:
            break
    return bounds


def small_and_told(found: Published, between: dict[Name, tuple[float, float]]) -> set[Name]:
    """Small figures that the ranges tell exactly. Other blanks may be told: a published zero tells the zeros below it,
    and with them sums of a published figure and a zero."""
    return few(found, {name for name, (low, high) in between.items() if low == high})


def few(found: Published, exact: set[Name]) -> set[Name]:
    """The figures among those known exactly that tell of 1 to 4 people: of a share, those left over as well."""
    small = {name for name in exact if 1 <= found.true[name] <= 4}
    for name in exact:
        indicator, part, *place = name
        among = (indicator, "among", *place)
        if part == "counted" and among in exact and 1 <= found.true[among] - found.true[name] <= 4:
            small.add(name)
    return small
