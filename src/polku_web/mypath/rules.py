"""Who may see and do what in this app: clients what is their own, and nobody else anything."""

from __future__ import annotations

from django.db.models import Q

from polku_web.base.actors import Actor, Post, Role
from polku_web.base.rights import NOTHING, declare
from polku_web.clients.models import Client


def _self(actor: Actor, post: Post | None) -> Q:
    return Q(pk=actor.client_id) if actor.client_id else NOTHING


def declare_rules() -> None:
    """Called once, when the app is ready."""
    declare("client", "own", Client, {Role.CLIENT: _self})
