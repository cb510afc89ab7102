"""The API of taking in: a file and rows, all the way; the same twice; what goes wrong is told as a problem."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from polku_web.audit.models import Entry
from polku_web.clients.models import Client, Enrolment
from polku_web.contracts.models import Pilot
from polku_web.intake import demo
from polku_web.intake.models import Batch
from polku_web.intake.work import SILENT
from tests.web.api_things import Caller, token_for
from tests.web.test_intake import PLAIN, number

pytestmark = pytest.mark.django_db
DAY = timezone.localdate()
KINDS = ["no_number", "unknown_municipality", "no_day", "no_status", "missing_value", "no_email", "no_flag", "no_name"]


@pytest.fixture
def caller(world: Any) -> Caller:
    """A system for the whole organisation, which names its unit where there are several."""
    return Caller(token_for(world.ours)[1])


@pytest.fixture
def unit(world: Any) -> dict[str, str]:
    return {"unit": str(world.units[0].pk)}


def rows(*numbers: int, **told: str) -> list[dict[str, str]]:
    return [
        {"number": number(n), "family_name": "Kutsu", "given_name": f"Nimi{chr(65 + n % 20)}", **told} for n in numbers
    ]


def test_a_file_all_the_way(world: Any, caller: Caller, unit: Any) -> None:
    pilot = Pilot.objects.get(organisation=world.ours)
    answer = caller.send(demo.invented_csv(40, 8, DAY), pilot=pilot.key, on=DAY.isoformat(), **unit)
    sent = answer.json()
    assert (answer.status_code, sent["state"], sent["same_file"]) == (201, "checked", False)
    assert sent["rows"] == {"sound": 32, "faulty": 8, "taken_in": 0, "left_out": 0}
    assert (sent["progress"]["total"], sent["made_by"], sent["pilot"]) == (40, "Yöajo", pilot.key)
    faults = caller.get(f"batches/{sent['id']}/faults", size=3).json()
    assert (len(faults["items"]), faults["pages"], faults["total"]) == (3, 3, 8)
    every = caller.get(f"batches/{sent['id']}/faults").json()["items"]
    assert sorted(fault["kind"] for row in every for fault in row["faults"]) == sorted(KINDS)
    taken = caller.post(f"batches/{sent['id']}/take-in")
    assert taken.status_code == 202
    told = caller.get(f"batches/{sent['id']}").json()
    assert (told["state"], told["result"]["new"], told["rows"]["taken_in"]) == ("taken_in", 32, 32)
    assert sum(told["result"][name] for name in ("member", "outside", "undecided")) == 32


def test_rows_are_corrected_and_left_out(world: Any, caller: Caller, unit: Any) -> None:
    wrong = [*rows(1), *rows(2, municipality="999"), *rows(3, email="ei"), *rows(4, status="99")]
    sent = caller.post("batches/rows", {"rows": wrong, **unit}).json()
    assert sent["rows"] == {"sound": 1, "faulty": 3, "taken_in": 0, "left_out": 0}
    items = caller.get(f"batches/{sent['id']}/faults").json()["items"]
    assert [(one["row"], one["faults"][0]["field"], one["faults"][0]["kind"]) for one in items] == [
        (2, "municipality", "unknown_municipality"),
        (3, "email", "no_email"),
        (4, "status", "no_status"),
    ]
    mended = [{"row": 2, **rows(2, municipality="837")[0]}, {"row": 3, **rows(3, email="vielä väärin")[0]}]
    answer = caller.post(f"batches/{sent['id']}/corrections", {"rows": mended}).json()
    assert (answer["mended"], answer["rows"]["faulty"]) == (1, 2)
    left = caller.post(f"batches/{sent['id']}/left-out", {"rows": [3, 4]}).json()
    assert left["rows"] == {"sound": 2, "faulty": 0, "taken_in": 0, "left_out": 2}
    unknown = caller.post(f"batches/{sent['id']}/corrections", {"rows": [{"row": 4, **rows(4)[0]}]})
    assert (unknown.status_code, unknown.json()["errors"][0]["kind"]) == (422, "not_faulty")


def test_faults_are_told_in_the_callers_language(world: Any, unit: Any) -> None:
    text = token_for(world.ours)[1]
    sent = Caller(text).post("batches/rows", {"rows": rows(5, municipality="999"), **unit}).json()
    told = {
        language: Caller(text, language).get(f"batches/{sent['id']}/faults").json()["items"][0]["faults"][0]["told"]
        for language in ("fi", "sv", "en")
    }
    assert told["fi"].startswith("Kuntaa ei ole.")
    assert len(set(told.values())) == 3


def test_the_nightly_way_in_one_call(world: Any, caller: Caller, unit: Any) -> None:
    """New, changed, moved and gone by date, and the same file again: as `polku import` does."""
    pilot = {"pilot": Pilot.objects.get(organisation=world.ours).key, "take_in": True, **unit}
    first = caller.post("batches/rows", {"rows": rows(6, 7, 8, municipality="837"), **pilot}).json()
    assert (first["state"], first["result"]["new"], first["same_file"]) == ("taken_in", 3, False)
    again = caller.post("batches/rows", {"rows": rows(6, 7, 8, municipality="837"), **pilot})
    assert (again.status_code, again.json()["same_file"], again.json()["id"]) == (200, True, first["id"])
    then = [
        *rows(6, municipality="837"),
        *rows(7, municipality="536", municipality_since=DAY.isoformat()),
        *rows(8, last_day=DAY.isoformat(), left_for="Toinen alue"),
    ]
    second = caller.post("batches/rows", {"rows": then, **pilot}).json()
    assert {name: second["result"][name] for name in ("new", "changed", "same", "left")} == {
        "new": 0,
        "changed": 1,
        "same": 2,
        "left": 1,
    }
    gone = Client.objects.get(family_name="Kutsu", last_day=DAY)
    assert (gone.left_for, Enrolment.objects.filter(client=gone, end_date=None).exists()) == ("Toinen alue", False)
    moved = Client.objects.get(family_name="Kutsu", municipality="536")
    assert moved.residences.get(end_date=None).start_date == DAY


def test_a_call_repeated_after_a_lost_answer_makes_no_second_batch(world: Any, caller: Caller, unit: Any) -> None:
    one = caller.send(PLAIN + f"{number(9)};A;B;837\n", **unit).json()
    two = caller.send(PLAIN + f"{number(9)};A;B;837\n", name="toinen.csv", **unit)
    assert (two.status_code, two.json()["same_file"], two.json()["id"]) == (200, True, one["id"])
    assert Entry.objects.filter(action="intake.sent_again", object_id=one["id"]).count() == 1
    caller.post(f"batches/{one['id']}/cancel")
    assert caller.send(PLAIN + f"{number(9)};A;B;837\n", **unit).json()["id"] != one["id"]


def test_columns_that_cannot_be_seen_are_told_and_remembered(world: Any, caller: Caller, unit: Any) -> None:
    file = f"a1;a2;a3\n{number(10)};Sarake;Nimi\n"
    sent = caller.send(file, **unit).json()
    assert (sent["state"], sent["missing"]) == ("uploaded", ["number", "family_name", "given_name"])
    address = f"batches/{sent['id']}/columns"
    wrong = caller.put(address, {"columns": {"number": "b1", "shoe_size": "a2"}})
    assert {one["at"] for one in wrong.json()["errors"]} == {"columns.number", "columns.shoe_size"}
    columns = {"number": "a1", "family_name": "a2", "given_name": "a3"}
    answer = caller.put(address, {"columns": columns})
    assert (answer.status_code, answer.json()["state"], answer.json()["columns"]) == (202, "checked", columns)
    assert caller.send(file + f"{number(11)};Sarake;Toinen\n", **unit).json()["state"] == "checked"


def test_of_two_who_move_a_batch_one_is_told(world: Any, caller: Caller, unit: Any) -> None:
    sent = caller.post("batches/rows", {"rows": rows(12), **unit}).json()
    assert caller.post(f"batches/{sent['id']}/take-in").status_code == 202
    for move in ("take-in", "cancel", "go-on"):
        answer = caller.post(f"batches/{sent['id']}/{move}")
        assert (answer.status_code, answer.json()["type"]) == (409, "urn:polku:problem:conflict"), move
    assert Client.objects.filter(family_name="Kutsu").count() == 1


def test_a_silent_batch_is_gone_on_with(world: Any, caller: Caller, unit: Any) -> None:
    sent = caller.post("batches/rows", {"rows": rows(13), **unit}).json()
    long_ago = timezone.now() - 2 * SILENT
    Batch.objects.filter(pk=sent["id"]).update(state="taking_in", beat_at=timezone.now())
    assert caller.post(f"batches/{sent['id']}/go-on").json()["errors"][0]["kind"] == "at_work"
    Batch.objects.filter(pk=sent["id"]).update(beat_at=long_ago, worker=None)
    assert caller.get(f"batches/{sent['id']}").json()["progress"]["silent"]
    assert caller.post(f"batches/{sent['id']}/go-on").json()["state"] == "taken_in"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 x", "unknown_form"),
        ("hetu;äö\n".encode("latin-1"), "not_utf8"),
        (b"a;a\n", "twice_named"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(caller: Caller, unit: Any, content: bytes, kind: str) -> None:
    answer = caller.send(content, **unit)
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert [(one["at"], one["kind"]) for one in answer.json()["errors"]] == [("file", kind)]


def test_what_is_too_long_is_told_and_dropped(world: Any, caller: Caller, unit: Any, settings: Any) -> None:
    settings.INTAKE_FILE_MB = 1
    for answer in (
        caller.send("x" * 1_200_000, **unit),
        caller.post("batches/rows", {"rows": rows(14, address="x" * 1_200_000), **unit}),
    ):
        assert (answer.status_code, answer.json()["type"]) == (413, "urn:polku:problem:too-big")
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000  # Django's, of forms on pages
    assert caller.post("batches/rows", {"rows": rows(*range(60)), **unit}).json()["progress"]["total"] == 60


@pytest.mark.parametrize(
    ("body", "status", "at"),
    [
        ("{", 400, None),
        ('{"rows": []}', 422, "rows"),
        ('{"rows": [{}]}', 422, "rows.0"),
        ('{"rows": [{"number": 5}]}', 422, "rows.0.number"),
        ('{"rows": [{"shoe": "5"}]}', 422, "rows.0.shoe"),
        ('{"rows": [{"number": "a\\u0000b"}]}', 422, "rows.0.number"),
        ('{"rows": [{"number": "\\ud800"}]}', 422, "rows.0.number"),
        ('{"rows": [{"number": "1"}], "pilot": "ei ole"}', 422, "pilot"),
        ('{"rows": [{"number": "1"}], "on": "0001-01-01"}', 422, "on"),
        ("[" * 100_000, 400, None),
    ],
)
def test_a_call_that_does_not_fit_is_a_problem(
    caller: Caller, unit: Any, body: str, status: int, at: str | None
) -> None:
    told = body.replace('"rows"', f'"unit": "{unit["unit"]}", "rows"')
    answer = caller.browser.post("/api/v1/batches/rows", told, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    problem = answer.json()
    assert problem["status"] == status
    assert problem["request"] == answer["X-Request-ID"]
    assert at is None or at in [one["at"] for one in problem["errors"]]
    assert not Batch.objects.exclude(made_by_token=None).exists()


def test_a_multipart_body_that_is_broken_is_a_problem(caller: Caller) -> None:
    kinds = ("multipart/form-data", "multipart/form-data; boundary=x", "multipart/form-data; boundary=" + "x" * 300)
    for kind in kinds:
        answer = caller.browser.generic("POST", "/api/v1/batches", b"--y\r\nnothing", content_type=kind)
        assert answer.status_code in (400, 422), kind
        assert answer["Content-Type"] == "application/problem+json"


def test_content_without_a_length_is_not_taken_for_empty(caller: Caller) -> None:
    chunked = {"HTTP_TRANSFER_ENCODING": "chunked", "CONTENT_LENGTH": ""}
    for kind in ("application/json", "multipart/form-data; boundary=x"):
        answer = caller.browser.generic("POST", "/api/v1/batches", b"", content_type=kind, **chunked)
        assert (answer.status_code, answer.json()["type"]) == (411, "urn:polku:problem:no-length")


def test_a_database_that_does_not_answer_is_no_fault_of_the_caller(
    caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*args: Any) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr("polku_web.intake.queries.units_of", locked)
    answer = caller.get("units")
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")


def test_our_own_fault_shows_nothing_of_the_program(caller: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: Any) -> None:
        raise RuntimeError("Aava Havupuro")

    monkeypatch.setattr("polku_web.intake.queries.units_of", broken)
    answer = caller.get("units")
    assert (answer.status_code, answer.json()["type"]) == (500, "urn:polku:problem:broken")
    assert "Havupuro" not in answer.content.decode()


def test_faulty_rows_of_a_client_are_a_view_of_the_client(world: Any, caller: Caller, unit: Any) -> None:
    told = {"number": world.client.identity_number, "family_name": "A", "given_name": "B", "municipality": "999"}
    sent = caller.post("batches/rows", {"rows": [told], **unit}).json()
    answer = caller.get(f"batches/{sent['id']}/faults")
    entry = Entry.objects.filter(sort="view", subject_id=world.client.pk).latest("id")
    assert (entry.action, entry.actor_name, entry.actor_role, entry.basis) == (
        "clients.listed",
        "Yöajo",
        "system",
        "intake",
    )
    assert world.client.identity_number not in answer.content.decode()


def test_lists_take_as_many_queries_whatever_their_length(world: Any, caller: Caller, unit: Any) -> None:
    counts = []
    for people, faulty in ((4, 2), (30, 20)):
        sent = caller.send(demo.invented_csv(people, faulty, DAY), **unit).json()
        for path in ("batches", f"batches/{sent['id']}", f"batches/{sent['id']}/faults", "units", "pilots"):
            with CaptureQueriesContext(connection) as taken:
                assert caller.get(path).status_code == 200
            counts.append(len(taken))
    assert counts[:5] == counts[5:]
    assert max(counts) <= 9, counts


def test_a_page_behind_the_last_one_is_empty(caller: Caller) -> None:
    answer = caller.get("batches", page=1000).json()
    assert (answer["items"], answer["page"]) == ([], 1000)
    assert caller.get("batches", page=0).status_code == 422
    assert caller.get("batches", size=501).json()["errors"][0]["at"] == "size"
