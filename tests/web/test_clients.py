"""Clients: identity numbers, lists, coaches as a history, non-disclosure and emergencies."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from polku_web.audit.models import Entry
from polku_web.base.actors import Actor
from polku_web.base.rights import may
from polku_web.clients.actions import assign_coach, change_client, open_in_emergency, register_client
from polku_web.clients.identity import birth_date, identity_number, looks_like_one
from polku_web.clients.models import Client, CoachAssignment, EmergencyAccess
from polku_web.clients.queries import coaches_in
from polku_web.organisations.actions import end_post
from polku_web.project import demo

pytestmark = pytest.mark.django_db
SYSTEM = Actor(timezone.now(), name="tests")


def test_an_identity_number_is_read_as_people_write_it() -> None:
    number = demo.identity_number(3)
    assert identity_number(f" {number.lower()} ") == number
    with pytest.raises(ValidationError, match="tarkistusmerkki"):
        identity_number(number[:-1] + ("A" if number[-1] != "A" else "B"))


@given(st.integers(0, 5000))
def test_demo_numbers_are_valid_and_nobodys(n: int) -> None:
    number = demo.identity_number(n)
    assert identity_number(number) == number
    assert number[7] == "9"
    assert birth_date(number).strftime("%d%m%y") == number[:6]
    assert looks_like_one(number)


def test_the_number_is_stored_so_that_only_we_read_it(world: Any, settings: Any) -> None:
    client, number = world.client, world.client.identity_number
    assert number not in client.identity_sealed + client.identity_key
    settings.DATA_KEYS = [Fernet.generate_key().decode(), *settings.DATA_KEYS]
    assert client.identity_number == number, "an old key still opens"
    with pytest.raises(ValidationError):
        register_client(number=number, unit=client.unit, given_name="Sama", family_name="Henkilö", by=SYSTEM)


def test_a_page_of_clients_takes_as_many_queries_whatever_their_number(
    world: Any, browser_of: Any, django_assert_num_queries: Any
) -> None:
    browser = browser_of(world.coach)
    browser.get("/clients/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as many:
        assert browser.get("/clients/").content.decode().count("<tr>") > 15
    browser.post("/clients/search/", {"words": "havu"})
    with CaptureQueriesContext(connection) as few:
        assert 1 < browser.get("/clients/").content.decode().count("<tr>") < 10
    assert len(many) == len(few) <= 12, [query["sql"][:90] for query in many.captured_queries]


def test_a_clients_page_takes_few_queries(world: Any, browser_of: Any, django_assert_max_num_queries: Any) -> None:
    browser = browser_of(world.coach)
    address = reverse("client", kwargs={"client_id": world.client.pk})
    browser.get(address)
    with django_assert_max_num_queries(45):  # with the sections that other apps bring
        browser.get(address)


def test_search_is_kept_out_of_addresses(world: Any, browser_of: Any) -> None:
    browser = browser_of(world.coach)
    answer = browser.post("/clients/search/", {"words": "Havupuro"})
    assert answer["Location"] == "/clients/"
    page = browser.get("/clients/").content.decode()
    assert "Havupuro" in page
    assert "Kivisuo" not in page
    answer = browser.post("/clients/search/", {"words": world.client.identity_number})
    assert answer["Location"] == reverse("client", kwargs={"client_id": world.client.pk})


def test_only_my_own(world: Any, browser_of: Any) -> None:
    browser = browser_of(world.coach)
    browser.post("/clients/search/", {"words": "", "mine": "on"})
    shown = browser.get("/clients/").context["page"].paginator.count
    assert shown == CoachAssignment.objects.filter(coach=world.coach, end_date=None).count()


def test_a_list_can_be_swapped_in(world: Any, browser_of: Any) -> None:
    page = browser_of(world.coach).get("/clients/", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in page
    assert "<table" in page


def test_a_non_disclosure_order_hides_place_and_contact(world: Any, browser_of: Any) -> None:
    hidden = world.hidden
    own = CoachAssignment.objects.get(client=hidden, end_date=None).coach
    colleague = next(one for one in coaches_in(hidden.unit_id, timezone.localdate()) if one != own)
    address = reverse("client", kwargs={"client_id": hidden.pk})
    secrets = [hidden.phone, hidden.email, hidden.address]
    assert all(secret in browser_of(own).get(address).content.decode() for secret in secrets)
    page = browser_of(colleague).get(address).content.decode()
    assert not [secret for secret in [*secrets, hidden.place] if secret in page]
    form = browser_of(colleague).get(reverse("change_client", kwargs={"client_id": hidden.pk})).content.decode()
    assert not [secret for secret in secrets if secret in form]
    row = next(one for one in browser_of(own).get("/clients/").content.decode().split("<tr>") if str(hidden.pk) in one)
    assert "turvakielto" in row
    assert hidden.place not in row


def test_a_colleague_cannot_lift_the_order(world: Any, browser_of: Any) -> None:
    own = CoachAssignment.objects.get(client=world.hidden, end_date=None).coach
    colleague = next(one for one in coaches_in(world.hidden.unit_id, timezone.localdate()) if one != own)
    told = {"given_name": "Uusi", "family_name": "Nimi", "phone": "1", "non_disclosure": ""}
    browser_of(colleague).post(reverse("change_client", kwargs={"client_id": world.hidden.pk}), told)
    world.hidden.refresh_from_db()
    assert (world.hidden.given_name, world.hidden.non_disclosure) == ("Uusi", True)
    assert world.hidden.phone != "1"


def test_an_old_page_writes_only_what_was_changed_on_it(world: Any, browser_of: Any) -> None:
    client = world.client
    browser, address = browser_of(world.coach), reverse("change_client", kwargs={"client_id": client.pk})
    page = browser.get(address)
    form = page.context["form"]
    shown = {name: form[name].value() for name in form.fields if name != "non_disclosure"}
    assert f'name="initial-phone" value="{shown["phone"]}"' in page.content.decode()
    was = {f"initial-{name}": value for name, value in shown.items()} | {"initial-non_disclosure": "False"}
    change_client(client=client, non_disclosure=True, email="uusi@example.org", by=SYSTEM)
    assert browser.post(address, shown | was | {"phone": "040 7"}).status_code == 302
    client.refresh_from_db()
    assert (client.phone, client.email, client.non_disclosure) == ("040 7", "uusi@example.org", True)
    told = shown | was | {"phone": "040 7", "initial-non_disclosure": "True"}
    browser.post(address, told)
    client.refresh_from_db()
    assert not client.non_disclosure, "lifted by whoever saw it on the page"


def test_a_change_tells_before_and_after(world: Any) -> None:
    change_client(client=world.client, non_disclosure=True, phone="1", by=SYSTEM)
    entry = Entry.objects.filter(action="clients.changed", subject_id=world.client.pk).latest("id")
    assert entry.before == {"non_disclosure": False, "phone": "…"}
    assert entry.after == {"non_disclosure": True, "phone": "…"}
    number = Entry.objects.count()
    change_client(client=world.client, non_disclosure=True, by=SYSTEM)
    assert Entry.objects.count() == number, "nothing was different"


def test_registering_on_the_page(world: Any, browser_of: Any) -> None:
    told = {"number": demo.identity_number(55), "given_name": "Uusi", "family_name": "Asiakas", "municipality": "837"}
    browser = browser_of(world.coach)
    answer = browser.post("/clients/register/", {**told, "unit": world.units[0].pk})
    client = Client.objects.get(family_name="Asiakas")
    assert answer["Location"] == reverse("client", kwargs={"client_id": client.pk})
    assert (client.birth_date, client.place) == (birth_date(told["number"]), "Tampere")
    again = browser.post("/clients/register/", {**told, "unit": world.units[0].pk}).content.decode()
    assert "Korjaa nämä" in again
    elsewhere = browser.post(
        "/clients/register/", {**told, "number": demo.identity_number(56), "unit": world.units[1].pk}
    )
    assert "Korjaa nämä" in elsewhere.content.decode(), "not into another unit"


def test_a_coach_is_a_history(world: Any, browser_of: Any) -> None:
    client = Client.objects.filter(unit=world.units[0], coach_assignments__coach=world.coach).first()
    assert client is not None
    other = world.people["oskari.ohjaaja"]
    today = timezone.localdate()
    answer = browser_of(world.lead).post(
        reverse("assign_coach", kwargs={"client_id": client.pk}), {"coach": other.pk, "on": today, "reason": "loma"}
    )
    assert answer.status_code == 302
    now, before = client.coach_assignments.all()
    assert (now.coach, now.start_date, now.end_date, now.reason) == (other, today, None, "loma")
    assert (before.coach, before.end_date) == (world.coach, today - timedelta(1))
    for coach, day, fault in (
        (other, today, "jo asiakkaan"),
        (world.coach, today, "alkupäivän jälkeen"),
        (world.west, today, "yksikön omavalmentaja"),
    ):
        with pytest.raises(ValidationError, match=fault):
            assign_coach(client=client, coach=coach, on=day, by=SYSTEM)


def test_the_database_lets_nobody_have_two_coaches(world: Any) -> None:
    client = Client.objects.filter(coach_assignments__end_date=None).first()
    with pytest.raises(DatabaseError), transaction.atomic():
        CoachAssignment.objects.create(client=client, coach=world.coach, start_date=date(2020, 1, 1))


def test_access_ends_by_itself_after_hand_over(world: Any, actor: Any) -> None:
    """A coach who moves to another unit loses the old unit's clients, and those handed to somebody else."""
    client = Client.objects.filter(unit=world.units[0], coach_assignments__coach=world.coach).first()
    assert client is not None
    assert may(actor(world.coach), "view", "client", client)
    yesterday = timezone.localdate() - timedelta(1)
    end_post(post=world.coach.memberships.get(), on=yesterday, by=SYSTEM)
    assert not may(actor(world.coach), "view", "client", client), "no post, no clients"
    assert not may(actor(world.left), "list", "client", client)


