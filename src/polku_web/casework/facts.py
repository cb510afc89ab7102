"""Casework as facts: meetings with the client, planned and held."""

from __future__ import annotations

from polku_web.base.facts import Export, Source, export
from polku_web.casework.models import Meeting
from polku_web.clients.facts import ORGANISER, PERSON


def declare_facts() -> None:
    """Called once, when the app is ready."""
    columns: dict[str, Source] = PERSON | {name: name for name in ("coach_id", "kind", "date", "mode", "held")}
    export(Export("contacts", Meeting, columns, ORGANISER, ("client_id", "date", "id")))
