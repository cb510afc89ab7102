"""The service as a whole: health, headers, logs, error pages, settings, commands."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse

from polku_web.base.logs import JsonLine
from polku_web.project import environment
from tests.house.tree import ROOT
from tests.web import settings as ours

SECRETS = {"SECRET_KEY": "x" * 60, "SEARCH_KEY": "y" * 60, "DATA_KEYS": "bm90LWEtc2VjcmV0LWp1c3QtMzItYnl0ZXMtbG9uZyE="}


def polku(tmp_path: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The command in a process and an environment of its own."""
    env = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    env |= {
        "DATABASE_URL": f"sqlite:///{tmp_path}/polku.sqlite3",
        "STATIC_FOLDER": str(tmp_path / "static"),
        **variables,
    }
    call = [sys.executable, "-m", "polku.cli", *words]
    return subprocess.run(call, env=env, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.django_db
def test_health_says_whether_it_lives_and_can_work(world: Any, django_assert_num_queries: Any) -> None:
    browser = Browser()
    with django_assert_num_queries(0):
        assert browser.get("/health/live").json() == {"status": "ok"}
    told = browser.get("/health/ready")
    assert (told.status_code, told.json()) == (200, {"status": "ok", "database": True, "tables": True, "audit": True})


@pytest.mark.django_db
def test_it_is_not_ready_when_the_log_is_not_protected(world: Any) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_append_only")
        else:
            cursor.execute("DROP TRIGGER audit_entry_no_delete")
    assert Browser().get("/health/ready").status_code == 503


@pytest.mark.django_db
def test_every_answer_has_the_policys_headers(world: Any, browser_of: Any) -> None:
    for path in ("/account/login/", "/clients/", "/nowhere/", "/health/live"):
        answer = browser_of(world.coach).get(path)
        policy = answer["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))
        assert re.fullmatch(r"[0-9a-f]{32}", answer["X-Request-ID"])


def test_pages_have_no_inline_script_or_style() -> None:
    for path in (ROOT / "src" / "polku_web").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|<style|\son\w+=|javascript:|https?://", text), path


@pytest.mark.django_db
def test_logs_are_json_without_personal_data(world: Any, browser_of: Any, caplog: Any) -> None:
    browser, form = browser_of(world.coach), JsonLine()
    caplog.set_level(logging.INFO)
    browser.get(f"/clients/{world.client.pk}/?q={world.client.family_name}")
    browser.get("/nowhere/Havupuro/")
    browser.post("/clients/search/", {"words": world.client.identity_number})
    lines = [json.loads(form.format(record)) for record in caplog.records]
    requests = [line for line in lines if line["logger"] == "polku_web.requests"]
    assert [(line["method"], line["route"], line["status"]) for line in requests] == [
        ("GET", "clients/<uuid:client_id>/", 200),
        ("GET", "", 404),
        ("POST", "clients/search/", 302),
    ]
    text = json.dumps(lines, ensure_ascii=False)
    assert not [
        word for word in ("Havupuro", "Aava", world.client.identity_number, str(world.client.pk)) if word in text
    ]


def test_an_exception_is_logged_by_its_place_not_its_words() -> None:
    try:
        raise ValueError("Aava Havupuro 010160-900Y")
    except ValueError:
        record = logging.LogRecord("django.request", logging.ERROR, "", 1, "%s", ("/x",), sys.exc_info())
    line = json.loads(JsonLine().format(record))
    assert line["error"] == "ValueError"
    assert line["places"][-1].startswith("test_service.py:")
    assert "Havupuro" not in json.dumps(line)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "told"), [("fi", "Sivua ei ole"), ("sv", "Sidan finns inte"), ("en", "no such page")]
)
def test_error_pages_speak_three_languages(world: Any, language: str, told: str) -> None:
    answer = Browser().get("/nowhere/", headers={"accept-language": language})
    assert answer.status_code == 404
    assert told in answer.content.decode()


@pytest.mark.django_db
def test_our_own_fault_is_told_with_its_reference(world: Any, browser_of: Any, monkeypatch: Any) -> None:
    from polku_web.clients import queries

    def broken(*args: Any, **rest: Any) -> None:
        raise RuntimeError("Aava Havupuro")

    monkeypatch.setattr(queries, "basis_of", broken)
    browser = browser_of(world.coach)
    browser.raise_request_exception = False
    answer = browser.get(reverse("client", kwargs={"client_id": world.client.pk}))
    assert answer.status_code == 500
    page = answer.content.decode()
    assert answer["X-Request-ID"] in page
    assert "Havupuro" not in page


@pytest.mark.django_db
def test_a_form_from_elsewhere_is_not_taken(world: Any) -> None:
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(world.coach)
    answer = browser.post("/clients/search/", {"words": "x"})
    assert answer.status_code == 403
    assert "vanhentunut" in answer.content.decode()


def test_settings_are_told_on_their_page() -> None:
    page = (ROOT / "docs" / "web" / "settings.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", page, flags=re.MULTILINE)) == set(environment.NAMES)


