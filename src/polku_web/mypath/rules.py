"""Who may see and do what in this app: clients what is their own, and nobody else anything."""

from __future__ import annotations

from django.db.models import Q

from polku_web.base.actors import Actor, Post, Role
from polku_web.base.rights import NOTHING, Condition, declare
from polku_web.casework.models import Agreement, Meeting, Step
from polku_web.clients.models import Client
from polku_web.market.models import Participation


def _through(path: str) -> Condition:
    """Rows from which the path leads to the client who asks."""

    def own(actor: Actor, post: Post | None) -> Q:
        return Q(**{path: actor.client_id}) if actor.client_id else NOTHING

    return own


def declare_rules() -> None:
    """Called once, when the app is ready."""
    declare("client", "own", Client, {Role.CLIENT: _through("pk")})
    declare("agreement", "own", Agreement, {Role.CLIENT: _through("client")})
    declare("step", "own", Step, {Role.CLIENT: _through("agreement__client")})
    declare("meeting", "own", Meeting, {Role.CLIENT: _through("client")})
    declare("participation", "own", Participation, {Role.CLIENT: _through("client")})
