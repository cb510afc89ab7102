"""`polku evaluate` without a draw: services beside like people, the pilot beside other municipalities, and refusals."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from click.testing import CliRunner, Result

from polku import facts
from polku.base.engine import DuckDB, Settings
from polku.cli import main
from polku.definition import Pilot
from polku.evaluation import Evaluation, evaluate, page, tell

TAKEOVER, UNTIL = date(2024, 3, 1), date(2025, 12, 31)
HERE, THERE = ("837", "211", "536"), ("398", "109", "748")
PILOT = Pilot.model_validate(
    {
        "pilot": "small",
        "name": {"fi": "Pieni", "sv": "Liten", "en": "Small"},
        "source": "-",
        "organiser": {"id": "o"},
        "model": "municipal",
        "period": {"start": TAKEOVER, "end": UNTIL},
        "municipalities": list(HERE),
        "services": [{"id": "coach", "kind": "coaching", "production": "own"}],
        "evaluation": [{"id": "effect", "outcomes": ["employed-days-90d"], "horizon_days": 90}],
        "goals": [{"id": "saving", "measure": "public-cost", "change": "-10 %", "against": "comparison"}],
    }
)
GAIN = 30  # days at work that the service gives within 90
MONTHS = [date(2023 + n // 12, n % 12 + 1, 1) for n in range(6, 36)]


def world(seed: int = 1, people: int = 400) -> dict[str, Any]:
    """People here and there who are unemployed from 2023 on, and work a few days of each month, women more.

    Women come into the service of here more often. Who does begins on the 14th of a month, and works ten days more in
    that month and the next two.
    """
    random = np.random.default_rng(seed)
    names = ("persons", "residences", "statuses", "participations", "employment")
    tables: dict[str, Any] = {name: [] for name in names}
    for n in range(people):
        person, woman, here = f"p{n:04d}", random.random() < 0.5, n % 2 == 0
        born = date(1960 + int(random.integers(0, 40)), 6, 1)
        tables["persons"].append({"person_id": person, "birth_date": born, "sex": "f" if woman else "m"})
        home = (HERE if here else THERE)[n // 2 % 3]
        tables["residences"].append({"person_id": person, "municipality": home, "start_date": date(2000, 1, 1)})
        tables["statuses"].append({"person_id": person, "status": "unemployed", "start_date": date(2023, 1, 1)})
        served = here and random.random() < (0.6 if woman else 0.3)
        begins = int(random.integers(9, 26)) if served else 99
        if served:
            start = MONTHS[begins] + timedelta(13)
            tables["participations"].append(
                {"participation_id": f"q{n}", "person_id": person, "service_id": "coach", "start_date": start}
            )
        for place, month in enumerate(MONTHS):
            days = int(random.integers(1, 6)) + (4 if woman else 0)
            tables["employment"].append(_job(f"e{n}-{place}", person, month, days))
            if begins <= place < begins + 3:
                tables["employment"].append(_job(f"s{n}-{place}", person, month + timedelta(14), GAIN // 3))
    return tables


def _job(employment_id: str, person: str, first: date, days: int) -> dict[str, Any]:
    last = first + timedelta(days - 1)
    return {"employment_id": employment_id, "person_id": person, "start_date": first, "end_date": last}


@pytest.fixture(scope="module")
def found() -> Evaluation:
    with DuckDB(Settings(threads=1)) as engine:
        facts.put(engine, world())
        return evaluate(engine, PILOT, UNTIL)


def test_a_service_beside_like_people_finds_the_gain(found: Evaluation) -> None:
    findings = next(one.findings for one in found.answered if one.study.kind == "service")
    asked = findings.main("employed-days")
    assert asked is not None
    assert (asked.group, asked.made.design) == ("service:coach", "aipw")
    assert asked.made.estimate == pytest.approx(GAIN, abs=4)  # somewhat less: some compared with begin soon after
    assert findings.verdict(asked) == "raises"
    assert {one.made.design for one in findings.found if one.role == "beside"} == {"ipw", "matching"}
    groups = [one for one in findings.found if one.role == "group"]
    assert groups
    assert all(one.p >= one.made.p for one in groups)


def test_the_pilot_beside_other_municipalities(found: Evaluation) -> None:
    findings = next(one.findings for one in found.answered if one.study.kind == "area")
    asked = findings.main("employed-days")
    assert asked is not None
    assert asked.made.design == "did"
    assert abs(asked.made.estimate) < GAIN / 3  # few had begun in the first three months
    assert (asked.made.n_treated, asked.made.n_comparison) == (200, 200)


def test_a_service_without_a_price_is_told(found: Evaluation) -> None:
    assert found.without_price == ["coach"]
    made = page(tell(found, "en"))
    assert "Nothing tells the cost of these services" in made
    assert "Notering" not in made


def run(*words: object) -> Result:
    return CliRunner().invoke(main, ["evaluate", *map(str, words)])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pilot file and few people: everything is there and nothing can be told."""
    out = tmp_path_factory.mktemp("few")
    (out / "pilot.yaml").write_text(
        "pilot: few\nname: Harva\nsource: '-'\norganiser: {id: o}\nmodel: municipal\n"
        "period: {start: 2024-03-01, end: 2025-12-31}\nmunicipalities: ['837']\n"
        "services: [{id: coach, kind: coaching, production: own}]\n"
        "evaluation: [{id: effect, outcomes: [employed-90d]}]\n",
        encoding="utf-8",
    )
    (out / "facts").mkdir()
    files = {
        "persons": "person_id,birth_date\na,1990-01-01\nb,1990-01-01\n",
        "residences": "person_id,municipality,start_date,end_date\na,837,2000-01-01,\nb,837,2000-01-01,\n",
        "statuses": "person_id,status,start_date,end_date\na,unemployed,2024-01-01,2025-06-30\n"
        "b,unemployed,2024-01-01,2025-06-30\n",
        "participations": "participation_id,person_id,service_id,start_date\nq,a,coach,2024-05-01\n",
    }
    for name, text in files.items():
        (out / "facts" / f"{name}.csv").write_text(text, encoding="utf-8")
    return out


