"""Who may search the log: the data-protection officer, within the organiser."""

from __future__ import annotations

from django.db.models import Q

from polku_web.audit.models import Entry
from polku_web.base.actors import Actor, Post, Role
from polku_web.base.rights import declare


def _of_organiser(actor: Actor, post: Post | None) -> Q:
    # Entries without an organiser are those of people who had no post or had not signed in.
    return Q(organiser_id=post.organiser_id) | Q(organiser_id=None) if post else Q(pk__in=())


def declare_rules() -> None:
    """Called once, when the app is ready."""
    declare("entry", "search", Entry, {Role.DATA_PROTECTION_OFFICER: _of_organiser})
