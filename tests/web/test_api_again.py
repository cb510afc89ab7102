"""Sent again, and in by itself: whoever died in between, other files meanwhile, tokens that only send."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from polku_web.audit.models import Entry
from polku_web.clients.models import Client
from polku_web.intake import tasks
from polku_web.intake.models import Batch, ColumnMatch
from tests.web.api_things import Caller, token_for
from tests.web.test_intake import PLAIN, begin, number, take

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


@pytest.mark.parametrize("what", ["unit", "on", "whole"])
def test_the_same_content_about_something_else_is_not_the_same(world: Any, unit: Any, what: str) -> None:
    two = Caller(token_for(world.ours, world.units[:2])[1])
    first = two.send(A, **unit).json()
    other = {
        "unit": {"unit": str(world.units[1].pk)},
        "on": {"on": (DAY - timedelta(1)).isoformat()},
        "whole": {},
    }[what]
    whole = Caller(token_for(world.ours, name="Koko")[1])
    answer = (whole if what == "whole" else two).send(A, **(unit | other))
    told = answer.json()
    assert (answer.status_code, told["same_file"], told["id"] == first["id"]) == (201, False, False)
    assert (told["unit"]["id"], told["on"]) == ((unit | other)["unit"], other.get("on", DAY.isoformat()))


@pytest.mark.parametrize("on_its_way", [True, False])
def test_what_another_file_came_after_is_taken_in_again(caller: Caller, unit: Any, on_its_way: bool) -> None:
    """A, then B, then A: the register says what came the last, also where B is still on its way."""
    first = caller.send(A, **unit).json()
    second = caller.send(B, **(unit | {"take_in": not on_its_way})).json()
    assert second["state"] == ("checked" if on_its_way else "taken_in")
    again = caller.send(A, **unit).json()
    assert (again["same_file"], again["state"], again["id"] != first["id"]) == (False, "taken_in", True)
    assert Client.objects.get(family_name="Kutsu").phone == "040 1111111"
    assert caller.send(A, **unit).json()["id"] == again["id"], "nothing has come since"


def test_a_file_that_was_cancelled_came_after_nothing(caller: Caller, unit: Any) -> None:
    first = caller.send(A, **unit).json()
    second = caller.send(B, **(unit | {"take_in": False})).json()
    caller.post(f"batches/{second['id']}/cancel")
    assert caller.send(A, **unit).json()["id"] == first["id"]


def test_an_older_file_that_went_in_later_came_after_it(world: Any, caller: Caller, unit: Any) -> None:
    older = begin(world, B)
    first = caller.send(A, **unit).json()
    assert caller.send(A, **unit).json()["id"] == first["id"]
    take(world, older)
    assert caller.send(A, **unit).json()["same_file"] is False
    assert Client.objects.get(family_name="Kutsu").phone == "040 1111111"


def test_another_units_own_file_does_not_come_in_between(world: Any, unit: Any) -> None:
    two = Caller(token_for(world.ours, world.units[:2])[1])
    first = two.send(A, **unit).json()
    two.send(PLAIN + f"{number(43)};Kutsu;Muu;837\n", **(unit | {"unit": str(world.units[1].pk)}))
    assert two.send(A, **unit).json()["id"] == first["id"]


def test_rows_leave_the_organisers_columns_as_they_were(world: Any, caller: Caller, unit: Any) -> None:
    """Our own names in a table made of rows say nothing of the names in the organiser's files."""
    for header, field in (("number", "register_key"), ("status", "")):
        ColumnMatch.objects.create(organisation=world.ours, kind="clients", header=header, field=field)
    ours = ColumnMatch.objects.filter(organisation=world.ours)
    before = set(ours.values_list("kind", "header", "field"))
    sent = caller.post("batches/rows", {"rows": [ROW | {"status": "02", "status_since": "2026-04-01"}], **unit}).json()
    assert (sent["state"], sent["columns"]["number"], sent["columns"]["status"]) == ("taken_in", "number", "status")
    assert set(ours.values_list("kind", "header", "field")) == before
