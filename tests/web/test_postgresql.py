"""The same tests on PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from polku_web.project.environment import NAMES
from tests.conftest import PROFILE
from tests.house.tree import ROOT
from tests.web.postgresql import server_of_our_own
from tests.web.processes import LOAD, run

Asked = Callable[[str], list[str]]

ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")
# They start processes or databases of their own, or need none.
LEFT_OUT = ["test_postgresql.py", "test_service.py", "test_texts.py", "test_backup.py", "test_code.py"]
# Every address × every role asks the same rules again: with many examples here too (make check-all). What the rules say
# is held against a second reading on both databases each time.
LONG = ["test_access.py"] if PROFILE == "usual" else []


@pytest.mark.xdist_group("tests/web/test_postgresql.py")  # groups begin first: this one takes minutes
@pytest.mark.skipif(ON_POSTGRESQL, reason="these are the tests that it runs")
def test_the_same_holds_on_postgresql() -> None:
    left_out = [f"--ignore=tests/web/{name}" for name in [*LEFT_OUT, *LONG]]
    call = [sys.executable, "-m", "pytest", "tests/web", *left_out, "-q", "-p", "no:cacheprovider"]
    with server_of_our_own() as folder:
        # A run of its own: what an earlier test left in the environment is not its business.
        env = {name: value for name, value in os.environ.items() if name not in (*NAMES, "PYTEST_XDIST_WORKER")}
        env["DATABASE_URL"] = f"postgres://polku@/polku?host={folder}"
        done = subprocess.run(call, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


@pytest.fixture(scope="module")
def two_at_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """Runs code after `TOGETHER` on a server with the demo's people, one for all tests here; gives what it prints."""
    if ON_POSTGRESQL:
        pytest.skip("it has a server of its own")
    folder = tmp_path_factory.mktemp("static")
    with server_of_our_own() as socket:
        url = f"postgres://polku@/polku?host={socket}"
        assert run(url, folder, "migrate").returncode == 0
        assert run(url, folder, code=LOAD.replace("clients=3", "clients=18")).returncode == 0

        def asked(code: str) -> list[str]:
            done = run(url, folder, code=TOGETHER + code)
            assert done.returncode == 0, done.stderr
            return done.stdout.splitlines()

        yield asked


TOGETHER = """
import threading
from datetime import UTC, datetime
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from polku_web.base.actors import Actor
from polku_web.clients.models import Client, CoachAssignment
from polku_web.organisations.models import User
from polku_web.organisations.queries import actor_of

now, today = datetime.now(UTC), timezone.localdate()

def by(): return Actor(datetime.now(UTC), name="test")
def person(name): return User.objects.get(email=f"{name}@polku.example")

def together(*acts):
    barrier, told = threading.Barrier(len(acts)), []
    def one(act):
        barrier.wait()
        try:
            act()
            told.append("won")
        except ValidationError:
            told.append("told")
        connection.close()
    people = [threading.Thread(target=one, args=(act,)) for act in acts]
    for person in people: person.start()
    for person in people: person.join()
    return sorted(told)
"""

ONE_MOMENT = """
from polku_web.clients.actions import assign_coach

client = Client.objects.filter(unit__name="Keskustan tiimi").first()
CoachAssignment.objects.filter(client=client).delete()
assign = lambda name: lambda: assign_coach(client=client, coach=person(name), on=today, by=by())
print(together(assign("venla.valmentaja"), assign("oskari.ohjaaja")))
print(CoachAssignment.objects.filter(client=client).count())
"""


def test_two_leads_one_client_one_moment(two_at_once: Asked) -> None:
    """Two assign a coach at the same moment: one wins, the other is told, and there is one coach."""
    assert two_at_once(ONE_MOMENT) == ["['told', 'won']", "1"]


