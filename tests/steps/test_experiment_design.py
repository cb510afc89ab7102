"""`polku design`: effects that a design finds, beside textbooks, statsmodels and experiments that were simulated."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.power import TTestIndPower
from statsmodels.stats.proportion import power_proportions_2indep

from polku.base.engine import DuckDB
from polku.definition import load_pilot
from polku.experiment import (
    DESIGNS,
    Asked,
    DesignError,
    Outcome,
    Setting,
    baseline,
    clients_needed,
    design_effect,
    designs,
    kind_of,
    power_for,
    smallest_effect,
    window_of,
)
from polku.facts import put
from tests.steps.command_line import polku, refused, told
from tests.steps.experiment_pilot import make_facts, make_pilot
from tests.steps.fact_folders import Row, sound

DAYS = Outcome("employed-days-365d", "days", mean=100.0, sd=120.0)
SHARE = Outcome("employed-365d", "share", mean=0.3, sd=0.0)
HALVES = Setting("individual", 400, 0.5, 0.5)
Numbers = np.ndarray  # of floats


# Beside textbooks and the reference library


@pytest.mark.parametrize(("clients", "treated"), [(60, 0.5), (400, 0.5), (900, 0.33)])
def test_a_mean_has_the_reference_librarys_power(clients: int, treated: float) -> None:
    setting = Setting("individual", clients, treated, 1 - treated)
    effect = smallest_effect(DAYS, setting)
    assert effect is not None
    arms = (clients * treated, clients * (1 - treated))
    found = TTestIndPower().power(effect / 120.0, arms[0], 0.05, ratio=arms[1] / arms[0])
    assert found == pytest.approx(0.8, abs=1e-6)


def test_a_share_has_the_power_of_two_proportions() -> None:
    """statsmodels' own takes a normal distribution; with 400 clients that is as good as the t."""
    effect = smallest_effect(SHARE, HALVES)
    assert effect is not None
    found = power_proportions_2indep(effect, 0.3, 200, alpha=0.05, return_results=False)
    assert found == pytest.approx(0.8, abs=0.01)


def test_a_day_of_the_textbook() -> None:
    """Two arms of 64 find half a standard deviation with 80 % (Cohen 1988, table 2.4.1)."""
    one = Outcome("test-scores", "days", mean=0.0, sd=1.0)
    assert clients_needed(one, HALVES, 0.5) == 128


def test_clusters_multiply_the_variance_and_municipalities_are_the_degrees_of_freedom() -> None:
    """20 municipalities of 50 with an icc of 0.05: design effect 3.45 (Donner & Klar 2000), df 18."""
    clustered = Setting("clustered", 1000, 0.5, 0.5)
    outcome = replace(DAYS, icc=0.05, clusters=20)
    assert design_effect(outcome, clustered) == pytest.approx(3.45)
    assert design_effect(replace(outcome, cluster_cv=0.5), clustered) == pytest.approx(1 + (1.25 * 50 - 1) * 0.05)
    effect = smallest_effect(outcome, clustered)
    error = 120.0 * math.sqrt(4 / 1000 * 3.45)
    assert effect == pytest.approx((stats.t.ppf(0.975, 18) + stats.t.ppf(0.8, 18)) * error, rel=0.01)  # Bloom 1995


def test_what_blocks_explain_no_longer_disturbs() -> None:
    blocked, plain = replace(DAYS, explained=0.36, blocks=10), smallest_effect(DAYS, HALVES)
    effect = smallest_effect(blocked, replace(HALVES, unit="blocked"))
    assert effect is not None
    assert plain is not None
    assert effect == pytest.approx(0.8 * plain, rel=0.001)


def test_who_does_not_start_or_is_lost_dilutes_the_effect() -> None:
    asked = Asked(clients=(400,), units=("individual",), take_up=0.6, take_up_comparison=0.1, drop_out=0.2, effect=30.0)
    (one,) = designs([DAYS], asked)
    assert one.smallest == smallest_effect(DAYS, replace(HALVES, clients=320))
    assert one.on_takers == pytest.approx((one.smallest or 0) / 0.5)
    assert one.needed is not None
    reached = replace(HALVES, clients=one.needed, drop_out=0.2)
    assert power_for(DAYS, reached, 15.0) >= 0.8 > power_for(DAYS, replace(reached, clients=one.needed - 1), 15.0)


