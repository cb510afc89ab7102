"""The log: everything is in it, nothing leaves it, and tampering is seen."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from polku_web.audit import triggers
from polku_web.audit.actions import record, record_refusal, record_views, seal
from polku_web.audit.chain import verify
from polku_web.audit.models import Entry, Seal
from polku_web.audit.queries import looks_at, told
from polku_web.audit.words import ACTIONS
from polku_web.base.actors import Actor, Role
from polku_web.clients.actions import change_client
from polku_web.organisations.actions import give_post
from tests.house.tree import ROOT
from tests.web.catalogue import APPS

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 12, tzinfo=UTC)
SYSTEM = Actor(AT, name="tests")


def refuses(statement: str) -> bool:
    """Whether the database refuses the statement in so many words."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as error:
        return triggers.MESSAGE in str(error)
    return False


def test_the_triggers_are_there(world: Any) -> None:
    assert triggers.missing(connection) == []


@pytest.mark.parametrize("table", triggers.TABLES)
def test_nothing_is_changed_or_removed(world: Any, table: str) -> None:
    seal(AT)
    assert refuses(f"UPDATE {table} SET id = id")
    assert refuses(f"DELETE FROM {table}")
    if connection.vendor == "postgresql":
        assert refuses(f"TRUNCATE {table}")


def test_replacing_a_row_is_removing_it(world: Any) -> None:
    if connection.vendor != "sqlite":
        return  # PostgreSQL has no REPLACE; its ON CONFLICT DO UPDATE is an update
    one = record(SYSTEM, "audit.searched")
    assert refuses(f"REPLACE INTO audit_entry SELECT * FROM audit_entry WHERE id = {one.pk}"), (
        "recursive_triggers must be on"
    )


def test_a_trigger_that_is_gone_is_missed(world: Any) -> None:
    name = "audit_seal_append_only" if connection.vendor == "postgresql" else "audit_seal_no_delete"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TRIGGER {name}" + (" ON audit_seal" if connection.vendor == "postgresql" else ""))
    assert triggers.missing(connection) == [name]


def test_seals_follow_one_another_and_hold(world: Any) -> None:
    first = seal(AT)
    assert first is not None
    assert seal(AT) is None, "nothing new"
    record(SYSTEM, "audit.searched", reason="x")
    second = seal(AT)
    assert second is not None
    assert (second.previous, second.entries) == (first.digest, 1)
    record(SYSTEM, "audit.searched")
    found = verify(first.digest)
    assert (found.faults, found.seals, found.unsealed, found.head) == ((), 2, 1, second.digest)
    assert found.sealed == Entry.objects.count() - 1


