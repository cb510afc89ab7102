"""What stands beside every estimate: a trial on the past, groups, missing values, unseen traits, balance."""

from __future__ import annotations

import json
import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from benchmarks import estimation_worlds as worlds
from click.testing import CliRunner

from polku import estimation
from polku.cli import main
from polku.estimation import Estimate, EstimationError, Question, estimate, holm

LOTTERY = worlds.lottery(5).assign(before=lambda one: one["age"] + np.arange(len(one)) % 3, half=np.arange(400) % 2)
SEEN = worlds.seen(2).assign(before=lambda one: one["age"] * 2 + np.arange(len(one)) % 5, half=np.arange(600) % 2)
PANEL = worlds.panel(2).assign(
    before=lambda one: (one["unit"] * 7 + one["at"] * 3) % 11, half=lambda one: one["unit"] // 2 % 2
)
STEPS = worlds.staggered(2, 120).assign(
    before=lambda one: (one["unit"] * 7 + one["at"] * 3) % 11, half=lambda one: one["unit"] // 3 % 2
)
LIMIT = worlds.limit(2, 1200).assign(before=lambda one: np.arange(len(one)) % 13, half=np.arange(1200) % 2)
WAITING = worlds.waiting(2).assign(before=lambda one: one["age"] + np.arange(len(one)) % 3, half=np.arange(500) % 2)
BOTH = ("age", "skill")
ASKED: dict[str, tuple[pd.DataFrame, dict[str, Any]]] = {
    "randomised": (LOTTERY, {"covariates": ("age",)}),
    "iv": (LOTTERY, {"outcome": "y_took", "treatment": "took", "instrument": "d", "covariates": ("age",)}),
    "ipw": (SEEN, {"covariates": BOTH}),
    "aipw": (SEEN, {"covariates": BOTH}),
    "matching": (SEEN, {"covariates": BOTH}),
    "did": (PANEL, {"treatment": "now", "unit": "unit", "time": "at"}),
    "staggered": (STEPS, {"treatment": "first", "unit": "unit", "time": "at"}),
    "rdd": (LIMIT, {"running": "points", "cutoff": 25.0}),
    "survival": (WAITING, {"outcome": "days", "event": "job", "covariates": ("age",)}),
}  # fmt: skip


def ask(design: Any, **more: Any) -> tuple[Estimate, Question]:
    table, columns = ASKED[design]
    question = Question(**({"design": design, "outcome": "y", "treatment": "d"} | columns | more))
    return estimate(table, question), question


@pytest.mark.parametrize("design", ASKED)
def test_every_design_states_all_that_a_reader_needs(design: Any) -> None:
    found, question = ask(design, past="before", groups=("half",))
    keys = {one.key for one in (*found.notes, *found.warnings)}
    parts = {part.name: part for part in found.parts}
    assert found.assumptions
    assert found.se_kind
    assert found.verdict in ("raises", "lowers", "cannot_tell")
    assert parts["past before"].low <= 0 <= parts["past before"].high
    assert {"group half=0", "group half=1"} <= set(parts)
    assert {"note.past-alike", "note.groups", "note.nothing-missing"} <= keys
    assert any(key.startswith(("note.e-value", "note.drift")) for key in keys)
    for lang in ("fi", "sv", "en"):
        text = "\n".join(estimation.told(found, question, lang))
        assert "{" not in text
        assert "group half=0" in text


@pytest.mark.parametrize("design", ["randomised", "iv", "ipw", "aipw", "matching", "survival"])
def test_balance_is_told_of_every_covariate(design: Any) -> None:
    found, question = ask(design)
    assert [row.covariate for row in found.balance] == list(question.covariates)


def test_balance_near_the_limit_and_at_the_first_time() -> None:
    near, _ = ask("rdd", covariates=("half",))
    assert [row.covariate for row in near.balance] == ["half"]
    first, _ = ask("staggered", covariates=("half",))
    assert [row.covariate for row in first.balance] == ["half"]


