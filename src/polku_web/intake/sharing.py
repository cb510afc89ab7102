"""Sharing clients among coaches: by municipality and language, and to whoever has fewest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass

OWN_LANGUAGES = frozenset({"", "fi"})  # every coach speaks Finnish; nothing is told: Finnish is tried


@dataclass
class Coach:
    """Whom a coach can take, and how many the coach has. No municipalities: all of them."""

    id: Hashable
    municipalities: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    load: int = 0
    most: int | None = None

    @property
    def has_room(self) -> bool:
        """Whether one more fits."""
        return self.most is None or self.load < self.most


@dataclass(frozen=True, slots=True)
class Wanted:
    """A client without a coach."""

    id: Hashable
    municipality: str
    language: str


@dataclass(frozen=True, slots=True)
class Share:
    """A client's coach, or none, and by what: language, place, load; no_room or nobody where there is none."""

    client: Hashable
    coach: Hashable | None
    why: str


Ways = list[tuple[str, list[Coach]]]  # by what a coach would be chosen, the best first


def shared(clients: Iterable[Wanted], coaches: list[Coach]) -> list[Share]:
    """A coach for each client, the same for the same input.

    A client whose language a coach has goes to such a coach; where none has room, to another, since an interpreter can
    be had. A coach for named municipalities takes clients of those alone, and before coaches for all. Clients with
    fewest possible coaches choose first, and among equals whoever has fewest clients gets the next one.
    """
    groups: dict[tuple[str, str], list[Wanted]] = defaultdict(list)
    for client in sorted(clients, key=lambda one: str(one.id)):
        groups[client.municipality, client.language].append(client)
    possible = {group: _possible(group, coaches) for group in groups}
    found = []
    choice = {group: len({id(one) for _why, coaches in ways for one in coaches}) for group, ways in possible.items()}
    for group in sorted(groups, key=lambda one: (choice[one], one)):
        found += [_one(client, possible[group]) for client in groups[group]]
    return found


def _possible(group: tuple[str, str], coaches: list[Coach]) -> Ways:
    place, language = group
    here = [one for one in coaches if place in one.municipalities]
    anywhere = [one for one in coaches if not one.municipalities]
    speaking = [one for one in (*here, *anywhere) if language in one.languages]
    ways = [("language", speaking)] if language not in OWN_LANGUAGES else []
    return [*ways, ("place", here), ("load", anywhere)]


def _one(client: Wanted, ways: Ways) -> Share:
    for why, coaches in ways:
        free = [one for one in coaches if one.has_room]
        if free:
            coach = min(free, key=lambda one: (one.load, str(one.id)))
            coach.load += 1
            return Share(client.id, coach.id, why)
    return Share(client.id, None, "no_room" if any(coaches for _why, coaches in ways) else "nobody")