def _unprotected(statement: str) -> None:
    """What somebody could do who may take the triggers away."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in triggers.TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        else:
            for table in triggers.TABLES:
                for event in ("update", "delete"):
                    cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{event}")
        cursor.execute(statement)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE audit_entry SET reason = 'other' WHERE action = 'audit.searched'", "an entry has been changed"),
        ("DELETE FROM audit_entry WHERE action = 'audit.searched'", "there are"),
        ("UPDATE audit_seal SET digest = 'x' WHERE entries > 1", "an entry has been changed"),
        ("DELETE FROM audit_seal WHERE entries = 1", "No seal has the hash"),
        ("DELETE FROM audit_seal WHERE entries > 1", "does not follow"),
    ],
)
def test_tampering_is_seen(world: Any, statement: str, fault: str) -> None:
    record(SYSTEM, "audit.searched", reason="one")
    seal(AT)
    record(SYSTEM, "audit.searched", reason="two")
    last = seal(AT)
    assert last is not None
    _unprotected(statement)
    assert fault in " ".join(verify(last.digest).faults)


def test_a_change_and_its_entry_are_one(world: Any) -> None:
    """When the entry cannot be written the change does not happen either."""
    long = Actor(AT, name="n" * 2000)
    before = world.client.phone
    try:
        change_client(client=world.client, phone="040 111", by=long)
    except DatabaseError:
        world.client.refresh_from_db()
        assert world.client.phone == before
    else:
        assert connection.vendor == "sqlite"  # which does not know lengths


def test_every_view_of_a_client_is_logged(world: Any, browser_of: Any) -> None:
    browser = browser_of(world.coach)
    names = ("client", "change_client")
    for name in names:
        browser.get(reverse(name, kwargs={"client_id": world.client.pk}))
    entries = Entry.objects.filter(
        sort="view", action="clients.viewed", subject_id=world.client.pk, actor_id=world.coach.pk
    )
    assert entries.count() == len(names)
    assert {one.basis for one in entries} <= {"own_client", "unit_client"}
    assert entries[0].actor_place.startswith("Keskustan tiimi, ")
    assert entries[0].request


def test_the_log_tells_the_post_that_the_page_is_for(world: Any, browser_of: Any) -> None:
    """Somebody with two posts looks as a coach, not as the analyst that the person has been for longer."""
    start = timezone.localdate() - timedelta(900)
    give_post(user=world.coach, organisation=world.ours, role=Role.ANALYST, start_date=start, by=SYSTEM)
    browser_of(world.coach).get(reverse("client", kwargs={"client_id": world.client.pk}))
    assert Entry.objects.filter(action="clients.viewed").latest("id").actor_role == "coach"


def test_a_list_logs_each_client_it_shows(world: Any, browser_of: Any) -> None:
    browser_of(world.coach).get("/clients/")
    listed = Entry.objects.filter(action="clients.listed", actor_id=world.coach.pk)
    assert listed.count() == world.units[0].clients.count()


def test_the_log_repeats_no_contact_and_no_identity_number(world: Any, browser_of: Any) -> None:
    number = world.client.identity_number
    browser = browser_of(world.coach)
    browser.post("/clients/search/", {"words": number})
    change_client(client=world.client, phone="050 9998887", given_name="Toinen", by=SYSTEM)
    text = json.dumps(list(Entry.objects.values()), default=str)
    assert number not in text
    assert "9998887" not in text
    assert "Keksitynkatu" not in text


def test_the_client_is_told_in_plain_words(world: Any) -> None:
    now = Actor(timezone.now(), name=SYSTEM.name)
    record_views(now, "clients.viewed", [world.client.pk], basis="own_client")
    record_refusal(now, "object.refused", "client", str(world.client.pk))
    looks = [told(one) for one in looks_at(world.client.pk)]
    assert str(looks[0].what) == "katsoi tietojasi"
    assert str(looks[0].why) == "Hän on omavalmentajasi."
    assert all(str(one.what) != "object.refused" for one in looks)


def test_the_clients_page_names_units_and_no_worker(world: Any, browser_of: Any) -> None:
    browser_of(world.coach).get(reverse("client", kwargs={"client_id": world.client.pk}))
    page = browser_of(world.client.user).get("/my/looks/").content.decode()
    assert "Omavalmentaja katsoi tietojasi" in page
    assert "Keskustan tiimi" in page
    assert "Venla" not in page


def test_the_officer_finds_who_looked(world: Any, browser_of: Any) -> None:
    browser_of(world.coach).get(reverse("client", kwargs={"client_id": world.client.pk}))
    browser = browser_of(world.officer)
    asked = {"number": world.client.identity_number, "sort": "view", "why": "Asiakkaan pyyntö"}
    assert browser.post("/log/search/", asked)["Location"] == "/log/"
    page = browser.get("/log/").content.decode()
    assert "Venla Valmentaja" in page
    assert world.client.identity_number not in page
    searched = Entry.objects.get(action="audit.searched", actor_id=world.officer.pk)
    assert (searched.subject_id, searched.reason) == (world.client.pk, "Asiakkaan pyyntö")


def test_the_officer_needs_a_reason_and_stays_in_the_organiser(world: Any, browser_of: Any) -> None:
    browser = browser_of(world.officer)
    assert "Korjaa nämä" in browser.post("/log/search/", {"number": ""}).content.decode()
    answer = browser.post("/log/search/", {"number": world.elsewhere.identity_number, "why": "x"})
    assert "ei löydy asiakasta" in answer.content.decode()
    browser.post("/log/search/", {"worker": "Muu", "why": "x"})
    assert "Haku ei löytänyt" in browser.get("/log/").content.decode()


def test_every_recorded_action_has_its_words() -> None:
    paths = [path for path in (ROOT / "src" / "polku_web").rglob("*.py") if path.parent.name != "migrations"]
    code = "\n".join(path.read_text(encoding="utf-8") for path in paths)
    apps = "|".join(APPS)
    used = set(re.findall(rf"\"((?:{apps}|page|object)\.[a-z_]+)\"", code))
    assert used == set(ACTIONS)


def test_seals_come_in_order(world: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Seal.objects.create(first_entry=2, last_entry=1, entries=1, previous="a", digest="b", sealed_at=timezone.now())
