"""`evaluate` on a staggered start: from the draw of municipalities to the planted effect, and what cannot be told."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from polku import facts
from polku.base.engine import DuckDB, Settings
from polku.estimation import EstimationError, Question, estimate
from polku.evaluation import Evaluation, EvaluationError, evaluate, page, repeat, tell, write_package
from polku.experiment import DrawError, wave_days
from polku.page import LANGUAGES
from tests.steps.staggered_world import BLOCK, EFFECT, EXPERIMENT, PEOPLE, PLACES, UNTIL, pilot, world

Found = tuple[Evaluation, dict[str, Any], Path]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """The evaluation, its main estimates by outcome, and the research package."""
    asked, rows, _ = world(1)
    with DuckDB(Settings(threads=1)) as engine:
        facts.put(engine, rows)
        made = evaluate(engine, asked, UNTIL)
        package = tmp_path_factory.mktemp("staggered") / "package"
        write_package(engine, made, package)
    by_name = {one.name: one for one in made.answered[0].findings.found if one.role in ("main", "placebo")}
    return made, by_name, package


@pytest.mark.parametrize(("days", "began"), [(60, 12), (120, 8)])
def test_it_finds_the_planted_effect(found: Found, days: int, began: int) -> None:
    """Waves are 90 days apart: in 120 days from the first wave's start the second begins, so it is no measure of it."""
    one = found[1][f"employed-days-{days}d"].made
    assert one.design == "staggered"
    assert one.low <= EFFECT * days / BLOCK <= one.high
    assert (one.n_treated, one.n_comparison) == (began, len(PLACES) - began)
    assert one.figures["randomisation_p"] == pytest.approx(0.001)
    assert found[0].answered[0].findings.verdict(found[1][f"employed-days-{days}d"]) == "raises"
    assert {said.key for said in one.assumptions} >= {"assumption.starts-drawn"}
    assert "Student's t of 16 units" in one.se_kind


def test_the_past_shows_no_effect(found: Found) -> None:
    made = found[1]["placebo-employed-days-60d"].made
    assert made.low <= 0 <= made.high


def test_people_are_counted_on_the_day_their_municipality_began(found: Found) -> None:
    findings = found[0].answered[0].findings
    assert findings.treated == 12 * PEOPLE  # the last wave has nobody to be compared with
    assert {row[3] for row in findings.balance_rows()} >= {"before_employed_days"}


