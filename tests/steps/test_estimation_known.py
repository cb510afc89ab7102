"""Published answers to their printed digits, and effects that were planted."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from benchmarks import estimation_worlds as worlds
from benchmarks.estimation_worlds import EFFECT
from click.testing import CliRunner
from scipy import stats

from polku import estimation
from polku.cli import main
from polku.estimation import Question, estimate

SEEDS = range(30)


@cache
def published():
    done = CliRunner().invoke(main, ["benchmark", "evaluation", "--json"])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_every_published_digit_is_given() -> None:
    held = [one for one in published() if one["published"] is not None]
    assert len(held) >= 7
    assert all(one["agrees"] for one in held)


def test_card_and_mroz_to_four_digits() -> None:
    card, mroz = (next(one for one in published() if one["table"] == name) for name in ("card", "mroz"))
    assert (round(card["estimate"], 4), round(card["se"], 4)) == (0.1315, 0.0550)
    assert (round(mroz["estimate"], 4), round(mroz["se"], 4)) == (0.0614, 0.0314)


def test_what_comparisons_recover_of_the_experiment() -> None:
    experiment = next(one for one in published() if one["table"] == "nsw")["estimate"]
    assert experiment == pytest.approx(1794.34, abs=0.01)
    for table, naive in (("nsw-cps", -8498), ("nsw-psid", -15205)):
        found = {one["design"]: one for one in published() if one["table"] == table}
        assert found["randomised"]["estimate"] == pytest.approx(naive, abs=1)
        for design in ("ipw", "aipw", "matching"):
            off = abs(found[design]["estimate"] - experiment)
            assert off < abs(naive - experiment) / 5
            assert off < 2 * found[design]["se"]


WORLDS: dict[str, tuple[Callable[[int], Any], dict[str, Any]]] = {
    "randomised": (worlds.lottery, {"covariates": ("age",), "block": "block"}),
    "iv": (worlds.lottery, {"outcome": "y_took", "treatment": "took", "instrument": "d"}),
    "ipw": (worlds.seen, {"covariates": ("age", "skill")}),
    "aipw": (worlds.seen, {"covariates": ("age", "skill")}),
    "matching": (worlds.seen, {"covariates": ("age", "skill")}),
    "did": (worlds.panel, {"treatment": "now", "unit": "unit", "time": "at"}),
    "staggered": (worlds.staggered, {"treatment": "first", "unit": "unit", "time": "at"}),
    "rdd": (worlds.limit, {"running": "points", "cutoff": 25}),
    "survival": (worlds.waiting, {"outcome": "days", "event": "job", "covariates": ("age",)}),
}


@pytest.mark.parametrize("design", WORLDS)
def test_the_planted_effect_is_found_as_often_as_promised(design: Any) -> None:
    make, columns = WORLDS[design]
    question = Question(design=design, **({"outcome": "y", "treatment": "d"} | columns))
    found = [estimate(make(seed), question) for seed in SEEDS]
    covered = sum(one.low <= EFFECT <= one.high for one in found)
    assert stats.binomtest(covered, len(found), 0.95).pvalue > 0.01, covered
    off = sum(one.estimate for one in found) / len(found) - EFFECT
    spread = sum(one.se for one in found) / len(found)
    assert abs(off) < 3 * spread / len(found) ** 0.5 + 0.02


def test_an_unseen_trait_is_beyond_every_comparison_and_the_e_value_says_how_strong_it_must_be() -> None:
    for design in ("ipw", "aipw", "matching"):
        question = Question(design=design, outcome="y", treatment="d", covariates=("age", "skill"))
        found = [estimate(worlds.seen(seed, unseen=1.0), question) for seed in range(5)]
        assert sum(one.low <= EFFECT <= one.high for one in found) <= 1  # wrong, and nothing in the table can show it
        for one in found:
            assert one.figures["e_value"] >= one.figures["e_value_interval"] >= 1
            assert "assumption.seen-only" in [said.key for said in one.assumptions]


def test_e_values_as_published() -> None:
    """VanderWeele and Ding (2017): a risk ratio of 3.9 (1.8 to 8.7) has the E-values 7.26 and 3.0."""
    from polku.estimation import _unseen

    figures = _unseen._both(3.9, 1.8, 8.7)
    assert figures["e_value"] == pytest.approx(7.26, abs=0.005)
    assert figures["e_value_interval"] == pytest.approx(3.0, abs=0.005)


def test_nothing_to_tell_without_names() -> None:
    lines = estimation.known_told([])
    assert lines == []
