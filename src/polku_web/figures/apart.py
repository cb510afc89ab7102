"""What is kept of a picture: no figure of the country, and none that tells a few people beside another.

The publishing door guards the sums of places and groups. Two things it cannot know of a service's own facts. Their
`country` holds an organiser's own people only, those under a non-disclosure order too: the country less the areas
tells them. And a pilot's clients live in those areas: the areas less the pilot tell the people outside it, or the pilot
less the areas its clients without a place. So `country` is not kept, and where such a remainder is of 1 to 4 people
the pilot's figure is blanked with all from which it could be computed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from polku.situation import indicators
from polku_web.figures.speaking import Point

KEPT_KINDS = ("pilot", "employment_area", "municipality")
Key = tuple[str, str, str, str]  # indicator, kind of area, area, group
Found = dict[Key, dict[str, Point]]
Place = tuple[str, str]

# Indicators that add up to each other on a count day: they are blanked together.
STOCKS = (
    "unemployed", "long_term_unemployed", "very_long_term", "in_services", "broad_unemployment", "activation_rate",
    "youth_unemployed", "over_55_unemployed", "foreign_language_unemployed",
)  # fmt: skip
# Those that are groups of the unemployed themselves: of which kind of groups.
PART_OF = {
    "long_term_unemployed": "duration",
    "very_long_term": "duration",
    "youth_unemployed": "age",
    "over_55_unemployed": "age",
    "foreign_language_unemployed": "language",
}


def kept(found: Found, own: Collection[str] = ()) -> Found:
    """The series that are kept, some of their months blanked. own: the pilot's municipalities."""
    left = {key: dict(points) for key, points in found.items() if key[1] in KEPT_KINDS}
    telling = _telling(left, own)
    for (indicator, kind, _area, group), points in left.items():
        for month in points if kind == "pilot" else ():
            flagged = telling.get((_family(indicator), month), set())
            if "all" in flagged or flagged & _dimensions(indicator, group):
                points[month] = None
    return left


def _telling(found: Found, own: Collection[str]) -> Mapping[tuple[str, str], set[str]]:
    """Of each family of indicators and month: the kinds of groups in which a remainder is small."""
    counted = {one.indicator for one in indicators() if one.kind in ("count", "share")}
    places = list(_wholes({(kind, area) for _, kind, area, _ in found if kind != "pilot"}, own))
    telling: dict[tuple[str, str], set[str]] = defaultdict(set)
    for (indicator, kind, _area, group), points in found.items():
        if kind != "pilot" or indicator not in counted:
            continue
        for whole in places:
            beside = [found.get((indicator, *place, group), {}) for place in whole]
            for month, point in points.items():
                if _small(point, [each.get(month) for each in beside]):
                    telling[_family(indicator), month] |= _dimensions(indicator, group)
    return telling


def _wholes(areas: Collection[Place], own: Collection[str]) -> Iterator[list[Place]]:
    """Sums of places that are held against the pilot: of all, of each employment area, of its own municipalities."""
    above = sorted(place for place in areas if place[0] == "employment_area")
    below = sorted(place for place in areas if place[0] == "municipality")
    sums = [above, below, [place for place in below if place[1] in own], *([place] for place in above)]
    yield from (each for n, each in enumerate(sums) if each and each not in sums[:n])


def _small(point: Point, others: Collection[Point]) -> bool:
    """Whether the figure and the sum of the others are 1 to 4 apart; not when one of them is blank."""
    if point is None:
        return False
    told = [_counts(one) for one in others if one is not None]
    sums = [sum(each) for each in zip(*told, strict=True)]
    return len(told) == len(others) and any(1 <= abs(a - b) <= 4 for a, b in zip(_counts(point), sums, strict=True))


def _counts(point: list[float | None]) -> list[float]:
    """The people that the figure tells: of a share those counted, the others and all."""
    value, part, whole = point
    if part is None or whole is None:
        return [value or 0]
    return [part, whole - part, whole]


def _family(indicator: str) -> str:
    return "stocks" if indicator in STOCKS else indicator


def _dimensions(indicator: str, group: str) -> set[str]:
    """The kinds of groups whose sums the figure is in; `all` of an indicator that is no group of another."""
    part = PART_OF.get(indicator)
    kind = group.partition(":")[0]
    return {kind} if part is None else {part, kind} - {"all"}
