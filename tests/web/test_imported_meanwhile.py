"""What happens between a file's check and its taking in: a newer file, clients who come; and what was so before."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from polku_web.casework.models import Former
from polku_web.casework.timeline import timeline
from polku_web.clients.leaving import hand_over, move_to_unit, take_back
from polku_web.clients.models import Client
from polku_web.intake import actions, queries
from polku_web.intake.faults import told
from polku_web.organisations.queries import actor_of
from tests.web.test_imported import DAY, HEAD, again, begin, client, row, take

__all__ = ["client"]
pytestmark = pytest.mark.django_db
DAYS = (DAY - timedelta(30), DAY + timedelta(500))
FAR = DAY + timedelta(450)


def kept(client: Client) -> list[tuple[str, bool | None]]:
    return list(client.meetings.order_by("source_key").values_list("source_key", "held"))


def test_an_older_file_does_not_go_in_after_a_newer_one(world: Any, client: Client) -> None:
    before = DAY - timedelta(2)
    monday = begin(world, HEAD + row(client, "N1", before), all_of=(before, FAR))
    newer = HEAD + row(client, "N1", before, pidetty="kyllä") + row(client, "N2", FAR)
    assert take(world, begin(world, newer)).state == "taken_in"
    monday = take(world, monday)
    assert (monday.state, monday.told, monday.taken_at) == ("checked", "newer_in", None)
    assert "uudempi tiedosto" in str(told(monday.told))
    assert (kept(client), monday.rows.get().state) == ([("N1", True), ("N2", None)], "sound")
    assert actions.cancel(batch=monday, by=actor_of(world.planner, timezone.now())).state == "cancelled"


def test_a_mended_row_of_an_older_file_does_not_either(world: Any, client: Client) -> None:
    monday = take(world, begin(world, HEAD + row(client, "N1") + row(client, "N2", laji="?")))
    take(world, begin(world, HEAD + row(client, "N2", pidetty="kyllä")))
    right = {"number": client.identity_number, "source_key": "N2", "kind": "muu", "date": str(DAY)}
    actions.mend_row(row=monday.rows.get(number=2), told=right, by=actor_of(world.planner, timezone.now()))
    assert take(world, again(monday)).told == "newer_in"
    assert kept(client) == [("N1", None), ("N2", True)]


def test_files_of_other_units_kinds_and_files_that_never_went_in_are_no_newer_ones(world: Any, client: Client) -> None:
    other = Client.objects.filter(unit=world.units[1], non_disclosure=False)[0]
    first = begin(world, HEAD + row(client, "N1"), whole=False)
    begin(world, HEAD + row(client, "N1", kello="11"))
    take(world, begin(world, HEAD + row(other, "N3"), whole=False, unit=world.units[1]))
    plans = f"hetu;suunnitelmanumero;laji;tehty\n{client.identity_number};P1;monialainen;1.3.2026\n"
    take(world, begin(world, plans, "plans"))
    assert take(world, first).state == "taken_in"


@pytest.mark.parametrize("way", ["returned", "moved", "numbered"])
def test_who_came_after_the_check_keeps_what_the_file_did_not_tell(world: Any, client: Client, way: str) -> None:
    """Rows of that person were set aside, so nothing says whether the file had them."""
    there = Client.objects.filter(unit=world.units[0], non_disclosure=False).exclude(pk=client.pk)[0]
    Client.objects.filter(pk=there.pk).update(register_key="R-2")
    take(world, begin(world, HEAD + row(client, "G1", FAR) + row(there, "G2", FAR)))
    goes(world, client, way)
    content = HEAD + row(client, "G1", FAR) + row(there, "G3", FAR)
    if way == "numbered":
        content = content.replace("hetu", "asiakasnumero").replace(client.identity_number, "R-1")
        content = content.replace(there.identity_number, "R-2")
    batch = begin(world, content, all_of=(FAR, FAR), whole=way != "moved")
    assert batch.aside == 1
    comes(world, client, way)
    assert queries.gone(batch) == 1
    assert take(world, batch).counts["withdrawn"] == 1, "of the one who was a client all the time"
    assert kept(client) == [("G1", None)]
    assert set(there.meetings.filter(date=FAR).values_list("source_key", flat=True)) == {"G3"}


def goes(world: Any, client: Client, way: str) -> None:
    by = actor_of(world.planner, timezone.now())
    if way == "returned":
        hand_over(clients=[client.pk], last_day=DAY - timedelta(1), reason="other", by=by)
    elif way == "moved":
        move_to_unit(client=client, unit=world.units[1], by=by)
    client.refresh_from_db()


def comes(world: Any, client: Client, way: str) -> None:
    by = actor_of(world.planner, timezone.now())
    if way == "returned":
        take_back(client=client, unit=world.units[0], by=by)
    elif way == "moved":
        move_to_unit(client=client, unit=world.units[0], by=by)
    else:
        told = {"hetu": client.identity_number, "asiakasnumero": "R-1", "sukunimi": client.family_name}
        told |= {"etunimi": client.given_name, "kotikunta": client.municipality}
        take(world, begin(world, ";".join(told) + "\n" + ";".join(told.values()) + "\n", "clients"))


def test_who_went_to_another_unit_after_the_check_is_not_of_the_file(world: Any, client: Client) -> None:
    batch = begin(world, HEAD + row(client, "U1") + row(world.client, "U2"), whole=False)
    move_to_unit(client=client, unit=world.units[1], by=actor_of(world.planner, timezone.now()))
    batch = take(world, batch)
    assert (batch.counts["new"], batch.aside, kept(client)) == (1, 1, [])


def test_the_timeline_tells_what_a_changed_meeting_said_before(world: Any, client: Client) -> None:
    first = row(client, "T1", FAR, paikka="Vanhakatu 1", tapa="käynti")
    later = FAR + timedelta(7)
    for content in (first, row(client, "T1", later, kello="13", tapa="video")):
        take(world, begin(world, HEAD + content))
    told = {one.day: one for one in timeline(client, DAY, "meeting", places=True)}
    assert (told[FAR].what, told[FAR].national) == ("Työnhakukeskustelu: aiemmat tiedot", True)
    assert told[FAR].lines == ("klo 9.30, paikan päällä, Vanhakatu 1",)
    assert told[FAR].who.startswith("Voimassa ")
    assert told[later].what == "Työnhakukeskustelu: sovittu"
    hidden = {one.day: one.lines for one in timeline(client, DAY, "meeting", places=False)}
    assert hidden[FAR] == (), "where somebody was to be met is hidden as where somebody is met"


def test_that_a_meeting_was_held_says_nothing_else_of_it(world: Any, client: Client) -> None:
    for held in ("", "kyllä", "ei"):
        take(world, begin(world, HEAD + row(client, "T1", pidetty=held)))
    assert Former.objects.filter(client=client).count() == 2
    told = [(one.what, one.lines[1:]) for one in timeline(client, DAY, "meeting", places=True)]
    assert told == [
        ("Työnhakukeskustelu: ei toteutunut", ()),
        ("Työnhakukeskustelu: aiemmat tiedot", ("pidettiin",)),
    ], "that it was once planned is no other telling of it"
