"""`evaluate` on a lottery whose effect is known, what services cost in a window, names of outcomes, and conclusions."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from scipy import stats

from polku import facts
from polku.base.engine import DuckDB, Settings
from polku.definition import MissingPart, Pilot, load_pilot
from polku.estimation import holm
from polku.evaluation import (
    BALANCE,
    CONCLUSIONS,
    ESTIMATES,
    VERDICTS,
    WINDOWS,
    Evaluation,
    EvaluationError,
    evaluate,
    page,
    repeat,
    tell,
    what_counts,
    write_package,
)
from polku.evaluation._conclusions import held_against
from polku.evaluation._outcomes import parse
from polku.evaluation._page import Told
from polku.page import LANGUAGES, texts
from tests.steps.lottery_world import UNTIL, both_lives, drawn, draws, pilot_file, worlds

CLIENTS, SEED, EFFECT, DAYS = 3000, 11, 4.0, 182
PEOPLE = [{"person_id": name, "birth_date": date(1990, 1, 1)} for name in "ab"]


@pytest.fixture(scope="module")
def lottery(tmp_path_factory: pytest.TempPathFactory) -> tuple[Pilot, Path, Path, Path]:
    """The pilot, both worlds, and the facts of one draw."""
    folder = tmp_path_factory.mktemp("lottery")
    pilot, with_it, without = worlds(folder, CLIENTS, SEED, EFFECT)
    return pilot, with_it, without, drawn(folder, with_it, without, 1)


@pytest.fixture(scope="module")
def both(lottery: tuple[Pilot, Path, Path, Path]) -> pd.DataFrame:
    """Days at work of everybody in the draw, in both lives: before day 0, and after it with and without the effect."""
    return both_lives(*lottery, DAYS)


@pytest.fixture(scope="module")
def found(lottery: tuple[Pilot, Path, Path, Path]) -> tuple[Evaluation, dict[str, list[tuple[Any, ...]]]]:
    pilot, _, _, folder = lottery
    with DuckDB(Settings(threads=1)) as engine:
        facts.load(engine, folder)
        made = evaluate(engine, pilot, UNTIL)
        tables = {
            name: engine.rows(f'SELECT * FROM "{name}"') for name in ("estimates", "balance", "verdicts", "conclusions")
        }
        promised = {"estimates": ESTIMATES, "balance": BALANCE, "verdicts": VERDICTS, "conclusions": CONCLUSIONS}
        write_package(engine, made, folder.parent / "package")
        assert {name: engine.columns(name) for name in tables} == {name: dict(one) for name, one in promised.items()}
    return made, tables


def row(tables: dict[str, list[tuple[Any, ...]]], outcome: str, group: str = "all", design: str = "randomised") -> Any:
    return next(one for one in tables["estimates"] if one[1:4] == (outcome, group, design))


def test_the_lottery_finds_the_planted_effect(
    both: pd.DataFrame, found: tuple[Evaluation, dict[str, list[tuple[Any, ...]]]]
) -> None:
    truth = float((both["treated"] - both["compared"]).mean())
    asked = row(found[1], "employed-days-6m")
    assert asked[0] == "effect-of-coaching"
    assert asked[6] <= truth <= asked[7]
    assert asked[9] + asked[10] == len(both)


def test_thirty_draws_hold_the_truth_as_often_as_they_promise(both: pd.DataFrame) -> None:
    """Each person's two lives are known; their mean difference is what 95 % intervals promise to hold."""
    truth, claims = draws(both, 30)
    held = sum(low <= truth <= high for _, low, high in claims)
    low, high = stats.binomtest(held, 30).proportion_ci(0.95, method="exact")
    assert low <= 0.95 <= high


def test_before_and_after_is_wrong(both: pd.DataFrame) -> None:
    """People are unemployed on day 0 by choice of day, so their days at work change without any service.

    The comparison of after with before misses the truth by just what the same people changed without the effect.
    """
    truth = float((both["treated"] - both["compared"]).mean())
    claimed = float((both["treated"] - both["before"]).mean())
    drift = float((both["compared"] - both["before"]).mean())
    assert claimed - truth == pytest.approx(drift)
    assert drift < -10  # days: before day 0 many had been at work a while ago, just after it few are


