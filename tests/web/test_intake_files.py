"""Files that are broken or meant to harm: nothing comes of them but a clear word."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from polku.cli import main
from polku_web.intake import demo
from polku_web.intake.faults import FILE, FileFault
from polku_web.intake.files import FORMULA, read_table
from polku_web.intake.models import Batch
from polku_web.intake.nightly import take_file
from tests.web.processes import LOAD, run

HEADER = ["hetu", "sukunimi", "etunimi"]


def workbook(*rows: list[Any]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (HEADER, *rows):
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def kind_of(content: bytes) -> str:
    with pytest.raises(FileFault) as told:
        list(read_table(content))
    assert told.value.kind in FILE
    return told.value.kind


def test_each_form_of_csv_is_read_alike() -> None:
    plain = [["hetu", "nimi"], ["1", "Äijö; Väinö"]]
    semicolons = 'hetu;nimi\r\n1;"Äijö; Väinö"\r\n'
    commas = 'hetu,nimi\n\n1,"Äijö; Väinö"\n'
    for text in (semicolons, commas, semicolons.replace("hetu;nimi", "hetu;nimi;;")):
        assert list(read_table(text.encode("utf-8"))) == plain
        assert list(read_table(text.encode("utf-8-sig"))) == plain


def test_a_workbook_is_read_like_a_file() -> None:
    rows = list(read_table(workbook(["1", date(2024, 6, 14), 20.0], [True, 1.5, " x "])))
    assert rows == [HEADER, ["1", "2024-06-14", "20"], ["true", "1.5", "x"]]


def test_a_formula_is_told_and_never_computed() -> None:
    assert list(read_table(workbook(["=1+1", '=HYPERLINK("http://x")', "A"])))[1] == [FORMULA, FORMULA, "A"]


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("empty", b""),
        ("empty", b" \n \n"),
        ("not_utf8", "hetu;nimi\n1;Äijö\n".encode("latin-1")),
        ("not_utf8", "hetu;nimi\n1;A\n".encode("utf-16")),
        ("unknown_form", b"\xd0\xcf\x11\xe0 an old workbook"),
        ("unknown_form", b"%PDF-1.7"),
        ("twice_named", b"hetu;Hetu\n1;2\n"),
        ("unnamed", b"hetu;;nimi\n1;2;3\n"),
        ("broken_quotes", b'hetu;nimi\n"1;2\n'),
        ("too_many_columns", ";".join(f"c{n}" for n in range(300)).encode()),
        ("not_xlsx", zipped(**{"readme.txt": b"no workbook"})),
        ("not_xlsx", b"PK\x03\x04 and then nothing"),
        ("not_xlsx", zipped(**{"xl__workbook.xml": b'<!DOCTYPE x [<!ENTITY a "aaaa">]><workbook/>'})),
        ("not_xlsx", zipped(**{"xl__workbook.xml": b"<workbook/>"})),
    ],
)
def test_a_broken_file_has_a_word_for_it(kind: str, content: bytes) -> None:
    assert kind_of(content) == kind


def test_a_bomb_is_never_unpacked(settings: Any) -> None:
    settings.INTAKE_UNPACKED_MB = 5
    bomb = zipped(**{"xl__workbook.xml": b"<workbook/>", "xl__sheet.xml": b"0" * 20_000_000})
    assert len(bomb) < 100_000
    assert kind_of(bomb) == "bomb"


def test_too_many_rows_are_refused_on_the_way(settings: Any) -> None:
    settings.INTAKE_ROWS = 3
    assert kind_of(b"hetu\n1\n2\n3\n4\n") == "too_many_rows"


@pytest.mark.django_db
def test_a_file_that_is_too_large_is_dropped_as_it_comes(world: Any, browser_of: Any, settings: Any) -> None:
    settings.INTAKE_FILE_MB = 1
    told = {"unit": world.units[0].pk, "on": timezone.localdate().isoformat(), "pilot": ""}
    large = SimpleUploadedFile("a.csv", b"hetu;nimi\n" + b"x" * 3_000_000)
    answer = browser_of(world.planner).post(reverse("batches"), told | {"file": large})
    assert answer.status_code == 422
    assert "Tiedosto on liian suuri" in answer.content.decode()
    assert not Batch.objects.filter(name="a.csv").exists()


@pytest.mark.django_db
def test_a_name_with_tags_is_shown_as_text(world: Any, browser_of: Any) -> None:
    number = demo.invented_number(300_001)
    content = f"hetu;sukunimi;etunimi;osoite\n{number};<script>alert(1)</script>;A;<b>x</b>\n".encode()
    told = {"unit": world.units[0].pk, "on": timezone.localdate().isoformat(), "pilot": ""}
    file = SimpleUploadedFile("<img src=x>.csv", content)
    browser = browser_of(world.planner)
    answer = browser.post(reverse("batches"), told | {"file": file}, follow=True)
    chosen = {"column_0": "number", "column_1": "family_name", "column_2": "given_name", "column_3": "address"}
    page = browser.post(answer.redirect_chain[-1][0], chosen, follow=True).content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page
    assert "<img src" not in page
    assert "Nimessä on merkkejä" in page


@pytest.mark.django_db
def test_the_nightly_file(world: Any) -> None:
    content, at = demo.invented_csv(12, 2, timezone.localdate()), timezone.now()
    told = {"name": "yö.csv", "unit": world.units[0], "pilot": None, "on": timezone.localdate(), "at": at}
    result = take_file(content=content, **told)
    assert result.counts["new"] == 10
    assert result.faulty == ["row 1: number (no_number)", "row 7: municipality (unknown_municipality)"]
    again = take_file(content=content, **told)
    assert (again.same_file, again.batch) == (True, result.batch)


@pytest.mark.django_db
def test_the_command_says_what_came_of_the_file(world: Any, tmp_path: Path) -> None:
    file = tmp_path / "yö.csv"
    file.write_bytes(demo.invented_csv(6, 1, timezone.localdate()))
    where = ["--organiser", world.ours.name, "--unit", world.units[0].name]
    done = CliRunner().invoke(main, ["import", str(file), *where])
    assert done.exit_code == 1, "a faulty row waits"
    assert "new: 5" in done.output
    assert "row 1: number (no_number)" in done.output
    assert demo.invented_number(1) not in done.output
    assert "nothing was done" in CliRunner().invoke(main, ["import", str(file), *where]).output
    assert "--organiser NAME" in CliRunner().invoke(main, ["import", str(file)]).output
    assert "There is no pilot x" in CliRunner().invoke(main, ["import", str(file), *where, "--pilot", "x"]).output


KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from django.utils import timezone
from polku_web.intake import actions, taking_in, tasks
from polku_web.intake.demo import invented_csv
from polku_web.intake.models import Batch
from polku_web.intake.staging import check_batch
from polku_web.organisations.models import Unit, User
from polku_web.organisations.queries import actor_of
by = actor_of(User.objects.get(email="pekka.palvelusuunnittelija@polku.example"), timezone.now())
told = dict(unit=Unit.objects.get(name="Lännen tiimi"), pilot=None, on=timezone.localdate(), whole=True, by=by)
batch = actions.start_batch(content=invented_csv(300, 0, timezone.localdate()), name="a.csv", **told)
actions.match_columns(batch=batch, columns=batch.columns, by=by, queued=False)
check_batch(batch.pk)
batch.refresh_from_db()
actions.begin_taking_in(batch=batch, by=by, queued=False)
taking_in._log = lambda *words: os.kill(os.getpid(), signal.SIGKILL)  # everything is written, nothing is committed
taking_in.take_in(batch.pk, by)
"""
AFTER = """
from datetime import timedelta
from django.utils import timezone
from polku_web.clients.models import Client
from polku_web.intake import actions, taking_in, tasks
from polku_web.intake.models import Batch
from polku_web.organisations.models import User
from polku_web.organisations.queries import actor_of
batch = Batch.objects.get(name="a.csv")
before = Client.objects.count()
by = actor_of(User.objects.get(email="pekka.palvelusuunnittelija@polku.example"), timezone.now() + timedelta(minutes=5))
print(batch.state, batch.step, before)
Batch.objects.filter(pk=batch.pk).update(beat_at=timezone.now() - timedelta(minutes=5))
batch.refresh_from_db()
taking_in.take_in(actions.go_on(batch=batch, by=by).pk, by)
batch.refresh_from_db()
print(batch.state, batch.counts["new"], Client.objects.count() - before)
"""


