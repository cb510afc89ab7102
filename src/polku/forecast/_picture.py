"""The picture of a contract: a bar for the mean of each scenario and a line from its 10 to its 90 % point.

Drawn in a wide and a narrow form.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from polku.page import BAR, FONT, INK, LETTER, PAPER, Chart, drawing

WIDE, NARROW = 640, 330


@dataclass(frozen=True, slots=True)
class Mean:
    """One scenario: its name, mean and 10 and 90 % points in cents, and the mean as it is written."""

    label: str
    mean: int
    low: int
    high: int
    text: str


def picture(id: str, title: str, summary: str, bars: Sequence[Mean]) -> Chart:
    """The bars from the top down. `id` is unique on the page."""
    room = round(max((len(bar.label) for bar in bars), default=0) * LETTER) + 10
    wide = _drawn(bars, WIDE, room, 34, names_above=False)
    narrow = _drawn(bars, NARROW, 0, 56, names_above=True)
    return Chart(title, summary, drawing(f"{id}-w", title, summary, wide), drawing(f"{id}-n", title, summary, narrow))


def _drawn(bars: Sequence[Mean], width: int, left: int, step: int, *, names_above: bool) -> Any:
    import altair as alt

    values = [
        {"n": n, "label": bar.label, "mean": bar.mean, "low": bar.low, "high": bar.high, "text": bar.text}
        for n, bar in enumerate(bars)
    ]
    longest = max((max(bar.mean, bar.high) for bar in bars), default=0) or 1
    down = 10 if names_above else 0
    base = alt.Chart(alt.InlineData(values=values)).encode(y=alt.Y("n:O", axis=None))
    along = alt.Scale(domain=[0, longest * 1.4])
    bar = base.mark_bar(color=BAR, size=20, yOffset=down).encode(x=alt.X("mean:Q", axis=None, scale=along))
    halo = base.mark_rule(color=PAPER, size=5, yOffset=down).encode(x=alt.X("low:Q", scale=along), x2="high:Q")
    span = base.mark_rule(color=INK, size=2, yOffset=down).encode(x=alt.X("low:Q", scale=along), x2="high:Q")
    ends = [
        base.mark_tick(color=INK, thickness=2, size=10, yOffset=down).encode(x=alt.X(f"{end}:Q", scale=along))
        for end in ("low", "high")
    ]
    figure = base.mark_text(align="left", dx=8, dy=down, fontSize=FONT, color=INK)
    figure = figure.encode(x=alt.X("furthest:Q", scale=along), text="text:N")
    figure = figure.transform_calculate(furthest="max(datum.mean, datum.high)")
    name = base.mark_text(
        align="left" if names_above else "right", dy=-12 if names_above else 0, fontSize=FONT, color=INK
    )
    name = name.encode(x=alt.value(0 if names_above else -8), text="label:N")
    drawn = alt.layer(bar, halo, span, *ends, figure, name)
    padding = {"left": left, "right": 5, "top": 5, "bottom": 5}
    return drawn.properties(width=width - left - 5, height=alt.Step(step), padding=padding, autosize="none")
