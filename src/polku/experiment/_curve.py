"""The picture: how the smallest effect that is found falls when there are more clients, a line for each design."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from polku.experiment._designs import Designed
from polku.experiment._power import smallest_effect
from polku.page import FONT, GRID, INK, Chart, drawing

WIDE, NARROW = 640, 330
STEPS = 9
DASHES = {"individual": [1, 0], "blocked": [8, 4], "clustered": [2, 3]}
MARKS = {"individual": "circle", "blocked": "square", "clustered": "triangle-up"}


@dataclass(frozen=True, slots=True)
class Point:
    """One point of a line: the design, the number of clients and the smallest effect."""

    unit: str
    clients: int
    effect: float


@dataclass(frozen=True, slots=True)
class Look:
    """What stands beside the lines: the axes' titles, the designs' names, and how an effect is divided for its axis."""

    clients: str
    effect: str
    names: dict[str, str]
    thousands: str
    scale: float


def points(found: Sequence[Designed]) -> list[Point]:
    """The lines of an outcome's designs, at its first lottery share, from half the fewest clients to twice the most."""
    first = found[0].setting
    alike = [one for one in found if (one.setting.treated, one.setting.comparison) == (first.treated, first.comparison)]
    low, high = min(one.setting.clients for one in alike) / 2, max(one.setting.clients for one in alike) * 2
    steps = [round(low * (high / low) ** (step / (STEPS - 1))) for step in range(STEPS)]
    lines: list[Point] = []
    for one in {one.setting.unit: one for one in alike}.values():
        for clients in dict.fromkeys(steps):
            effect = smallest_effect(one.outcome, replace(one.setting, clients=clients))
            if effect is not None:
                lines.append(Point(one.setting.unit, clients, effect))
    return lines


def curve(id: str, title: str, summary: str, lines: Sequence[Point], look: Look) -> Chart:
    """The lines in a wide and a narrow form; a design is told by its dashes and marks."""
    draw: Callable[[int], Any] = lambda width: _lines(lines, look, width)  # noqa: E731
    wide = drawing(f"{id}-w", title, summary, draw(WIDE))
    return Chart(title, summary, wide, drawing(f"{id}-n", title, summary, draw(NARROW)))


def _lines(lines: Sequence[Point], look: Look, width: int) -> Any:
    import altair as alt

    units = list(dict.fromkeys(point.unit for point in lines))
    names = [look.names[unit] for unit in units]
    rows = [
        {"unit": look.names[point.unit], "clients": point.clients, "effect": point.effect * look.scale}
        for point in lines
    ]
    marked = sorted({point.clients for point in lines})[:: 2 if width == WIDE else 4]
    chart = alt.Chart(alt.InlineData(values=rows)).encode(
        x=alt.X("clients:Q", title=look.clients, scale=alt.Scale(type="log", nice=False), axis=_axis(look, marked)),
        y=alt.Y("effect:Q", title=look.effect, scale=alt.Scale(zero=True, nice=True), axis=_axis(look, [])),
    )
    legend = alt.Legend(
        orient="top",
        direction="vertical",
        title=None,
        labelFontSize=FONT,
        labelColor=INK,
        labelLimit=0,
        symbolSize=400,
        symbolStrokeWidth=2,
        symbolStrokeColor=INK,
    )
    dashes = alt.Scale(domain=names, range=[DASHES[unit] for unit in units])
    shapes = alt.Scale(domain=names, range=[MARKS[unit] for unit in units])
    line = chart.mark_line(color=INK, strokeWidth=2)
    points = chart.mark_point(color=INK, filled=True, size=45, opacity=1)
    drawn = line.encode(strokeDash=alt.StrokeDash("unit:N", legend=legend, scale=dashes))
    drawn += points.encode(shape=alt.Shape("unit:N", legend=None, scale=shapes))
    return drawn.properties(width=width, height=260, autosize={"type": "fit-x", "contains": "padding"})


def _axis(look: Look, marked: Sequence[int]) -> Any:
    import altair as alt

    point = "." if look.thousands == "," else ","
    return alt.Axis(
        **({"values": list(marked)} if marked else {"tickCount": 5}),
        labelFontSize=FONT,
        titleFontSize=FONT,
        titleFontWeight="normal",
        titleColor=INK,
        labelColor=INK,
        gridColor=GRID,
        domainColor=GRID,
        ticks=False,
        labelPadding=6,
        titlePadding=8,
        labelOverlap=True,
        labelExpr=f"replace(replace(format(datum.value, ',~f'), regexp(',', 'g'), '{look.thousands}'), '.', '{point}')",
    )