OF_MEETINGS = """
import os, signal
from datetime import timedelta
from django.utils import timezone
from polku_web.casework import imported_rows
from polku_web.casework.models import Former, Meeting
from polku_web.clients.models import Client
from polku_web.intake import nightly
from polku_web.intake.models import Batch
unit, at = nightly.unit_named("", "", "meetings"), timezone.now()
numbers = [client.identity_number for client in Client.objects.all()]
rows = [f"{number};Y{n};muu;{timezone.localdate()}" for n, number in enumerate(numbers * 50)]
content = "\\n".join(["hetu;tapaamisnumero;laji;p\u00e4iv\u00e4", *rows]).encode()
days = (timezone.localdate() - timedelta(900), timezone.localdate() + timedelta(90))
told = dict(content=content, name="m.csv", unit=unit, pilot=None, on=timezone.localdate(), at=at, kind="meetings")
before = Meeting.objects.exclude(source_key="").count()
def end(*words):
    assert Meeting.objects.filter(source_key__startswith="Y").count() == len(rows)
    os.kill(os.getpid(), signal.SIGKILL)  # everything is written, nothing is committed
if not Batch.objects.filter(name="m.csv").exists():
    imported_rows._log = end
    nightly.take_file(all_of=days, **told)
batch = Batch.objects.get(name="m.csv")
print(batch.state, batch.step, before - Meeting.objects.exclude(source_key="").count(), Former.objects.count())
Batch.objects.filter(pk=batch.pk).update(beat_at=timezone.now() - timedelta(minutes=5))
from polku_web.intake.tasks import take
take.func(str(batch.pk))
batch.refresh_from_db()
counts = batch.counts
print(batch.state, counts["new"] == len(rows), counts["withdrawn"] == before, Former.objects.count() == before)
"""


def test_killed_while_taking_in_it_is_whole_or_nothing(tmp_path: Path) -> None:
    """SIGKILL when all rows are written and not yet committed: nothing is there, it says where it was, and goes on."""
    url = f"sqlite:///{tmp_path}/polku.sqlite3"
    assert run(url, tmp_path, "migrate").returncode == 0
    assert run(url, tmp_path, code=LOAD).returncode == 0
    assert run(url, tmp_path, code=KILLED).returncode == -9
    done = run(url, tmp_path, code=AFTER)
    first, then = done.stdout.splitlines()
    assert first == "taking_in write 3", done.stderr
    state, new, more = then.split()
    assert (state, new) == ("taken_in", more), done.stderr
    assert int(new) >= 299
    assert run(url, tmp_path, code=OF_MEETINGS).returncode == -9, "meetings and plans likewise"
    done = run(url, tmp_path, code=OF_MEETINGS)
    assert done.stdout.splitlines() == ["taking_in write 0 0", "taken_in True True True"], done.stderr
