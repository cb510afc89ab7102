"""An encouragement from the draw to the page: everyone may come, chance invites, and the effect is on whom it moved."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from click.testing import CliRunner

from polku.cli import main
from tests.steps.experiment_pilot import make_pilot, people
from tests.steps.fact_folders import sound, write_csv

DAY = date(2021, 3, 1)
PEOPLE, GAIN = 600, 40  # days at work that the service gives within 180
COMES, COMES_ANYWAY = 0.6, 0.2  # of the invited, of the others


@dataclass(frozen=True)
class Answer:
    """What the command wrote, by outcome, group and design."""

    estimates: dict[tuple[str, str, str], dict[str, float]]
    roles: dict[str, str]
    page: str
    drawn: list[dict[str, str]]
    waiting: int
    folder: Path


def run(*words: object) -> Any:
    done = CliRunner().invoke(main, [str(word) for word in words])
    assert done.exit_code == 0, done.output
    return done


def answered(folder: Path, comes: float) -> Answer:
    """Draw with the command, let people live, evaluate with the command."""
    pilot = make_pilot(
        folder, design="design: encouragement", arms="{invited: 0.5, control: 0.5}", outcomes="[employed-days-180d]",
        horizon="180",
    )  # fmt: skip
    world = people(PEOPLE)
    write_csv(folder / "facts", world)
    run("draw", pilot, folder / "facts", "--on", DAY, "--out", folder / "draw", "--format", "csv")
    with (folder / "draw" / "assignments.csv").open(encoding="utf-8", newline="") as file:
        drawn = list(csv.DictReader(file))
    lived = list(lives(drawn, comes))
    came = [row for one in lived for row in one["participations"]]
    jobs = [row for one in lived for row in one["employment"]]
    write_csv(folder / "facts", {"assignments": drawn, "participations": came, "employment": jobs})
    run("evaluate", pilot, folder / "facts", "--out", folder / "out", "--until", "2021-12-31", "--lang", "en")
    read = duckdb.connect().execute
    tables = {name: folder / "out" / f"{name}.parquet" for name in ("estimates", "verdicts")}
    rows = read(f"""SELECT outcome, "group", design, estimate, low, high FROM '{tables["estimates"]}'""").fetchall()
    verdicts = read(
        f"""SELECT "group", role || ' ' || verdict FROM '{tables["verdicts"]}' WHERE outcome LIKE 'employed-days%'"""
    )
    return Answer(
        {row[:3]: dict(zip(("estimate", "low", "high"), row[3:], strict=True)) for row in rows},
        dict(verdicts.fetchall()),
        (folder / "out" / "report.html").read_text(encoding="utf-8"),
        drawn,
        len((folder / "draw" / "waiting_list.csv").read_text(encoding="utf-8").splitlines()) - 1,
        folder,
    )


def lives(drawn: list[dict[str, str]], comes: float) -> Iterator[dict[str, Any]]:
    """Who comes works more anyway, so that a comparison of who came with who did not would be wrong."""
    random = np.random.default_rng(3)
    for row in drawn:
        person, invited = row["person_id"], row["arm"] == "invited"
        keen = random.random()
        came = keen < (comes if invited else COMES_ANYWAY)
        days = int(random.integers(10, 50)) + (30 if keen < COMES_ANYWAY else 0) + (GAIN if came else 0)
        first = DAY + timedelta(days=10)
        job = sound("employment", employment_id=f"e-{person}", person_id=person, start_date=first.isoformat(),
                    end_date=(first + timedelta(days=days - 1)).isoformat())  # fmt: skip
        start = {"start_date": (DAY + timedelta(days=5)).isoformat(), "end_date": ""}
        part = {"participation_id": f"q-{person}", "person_id": person, "service_id": "sparring", **start}
        # Long after the days that count, so that the facts are seen to reach beyond them.
        late = sound("employment", employment_id=f"l-{person}", person_id=person, start_date="2021-12-01",
                     end_date="2021-12-20")  # fmt: skip
        yield {"employment": [job, late], "participations": [part] if came else []}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Answer:
    return answered(tmp_path_factory.mktemp("invited"), COMES)


def test_the_draw_invites_half_and_nobody_waits(found: Answer) -> None:
    arms = [row["arm"] for row in found.drawn]
    assert arms.count("invited") == pytest.approx(PEOPLE / 2, abs=3)
    assert found.waiting == 0


def test_the_invitation_and_those_whom_it_moved(found: Answer) -> None:
    offer = found.estimates["employed-days-180d", "all", "randomised"]
    takers = found.estimates["employed-days-180d", "takers", "iv"]
    assert offer["low"] <= GAIN * (COMES - COMES_ANYWAY) <= offer["high"]
    assert takers["low"] <= GAIN <= takers["high"]
    assert takers["estimate"] > 1.5 * offer["estimate"]
    assert found.roles["takers"] == "takers raises"


def test_the_page_speaks_of_an_invitation(found: Answer) -> None:
    assert "invited" in found.page
    assert "two-stage least squares" in found.page
    assert "The instrument changes the outcome through the treatment only." in found.page
    assert "First stage: F" in found.page


def test_an_invitation_that_moves_hardly_anybody_cannot_tell(tmp_path: Path) -> None:
    weak = answered(tmp_path, COMES_ANYWAY + 0.03)
    assert weak.roles["takers"] == "takers cannot_tell"


def test_the_whole_chain_answers_too(found: Answer, tmp_path: Path) -> None:
    """`polku run` writes the same estimates as `polku evaluate`, and without a draw says why it has none."""
    pilot, facts = found.folder / "small-pilot.yaml", found.folder / "facts"
    done = run("run", pilot, facts, "--until", "2021-12-31", "--out", tmp_path / "out", "--lang", "en")
    assert "Effects, compared in 1 ways: effects.html" in done.output
    same = f"""
        SELECT count(*) FROM (SELECT * FROM '{tmp_path / "out" / "estimates.parquet"}'
        EXCEPT SELECT * FROM '{found.folder / "out" / "estimates.parquet"}')
    """
    assert duckdb.execute(same).fetchall() == [(0,)]
    assert "A draw decided who was invited" in (tmp_path / "out" / "effects.html").read_text(encoding="utf-8")
    write_csv(tmp_path / "undrawn", people(20))
    done = run("run", pilot, tmp_path / "undrawn", "--until", "2021-02-28", "--out", tmp_path / "none", "--lang", "en")
    assert "No effects could be estimated: The experiment places" in done.output
    assert duckdb.execute(f"SELECT count(*) FROM '{tmp_path / 'none' / 'estimates.parquet'}'").fetchall() == [(0,)]
    assert not (tmp_path / "none" / "effects.html").exists()
