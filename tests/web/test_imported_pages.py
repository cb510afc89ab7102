"""The pages and the command by which meetings and plans come in, and where they are read: with a link back."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from polku.cli import main
from polku_web.audit.models import Entry
from polku_web.casework.models import Meeting, NationalLinks
from polku_web.casework.queries import links_of
from polku_web.clients.models import Client
from polku_web.intake import actions
from polku_web.intake.models import Batch, ColumnMatch
from tests.web.test_imported import DAY, HEAD, STRANGER, begin, client, row, take

__all__ = ["client"]
pytestmark = pytest.mark.django_db


def sent(browser: Any, content: str, **told: str) -> Any:
    file = SimpleUploadedFile("tapaamiset.csv", content.encode())
    return browser.post(reverse("national"), {"kind": "meetings", "file": file} | told)


def test_from_the_file_to_the_client_on_pages(world: Any, client: Client, browser_of: Any) -> None:
    browser = browser_of(world.planner)
    content = HEAD + row(client, "S1", DAY + timedelta(5), paikka="Keksitynkatu 1") + f"{STRANGER};S2;muu;{DAY};;;;\n"
    answer = sent(browser, content + row(client, "S3", laji="?"))
    columns = browser.get(answer["Location"]).content.decode()
    assert "Lisäksi tarvitaan henkilötunnus tai asiakasnumero." in columns
    fields = ["number", "source_key", "kind", "date", "time", "mode", "place", "held"]
    browser.post(answer["Location"], {f"column_{n}": name for n, name in enumerate(fields)})
    batch = Batch.objects.filter(kind="meetings").latest("made_at")
    address = reverse("batch", kwargs={"batch_id": batch.pk})
    page = browser.get(address).content.decode()
    assert "Vie 1 rivi rekisteriin" in page
    assert "Ohitettu, koska henkilö ei ole asiakkaamme" in page
    assert f"{client.family_name} {client.given_name}" in page, "whose the faulty row is"
    browser.post(reverse("batch_take_in", kwargs={"batch_id": batch.pk}))
    page = browser.get(address).content.decode()
    assert "Rekisteriin vietiin" in page
    assert "Nimeä omavalmentajat" not in page
    listed = browser.get(reverse("national")).content.decode()
    assert "tapaamiset.csv" in listed
    assert "tapaamiset.csv" not in browser.get(reverse("batches")).content.decode()
    theirs = browser_of(world.people["venla.valmentaja"]).get(reverse("client_timeline", args=[client.pk]))
    assert "https://kansallinen.example/tapaamiset/S1" in theirs.content.decode()


def test_days_of_everything_are_two_in_order(world: Any, client: Client, browser_of: Any) -> None:
    browser, content = browser_of(world.planner), HEAD + row(client)
    half = sent(browser, content, all_from=DAY.isoformat())
    assert (half.status_code, "Kirjoita kumpikin päivä" in half.content.decode()) == (422, True)
    wrong = sent(browser, content, all_from=DAY.isoformat(), all_until=(DAY - timedelta(1)).isoformat())
    assert "Viimeinen päivä on ennen ensimmäistä." in wrong.content.decode()
    assert sent(browser, content, all_from=DAY.isoformat(), all_until=DAY.isoformat()).status_code == 302
    batch = Batch.objects.latest("made_at")
    assert (batch.all_from, batch.all_until, batch.whole) == (DAY, DAY, True)
    assert sent(browser, "").status_code == 422
    lead = browser_of(world.lead)
    assert sent(lead, content).status_code == 302
    batch = Batch.objects.latest("made_at")
    assert (batch.whole, batch.unit.name) == (False, "Keskustan tiimi"), "a lead's file is about the lead's unit"


def test_the_pages_take_as_many_queries_whatever_the_number_of_rows(
    world: Any, client: Client, browser_of: Any
) -> None:
    browser, counts = browser_of(world.planner), []
    for number in (2, 30):
        rows = "".join(
            row(client, f"Q{number}-{n}", DAY + timedelta(n), laji="?" if n % 2 else "muu") for n in range(number)
        )
        batch = begin(world, HEAD + rows, all_of=(DAY, DAY + timedelta(90)))
        for address in (reverse("batch", kwargs={"batch_id": batch.pk}), reverse("national")):
            browser.get(address)
            with CaptureQueriesContext(connection) as taken:
                assert browser.get(address).status_code == 200
            counts.append(len(taken))
    assert counts[:2] == counts[2:]
    assert max(counts) <= 18, counts


def test_the_client_reads_them_in_plain_words(world: Any, browser_of: Any) -> None:
    page = browser_of(world.client.user).get(reverse("own_path")).content.decode()
    meeting = Meeting.objects.exclude(source_key="").filter(client=world.client, held=None).get()
    assert f"https://kansallinen.example/omat/tapaamiset/{meeting.source_key}" in page
    assert "Tätä aikaa voi muuttaa vain siellä, missä se on varattu." in page
    assert "Työllistymissuunnitelma tehtiin" in page
    NationalLinks.objects.all().delete()
    page = browser_of(world.client.user).get(reverse("own_path")).content.decode()
    assert "kansallinen.example" not in page
    looks = browser_of(world.client.user).get(reverse("own_data")).content.decode()
    assert "Mitä tapaamisistasi ja suunnitelmistasi kerrottiin aiemmin" in looks


def test_an_administrator_sets_the_links(world: Any, browser_of: Any) -> None:
    browser, address = browser_of(world.admin), reverse("national_links", kwargs={"organisation_id": world.ours.pk})
    assert address in browser.get("/").content.decode()
    told = {"meeting": "https://uusi.example/t?id={reference}", "plan": "", "own_meeting": "", "own_plan": ""}
    assert browser.post(address, told).status_code == 302
    links = links_of(world.ours.pk)
    meeting = Meeting(source_key="a/b c&d")
    assert links.to(meeting) == "https://uusi.example/t?id=a%2Fb%20c%26d"
    assert (links.to(meeting, own=True), links.to(Meeting())) == ("", "")
    entry = Entry.objects.filter(action="casework.links_set").latest("id")
    assert (entry.before["plan"], entry.after["plan"]) == ("https://kansallinen.example/suunnitelmat/{reference}", "")
    for wrong in ("http://x.example/", "https://{reference}.example/", "https://x.example/{a}", "javascript:alert(1)"):
        answer = browser.post(address, told | {"meeting": wrong})
        assert (answer.status_code, "Kirjoita osoite, joka alkaa https://" in answer.content.decode()) == (422, True), (
            wrong
        )
    assert browser.get(reverse("national_links", kwargs={"organisation_id": world.other.pk})).status_code == 404


def test_the_command_takes_meetings_in(world: Any, client: Client, tmp_path: Path) -> None:
    file, far = tmp_path / "yö.csv", DAY + timedelta(500)
    where = ["--kind", "meetings", "--organiser", world.ours.name]
    call = lambda *more: CliRunner().invoke(main, ["import", str(file), *where, *more])  # noqa: E731
    file.write_text(HEAD + row(client, "C1", far) + row(client, "C2", far), encoding="utf-8")
    done = call("--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.output)["counts"] == {"new": 2, "changed": 0, "withdrawn": 0, "same": 0, "aside": 0}
    assert "nothing was done" in call().output
    file.write_text(HEAD + row(client, "C1", far) + f"{STRANGER};C3;muu;{far};;;;\n", encoding="utf-8")
    whole = ["--all-from", far.isoformat(), "--all-until", far.isoformat()]
    told = set(call(*whole).output.strip().split(", "))
    assert told == {"new: 0", "changed: 0", "same: 1", "withdrawn: 1", "aside: 1"}
    assert "same: 1" in call(*whole).output, "somebody set aside may be a client by now, so it is looked at again"
    assert "go together" in call("--all-from", far.isoformat()).output
    assert "leave --pilot out" in call("--pilot", "x").output
    alone = CliRunner().invoke(main, ["import", str(file), "--kind", "plans"])
    assert "--organiser NAME" in alone.output


def test_somebody_else_was_quicker_with_the_same_file(world: Any, client: Client, actor: Any) -> None:
    batch = begin(world, HEAD + row(client, "T1"))
    take(world, batch)
    with pytest.raises(ValidationError, match="toisessa vaiheessa"):
        actions.begin_taking_in(batch=batch, by=actor(world.planner))


def test_an_administrator_forgets_a_column(world: Any, client: Client, browser_of: Any) -> None:
    begin(world, "tunnus;tapaamisnumero;laji;päivä;hetu\n" + f";K1;muu;{DAY};{client.identity_number}\n")
    browser = browser_of(world.admin)
    match = ColumnMatch.objects.get(organisation=world.ours, kind="meetings", header="hetu")
    page = browser.get(reverse("column_matches")).content.decode()
    assert "Henkilötunnus" in page
    assert "ei lueta" in page, "a column that nobody reads is remembered as well"
    address = reverse("forget_column", kwargs={"match_id": match.pk})
    assert browser_of(world.planner).post(address).status_code == 403
    assert "Sarake on unohdettu" in browser.post(address, follow=True).content.decode()
    assert not ColumnMatch.objects.filter(pk=match.pk).exists()
    assert browser.post(address).status_code == 404, "somebody else was quicker"
    entry = Entry.objects.filter(action="intake.column_forgotten").latest("id")
    assert entry.before == {"kind": "meetings", "field": "number"}