@pytest.mark.parametrize(
    ("url", "engine", "name"),
    [
        ("sqlite:///polku.sqlite3", "sqlite3", "polku.sqlite3"),
        ("sqlite:////srv/polku.sqlite3", "sqlite3", "/srv/polku.sqlite3"),
        ("postgres://u:p%40ss@db:5433/polku?sslmode=require", "postgresql", "polku"),
    ],
)
def test_a_database_is_named_by_an_address(monkeypatch: Any, url: str, engine: str, name: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    found = environment.database("DATABASE_URL", "")
    assert (found["ENGINE"].rsplit(".")[-1], str(found["NAME"])) == (engine, name)
    if engine == "postgresql":
        assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"]) == ("u", "p@ss", "db", "5433")
        assert found["OPTIONS"] == {"sslmode": "require"}


@pytest.mark.parametrize(
    ("name", "value", "ask"),
    [
        ("DATABASE_URL", "mysql://x", lambda: environment.database("DATABASE_URL", "")),
        ("DATABASE_URL", "sqlite:///", lambda: environment.database("DATABASE_URL", "")),
        ("HTTPS", "yes", lambda: environment.flag("HTTPS")),
        ("SESSION_HOURS", "ten", lambda: environment.number("SESSION_HOURS", 1)),
        ("SIGN_IN_SERVICES", '[{"id": "x"}]', lambda: environment.sign_in_services("SIGN_IN_SERVICES")),
        ("SIGN_IN_SERVICES", "x", lambda: environment.sign_in_services("SIGN_IN_SERVICES")),
    ],
)
def test_a_setting_that_is_wrong_says_so(monkeypatch: Any, name: str, value: str, ask: Any) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=name):
        ask()


def test_a_secret_must_be_given_outside_the_demo(tmp_path: Path) -> None:
    done = polku(tmp_path, "urls")
    assert done.returncode == 1
    assert done.stderr.startswith("polku: SECRET_KEY is not set")
    assert "Traceback" not in done.stderr


def test_addresses_are_listed_with_roles_and_object(tmp_path: Path) -> None:
    done = polku(tmp_path, "urls", "--json", POLKU_DEMO="1")
    rows = {row["path"]: row for row in json.loads(done.stdout)}
    assert rows["/clients/<uuid:client_id>/"]["roles"] == ["coach", "service_planner", "team_lead"]
    assert rows["/clients/<uuid:client_id>/"]["object"] == "client"
    assert rows["/health/live"]["who"] == "anyone"


def test_a_new_installation_from_nothing(tmp_path: Path) -> None:
    """Secrets, tables, the check before deployment, the first administrator, the log's seals."""
    made = dict(line.split("=", 1) for line in polku(tmp_path, "make-secrets").stdout.splitlines())
    assert set(made) == set(SECRETS)
    safe = {**made, "ALLOWED_HOSTS": "polku.example"}
    before = polku(tmp_path, "check-deploy", **safe)
    assert (before.returncode, "polku.E008" in before.stderr) == (1, True)
    assert polku(tmp_path, "migrate", **safe).returncode == 0
    checked = polku(tmp_path, "check-deploy", **safe)
    assert (checked.returncode, checked.stdout) == (0, "Nothing unsafe was found.\n"), checked.stderr
    assert "polku.W001" in checked.stderr, "SQLite is worth a warning"
    who = ["--organiser", "Järjestäjä", "--email", "a@polku.example", "--given-name", "A", "--family-name", "B"]
    weak = polku(tmp_path, "create-admin", *who, "--password", "salasana", **safe)
    assert (weak.returncode, weak.stderr.startswith("polku: ")) == (1, True)
    assert polku(tmp_path, "create-admin", *who, "--password", "oikea hevonen akku niitti", **safe).returncode == 0
    sealed = polku(tmp_path, "audit", "seal", **safe).stdout
    head = sealed.split()[-1]
    assert sealed == f"Sealed 3 entries: {head}\n"
    assert polku(tmp_path, "audit", "seal", **safe).stdout == "There is nothing new to seal.\n"
    assert polku(tmp_path, "audit", "verify", "--head", head, **safe).returncode == 0
    lost = polku(tmp_path, "audit", "verify", "--head", "0" * 63 + "1", "--json", **safe)
    assert lost.returncode == 1
    assert "No seal has the hash" in json.loads(lost.stdout)["faults"][0]


@pytest.mark.parametrize(
    ("variables", "fault"),
    [
        ({"POLKU_DEMO": "1"}, "polku.E001"),
        ({"DATA_KEYS": "short"}, "polku.E002"),
        ({"SEARCH_KEY": "short"}, "polku.E003"),
        ({"HTTPS": "0"}, "polku.E004"),
        ({"SECOND_FACTOR": "0"}, "polku.E005"),
        ({"ALLOWED_HOSTS": "*"}, "polku.E006"),
    ],
)
def test_what_is_unsafe_is_found(tmp_path: Path, variables: dict[str, str], fault: str) -> None:
    safe = {**SECRETS, "ALLOWED_HOSTS": "polku.example"}
    done = polku(tmp_path, "check-deploy", **{**safe, **variables})
    assert done.returncode == 1
    assert fault in done.stderr
    assert all(secret not in done.stderr + done.stdout for secret in SECRETS.values())


def test_the_tests_have_the_services_own_settings() -> None:
    assert ours.MIDDLEWARE == django_settings.MIDDLEWARE
    assert django_settings.DEBUG is False
