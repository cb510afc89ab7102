"""The same tests on PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from polku_web.project.environment import NAMES
from tests.conftest import PROFILE
from tests.house.tree import ROOT
from tests.web.postgresql import server_of_our_own
from tests.web.processes import LOAD, run

ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")
# They start processes or databases of their own, or need none.
LEFT_OUT = ["test_postgresql.py", "test_service.py", "test_texts.py", "test_backup.py", "test_code.py"]
# Every address × every role asks the same rules again: with many examples here too (make check-all). What the rules say
# is held against a second reading on both databases each time.
LONG = ["test_access.py"] if PROFILE == "usual" else []


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


ONE_MOMENT = """
import threading
from datetime import UTC, datetime
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone
from polku_web.base.actors import Actor
from polku_web.clients.actions import assign_coach
from polku_web.clients.models import Client, CoachAssignment
from polku_web.organisations.models import User

client = Client.objects.filter(unit__name="Keskustan tiimi").first()
CoachAssignment.objects.filter(client=client).delete()
together, told = threading.Barrier(2), []

def assign(email):
    coach = User.objects.get(email=email)
    together.wait()
    try:
        assign_coach(client=client, coach=coach, on=timezone.localdate(), by=Actor(datetime.now(UTC)))
        told.append("won")
    except ValidationError:
        told.append("told")
    connection.close()

coaches = ("venla.valmentaja@polku.example", "oskari.ohjaaja@polku.example")
people = [threading.Thread(target=assign, args=(email,)) for email in coaches]
for one in people: one.start()
for one in people: one.join()
print(sorted(told), CoachAssignment.objects.filter(client=client).count())
"""


@pytest.mark.skipif(ON_POSTGRESQL, reason="it has a server of its own")
def test_two_leads_one_client_one_moment(tmp_path: Path) -> None:
    """Two assign a coach at the same moment: one wins, the other is told, and there is one coach."""
    with server_of_our_own() as folder:
        url = f"postgres://polku@/polku?host={folder}"
        assert run(url, tmp_path, "migrate").returncode == 0
        assert run(url, tmp_path, code=LOAD).returncode == 0
        done = run(url, tmp_path, code=ONE_MOMENT)
    assert done.stdout.strip() == "['told', 'won'] 1", done.stderr


REFERRALS = """
import threading
from datetime import UTC, datetime
from django.core.exceptions import ValidationError
from django.db import connection
from polku_web.base.actors import Actor
from polku_web.clients.models import Client
from polku_web.market.actions import change_offer, move, refer
from polku_web.market.models import Offer, Participation, Referral
from polku_web.market.places import places_left
from polku_web.organisations.models import User

def by(): return Actor(datetime.now(UTC), name="test")

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

coach = User.objects.get(email="venla.valmentaja@polku.example")
first, second, third = Offer.objects.filter(provider__isnull=False).order_by("provider__name")
clients = list(Client.objects.filter(referrals=None))
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


@pytest.mark.skipif(ON_POSTGRESQL, reason="it has a server of its own")
def test_two_hands_on_one_referral(tmp_path: Path) -> None:
    """Two refer one client, answer one referral, start one service or take the last place: one wins, one is told."""
    with server_of_our_own() as folder:
        url = f"postgres://polku@/polku?host={folder}"
        assert run(url, tmp_path, "migrate").returncode == 0
        assert run(url, tmp_path, code=LOAD.replace("clients=3", "clients=18")).returncode == 0
        done = run(url, tmp_path, code=REFERRALS)
    assert done.stdout.splitlines() == [
        "['told', 'won'] 1",
        "['told', 'told', 'won'] 2",
        "['told', 'won'] 1",
        "['told', 'won'] 0",
    ], done.stderr


ONE_ANSWER = """
import threading
from datetime import UTC, datetime
from django.core.exceptions import ValidationError
from django.db import connection
from polku_web.audit.models import Entry
from polku_web.base.actors import Actor
from polku_web.casework.actions import accept_agreement, propose_agreement
from polku_web.clients.models import Client
from polku_web.organisations.models import User
from polku_web.organisations.queries import actor_of
from polku_web.privacy.actions import answer_request, make_request

now = datetime.now(UTC)
client, lead = Client.objects.filter(user__isnull=False)[0], User.objects.get(email="tiina.tiimivastaava@polku.example")
asked = make_request(client=client, kind="question", about="", text="?", by=actor_of(client.user, now))
agreement = propose_agreement(client=client, steps=[{"text": "Soita."}], by=actor_of(lead, now))

def both(act):
    together, told = threading.Barrier(2), []
    def one():
        together.wait()
        try:
            act()
            told.append("won")
        except ValidationError:
            told.append("told")
        connection.close()
    people = [threading.Thread(target=one) for _turn in range(2)]
    for person in people: person.start()
    for person in people: person.join()
    return sorted(told)

answer = both(lambda: answer_request(request=asked, result="done", answer="!", user=lead, by=actor_of(lead, now)))
accept = both(lambda: accept_agreement(agreement=agreement, by=actor_of(client.user, now)))
logged = Entry.objects.filter(action="privacy.request_answered", object_id=str(asked.pk)).count()
print(answer, accept, logged)
"""


@pytest.mark.skipif(ON_POSTGRESQL, reason="it has a server of its own")
def test_one_request_one_answer_one_agreement_one_yes(tmp_path: Path) -> None:
    """Two answer a request, and two browsers accept a proposal, at the same moment: one wins, the other is told."""
    with server_of_our_own() as folder:
        url = f"postgres://polku@/polku?host={folder}"
        assert run(url, tmp_path, "migrate").returncode == 0
        assert run(url, tmp_path, code=LOAD).returncode == 0
        done = run(url, tmp_path, code=ONE_ANSWER)
    assert done.stdout.strip() == "['told', 'won'] ['told', 'won'] 1", done.stderr
