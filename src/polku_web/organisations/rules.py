"""What an administrator may do: in the organiser's own organisation and in those that work with it."""

from __future__ import annotations

from django.db.models import Q

from polku_web.base.actors import Actor, Post, Role
from polku_web.base.rights import NOTHING, declare
from polku_web.organisations.models import Membership, Organisation, Token, Unit, User


def _own(actor: Actor, post: Post | None) -> Q:
    return Q(pk=post.organisation_id) if post else NOTHING


def _organiser(actor: Actor, post: Post | None) -> Q:
    """Only an organiser takes clients in, so only there other systems have something to do."""
    return Q(pk=post.organisation_id, kind=Organisation.Kind.ORGANISER) if post else NOTHING


def _of_own(actor: Actor, post: Post | None) -> Q:
    return Q(organisation=post.organisation_id) if post else NOTHING


def _with_partners(actor: Actor, post: Post | None) -> Q:
    return Q(pk=post.organisation_id) | Q(partner_of=post.organisation_id) if post else NOTHING


def _in_organisation(actor: Actor, post: Post | None) -> Q:
    if post is None:
        return NOTHING
    return Q(organisation=post.organisation_id) | Q(organisation__partner_of=post.organisation_id)


def _person(actor: Actor, post: Post | None) -> Q:
    """Whoever has or had a post here."""
    here = Membership.objects.filter(_in_organisation(actor, post))
    return Q(pk__in=here.values("user")) if post else NOTHING


def declare_rules() -> None:
    """Called once, when the app is ready."""
    declare("organisation", "appearance", Organisation, {Role.ADMIN: _own})
    declare("organisation", "administer", Organisation, {Role.ADMIN: _with_partners})
    declare("unit", "administer", Unit, {Role.ADMIN: _in_organisation})
    declare("person", "administer", User, {Role.ADMIN: _person})
    declare("post", "end", Membership, {Role.ADMIN: _in_organisation})
    declare("organisation", "give_tokens", Organisation, {Role.ADMIN: _organiser})
    declare("token", "administer", Token, {Role.ADMIN: _of_own})
