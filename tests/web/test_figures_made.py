"""Figures made: the same that `polku run` tells of `polku snapshot`'s folder, and what is left when it goes wrong."""

from __future__ import annotations

import json
import os
import tempfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.exceptions import ValidationError
from django.utils import timezone

from polku.base.engine import DuckDB
from polku.cli import main
from polku.facts import FactsError
from polku.settlement import SettlementError
from polku_web.audit.models import Entry
from polku_web.base.actors import Actor
from polku_web.contracts.queries import latest
from polku_web.figures.actions import begin
from polku_web.figures.gathering import RESTS_ON
from polku_web.figures.models import FeeSum, Measure, Run, Series
from polku_web.project import figures_making, figures_tasks
from polku_web.project.demo import ORGANISER
from polku_web.project.figures_making import PREFIX, make
from polku_web.project.snapshot import take_snapshot
from tests.web.figures_things import made
from tests.web.test_facts import lived  # noqa: F401 - a client of whom every fact table has a row

pytestmark = pytest.mark.django_db


def folders() -> list[Path]:
    return list(Path(tempfile.gettempdir()).glob(f"{PREFIX}*"))


def asked(world: SimpleNamespace) -> Run:
    return begin(organisation=world.ours, by=Actor(timezone.now(), name="tests"))


