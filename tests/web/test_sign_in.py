"""Signing in: password and second factor, identity services, limits, sessions that end, the demo's door."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core.cache import cache
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone

from polku_web.audit.models import Entry
from polku_web.clients.models import Client
from polku_web.organisations.actions import invite
from polku_web.organisations.models import User
from polku_web.organisations.queries import actor_of
from polku_web.project.environment import sign_in_services
from tests.web.oidc import Service, sign_in_service

pytestmark = pytest.mark.django_db
PASSWORD = "oikea hevonen akku niitti"  # noqa: S105 - of people who are not


@pytest.fixture(autouse=True)
def fresh_limits(db: None) -> None:
    cache.clear()


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    return user


def sign_in(user: User, password: str = PASSWORD) -> tuple[Browser, Any]:
    browser = Browser()
    return browser, browser.post("/account/login/", {"login": user.email, "password": password})


def code_of(secret: str) -> str:
    counter = int(time.time()) // 30  # noqa: TID251 - what an authenticator does
    return str(format_hotp_value(hotp_value(secret, counter)))


def test_a_password_opens_and_both_ends_are_logged(world: Any) -> None:
    browser, answer = sign_in(with_password(world.coach))
    assert answer["Location"] == "/"
    assert browser.get("/clients/").status_code == 200
    assert Entry.objects.filter(action="organisations.signed_in", actor_id=world.coach.pk).exists()
    browser.post("/account/logout/")
    assert browser.get("/clients/").status_code == 302
    assert Entry.objects.filter(action="organisations.signed_out", actor_id=world.coach.pk).exists()


def test_a_wrong_password_is_logged_without_what_was_typed(world: Any) -> None:
    _, answer = sign_in(with_password(world.coach), "salainen arvaus")
    assert answer.status_code == 200
    entry = Entry.objects.get(action="organisations.sign_in_failed")
    assert (entry.actor_id, entry.sort) == (None, "refusal")
    assert "arvaus" not in str(entry.__dict__) + answer.content.decode()


def test_guessing_is_stopped(world: Any) -> None:
    user = with_password(world.coach)
    for _ in range(5):
        sign_in(user, "arvaus")
    _, answer = sign_in(user)
    assert "sessionid" not in answer.cookies, "not even with the right one for a while"


def test_staff_need_a_second_factor(world: Any, settings: Any) -> None:
    settings.SECOND_FACTOR = True
    browser, _ = sign_in(with_password(world.coach))
    assert browser.get("/clients/")["Location"] == reverse("mfa_activate_totp")
    again = browser.get(reverse("mfa_activate_totp"))["Location"]
    browser.post(again, {"password": PASSWORD})
    page = browser.get(reverse("mfa_activate_totp"))
    secret = page.context["form"].secret
    answer = browser.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert answer.status_code == 302, answer.content.decode()
    assert browser.get("/clients/").status_code == 200
    stored = Authenticator.objects.get(user=world.coach, type="totp").data["secret"]
    assert secret not in stored


def test_the_second_factor_is_asked_for(world: Any, settings: Any) -> None:
    settings.SECOND_FACTOR = True
    secret = generate_totp_secret()
    TOTP.activate(with_password(world.coach), secret)
    browser, answer = sign_in(world.coach)
    assert answer["Location"].startswith(reverse("mfa_authenticate"))
    assert browser.get("/clients/").status_code == 302, "not yet"
    assert browser.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert browser.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).status_code == 302
    assert browser.get("/clients/").status_code == 200


def test_a_session_ends_when_it_is_not_used(world: Any, browser_of: Any, settings: Any) -> None:
    browser = browser_of(world.coach)
    browser.get("/clients/")
    session = browser.session
    session["seen_at"] = int(timezone.now().timestamp()) - settings.SESSION_IDLE - 1
    session.save()
    assert browser.get("/clients/")["Location"] == "/account/login/"
    assert "Istunto päättyi" in browser.get("/account/login/").content.decode()


def test_a_session_ends_after_a_working_day(world: Any, browser_of: Any, settings: Any) -> None:
    browser = browser_of(world.coach)
    browser.get("/clients/")
    session = browser.session
    session["began_at"] = int(timezone.now().timestamp()) - settings.SESSION_LONGEST - 1
    session.save()
    assert browser.get("/clients/").status_code == 302


def test_an_invitation_works_once(world: Any) -> None:
    address = reverse("set_password", kwargs=invite(user=world.coach, by=actor_of(world.admin, timezone.now())))
    browser = Browser()
    form = browser.get(address, follow=True)
    where = form.redirect_chain[-1][0]
    assert address.split("/")[-2] not in where, "the token has left the address"
    weak = browser.post(where, {"new_password1": "salasana", "new_password2": "salasana"})
    assert weak.context["form"].errors
    browser.post(where, {"new_password1": PASSWORD, "new_password2": PASSWORD})
    world.coach.refresh_from_db()
    assert world.coach.check_password(PASSWORD)
    assert "vanhentunut" in Browser().get(address).content.decode()
    assert Entry.objects.filter(action="organisations.password_set", actor_id=world.coach.pk).exists()


def test_nobody_signs_up_or_resets_by_mail(world: Any) -> None:
    for path in ("signup/", "password/reset/", "email/"):
        assert Browser().get(f"/account/{path}").status_code == 404


def test_the_demos_door_is_closed_elsewhere(world: Any) -> None:
    assert Browser().get("/demo/").status_code == 404
    assert Browser().post("/demo/", {"person": world.coach.pk}).status_code == 404


def test_in_the_demo_one_picks_a_person(world: Any, settings: Any) -> None:
    settings.DEMO = True
    browser = Browser()
    assert "Venla Valmentaja" in browser.get("/demo/").content.decode()
    browser.post("/demo/", {"person": world.coach.pk})
    assert browser.get("/clients/").status_code == 200


@pytest.fixture
def service(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    """Two services in the settings, both ours: one that knows workers and one that knows clients."""
    import json

    with sign_in_service() as found:
        both = [
            {
                "id": "work",
                "name": "Työtunnus",
                "server_url": found.url,
                "client_id": "p",
                "secret": "s",
                "match": "email",
            },
            {
                "id": "strong",
                "name": "Suomi.fi",
                "server_url": found.url,
                "client_id": "p",
                "secret": "s",
                "match": "identity_number",
                "claim": "national_identification_number",
            },
        ]
        monkeypatch.setenv("SIGN_IN_SERVICES", json.dumps(both))
        apps = sign_in_services("SIGN_IN_SERVICES")
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": apps}}
        yield found


def through(service: Service, provider: str, claims: dict[str, Any]) -> tuple[Browser, Any]:
    """Sign in by the service, which says these claims."""
    import requests

    service.claims = claims
    browser = Browser()
    away = browser.post(f"/account/service/{provider}/")
    assert away.status_code == 302, away.content.decode()
    back = requests.get(away["Location"], allow_redirects=False, timeout=5).headers["Location"]
    url = urlsplit(back)
    return browser, browser.get(f"{url.path}?{url.query}")


def test_a_worker_comes_by_the_organisations_own_service(world: Any, service: Service, settings: Any) -> None:
    settings.SECOND_FACTOR = True
    browser, answer = through(service, "work", {"sub": "w1", "email": "Venla.Valmentaja@polku.example"})
    assert answer["Location"] == "/"
    assert browser.get("/clients/").status_code == 200, "the service has seen to the second factor"
    assert service.asked["/authorize"]["code_challenge_method"] == ["S256"]
    assert "openid" in service.asked["/authorize"]["scope"][0]
    again, _ = through(service, "work", {"sub": "w1", "email": "venla.valmentaja@polku.example"})
    assert again.get("/clients/").status_code == 200


def test_an_address_that_moved_to_another_person_opens_that_persons_account(world: Any, service: Service) -> None:
    through(service, "work", {"sub": "w1", "email": "venla.valmentaja@polku.example"})
    browser, _ = through(service, "work", {"sub": "w1", "email": "tiina.tiimivastaava@polku.example"})
    assert browser.session["_auth_user_id"] == str(world.lead.pk)


def test_a_client_comes_by_strong_identification(world: Any, service: Service) -> None:
    from allauth.socialaccount.models import SocialAccount

    client = Client.objects.filter(user=None).first()
    assert client is not None
    told = {"sub": "c1", "national_identification_number": client.identity_number, "given_name": "Joku Muu"}
    browser, _ = through(service, "strong", told)
    assert browser.get("/my/looks/").status_code == 200
    client.refresh_from_db()
    assert client.user is not None
    assert (client.user.email, client.user.has_usable_password()) == (None, False)
    account = SocialAccount.objects.get(user=client.user)
    assert account.extra_data == {}, "what the service told is not kept"


@pytest.mark.parametrize(
    ("provider", "claims"),
    [
        ("work", {"sub": "x", "email": "kukaan@polku.example"}),
        ("work", {"sub": "x", "email": "venla.valmentaja@polku.example", "email_verified": False}),
        ("strong", {"sub": "x", "national_identification_number": "010190-999X"}),
        ("strong", {"sub": "x"}),
    ],
)
def test_who_is_not_known_here_is_told_what_to_do(
    world: Any, service: Service, provider: str, claims: dict[str, Any]
) -> None:
    browser, answer = through(service, provider, claims)
    assert answer.status_code == 403
    assert "Sinua ei löydy" in answer.content.decode()
    assert browser.get("/clients/").status_code == 302