def test_more_clients_find_a_smaller_effect_and_few_municipalities_find_none() -> None:
    effects = [smallest_effect(SHARE, replace(HALVES, clients=n)) for n in (100, 400, 1600, 100_000)]
    assert effects == sorted(effects, key=lambda effect: -(effect or 0))
    three = replace(SHARE, icc=0.02, clusters=3)
    clustered = replace(HALVES, unit="clustered")
    assert smallest_effect(three, clustered) is None
    assert clients_needed(replace(three, clusters=6), clustered, 0.05) is None
    assert smallest_effect(SHARE, replace(HALVES, clients=3)) is None


# Beside experiments that were simulated


def means(rng: np.random.Generator, effect: float) -> float:
    """The p value of an experiment on days: 100 clients in two halves."""
    treated = np.arange(100) % 2 == 0
    y = rng.normal(100, 120, 100) + effect * treated
    return float(stats.ttest_ind(y[treated], y[~treated]).pvalue)


def shares(rng: np.random.Generator, effect: float) -> float:
    """The same on a share, 400 clients, unequal variances."""
    treated, others = rng.random(200) < 0.3 + effect, rng.random(200) < 0.3
    return float(stats.ttest_ind(treated.astype(float), others.astype(float), equal_var=False).pvalue)


def clusters(rng: np.random.Generator, effect: float) -> float:
    """The same on 12 municipalities of 30 with an icc of 0.1, their means compared."""
    between, within = 120 * math.sqrt(0.1), 120 * math.sqrt(0.9)
    centres = rng.normal(0, between, 12) + rng.normal(0, within, (12, 30)).mean(axis=1) + effect * (np.arange(12) < 6)
    return float(stats.ttest_ind(centres[:6], centres[6:]).pvalue)


def blocks(rng: np.random.Generator, effect: float) -> float:
    """The same in 10 blocks of 12 that explain half of the variance, half of each block treated."""
    treated = np.tile(np.arange(12) % 2 == 0, (10, 1))
    y = rng.normal(0, 120 * math.sqrt(0.5), (10, 1)) + rng.normal(0, 120 * math.sqrt(0.5), (10, 12)) + effect * treated
    rest, arm = y - y.mean(axis=1, keepdims=True), treated - 0.5
    slope = (rest * arm).sum() / (arm**2).sum()
    error = math.sqrt(((rest - slope * arm) ** 2).sum() / (120 - 11) / (arm**2).sum())
    return float(2 * stats.t.sf(abs(slope / error), 120 - 11))


@pytest.mark.parametrize(
    ("experiment", "outcome", "setting"),
    [
        (means, DAYS, replace(HALVES, clients=100)),
        (shares, SHARE, HALVES),
        (clusters, replace(DAYS, icc=0.1, clusters=12), Setting("clustered", 360, 0.5, 0.5)),
        (blocks, replace(DAYS, explained=0.5, blocks=10), Setting("blocked", 120, 0.5, 0.5)),
    ],
)
def test_simulated_experiments_find_the_effect_as_often_as_computed(
    experiment: Callable[[np.random.Generator, float], float], outcome: Outcome, setting: Setting
) -> None:
    """Of 800 experiments with the smallest effect, as many find it as the exact binomial interval of 80 % holds."""
    effect = smallest_effect(outcome, setting)
    assert effect is not None
    rng = np.random.default_rng(20230101)
    found = sum(experiment(rng, effect) < 0.05 for _ in range(800))
    low, high = stats.binomtest(found, 800).proportion_ci(confidence_level=0.99, method="exact")
    assert low <= 0.8 <= high, found


# Values from facts


def test_names_of_outcomes_tell_window_and_kind() -> None:
    assert [window_of(name) for name in ("employed-90d", "employed-days-12m", "benefit-eur-6m")] == [90, 365, 182]
    assert window_of("service-cost-eur") is None
    names = ["employed-90d", "employed-days-90d", "benefit-eur-90d", "public-cost"]
    assert [kind_of(name) for name in names] == ["share", "days", "eur", "eur"]


