"""The demo at full scale: the small world with its special people, and around it the invented clients of Pirkanmaa.

Their facts come from `polku simulate`: what the national system would tell, who coaches them, services and meetings.
Names, numbers and contact are made here. Rows are poured table by table, with one entry in the log for all of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone

from polku_web.audit.actions import record
from polku_web.base.actors import Actor
from polku_web.base.pouring import pour
from polku_web.base.secrets import encrypted
from polku_web.casework.duties import count_everyone
from polku_web.clients.identity import key_of
from polku_web.clients.models import Client
from polku_web.contracts.models import Pilot
from polku_web.contracts.queries import definition_of
from polku_web.organisations.models import Organisation
from polku_web.project.demo import ORGANISER, load_demo
from polku_web.project.demo_casework import pour_casework
from polku_web.project.demo_facts import Invented
from polku_web.project.demo_histories import pour_histories
from polku_web.project.demo_market import pour_market
from polku_web.project.demo_names import Numbers, contact_of, name_of
from polku_web.project.demo_staff import Staff

CLIENT = [
    "id", "identity_sealed", "identity_key", "given_name", "family_name", "sort_name", "birth_date", "municipality",
    "non_disclosure", "phone", "email", "address", "sex", "native_language", "immigrant", "education_level",
    "occupation", "service_line", "register_key", "unit_id",
]  # fmt: skip
PERSON = (
    "birth_date", "sex", "native_language", "immigrant", "education_level", "occupation", "service_line",
    "non_disclosure",
)  # fmt: skip


@transaction.atomic
def load_world(folder: Path, *, at: datetime, clients: int, tell: Callable[[str], None]) -> dict[str, int]:
    """Load so many clients into an empty database, the small world's among them; the number of rows of each table."""
    tell("The small world")
    load_demo(at=at)
    by, day = Actor(at, name="polku demo"), timezone.localdate(at)
    ours = Organisation.objects.get(name=ORGANISER)
    pilot = Pilot.objects.get(organisation=ours)
    told = Invented(folder)
    there = Client.objects.filter(unit__organisation=ours).count()
    told.take(max(clients - there, 0), definition_of(pilot).municipalities)
    tell("Coaches and clients")
    staff = Staff(told, ours, day - timedelta(600))
    counts = {"clients": pour(Client, CLIENT, _clients(told, staff))}
    tell("What the national system tells of them")
    counts |= pour_histories(told, staff, pilot, at)
    tell("Services")
    counts |= pour_market(told, pilot, at)
    tell("Meetings, plans and next steps")
    counts |= pour_casework(told, staff, at)
    tell("What the law's process asks for each of them")
    count_everyone(day)
    record(by, "project.demo_filled", ours, after={"rows": counts})
    return counts


def _clients(told: Invented, staff: Staff) -> Iterator[tuple[Any, ...]]:
    """Rows of CLIENT. A client's unit is the latest coach's."""
    homes = _latest(told, "residences", "municipality")
    units = {
        client: staff.of(coach, client).unit for client, coach in _latest(told, "coach_assignments", "coach_id").items()
    }
    numbers = Numbers(_given())
    for n, (client, born, sex, *rest, hidden) in enumerate(told.rows("persons", *PERSON)):
        number = numbers.next(born, sex or "")
        given, family = name_of(n, sex or "")
        language, immigrant, level, occupation, line = rest
        yield (
            client, encrypted(number), key_of(number), given, family, f"{family} {given}".casefold(), born,
            homes.get(client, ""), bool(hidden), *contact_of(n), sex or "", language or "", immigrant, level,
            occupation or "", line or "", f"keksitty-{n:07}", units[client],
        )  # fmt: skip


def _latest(told: Invented, table: str, column: str) -> dict[Any, Any]:
    """For each client the value of the period that began last."""
    rows = sorted(told.rows(table, "start_date", column), key=lambda row: row[1])
    return {client: value for client, _start, value in rows}


def _given() -> Iterator[str]:
    """The identity numbers that the small world has."""
    for client in Client.objects.all():
        yield client.identity_number
