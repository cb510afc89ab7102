"""A seed that nobody can choose: the numbers of a public drawing that was named before its day."""

from __future__ import annotations

import csv
import hashlib
import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from polku.cli import main
from polku.definition import load_pilot
from polku.experiment import DrawError, PlanError, diff, freeze, plan_of, public_seed, terms_of
from tests.steps.experiment_pilot import make_facts, make_pilot

NAMED = "seed_from: {{name: {{fi: Loton kierros 12/2021}}, on: 2021-03-20{numbers}}}"
NUMBERS = ", numbers: [40, 3, 8, 14, 22, 29, 31]"
BEFORE, THE_DAY = date(2021, 3, 1), date(2021, 3, 20)


def pilot(folder: Path, numbers: str = "", more: str = "") -> Path:
    return make_pilot(folder, seed=NAMED.format(numbers=numbers) + more)


def test_numbers_give_the_seed_by_a_rule_that_a_line_of_python_repeats() -> None:
    by_hand = int(hashlib.sha256(b"3-8-14-22-29-31-40").hexdigest(), 16) % 10**9
    assert public_seed([40, 3, 8, 14, 22, 29, 31]) == by_hand
    assert public_seed([3, 8, 14]) != public_seed([3, 8, 15])
    with pytest.raises(DrawError, match="Give the numbers"):
        public_seed([])


def test_the_command_tells_the_seed() -> None:
    done = CliRunner().invoke(main, ["design", "seed", "40,3,8,14,22,29,31", "--json"])
    assert json.loads(done.stdout) == {
        "numbers": [3, 8, 14, 22, 29, 31, 40],
        "seed": public_seed([3, 8, 14, 22, 29, 31, 40]),
    }


def test_a_draw_waits_for_the_numbers_and_the_day(tmp_path: Path) -> None:
    with pytest.raises(DrawError, match=r"comes from Loton kierros 12/2021, drawn on 2021-03-20\. Write its numbers"):
        terms_of(load_pilot(pilot(tmp_path)), "places")
    with pytest.raises(DrawError, match="has both seed and seed_from"):
        terms_of(load_pilot(pilot(tmp_path, NUMBERS, "\n    seed: 7")), "places")
    facts = make_facts(tmp_path / "facts")
    asked = [
        "draw",
        str(pilot(tmp_path, NUMBERS)),
        str(facts),
        "--out",
        str(tmp_path / "out"),
        "--format",
        "csv",
        "--on",
    ]
    early = CliRunner().invoke(main, [*asked, "2021-03-19"])
    assert early.exit_code == 1
    assert "drawn on 2021-03-20, after 2021-03-19" in early.output
    assert CliRunner().invoke(main, [*asked, "2021-03-20"]).exit_code == 0
    record = json.loads((tmp_path / "out" / "draw.json").read_text(encoding="utf-8"))
    assert record["seed"] == public_seed([3, 8, 14, 22, 29, 31, 40])


def test_the_draw_is_that_of_the_same_seed_written_by_hand(tmp_path: Path) -> None:
    facts, arms = make_facts(tmp_path / "facts"), []
    for name, changes in (
        ("public", {"seed": NAMED.format(numbers=NUMBERS)}),
        ("own", {"seed": f"seed: {public_seed([3, 8, 14, 22, 29, 31, 40])}"}),
    ):
        (tmp_path / name).mkdir()
        asked = ["draw", str(make_pilot(tmp_path / name, **changes)), str(facts), "--on", "2021-03-20"]
        done = CliRunner().invoke(main, [*asked, "--out", str(tmp_path / name / "out"), "--format", "csv"])
        assert done.exit_code == 0, done.output
        with (tmp_path / name / "out" / "assignments.csv").open(encoding="utf-8", newline="") as file:
            arms.append([(row["person_id"], row["arm"]) for row in csv.DictReader(file)])
    assert arms[0] == arms[1]


def test_the_drawing_is_named_in_the_plan_before_its_day(tmp_path: Path) -> None:
    plan = tmp_path / "plan.jsonl"
    ahead = load_pilot(pilot(tmp_path))
    assert plan_of(ahead, "places")["seed"] is None
    freeze(plan, ahead, "places", BEFORE)
    drawn = load_pilot(pilot(tmp_path, NUMBERS))
    _, changes = diff(plan, drawn, "places")
    assert {change.place for change in changes} == {"seed", "seed_from.numbers"}
    assert freeze(plan, drawn, "places", THE_DAY).new


def test_a_drawing_that_was_not_named_before_its_day_is_refused(tmp_path: Path) -> None:
    """Whoever knows the numbers could pick the drawing that suits."""
    drawn = load_pilot(pilot(tmp_path, NUMBERS))
    with pytest.raises(PlanError, match="no plan named that drawing before the day"):
        freeze(tmp_path / "plan.jsonl", drawn, "places", THE_DAY)
    assert not (tmp_path / "plan.jsonl").exists()
    plan = tmp_path / "other.jsonl"
    freeze(plan, load_pilot(make_pilot(tmp_path, seed="seed: 7")), "places", BEFORE)
    with pytest.raises(PlanError, match="no plan named that drawing before the day"):
        freeze(plan, drawn, "places", THE_DAY)


@pytest.mark.parametrize(("lang", "word"), [("fi", "julkisesta"), ("sv", "offentlig"), ("en", "public")])
def test_the_drawing_is_told_with_the_pilot(lang: str, word: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["pilot", "show", str(pilot(tmp_path, NUMBERS)), "--lang", lang])
    assert done.exit_code == 0
    assert word in done.output
    assert "Loton kierros 12/2021" in done.output
