"""Who may see which figures: the organiser's people by their task, a provider's worker its own contracts only."""

from __future__ import annotations

from django.db.models import F, Q

from polku_web.base.actors import Actor, Post, Role
from polku_web.base.rights import NOTHING, declare
from polku_web.contracts.models import Pilot
from polku_web.figures.models import Contract
from polku_web.organisations.models import Organisation


def _of_organiser(actor: Actor, post: Post | None) -> Q:
    return Q(pilot__organisation=post.organisation_id) if post else NOTHING


def _own(actor: Actor, post: Post | None) -> Q:
    """Contracts whose provider in the pilot file is the worker's organisation."""
    if post is None:
        return NOTHING
    ours = Contract.objects.filter(
        pilot__suppliers__organisation=post.organisation_id, pilot__suppliers__provider_key=F("provider_key")
    )
    return Q(pk__in=ours.values("pk"))


def _pilot(actor: Actor, post: Post | None) -> Q:
    return Q(organisation=post.organisation_id) if post else NOTHING


def _organisation(actor: Actor, post: Post | None) -> Q:
    return Q(pk=post.organisation_id, kind=Organisation.Kind.ORGANISER) if post else NOTHING


def declare_rules() -> None:
    """Called once, when the app is ready."""
    money = {Role.CONTROLLER: _of_organiser, Role.SERVICE_PLANNER: _of_organiser, Role.PROVIDER_WORKER: _own}
    declare("contract", "view", Contract, money)
    picture = (Role.ANALYST, Role.CONTROLLER, Role.SERVICE_PLANNER, Role.TEAM_LEAD)
    declare("pilot", "picture", Pilot, dict.fromkeys(picture, _pilot))
    makers = (Role.CONTROLLER, Role.ANALYST)
    declare("organisation", "make_figures", Organisation, dict.fromkeys(makers, _organisation))
