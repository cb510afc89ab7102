"""Referral: its moves, who sees what, links, the night's work, what is refused."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from polku_web.audit.models import Entry
from polku_web.audit.triggers import missing
from polku_web.base.actors import Actor
from polku_web.clients.models import Client
from polku_web.market import queries
from polku_web.market.actions import change_offer, move, open_offers, refer
from polku_web.market.forms import JobForm
from polku_web.market.links import LINK_DAYS, make_link
from polku_web.market.models import Offer, Participation, Referral, ReferralEvent, ReferralLink
from polku_web.market.moves import MOVES, Side, may_move
from polku_web.market.places import places_left
from polku_web.market.tending import remind, tend
from polku_web.organisations.actions import add_partner, add_person, give_post

pytestmark = pytest.mark.django_db
SYSTEM = Actor(timezone.now(), name="tests")


@pytest.fixture
def offers(world: Any) -> dict[str, Offer]:
    """Ours, by the provider's name; the own service by its key."""
    found = Offer.objects.filter(pilot__organisation=world.ours).select_related("provider")
    return {one.provider_name or one.service_key: one for one in found}


@pytest.fixture
def free(world: Any) -> Client:
    """A client of the coach whom nobody has referred."""
    found = Client.objects.filter(coach_assignments__coach=world.coach, referrals=None).order_by("pk").first()
    assert found is not None
    return found


def sent(client: Client, offer: Offer, world: Any, **told: Any) -> Referral:
    return refer(client=client, offer=offer, by=SYSTEM, made_by=world.coach, **told)


def test_from_sent_to_ended_each_step_is_kept(world: Any, offers: Any, free: Client) -> None:
    today = timezone.localdate()
    referral = sent(free, offers["Keksitty Polku Oy"], world, message=" Hei ")
    assert (referral.state, referral.message, referral.condition) == ("sent", "Hei", "none")
    for to, told in (
        ("seen", {}),
        ("accepted", {"planned_end": today + timedelta(90)}),
        ("started", {}),
        ("ended", {"reason": "completed", "note": "Kaikki sujui."}),
    ):
        referral = move(referral=referral, to=to, by=SYSTEM, **told)
    participation = referral.participation
    assert (participation.start_date, participation.end_date, participation.end_reason) == (today, today, "completed")
    assert (participation.referral_date, participation.chosen_by) == (today, "client")
    assert [one.state for one in referral.events.all()] == ["sent", "seen", "accepted", "started", "ended"]
    assert referral.answer_note == "Kaikki sujui."
    assert referral.shown_until == today + timedelta(365), "the contract pays for results so long after the end"
    assert Entry.objects.filter(action="market.referral_moved", subject_id=free.pk).count() == 4


@pytest.mark.parametrize("state", Referral.State.values)
@pytest.mark.parametrize("to", Referral.State.values)
def test_only_the_moves_of_the_table(world: Any, state: str, to: str) -> None:
    referral = Referral.objects.filter(state=state, offer__pilot__organisation=world.ours).first()
    assert referral is not None, "the demo has one in each state"
    for side in Side:
        if may_move(referral, to, side):
            assert side in MOVES[state, to] or referral.offer.provider_id is None
            continue
        with pytest.raises(ValidationError, match="jo muuttunut"):
            move(referral=referral, to=to, by=SYSTEM, side=side)


def test_what_is_refused_is_told(world: Any, offers: Any, free: Client) -> None:
    offer, today = offers["Keksitty Polku Oy"], timezone.localdate()
    referral = sent(free, offer, world)
    with pytest.raises(ValidationError, match="jo avoin lähete"):
        sent(free, offers["Keksitty Ura Oy"], world)
    for to, told, fault in (
        ("declined", {}, "pakollinen|tyhjä|valitse|Rajoite|constraint"),
        ("declined", {"reason": "mood"}, "mood"),
    ):
        with pytest.raises(ValidationError, match=fault):
            move(referral=referral, to=to, by=SYSTEM, **told)
    referral = move(referral=referral, to="accepted", by=SYSTEM, on=today)
    for day in (today + timedelta(1), today - timedelta(1)):
        with pytest.raises(ValidationError, match="Alkupäivä"):
            move(referral=referral, to="started", by=SYSTEM, on=day)
    referral = move(referral=referral, to="started", by=SYSTEM)
    with pytest.raises(ValidationError, match="miksi"):
        move(referral=referral, to="ended", by=SYSTEM)
    with pytest.raises(ValidationError, match="Loppupäivä"):
        move(referral=referral, to="ended", by=SYSTEM, reason="job", on=today + timedelta(1))


