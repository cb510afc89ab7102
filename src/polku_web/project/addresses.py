"""Every address of the service with who may open it, read from the addresses themselves: nothing is listed by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from polku_web.base.rights import Access, roles_of
from polku_web.organisations.page_rules import access_of


@dataclass(frozen=True)
class Address:
    """A path as it stands in the list of addresses; `access` is None where a rule is missing."""

    path: str
    name: str
    access: Access | None

    def told(self) -> dict[str, Any]:
        """As `polku urls --json` prints it."""
        access = self.access
        return {
            "path": f"/{self.path}",
            "name": self.name,
            "who": access.who if access else "nobody",
            "roles": sorted(roles_of(access)) if access else [],
            "object": access.kind if access else "",
            "action": access.action if access else "",
            "methods": dict(access.methods) if access else {},
            "parts": re.findall(r"<(?:\w+:)?(\w+)>", self.path),
        }


def addresses() -> list[Address]:
    """All of them, by path."""
    return sorted(_below(get_resolver(), ""), key=lambda one: one.path)


def _below(resolver: URLResolver, before: str) -> Iterator[Address]:
    for one in resolver.url_patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLPattern):
            name = one.name or ""
            yield Address(path, name, access_of(one.callback, name))
        else:
            yield from _below(one, path)