def test_an_emergency_opens_for_a_time_and_is_told(world: Any, browser_of: Any, actor: Any, settings: Any) -> None:
    client = Client.objects.filter(unit=world.units[1]).first()
    assert client is not None
    browser, address = browser_of(world.planner), reverse("client", kwargs={"client_id": client.pk})
    assert browser.get(address).status_code == 404
    told = {"number": client.identity_number, "reason": "at_the_desk", "explanation": "Asiakas on palvelupisteessä."}
    assert browser.post("/clients/emergency/", told)["Location"] == address
    assert "Hätäkäyttö" in browser.get(address).content.decode()
    assert Entry.objects.get(action="clients.emergency_opened").reason.startswith("at_the_desk: Asiakas on")
    seen = Entry.objects.filter(action="clients.viewed", subject_id=client.pk).latest("id")
    assert seen.basis == "emergency"
    later = timezone.now() + timedelta(hours=settings.EMERGENCY_HOURS, seconds=1)
    from polku_web.organisations.queries import actor_of

    assert not may(actor_of(world.planner, later), "view", "client", client)
    assert browser.get(reverse("change_client", kwargs={"client_id": client.pk})).status_code == 403


def test_an_emergency_reaches_no_other_organiser_and_needs_a_reason(world: Any, browser_of: Any) -> None:
    browser = browser_of(world.planner)
    told = {"number": world.elsewhere.identity_number, "reason": "safety", "explanation": "Syy"}
    assert "ei löydy asiakasta" in browser.post("/clients/emergency/", told).content.decode()
    assert Entry.objects.filter(sort="refusal", action="object.refused", actor_id=world.planner.pk).count() == 1
    blank = {"number": world.client.identity_number, "reason": "safety", "explanation": "   "}
    assert "Korjaa nämä" in browser.post("/clients/emergency/", blank).content.decode()
    with pytest.raises(ValidationError):
        open_in_emergency(client=world.client, user=world.planner, reason="safety", explanation=" ", by=SYSTEM)
    assert not EmergencyAccess.objects.exists()