def test_a_full_service_takes_nobody(world: Any, offers: Any, free: Client) -> None:
    offer = offers["Keksitty Ura Oy"]
    taken = offer.places - (places_left(offer) or 0)
    change_offer(offer=offer, places=taken, by=SYSTEM)
    with pytest.raises(ValidationError, match="täynnä"):
        sent(free, offer, world)
    change_offer(offer=offer, places=taken + 1, by=SYSTEM)
    referral = sent(free, offer, world)
    assert places_left(offer) == 0
    move(referral=referral, to="withdrawn", by=SYSTEM, side=Side.SENDER)
    assert places_left(offer) == 1


def test_a_service_out_of_its_days_takes_nobody(world: Any, offers: Any, free: Client) -> None:
    offer = offers["Keksitty Ura Oy"]
    change_offer(offer=offer, end_date=timezone.localdate() - timedelta(1), by=SYSTEM)
    with pytest.raises(ValidationError, match="ei ole tarjolla"):
        sent(free, offer, world)


def test_the_database_keeps_events_and_invariants(world: Any, offers: Any) -> None:
    assert missing(connection) == []
    event = ReferralEvent.objects.filter(referral__state="sent").first()
    for statement in (
        f"UPDATE market_referralevent SET state = 'ended' WHERE id = {event.pk}",
        f"DELETE FROM market_referralevent WHERE id = {event.pk}",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    closed = ReferralEvent.objects.filter(referral__state="declined").first()
    with pytest.raises(DatabaseError), transaction.atomic():
        ReferralEvent.objects.filter(pk=closed.pk).update(state="ended")
    with transaction.atomic():
        assert ReferralEvent.objects.filter(pk=closed.pk).delete()[0] == 1, "retention may take a closed one's away"
    for wrong in ({"state": "lost"}, {"state": "accepted", "starts_on": None}, {"state": "declined"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Referral.objects.filter(state="sent").update(**wrong)
    one = Participation.objects.filter(end_date=None).first()
    with pytest.raises(DatabaseError), transaction.atomic():
        Participation.objects.filter(pk=one.pk).update(end_reason="job")


def test_the_night_reminds_and_expires_once(world: Any, offers: Any, free: Client, actor: Any) -> None:
    referral = sent(free, offers["Keksitty Alkuvalmennus Oy"], world)
    by_link = Referral.objects.filter(offer=offers["Keksitty Ura Oy"], state="sent").first()
    soon = timezone.now() + timedelta(5)
    tend(soon)
    referral.refresh_from_db()
    by_link.refresh_from_db()
    assert referral.reminded_on == timezone.localdate(soon)
    assert referral.events.last().detail == "reminded"
    assert (by_link.reminded_on, by_link.state) == (None, "expired"), "nobody reads a reminder where nobody signs in"
    again = tend(soon)
    assert (again.reminded, again.expired) == (0, 0)
    tend(timezone.now() + timedelta(8))
    referral.refresh_from_db()
    assert referral.state == "expired"
    theirs = queries.of_listed(actor(world.coach))
    assert free.pk in {one.client_id for one in queries.declined(theirs, timezone.localdate())}
    with pytest.raises(ValidationError):
        remind(referral=referral, by=SYSTEM)


def test_a_client_who_has_left_is_no_longer_shown_to_the_provider(
    world: Any, offers: Any, free: Client, browser_of: Any
) -> None:
    """A service under way goes on; what has not begun is withdrawn in the night."""
    referral = sent(free, offers["Keksitty Alkuvalmennus Oy"], world)
    browser, page = browser_of(world.people["tuula.tuottaja"]), f"/inbox/{referral.pk}/"
    assert browser.get(page).status_code == 200
    free.last_day = timezone.localdate() - timedelta(1)
    free.save(update_fields=["last_day"])
    assert browser.get(page).status_code == 404
    assert tend(timezone.now()).withdrawn >= 1
    referral.refresh_from_db()
    assert referral.state == "withdrawn"


def test_an_end_of_a_job_decades_away_is_refused() -> None:
    told = {"employer_name": "Paja", "start_date": "2026-01-01", "weekly_hours": "37.5"}
    assert "end_date" in JobForm({**told, "end_date": "9999-12-31"}).errors
    assert "end_date" not in JobForm({**told, "end_date": "2027-12-31"}).errors


def test_offers_are_opened_once_and_keep_what_the_planner_said(world: Any, offers: Any, browser_of: Any) -> None:
    offer = offers["Keksitty Ura Oy"]
    before = Offer.objects.count()
    change_offer(offer=offer, places=3, about="Uusi kuvaus", by=SYSTEM)
    open_offers(pilot=offer.pilot, by=SYSTEM)
    offer.refresh_from_db()
    assert (Offer.objects.count(), offer.places, offer.about) == (before, 3, "Uusi kuvaus")
    browser = browser_of(world.planner)
    address = reverse("change_service", kwargs={"offer_id": offer.pk})
    told = {"about": "Selkeästi", "places": "-1", "start_date": "2026-01-02", "end_date": "2026-01-01"}
    assert "Korjaa nämä" in browser.post(address, told).content.decode()
    told = {"about": "Selkeästi", "places": "4", "voluntary": "on", "start_date": "2026-01-02"}
    assert browser.post(address, told).status_code == 302
    entry = Entry.objects.filter(action="market.offer_changed").latest("id")
    assert (entry.before["places"], entry.after["places"]) == ("3", "4")
    assert browser.post("/services/open/").status_code == 302
    assert browser_of(world.coach).get(address).status_code == 403


def test_a_provider_sees_its_own_and_no_more(world: Any, offers: Any, browser_of: Any) -> None:
    worker = world.people["tuula.tuottaja"]
    browser = browser_of(worker)
    page = browser.get("/inbox/").content.decode()
    ours = Referral.objects.filter(offer=offers["Keksitty Alkuvalmennus Oy"])
    assert len(re.findall(r"/inbox/[0-9a-f]", page)) == ours.count()
    for one in ours.filter(client__non_disclosure=True):
        page = browser.get(reverse("received", kwargs={"referral_id": one.pk})).content.decode()
        hidden = one.client
        assert hidden.family_name in page
        assert not [told for told in (hidden.phone, hidden.email, hidden.address, hidden.place) if told in page]
        assert hidden.unit.name not in page, "the unit would tell where the client lives"
    other = Referral.objects.filter(offer=offers["Keksitty Polku Oy"]).first()
    assert browser.get(reverse("received", kwargs={"referral_id": other.pk})).status_code == 404
    assert browser.get(reverse("client", kwargs={"client_id": world.client.pk})).status_code == 403
    seen = Entry.objects.filter(action="market.referral_viewed", actor_id=worker.pk).latest("id")
    assert (seen.basis, seen.actor_role) == ("provider", "provider_worker")


def test_a_provider_no_longer_sees_what_is_over(world: Any, offers: Any, browser_of: Any) -> None:
    browser = browser_of(world.people["tuula.tuottaja"])
    ended = Referral.objects.get(offer=offers["Keksitty Alkuvalmennus Oy"], state="ended")
    address = reverse("received", kwargs={"referral_id": ended.pk})
    assert browser.get(address).status_code == 200
    Referral.objects.filter(pk=ended.pk).update(shown_until=timezone.localdate() - timedelta(1))
    assert browser.get(address).status_code == 404
    open_one = Referral.objects.get(offer=offers["Keksitty Alkuvalmennus Oy"], state="sent")
    move(referral=open_one, to="withdrawn", by=SYSTEM, side=Side.SENDER)
    assert browser.get(reverse("received", kwargs={"referral_id": open_one.pk})).status_code == 404


def test_a_provider_answers_on_the_page(world: Any, offers: Any, browser_of: Any, free: Client) -> None:
    referral = sent(free, offers["Keksitty Alkuvalmennus Oy"], world)
    browser = browser_of(world.people["tuula.tuottaja"])
    address = reverse("received", kwargs={"referral_id": referral.pk})
    assert "En ota vastaan" in browser.get(address).content.decode()
    referral.refresh_from_db()
    assert referral.state == "seen"
    assert browser.post(address, {"do": "decline", "decline-reason": ""}).status_code == 422
    assert browser.post(address, {"do": "end", "end-reason": "job"}).status_code == 302, "not now; nothing happens"
    done = browser.post(address, {"do": "decline", "decline-reason": "language", "decline-note": "Vain suomeksi"})
    assert done["Location"] == "/inbox/"
    referral.refresh_from_db()
    assert (referral.state, referral.decline_reason, referral.answer_note) == ("declined", "language", "Vain suomeksi")
    page = browser_of(world.coach).get(reverse("referral", kwargs={"referral_id": referral.pk})).content.decode()
    assert "Palvelua ei ole asiakkaan kielellä" in page


def test_a_link_opens_one_referral_for_a_time(world: Any, offers: Any, browser_of: Any, free: Client) -> None:
    referral = sent(free, offers["Keksitty Polku Oy"], world)
    act = reverse("act_on_referral", kwargs={"referral_id": referral.pk})
    link = browser_of(world.coach).post(act, {"do": "link"}).context["link"]
    token = link.rstrip("/").rsplit("/", 1)[1]
    assert token not in str(list(ReferralLink.objects.values_list("token_hash", flat=True)))
    visitor, way_in = browser_of(None), reverse("open_referral", kwargs={"token": token})
    kept = ReferralLink.objects.get(referral=referral)
    inside = reverse("received_by_link", kwargs={"link_id": kept.pk})
    assert visitor.get(inside).status_code == 404, "the address alone opens nothing"
    assert visitor.get(way_in).status_code == 200
    referral.refresh_from_db()
    assert referral.state == "sent", "a program that follows links has seen nothing"
    assert visitor.post(way_in)["Location"] == inside
    page = visitor.get(inside).content.decode()
    assert free.family_name not in page
    assert free.phone not in page
    today = timezone.localdate().isoformat()
    assert visitor.post(inside, {"do": "accept", "accept-on": today}).status_code == 302
    page = visitor.get(inside).content.decode()
    assert free.family_name in page
    assert free.phone in page
    entry = Entry.objects.filter(subject_id=free.pk, action="market.referral_moved").latest("id")
    assert (entry.actor_name, entry.actor_role) == ("Keksitty Polku Oy (link)", "provider_worker")
    assert visitor.get("/inbox/").status_code == 302, "a link signs nobody in"
    browser_of(world.coach).post(act, {"do": "link"})
    assert visitor.post(way_in).status_code == 404, "a new link ends the old one"
    assert visitor.get(inside).status_code == 404


def test_a_link_ends_by_itself(world: Any, offers: Any, browser_of: Any, free: Client) -> None:
    referral = sent(free, offers["Keksitty Polku Oy"], world)
    earlier = Actor(timezone.now() - timedelta(LINK_DAYS, seconds=1), name="tests")
    token = make_link(referral=referral, by=earlier)
    way_in = reverse("open_referral", kwargs={"token": token})
    assert browser_of(None).post(way_in).status_code == 404
    refused = Entry.objects.filter(action="market.link_refused").count()
    token = make_link(referral=referral, by=SYSTEM)
    move(referral=referral, to="withdrawn", by=SYSTEM, side=Side.SENDER)
    assert browser_of(None).post(reverse("open_referral", kwargs={"token": token})).status_code == 404
    assert Entry.objects.filter(action="market.link_refused").count() == refused + 1
    with pytest.raises(ValidationError, match="ei ole enää avoinna"):
        make_link(referral=referral, by=SYSTEM)
    with pytest.raises(ValidationError, match="ei tarvitse"):
        make_link(referral=Referral.objects.filter(offer__provider=None).first(), by=SYSTEM)


def test_links_are_not_to_be_guessed(world: Any, browser_of: Any, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"referral_link": "3/m/ip"}
    visitor = browser_of(None)
    codes = [visitor.post(f"/answer/guess{n}/").status_code for n in range(5)]
    assert codes == [404, 404, 404, 429, 429]


def test_a_worker_with_an_account_elsewhere_gets_nothing(world: Any, browser_of: Any) -> None:
    partner = add_partner(organiser=world.ours, kind="provider", name="Uusi Tuottaja Oy", by=SYSTEM)
    person = add_person(email="uusi@tuottaja.example", given_name="Uusi", family_name="Tuottaja", by=SYSTEM)
    give_post(user=person, organisation=partner, role="provider_worker", start_date=timezone.localdate(), by=SYSTEM)
    assert "ei ole nyt lähetteitä" in browser_of(person).get("/inbox/").content.decode()


def _queries(browser: Any, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connection) as found:
        assert browser.get(address).status_code == 200
    return len(found)


def test_pages_take_as_many_queries_whatever_their_rows(world: Any, offers: Any, browser_of: Any) -> None:
    coach, worker = browser_of(world.coach), browser_of(world.people["tuula.tuottaja"])
    planner = browser_of(world.planner)
    client = reverse("client_services", kwargs={"client_id": world.client.pk})
    pages = ((coach, "/referrals/"), (worker, "/inbox/"), (planner, "/services/"), (coach, client))
    before = [_queries(browser, address) for browser, address in pages]
    clients = Client.objects.filter(coach_assignments__coach=world.coach, referrals=None)[:5]
    for number, one in enumerate(clients):
        sent(one, offers["Keksitty Alkuvalmennus Oy" if number % 2 else "Keksitty Ura Oy"], world)
    assert [_queries(browser, address) for browser, address in pages] == before
    assert max(before) <= 25, before
