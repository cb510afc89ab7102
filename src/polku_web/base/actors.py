"""Who acts: a signed-in person with the posts that are in force, as one value that rules and the log read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(StrEnum):
    """What a person, or another system, does in a unit or an organisation."""

    COACH = "coach"
    TEAM_LEAD = "team_lead"
    SERVICE_PLANNER = "service_planner"
    CONTROLLER = "controller"
    ANALYST = "analyst"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    PROVIDER_WORKER = "provider_worker"
    EMPLOYER = "employer"
    CLIENT = "client"
    ADMIN = "admin"
    SYSTEM = "system"  # another system, by a token; never a person

    @property
    def label(self) -> Promise:
        """The role's name in the reader's language."""
        return LABELS[self]


LABELS: dict[Role, Promise] = {
    Role.COACH: _("omavalmentaja"),
    Role.TEAM_LEAD: _("tiimivastaava"),
    Role.SERVICE_PLANNER: _("palvelusuunnittelija"),
    Role.CONTROLLER: _("controller (talous)"),
    Role.ANALYST: _("analyytikko"),
    Role.DATA_PROTECTION_OFFICER: _("tietosuojavastaava"),
    Role.PROVIDER_WORKER: _("palveluntuottajan työntekijä"),
    Role.EMPLOYER: _("työnantajan edustaja"),
    Role.CLIENT: _("asiakas"),
    Role.ADMIN: _("pääkäyttäjä"),
    Role.SYSTEM: _("tietojärjestelmä"),
}


@dataclass(frozen=True, slots=True)
class Post:
    """A role in force: where, and under which organiser. Names are kept for the log."""

    role: Role
    organisation_id: UUID
    organiser_id: UUID
    place: str  # "Unit, Organisation" as the client is told
    unit_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """The person or the other system behind a request, at a moment. Nobody has no user_id and no token_id."""

    at: datetime
    user_id: UUID | None = None
    posts: tuple[Post, ...] = ()
    client_id: UUID | None = None
    client_organiser_id: UUID | None = None
    name: str = ""
    token_id: UUID | None = None  # of another system
    # What rules have answered about single objects, kept while a page is read and nothing changes.
    answers: dict[object, bool] | None = field(default=None, compare=False, repr=False)

    @property
    def roles(self) -> frozenset[Role]:
        """The roles in force; whoever is a client has that role through the client's record, not a post."""
        own = {Role.CLIENT} if self.client_id else set()
        return frozenset({post.role for post in self.posts} | own)

    @property
    def is_staff(self) -> bool:
        """Whether the person works here: has a role other than client."""
        return bool(self.posts)

    def posts_as(self, *roles: Role) -> tuple[Post, ...]:
        """The posts with one of the roles, in their order."""
        return tuple(post for post in self.posts if post.role in roles)

    def foremost(self, roles: frozenset[Role]) -> Actor:
        """The same person with the posts of these roles first: the log tells the one that a page is for."""
        return replace(self, posts=tuple(sorted(self.posts, key=lambda post: post.role not in roles)))

    @property
    def organiser_ids(self) -> frozenset[UUID]:
        """The organisers under which the person works."""
        return frozenset(post.organiser_id for post in self.posts)
