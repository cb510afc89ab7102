"""Where a client can be sent: conditions by `polku`, room, choice; and results as claims, confirmed and corrected."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone, translation

from polku.definition import Choice
from polku_web.audit.models import Entry
from polku_web.base.actors import Actor
from polku_web.clients.models import Client, StatusPeriod
from polku_web.market import queries
from polku_web.market.actions import change_offer, move, refer
from polku_web.market.choosing import choosers, shown, taken
from polku_web.market.fitting import Fit, fits, waits_of
from polku_web.market.models import Job, Offer, Participation, Referral
from polku_web.market.result_actions import confirm_job, correct_job, tell_delivery, tell_job, tell_milestone
from polku_web.market.verdicts import judged

pytestmark = pytest.mark.django_db
SYSTEM = Actor(timezone.now(), name="tests")


def _fit(client: Client, key: str) -> Fit:
    return next(one for one in fits(client, timezone.localdate()) if one.key.endswith(f".{key}"))


def _person(client: Client, birth: date, level: int | None, status: str = "unemployed") -> Client:
    client.statuses.all().delete()
    StatusPeriod.objects.create(client=client, status=status, start_date=timezone.localdate() - timedelta(100))
    client.birth_date, client.education_level = birth, level
    client.save()
    return client


@pytest.mark.parametrize(
    ("birth", "level", "status", "meets", "missing"),
    [
        (date(2004, 1, 1), None, "unemployed", True, []),
        (date(1970, 1, 1), 2, "unemployed", True, []),
        (date(1970, 1, 1), 5, "unemployed", False, []),
        (date(2004, 1, 1), 2, "employed", False, []),
        (date(1970, 1, 1), None, "unemployed", None, ["koulutusaste"]),
    ],
)
def test_a_condition_is_met_not_met_or_unknown(
    world: Any, birth: date, level: int | None, status: str, meets: bool | None, missing: list[str]
) -> None:
    client = _person(world.clients[20], birth, level, status)
    with translation.override("fi"):
        fit = _fit(client, "short-training-with-work")
        assert (fit.verdict.meets, fit.missing) == (meets, missing)
        assert fit.can is (meets is not False)
        assert fit.condition.startswith("on työtön työnhakija ja")
        assert any("ei täytä ehtoa" in why for why in fit.why_not) is (meets is False)


def test_the_action_asks_again_and_keeps_what_was_said(world: Any) -> None:
    offer = Offer.objects.get(service_key="short-training-with-work", pilot__organisation=world.ours)
    client = _person(world.clients[20], date(1970, 1, 1), 5)
    with pytest.raises(ValidationError, match="ei täytä"):
        refer(client=client, offer=offer, by=SYSTEM, made_by=world.coach)
    referral = refer(client=_person(client, date(1970, 1, 1), None), offer=offer, by=SYSTEM, made_by=world.coach)
    assert referral.condition == "unknown"
    assert referral.rule_version == offer.pilot.versions.first().digest
    assert judged(_person(client, date(1970, 1, 1), 1), offer, timezone.localdate()).condition == "met"


def _choice(fit: Fit, **told: Any) -> Fit:
    choice = Choice(id="c", **told)
    terms = SimpleNamespace(
        **{name: getattr(fit.terms, name) for name in ("pilot", "service", "provider")}, choice=choice
    )
    return Fit(**{name: getattr(fit, name) for name in fit.__dataclass_fields__} | {"terms": terms})


def test_so_many_are_shown_and_each_as_often(world: Any) -> None:
    whole = _fit(world.clients[20], "tyonhakuvalmennus")
    assert len(shown(whole, world.clients[20])) == 3
    fit = _choice(whole, offer=2, no_choice="draw")
    first = [one.pk for one in shown(fit, world.clients[20])]
    assert first == [one.pk for one in shown(fit, world.clients[20])], "the same client sees the same ones again"
    seen: Counter[Any] = Counter()
    for _ in range(600):
        client = Client(pk=uuid4(), municipality="837")
        seen.update(one.pk for one in shown(fit, client))
    assert sum(seen.values()) == 1200
    assert all(330 < number < 470 for number in seen.values()), seen


def test_who_chooses_when_the_client_does_not(world: Any) -> None:
    fit = _fit(world.clients[20], "tyonhakuvalmennus")
    offers = shown(fit, world.clients[20])
    assert choosers(fit) == ["client", "coach"]
    assert choosers(_choice(fit, offer=3, no_choice="draw")) == ["client", "lottery"]
    assert choosers(_choice(fit, offer=3, no_choice="nearest")) == ["client", "default"]
    assert taken("lottery", None, offers) in offers
    assert taken("client", offers[1], offers) is offers[1]
    with pytest.raises(ValidationError, match="Valitse tuottaja"):
        taken("coach", None, offers)
    with pytest.raises(ValidationError, match="Lähintä"):
        taken("default", None, offers)
    offers[0].near, offers[1].near, offers[2].near = False, True, None
    assert taken("default", None, offers) is offers[1]


def test_what_is_near_does_not_tell_where_a_hidden_client_lives(world: Any) -> None:
    whole = next(one for one in fits(world.hidden, timezone.localdate()) if one.key.endswith("tyonhakuvalmennus"))
    assert {one.near for one in shown(whole, world.hidden)} == {None}


def test_a_wait_is_told_from_five_starts_on(world: Any) -> None:
    offer = Offer.objects.get(provider__name="Keksitty Ura Oy")
    today = timezone.localdate()
    for number, client in enumerate(world.clients[20:25]):
        assert waits_of([offer], today) == {}
        Participation.objects.create(
            client=client,
            offer=offer,
            referral_date=today - timedelta(30),
            start_date=today - timedelta(30 - 5 * number),
        )
    assert waits_of([offer], today) == {offer.pk: 10}


def test_refer_on_the_page(world: Any, browser_of: Any) -> None:
    client = Client.objects.filter(coach_assignments__coach=world.coach, referrals=None).order_by("pk")[0]
    browser, offer = browser_of(world.coach), Offer.objects.get(provider__name="Keksitty Ura Oy")
    services = reverse("client_services", kwargs={"client_id": client.pk})
    assert "Työnhakuvalmennus" in browser.get(services).content.decode()
    page = reverse("refer", kwargs={"client_id": client.pk})
    assert browser.get(page)["Location"] == services
    assert browser.get(f"{page}?service=no.such")["Location"] == services
    address = f"{page}?service={offer.pilot.key}.{offer.service_key}"
    assert "Keksitty Ura Oy" in browser.get(address).content.decode()
    day = (timezone.localdate() + timedelta(5)).isoformat()
    for wrong in ({"offer": ""}, {"chosen_by": "lottery"}, {"answer_by": "2020-01-01"}, {"offer": str(uuid4())}):
        told = {"offer": offer.pk, "chosen_by": "client", "answer_by": day} | wrong
        assert "Korjaa nämä" in browser.post(address, told).content.decode(), wrong
    theirs = Offer.objects.filter(pilot__organisation=world.other, provider__isnull=False).get()
    told = {"offer": theirs.pk, "chosen_by": "client", "answer_by": day}
    assert "Korjaa nämä" in browser.post(address, told).content.decode(), "another organiser's offer"
    assert browser.post(address, told | {"offer": offer.pk, "message": "<b>Hei</b>"}).status_code == 302
    referral = Referral.objects.get(client=client)
    assert (referral.made_by, referral.chosen_by, len(referral.offered)) == (world.coach, "client", 3)
    page = browser.get(reverse("referral", kwargs={"referral_id": referral.pk})).content.decode()
    assert "&lt;b&gt;Hei&lt;/b&gt;" in page


def test_an_own_service_is_run_by_staff(world: Any, browser_of: Any) -> None:
    client = Client.objects.filter(coach_assignments__coach=world.coach, referrals=None).order_by("pk")[0]
    offer = Offer.objects.get(service_key="own-coach", pilot__organisation=world.ours)
    referral = refer(client=client, offer=offer, by=SYSTEM, made_by=world.coach)
    browser, act = browser_of(world.coach), reverse("act_on_referral", kwargs={"referral_id": referral.pk})
    today = timezone.localdate().isoformat()
    for told in (
        {"do": "accept", "accept-on": today},
        {"do": "start", "start-on": today},
        {"do": "delivery", "delivery-quantity": "1.5", "delivery-unit": "hour", "delivery-date": today},
        {"do": "end", "end-on": today, "end-reason": "completed"},
    ):
        assert browser.post(act, told).status_code == 302, told
    referral.refresh_from_db()
    assert (referral.state, referral.participation.deliveries.get().quantity) == ("ended", Decimal("1.5"))
    assert browser.post(act, {"do": "withdraw"}).status_code == 302
    referral.refresh_from_db()
    assert referral.state == "ended"
    outside = Referral.objects.filter(state="sent", client__coach_assignments__coach=world.coach).first()
    act = reverse("act_on_referral", kwargs={"referral_id": outside.pk})
    assert browser.post(act, {"do": "accept", "accept-on": today}).status_code == 422
    outside.refresh_from_db()
    assert outside.state == "sent", "a coach does not answer for a provider"


def _started(world: Any) -> Participation:
    return Participation.objects.filter(client__unit__organisation=world.ours, end_date=None).first()


def test_a_job_is_a_claim_until_it_is_confirmed(world: Any, browser_of: Any, actor: Any) -> None:
    claim = Job.objects.get(confirmed_on=None, client__unit__organisation=world.ours)
    coach = claim.client.coach_assignments.first().coach
    assert claim in queries.claims(queries.of_listed(actor(coach)))
    assert next(one for one in queries.results_of(claim.client) if one.job == claim).awaits_proof
    browser, address = browser_of(coach), reverse("job", kwargs={"job_id": claim.pk})
    assert "Korjaa nämä" in browser.post(address, {"do": "confirm", "confirm-proof": ""}).content.decode()
    assert browser.post(address, {"do": "confirm", "confirm-proof": "palkkalaskelma"}).status_code == 302
    claim.refresh_from_db()
    assert claim.confirmed_on == timezone.localdate()
    assert Entry.objects.get(action="market.job_confirmed", object_id=claim.pk).reason == "palkkalaskelma"
    with pytest.raises(ValidationError, match="jo vahvistettu"):
        confirm_job(job=claim, by=SYSTEM, proof="toinen")


def test_a_correction_keeps_what_was(world: Any, browser_of: Any) -> None:
    entry = Entry.objects.get(action="market.job_corrected")
    assert (entry.before["weekly_hours"], entry.after["weekly_hours"]) == ("30.00", "14")
    job = Job.objects.get(pk=entry.object_id)
    number = Entry.objects.count()
    correct_job(job=job, by=SYSTEM, weekly_hours=Decimal(14))
    assert Entry.objects.count() == number, "nothing was different"
    address = reverse("job", kwargs={"job_id": job.pk})
    told = {"do": "correct", "correct-start_date": "2026-05-01", "correct-end_date": "2026-04-01"}
    assert "Korjaa nämä" in browser_of(world.lead).post(address, told).content.decode()
    told = {"do": "correct", "correct-start_date": job.start_date, "correct-weekly_hours": "200"}
    assert "Korjaa nämä" in browser_of(world.lead).post(address, told).content.decode()


def test_what_a_provider_tells_is_held_to_the_service_and_the_day(world: Any) -> None:
    participation, today = _started(world), timezone.localdate()
    before = participation.start_date - timedelta(1)
    for day in (before, today + timedelta(1)):
        with pytest.raises(ValidationError, match="palvelun aikana"):
            tell_milestone(participation=participation, milestone="plan_accepted", date=day, by=SYSTEM)
        with pytest.raises(ValidationError, match="palvelun aikana"):
            tell_delivery(participation=participation, unit="hour", quantity=Decimal(1), date=day, by=SYSTEM)
    with pytest.raises(ValidationError):
        tell_delivery(participation=participation, unit="hour", quantity=Decimal(0), date=today, by=SYSTEM)
    with pytest.raises(ValidationError, match="alkanut"):
        tell_job(client=participation.client, source="client", by=SYSTEM, start_date=today + timedelta(1))
    told = {"participation": participation, "milestone": "plan_accepted", "date": today, "by": SYSTEM}
    tell_milestone(**told)
    with pytest.raises(ValidationError):
        tell_milestone(**told)


def test_jobs_at_one_employer_are_known_as_such(world: Any) -> None:
    jobs = [
        tell_job(client=world.client, source="client", by=SYSTEM, start_date=date(2026, 1, n), employer_name=name)
        for n, name in ((1, "Keksitty  Konepaja Oy"), (2, "keksitty konepaja oy"), (3, ""))
    ]
    assert [one.employer_key for one in jobs] == ["keksitty-konepaja-oy", "keksitty-konepaja-oy", ""]


def test_what_ends_with_nothing_after_it_is_told_in_time(world: Any, actor: Any) -> None:
    day = timezone.localdate()
    ending = Participation.objects.get(offer__service_key="own-coach", end_date=None)
    assert (ending.planned_end - day).days <= queries.SOON
    lead = actor(world.lead)
    there = ending.client.unit in {one.unit for one in world.lead.memberships.all()}
    reader = queries.of_listed(lead if there else actor(world.west))
    assert ending in queries.ending_soon(reader, day)
    offer = Offer.objects.get(provider__name="Keksitty Ura Oy")
    later = refer(client=ending.client, offer=offer, by=SYSTEM, made_by=world.coach)
    assert ending not in queries.ending_soon(reader, day)
    move(referral=later, to="declined", by=SYSTEM, reason="no_places")
    assert ending in queries.ending_soon(reader, day)
    assert later in queries.declined(reader, day)


def test_the_client_is_told_a_humans_name_and_number(world: Any) -> None:
    first = queries.services_for_client(world.client)[0]
    assert (first.name, first.contact_name, first.state) == ("Työnhakuvalmennus", "Tuula Tuottaja", "started")
    assert first.contact_phone
    assert first.participation is not None
    change_offer(offer=first.participation.offer, contact_phone="040 1", by=SYSTEM)
    assert queries.services_for_client(world.client)[0].contact_phone == "040 1"