def test_the_figures_are_those_of_the_library(
    lived: SimpleNamespace,  # noqa: F811
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`polku figures` keeps what `polku snapshot` and `polku run` tell, row by row, less what is not kept."""
    (tmp_path / "made").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "made"))
    done = CliRunner().invoke(main, ["figures", "--organiser", ORGANISER, "--json"])
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert [one["contracts"] for one in told["pilots"]] == [3]
    facts, out, pilot = tmp_path / "facts", tmp_path / "out", tmp_path / "pilot.yaml"
    take_snapshot(organisation=lived.ours, out=facts, by=Actor(timezone.now()))
    pilot.write_text(latest(lived.pilot).text, encoding="utf-8")
    call = ["run", str(pilot), str(facts), "--until", lived.today.isoformat(), "--out", str(out)]
    ran = CliRunner().invoke(main, call)
    assert ran.exit_code == 0, ran.output
    run = lived.ours.figure_runs.get()
    assert (run.state, run.fault, run.program) == ("done", "", "0.1.0")
    assert folders() == []
    with DuckDB() as engine:
        _same_fees(engine, out)
        _same_picture(engine, out)
    assert Entry.objects.filter(action="figures.made", object_id=str(run.pk)).count() == 1


def _same_fees(engine: DuckDB, out: Path) -> None:
    lines = engine.rows(
        "SELECT contract_id, fee_id, cast(date_trunc('month', earned_on) AS DATE), status, amount_cents, payable_cents"
        f" FROM read_parquet('{out / 'fee_lines.parquet'}')"
    )
    kept = FeeSum.objects.values_list("contract__contract__key", "fee_key", "month", "status", "lines", "amount_cents",
                                      "payable_cents")  # fmt: skip
    number: Counter[Any] = Counter(line[:4] for line in lines)
    amounts: Counter[Any] = Counter()
    paid: Counter[Any] = Counter()
    for *key, amount, payable in lines:
        amounts[tuple(key)] += amount
        paid[tuple(key)] += payable
    assert {tuple(row) for row in kept} == {(*key, number[key], amounts[key], paid[key]) for key in number}
    assert {key[3] for key in number} >= {"payable", "claimed"}


def _same_picture(engine: DuckDB, out: Path) -> None:
    rows = engine.rows(
        'SELECT indicator, area_kind, area, "group", month, value, numerator, denominator, suppressed'
        f" FROM read_parquet('{out / 'published.parquet'}')"
    )
    wanted = {
        (*key, f"{month:%Y-%m}", None if suppressed else tuple(told))
        for *key, month, value, numerator, denominator, suppressed in rows
        for told in [(value, numerator, denominator)]
        if key[0] not in RESTS_ON and key[1] != "country"
    }
    kept = {
        (one.measure.indicator, one.area_kind, one.area, one.group, month, None if point is None else tuple(point))
        for one in Series.objects.select_related("measure")
        for month, point in one.points.items()
    }
    blanked = {(*row[:5], None) for row in wanted - kept}
    assert {row[1] for row in blanked} <= {"pilot"}, "what would tell a few people beside the areas"
    assert kept == {row for row in wanted if (*row[:5], None) not in blanked} | blanked
    assert {row[-1] is None for row in kept} == {True, False}
    definitions = engine.rows(
        f"SELECT indicator, definition, source, version FROM read_parquet('{out / 'definitions.parquet'}')"
        " WHERE language = 'sv'"
    )
    told = {(one.indicator, one.definitions["sv"], one.sources["sv"], one.version) for one in Measure.objects.all()}
    assert told == {row for row in definitions if row[0] not in RESTS_ON}


@pytest.mark.parametrize(
    ("error", "fault", "detail"),
    [
        (SettlementError("p1 has no risk band"), "settlement", "p1 has no risk band"),
        (FactsError("persons.parquet, row 3: 1890-01-01"), "facts", ""),
        (RuntimeError("Aino"), "other", ""),
        (KeyboardInterrupt(), "broken", ""),
    ],
)
def test_what_goes_wrong_leaves_the_earlier_figures_and_no_folder(
    world: SimpleNamespace,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    error: BaseException,
    fault: str,
    detail: str,
) -> None:
    made(world.ours)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    before = set(Series.objects.values_list("pk", flat=True))
    run = asked(world)

    def fails(*_told: Any) -> None:
        assert len(folders()) == 1
        assert folders()[0].stat().st_mode & 0o077 == 0, "nobody else may read it"
        raise error

    monkeypatch.setattr(figures_making, "counted", fails)
    with pytest.raises(type(error)):
        make(run, at=timezone.now())
    run.refresh_from_db()
    assert (run.state, run.fault, run.detail) == ("failed", fault, detail)
    assert folders() == []
    assert set(Series.objects.values_list("pk", flat=True)) == before
    assert begin(organisation=world.ours, by=Actor(timezone.now())).state == "running"


def test_what_a_killed_process_left_is_swept_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose folder it is, its lock says: another container has the same process numbers."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    for number in (os.getpid(), 1):
        (tmp_path / f"{PREFIX}{number}-killed" / "in").mkdir(parents=True)
    with figures_making.private_folder() as first:
        assert list(tmp_path.iterdir()) == [first], "nobody holds the others"
        with figures_making.private_folder() as second:
            assert set(tmp_path.iterdir()) == {first, second}, "somebody holds the first"
        assert list(tmp_path.iterdir()) == [first]
    assert not first.exists()


def test_the_command_tells_what_went_wrong(world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_told: Any) -> None:
        raise SettlementError("p1 has no risk band.")

    monkeypatch.setattr(figures_making, "counted", fails)
    done = CliRunner().invoke(main, ["figures", "--organiser", ORGANISER])
    assert done.exit_code == 1
    assert "p1 has no risk band. Nothing was kept; the earlier figures stay." in done.output
    asked(world)
    busy = CliRunner().invoke(main, ["figures", "--organiser", ORGANISER])
    assert (busy.exit_code, "Figures are being made already." in busy.output) == (1, True)


def test_a_press_of_the_button_has_them_made(
    world: SimpleNamespace, browser_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[Run] = []
    monkeypatch.setattr(figures_tasks, "make", lambda run, at: runs.append(run))
    browser = browser_of(world.people["kaisa.kontrolleri"])
    answer = browser.post("/figures/make/", {"do": "make", "back": "contracts"}, follow=True)
    assert "Lukuja lasketaan nyt" in answer.content.decode()
    assert [run.organisation for run in runs] == [world.ours]
    again = browser.post("/figures/make/", {"do": "make", "back": "picture"}, follow=True)
    assert "Lukuja lasketaan jo." in again.content.decode()
    assert len(runs) == 1
    entry = Entry.objects.filter(action="figures.asked").order_by("-id")[0]
    assert entry.actor_name == "Kaisa Kontrolleri"


def test_the_background_tells_nobody_what_it_read(
    world: SimpleNamespace, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_told: Any) -> None:
        raise RuntimeError("Aino")

    monkeypatch.setattr(figures_making, "counted", fails)
    figures_tasks.make_in_background.func(str(asked(world).pk))
    assert [record.getMessage() for record in caplog.records] == ["figures failed"]
    figures_tasks.make_in_background.func("00000000-0000-0000-0000-000000000000")
    with pytest.raises(ValidationError):
        [asked(world) for _turn in range(2)]


def test_nothing_is_counted_when_no_pilot_runs(world: SimpleNamespace) -> None:
    at = datetime(2019, 1, 1, tzinfo=UTC)
    run = make(begin(organisation=world.ours, by=Actor(at)), at=at, clock=lambda: at)
    assert (run.state, run.pilots.count()) == ("done", 0)
