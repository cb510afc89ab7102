"""Sent again, and in by itself: whoever died in between, other files meanwhile, tokens that only send."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from polku_web.audit.models import Entry
from polku_web.clients.models import Client
from polku_web.intake import tasks
from polku_web.intake.models import Batch, ColumnMatch
from tests.web.api_things import Caller, token_for
from tests.web.test_intake import number

pytestmark = pytest.mark.django_db
DAY = timezone.localdate()
ROW = {"number": number(41), "family_name": "Kutsu", "given_name": "Uusi"}


def file(phone: str) -> str:
    return f"hetu;sukunimi;etunimi;puhelin\n{number(41)};Kutsu;Uusi;{phone}\n"


A, B = file("040 1111111"), file("040 2222222")


@pytest.fixture
def caller(world: Any) -> Caller:
    return Caller(token_for(world.ours)[1])


@pytest.fixture
def unit(world: Any) -> dict[str, Any]:
    return {"unit": str(world.units[0].pk), "take_in": True}


@pytest.fixture
def stopped(monkeypatch: pytest.MonkeyPatch, caller: Caller, unit: Any) -> dict[str, Any]:
    """A batch that was to go onward, and whoever checked it died before taking it in."""

    def died(**about: Any) -> None:
        raise ValidationError("")  # the task ends, as it does when the process does

    with monkeypatch.context() as patch:
        patch.setattr(tasks, "start_taking_in", died)
        sent = caller.send(A, **unit).json()
    assert (sent["state"], sent["take_in"], sent["rows"]["sound"]) == ("checked", True, 1)
    return dict(sent)


def test_the_same_call_takes_in_what_stopped_after_the_check(caller: Caller, unit: Any, stopped: Any) -> None:
    asleep = caller.send(A, **(unit | {"take_in": False})).json()
    assert (asleep["id"], asleep["state"]) == (stopped["id"], "checked"), "this call does not ask for it"
    again = caller.send(A, **unit)
    told = again.json()
    assert (again.status_code, told["same_file"], told["id"], told["state"]) == (200, True, stopped["id"], "taken_in")
    assert told["result"]["new"] == 1


def test_going_on_takes_in_what_stopped_after_the_check(caller: Caller, stopped: Any) -> None:
    answer = caller.post(f"batches/{stopped['id']}/go-on")
    assert (answer.status_code, answer.json()["state"]) == (202, "taken_in")
    assert Client.objects.filter(family_name="Kutsu").count() == 1
    assert caller.post(f"batches/{stopped['id']}/go-on").status_code == 409


def test_a_checked_batch_that_nobody_sent_onward_waits(caller: Caller, unit: Any) -> None:
    waits = unit | {"take_in": False}
    sent = caller.send(A, **waits).json()
    assert caller.send(A, **unit).json()["state"] == "checked"
    assert caller.post(f"batches/{sent['id']}/go-on").status_code == 409


def test_with_no_sound_row_the_same_again_is_only_told(caller: Caller, unit: Any) -> None:
    wrong = {"rows": [ROW | {"municipality": "999"}], **unit}
    first = caller.post("batches/rows", wrong).json()
    again = caller.post("batches/rows", wrong).json()
    assert (again["id"], again["same_file"], again["state"]) == (first["id"], True, "checked")


def test_a_token_that_only_sends_lets_nothing_in_by_telling_columns(world: Any, caller: Caller, unit: Any) -> None:
    sent = caller.send(f"a1;a2;a3\n{number(42)};Kutsu;Toinen\n", **unit).json()
    columns = {"columns": {"number": "a1", "family_name": "a2", "given_name": "a3"}}
    weak = Caller(token_for(world.ours, abilities=["sends"], name="Vain lähettää")[1])
    answer = weak.put(f"batches/{sent['id']}/columns", columns)
    assert (answer.status_code, answer.json()["type"]) == (403, "urn:polku:problem:not-able")
    assert Entry.objects.filter(sort="refusal", actor_name="Vain lähettää", action="page.refused").count() == 1
    assert (Batch.objects.get(pk=sent["id"]).state, ColumnMatch.objects.filter(header="a1").exists()) == (
        "uploaded",
        False,
    )
    assert caller.put(f"batches/{sent['id']}/columns", columns).json()["state"] == "taken_in"


def test_a_token_that_only_sends_tells_the_columns_of_what_waits(world: Any, caller: Caller, unit: Any) -> None:
    sent = caller.send(f"a1;a2;a3\n{number(42)};Kutsu;Toinen\n", unit=unit["unit"]).json()
    weak = Caller(token_for(world.ours, abilities=["sends"], name="Vain lähettää")[1])
    columns = {"columns": {"number": "a1", "family_name": "a2", "given_name": "a3"}}
    assert weak.put(f"batches/{sent['id']}/columns", columns).json()["state"] == "checked"