def test_unemployment_stands_beside_broad_unemployment(
    found: tuple[Evaluation, dict[str, list[tuple[Any, ...]]]],
) -> None:
    names = {one[1] for one in found[1]["estimates"]}
    assert {"unemployed-days-182d", "broadly-unemployed-days-182d"} <= names


def test_payers_add_up(found: tuple[Evaluation, dict[str, list[tuple[Any, ...]]]]) -> None:
    """State, municipality and funds together are all, in the effect and in the comparison's mean."""
    for measure in ("benefit-eur", "public-cost-eur", "net-saving-eur"):
        whole = row(found[1], f"{measure}-182d")
        parts = [row(found[1], f"{measure}-{payer}-182d") for payer in ("state", "municipality", "funds")]
        assert sum(part[4] for part in parts) == pytest.approx(whole[4])
        assert sum(part[11] for part in parts) == pytest.approx(whole[11])


def test_takers_are_told_apart(found: tuple[Evaluation, dict[str, list[tuple[Any, ...]]]]) -> None:
    """Everybody drawn came and nobody else: the effect on takers is the effect of the offer."""
    findings = found[0].answered[0].findings
    assert (findings.takers, findings.comparison_takers) == (findings.treated, 0)
    assert row(found[1], "employed-6m", "takers", "iv")[4] == pytest.approx(row(found[1], "employed-6m")[4])


def test_windows_that_are_not_over_are_counted(found: tuple[Evaluation, dict[str, list[tuple[Any, ...]]]]) -> None:
    findings = found[0].answered[0].findings
    assert findings.not_over > 0
    assert findings.people == findings.treated + row(found[1], "employed-6m")[10]


