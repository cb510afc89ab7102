"""The demo's casework: meetings and plans as the national system would tell them, and what was agreed and written here.

The demo's organiser has an import: invented files of statutory meetings and plans, taken in as any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

from django.utils import timezone

from polku_web.base.actors import Actor
from polku_web.casework import actions, bulk, list_actions
from polku_web.casework.duties import count_again
from polku_web.casework.list_actions import set_links
from polku_web.casework.models import Absence, Agreement, Meeting, Supporter
from polku_web.clients.demo import NEW, WAITING, began
from polku_web.clients.models import Client, CoachAssignment
from polku_web.intake.nightly import take_file
from polku_web.organisations.models import User
from polku_web.organisations.queries import actor_of

STALLED = 16
NATIONAL = "https://kansallinen.example/"  # where the national system would be
LINKS = {
    "meeting": f"{NATIONAL}tapaamiset/{{reference}}",
    "plan": f"{NATIONAL}suunnitelmat/{{reference}}",
    "own_meeting": f"{NATIONAL}omat/tapaamiset/{{reference}}",
    "own_plan": f"{NATIONAL}omat/suunnitelmat/{{reference}}",
}
MEETING = ["Hetu", "Tapaamisnumero", "Laji", "Päivä", "Kello", "Tapa", "Pidetty", "Asiantuntija"]
PLAN = ["Hetu", "Suunnitelmanumero", "Laji", "Tehty", "Tarkistetaan", "Sisältö"]
LINES = [
    "Haen kuukaudessa neljää työmahdollisuutta.",
    "Päivitän ansioluettelon omavalmentajan kanssa.",
    "Osallistun työnhakuvalmennukseen, jos paikka vapautuu.",
]
STEPS = [
    {"text": "Päivitä ansioluettelo.", "if_no": "Voit kysyä apua omavalmentajalta.", "doer": "client"},
    {"text": "Varaa aika tutustumiskäynnille työpajaan.", "doer": "coach"},
]
NEXT_STEPS = [
    {
        "text": "Hae kahta työpaikkaa lähialueelta.",
        "if_no": "Kerro syy, niin mietitään yhdessä muuta.",
        "doer": "client",
    },
    {"text": "Kysy paikkaa työnhakuvalmennuksesta.", "doer": "coach"},
]


def load(*, clients: Sequence[Client], on: date, by: Actor) -> None:
    """Add it all to the clients, in the order in which they were registered."""
    coaches = CoachAssignment.objects.filter(client__in=clients, end_date=None).values_list("client", "coach__email")
    held = [(n, client) for n, client in enumerate(clients) if n % 10 not in (NEW, WAITING)]
    if held:
        _national(held, dict(coaches), on, by)
    if clients:
        _worked_with(clients[0], on, by)
        _support(clients[0], on)
    if len(clients) > 4:
        _first_agreement(clients[4], by)
    _absence(on)
    count_again([client.pk for client in clients], on)
    _habits(by)


def _national(held: list[tuple[int, Client]], coaches: dict[Any, str | None], on: date, by: Actor) -> None:
    """The files of the national system, and the links to where it would be."""
    unit = held[0][1].unit
    set_links(organisation=unit.organisation, by=by, **LINKS)
    meetings = [row for n, client in held for row in _meetings(n, client, coaches.get(client.pk) or "", on)]
    plans = [_plan(n, client, on) for n, client in held]
    days = on - timedelta(800), on + timedelta(60)
    files = (("meetings", "tapaamiset.csv", (MEETING, *meetings)), ("plans", "suunnitelmat.csv", (PLAN, *plans)))
    for kind, name, rows in files:
        content = "\n".join(";".join(row) for row in rows).encode()
        told = {"kind": kind, "all_of": days, "unit": unit, "pilot": None, "on": on, "at": by.at}
        assert not take_file(content=content, name=name, **told).faulty  # noqa: S101 - invented without a fault


def _meetings(n: int, client: Client, coach: str, on: date) -> list[list[str]]:
    """An interview held in time, discussions since, and for every third client one to come."""
    since = began(n, on)
    days = [("alkuhaastattelu", since + timedelta(4))]
    # Of every fourth client the last one was missed, and the next one is late; of one everything stands still.
    turns = () if n == STALLED else (1,) if n % 4 == 0 else (1, 2)
    days += [("työnhakukeskustelu", since + timedelta(4 + turn * 80)) for turn in turns]
    told = [(kind, day, "kyllä") for kind, day in days if day < on]
    if n % 3 == 0:
        told.append(("työnhakukeskustelu", on + timedelta(n % 14), ""))
    mode = ("paikan päällä", "puhelimessa", "videolla")[n % 3]
    return [
        [client.identity_number, f"T{n:03}-{number}", kind, day.isoformat(), f"{9 + n % 6}.30", mode, was_held, coach]
        for number, (kind, day, was_held) in enumerate(told)
    ]


def _plan(n: int, client: Client, on: date) -> list[str]:
    made = began(n, on) + timedelta(4)
    kind = "kotoutumissuunnitelma" if n % 10 == 3 else "työllistymissuunnitelma"
    check = made + timedelta(180)
    return [client.identity_number, f"S{n:03}", kind, made.isoformat(), check.isoformat(), "|".join(LINES)]


def _as(user: User, by: Actor, days_ago: int) -> Actor:
    """The person as of some days ago."""
    return replace(actor_of(user, by.at), at=by.at - timedelta(days_ago))


def _coach(client: Client) -> User:
    return CoachAssignment.objects.get(client=client, end_date=None).coach


def _accepted(agreement: Agreement, client: Client, by: Actor, days_ago: int) -> None:
    assert client.user is not None  # noqa: S101 - the demo's clients with agreements sign in
    actions.accept_agreement(agreement=agreement, by=_as(client.user, by, days_ago))


def _worked_with(client: Client, on: date, by: Actor) -> None:
    coach = _coach(client)
    first = actions.propose_agreement(client=client, steps=STEPS, by=_as(coach, by, 60))
    _accepted(first, client, by, 59)
    actions.mark_step(step=first.steps.all()[0], on=on - timedelta(30), by=_as(coach, by, 30))
    actions.add_note(
        client=client, text="Sovittiin, että ansioluettelo päivitetään.", shared=True, by=_as(coach, by, 60)
    )
    actions.add_note(
        client=client, text="Kyydit aamulla hankalia, ehdota iltapäiviä.", shared=False, by=_as(coach, by, 45)
    )
    actions.add_meeting(
        client=client,
        kind=Meeting.Kind.OTHER,
        date=on + timedelta(3),
        time=time(13, 0),
        mode=Meeting.Mode.FACE_TO_FACE,
        place="Työllisyyspalvelut, Keksitynkatu 10",
        by=_as(coach, by, 2),
    )
    actions.propose_agreement(client=client, steps=_dated(on), by=_as(coach, by, 2))
    actions.send_message(
        client=client, text="Hei! Ehdotin sinulle uusia askelia. Lue ne ja kerro, sopivatko ne.", by=_as(coach, by, 2)
    )
    assert client.user is not None  # noqa: S101 - the demo's first client signs in
    actions.send_message(client=client, text="Hei, voiko tapaaminen olla iltapäivällä?", by=_as(client.user, by, 1))


def _dated(on: date) -> list[dict[str, object]]:
    return [{**told, "due_on": on + timedelta(14 * turn)} for turn, told in enumerate(NEXT_STEPS, start=1)]


def _support(client: Client, on: date) -> None:
    Supporter.objects.create(
        client=client,
        name="Keksitty sosiaaliohjaaja",
        task="Asumisen tuki (hyvinvointialue)",
        phone="040 000 1000",
        start_date=on - timedelta(40),
        end_date=on + timedelta(140),
    )


def _first_agreement(client: Client, by: Actor) -> None:
    agreement = actions.propose_agreement(client=client, steps=STEPS, by=_as(_coach(client), by, 20))
    _accepted(agreement, client, by, 19)


def _absence(on: date) -> None:
    """A coach will be away next week, and a colleague covers."""
    away = User.objects.filter(email="oskari.ohjaaja@polku.example").first()
    cover = User.objects.filter(email="venla.valmentaja@polku.example").first()
    if away is not None and cover is not None:
        Absence.objects.create(coach=away, cover=cover, start_date=on + timedelta(7), end_date=on + timedelta(13))


def _habits(by: Actor) -> None:
    """A list that a coach keeps, and a message that went to the coach's new clients."""
    coach = User.objects.filter(email="venla.valmentaja@polku.example").first()
    if coach is None:
        return
    as_coach = _as(coach, by, 1)
    list_actions.keep_list(
        name="Työttömät, viikon sisällä", filters={"show": "week", "status": "unemployed"}, by=as_coach
    )
    new = CoachAssignment.objects.filter(
        coach=coach, end_date=None, start_date__gte=timezone.localdate(by.at) - timedelta(7)
    )
    clients = [one.client for one in new.select_related("client")]
    if clients:
        text = "Hei! Olen omavalmentajasi. Varaan meille pian ajan."
        bulk.run(kind="message", clients=clients, told={"text": text}, by=as_coach)
