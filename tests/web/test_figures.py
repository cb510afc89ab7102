"""Figures kept and shown: who sees which, sums in words, blanks, one run at a time, files, how old they are."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from polku_web.audit.models import Entry
from polku_web.base.actors import Actor
from polku_web.contracts.models import Pilot
from polku_web.contracts.queries import definition_of
from polku_web.figures import actions, exports
from polku_web.figures.actions import KEPT, SILENT, Lost, beat, begin, fail, keep
from polku_web.figures.gathering import still_counts, write
from polku_web.figures.models import Contract, FeeSum, PilotFigures, Run, Series
from polku_web.figures.queries import standing_of
from tests.web.figures_things import FEES, JULY, made, row

pytestmark = pytest.mark.django_db
SYSTEM = Actor(timezone.now(), name="tests")


@pytest.fixture
def figured(world: SimpleNamespace) -> SimpleNamespace:
    """The world with figures of the moment."""
    world.run = made(world.ours)
    world.pilot = Pilot.objects.get(organisation=world.ours)
    world.first = Contract.objects.get(pilot=world.pilot, key="valmennus-t1")
    world.second = Contract.objects.get(pilot=world.pilot, key="valmennus-t2")
    world.controller, world.analyst = world.people["kaisa.kontrolleri"], world.people["anton.analyytikko"]
    world.provider = world.people["tuula.tuottaja"]
    return world


def text(answer: Any) -> str:
    assert answer.status_code == 200
    return str(answer.content.decode().replace("\xa0", " "))


def test_the_controller_sees_every_contract_and_its_sums(figured: Any, browser_of: Any) -> None:
    page = text(browser_of(figured.controller).get("/", follow=True))
    assert "<h1>Sopimukset</h1>" in page
    for told in (
        "Keksitty Alkuvalmennus Oy",
        "Keksitty Polku Oy",
        "1 600 €",
        "1 300 €",
        "300 €",
        "899 750 €",
        "1 550 €",
    ):
        assert told in page, told
    assert "Laske luvut nyt" in page


def test_a_contract_is_told_by_fee_and_by_month(figured: Any, browser_of: Any) -> None:
    page = text(browser_of(figured.controller).get(f"/contracts/{figured.first.pk}/"))
    for told in ("Palvelun aloitus", "90 työpäivää 365 päivän kuluessa", "Heinäkuu 2026", "2 odottaa", "1 600 € <span"):
        assert told in page, told
    over = text(browser_of(figured.controller).get(f"/contracts/{figured.second.pk}/"))
    assert "1 palkkiorivi on yli sopimuksen enimmäisasiakasmäärän" in over


def test_a_provider_sees_its_own_contract_only(figured: Any, browser_of: Any) -> None:
    browser = browser_of(figured.provider)
    page = text(browser.get("/contracts/"))
    assert "Keksitty Alkuvalmennus Oy" in page
    assert "Keksitty Polku Oy" not in page
    assert "Laske luvut nyt" not in page
    assert text(browser.get(f"/contracts/{figured.first.pk}/"))
    assert browser.get(f"/contracts/{figured.second.pk}/").status_code == 404
    assert browser.get(f"/contracts/{figured.second.pk}/csv").status_code == 404
    assert "Polku Oy" not in browser.get("/contracts/csv").content.decode()
    figured.pilot.suppliers.filter(provider_key="t1").delete()
    assert browser.get(f"/contracts/{figured.first.pk}/").status_code == 404


def test_files_have_the_sums_and_are_logged(figured: Any, browser_of: Any) -> None:
    browser = browser_of(figured.controller)
    lines = browser.get("/contracts/csv").content.decode("utf-8-sig").splitlines()
    assert len(lines) == 1 + len(FEES)
    assert lines[0].startswith("Kokeilu;Palveluntuottaja;Sopimus;")
    assert (
        "valmennus-t1;job-180;180 työpäivää 365 päivän kuluessa;2026-07;osittain maksettava;1;1000,00;700,00"
        in lines[3]
    )
    answer = browser.get(f"/contracts/{figured.first.pk}/xlsx")
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]
    assert [float(one[0].value) for one in sheet["I2:I4"]] == [600.0, 1600.0, 1000.0]
    entry = Entry.objects.filter(action="figures.exported").order_by("-id")[0]
    assert (entry.object_id, entry.after) == (str(figured.first.pk), {"form": "xlsx", "rows": 3})


def test_a_file_computes_nothing_by_itself() -> None:
    content = exports.answer("csv", "x", ["a"], [["=1+1"], ["@x"], [-1]]).content.decode("utf-8-sig")
    assert content.splitlines() == ["a", "'=1+1", "'@x", "-1"]
    sheet = load_workbook(io.BytesIO(exports.answer("xlsx", "x", ["a"], [["=1+1"]]).content)).worksheets[0]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=1+1", "s")


def test_the_picture_shows_what_is_published(figured: Any, browser_of: Any) -> None:
    page = text(browser_of(figured.analyst).get("/", follow=True))
    for told in ("Laaja työttömyys", "Työttömät työnhakijat", "Palveluissa", "42", "peitetty", "Tampere", "1 234"):
        assert told in page, told
    assert '<svg viewBox="0 0 600' in page
    assert "Kuukausia ilman lukua: 1." in page
    assert "1–4 ihmistä" in page
    assert "vacancies_open" not in page
    share = text(browser_of(figured.lead).get(f"/picture/{figured.pilot.pk}/?indicator=activation_rate"))
    for told in ("25,0 %", "(10 / 40)", "Mistä osuus lasketaan", "Määritelmän versio"):
        assert told in share, told
    assert "12,5 pv" in share
    assert "1–4 ihmistä" not in share


def test_a_group_that_an_indicator_has_not_becomes_everyone(figured: Any, browser_of: Any) -> None:
    browser, address = browser_of(figured.analyst), f"/picture/{figured.pilot.pk}/"
    assert "20,0 %" in text(browser.get(f"{address}?indicator=activation_rate&group=age:under-25"))
    assert "42" in text(browser.get(f"{address}?group=age:under-25"))
    for bad in ("indicator=nothing", "group=everybody", "area=municipality:000"):
        answer = browser.get(f"{address}?{bad}")
        assert answer.status_code == 422
        assert 'class="fault"' in answer.content.decode()


def test_a_pilot_without_clients_shows_an_employment_area_first(world: Any, browser_of: Any) -> None:
    nobody = row("broad_unemployment", JULY, 0.0)
    everybody = row("broad_unemployment", JULY, 77.0, None, None, "39", kind="employment_area")
    made(world.ours, picture=[nobody, everybody])
    page = text(browser_of(world.people["anton.analyytikko"]).get("/picture/", follow=True))
    assert "Laaja työttömyys, Tampere" in page or "Laaja työttömyys, Pirkanmaa" in page
    assert "77" in page


def test_the_pictures_file_has_every_area_and_group(figured: Any, browser_of: Any) -> None:
    browser = browser_of(figured.analyst)
    lines = browser.get(f"/picture/{figured.pilot.pk}/csv?indicator=broad_unemployment").content.decode().splitlines()
    assert [line.split(";", 1)[1] for line in lines[1:3]] == [
        "2026-07;Kangasala;211;kaikki;;;;kyllä",
        "2026-07;Tampere;837;kaikki;1234,0;;;",
    ]
    everything = browser.get(f"/picture/{figured.pilot.pk}/csv").content.decode().splitlines()
    assert len(everything) > len(lines) > 1


@pytest.mark.parametrize("path", ["/contracts/", "/contracts/{0.first.pk}/", "/picture/{0.pilot.pk}/"])
def test_a_page_asks_as_much_whatever_there_is(figured: Any, browser_of: Any, path: str) -> None:
    browser = browser_of(figured.controller)
    browser.get(path.format(figured))
    with CaptureQueriesContext(
        connection,
    ) as few:
        browser.get(path.format(figured))
    more = [
        row("broad_unemployment", JULY, 9.0, None, None, code, kind="municipality") for code in ("020", "108", "143")
    ]
    months = [row("broad_unemployment", JULY - timedelta(30 * n), 9.0) for n in range(9)]
    fees = [replace(one, month=one.month.replace(year=2026 - n)) for n in range(9) for one in FEES]
    made(figured.ours, at=timezone.now() + timedelta(seconds=1), fees=fees, picture=[*more, *months])
    with CaptureQueriesContext(connection) as many:
        browser.get(path.format(figured))
    assert len(many) == len(few)


def test_a_file_of_contracts_asks_as_much_whatever_there_is(figured: Any, browser_of: Any) -> None:
    browser = browser_of(figured.controller)
    browser.get("/contracts/csv")
    with CaptureQueriesContext(connection) as few:
        browser.get("/contracts/csv")
    fees = [replace(one, month=one.month.replace(year=2026 - n)) for n in range(9) for one in FEES]
    made(figured.ours, at=timezone.now() + timedelta(seconds=1), fees=fees)
    with CaptureQueriesContext(connection) as many:
        assert len(browser.get("/contracts/csv").content.splitlines()) == 1 + len(fees)
    assert len(many) == len(few)


def test_one_run_at_a_time(world: Any) -> None:
    run = begin(organisation=world.ours, by=SYSTEM)
    with pytest.raises(ValidationError, match="lasketaan jo"):
        begin(organisation=world.ours, by=SYSTEM)
    begin(organisation=world.other, by=SYSTEM)
    later = Actor(SYSTEM.at + SILENT + timedelta(seconds=1), name="tests")
    another = begin(organisation=world.ours, by=later)
    run.refresh_from_db()
    assert (run.state, run.fault) == ("failed", "broken")
    with pytest.raises(Lost):
        keep(run=run, at=SYSTEM.at, gathered=[], by=SYSTEM)
    with pytest.raises(Lost):
        beat(run, SYSTEM.at)
    beat(another, later.at)


def test_a_run_is_kept_whole_or_not_at_all(figured: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before = set(Series.objects.values_list("pk", flat=True))

    def broken(run: Run, one: Any) -> int:
        write(run, one)
        raise RuntimeError

    monkeypatch.setattr(actions, "write", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        made(figured.ours)
    assert set(Series.objects.values_list("pk", flat=True)) == before
    assert PilotFigures.objects.filter(pilot=figured.pilot).count() == 1


def test_runs_go_by_their_term_but_not_the_last_figures_of_a_pilot(world: Any) -> None:
    now = timezone.now()
    oldest = made(world.ours, at=now - KEPT - timedelta(3))
    older = made(world.ours, at=now - KEPT - timedelta(2))
    assert Run.objects.filter(pk=oldest.pk).exists(), "both are within their term of each other"
    failed = begin(organisation=world.ours, by=Actor(now - KEPT - timedelta(1), name="tests"))
    fail(run=failed, fault="other", by=SYSTEM)
    newest = made(world.ours, at=now)
    assert set(world.ours.figure_runs.all()) == {newest}
    entry = Entry.objects.filter(action="figures.made").order_by("-id")[0]
    assert entry.after["removed"] == 3
    gone = Actor(now + KEPT + timedelta(1), name="tests")
    keep(run=begin(organisation=world.ours, by=gone), at=gone.at, gathered=[], by=gone)
    assert world.ours.figure_runs.filter(pk=newest.pk).exists(), "the pilot has no newer figures"
    assert not Run.objects.filter(pk=older.pk).exists()


def test_a_pilot_has_figures_while_a_contract_still_pays(world: Any) -> None:
    told = definition_of(Pilot.objects.get(organisation=world.ours))
    assert told.period is not None
    assert told.period.end is not None
    assert not still_counts(told, told.period.start - timedelta(1))
    assert still_counts(told, told.period.start)
    last = max([told.period.end, *(one.period.end + timedelta(one.tail_days) for one in told.contracts)])
    assert still_counts(told, last)
    assert not still_counts(told, last + timedelta(1))


def test_the_database_refuses_sums_that_cannot_be(figured: Any) -> None:
    one = FeeSum.objects.filter(status="claimed")[0]
    for wrong in ({"payable_cents": 1}, {"payable_cents": -1}, {"status": "paid"}, {"payable_cents": 10**9}):
        with pytest.raises(IntegrityError), transaction.atomic():
            FeeSum.objects.filter(pk=one.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Run.objects.filter(pk=figured.run.pk).update(at=None)


def test_a_page_says_how_the_figures_stand(world: Any, browser_of: Any) -> None:
    browser = browser_of(world.people["kaisa.kontrolleri"])
    assert "Lukuja ei ole vielä laskettu" in text(browser.get("/contracts/"))
    made(world.ours, at=timezone.now() - timedelta(days=2, hours=1))
    assert "Luvut ovat vanhoja" in text(browser.get("/contracts/"))
    made(world.ours, at=timezone.now() - timedelta(hours=1))
    assert "Luvut ovat vanhoja" not in text(browser.get("/contracts/"))
    run = begin(organisation=world.ours, by=Actor(timezone.now()))
    page = text(browser.get("/contracts/"))
    assert "Lukuja lasketaan nyt" in page
    assert "Laske luvut nyt" not in page
    fail(run=run, fault="settlement", by=SYSTEM, detail="Participations p1: no risk band.")
    assert "Participations p1: no risk band." in text(browser.get("/contracts/"))
    pages = {
        "tuula.tuottaja": "/contracts/",
        "anton.analyytikko": "/picture/",
        "pekka.palvelusuunnittelija": "/picture/",
    }
    for name, path in pages.items():
        told = text(browser_of(world.people[name]).get(path, follow=True))
        assert "ei onnistunut" in told
        assert "Palkkioita ei voi laskea ennen kuin tiedot on korjattu." in told
        assert "Participations p1" not in told, name


def test_many_failures_do_not_hide_that_there_are_figures(world: Any) -> None:
    now = timezone.now()
    done = made(world.ours, at=now - timedelta(days=3))
    for n in range(45):
        failed = begin(organisation=world.ours, by=Actor(now - timedelta(minutes=n + 1), name="tests"))
        fail(run=failed, fault="other", by=SYSTEM)
    found = standing_of(world.ours.pk, now)
    assert (found.done, found.stale, found.running) == (done, True, None)
    assert found.failed == Run.objects.filter(state="failed").latest("asked_at")


def test_start_pages_lead_to_what_there_is(figured: Any, browser_of: Any) -> None:
    def start(name: str) -> Any:
        return browser_of(figured.people[name]).get("/", follow=True)

    assert start("tuula.tuottaja").request["PATH_INFO"] == "/inbox/"
    employer = start("timo.tyonantaja").content.decode()
    assert "Työnantajille ei ole tässä palvelussa vielä sivuja" in employer
    assert figured.ours.name in employer
    assert "/log/" in start("tuomas.tietosuoja").content.decode()
    assert "/people/" in start("aino.paakayttaja").content.decode()
