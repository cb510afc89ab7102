"""`polku design freeze` and `diff`: a plan before the first outcome, its changes, and a file that was altered."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from polku.base.engine import DuckDB
from polku.definition import load_pilot
from polku.experiment import METHODS, first_outcome_on, plan_of, read_chain, read_plan
from polku.facts import put
from tests.steps.command_line import polku, refused, told
from tests.steps.experiment_pilot import assignment, make_facts, make_pilot


def freeze(pilot: Path, on: str, file: Path, *more: str | Path) -> list[str | Path]:
    return ["design", "freeze", pilot, "places", "--on", on, "--out", file, *more]


def diff(pilot: Path, file: Path) -> list[str | Path]:
    return ["design", "diff", pilot, "places", "--against", file]


def test_a_plan_says_what_will_be_looked_at_and_how(tmp_path: Path) -> None:
    plan = plan_of(load_pilot(make_pilot(tmp_path)), "places")
    assert plan["arms"] == {"offered": 0.5, "waiting": 0.5}
    assert plan["evaluation"] == {"effect": {"outcomes": ["employed-180d", "employed-days-365d"], "horizon_days": 365}}
    assert plan["method"] == METHODS["lottery"]
    for design, method in METHODS.items():
        pilot = make_pilot(tmp_path, design=f"design: {design}")
        assert plan_of(load_pilot(pilot), "places")["method"] == method


def test_the_same_plan_adds_nothing_and_another_shows_as_a_change(tmp_path: Path) -> None:
    pilot, file = make_pilot(tmp_path), tmp_path / "plan.jsonl"
    first = told(*freeze(pilot, "2020-12-01", file))
    again = told(*freeze(pilot, "2021-01-01", file))
    assert (first["new"], again["new"], again["hash"]) == (True, False, first["hash"])
    assert told(*diff(pilot, file))["changes"] == []
    changed = make_pilot(tmp_path, horizon="180", outcomes="[employed-180d]")
    expected = [
        {
            "place": "evaluation.effect.outcomes",
            "was": ["employed-180d", "employed-days-365d"],
            "now": ["employed-180d"],
        },
        {"place": "evaluation.effect.horizon_days", "was": 365, "now": 180},
    ]
    assert told(*diff(changed, file))["changes"] == expected
    assert "horizon_days: 365 → 180" in polku(*diff(changed, file)).stdout
    assert told(*freeze(changed, "2021-02-01", file))["changes"] == expected
    lines = polku(*diff(changed, file)).stdout
    assert "2020-12-01: frozen" in lines
    assert "2021-02-01: changed" in lines
    assert "The pilot file is as it was frozen." in lines
    assert [entry["what"] for entry in read_plan(file, load_pilot(changed), "places")] == ["frozen", "changed"]
    assert "was last changed on 2021-02-01" in refused(*freeze(make_pilot(tmp_path), "2021-01-01", file))


def test_a_plan_after_the_first_outcome_is_refused_and_a_change_is_marked(tmp_path: Path) -> None:
    """Drawn on 1.2.2021; the shortest window is 180 days, so the first outcome is known on 31.7.2021."""
    pilot, file = make_pilot(tmp_path), tmp_path / "plan.jsonl"
    facts = ("--facts", make_facts(tmp_path / "facts", assignments=[assignment("p0", "2021-02-01")]))
    assert "known on 2021-07-31" in refused(*freeze(pilot, "2021-07-31", file, *facts))
    assert not file.exists()
    told(*freeze(pilot, "2021-07-30", file, *facts))
    changed = make_pilot(tmp_path, outcomes="[employed-180d]")
    told(*freeze(changed, "2021-08-01", file, *facts))
    entries = read_chain(file)
    assert [entry["after_first_outcome"] for entry in entries] == [None, "2021-07-31"]
    assert "after the first outcome was known" in polku(*diff(changed, file)).stdout


def test_a_plan_without_facts_says_that_none_were_looked_at(tmp_path: Path) -> None:
    pilot, file = make_pilot(tmp_path), tmp_path / "plan.jsonl"
    assert "No facts were looked at" in polku(*freeze(pilot, "2020-12-01", file)).stdout
    facts = make_facts(tmp_path / "facts")
    told_with = polku(*freeze(pilot, "2020-12-01", tmp_path / "other.jsonl", "--facts", facts)).stdout
    assert "No facts" not in told_with
    assert read_chain(tmp_path / "other.jsonl")[0]["facts_looked_at"] is True


def test_facts_that_reach_the_first_outcome_count_as_the_day_does(tmp_path: Path) -> None:
    pilot = make_pilot(tmp_path)
    rows = make_facts(tmp_path / "facts", assignments=[assignment("p0", "2021-02-01")])
    (rows / "employment.csv").write_text("employment_id,person_id,start_date\nj1,p1,2021-08-01\n", encoding="utf-8")
    assert "proves nothing" in refused(*freeze(pilot, "2021-03-01", tmp_path / "plan.jsonl", "--facts", rows))


def test_the_first_outcome_is_that_of_the_shortest_window(tmp_path: Path) -> None:
    row = {"person_id": "p0", "experiment_id": "places", "arm": "offered", "date": date(2021, 2, 1)}
    with DuckDB() as engine:
        put(engine, {"assignments": [row]})
        for outcomes, day in [
            ("[employed-180d]", date(2021, 7, 31)),
            ("[employed-12m, employed-days-90d]", date(2021, 5, 2)),
            ("[service-cost-eur]", date(2022, 2, 1)),  # no window in the name: the evaluation's horizon
        ]:
            pilot = load_pilot(make_pilot(tmp_path, outcomes=outcomes))
            assert first_outcome_on(engine, pilot, "places") == day
        put(engine, {})
        assert first_outcome_on(engine, pilot, "places") is None


@pytest.mark.parametrize("broken", ["changed", "cut", "swapped"])
def test_a_file_that_was_altered_is_told_with_its_line(tmp_path: Path, broken: str) -> None:
    pilot, file = make_pilot(tmp_path), tmp_path / "plan.jsonl"
    told(*freeze(pilot, "2020-12-01", file))
    told(*freeze(make_pilot(tmp_path, horizon="180"), "2020-12-02", file))
    first, second = file.read_text(encoding="utf-8").splitlines(keepends=True)
    text = {"changed": first.replace("365", "366") + second, "cut": second, "swapped": second + first}[broken]
    file.write_text(text, encoding="utf-8")
    assert "line 1: it is not what was written" in refused(*diff(pilot, file))


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    pilot, file = make_pilot(tmp_path), tmp_path / "plan.jsonl"
    assert "has no plan of experiment places" in refused(*diff(pilot, file))
    none = make_pilot(tmp_path, outcomes="[]")
    assert "evaluation with experiment: places" in refused(*freeze(none, "2020-12-01", file))
    assert "experiments.places.design" in refused(
        *freeze(make_pilot(tmp_path, design="invented: false"), "2020-12-01", file)
    )
    assert "has no experiment" in refused("design", "freeze", pilot, "other", "--on", "2020-12-01", "--out", file)
