"""What becomes of those who come back when somebody else was at their record while the file was compared."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from polku_web.audit.models import Entry
from polku_web.clients.leaving import hand_over, take_back
from polku_web.clients.models import Client
from polku_web.intake import taking_in
from polku_web.organisations.queries import actor_of
from tests.web.test_intake import DAY, PLAIN, begin, number, take

pytestmark = pytest.mark.django_db
Meanwhile = Callable[[Client], Any]


@pytest.fixture
def gone(world: Any) -> Client:
    """A client who was handed over a week ago, and whom the next file tells of again."""
    take(world, begin(world, PLAIN + f"{number(31)};Palaava;Asiakas;837\n"))
    client = Client.objects.get(family_name="Palaava")
    by = actor_of(world.planner, timezone.now())
    hand_over(clients=[client.pk], last_day=DAY - timedelta(7), reason="moved", left_for="Muualle", by=by)
    return client


def comes_back(world: Any, monkeypatch: pytest.MonkeyPatch, client: Client, meanwhile: Meanwhile) -> tuple[Any, int]:
    """The client after the file went in, and how many it counts as returned; `meanwhile` is done in between."""
    batch, plans = begin(world, PLAIN + f"{number(31)};Palaava;Asiakas;837\n", unit=world.units[0]), taking_in._planned

    def planned_then(*words: Any) -> Any:
        plan = plans(*words)
        meanwhile(client)
        return plan

    monkeypatch.setattr(taking_in, "_planned", planned_then)
    counts = take(world, batch).counts
    client.refresh_from_db()
    logged = Entry.objects.filter(action="clients.returned", subject_id=client.pk, after__has_key="batch").count()
    assert logged == counts["returned"]
    return client, counts["returned"]


def test_who_is_still_gone_comes_back(world: Any, monkeypatch: pytest.MonkeyPatch, gone: Client) -> None:
    client, returned = comes_back(world, monkeypatch, gone, lambda client: None)
    assert (client.last_day, client.left_for, client.unit, returned) == (None, "", world.units[0], 1)


def test_whom_a_worker_took_back_stays_where_the_worker_took_her(
    world: Any, monkeypatch: pytest.MonkeyPatch, gone: Client
) -> None:
    by = actor_of(world.planner, timezone.now())
    other = world.units[1]
    client, returned = comes_back(world, monkeypatch, gone, lambda client: take_back(client=client, unit=other, by=by))
    assert (client.last_day, client.unit, returned) == (None, other, 0)


def test_whom_a_worker_handed_over_anew_stays_handed_over(
    world: Any, monkeypatch: pytest.MonkeyPatch, gone: Client
) -> None:
    by, later = actor_of(world.planner, timezone.now()), DAY + timedelta(30)
    told = {"last_day": later, "reason": "moved", "left_for": "Turku", "by": by}
    client, returned = comes_back(world, monkeypatch, gone, lambda client: hand_over(clients=[client.pk], **told))
    assert (client.last_day, client.left_for, returned) == (later, "Turku", 0)


def test_people_are_held_in_one_go_and_one_order(world: Any, gone: Client) -> None:
    """Two files with the same people in another order wait for each other: the rows are locked by their keys."""
    file = PLAIN + "".join(f"{number(n)};Palaava;Toinen{'abcdef'[n - 31]};837\n" for n in (33, 31, 32))
    take(world, begin(world, file))
    batch = begin(world, file.replace("Toinen", "Kolmas"))
    with CaptureQueriesContext(connection) as asked:
        take(world, batch)
    held = [one["sql"] for one in asked if "FOR UPDATE" in one["sql"] and "clients_client" in one["sql"]]
    if connection.features.has_select_for_update:
        assert len([one for one in held if 'ORDER BY "clients_client"."id"' in one]) == 1
    assert Client.objects.filter(family_name="Palaava", given_name__startswith="Kolmas").count() == 3
