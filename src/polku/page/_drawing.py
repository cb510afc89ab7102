"""Drawings as SVG inside a page: named, described, and without colours or fonts of their own.

Colours are stand-ins that the frame's style sheet replaces, so a drawing follows the reader's light or dark theme.
"""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

from markupsafe import Markup

from polku.base import PolkuError

BAR, INK, GRID, PAPER = "#0b5a8f", "#1b1f23", "#c5ccd3", "#ffffff"
FONT = 14
LETTER = 7.6  # the width of a letter in the widest of the usual fonts
SVG = "http://www.w3.org/2000/svg"


class PageError(PolkuError):
    """A drawing or a page cannot be made."""


def drawing(id: str, title: str, summary: str, chart: Any) -> Markup:
    """An Altair chart as a named drawing. `id` is unique on the page. Raises PageError when it cannot be drawn."""
    import vl_convert

    spec = chart.configure(aria=False, background="transparent").configure_view(stroke=None).to_dict()
    try:
        drawn = ElementTree.fromstring(vl_convert.vegalite_to_svg(spec, allowed_base_urls=[]))  # noqa: S314 - our own
    except ValueError as error:
        raise PageError(f"The chart “{title}” cannot be drawn: {error}") from error
    return named(id, title, summary, drawn)


def named(id: str, title: str, summary: str, drawn: ElementTree.Element) -> Markup:
    """An SVG element as it stands in the page: one image with its title and description, as wide as its place."""
    for element in drawn.iter():
        element.tag = element.tag.removeprefix(f"{{{SVG}}}")
        kept = {key: value for key, value in element.attrib.items() if _is_kept(key)}
        element.attrib.clear()
        element.attrib.update(kept)
    for size in ("width", "height"):
        drawn.attrib.pop(size, None)
    drawn.attrib |= {"role": "img", "aria-labelledby": f"{id}-t {id}-d", "focusable": "false"}
    name = ElementTree.Element("title", id=f"{id}-t")
    name.text = title
    told = ElementTree.Element("desc", id=f"{id}-d")
    told.text = summary
    drawn[:0] = [name, told]
    return Markup(ElementTree.tostring(drawn, encoding="unicode"))  # noqa: S704 - ElementTree escaped every text


def _is_kept(attribute: str) -> bool:
    return attribute != "role" and not attribute.startswith("aria-") and attribute not in ("font-family", "version")
