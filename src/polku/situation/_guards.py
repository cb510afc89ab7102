"""What the publishing door guards: counts whose columns form a tree, so that no column is known from those beside it.

A measure is a count that is published, alone or inside another figure. Its columns are the whole (`all`) and its
groups; a kind of group adds up to the column above it. Of unemployment the columns go deeper, because long-term
unemployment stands both for itself and for two of the durations. What is told twice is guarded once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from polku.base.engine import Columns, Engine
from polku.situation._catalogue import GROUPS, Indicator, indicators

Source = tuple[str, str, int, int, int]  # indicator, group, and how often counted, among and people go in

SAME_AS_GROUP = {  # an indicator that is a group of the unemployed
    "youth_unemployed": "age:under-25",
    "over_55_unemployed": "age:55-plus",
    "foreign_language_unemployed": "language:foreign",
}
LONG, VERY = "long_term_unemployed", "very_long_term"
COUNTED, REST = (1, 0, 0), (-1, 1, 0)
REST_OF_ALL = "rest"  # what else there is: a column behind which an area's whole can be hidden

_COLUMNS: Columns = {"col": "INTEGER", "depth": "INTEGER", "rest": "INTEGER"}
_PAIRS: Columns = {"pair": "INTEGER", "depth": "INTEGER", "col": "INTEGER", "partner": "INTEGER"}
_BELOW: Columns = {"col": "INTEGER", "below": "INTEGER"}
_GUARDS: Columns = {"figure": "INTEGER", "col": "INTEGER"}
_SOURCES: Columns = {
    "col": "INTEGER",
    "figure": "INTEGER",
    "of_counted": "BIGINT",
    "of_among": "BIGINT",
    "of_people": "BIGINT",
}


@dataclass
class Measure:
    """A guarded count: its columns with the column above each, their kind, and where their numbers come from."""

    name: str
    above: dict[str, str | None] = field(default_factory=dict)
    dims: dict[str, str] = field(default_factory=dict)
    sources: dict[str, list[Source]] = field(default_factory=dict)

    def add(self, col: str, above: str | None, dim: str, *sources: Source) -> None:
        self.above[col], self.dims[col], self.sources[col] = above, dim, list(sources)

    def depth(self, col: str) -> int:
        higher = self.above[col]
        return 0 if higher is None else 1 + self.depth(higher)

    def chain(self, col: str) -> Iterator[str]:
        """The column and all above it."""
        yield col
        higher = self.above[col]
        if higher is not None:
            yield from self.chain(higher)

    def beside(self) -> Iterator[tuple[str, str]]:
        """Each column with each other of its kind; the whole with the rest of the world."""
        yield "all", REST_OF_ALL
        for col, dim in self.dims.items():
            yield from ((col, other) for other, its_dim in self.dims.items() if its_dim == dim and other != col)


def load_guards(engine: Engine, figures: Mapping[tuple[str, str], int]) -> int:
    """Keep the tables that tell the door what to guard; how deep the columns go.

    `figures`: the number of each indicator's group. Columns are numbered in the order of their names and so are the
    pairs of columns side by side, for what is joined by the million is a number.
    """
    measures = [*_plain_measures(), _unemployment()]
    names = sorted((m.name, col) for m in measures for col in (*m.above, REST_OF_ALL))
    number = {name: n for n, name in enumerate(names)}
    depths = {number[m.name, col]: m.depth(col) for m in measures for col in m.above}
    rests = {number[m.name, "all"]: number[m.name, REST_OF_ALL] for m in measures}
    columns = [(col, depth, rests.get(col)) for col, depth in depths.items()]
    below = [(number[m.name, high], number[m.name, col]) for m in measures for col in m.above for high in m.chain(col)]
    pairs = sorted((number[m.name, one], number[m.name, other]) for m in measures for one, other in m.beside())
    sources = [(number[m.name, col], figures[indicator, group], *counts) for m in measures
               for col, found in m.sources.items() for indicator, group, *counts in found]  # fmt: skip
    guards = [(figures[row[:2]], number[row[2:]]) for one in indicators() for row in _guards(one)]
    engine.load("guard_columns", _COLUMNS, columns)
    engine.load("columns_below", _BELOW, below)
    engine.load("column_pairs", _PAIRS, [(n, depths[one], one, other) for n, (one, other) in enumerate(pairs)])
    engine.load("guard_sources", _SOURCES, sources)
    engine.load("guards", _GUARDS, guards)
    return max(depths.values())


def _plain_measures() -> Iterator[Measure]:
    """The counts that stand for themselves, and of a share the people counted and the others."""
    unemployment = {"unemployed", LONG, VERY, "broad_unemployment", *SAME_AS_GROUP}
    for one in indicators():
        if one.kind == "cents":
            yield _measure(one.indicator, one, (0, 0, 1))
        elif one.kind == "share":
            yield _measure(f"{one.indicator} counted", one, COUNTED)
            yield _measure(f"{one.indicator} others", one, REST)
            yield _measure(f"{one.indicator} among", one, (0, 1, 0))
        elif one.kind == "count" and one.indicator not in unemployment:
            yield _measure(one.indicator, one, COUNTED)


def _measure(name: str, one: Indicator, part: tuple[int, int, int]) -> Measure:
    measure = Measure(name)
    measure.add("all", None, "whole", (one.indicator, "all", *part))
    _add_groups(measure, one, "all", "", part)
    return measure


def _add_groups(measure: Measure, one: Indicator, above: str, prefix: str, part: tuple[int, int, int]) -> None:
    for kind in one.groups:
        if kind != "duration":
            for group in (f"{kind}:{name}" for name in GROUPS[kind]):
                measure.add(prefix + group, above, prefix + kind, (one.indicator, group, *part))


def _unemployment() -> Measure:
    """The unemployed: by age, sex, language and education, and by term: long (its groups, and the very long among it),
    short (told by no figure, but known from the whole and the long)."""
    found = {one.indicator: one for one in indicators()}
    whole, long = ("unemployed", "all"), (LONG, "all")
    measure = _measure("unemployed", found["unemployed"], COUNTED)
    measure.add("long", "all", "term", (*long, *COUNTED))
    measure.add("short", "all", "term", (*whole, *COUNTED), (*long, -1, 0, 0))
    for group, above in (("0-2", "short"), ("3-11", "short"), ("12-23", "long"), ("24-plus", "long")):
        measure.add(f"duration:{group}", above, f"{above} duration", ("unemployed", f"duration:{group}", *COUNTED))
    _add_groups(measure, found[LONG], "long", "long ", COUNTED)
    _add_groups(measure, found[VERY], "duration:24-plus", "very ", COUNTED)
    return measure


def _guards(one: Indicator) -> Iterator[tuple[str, str, str, str]]:
    """The measures and columns whose blanks blank a figure of the indicator."""
    for group in one.all_groups:
        for measure, col in _columns_of(one, group):
            yield one.indicator, group, measure, col


def _columns_of(one: Indicator, group: str) -> list[tuple[str, str]]:
    name = one.indicator
    if name in SAME_AS_GROUP:
        return [("unemployed", SAME_AS_GROUP[name])] if group == "all" else []
    if name in (LONG, VERY):
        return [("unemployed", col) for col in _term_column(name, group)]
    if name == "broad_unemployment":
        return [("unemployed", group), ("in_services", group)]
    if one.kind == "share":
        behind = [("unemployed", group)] if name == "activation_rate" else []
        return [*behind, *((f"{name} {part}", group) for part in ("counted", "others", "among"))]
    if one.kind in ("count", "cents"):
        return [(name, group)]
    return []


def _term_column(name: str, group: str) -> list[str]:
    """The column of the unemployed that a figure of the long-term unemployed tells."""
    if group.startswith("duration:"):
        told = ("duration:12-23", "duration:24-plus") if name == LONG else ("duration:24-plus",)
        return [group] if group in told else []
    prefix, whole = ("long ", "long") if name == LONG else ("very ", "duration:24-plus")
    return [whole] if group == "all" else [prefix + group]
