"""Charts as SVG drawings: bars with their figures written beside them, in a wide and a narrow form.

No chart tells anything by colour alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from polku.page._blocks import Chart
from polku.page._columns import Bar, upright
from polku.page._drawing import BAR, FONT, INK, LETTER, drawing, named

WIDE, NARROW = 600, 330
LONGEST = 44  # letters of a name beside a bar


def bars(id: str, title: str, summary: str, rows: Sequence[Bar]) -> Chart:
    """Horizontal bars from the top down, each with its name and figure. `id` is unique on the page."""
    return Chart(
        title,
        summary,
        drawing(f"{id}-w", title, summary, _bars_wide(rows)),
        drawing(f"{id}-n", title, summary, _bars_narrow(rows)),
    )


def columns(id: str, title: str, summary: str, rows: Sequence[Bar], thousands: str) -> Chart:
    """Upright bars from left to right; some of their names stand below. `thousands` parts the axis's thousands.

    A bar whose value is None is not told: a cross stands in its place, so that it is not read as nothing.
    """
    return Chart(
        title,
        summary,
        named(f"{id}-w", title, summary, upright(rows, WIDE, 5, thousands)),
        named(f"{id}-n", title, summary, upright(rows, NARROW, 3, thousands)),
    )


def _values(rows: Sequence[Mapping[str, object]]) -> Any:
    import altair as alt

    return alt.InlineData(values=[dict(row) for row in rows])


def _longest(rows: Sequence[Bar]) -> float:
    return max((bar.value or 0 for bar in rows), default=0) or 1


def _bars_wide(rows: Sequence[Bar]) -> Any:
    room = round(max((len(_short(bar.label)) for bar in rows), default=0) * LETTER) + 10
    base = _base(rows)
    names = base.mark_text(align="right", fontSize=FONT, color=INK).encode(x=_at(-8), text="label:N")
    drawn = base.mark_bar(color=BAR, size=18) + _figures(base) + names
    return _sized(drawn, WIDE, room, 28)


def _bars_narrow(rows: Sequence[Bar]) -> Any:
    base = _base(rows)
    names = base.mark_text(align="left", dy=-12, fontSize=FONT, color=INK).encode(x=_at(0), text="label:N")
    drawn = base.mark_bar(color=BAR, size=14, yOffset=8) + _figures(base, dy=8) + names
    return _sized(drawn, NARROW, 0, 46)


def _base(rows: Sequence[Bar]) -> Any:
    """Bars by their place, so that two of the same name stay two."""
    import altair as alt

    data = [
        {"n": i, "label": _short(bar.label), "value": bar.value or 0, "text": bar.text} for i, bar in enumerate(rows)
    ]
    return alt.Chart(_values(data)).encode(
        y=alt.Y("n:O", axis=None),
        x=alt.X("value:Q", axis=None, scale=alt.Scale(domain=[0, _longest(rows) * 1.35])),
    )


def _at(x: int) -> Any:
    import altair as alt

    return alt.value(x)


def _sized(drawn: Any, width: int, left: int, step: int) -> Any:
    import altair as alt

    padding = {"left": left, "right": 5, "top": 5, "bottom": 5}
    return drawn.properties(width=width - left - 5, height=alt.Step(step), padding=padding, autosize="none")


def _short(label: str) -> str:
    """A name that fits beside a bar; the table has the whole one."""
    return label if len(label) <= LONGEST else f"{label[: LONGEST - 1].rstrip()}…"


def _figures(base: Any, dy: int = 0) -> Any:
    return base.mark_text(align="left", dx=6, dy=dy, fontSize=FONT, color=INK).encode(text="text:N")
