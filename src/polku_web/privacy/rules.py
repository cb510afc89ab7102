"""Who may see and do what in this app."""

from __future__ import annotations

from django.db.models import Q

from polku_web.base.actors import Actor, Post, Role
from polku_web.base.rights import NOTHING, Condition, declare
from polku_web.clients.models import Client
from polku_web.clients.rules import COACH, OF_UNIT
from polku_web.privacy.models import DataRequest


def _own(actor: Actor, post: Post | None) -> Q:
    return Q(client=actor.client_id) if actor.client_id else NOTHING


def _of(condition: Condition) -> Condition:
    """Requests of clients who meet the condition."""

    def of_client(actor: Actor, post: Post | None) -> Q:
        return Q(client__in=Client.objects.filter(condition(actor, post)).values("pk"))

    return of_client


def _of_organiser(actor: Actor, post: Post | None) -> Q:
    return Q(client__unit__organisation=post.organisation_id) if post else NOTHING


def _client_of_organiser(actor: Actor, post: Post | None) -> Q:
    return Q(unit__organisation=post.organisation_id) if post else NOTHING


def declare_rules() -> None:
    """Called once, when the app is ready."""
    officer = Role.DATA_PROTECTION_OFFICER
    declare("data_request", "own", DataRequest, {Role.CLIENT: _own})
    declare(
        "data_request",
        "answer",
        DataRequest,
        {Role.COACH: _of(COACH), Role.TEAM_LEAD: _of(OF_UNIT), officer: _of_organiser},
    )
    # A client who does not sign in asks the officer, who also judges what a worker's own notes may tell.
    declare("client", "give_data", Client, {officer: _client_of_organiser})