def test_the_package_names_nobody_and_repeats_the_figures(
    lottery: tuple[Pilot, Path, Path, Path],
    found: tuple[Evaluation, dict[str, list[tuple[Any, ...]]]],
    tmp_path: Path,
) -> None:
    package = lottery[3].parent / "package"
    crate = json.loads((package / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    files = {one["@id"]: one for one in crate["@graph"] if one["@type"] == "File"}
    there = {path.relative_to(package).as_posix() for path in package.rglob("*") if path.is_file()}
    assert set(files) == there - {"ro-crate-metadata.json"}
    assert all(
        hashlib.sha256((package / name).read_bytes()).hexdigest() == one["sha256"] for name, one in files.items()
    )
    rows = (package / "data" / "study-1-182d.csv").read_text(encoding="utf-8")
    assert not re.search(r"\bp\d{4,}|\d{4}-\d{2}-\d{2}|person_id|day0", rows)
    dictionary = (package / "data-dictionary.csv").read_text(encoding="utf-8").splitlines()
    told = {name for (name, *_) in csv.reader(dictionary)}
    assert set(rows.splitlines()[0].split(",")) <= told
    assert repeat(package) == []
    shutil.copytree(package, tmp_path / "changed")
    changed = (package / "estimates.csv").read_text(encoding="utf-8").splitlines()
    (tmp_path / "changed" / "estimates.csv").write_text("\n".join(changed[:-1]) + "\n", encoding="utf-8")
    assert len(repeat(tmp_path / "changed")) == 1
    with pytest.raises(EvaluationError, match="no research package"):
        repeat(tmp_path)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_it_in_every_language(
    lang: Any, found: tuple[Evaluation, dict[str, list[tuple[Any, ...]]]]
) -> None:
    told = tell(found[0], lang)
    assert isinstance(told, Told)
    made = page(told)
    assert made.startswith("<!doctype html>")
    assert len(told.headlines) == 3
    assert not [word for word in ("{", "}") if word in made.split("<body>")[1].replace("{{", "")]


def test_where_work_cannot_be_told_the_saving_is(found: tuple[Evaluation, Any]) -> None:
    """A missing figure of one outcome hides no other."""
    [answered, *others] = found[0].answered
    findings = answered.findings
    left = [one for one in findings.found if one.outcome.measure != "employed"]
    without = replace(found[0], answered=[replace(answered, findings=replace(findings, found=left)), *others])
    first, second, *_ = tell(without, "en").headlines
    assert (first.figure, first.sentence[:36]) == ("", "Whether more were in work could not ")
    assert second == tell(found[0], "en").headlines[1]
    nothing = replace(found[0], answered=[replace(answered, findings=replace(findings, found=[])), *others])
    assert tell(nothing, "en").headlines[0].sentence.startswith("Nothing could be estimated")


def test_the_languages_have_the_same_keys() -> None:
    import polku.evaluation

    folder = Path(str(polku.evaluation.__file__)).parent / "texts"
    assert len({frozenset(texts(folder, lang)) for lang in LANGUAGES}) == 1


SERVICES = Pilot.model_validate(
    {
        "pilot": "small",
        "name": {"fi": "Pieni"},
        "source": "-",
        "organiser": {"id": "o"},
        "model": "municipal",
        "services": [
            {"id": "coach", "kind": "coaching", "production": "own", "unit_cost": {"eur": "95.00", "per": "month"}},
            {"id": "course", "kind": "coaching", "production": "purchased"},
        ],
    }
)


def test_what_services_cost_in_a_window() -> None:
    """Two months of a coach at 95 euros and a voucher of 1200; what lies outside the window is not in it."""
    days = {"start_date": date(2024, 1, 10), "end_date": date(2024, 3, 5)}
    rows: dict[str, Any] = {
        "persons": PEOPLE,
        "participations": [
            {"participation_id": "p", "person_id": "a", "service_id": "coach", **days},
            {"participation_id": "q", "person_id": "b", "service_id": "coach", **days},
        ],
        "vouchers": [
            {"voucher_id": f"v{n}", "person_id": "a", "service_id": "course", "value_eur": Decimal(1200),
             "issued_on": day, "expires_on": date(2024, 12, 31), "redeemed_on": day}
            for n, day in enumerate((date(2024, 2, 10), date(2024, 5, 1)))
        ],
    }  # fmt: skip
    with DuckDB(Settings(threads=1)) as engine:
        facts.put(engine, rows)
        windows = [(n, who, date(2024, 2, 1), date(2024, 4, 30)) for n, who in enumerate("ab")]
        engine.load("windows", WINDOWS, windows)
        what_counts(engine, SERVICES, date(2024, 6, 30))
        found = engine.rows("SELECT window_id, service_cents FROM what_counts ORDER BY window_id")
    assert found == [(0, 139_000), (1, 19_000)]


@pytest.mark.parametrize(
    ("name", "measure", "payer", "days"),
    [
        ("employed-12m", "employed", None, 365),
        ("employed-days-180d", "employed-days", None, 180),
        ("benefit-eur-state-6m", "benefit-eur", "state", 182),
        ("open-market-24m", "open-market", None, 730),
        ("service-cost-eur", "service-cost-eur", None, 400),
        ("public-cost-eur-municipality", "public-cost-eur", "municipality", 400),
    ],
)
def test_names_of_outcomes(name: str, measure: str, payer: str | None, days: int) -> None:
    found = parse(name, 400, "e")
    assert (found.name, found.measure, found.payer, found.days) == (name, measure, payer, days)


@pytest.mark.parametrize(
    "name", ["happiness-12m", "employed-0d", "employed-state-12m", "employed-12w", "employed-12m-"]
)
def test_a_name_that_counts_nothing_is_refused(name: str) -> None:
    with pytest.raises(EvaluationError, match=f"the outcome {name}, which nothing counts"):
        parse(name, None, "e")


def test_a_goal_is_reached_not_reached_or_cannot_be_told() -> None:
    assert held_against(-0.1, -0.2, -0.1) == "reached"
    assert held_against(-0.1, -0.09, 0.01) == "not_reached"
    assert held_against(-0.1, -0.2, 0.01) == "cannot_tell"
    assert held_against(0.05, 0.06, 0.1) == "reached"
    assert held_against(0.05, 0.0, 0.04) == "not_reached"


def test_holm_by_hand() -> None:
    assert holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])
    assert holm([0.9, 0.6]) == pytest.approx([1.0, 1.0])
    assert holm([]) == []


def test_a_pilot_without_an_evaluation_says_what_is_missing() -> None:
    with DuckDB(Settings(threads=1)) as engine:
        facts.put(engine, {})
        with pytest.raises(MissingPart, match="evaluation"):
            evaluate(engine, SERVICES, date(2024, 6, 30))


def test_a_draw_without_rows_says_what_to_bring(tmp_path: Path) -> None:
    pilot = load_pilot(pilot_file(tmp_path))
    with DuckDB(Settings(threads=1)) as engine:
        facts.put(engine, {})
        with pytest.raises(EvaluationError, match="no row of assignments"):
            evaluate(engine, pilot, date(2022, 6, 30))