def test_a_municipality_of_few_is_left_out() -> None:
    asked, rows, _ = world(1)
    gone = {row["person_id"] for row in rows["residences"] if row["municipality"] == "049"}
    few = sorted(gone)[:4]
    rows["statuses"] = [row for row in rows["statuses"] if row["person_id"] not in gone or row["person_id"] in few]
    with DuckDB(Settings(threads=1)) as engine:
        facts.put(engine, rows)
        answered = evaluate(engine, asked, UNTIL).answered[0]
    assert answered.findings.small_places == 1
    assert "049" not in set(answered.frames[60]["municipality"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_tells_of_waves(lang: Any, found: Found) -> None:
    told = tell(found[0], lang)
    assert any("16" in sentence and "4" in sentence for sentence in told.sections[0].sentences)
    assert page(told).startswith("<!doctype html>")


def test_the_package_repeats_the_figures(found: Found) -> None:
    assert repeat(found[2]) == []
    rows = next((found[2] / "data").glob("*-60d.csv")).read_text(encoding="utf-8")
    assert {"step", "begins"} <= set(rows.splitlines()[0].split(","))
    assert "person_id" not in rows


def test_days_longer_than_the_waves_are_refused() -> None:
    asked, rows, _ = world(1)
    long = asked.model_copy(
        update={"evaluation": (asked.evaluation[0].model_copy(update={"outcomes": ("employed-days-12m",)}),)}
    )
    with DuckDB(Settings(threads=1)) as engine:
        facts.put(engine, rows)
        made = evaluate(engine, long, UNTIL)
        findings = made.answered[0].findings
        assert ("employed-days-12m", "long") in findings.refused
        assert not [one for one in findings.found if one.role == "main"]
        told = page(tell(made, "en"))
    assert "longer than the time from the first wave to the last" in told


def test_faults_of_assignments_say_what_is_wrong() -> None:
    asked, rows, _ = world(1)
    drawn = rows["assignments"]
    faults = {
        "no row of assignments": [],
        "several arms": [{**drawn[0], "arm": "last" if drawn[0]["arm"] == "first" else "first"}, *drawn[1:]],
        "assignments has strange": [{**row, "arm": "strange"} for row in drawn],
        "1 arms in the facts": [row for row in drawn if row["arm"] == "first"],
    }
    for words, assignments in faults.items():
        with DuckDB(Settings(threads=1)) as engine:
            facts.put(engine, {**rows, "employment": [], "assignments": assignments})
            with pytest.raises(EvaluationError, match=words):
                evaluate(engine, asked, UNTIL)


def test_first_days_divide_the_period() -> None:
    one = pilot().experiments[0]
    assert list(wave_days(one, one.period).values()) == [
        date(2022, 1, 1), date(2022, 4, 1), date(2022, 6, 30), date(2022, 9, 28),
    ]  # fmt: skip
    with pytest.raises(DrawError, match=f"{EXPERIMENT} is staggered, and its period has no end"):
        wave_days(one, None)


def panel(seed: int, lead: int) -> pd.DataFrame:
    """24 municipalities in three waves; an effect of 2 that the `lead` times before a start have a part of already."""
    random, rows = np.random.default_rng(seed), []
    begins = random.permutation(np.repeat([6, 7, 8], 8))
    for unit, first in enumerate(begins):
        level = random.normal()
        for time in range(1, 9):
            part = np.clip((time - first + lead + 1) / (lead + 1), 0, 1)
            rows.append((unit, time, first, level + 0.3 * time + random.normal(scale=0.3) + 2 * part))
    return pd.DataFrame(rows, columns=["place", "time", "begins", "y"])


ASKED: dict[str, Any] = {
    "design": "staggered", "outcome": "y", "treatment": "begins", "unit": "place", "time": "time",
}  # fmt: skip


@pytest.mark.parametrize("lead", [0, 1])
def test_thirty_draws_of_few_municipalities_hold_the_truth(lead: int) -> None:
    """Of 24 municipalities the intervals hold the effect as often as they promise: Student's t is wide enough."""
    held = 0
    for seed in range(30):
        made = estimate(panel(seed, lead), Question(**ASKED, lead=lead, drawn=True))
        held += made.low <= 2 <= made.high
    low, high = stats.binomtest(held, 30).proportion_ci(0.95, method="exact")
    assert low <= 0.95 <= high


def test_an_effect_that_comes_early_is_missed_without_lead() -> None:
    """Where the outcome reaches beyond its own time, the one before the start is no untouched one."""
    without = estimate(panel(0, 1), Question(**ASKED, lead=0, drawn=True))
    assert without.high < 2
    with_it = estimate(panel(0, 1), Question(**ASKED, lead=1, drawn=True))
    assert with_it.low <= 2 <= with_it.high


def test_a_lead_that_leaves_nobody_says_so() -> None:
    with pytest.raises(EstimationError, match="none is left to compare with"):
        estimate(panel(0, 0), Question(**ASKED, lead=3, drawn=True))


def test_starts_drawn_again_by_hand() -> None:
    """Of eight units the four that began changed most: one way in 70, and its mirror, is as far out."""
    rows = [
        (unit, time, 2 if unit < 4 else 0, float(time * unit) - 10 * (unit < 4) * (time == 2))
        for unit in range(8)
        for time in (1, 2)
    ]
    frame = pd.DataFrame(rows, columns=["place", "time", "begins", "y"])
    found = estimate(frame, Question(**ASKED, lead=0, drawn=True)).figures["randomisation_p"]
    assert stats.binomtest(round(found * 1000) - 1, 999, 2 / 70).pvalue > 0.001
