"""Organisations, posts and the administrator's pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from polku_web.audit.models import Entry
from polku_web.base.actors import Actor, Role
from polku_web.base.colours import contrast_with_white
from polku_web.organisations.actions import add_partner, give_post
from polku_web.organisations.forms import PNG
from polku_web.organisations.models import Membership, Organisation, Unit, User

pytestmark = pytest.mark.django_db
SYSTEM = Actor(timezone.now(), name="tests")
TODAY = timezone.localdate()


def test_a_role_belongs_in_its_kind_of_organisation(world: Any) -> None:
    provider = world.ours.partners.filter(kind="provider").first()
    with pytest.raises(ValidationError, match="ei kuulu"):
        give_post(user=world.coach, organisation=provider, role=Role.ADMIN, start_date=TODAY, by=SYSTEM)
    with pytest.raises(ValidationError, match="toiseen organisaatioon"):
        give_post(
            user=world.coach,
            organisation=world.ours,
            unit=world.other.units.get(),
            role=Role.COACH,
            start_date=TODAY,
            by=SYSTEM,
        )
    with pytest.raises(ValidationError):
        give_post(user=world.coach, organisation=world.ours, role=Role.COACH, start_date=TODAY, by=SYSTEM)


@pytest.mark.parametrize(
    "told",
    [
        {"role": "client"},
        {"role": "coach", "unit": None},
        {"end_date": TODAY - timedelta(1)},
        {"role": "coach"},  # has it already
    ],
)
def test_the_database_is_the_last_to_be_convinced(world: Any, told: dict[str, Any]) -> None:
    usual = {"user": world.coach, "organisation": world.ours, "unit": world.units[0], "role": "team_lead"}
    with pytest.raises(DatabaseError), transaction.atomic():
        Membership.objects.create(**{**usual, "start_date": TODAY, **told})


def test_a_partner_has_an_organiser(world: Any) -> None:
    with pytest.raises(DatabaseError), transaction.atomic():
        Organisation.objects.create(kind="provider", name="Irrallinen")
    partner = add_partner(organiser=world.ours, kind="employer", name="Uusi", by=SYSTEM)
    assert partner.organiser_id_of == world.ours.pk


def test_an_administrator_adds_a_person_with_a_post(world: Any, browser_of: Any) -> None:
    browser = browser_of(world.admin)
    told = {
        "given_name": "Uusi",
        "family_name": "Ihminen",
        "email": "Uusi@polku.example",
        "organisation": world.ours.pk,
        "unit": world.units[0].pk,
        "role": "coach",
        "start_date": TODAY.isoformat(),
    }
    answer = browser.post("/people/add/", told)
    person = User.objects.get(email="uusi@polku.example")
    assert answer["Location"] == reverse("invite", kwargs={"person_id": person.pk})
    assert "/account/password/set/" in browser.get(answer["Location"]).content.decode()
    assert Entry.objects.filter(action="organisations.invited", object_id=str(person.pk)).count() == 1
    again = browser.post("/people/add/", told)
    assert "Korjaa nämä" in again.content.decode()


def test_a_person_without_a_post_is_not_left_behind(world: Any, browser_of: Any) -> None:
    """A post that is refused takes the new person back with it."""
    told = {
        "given_name": "Uusi",
        "family_name": "Ihminen",
        "email": "uusi@polku.example",
        "organisation": world.ours.pk,
        "role": "provider_worker",
        "start_date": TODAY.isoformat(),
    }
    assert "ei kuulu" in browser_of(world.admin).post("/people/add/", told).content.decode()
    assert not User.objects.filter(email="uusi@polku.example").exists()


def test_a_post_is_given_and_ended(world: Any, browser_of: Any) -> None:
    browser = browser_of(world.admin)
    told = {"organisation": world.ours.pk, "role": "controller", "start_date": TODAY.isoformat()}
    browser.post(reverse("give_post", kwargs={"person_id": world.coach.pk}), told)
    post = Membership.objects.get(user=world.coach, role="controller")
    browser.post(reverse("end_post", kwargs={"post_id": post.pk}))
    post.refresh_from_db()
    assert post.end_date == TODAY
    entry = Entry.objects.get(action="organisations.post_ended", object_id=str(post.pk))
    assert (entry.before["end_date"], entry.after["end_date"]) == (None, TODAY.isoformat())


def test_posts_at_another_organiser_are_not_shown(world: Any, browser_of: Any) -> None:
    give_post(user=world.coach, organisation=world.other, role=Role.ANALYST, start_date=TODAY, by=SYSTEM)
    for where in ("/people/", reverse("person", kwargs={"person_id": world.coach.pk})):
        page = browser_of(world.admin).get(where).content.decode()
        assert "Valmentaja" in page
        assert world.other.name not in page


def test_a_unit_is_added_once(world: Any, browser_of: Any) -> None:
    browser = browser_of(world.admin)
    for _ in range(2):
        browser.post("/units/", {"organisation": world.ours.pk, "name": "Idän tiimi"})
    assert Unit.objects.filter(name="Idän tiimi").count() == 1


def test_name_colour_and_logo_are_on_the_pages(world: Any, browser_of: Any) -> None:
    browser, where = browser_of(world.admin), reverse("appearance", kwargs={"organisation_id": world.ours.pk})
    picture = SimpleUploadedFile("logo.png", PNG + b"rest")
    told = {"name": "AAA Uusi nimi", "colour": "#123456", "logo_file": picture}
    assert browser.post(where, told).status_code == 302
    page = browser.get("/people/").content.decode()
    assert "AAA Uusi nimi" in page
    assert '<img src="/logo.png"' in page
    assert browser.get("/colours.css").content == b":root{--brand:#123456}\n"
    assert browser.get("/logo.png").content == PNG + b"rest"
    browser.post(where, {"name": "AAA Uusi nimi", "colour": "#123456", "remove_logo": "on"})
    assert browser.get("/logo.png").status_code == 404


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"colour": "#ffff00"}, "liian vaalea"),
        ({"colour": "red;}"}, "Korjaa nämä"),
        ({"logo_file": SimpleUploadedFile("x.svg", b"<svg/>")}, "ei ole PNG"),
        ({"logo_file": SimpleUploadedFile("x.png", PNG + bytes(200_001))}, "liian suuri"),
    ],
)
def test_what_would_harm_is_not_taken(world: Any, browser_of: Any, told: dict[str, Any], fault: str) -> None:
    where = reverse("appearance", kwargs={"organisation_id": world.ours.pk})
    answer = browser_of(world.admin).post(where, {"name": "Nimi", "colour": "#123456", **told})
    assert fault in answer.content.decode()
    world.ours.refresh_from_db()
    assert world.ours.colour == "#0b4f7d"


@given(st.integers(0, 0xFFFFFF))
def test_contrast_lies_between_one_and_twentyone(colour: int) -> None:
    assert 1 <= contrast_with_white(f"#{colour:06x}") <= 21


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast_with_white("#ffffff") == 1
    assert round(contrast_with_white("#000000"), 6) == 21
    assert round(contrast_with_white("#767676"), 2) == 4.54


def test_people_take_as_many_queries_whatever_their_number(
    world: Any, browser_of: Any, django_assert_max_num_queries: Any
) -> None:
    browser = browser_of(world.admin)
    with django_assert_max_num_queries(12):
        browser.get("/people/")
