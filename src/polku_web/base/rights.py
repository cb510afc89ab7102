"""Who may do what to which object: one rule per kind and action, read by lists and pages alike.

A rule maps roles to conditions (`Q`) on the object. `allowed` filters a list by them, and `may` asks the database the
same about one object, so the two cannot differ. `page` ties a view to a rule; a view without one is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Exists, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse

from polku_web.base.actors import Actor, Post, Role

Condition = Callable[[Actor, Post | None], Q]
View = Callable[..., HttpResponse]
NOTHING = Q(pk__in=())


class Refused(Exception):  # noqa: N818 - it says what happened
    """The object is not there for this actor: answered as not found, and logged."""

    def __init__(self, kind: str, action: str, object_id: str) -> None:
        self.kind, self.action, self.object_id = kind, action, object_id
        super().__init__(f"{action} {kind}")


@dataclass(frozen=True)
class Rule:
    """Under which condition each role may do the action to an object of the kind."""

    kind: str
    action: str
    model: type[Model]
    conditions: Mapping[Role, Condition]

    def filter(self, actor: Actor) -> Q:
        """The condition for this actor: any of the actor's posts is enough; none allows nothing."""
        found = NOTHING
        for condition, post in self.of(actor):
            found |= condition(actor, post)
        return found

    def of(self, actor: Actor) -> tuple[tuple[Condition, Post | None], ...]:
        """The conditions that this actor's posts give."""
        found: list[tuple[Condition, Post | None]] = [
            (self.conditions[post.role], post) for post in actor.posts if post.role in self.conditions
        ]
        if actor.client_id and Role.CLIENT in self.conditions:
            found.append((self.conditions[Role.CLIENT], None))
        return tuple(found)


_RULES: dict[tuple[str, str], Rule] = {}


def declare(kind: str, action: str, model: type[Model], conditions: Mapping[Role, Condition]) -> None:
    """Add a rule. Each kind and action has one; a second one is a mistake of the program."""
    if (kind, action) in _RULES:
        raise ValueError(f"{kind} already has a rule for {action}")
    _RULES[kind, action] = Rule(kind, action, model, conditions)


def rule(kind: str, action: str) -> Rule:
    """The rule for an action on a kind of object; KeyError when nobody has declared it."""
    return _RULES[kind, action]


def rules() -> list[Rule]:
    """All rules, by kind and action."""
    return [_RULES[key] for key in sorted(_RULES)]


def allowed(actor: Actor, action: str, kind: str) -> QuerySet[Any]:
    """The objects of the kind to which the actor may do the action: one query, whatever their number.

    Where a way to be allowed asks other tables, each is asked apart: an index finds what one condition wants, and with
    an `or` between them a database reads all objects.
    """
    found = rule(kind, action)
    condition, objects = found.filter(actor), found.model._default_manager
    ways = [way for way in _ways(condition) if way != NOTHING]
    if len(ways) < 2 or not any(_asks_other_tables(way) for way in ways):
        return objects.filter(condition)
    apart = [objects.filter(way).order_by().values("pk") for way in ways]
    return objects.filter(pk__in=apart[0].union(*apart[1:]))


def _asks_other_tables(part: Any) -> bool:
    """Whether a condition, or a part of one, has a query of its own."""
    if isinstance(part, Q):
        return any(_asks_other_tables(child) for child in part.children)
    return isinstance(part[1] if isinstance(part, tuple) else part, QuerySet | Exists)


def _ways(condition: Q) -> Iterator[Q]:
    """The conditions of which one is enough."""
    if condition.connector != Q.OR or condition.negated:
        yield condition
        return
    for child in condition.children:
        yield from _ways(child if isinstance(child, Q) else Q(child))


def allowed_among(actor: Actor, action: str, kind: str, **few: Any) -> QuerySet[Any]:
    """As `allowed`, of a few objects that an index finds (`pk=…`, `pk__in=…`): no other object is looked at."""
    found = rule(kind, action)
    return found.model._default_manager.filter(found.filter(actor), **few)


def may(actor: Actor, action: str, kind: str, thing: Model) -> bool:
    """Whether the actor may do the action to this object: the same rule, asked about one row.

    While a page is read, actions under the same conditions are asked about once.
    """
    if actor.answers is None:
        return allowed_among(actor, action, kind, pk=thing.pk).exists()
    found = rule(kind, action)
    asked = (actor, found.model, thing.pk, found.of(actor))
    if asked not in actor.answers:
        actor.answers[asked] = allowed_among(actor, action, kind, pk=thing.pk).exists()
    return actor.answers[asked]


@dataclass(frozen=True)
class Access:
    """Who gets to a page: anyone, anyone signed in, those whom a rule or a set of roles names, or another system."""

    who: str  # anyone, signed_in, roles or token
    roles: frozenset[Role] = frozenset()
    kind: str = ""
    action: str = ""
    key: str = ""  # the URL's part that names the object
    methods: Mapping[str, str] = field(default_factory=dict)  # of the API: what a token must be able to, by method


ANYONE = Access("anyone")
SIGNED_IN = Access("signed_in")


def page(
    kind: str = "", action: str = "", key: str = "", *, roles: Iterable[Role] = (), access: Access | None = None
) -> Callable[[View], View]:
    """Tie a view to its rule. With `key` the view gets the object in place of its id, or `Refused` is raised.

    The roles of a page with a rule are those the rule names; `roles` is for pages that have no object.
    """

    def tie(view: View) -> View:
        if access is not None:
            view.access = access  # type: ignore[attr-defined]
            return view

        @wraps(view)
        def with_object(request: HttpRequest, **parts: Any) -> HttpResponse:
            if key:
                parts[key.removesuffix("_id")] = found(request.actor, action, kind, parts.pop(key))  # type: ignore[attr-defined]
            return view(request, **parts)

        with_object.access = Access("roles", frozenset(roles), kind, action, key)  # type: ignore[attr-defined]
        return with_object

    return tie


def found(actor: Actor, action: str, kind: str, object_id: Any) -> Any:
    """The object, if the actor may do the action to it; else `Refused`."""
    try:
        thing = allowed_among(actor, action, kind, pk=object_id).first()
    except (ValidationError, ValueError):  # an id that cannot be one
        thing = None
    if thing is None:
        raise Refused(kind, action, str(object_id))
    return thing


def roles_of(access: Access) -> frozenset[Role]:
    """The roles to whom a page is open. Rules are looked up late: they are declared when apps are ready.

    Other systems come by the API and nowhere else, people by pages and nowhere else.
    """
    found = frozenset(rule(access.kind, access.action).conditions) if access.kind else access.roles
    systems = frozenset({Role.SYSTEM})
    return found & systems if access.who == "token" else found - systems
