"""Points with their intervals beside a line at no effect; and a funnel of producers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from polku.evaluation._producers import funnel
from polku.page import BAR, FONT, GRID, INK, LETTER, Chart, drawing

WIDE, NARROW, STEP = 600, 330, 30
Point = tuple[str, float, float, float]  # name, figure, low, high


def intervals(id: str, title: str, summary: str, points: Sequence[Point], scale: float = 1) -> Chart:
    """A chart of points with their intervals, in the order given. `id` is unique on the page; figures are multiplied
    by `scale` on the axis.
    """
    room = round(max((len(name) for name, *_ in points), default=0) * LETTER) + 12
    return Chart(
        title,
        summary,
        drawing(f"{id}-w", title, summary, _drawn(points, scale, WIDE, room)),
        drawing(f"{id}-n", title, summary, _drawn(points, scale, NARROW, 8)),
    )


def _drawn(points: Sequence[Point], scale: float, width: int, room: int) -> Any:
    import altair as alt

    beside = room > STEP  # names beside the points, or above them where there is no room
    rows = [
        {"n": place, "name": name, "at": at * scale, "low": low * scale, "high": high * scale}
        for place, (name, at, low, high) in enumerate(points)
    ]
    data: Any = alt.InlineData(values=rows)
    y = alt.Y("n:O", axis=None)
    axis = alt.Axis(tickCount=5, labelFontSize=FONT, labelColor=INK, gridColor=GRID, domain=False, ticks=False)
    x = alt.X("at:Q", title=None, axis=axis, scale=alt.Scale(zero=True))
    base = alt.Chart(data).encode(y=y)
    lines = base.mark_rule(color=BAR, strokeWidth=2).encode(x=alt.X("low:Q", title=None, axis=axis), x2="high:Q")
    dots = base.mark_point(color=BAR, filled=True, size=80).encode(x=x)
    nothing = alt.Chart(alt.InlineData(values=[{"zero": 0}])).mark_rule(color=INK).encode(x="zero:Q")
    mark = (
        base.mark_text(align="right", fontSize=FONT, color=INK)
        if beside
        else base.mark_text(align="left", dy=-14, fontSize=FONT, color=INK)
    )
    names = mark.encode(x=alt.value(-8 if beside else 0), text="name:N")
    padding = {"left": room, "right": 10, "top": 8, "bottom": 30}
    step = STEP if beside else STEP + 16
    return (nothing + lines + dots + names).properties(
        width=width - room - 10, height=alt.Step(step), padding=padding, autosize="none"
    )


@dataclass(frozen=True, slots=True)
class Dot:
    """A producer in the funnel: its name, expected results, and observed over expected."""

    name: str
    expected: float
    ratio: float


def funnel_plot(id: str, title: str, summary: str, dots: Sequence[Dot]) -> Chart:
    """Observed over expected by expected results, between the limits that chance alone gives. `id` is unique."""
    return Chart(
        title,
        summary,
        drawing(f"{id}-w", title, summary, _funnel(dots, WIDE)),
        drawing(f"{id}-n", title, summary, _funnel(dots, NARROW)),
    )


def _funnel(dots: Sequence[Dot], width: int) -> Any:
    import altair as alt

    most = max(dot.expected for dot in dots) * 1.15
    places = [most * step / 60 for step in range(3, 61)]
    limits = [
        {"x": place, "y": end, "side": side}
        for place in places
        for side, end in zip(("low", "high"), funnel(place), strict=True)
    ]
    axis: Any = alt.Axis(labelFontSize=FONT, labelColor=INK, gridColor=GRID, domain=False, ticks=False, tickCount=5)
    x = alt.X("x:Q", title=None, axis=axis, scale=alt.Scale(domain=[0, most]))
    y = alt.Y("y:Q", title=None, axis=axis, scale=alt.Scale(domain=[0, 2.5], clamp=True))
    lines: Any = alt.Chart(alt.InlineData(values=limits)).mark_line(color=GRID, strokeWidth=2)
    edges = lines.encode(x=x, y=y, detail="side:N")
    one = alt.Chart(alt.InlineData(values=[{"y": 1}])).mark_rule(color=INK).encode(y=y)
    data: Any = alt.InlineData(values=[{"x": dot.expected, "y": dot.ratio, "name": dot.name} for dot in dots])
    points = alt.Chart(data).mark_point(color=BAR, filled=True, size=80).encode(x=x, y=y)
    names = alt.Chart(data).mark_text(dy=-12, fontSize=FONT, color=INK, align="right").encode(x=x, y=y, text="name:N")
    return (edges + one + points + names).properties(
        width=width, height=260, autosize={"type": "fit", "contains": "padding"}
    )
