"""The picture of a contract: a bar for the mean of each scenario and a line from its 10 to its 90 % point.

Drawn in a wide and a narrow form. Colours are stand-ins that the page's style sheet replaces, so a drawing follows the
reader's light or dark theme.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

from markupsafe import Markup

from polku.base import PolkuError

BAR, INK, PAPER = "#0b5a8f", "#1b1f23", "#ffffff"
WIDE, NARROW = 640, 330
FONT = 14
LETTER = 7.6  # the width of a letter in the widest of the usual fonts
SVG = "http://www.w3.org/2000/svg"


@dataclass(frozen=True, slots=True)
class Bar:
    """One scenario: its name, mean and 10 and 90 % points in cents, and the mean as it is written."""

    label: str
    mean: int
    low: int
    high: int
    text: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing in two widths, with its title and the sentence that says what is in it."""

    title: str
    summary: str
    wide: Markup
    narrow: Markup


def picture(id: str, title: str, summary: str, bars: Sequence[Bar]) -> Picture:
    """The bars from the top down. `id` is unique on the page."""
    room = round(max((len(bar.label) for bar in bars), default=0) * LETTER) + 10
    wide = _drawn(bars, WIDE, room, 34, names_above=False)
    narrow = _drawn(bars, NARROW, 0, 56, names_above=True)
    return Picture(title, summary, _svg(f"{id}-w", title, summary, wide), _svg(f"{id}-n", title, summary, narrow))


def _drawn(bars: Sequence[Bar], width: int, left: int, step: int, *, names_above: bool) -> Any:
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


def _svg(id: str, title: str, summary: str, chart: Any) -> Markup:
    """The drawing with its name and description. Raises PolkuError when it cannot be drawn."""
    import vl_convert

    spec = chart.configure(aria=False, background="transparent").configure_view(stroke=None).to_dict()
    try:
        drawn = ElementTree.fromstring(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))  # noqa: S314 - our own
    except ValueError as error:
        raise PolkuError(f"The picture “{title}” cannot be drawn: {error}") from error
    return Markup(_named(drawn, id, title, summary))  # noqa: S704 - every text was escaped by ElementTree


def _named(drawn: ElementTree.Element, id: str, title: str, summary: str) -> str:
    for element in drawn.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
        kept = {key: value for key, value in element.attrib.items() if _is_kept(key)}
        element.attrib.clear()
        element.attrib.update(kept)
    for size in ("width", "height"):
        drawn.attrib.pop(size)
    drawn.attrib |= {"role": "img", "aria-labelledby": f"{id}-t {id}-d", "focusable": "false"}
    name = ElementTree.Element("title", id=f"{id}-t")
    name.text = title
    told = ElementTree.Element("desc", id=f"{id}-d")
    told.text = summary
    drawn[:0] = [name, told]
    return ElementTree.tostring(drawn, encoding="unicode")


def _is_kept(attribute: str) -> bool:
    return attribute != "role" and not attribute.startswith("aria-") and attribute not in ("font-family", "version")
