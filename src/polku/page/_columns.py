"""Upright bars with an axis, drawn without a drawing library, so that a web page can draw them when it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from xml.etree import ElementTree

from polku.page._drawing import BAR, FONT, GRID, INK, LETTER, SVG

TALL, ABOVE, BELOW = 200, 8, 28  # the bars' room, and what is above and below it
TICKS = 4
EDGE = 0.1  # of a bar's place that stays free on each side


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its length, and the figure as it is written. None is a figure that is not told."""

    label: str
    value: float | None
    text: str


def upright(rows: Sequence[Bar], width: int, most_names: int, thousands: str) -> ElementTree.Element:
    """The drawing; some of the names stand below. `thousands` parts the axis's thousands."""
    step, top = _axis(max((bar.value or 0 for bar in rows), default=0))
    ticks = [step * n for n in range(round(top / step) + 1)]
    written = [_written(tick, step, thousands) for tick in ticks]
    left = max(len(text) for text in written) * LETTER + 8
    svg = ElementTree.Element("svg", viewBox=f"0 0 {width} {ABOVE + TALL + BELOW}", xmlns=SVG)
    for tick, text in zip(ticks, written, strict=True):
        _line(svg, left, width, _height(tick, top), text)
    place = (width - left) / max(len(rows), 1)
    every = max(1, -(-len(rows) // most_names))
    for n, bar in enumerate(rows):
        x = left + n * place
        _bar(svg, bar, x + EDGE * place, (1 - 2 * EDGE) * place, top)
        if n % every == 0:
            _text(svg, bar.label, x + EDGE * place, ABOVE + TALL + FONT + 6)
    return svg


def _axis(largest: float) -> tuple[float, float]:
    """The step between two marks and the highest mark: 1, 2 or 5 times a power of ten."""
    largest = largest or TICKS
    rough = largest / TICKS
    power = 10.0 ** floor(log10(rough))
    step = next(times * power for times in (1, 2, 5, 10) if times * power >= rough * (1 - 1e-9))
    return step, step * ceil(largest / step - 1e-9)


def _written(tick: float, step: float, thousands: str) -> str:
    """The mark with the decimals that its step has."""
    decimals = max(0, -floor(log10(step)))
    whole, _, rest = f"{tick:,.{decimals}f}".partition(".")
    point = "." if thousands == "," else ","
    return whole.replace(",", thousands) + (point + rest if rest else "")


def _height(value: float, top: float) -> float:
    return ABOVE + TALL * (1 - value / top)


def _line(svg: ElementTree.Element, left: float, right: float, y: float, text: str) -> None:
    at = {"x1": f"{left:.1f}", "x2": f"{right:.1f}", "y1": f"{y:.1f}", "y2": f"{y:.1f}"}
    ElementTree.SubElement(svg, "line", {"stroke": GRID, "stroke-width": "1", **at})
    _text(svg, text, left - 6, y + FONT / 3, end=True)


def _bar(svg: ElementTree.Element, bar: Bar, x: float, wide: float, top: float) -> None:
    if bar.value is None:
        middle, foot = x + wide / 2, ABOVE + TALL - 8
        cross = f"M{middle - 4:.1f},{foot - 4}l8,8m0,-8l-8,8"
        ElementTree.SubElement(svg, "path", {"d": cross, "fill": "none", "stroke": INK, "stroke-width": "1.5"})
        return
    y = _height(bar.value, top)
    box = {"x": f"{x:.1f}", "y": f"{y:.1f}", "width": f"{wide:.1f}", "height": f"{ABOVE + TALL - y:.1f}"}
    ElementTree.SubElement(svg, "rect", {"fill": BAR, **box})


def _text(svg: ElementTree.Element, text: str, x: float, y: float, *, end: bool = False) -> None:
    look = {"x": f"{x:.1f}", "y": f"{y:.1f}", "font-size": str(FONT), "fill": INK}
    ElementTree.SubElement(svg, "text", look | ({"text-anchor": "end"} if end else {})).text = text
