"""Who takes clients in: a team lead in the unit, a planner in all units, another system where its token says."""

from __future__ import annotations

from django.db.models import Q

from polku_web.base.actors import Actor, Post, Role
from polku_web.base.rights import NOTHING, Condition, declare
from polku_web.intake.models import Allocation, Batch, ColumnMatch, Row
from polku_web.organisations.models import Unit


def _of_unit(way: str) -> Condition:
    """A batch for all units is not a team lead's, though it may name the unit."""

    def condition(actor: Actor, post: Post | None) -> Q:
        if post is None or post.unit_id is None:
            return NOTHING
        return Q(**{f"{way}unit": post.unit_id, f"{way}whole": False})

    return condition


def _of_organiser(way: str) -> Condition:
    def condition(actor: Actor, post: Post | None) -> Q:
        return Q(**{f"{way}organisation": post.organisation_id}) if post else NOTHING

    return condition


def _of_token(actor: Actor, post: Post | None) -> Q:
    """A token is for units, where it does as a team lead does, or for the whole organisation; it sends clients only."""
    where = _of_unit("") if post and post.unit_id else _of_organiser("")
    return where(actor, post) & Q(kind=Batch.Kind.CLIENTS)


def _unit_alone(actor: Actor, post: Post | None) -> Q:
    return Q(unit=post.unit_id) if post and post.unit_id else NOTHING


def _itself(actor: Actor, post: Post | None) -> Q:
    return Q(pk=post.unit_id) if post and post.unit_id else NOTHING


def _to_mend(batch: Condition) -> Condition:
    """A row that is in has nothing to mend, and its client may be another organiser's by now."""

    def condition(actor: Actor, post: Post | None) -> Q:
        return batch(actor, post) & ~Q(state=Row.State.TAKEN_IN)

    return condition


def declare_rules() -> None:
    """Called once, when the app is ready."""
    of_batch = {Role.TEAM_LEAD: _of_unit(""), Role.SERVICE_PLANNER: _of_organiser(""), Role.SYSTEM: _of_token}
    declare("batch", "take_in", Batch, of_batch)
    in_batch = {Role.TEAM_LEAD: _to_mend(_of_unit("batch__")), Role.SERVICE_PLANNER: _to_mend(_of_organiser("batch__"))}
    declare("row", "mend", Row, in_batch)
    declare("columnmatch", "forget", ColumnMatch, {Role.ADMIN: _of_organiser("")})
    in_unit = {Role.TEAM_LEAD: _unit_alone, Role.SERVICE_PLANNER: _of_organiser("unit__")}
    declare("allocation", "make", Allocation, in_unit)
    whole_unit = {Role.TEAM_LEAD: _itself, Role.SERVICE_PLANNER: _of_organiser("")}
    declare("unit", "allocate", Unit, whole_unit)
