"""The demo at full scale, tried with few: invented people poured around the small world."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client as Browser
from django.utils import timezone
from stdnum.fi import hetu

from polku import pipeline
from polku.cli import main
from polku.definition import running_on
from polku_web.audit.models import Entry
from polku_web.base.actors import Actor, Role
from polku_web.base.pouring import pour
from polku_web.casework.models import Meeting, Step
from polku_web.clients.identity import birth_date
from polku_web.clients.models import Client, CoachAssignment, Enrolment, StatusPeriod
from polku_web.clients.queries import listed
from polku_web.market.models import Job, Participation, Referral
from polku_web.organisations.models import Membership, User
from polku_web.organisations.queries import actor_of
from polku_web.project import demo_staff
from polku_web.project.demo import demo_people
from polku_web.project.demo_facts import Invented
from polku_web.project.demo_names import Numbers, name_of
from polku_web.project.demo_world import load_world
from polku_web.project.snapshot import take_snapshot

NOW = datetime.now(UTC)  # noqa: TID251 - the pilot runs on the day of the tests
CLIENTS = 120


@pytest.fixture(scope="module")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A demo's folder with the facts of some hundred people."""
    folder = tmp_path_factory.mktemp("demo")
    pilot = folder / "pilot.yaml"
    pilot.write_text(running_on("pirkanmaa-2021", NOW.date()), encoding="utf-8")
    to = pipeline.Target(folder / "facts")
    nothing: Any = lambda _text: None  # noqa: E731
    pipeline.simulate(str(pilot), clients=80, seed=7, start=None, until=NOW.date(), to=to, tell=nothing)
    return folder


@pytest.fixture
def filled(world: SimpleNamespace, invented: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """The test's world with them around it; a coach has ten clients, a team three coaches."""
    monkeypatch.setattr(demo_staff, "CASELOAD", 10)
    monkeypatch.setattr(demo_staff, "TEAM", 3)
    monkeypatch.setattr(demo_staff, "NAMED", {0: "venla.valmentaja", 1: "oskari.ohjaaja", 3: "lauri.lansivalmentaja"})
    world.counts = load_world(invented / "facts", at=NOW, clients=CLIENTS, tell=lambda _text: None)
    world.new = Client.objects.filter(register_key__startswith="keksitty-")
    return world


def test_so_many_clients_are_there(filled: SimpleNamespace) -> None:
    ours = Client.objects.filter(unit__organisation=filled.ours)
    assert ours.count() == CLIENTS
    assert filled.counts["clients"] == filled.new.count() == CLIENTS - len(filled.clients)
    for model, name in ((Participation, "participations"), (Job, "jobs"), (Meeting, "meetings"), (Step, "steps")):
        assert filled.counts[name], f"no row of {model.__name__} came in"


def test_nobody_in_it_exists(filled: SimpleNamespace) -> None:
    """Identity numbers are of the 900 series, each once, and tell the birth date and the sex that the facts tell."""
    numbers = [(one.identity_number, one) for one in filled.new]
    assert len({number for number, _one in numbers}) == len(numbers)
    for number, one in numbers:
        assert hetu.is_valid(number, allow_temporary=True)
        assert 900 <= int(number[7:10]) <= 999
        assert birth_date(number) == one.birth_date
        assert int(number[9]) % 2 == (one.sex == "m")
        assert one.email.endswith(".example")
        assert one.phone.startswith("040 000 ")
        assert one.sort_name == str(one).casefold()
    assert not User.objects.exclude(email=None).exclude(email__endswith=".example").exists()


def test_every_client_in_the_pilot_has_a_coach_of_its_unit(filled: SimpleNamespace) -> None:
    posts = set(Membership.objects.filter(role=Role.COACH, end_date=None).values_list("user", "unit"))
    coached = CoachAssignment.objects.filter(client__in=filled.new, end_date=None).select_related("client")
    assert coached.count() == Enrolment.objects.filter(client__in=filled.new, end_date=None).count() > 50
    assert {(one.coach_id, one.client.unit_id) for one in coached} <= posts
    load = Counter(one.coach_id for one in coached)
    assert load[filled.coach.pk], "the demo's named coach has some of them"
    assert max(load.values()) < 40
    led = set(Membership.objects.filter(role=Role.TEAM_LEAD, end_date=None).values_list("unit", flat=True))
    assert {one.client.unit_id for one in coached} <= led


def test_the_named_coach_sees_them(filled: SimpleNamespace) -> None:
    seen = listed(actor_of(filled.coach, timezone.now()), mine=True)
    assert seen.filter(pk__in=filled.new).exists()


def test_it_is_in_the_log_once(filled: SimpleNamespace) -> None:
    [entry] = Entry.objects.filter(action="project.demo_filled")
    assert entry.after["rows"] == filled.counts


def test_what_comes_out_again_has_no_fault(filled: SimpleNamespace, invented: Path, tmp_path: Path) -> None:
    """From facts into the service and back: nothing is wrong with it, and the chain runs."""
    facts = tmp_path / "facts"
    counts = take_snapshot(organisation=filled.ours, out=facts, by=Actor(timezone.now()))
    assert counts["statuses"] == StatusPeriod.objects.filter(client__unit__organisation=filled.ours).count()
    assert counts["participations"] >= filled.counts["participations"]
    checked = CliRunner().invoke(main, ["check", str(facts), "--pilot", str(invented / "pilot.yaml")])
    assert checked.exit_code == 0, checked.output


def test_who_waits_for_an_answer(filled: SimpleNamespace) -> None:
    waiting = Referral.objects.filter(client__in=filled.new, state__in=Referral.UNANSWERED)
    assert waiting.exists()
    for one in waiting:
        assert one.events.exists()


def test_the_page_of_people(filled: SimpleNamespace, settings: Any, django_assert_num_queries: Any) -> None:
    settings.DEMO = True
    with django_assert_num_queries(2):
        people = demo_people()
    assert filled.coach in people.staff
    assert filled.left in people.staff
    assert filled.hidden.user in people.clients
    page = Browser().get("/demo/").content.decode()
    assert f"{len(people.others)} muuta työntekijää" in page
    assert "Keksitty Alkuvalmennus Oy" in page


def test_those_who_left_last_fill_the_number(invented: Path) -> None:
    told = Invented(invented / "facts")
    told.take(10_000, ["837"])
    ends = dict(told.rows("enrolments", "end_date"))
    assert [end for end in ends.values() if end], "somebody has left"
    everybody = len(told.taken)
    told.take(5, ["837"])
    assert (len(told.taken), everybody > 60) == (5, True)
    assert not any(dict(told.rows("enrolments", "end_date")).values())


def test_numbers_do_not_run_out_on_a_day() -> None:
    day = date(1980, 1, 1)
    taken = Numbers().next(day, "f")
    numbers = Numbers([taken])
    given = [numbers.next(day, "f") for _n in range(299)]
    assert len({*given, taken}) == 300
    numbers.next(day, "m")
    with pytest.raises(ValueError, match="too many people"):
        numbers.next(day, "f")


def test_names_differ() -> None:
    assert len({name_of(n, "f") for n in range(5000)}) == 5000


def test_a_row_may_not_name_a_field_that_is_not_there(db: None) -> None:
    with pytest.raises(ValueError, match="no field colour"):
        pour(Client, ["colour"], [("red",)])
