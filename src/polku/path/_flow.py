"""A flow chart: what stands on the left goes over to what stands on the right, in bands as thick as the figures.

A hidden figure has a thin dashed band, however large it is. A band that ends in a break has the colour of a warning;
the name of its end says so too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree

from polku.page import BAR, FONT, INK, LETTER, PAPER, Chart, named

BREAK = "#b98300"  # a stand-in, as the other colours are
WIDE, NARROW = 960, 340
THICK = 320  # of all bands together
THIN = 2.5
NODE = 8
LONGEST = {WIDE: 38, NARROW: 28}  # letters of a name


@dataclass(frozen=True, slots=True)
class Band:
    """One flow: from and to as keys of nodes; its value, None where it is hidden."""

    source: str
    target: str
    value: int | None


@dataclass(frozen=True, slots=True)
class Node:
    """One end of bands: its key, its name, its figure as it is written, and whether the path breaks there."""

    key: str
    name: str
    text: str
    broken: bool = False


@dataclass(slots=True)
class _Placed:
    """A node in its place: the top, the height, and how far its bands have filled it."""

    node: Node
    top: float
    height: float
    filled: float = field(default=0)


def flow(
    id: str, title: str, summary: str, left: Sequence[Node], right: Sequence[Node], bands: Sequence[Band]
) -> Chart:
    """The chart in a wide and a narrow form. `id` is unique on the page; nodes stand from the top in their order."""
    wide = named(f"{id}-w", title, summary, _drawn(left, right, bands, narrow=False))
    return Chart(title, summary, wide, named(f"{id}-n", title, summary, _drawn(left, right, bands, narrow=True)))


def _drawn(left: Sequence[Node], right: Sequence[Node], bands: Sequence[Band], *, narrow: bool) -> ElementTree.Element:
    scale = THICK / max(sum(band.value or 0 for band in bands), 1)
    room = 0.0 if narrow else _room([*left, *right])
    width = NARROW if narrow else WIDE
    starts = _placed(left, {n.key: [b for b in bands if b.source == n.key] for n in left}, scale, narrow=narrow)
    ends = _placed(
        right, {n.key: [b for b in bands if b.target == n.key] for n in right}, scale, narrow=narrow, lower=narrow
    )
    tall = max((one.top + max(one.height, 2 * FONT + 6) for one in (*starts.values(), *ends.values())), default=0) + 8
    svg = ElementTree.Element("svg", viewBox=f"0 0 {width} {tall:.0f}", xmlns="http://www.w3.org/2000/svg")
    across = (room + NODE, width - room - NODE)
    order = [node.key for node in right]
    for source in left:
        own = [band for band in bands if band.source == source.key]
        for band in sorted(own, key=lambda one: order.index(one.target)):
            _band(svg, band, starts[band.source], ends[band.target], across, _thick(band, scale))
    for side, placed in (("left", starts), ("right", ends)):
        for one in placed.values():
            _node(svg, one, room if side == "left" else width - room - NODE, side=side, narrow=narrow)
    return svg


def _room(nodes: Sequence[Node]) -> float:
    """The width of the longest name or figure beside the nodes."""
    return max((max(len(_short(node.name, WIDE)), len(node.text)) for node in nodes), default=0) * LETTER + 10


def _thick(band: Band, scale: float) -> float:
    return THIN if band.value is None else max(band.value * scale, 1)


def _placed(
    nodes: Sequence[Node], bands: dict[str, list[Band]], scale: float, *, narrow: bool, lower: bool = False
) -> dict[str, _Placed]:
    """The nodes from the top down; `lower` by a line, so that long names of both sides do not meet."""
    placed, top = {}, 4.0 + (2 * FONT + 4 if lower else 0)
    for node in nodes:
        height = max(sum(_thick(band, scale) for band in bands[node.key]), THIN)
        if narrow:
            top += 2 * FONT + 8
        placed[node.key] = _Placed(node, top, height)
        top += height + 12 if narrow else max(height, 2 * FONT + 6) + 12
    return placed


def _band(
    svg: ElementTree.Element, band: Band, start: _Placed, end: _Placed, across: tuple[float, float], thick: float
) -> None:
    (left, right), middle = across, sum(across) / 2
    y, z = start.top + start.filled, end.top + end.filled
    start.filled, end.filled = start.filled + thick, end.filled + thick
    colour = BREAK if end.node.broken else BAR
    if band.value is None:
        y, z = y + thick / 2, z + thick / 2
        line = f"M{left:.1f},{y:.1f}C{middle:.1f},{y:.1f} {middle:.1f},{z:.1f} {right:.1f},{z:.1f}"
        look = {"fill": "none", "stroke": colour, "stroke-width": "1.5", "stroke-dasharray": "4 4"}
    else:
        line = (
            f"M{left:.1f},{y:.1f}C{middle:.1f},{y:.1f} {middle:.1f},{z:.1f} {right:.1f},{z:.1f}"
            f"V{z + thick:.1f}C{middle:.1f},{z + thick:.1f} {middle:.1f},{y + thick:.1f} {left:.1f},{y + thick:.1f}Z"
        )
        look = {"fill": colour, "fill-opacity": "0.5"}
    ElementTree.SubElement(svg, "path", {"d": line, **look})


def _node(svg: ElementTree.Element, one: _Placed, x: float, *, side: str, narrow: bool) -> None:
    colour = BREAK if one.node.broken else BAR
    box = {"x": f"{x:.1f}", "y": f"{one.top:.1f}", "width": str(NODE), "height": f"{one.height:.1f}"}
    ElementTree.SubElement(svg, "rect", {"fill": colour, **box})
    inward = narrow == (side == "left")
    at = (x if side == "left" else x + NODE) if narrow else (x - 8 if side == "left" else x + NODE + 8)
    top = one.top - 2 * FONT - 8 if narrow else one.top + max(one.height, 2 * FONT + 6) / 2 - FONT - 2
    for line, (text, weight) in enumerate(
        ((_short(one.node.name, NARROW if narrow else WIDE), "400"), (one.node.text, "700"))
    ):
        look = {
            "x": f"{at:.1f}",
            "y": f"{top + FONT - 1 + line * (FONT + 3):.1f}",
            "text-anchor": "start" if inward else "end",
            "font-size": str(FONT),
            "font-weight": weight,
            "fill": INK,
            "stroke": PAPER,  # a halo, so that a name can be read where a band passes
            "stroke-width": "4",
            "paint-order": "stroke",
            "stroke-linejoin": "round",
        }
        ElementTree.SubElement(svg, "text", look).text = text


def _short(name: str, width: int) -> str:
    """A name that fits beside a node; the table has the whole one."""
    most = LONGEST[width]
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"
