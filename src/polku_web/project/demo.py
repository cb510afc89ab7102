"""A small invented world for the demo and for tests: one person for each role, some thirty clients.

Nobody in it exists: identity numbers are of the 900 series, which is given to no one, and addresses end in `.example`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Prefetch
from django.utils import timezone

from polku_web.base.actors import Actor, Role
from polku_web.casework.demo import load as load_casework
from polku_web.clients.actions import assign_coach, register_client
from polku_web.clients.demo import load as load_facts
from polku_web.clients.models import Client
from polku_web.contracts.demo import load as load_pilot
from polku_web.intake.demo import load as load_intake
from polku_web.market.actions import open_offers
from polku_web.market.demo import load as load_market
from polku_web.mypath.demo import load as load_feedback
from polku_web.organisations.actions import add_partner, add_person, add_unit, end_post, found_organiser, give_post
from polku_web.organisations.models import Membership, Organisation, Unit, User
from polku_web.privacy.demo import load as load_requests

ORGANISER = "Keksityn Pirkanmaan työllisyyspalvelut"
CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"
GIVEN = ["Aava", "Eino", "Helmi", "Ilmari", "Kerttu", "Onni", "Pihla", "Toivo", "Viola", "Väinö"]
FAMILY = ["Havupuro", "Järvikallio", "Kivisuo", "Lehtoranta", "Mäntykangas", "Niemisalmi"]
MUNICIPALITIES = ["837", "536", "211", "604", "980", "562"]


@dataclass(frozen=True)
class Worker:
    """A demo person's post: the unit by its place in the list, or none for the whole organisation."""

    given_name: str
    family_name: str
    role: Role
    unit: int | None = None


WORKERS = [
    Worker("Venla", "Valmentaja", Role.COACH, 0),
    Worker("Oskari", "Ohjaaja", Role.COACH, 0),
    Worker("Lauri", "Länsivalmentaja", Role.COACH, 1),
    Worker("Tiina", "Tiimivastaava", Role.TEAM_LEAD, 0),
    Worker("Pekka", "Palvelusuunnittelija", Role.SERVICE_PLANNER),
    Worker("Kaisa", "Kontrolleri", Role.CONTROLLER),
    Worker("Anton", "Analyytikko", Role.ANALYST),
    Worker("Tuomas", "Tietosuoja", Role.DATA_PROTECTION_OFFICER),
    Worker("Aino", "Pääkäyttäjä", Role.ADMIN),
]


def identity_number(n: int) -> str:
    """The n-th invented identity number: a person born in 1960 to 2003, with an individual number of 900 to 999."""
    day = date(1960 + n * 7 % 44, 1 + n * 5 % 12, 1 + n * 11 % 28)
    digits = f"{day:%d%m%y}{900 + n % 100}"
    return f"{day:%d%m%y}{'A' if day.year >= 2000 else '-'}{900 + n % 100}{CHECK[int(digits) % 31]}"


@transaction.atomic
def load_demo(*, at: datetime, clients: int = 30) -> None:
    """Load the world into an empty database; where there is an organisation already, nothing is done."""
    if Organisation.objects.exists():
        return
    by, day = Actor(at, name="polku demo"), timezone.localdate(at)
    ours = found_organiser(name=ORGANISER, by=by)
    units = [add_unit(organisation=ours, name=name, by=by) for name in ("Keskustan tiimi", "Lännen tiimi")]
    since = day - timedelta(400)
    people = [_worker(one, ours, units, since, by) for one in WORKERS]
    _partners(ours, since, by)
    _who_left(ours, units[0], day, by)
    registered = [_client(n, units[n % 3 == 2], by) for n in range(clients)]
    for n, client in enumerate(registered):
        if n % 10 != 9:  # every tenth has no coach yet
            coach = people[2] if n % 3 == 2 else people[n % 3]
            came = 2 if n % 10 == 8 else 200 - n  # every tenth came to the coach the day before yesterday
            assign_coach(client=client, coach=coach, on=day - timedelta(came), by=by)
    pilot = load_pilot(ours=ours, on=day, by=by)
    offers = open_offers(pilot=pilot, by=by)
    load_facts(clients=registered, on=day)
    load_market(offers=offers, clients=registered, planners=people, at=at)
    load_casework(clients=registered, on=day, by=by)
    load_intake(unit=units[0], pilot=pilot, on=day, by=by)
    load_feedback(by=by)
    load_requests(clients=registered, by=by)