REFERRALS = """
from polku_web.market.actions import change_offer, move, refer
from polku_web.market.models import Offer, Participation, Referral
from polku_web.market.places import places_left

coach = person("venla.valmentaja")
first, second, third = Offer.objects.filter(provider__isnull=False).order_by("provider__name")
clients = list(Client.objects.filter(referrals=None).exclude(family_name__startswith="Kilpa"))
send = lambda client, offer: lambda: refer(client=client, offer=offer, by=by(), made_by=coach)

print(together(send(clients[0], first), send(clients[0], second)), clients[0].referrals.count())
referral = clients[0].referrals.get()
accept = lambda: move(referral=referral, to="accepted", by=by())
print(together(accept, accept, accept), referral.events.count())
start = lambda: move(referral=referral, to="started", by=by())
print(together(start, start), Participation.objects.filter(referral=referral).count())
taken = third.places - places_left(third)
change_offer(offer=third, places=taken + 1, by=by())
print(together(send(clients[1], third), send(clients[2], third)), places_left(third))
"""


def test_two_hands_on_one_referral(two_at_once: Asked) -> None:
    """Two refer one client, answer one referral, start one service or take the last place: one wins, one is told."""
    assert two_at_once(REFERRALS) == [
        "['told', 'won'] 1",
        "['told', 'told', 'won'] 2",
        "['told', 'won'] 1",
        "['told', 'won'] 0",
    ]


CLAIMS = """
from decimal import Decimal
from polku_web.market.models import Delivery, Job, Milestone, Participation
from polku_web.market.result_actions import tell_delivery, tell_job, tell_milestone

begun = Participation.objects.exclude(referral=None).first()
told = {"participation": begun, "date": begun.start_date}
work = lambda: tell_delivery(**told, unit="visit", quantity=Decimal(3), by=by())
goal = lambda: tell_milestone(**told, milestone="skills_profile_made", by=by())
job = {"source": "provider", "start_date": begun.start_date, "employer_name": "Kilpa Oy"}
work_found = lambda: tell_job(client=begun.client, participation=begun, **job, by=by())
print(together(work, work, work), Delivery.objects.filter(participation=begun, quantity=3).count())
print(together(goal, goal), Milestone.objects.filter(milestone="skills_profile_made").count())
print(together(work_found, work_found), Job.objects.filter(employer_key="kilpa-oy").count())
"""


def test_two_workers_of_a_provider_tell_the_same(two_at_once: Asked) -> None:
    """Work done, a milestone and a job, each told by two at one moment: one is kept, the others are told."""
    assert two_at_once(CLAIMS) == ["['told', 'told', 'won'] 1", "['told', 'won'] 1", "['told', 'won'] 1"]


ONE_ANSWER = """
from polku_web.audit.models import Entry
from polku_web.casework.actions import accept_agreement, propose_agreement
from polku_web.privacy.actions import answer_request, make_request

client, lead = Client.objects.filter(user__isnull=False)[0], person("tiina.tiimivastaava")
asked = make_request(client=client, kind="question", about="", text="?", by=actor_of(client.user, now))
agreement = propose_agreement(client=client, steps=[{"text": "Soita."}], by=actor_of(lead, now))
answer = lambda: answer_request(request=asked, result="done", answer="!", user=lead, by=actor_of(lead, now))
accept = lambda: accept_agreement(agreement=agreement, by=actor_of(client.user, now))
print(together(answer, answer), together(accept, accept))
print(Entry.objects.filter(action="privacy.request_answered", object_id=str(asked.pk)).count())
"""


def test_one_request_one_answer_one_agreement_one_yes(two_at_once: Asked) -> None:
    """Two answer a request, and two browsers accept a proposal, at the same moment: one wins, the other is told."""
    assert two_at_once(ONE_ANSWER) == ["['told', 'won'] ['told', 'won']", "1"]


