"""An invented world in the test database, loaded once: the demo's people, and another organiser beside them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from polku_web.base.actors import Actor, Role
from polku_web.clients.actions import assign_coach, register_client
from polku_web.clients.models import Client
from polku_web.organisations.actions import add_person, add_unit, found_organiser, give_post
from polku_web.organisations.models import Membership, Organisation, User
from polku_web.organisations.queries import actor_of
from polku_web.project.demo import ORGANISER, identity_number, load_demo

OTHER = "Toisen alueen työllisyyspalvelut"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The tables, and the world in them."""
    with django_db_blocker.unblock():
        load_demo(at=datetime.now(UTC))  # noqa: TID251 - posts are in force on the day of the tests
        _other_organiser()


def _other_organiser() -> None:
    by = Actor(timezone.now(), name="tests")
    there = found_organiser(name=OTHER, by=by)
    unit = add_unit(organisation=there, name="Muualla", by=by)
    since = timezone.localdate() - timedelta(100)
    for role in (Role.COACH, Role.TEAM_LEAD, Role.ADMIN, Role.DATA_PROTECTION_OFFICER):
        person = add_person(email=f"{role}@muualla.example", given_name="Muu", family_name=role.title(), by=by)
        where = unit if role in (Role.COACH, Role.TEAM_LEAD) else None
        give_post(user=person, organisation=there, unit=where, role=role, start_date=since, by=by)
    client = register_client(number=identity_number(77), unit=unit, given_name="Toinen", family_name="Alue", by=by)
    assign_coach(client=client, coach=User.objects.get(email="coach@muualla.example"), on=since, by=by)


@pytest.fixture
def world(db: None) -> SimpleNamespace:
    """What tests ask for by name."""
    ours = Organisation.objects.get(name=ORGANISER)
    people = {user.email.split("@")[0]: user for user in User.objects.exclude(email=None)}
    clients = list(Client.objects.filter(unit__organisation=ours).order_by("birth_date", "pk"))
    return SimpleNamespace(
        ours=ours,
        other=Organisation.objects.get(name=OTHER),
        units=list(ours.units.order_by("name")),
        people=people,
        clients=clients,
        coach=people["venla.valmentaja"],
        lead=people["tiina.tiimivastaava"],
        planner=people["pekka.palvelusuunnittelija"],
        west=people["lauri.lansivalmentaja"],
        admin=people["aino.paakayttaja"],
        officer=people["tuomas.tietosuoja"],
        left=people["leevi.lahtenyt"],
        hidden=Client.objects.get(non_disclosure=True),
        client=Client.objects.get(user__isnull=False, non_disclosure=False),
        elsewhere=Client.objects.get(unit__organisation__name=OTHER),
    )


@pytest.fixture
def browser_of() -> Callable[[User | None], Browser]:
    """A browser in which the person has signed in; None has not."""

    def opened(user: User | None) -> Browser:
        browser = Browser()
        if user is not None:
            browser.force_login(user)
        return browser

    return opened


@pytest.fixture
def actor() -> Callable[[User], Actor]:
    """The person with the posts of now."""
    return lambda user: actor_of(user, timezone.now())


def people_by_role() -> dict[str, User]:
    """One person of our organiser for each role, and one whose post has ended."""
    ours = Organisation.objects.get(name=ORGANISER)
    posts = Membership.objects.filter(organisation__in=[ours, *ours.partners.all()], end_date=None)
    found = {str(post.role): post.user for post in posts.select_related("user").order_by("-user__family_name")}
    found["client"] = User.objects.get(client__isnull=False, client__non_disclosure=False)
    found["left"] = User.objects.get(email="leevi.lahtenyt@polku.example")
    return found