def _worker(one: Worker, ours: Organisation, units: list[Unit], since: date, by: Actor) -> User:
    person = _person(one.given_name, one.family_name, by)
    unit = units[one.unit] if one.unit is not None else None
    give_post(user=person, organisation=ours, unit=unit, role=one.role, start_date=since, by=by)
    return person


def _person(given_name: str, family_name: str, by: Actor) -> User:
    plain = f"{given_name}.{family_name}".lower().translate(str.maketrans("äö", "ao"))
    return add_person(email=f"{plain}@polku.example", given_name=given_name, family_name=family_name, by=by)


def _partners(ours: Organisation, since: date, by: Actor) -> None:
    for name in ("Keksitty Polku Oy", "Keksitty Ura Oy"):  # these two act by a link, without an account
        add_partner(organiser=ours, kind=Organisation.Kind.PROVIDER, name=name, by=by)
    for kind, name, person, role in (
        (Organisation.Kind.PROVIDER, "Keksitty Alkuvalmennus Oy", ("Tuula", "Tuottaja"), Role.PROVIDER_WORKER),
        (Organisation.Kind.EMPLOYER, "Keksitty Konepaja Oy", ("Timo", "Työnantaja"), Role.EMPLOYER),
    ):
        partner = add_partner(organiser=ours, kind=kind, name=name, by=by)
        give_post(user=_person(*person, by), organisation=partner, role=role, start_date=since, by=by)


def _who_left(ours: Organisation, unit: Unit, day: date, by: Actor) -> None:
    """A coach whose post has ended: sees nothing any more."""
    person = _person("Leevi", "Lähtenyt", by)
    post = give_post(user=person, organisation=ours, unit=unit, role=Role.COACH, start_date=day - timedelta(300), by=by)
    end_post(post=post, on=day - timedelta(30), by=by)


def _client(n: int, unit: Unit, by: Actor) -> Client:
    client = register_client(
        number=identity_number(n),
        unit=unit,
        by=by,
        given_name=GIVEN[n % len(GIVEN)],
        family_name=FAMILY[n * 7 % len(FAMILY)],
        municipality=MUNICIPALITIES[n % len(MUNICIPALITIES)],
        non_disclosure=n == 4,
        phone=f"040 000 00{n:02}",
        email=f"asiakas{n}@polku.example",
        address=f"Keksitynkatu {n + 1}",
    )
    if n in (0, 4):  # these clients sign in themselves
        client.user = User.objects.create_user(given_name=client.given_name, family_name=client.family_name)
        client.save(update_fields=["user"])
    return client


POURED = "tyontekija"  # how the addresses of those begin who fill the demo at full scale (demo_staff)


@dataclass(frozen=True)
class People:
    """Whom a visitor of the demo can be, by what they are to the organiser."""

    staff: list[User]
    partners: list[User]
    clients: list[User]
    others: list[User]  # further coaches and team leads, at full scale


def demo_people() -> People:
    """Everybody in two queries. Those without a post, now or ever, are clients."""
    found = People([], [], [], [])
    posts = Prefetch("memberships", Membership.objects.select_related("unit", "organisation").order_by("start_date"))
    for user in User.objects.filter(is_active=True).select_related("client").prefetch_related(posts):
        held = list(user.memberships.all())
        if not held:
            found.clients.append(user)
        elif str(user.email).startswith(POURED):
            found.others.append(user)
        else:
            ours = held[0].organisation.kind == Organisation.Kind.ORGANISER
            (found.staff if ours else found.partners).append(user)
    order = list(Role)
    found.staff.sort(key=lambda user: (user.memberships.all()[0].end_date is not None, order.index(_role(user))))
    return found


def _role(user: User) -> Role:
    return Role(user.memberships.all()[0].role)
