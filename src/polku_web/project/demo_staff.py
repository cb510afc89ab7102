"""The demo's units, coaches and team leads: about 150 clients for each coach, a dozen coaches in each team."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.contrib.auth.hashers import make_password

from polku.definition import municipality_name
from polku_web.base.actors import Role
from polku_web.base.pouring import pour
from polku_web.organisations.models import Membership, Organisation, Unit, User
from polku_web.project.demo_facts import Invented
from polku_web.project.demo_names import name_of

CASELOAD, TEAM = 150, 12
CITY = "837"  # its first two teams are those of the small world
# Who is there already, with the place among the coaches of the city: two of the first team, one of the second.
NAMED = {0: "venla.valmentaja", 1: "oskari.ohjaaja", TEAM: "lauri.lansivalmentaja"}


@dataclass(frozen=True)
class Coach:
    """A coach and the team in which the coach's clients are."""

    user: UUID
    unit: UUID


class Staff:
    """Who of the service stands for a coach of the facts."""

    def __init__(self, told: Invented, ours: Organisation, since: date) -> None:
        self._told, self._ours, self._since = told, ours, since
        self.coaches = self._hired()

    def of(self, coach_id: str, client: UUID) -> Coach:
        """The client's coach; those of the facts have other numbers of clients, so they are dealt out anew."""
        place, number = coach_id[1:4], int(coach_id.split("-")[1])
        there = self.coaches[place]
        return there[(client.int + number) % len(there)]

    def _hired(self) -> dict[str, list[Coach]]:
        """The coaches of each municipality, in an order that stays."""
        clients: Counter[str] = Counter()
        places: set[str] = set()
        for _client, coach_id, end in self._told.rows("coach_assignments", "coach_id", "end_date"):
            places.add(coach_id[1:4])
            clients[coach_id[1:4]] += end is None
        found: dict[str, list[Coach]] = defaultdict(list)
        people: list[tuple[Any, ...]] = []
        posts: list[tuple[Any, ...]] = []
        for place in sorted(places, key=lambda one: (one != CITY, one)):
            for n in range(max(1, round(clients[place] / CASELOAD))):
                unit = self._unit(place, n // TEAM)
                found[place].append(Coach(self._coach(place, n, people), unit.pk))
                posts.append((found[place][-1].user, self._ours.pk, unit.pk, Role.COACH, self._since))
                if n % TEAM == 0 and not self._led(unit):
                    posts.append((self._new(people), self._ours.pk, unit.pk, Role.TEAM_LEAD, self._since))
        pour(User, ["id", "email", "given_name", "family_name", "password"], people)
        hired = {one[0] for one in people}
        new = [one for one in posts if one[0] in hired]  # the small world's have theirs
        pour(Membership, ["user_id", "organisation_id", "unit_id", "role", "start_date"], new)
        return dict(found)

    def _coach(self, place: str, n: int, people: list[tuple[Any, ...]]) -> UUID:
        name = NAMED.get(n) if place == CITY else None
        return User.objects.get(email=f"{name}@polku.example").pk if name else self._new(people)

    @staticmethod
    def _new(people: list[tuple[Any, ...]]) -> UUID:
        n = len(people)
        given, family = name_of(n * 13 + 5, "fm"[n % 2])
        people.append((uuid4(), f"tyontekija{n}@polku.example", given, family, make_password(None)))
        made: UUID = people[-1][0]
        return made

    def _unit(self, place: str, team: int) -> Unit:
        names = ["Keskustan tiimi", "Lännen tiimi"] if place == CITY else []
        town = municipality_name(place, "fi")
        name = names[team] if team < len(names) else f"{town}, tiimi {team + 1}" if team else f"{town}, tiimi"
        return Unit.objects.get_or_create(organisation=self._ours, name=name)[0]

    @staticmethod
    def _led(unit: Unit) -> bool:
        return unit.memberships.filter(role=Role.TEAM_LEAD, end_date=None).exists()
