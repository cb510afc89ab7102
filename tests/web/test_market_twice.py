"""A provider tells the same thing twice: the first word is kept, the second hears that it is there already."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from polku_web.audit.models import Entry
from polku_web.base.actors import Actor
from polku_web.market.models import Delivery, Job, Milestone, Participation, Referral
from polku_web.market.result_actions import correct_job, tell_delivery, tell_job
from polku_web.organisations.models import User

pytestmark = pytest.mark.django_db
SYSTEM = Actor(timezone.now(), name="tests")
SENT: dict[str, dict[str, Any]] = {
    "milestone": {"milestone": "plan_accepted", "evidence": ""},
    "delivery": {"quantity": "1.5", "unit": "hour", "evidence": ""},
    "job": {"employer_name": "Esimerkki Oy", "weekly_hours": "37.5"},
}
ROWS: dict[str, Any] = {"milestone": Milestone, "delivery": Delivery, "job": Job}
DAY = {"milestone": "date", "delivery": "date", "job": "start_date"}


@pytest.fixture
def under_way(world: Any) -> tuple[User, Referral]:
    """A service that has begun, whose contract pays for a milestone, and a worker of its provider."""
    found = Referral.objects.filter(
        state="started", offer__provider__partner_of=world.ours, participation__isnull=False
    )
    for referral in found.select_related("offer__provider", "offer__pilot"):
        worker = User.objects.filter(memberships__organisation=referral.offer.provider).first()
        if worker is not None:
            return worker, referral
    raise AssertionError("the demo has one")


def sent(did: str, begun: Any) -> dict[str, Any]:
    told = {**SENT[did], DAY[did]: begun.isoformat()}
    return {"do": did, **{f"{did}-{name}": value for name, value in told.items()}}


@pytest.mark.parametrize("did", ["milestone", "delivery", "job"])
def test_the_same_form_twice_is_one_row_and_one_word(under_way: Any, browser_of: Any, did: str) -> None:
    worker, referral = under_way
    participation = referral.participation
    ROWS[did].objects.filter(participation=participation).delete()
    browser, path = browser_of(worker), reverse("received", kwargs={"referral_id": referral.pk})
    if f'name="{did}-' not in browser.get(path).content.decode():
        pytest.skip("the contract pays for no milestone")
    told = sent(did, participation.start_date)
    assert browser.post(path, told).status_code == 302
    changes = Entry.objects.filter(sort="change").count()
    again = browser.post(path, told)
    assert again.status_code == 422
    assert "on jo kirjattu" in again.content.decode()
    assert ROWS[did].objects.filter(participation=participation).count() == 1
    assert Entry.objects.filter(sort="change").count() == changes


def test_other_work_of_the_same_day_is_told_apart(under_way: Any) -> None:
    _worker, referral = under_way
    told = {"participation": referral.participation, "unit": "visit", "date": referral.participation.start_date}
    one = {**told, "quantity": Decimal(1), "by": SYSTEM}
    tell_delivery(**one, evidence="aamulla")
    tell_delivery(**one, evidence="illalla")
    tell_delivery(**{**one, "quantity": Decimal(2)}, evidence="aamulla")
    with pytest.raises(ValidationError, match="on jo kirjattu"):
        tell_delivery(**{**one, "quantity": Decimal("1.00")}, evidence="aamulla")


def test_a_job_is_not_corrected_into_another(world: Any) -> None:
    day = timezone.localdate() - timedelta(20)
    told: dict[str, Any] = {"client": world.client, "source": "provider", "start_date": day, "by": SYSTEM}
    tell_job(**told, employer_name="Esimerkki Oy")
    tell_job(**told, employer_name="", self_employed=True)
    tell_job(**{**told, "source": "register"}, employer_name="Esimerkki Oy")  # a register may tell the same
    other = tell_job(**told, employer_name="Toinen Oy")
    with pytest.raises(ValidationError, match="sama työnantaja ja sama alkupäivä"):
        correct_job(job=other, employer_name="ESIMERKKI oy", by=SYSTEM)
    other.refresh_from_db()
    assert other.employer_name == "Toinen Oy"


def test_the_database_is_the_last_to_be_convinced(under_way: Any) -> None:
    _worker, referral = under_way
    begun: Participation = referral.participation
    told = {"participation": begun, "date": begun.start_date, "unit": "day", "quantity": 1}
    Delivery.objects.create(**told)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(**told)
    job = {"client": referral.client, "start_date": begun.start_date, "employer_key": "esimerkki-oy"}
    Job.objects.create(**job)
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(**job)
