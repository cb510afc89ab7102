"""Estimates beside worked cases, other libraries, plain readings and planted effects."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow
import pytest
import statsmodels.api as sm
from benchmarks import estimation_worlds as worlds
from benchmarks.estimation_worlds import EFFECT
from hypothesis import given, settings
from hypothesis import strategies as st

from polku import estimation
from polku.estimation import Question, estimate
from tests.readings import estimation as plain

SMALL = pd.DataFrame({"y": [3.0, 5.0, 4.0, 1.0, 2.0, 3.0, 2.0], "d": [1, 1, 1, 0, 0, 0, 0]})
SIX = 1e-6


def ask(table, design, **columns):
    return estimate(table, Question(design=design, **({"outcome": "y", "treatment": "d"} | columns)))


def test_a_difference_by_hand() -> None:
    found = ask(SMALL, "randomised")
    # Means 4 and 2; variances 1 and 2/3; 1/3 + (2/3)/4 = 1/2.
    assert found.estimate == pytest.approx(2)
    assert found.se == pytest.approx(np.sqrt(0.5))
    assert (found.n_treated, found.n_comparison, found.comparison_mean) == (3, 4, 2)
    assert found.verdict == "raises"


numbers = st.floats(-100, 100).map(lambda one: round(one, 3))


@given(st.lists(st.tuples(numbers, st.booleans(), st.integers(0, 1)), min_size=12, max_size=40))
@settings(max_examples=40)
def test_two_readings_of_a_blocked_lottery_agree(rows) -> None:
    table = pd.DataFrame(rows, columns=["y", "d", "block"])
    if not plain.can_be_blocked(rows) or table["y"].nunique() < 3:
        return
    found = ask(table, "randomised", block="block")
    effect, error = plain.blocked(rows)
    assert found.estimate == pytest.approx(effect, abs=1e-8)
    assert found.se == pytest.approx(error, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize("estimand", ["att", "ate"])
def test_weights_agree_with_statsmodels_to_six_digits(estimand) -> None:
    from statsmodels.treatment.treatment_effects import TreatmentEffect

    table = worlds.seen(1)
    found = ask(table, "ipw", covariates=("age", "skill"), estimand=estimand)
    columns = sm.add_constant(table[["age", "skill"]])
    chance = sm.Logit(table["d"], columns).fit(disp=0)
    referee = TreatmentEffect(sm.OLS(table["y"], columns), table["d"].to_numpy(), results_select=chance)
    other = referee.ipw(effect_group="all" if estimand == "ate" else 1)
    assert found.estimate == pytest.approx(float(np.asarray(other.effect)[0]), abs=SIX)
    assert found.se == pytest.approx(float(other.results_gmm.bse[0]), abs=1e-5)


@pytest.mark.parametrize("estimand", ["att", "ate"])
@pytest.mark.filterwarnings("ignore")
def test_doubly_robust_agrees_with_doubleml_on_the_same_parts(estimand) -> None:
    import doubleml
    from sklearn.linear_model import LinearRegression, LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    from polku.estimation._aipw import folds
    from polku.estimation._sample import sample

    table = worlds.seen(2)
    question = Question(design="aipw", outcome="y", treatment="d", covariates=("age", "skill"), estimand=estimand)
    found = estimate(table, question)
    logit = make_pipeline(StandardScaler(), LogisticRegression(C=1e6, max_iter=1000))
    referee = doubleml.DoubleMLIRM(
        doubleml.DoubleMLData(table, "y", "d", ["age", "skill"]), LinearRegression(), logit,
        score="ATTE" if estimand == "att" else "ATE", draw_sample_splitting=False,
    )  # fmt: skip
    cut = folds(sample(table, question), question)
    referee.set_sample_splitting([[(np.asarray(one), np.asarray(other)) for one, other in cut]])
    referee.fit()
    assert found.estimate == pytest.approx(float(referee.coef[0]), abs=SIX)
    assert found.se == pytest.approx(float(referee.se[0]), abs=SIX)


@given(st.integers(0, 10_000), st.sampled_from(["att", "ate"]), st.booleans())
@settings(max_examples=15)
def test_two_readings_of_matching_agree(seed, estimand, tied) -> None:
    table = worlds.seen(seed, 60)
    if tied:
        table[["age", "skill"]] = table[["age", "skill"]].round()
    try:
        found = ask(table, "matching", covariates=("age", "skill"), estimand=estimand)
    except estimation.EstimationError:
        return
    if found.figures["trimmed"]:
        return
    effect, error = plain.matched(table[["age", "skill", "y", "d"]].to_numpy().tolist(), estimand)
    assert found.estimate == pytest.approx(effect, abs=1e-6)
    assert found.se == pytest.approx(error, rel=1e-5)


def test_instrument_on_takers_is_the_ratio_of_two_differences() -> None:
    table = worlds.lottery(3)
    found = ask(table, "iv", outcome="y_took", treatment="took", instrument="d")
    means = table.groupby("d")[["y_took", "took"]].mean()
    change = means.loc[1] - means.loc[0]
    assert found.estimate == pytest.approx(change["y_took"] / change["took"])
    assert found.estimand == "late"
    assert found.figures["first_stage"] == pytest.approx(change["took"])


def test_a_weak_instrument_cannot_tell() -> None:
    table = worlds.lottery(3).assign(coin=np.arange(400) // 7 % 2)
    found = ask(table, "iv", outcome="y_took", treatment="took", instrument="coin")
    assert found.failed == ("weak_instrument",)
    assert found.verdict == "cannot_tell"


def test_two_by_two_is_the_difference_of_differences() -> None:
    table = worlds.panel(4, times=2, start=2)
    means = table.groupby(["group", "at"])["y"].mean()
    by_hand = (means[1, 2] - means[1, 1]) - (means[0, 2] - means[0, 1])
    for columns in (
        {"unit": "unit", "treatment": "now"},
        {"unit": "unit", "treatment": "group"},
        {"treatment": "group"},
    ):
        assert ask(table, "did", time="at", **columns).estimate == pytest.approx(by_hand)


def test_paths_that_part_before_the_start_cannot_tell() -> None:
    found = ask(worlds.panel(5, parting=0.5), "did", unit="unit", time="at", treatment="now")
    assert found.failed == ("pre_trend",)
    assert [part.name for part in found.parts] == ["1", "2", "4", "5", "6"]


def test_start_by_group_and_start_by_row_are_one_question() -> None:
    table = worlds.panel(6)
    one = ask(table, "did", unit="unit", time="at", treatment="now")
    other = ask(table, "did", unit="unit", time="at", treatment="group", start="4")
    assert (one.estimate, one.se, one.n_treated, one.n_comparison) == (other.estimate, other.se, 30, 30)


def test_staggered_agrees_with_its_library_however_the_start_is_written() -> None:
    from diff_diff import CallawaySantAnna

    table = worlds.staggered(7, 120)
    referee = CallawaySantAnna().fit(table, "y", "unit", "at", "first")
    table["month"] = [f"2024-{at:02}" for at in table["at"]]
    table["begins"] = [f"2024-{first:02}" if first else "" for first in table["first"]]
    for columns in (
        {"time": "at", "treatment": "first"},
        {"time": "at", "treatment": "now"},
        {"time": "month", "treatment": "begins"},
    ):
        found = ask(table, "staggered", unit="unit", **columns)
        assert (found.estimate, found.se) == pytest.approx((referee.overall_att, referee.overall_se), abs=SIX)
        assert (found.n_treated, found.n_comparison) == (80, 40)
    assert {"cohort 2024-03", "cohort 2024-05", "+0"} <= {part.name for part in found.parts}


def test_a_limit_is_one_question_however_it_is_asked() -> None:
    table = worlds.limit(8)
    table["not_d"] = 1 - table["d"]
    first = ask(table, "rdd", running="points", cutoff=25)
    assert first.estimate == pytest.approx(EFFECT, abs=4 * first.se)
    for columns in ({"treatment": "points", "cutoff": 25}, {"instrument": "points", "cutoff": 25}):
        again = ask(table, "rdd", **columns)
        assert (again.estimate, again.se) == pytest.approx((first.estimate, first.se))
    other_side = ask(table, "rdd", treatment="not_d", running="points", cutoff=25)
    assert other_side.estimate == pytest.approx(-first.estimate, rel=1e-6)
    assert ask(table, "rdd", covariates=("points",)).figures["cutoff"] == pytest.approx(25, abs=0.1)


@pytest.mark.filterwarnings("ignore")
def test_time_to_a_job_agrees_with_its_library() -> None:
    from lifelines import CoxPHFitter

    table = worlds.waiting(9)
    found = ask(table, "survival", outcome="days", event="job", covariates=("age",))
    referee = CoxPHFitter().fit(table, "days", "job")
    assert found.estimate == pytest.approx(referee.params_["d"], abs=SIX)
    assert found.se == pytest.approx(referee.standard_errors_["d"], abs=SIX)
    turned = ask(table, "survival", outcome="job", time="days", covariates=("age",))
    assert turned.estimate == found.estimate


def test_people_of_one_office_go_together_in_time_to_a_job() -> None:
    table = worlds.waiting(9).assign(office=np.arange(500) % 50)
    found = ask(table, "survival", outcome="days", event="job", cluster="office")
    alone = ask(table, "survival", outcome="days", event="job")
    assert found.estimate == pytest.approx(alone.estimate)
    assert found.se != alone.se


def test_time_sooner_is_the_area_between_the_curves() -> None:
    table = worlds.waiting(10)
    parts = {part.name: part for part in ask(table, "survival", outcome="days", event="job", horizon=180).parts}
    areas = {}
    for arm in (0, 1):
        rows = table.loc[table["d"] == arm, ["days", "job"]].to_numpy().tolist()
        areas[arm], waiting = plain.area(rows, 180)
        assert parts[f"share 1 {'treated' if arm else 'comparison'}"].estimate == pytest.approx(1 - waiting)
    assert parts["time sooner"].estimate == pytest.approx(areas[0] - areas[1])


def test_two_kinds_of_ending_share_the_people() -> None:
    table = worlds.waiting(11)
    table["job"] = np.where((table["job"] == 1) & (np.arange(len(table)) % 3 == 0), 2, table["job"])
    parts = {part.name: part.estimate for part in ask(table, "survival", outcome="days", event="job").parts}
    waiting = ask(table.assign(job=(table["job"] > 0) * 1), "survival", outcome="days", event="job").parts
    either = {part.name: part.estimate for part in waiting}
    assert parts["share 1 treated"] + parts["share 2 treated"] == pytest.approx(either["share 1 treated"], abs=1e-3)


def test_few_clusters_take_the_wild_bootstrap() -> None:
    table = worlds.lottery(12).assign(office=np.arange(400) % 12)
    found = ask(table, "randomised", cluster="office")
    assert "wild cluster bootstrap" in found.se_kind
    assert "warning.few-clusters" in [one.key for one in found.warnings]
    assert found == ask(table, "randomised", cluster="office")  # the same seed, the same figures


def test_rows_with_gaps_are_counted_and_told() -> None:
    table = worlds.seen(13)
    table.loc[:99, "age"] = np.nan
    found = ask(table, "ipw", covariates=("age", "skill"))
    assert found.n_left_out == 100
    assert {"note.left-out", "warning.left-out"} <= {one.key for one in found.warnings}
    in_lottery = ask(worlds.lottery(13).assign(age=table["age"][:400]), "randomised", covariates=("age",))
    assert in_lottery.n_left_out == 0


def test_words_become_columns_and_codes_stay_words() -> None:
    table = worlds.seen(14).assign(town=["020", "091", "837"] * 200)
    found = ask(table, "ipw", covariates=("age", "town"))
    assert [row.covariate for row in found.balance] == ["age", "town=091", "town=837"]


def test_an_arrow_table_is_read_too() -> None:
    assert ask(pyarrow.Table.from_pandas(SMALL), "randomised") == ask(SMALL, "randomised")


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_every_design_is_told_in_every_language(lang) -> None:
    for question, table in (
        (Question(design="randomised", outcome="y", treatment="d", covariates=("age",)), worlds.lottery(1)),
        (Question(design="did", outcome="y", treatment="now", unit="unit", time="at"), worlds.panel(1, units=20)),
        (Question(design="survival", outcome="days", treatment="d", event="job"), worlds.waiting(1)),
    ):
        found = estimate(table, question)
        text = "\n".join(estimation.told(found, question, lang))
        assert "{" not in text
        assert f"{found.n_treated}" in text


def test_json_has_the_eight_promised_keys_first_and_no_nan() -> None:
    question = Question(design="randomised", outcome="y", treatment="d")
    found = replace(estimate(SMALL, question), low=float("nan"), high=float("inf"))
    made = json.loads(json.dumps(estimation.as_json(found, question), allow_nan=False))
    assert list(made)[:8] == ["design", "estimate", "se", "low", "high", "p", "n_treated", "n_comparison"]
    assert made["low"] is None