def test_the_baseline_is_what_a_plain_count_gives(tmp_path: Path) -> None:
    """Overlapping jobs of 40 people in three municipalities, counted a day at a time; variances by hand."""
    rng = np.random.default_rng(5)
    base, ids = date(2021, 3, 1), [f"p{n}" for n in range(40)]
    towns = {one: ["837", "536", "211"][n % 3] for n, one in enumerate(ids)}
    jobs: list[dict[str, Any]] = [
        {
            "employment_id": f"j{n}",
            "person_id": ids[int(rng.integers(40))],
            "start_date": (start := base + timedelta(days=int(rng.integers(-20, 100)))),
            "end_date": None if n % 7 == 0 else start + timedelta(days=int(rng.integers(0, 60))),
            "subsidised": bool(n % 5 == 0),
        }
        for n in range(60)
    ]
    facts: dict[str, list[dict[str, Any]]] = {
        "persons": [{"person_id": one, "birth_date": date(1980, 1, 1)} for one in ids],
        "residences": [{"person_id": one, "municipality": towns[one], "start_date": date(2020, 1, 1)} for one in ids],
        "statuses": [{"person_id": one, "status": "unemployed", "start_date": date(2020, 1, 1)} for one in ids],
        "employment": [*jobs, {"employment_id": "last", "person_id": "p0", "start_date": date(2022, 1, 1)}],
    }

    def days(one: str, kept: Callable[[dict[str, Any]], bool]) -> list[bool]:
        own = [job for job in jobs if job["person_id"] == one and kept(job)]
        window = [base + timedelta(days=n) for n in range(1, 91)]
        return [any(job["start_date"] <= day <= (job["end_date"] or date.max) for job in own) for day in window]

    pilot = load_pilot(make_pilot(tmp_path))
    with DuckDB() as engine:
        put(engine, facts)
        for name, of in [
            ("employed-days-90d", lambda one: sum(days(one, lambda job: True))),
            ("open-market-days-90d", lambda one: sum(days(one, lambda job: not job["subsidised"]))),
            ("employed-90d", lambda one: days(one, lambda job: True)[-1]),
            ("broadly-unemployed-days-90d", lambda one: 90),
        ]:
            found, many = baseline(engine, pilot, name, base, service="sparring", block_by=("municipality",))
            values = np.array([float(of(one)) for one in ids])
            assert (many, found.clusters, found.blocks) == (40, 3, 3)
            assert found.mean == pytest.approx(values.mean())
            assert found.sd == pytest.approx(values.std(ddof=1))
            groups = [values[[towns[one] == town for one in ids]] for town in ("211", "536", "837")]
            inside = sum(((own - own.mean()) ** 2).sum() for own in groups) / (40 - 3)
            between = sum(len(own) * (own.mean() - values.mean()) ** 2 for own in groups) / 2
            size = (40 - sum(len(own) ** 2 for own in groups) / 40) / 2
            icc = (between - inside) / (between + (size - 1) * inside) if between else 0.0
            assert found.icc == pytest.approx(max(icc, 0.0))
            explained = 1 - inside / values.var(ddof=1) if values.var() else 0.0
            assert found.explained == pytest.approx(max(explained, 0.0))


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    pilot, facts = (
        make_pilot(tmp_path),
        make_facts(tmp_path / "facts", employment=[sound("employment", n) for n in (1, 2)]),
    )
    words: list[str | Path] = ["design", pilot, facts, "--out", tmp_path / "out"]
    assert "--on" in refused(*words)
    late = refused(*words, "--on", "2021-03-01")
    assert "needs facts until 2021-08-28; they reach 2021-05-31. Choose 2020-12-02" in late
    assert "cannot be read from facts" in refused(*words, "--on", "2020-03-01", "--outcome", "benefit-eur-90d")
    assert "no column shoe" in refused(*words, "--on", "2020-12-01", "--block-by", "shoe", "--outcome", "employed-90d")
    few = make_facts(tmp_path / "few", 3, employment=[sound("employment", 1)])
    asked: list[str | Path] = [
        "design",
        pilot,
        few,
        "--on",
        "2020-12-01",
        "--outcome",
        "employed-90d",
        "--out",
        tmp_path / "out",
    ]
    assert "5 or more are needed" in refused(*asked)
    assert not (tmp_path / "out").exists()


# The command


def rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_designs_stand_side_by_side_with_the_promised_columns(tmp_path: Path) -> None:
    asked = ["--clients", "400,800", "--share", "50%,0.33", "--icc", "2%", "--municipalities", "24", "--effect", "0.08"]
    summary = told("design", "--outcome", "employed-365d", "--mean", "0.3", *asked, "--out", tmp_path / "out")
    found = duckdb.execute(f"DESCRIBE SELECT * FROM '{tmp_path / 'out' / 'designs.parquet'}'").fetchall()
    assert {row[0]: row[1] for row in found} == dict(DESIGNS)
    assert summary["designs"] == 8  # individual and clustered: nothing is known of blocks
    polku(
        "design",
        "size",
        "--outcome",
        "employed-365d",
        "--mean",
        "0.3",
        *asked,
        "--out",
        tmp_path / "b",
        "--format",
        "csv",
    )
    table = rows(tmp_path / "b" / "designs.csv")
    assert [row["clients"] for row in table] == ["400"] * 4 + ["800"] * 4
    assert {row["sd"] for row in table} == {str(math.sqrt(0.3 * 0.7))}


def test_a_pilots_experiment_gives_outcomes_shares_and_blocks(tmp_path: Path) -> None:
    jobs = [sound("employment", n, person_id=f"p{n}", employer_id="") for n in range(5)]
    facts = make_facts(tmp_path / "facts", 12, employment=jobs)
    pilot = make_pilot(tmp_path, arms="{offered: 0.25, waiting: 0.75}", outcomes="[employed-90d, benefit-eur-12m]")
    summary = told("design", pilot, facts, "--on", "2021-01-31", "--out", tmp_path / "out", "--format", "csv")
    table = rows(tmp_path / "out" / "designs.csv")
    assert {row["design"] for row in table} == {"individual", "blocked", "clustered"}
    assert {(row["clients"], row["treated_share"]) for row in table} == {("12", "0.25")}
    assert float(table[0]["mean"]) == pytest.approx(5 / 12)
    assert "benefit-eur-12m" in summary["told"][0]
    assert "12 asiakasta" in (tmp_path / "out" / "design.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--mean", "1.3", "--clients", "400"], "a share must lie between 0 and 1"),
        (["--mean", "0.3", "--clients", "3"], "must be 4 or more"),
        (["--mean", "0.3"], "--clients 400"),
        (["--clients", "400"], "--mean 0.3"),
        (["--mean", "0.3", "--clients", "400", "--share", "1.0"], "leaves no comparison"),
        (["--mean", "0.3", "--clients", "400", "--take-up", "0"], "Take-up must lie above"),
        (["--mean", "0.3", "--clients", "400", "--take-up", "0.2", "--take-up-comparison", "0.3"], "must be below"),
        (["--mean", "0.3", "--clients", "400", "--drop-out", "100%"], "Drop-out"),
        (["--mean", "0.3", "--clients", "400", "--alpha", "0.7"], "alpha must"),
        (["--mean", "0.3", "--clients", "400", "--power", "1"], "Power must"),
        (["--mean", "0.3", "--clients", "400", "--effect", "0"], "above 0"),
        (["--mean", "0.3", "--clients", "400", "--icc", "2"], "intra-cluster correlation is 2"),
        (["--mean", "0.3", "--clients", "400", "--explained", "1"], "the blocks explain 1"),
        (["--mean", "0.3", "--clients", "400", "--unit", "clustered"], "No design is left"),
    ],
)
def test_values_outside_their_bounds_are_told(tmp_path: Path, words: list[str], said: str) -> None:
    assert said in refused("design", "--outcome", "employed-365d", *words, "--out", tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--mean", "0.3"], "one --outcome"),
        (["--outcome", "employed-days-90d", "--mean", "30"], "give --sd as well"),
        (["--outcome", "employed-90d", "--mean", "0.3", "--clients", "many"], "no whole number"),
        (["--outcome", "employed-90d", "--mean", "0.3", "--share", "half"], "no share"),
        (["--outcome", "employed-90d", "--mean", "0.3", "--alpha", "0.1,0.2"], "more than one share"),
    ],
)
def test_wrong_usage_ends_with_two(tmp_path: Path, words: list[str], said: str) -> None:
    assert said in refused("design", *words, "--out", tmp_path / "out", code=2)


def test_a_constant_outcome_and_money_are_told() -> None:
    with pytest.raises(DesignError, match="it must be above 0"):
        designs([replace(DAYS, sd=0.0)], Asked(clients=(400,)))
    euros = Outcome("benefit-eur-365d", "eur", mean=6000.0, sd=4000.0)
    (one,) = designs([euros], Asked(clients=(1000,), units=("individual",)))
    assert one.smallest == pytest.approx(2.8 * 4000 * math.sqrt(4 / 1000), rel=0.01)