INTAKE = """
from polku_web.audit.models import Entry
from polku_web.clients.models import Decision, StatusPeriod
from polku_web.contracts.models import Pilot
from polku_web.intake import actions, staging, taking_in
from polku_web.intake.demo import invented_number
from polku_web.organisations.models import Unit

planner, unit = actor_of(person("pekka.palvelusuunnittelija"), now), Unit.objects.get(name="Keskustan tiimi")

def checked(*numbers, name="Kilpa"):
    rows = [f"{invented_number(300_000 + n)};{name};Asiakas{'abcdefgh'[n]};837;02;1.3.2026" for n in numbers]
    content = chr(10).join(["hetu;sukunimi;etunimi;kotikunta;tila;tila alkaen", *rows]).encode()
    told = {"unit": unit, "pilot": Pilot.objects.get(), "on": today, "whole": True, "by": planner}
    batch = actions.start_batch(content=content, name="a.csv", **told)
    actions.match_columns(batch=batch, columns=batch.columns, by=planner, queued=False)
    staging.check_batch(batch.pk)
    return batch

begin = lambda batch: lambda: actions.begin_taking_in(batch=batch, by=planner, queued=False)
take = lambda batch: lambda: taking_in.take_in(batch.pk, planner)
ours = Client.objects.filter(family_name__startswith="Kilpa")

def told(batch):
    batch.refresh_from_db()
    return f"{batch.state} {batch.told}".strip()

def there():  # how many people, and how much of what is there once anybody has twice
    kinds = (StatusPeriod, Decision)
    rows = [list(kind.objects.filter(client__in=ours).values_list("client", flat=True)) for kind in kinds]
    return ours.count(), *(len(one) - len(set(one)) for one in rows)

one = checked(1, 2, 3)
print(together(begin(one), begin(one)), together(take(one), take(one)), told(one), there())
print(Entry.objects.filter(action="clients.registered", subject_id__in=ours.values("pk")).count())

plans, compared = taking_in._planned, threading.Barrier(2)
def planned(*words):  # both have compared before either writes
    plan = plans(*words)
    compared.wait()
    return plan

taking_in._planned = planned
two, three = checked(4, 5, 6), checked(6, 5, 7)
for batch in (two, three): begin(batch)()
together(take(two), take(three))
print(sorted([told(two), told(three)]), there())
taking_in._planned = plans
late = two if two.state == "checked" else three
begin(late)(), take(late)()
print(told(late), late.counts["new"], there())

names = {"Kilpaa": (1, 2, 3, 4, 5), "Kilpab": (5, 4, 3, 2, 1)}
changed = [checked(*order, name=name) for name, order in names.items()]
for batch in changed: begin(batch)()
taking_in._planned = planned
together(*(take(batch) for batch in changed))
print([told(batch) for batch in changed], ours.filter(family_name__in=names).values("family_name").distinct().count())
"""


def test_two_files_with_the_same_people(two_at_once: Asked) -> None:
    """One file begun and taken in by two; two files with the same new people; two that change the same people.

    One wins and one is told, nothing is there twice, nothing locks up; who was told tries again and comes through.
    """
    assert two_at_once(INTAKE) == [
        "['told', 'won'] ['won', 'won'] taken_in (3, 0, 0)",
        "3",
        "['checked changed_meanwhile', 'taken_in'] (6, 0, 0)",
        "taken_in 1 (7, 0, 0)",
        "['taken_in', 'taken_in'] 1",
    ]