def test_too_few_people_make_empty_tables_and_a_page_that_says_so(folder: Path, tmp_path: Path) -> None:
    done = run(folder / "pilot.yaml", folder / "facts", "--out", tmp_path, "--lang", "en", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.output)
    assert (told["estimates"], told["until"]) == (0, "2025-06-30")
    written = duckdb.connect().execute(f"DESCRIBE SELECT * FROM '{tmp_path / 'estimates.parquet'}'").fetchall()
    assert [row[0] for row in written] == [
        "evaluation", "outcome", "group", "design", "estimate", "se", "low", "high", "p", "n_treated", "n_comparison",
        "comparison_mean",
    ]  # fmt: skip
    made = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "fewer than twenty people" in made
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


def test_faults_are_told_and_nothing_is_written(folder: Path, tmp_path: Path) -> None:
    text = (folder / "pilot.yaml").read_text(encoding="utf-8")
    for changed, said in (
        (text.replace("employed-90d", "luck-90d"), "luck-90d, which nothing counts"),
        (text[: text.index("evaluation:")], "evaluation"),
    ):
        (tmp_path / "pilot.yaml").write_text(changed, encoding="utf-8")
        done = run(tmp_path / "pilot.yaml", folder / "facts", "--out", tmp_path / "out")
        assert done.exit_code == 1
        assert said in done.output
        assert not (tmp_path / "out").exists()


def test_a_package_wants_a_folder_of_its_own(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "note.txt").write_text("mine", encoding="utf-8")
    done = run(folder / "pilot.yaml", folder / "facts", "--out", tmp_path / "out", "--package", tmp_path / "taken")
    assert done.exit_code == 1
    assert "is not empty" in done.output
    assert not (tmp_path / "out").exists()