def test_groups_are_those_of_the_parts_alone_and_holms() -> None:
    found, _ = ask("randomised", groups=("half",))
    alone = [
        estimate(
            LOTTERY[LOTTERY["half"] == half],
            Question(design="randomised", outcome="y", treatment="d", covariates=("age",)),
        )
        for half in (0, 1)
    ]
    parts = [part for part in found.parts if part.name.startswith("group ")]
    assert [part.estimate for part in parts] == pytest.approx([one.estimate for one in alone])
    assert [part.p for part in parts] == pytest.approx(holm([one.p for one in alone]))


def test_a_past_that_differs_spoils_a_comparison_and_not_a_draw() -> None:
    """Chance alone fails a draw one time in twenty: it warns. Where nobody drew, nothing is concluded."""
    table = SEEN.assign(before=SEEN["d"] * 2 + SEEN["age"])
    spoiled = estimate(table, Question(design="ipw", outcome="y", treatment="d", covariates=BOTH, past="before"))
    assert spoiled.failed == ("past",)
    assert spoiled.verdict == "cannot_tell"
    drawn = LOTTERY.assign(before=LOTTERY["d"] * 2 + LOTTERY["age"])
    warned = estimate(drawn, Question(design="randomised", outcome="y", treatment="d", past="before"))
    assert warned.failed == ()
    assert "warning.past-differs" in {one.key for one in warned.warnings}


def test_what_cannot_be_tried_is_said_in_every_language() -> None:
    question = Question(design="randomised", outcome="y", treatment="d", past="same", groups=("lone",))
    found = estimate(LOTTERY.assign(same=1, lone=["a", *["b"] * 399]), question)
    assert {"warning.past-not-tried", "warning.groups-left-out"} <= {one.key for one in found.warnings}
    assert "Se on kaikilla sama." in "\n".join(estimation.told(found, question, "fi"))
    assert "Det är lika för alla." in "\n".join(estimation.told(found, question, "sv"))


def test_too_many_groups_say_what_to_do() -> None:
    with pytest.raises(EstimationError, match="400 different values; groups are looked at one by one"):
        estimate(
            LOTTERY.assign(id=range(400)), Question(design="randomised", outcome="y", treatment="d", groups=("id",))
        )
    with pytest.raises(EstimationError, match="no column 'gone'"):
        estimate(LOTTERY, Question(design="randomised", outcome="y", treatment="d", past="gone"))


def test_the_command_takes_past_and_groups(tmp_path: Any) -> None:
    LOTTERY.to_csv(tmp_path / "t.csv", index=False)
    asked = ["estimate", str(tmp_path / "t.csv"), "--design", "randomised", "--outcome", "y", "--treatment", "d"]
    done = CliRunner().invoke(main, [*asked, "--past", "before", "--groups", "half", "--json"])
    assert done.exit_code == 0
    names = [part["name"] for part in json.loads(done.stdout)["parts"]]
    assert names == ["past before", "group half=0", "group half=1"]


def test_holm_leaves_what_is_no_number() -> None:
    found = holm([0.01, float("nan"), 0.04])
    assert found[0] == pytest.approx(0.03)
    assert np.isnan(found[1])
    assert found[2] == pytest.approx(0.08)


@pytest.mark.parametrize("design", ["randomised", "ipw", "aipw", "matching"])
def test_an_outcome_that_is_the_treatment_in_other_words_cannot_tell(design: Any) -> None:
    found, question = _copied(design)
    assert "in-other-words" in found.failed
    assert found.verdict == "cannot_tell"
    assert "as if they were one" in estimation.say(estimation.verdict_of(found, question), "en")


def _copied(design: Any) -> tuple[Estimate, Question]:
    table, columns = ASKED[design]
    question = Question(**({"design": design, "treatment": "d"} | columns | {"outcome": "copy"}))
    return estimate(table.assign(copy=table["d"]), question), question


@pytest.mark.parametrize("design", ASKED)
def test_method_and_error_are_told_in_the_pages_language(design: Any) -> None:
    english = {"clusters", "error", "difference", "weights", "effects", "nearest", "chances", "units", "of", "by"}
    for more in ({}, {"cluster": "half"}) if design in ("randomised", "did") else ({},):
        found, _ = ask(design, **more)
        for lang in ("fi", "sv"):
            told = f"{estimation.by(found.method, lang)}; {estimation.by(found.se_kind, lang)}"
            assert not english & set(re.findall(r"[a-z]+", told.lower())), told
            assert told.count("(") == told.count(")"), told