MEETINGS = """
from polku_web.casework import imported_rows
from polku_web.casework.models import Former, Meeting
from polku_web.intake import actions, staging
from polku_web.intake.kinds import kind_of
from polku_web.organisations.models import Unit

planner, unit = actor_of(person("pekka.palvelusuunnittelija"), now), Unit.objects.get(name="Keskustan tiimi")
people = list(Client.objects.filter(unit=unit)[:3])

def begun(hour):
    rows = [f"{one.identity_number};KILPA;muu;{today};{hour}" for one in people]
    content = chr(10).join(["hetu;tapaamisnumero;laji;pvm;kello", *rows]).encode()
    told = {"unit": unit, "pilot": None, "on": today, "whole": True, "by": planner, "kind": "meetings"}
    batch = actions.start_batch(content=content, name="m.csv", **told)
    actions.match_columns(batch=batch, columns=batch.columns, by=planner, queued=False)
    staging.check_batch(batch.pk)
    return actions.begin_taking_in(batch=batch, by=planner, queued=False)

read, ready = imported_rows._told, threading.Barrier(2)
def told_together(*words):  # both have read their rows before either compares
    found = read(*words)
    ready.wait()
    return found

imported_rows._told = told_together
batches = [begun(9), begun(9)], [begun(10), begun(11)]
for pair in batches:
    together(*(lambda batch=batch: kind_of(batch).take_in(batch.pk, planner) for batch in pair))
    for batch in pair: batch.refresh_from_db()
    counted = sorted([one.counts[name] for name in ("new", "changed", "same")] for one in pair)
    print([one.state for one in pair], counted, Meeting.objects.filter(source_key="KILPA").count())
ours = Meeting.objects.filter(source_key="KILPA")
print(Former.objects.filter(source_key="KILPA").count(), ours.values("time").distinct().count())
"""


def test_two_files_with_the_same_meetings(two_at_once: Asked) -> None:
    """Two files at one moment: the second compares with what the first wrote, and nothing is there twice."""
    assert two_at_once(MEETINGS) == [
        "['taken_in', 'taken_in'] [[0, 0, 3], [3, 0, 0]] 3",
        "['taken_in', 'taken_in'] [[0, 3, 0], [0, 3, 0]] 3",
        "6 1",
    ]


ALLOCATION = """
from polku_web.intake.allocating import confirm, propose
from polku_web.intake.people_queries import without_coach
from polku_web.organisations.models import Unit

unit, lead = Unit.objects.get(name="Keskustan tiimi"), actor_of(person("tiina.tiimivastaava"), now)
CoachAssignment.objects.filter(client__unit=unit).delete()
waiting = set(without_coach(today).filter(unit=unit).values_list("pk", flat=True))
plan, again = propose(unit=unit, on=today, by=lead), propose(unit=unit, on=today, by=lead)
named = []
do = lambda plan: lambda: named.append(confirm(plan=plan, by=lead)[0])
print(together(do(plan), do(plan), do(again)), sorted(named) == [0, len(waiting)])
have = list(CoachAssignment.objects.filter(client__in=waiting).values_list("client", flat=True))
print(len(have) - len(waiting), set(have) == waiting, bool(waiting))
"""


def test_coaches_are_named_once(two_at_once: Asked) -> None:
    """A plan confirmed by two, and another plan for the same clients beside it: each client gets one coach."""
    assert two_at_once(ALLOCATION) == ["['told', 'won', 'won'] True", "0 True True"]


SENT = """
from polku_web.intake.models import Batch
from polku_web.intake.sending import send
from polku_web.organisations.models import Unit

unit, lead = Unit.objects.get(name="Keskustan tiimi"), actor_of(person("tiina.tiimivastaava"), now)
content = "hetu;sukunimi;etunimi\\\\n210367-918V;Esimerkki;Aino\\\\n".encode()
same = []
about = {"content": content, "name": "same.csv", "unit": unit, "pilot": None, "on": today, "onward": False, "by": lead}
once = lambda: same.append(send(**about).same_file)
print(together(once, once), sorted(same), Batch.objects.filter(name="same.csv").count())
"""


def test_one_file_sent_twice_at_one_moment(two_at_once: Asked) -> None:
    """A call that is repeated while the first one is still at work: there is one batch, and the second is told so."""
    assert two_at_once(SENT) == ["['won', 'won'] [False, True] 1"]


FIGURES = """
from polku_web.figures.actions import begin
from polku_web.organisations.models import Organisation

ours = Organisation.objects.get(kind="organiser")
ask = lambda: begin(organisation=ours, by=by())
print(together(ask, ask, ask), ours.figure_runs.count())
"""


def test_figures_are_made_by_one_at_a_time(two_at_once: Asked) -> None:
    """Three ask for figures at the same moment: one wins, the others are told, and there is one run."""
    assert two_at_once(FIGURES) == ["['told', 'told', 'won'] 1"]
