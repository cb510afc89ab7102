"""Parts of a page that other apps bring: an app above adds a section to a page of an app below.

The page asks `sections("client", request, client)` and includes each part's template with its values as `part`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

Values = Callable[[HttpRequest, Any], dict[str, Any] | None]


@dataclass(frozen=True)
class Section:
    """A template, and a function of the request and the page's object that gives its values; None leaves it out."""

    name: str
    template: str
    values: Values
    order: int


@dataclass(frozen=True)
class Part:
    """A section with its values, ready to be included."""

    template: str
    values: dict[str, Any]


_SECTIONS: dict[str, dict[str, Section]] = {}


def show_on(page: str, name: str, template: str, values: Values, *, order: int = 50) -> None:
    """Add a section to a page; small orders come first. Each name is there once."""
    here = _SECTIONS.setdefault(page, {})
    if name in here:
        raise ValueError(f"{page} already has a section {name}")
    here[name] = Section(name, template, values, order)


def sections(page: str, request: HttpRequest, thing: Any) -> list[Part]:
    """The page's sections for this reader and object, in their order."""
    found = sorted(_SECTIONS.get(page, {}).values(), key=lambda one: (one.order, one.name))
    parts = ((one.template, one.values(request, thing)) for one in found)
    return [Part(template, values) for template, values in parts if values is not None]
