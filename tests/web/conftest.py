"""An invented world in the test database, loaded once: the demo's people, and another organiser beside them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone, translation

from polku_web.base.actors import Actor, Role
from polku_web.casework import bulk
from polku_web.casework.actions import add_meeting, propose_agreement
from polku_web.casework.list_actions import add_supporter, keep_list
from polku_web.casework.team import add_absence
from polku_web.clients.actions import assign_coach, register_client
from polku_web.clients.models import Client
from polku_web.contracts.actions import add_pilot, name_supplier
from polku_web.contracts.demo import pilot_text
from polku_web.market.actions import move, open_offers, refer
from polku_web.market.result_actions import tell_job
from polku_web.organisations.actions import add_partner, add_person, add_unit, found_organiser, give_post
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
    coach = User.objects.get(email="coach@muualla.example")
    assign_coach(client=client, coach=coach, on=since, by=by)
    _their_market(there, client, coach, by)
    _their_casework(client, coach, by)


def _their_market(there: Organisation, client: Client, coach: User, by: Actor) -> None:
    """A referral that went all the way at the other organiser's provider, and a job of which nobody has a proof."""
    provider = add_partner(organiser=there, kind=Organisation.Kind.PROVIDER, name="Muualla Oy", by=by)
    pilot = add_pilot(organisation=there, text=pilot_text(timezone.localdate(by.at)), by=by)
    name_supplier(pilot=pilot, provider_key="t1", organisation=provider, by=by)
    offer = next(one for one in open_offers(pilot=pilot, by=by) if one.provider_id)
    referral = refer(client=client, offer=offer, by=by, made_by=coach)
    referral = move(referral=referral, to="accepted", by=by)
    referral = move(referral=referral, to="started", by=by)
    tell_job(client=client, participation=referral.participation, source="client", by=by, start_date=referral.made_on)


def _their_casework(client: Client, coach: User, by: Actor) -> None:
    """One of each: this organiser has no import, so that meetings of every kind are written by hand."""
    coach_of = actor_of(coach, by.at)
    today = timezone.localdate(by.at)
    add_meeting(client=client, kind="initial_interview", date=today, by=coach_of)
    propose_agreement(client=client, steps=[{"text": "Tehdään jotain."}], by=coach_of)
    add_supporter(client=client, name="Muu Tuki", start_date=today, end_date=today + timedelta(30), by=coach_of)
    keep_list(name="Muualla", filters={"scope": "own"}, by=coach_of)
    bulk.run(kind="message", clients=[client], told={"text": "Hei!"}, by=coach_of)
    lead = User.objects.get(email="team_lead@muualla.example")
    unit = client.unit
    other = add_person(email="toinen@muualla.example", given_name="Toinen", family_name="Valmentaja", by=by)
    give_post(user=other, organisation=unit.organisation, unit=unit, role=Role.COACH, start_date=today, by=by)
    week = today + timedelta(7)
    add_absence(coach=coach, cover=other, start_date=week, end_date=week, by=actor_of(lead, by.at))


@pytest.fixture(autouse=True)
def finnish() -> None:
    """An earlier test may have left another language behind."""
    translation.activate("fi")


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
