"""Points with their intervals, one below the other, beside a line at no effect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
