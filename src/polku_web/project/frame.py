"""What every page has: the organiser, and the way to the pages that the visitor may open."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import resolve, reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from polku_web.base.logs import request_id
from polku_web.base.rights import Access, roles_of
from polku_web.organisations.models import Organisation
from polku_web.organisations.page_rules import access_of
from polku_web.organisations.queries import organiser

ROOMS: list[tuple[str, Promise]] = [
    ("desk", _("Työpöytä")),
    ("team", _("Tiimi")),
    ("clients", _("Asiakkaat")),
    ("waits", _("Lähetteet")),
    ("services", _("Palvelut")),
    ("inbox", _("Saapuneet lähetteet")),
    ("contracts", _("Sopimukset")),
    ("pictures", _("Tilannekuva")),
    ("batches", _("Vastaanotto")),
    ("emergency", _("Hätäkäyttö")),
    ("own_path", _("Oma polku")),
    ("own_messages", _("Viestit")),
    ("own_data", _("Omat tietoni")),
    ("looks", _("Kuka on katsonut tietojani")),
    ("data_requests", _("Tietopyynnöt")),
    ("log", _("Loki")),
    ("give_data", _("Anna tiedot asiakkaalle")),
    ("people", _("Henkilöt")),
    ("units", _("Yksiköt")),
    ("tokens", _("Rajapinta")),
    ("column_matches", _("Tiedostojen sarakkeet")),
]


@dataclass(frozen=True)
class Room:
    """A link of the main navigation."""

    address: str
    label: Promise
    here: bool


@cache
def _door(name: str) -> tuple[str, Access | None]:
    """A page's address and its rule, which are the same for everybody."""
    address = reverse(name)
    return address, access_of(resolve(address).func, name)


def rooms(request: Any) -> list[Room]:
    """The pages that the actor's roles open, by each page's own rule."""
    roles = request.actor.roles if hasattr(request, "actor") else frozenset()
    found = []
    for name, label in ROOMS:
        address, access = _door(name)
        if access is not None and roles_of(access) & roles:
            found.append(Room(address, label, request.path == address))
    return found


def _organiser() -> Organisation | None:
    try:
        return organiser()
    except DatabaseError:  # an error page is shown also when the database is the error
        return None


def frame(request: HttpRequest) -> dict[str, Any]:
    """Looked up when a template asks for them."""
    return {
        "organiser": SimpleLazyObject(_organiser),
        "rooms": SimpleLazyObject(lambda: rooms(request)),
        "request_id": request_id.get(),
        "demo": settings.DEMO,
    }
