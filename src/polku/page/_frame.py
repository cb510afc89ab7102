"""The frame: one HTML file with its style inside and a policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from polku.page._words import Words

if TYPE_CHECKING:
    from jinja2 import Environment

FRAME = Path(__file__).parent / "templates"


def framed(
    templates: Path,
    words: Words,
    *,
    title: str,
    kicker: str,
    heading: str,
    facts: Sequence[tuple[str, str]],
    **values: object,
) -> str:
    """The page of a room: its `page.html.j2` (extends `frame.html.j2`) and `page.css`, from the folder `templates`.

    title: of the window; kicker, heading and facts (label and value) stand at the top. `values` and `say` are at hand
    in the template, and so are the macros of `parts.html.j2`.
    """
    style = "".join((folder / name).read_text(encoding="utf-8") for folder, name in _styles(templates))
    top = {"title": title, "kicker": kicker, "heading": heading, "facts": facts}
    return (
        _environment(templates)
        .get_template("page.html.j2")
        .render(
            lang=words.lang,
            say=words.say,
            style=Markup(style),  # noqa: S704 - our own files
            style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
            version=version("polku"),
            **top,
            **values,
        )
    )


def _styles(templates: Path) -> list[tuple[Path, str]]:
    return [(FRAME, "frame.css"), (templates, "page.css")]


@cache
def _environment(templates: Path) -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader([templates, FRAME]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"in_page": _in_page}
    return environment


def _in_page(id: str) -> str:
    """An id of a pilot file as an id of the page: only letters, digits and hyphens."""
    return "".join(letter if letter.isalnum() or letter == "-" else "-" for letter in id)
