"""The closed list of errors of a pilot file, each planted in a good one: found on its line, with its cure, alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polku.base import Fault
from polku.definition import CheckResult, DefinitionError, check_pilot, describe, load_pilot, pilot_path, read_yaml

GOOD = """\
pilot: trial
name: Kokeilu
source: S0
organiser: {id: town, name: Kaupunki}
model: municipal
period: {start: 2021-03-01, end: 2024-12-31}
municipalities: ["020", "837", "536"]
takeover: 2021-03-01
areas:
  - {id: ring, lead: "536", municipalities: ["536", "020"], shares: population}
target_group:
  scope: unemployed
  any_of:
    - {id: young, when: age < 30}
    - {id: old, when: age > 60}
process: nordic-2022
services:
  - {id: sparring, kind: coaching, production: purchased, choice: pick, capacity: 40, conditions: age > 17}
  - {id: coach, kind: coaching, production: own, unit_cost: {eur: 95.00, per: month}}
choices:
  - {id: pick, offer: 1, no_choice: draw}
vouchers:
  - {id: v, service: sparring, value: 100.00, valid_days: 60, budget: 1000.00}
providers:
  - {id: a, name: A, services: [sparring], business_id: "1234567-1", municipalities: ["837"]}
contracts:
  - id: c1
    provider: a
    services: [sparring]
    period: {start: 2021-03-01, end: 2023-12-31}
    tail_days: 365
    max_participants: 100
    cap_per_person: 5000.00
    ceiling: 90000.00
    accepts: [register, employer]
    fees:
      - {id: start, pays_for: start, amount: 250.00}
      - {id: plan, pays_for: milestone, milestone: plan_accepted, within_days: 30, amount: 150.00}
      - {id: hours, pays_for: delivery, unit: hour, amount: 65.00, max_quantity: 18}
      - {id: job, pays_for: employment, days: 90, window_days: 365, amount: {low: 5.00, high: 9.00}}
      - {id: study, pays_for: education, window_days: 180, amount: {2021-01-01: 400.00, 2022-01-01: 450.00}}
      - {id: wages, pays_for: earnings, window_days: 365, threshold: 9000.00, amount: 900.00}
      - {id: part, pays_for: earnings, window_days: 365, share: 12.5 %}
      - {id: more, pays_for: result_rate, of: job, cohort: year, expected: 30 %, settled_after_days: 400, amount: 30.00}
successors:
  - {organiser: heir, municipalities: ["020"]}
experiments:
  - {id: draw, service: sparring, design: lottery, arms: {in: 0.5, out: 0.5}, block_by: [municipality], seed: 1,
     legal_basis: Laki, voluntary: true, everyone_keeps: Kaikki}
surveys:
  - {id: quarterly, every: quarter, sample: 25 %, questions: [nps]}
goals:
  - {id: saving, measure: public-cost, change: -10 %}
evaluation:
  - {id: effect, experiment: draw, outcomes: [employed-12m], horizon_days: 365}
budget:
  - {year: 2021, own: 12.00}
unknown: ["providers: not told"]
"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("faults") / "pilot.yaml"


def checked(path: Path, text: str) -> CheckResult:
    path.write_text(text, encoding="utf-8")
    return check_pilot(path)


def with_change(old: str, new: str) -> tuple[str, int]:
    """The good file with one thing changed, and the line of the change."""
    assert GOOD.count(old) == 1, f"{old!r} is {GOOD.count(old)} times in the good file"
    return GOOD.replace(old, new), GOOD[: GOOD.index(old)].count("\n") + 1


def test_the_good_file_has_neither_faults_nor_warnings(path: Path) -> None:
    result = checked(path, GOOD)
    assert (result.faults, result.warnings) == ((), ())
    assert result.pilot is not None


# what is there, what is planted instead, words of the message, words of the cure
PLANTED = {
    "not YAML": ("name: Kokeilu", "name: Kokeilu: toinen", "colon", "quotes"),
    "an unknown key": ("takeover: 2021", "takover: 2021", "takover is not known", "takeover"),
    "an unknown key of a service": ("capacity: 40", "capasity: 40", "capasity is not known", "capacity"),
    "an unknown key of a period": ("end: 2024-12-31", "ends: 2024-12-31", "ends is not known", "end"),
    "an unknown key of a fee": ("within_days: 30", "within: 30", "within is not known", "within_days"),
    "a key of another fee": ("max_quantity: 18", "days: 18", "days is not known", "Known here"),
    "an unknown key of a text": ("name: Kokeilu", "name: {fi: K, no: K}", "no is not known", "Known here"),
    "no pilot": ("pilot: trial\n", "", "key pilot is missing", "Add pilot:"),
    "no kind": (" kind: coaching, production: own", " production: own", "key kind is missing", "Add kind"),
    "no criterion's when": ("{id: old, when: age > 60}", "{id: old}", "key when is missing", "age < 30"),
    "no provider's services": (", services: [sparring], b", ", b", "key services is missing", "Add services"),
    "no fee's amount": ("unit: hour, amount: 65.00", "unit: hour", "key amount is missing", "amount: 250.00"),
    "no pays_for": ("pays_for: start, ", "", "pays_for is missing", "milestone"),
    "a fee of no kind": ("pays_for: start,", "pays_for: starts,", "no kind of fee", "start"),
    "neither threshold nor share": ("threshold: 9000.00, ", "", "either threshold and amount, or share", "12.5 %"),
    "threshold and share": ("share: 12.5 %", "share: 12.5 %, threshold: 1.00", "either threshold", "12.5 %"),
    "a text for a number": ("capacity: 40", "capacity: many", "no whole number", "without quotes"),
    "a decimal for a number": ("offer: 1", "offer: 1.5", "no whole number", "from 1"),
    "a number for a text": ("name: Kokeilu", "name: 2021", "2021 is no text", "quotes"),
    "a number for a code": ('["020", "837", "536"]', '["020", 837, "536"]', "837 is no municipality", 'quotes: "837"'),
    "an id in capitals": ("pilot: trial", "pilot: Trial", "Trial is no id", "lower-case"),
    "an id with an underscore": ("id: coach,", "id: my_coach,", "my_coach is no id", "hyphens"),
    "a quoted day": ("takeover: 2021-03-01", 'takeover: "2021-03-01"', "is a text", "without quotes"),
    "no day of the calendar": ("takeover: 2021-03-01", "takeover: 2021-02-30", "no day of the calendar", "Write"),
    "a Finnish day": ("takeover: 2021-03-01", "takeover: 1.3.2021", "1.3.2021 is no day", "2021-03-01"),
    "a word for a truth": ("voluntary: true", "voluntary: yes", "neither true nor false", "true or false"),
    "a list for keys": ("organiser: {id: town, name: Kaupunki}", "organiser: [town]", "keys with values", "id, name"),
    "a word for a list": ("services: [sparring]\n", "services: sparring\n", "no list", "[one, another]"),
    "nothing for a list": ("questions: [nps]", "questions: ", "no list", "[one, another]"),
    "no model": ("model: municipal", "model: municipl", "not one of the words", "Did you mean municipal?"),
    "no production": ("production: own", "production: mine", "not one of the words", "own, partner, purchased"),
    "a decimal comma": ("value: 100.00", "value: '100,00'", "no sum in euros", "1200.00"),
    "a third decimal": ("value: 100.00", "value: 100.001", "more than two decimals", "cent"),
    "too fine a share": ("share: 12.5 %", "share: 12.555 %", "hundredth", "Round"),
    "no share": ("share: 12.5 %", "share: some", "no share", "12.5 %"),
    "a dated share": ("share: 12.5 %", "share: {2021-01-01: 12.5 %}", "no share", "12.5 %"),
    "a dated amount of a cohort": ("amount: 30.00", "amount: {2021-01-01: 30.00}", "whole cohort", "one number"),
    "days and bands mixed": ("{low: 5.00, high: 9.00}", "{2021-01-01: 5.00, high: 9.00}", "among days", "2025-01-01"),
    "no business id": ('"1234567-1"', "1234567", "no business id", "1234567-1"),
    "a source that is none": ("[register, employer]", "[register, neighbour]", "not one of the words", "register"),
    "an id twice": ("id: coach,", "id: sparring,", "twice (first on line 18)", "own"),
    "a criterion twice": ("id: old", "id: young", "twice (first on line 14)", "own"),
    "a fee twice": ("id: plan,", "id: start,", "twice (first on line 37)", "own"),
    "a code twice": ('["020", "837", "536"]', '["020", "837", "837", "536"]', "837 is here twice", "Remove"),
    "no such choice": ("choice: pick", "choice: pock", "no choice pock", "pick"),
    "no such service of a voucher": ("{id: v, service: sparring", "{id: v, service: sparing", "no service", "sparring"),
    "no such service of a provider": ("services: [sparring], b", "services: [x], b", "no service x", "There are"),
    "no such provider": ("provider: a", "provider: b", "no provider b", "a"),
    "no such service of a contract": ("services: [sparring]\n", "services: [coah]\n", "no service coah", "coach"),
    "no such service of an experiment": ("{id: draw, service: sparring", "{id: draw, service: sp", "no service", "are"),
    "no such experiment": ("experiment: draw", "experiment: drew", "no experiment drew", "draw"),
    "no such column": ("block_by: [municipality]", "block_by: [muncipality]", "no column", "municipality"),
    "no such process": ("process: nordic-2022", "process: nordic", "no process", "nordic-2022"),
    "no such kind": ("kind: coaching, production: own", "kind: couching, production: own", "no kind", "coaching"),
    "no municipality": ('["020", "837", "536"]', '["020", "837", "536", "999"]', "no municipality 999", "Did you mean"),
    "a successor's municipality": ('heir, municipalities: ["020"]', 'heir, municipalities: ["091"]', "Helsinki", "Add"),
    "an area's municipality": ('["536", "020"]', '["536", "091"]', "not among the pilot's", "Add"),
    "an area's lead": ('lead: "536"', 'lead: "091"', "not among the pilot's", "Add"),
    "a provider's municipality": ('municipalities: ["837"]', 'municipalities: ["998"]', "no municipality 998", "mean"),
    "a function in a criterion": ("when: age > 60", "when: abs(age) > 60", "»abs« (column 1)", "Allowed"),
    "a type that does not fit in a scope": ("scope: unemployed", "scope: age < 'x'", "»'x'« (column 7)", "number"),
    "a comment in a condition": ("age > 17", "'age > 17 -- x'", "»--« (column 10)", "YAML"),
    "an end before a start": ("end: 2024-12-31", "end: 2020-12-31", "before it starts", "not before"),
    "a contract's end before its start": ("end: 2023-12-31", "end: 2020-12-31", "before it starts", "not before"),
    "a negative count": ("capacity: 40", "capacity: -1", "-1 is negative", "from 0"),
    "a negative sum": ("value: 100.00", "value: -100.00", "is negative", "from 0"),
    "a negative amount of a band": ("high: 9.00", "high: -9.00", "is negative", "from 0"),
    "a negative tail": ("tail_days: 365", "tail_days: -365", "is negative", "from 0"),
    "a share above 100 %": ("expected: 30 %", "expected: 130 %", "outside 0-100 %", "100 %"),
    "a share without its sign": ("sample: 25 %", "sample: 25", "outside 0-100 %", "25 %"),
    "a negative share": ("share: 12.5 %", "share: -12.5 %", "outside 0-100 %", "0 %"),
    "a fee of a fee that is none": ("of: job", "of: jobb", "no fee of this contract", "job"),
    "a fee of a fee for a start": ("of: job", "of: start", "pays for start", "They are"),
    "a dated amount too late": ("{2021-01-01: 400.00", "{2021-03-02: 400.00", "begins on 2021-03-02", "2021-03-01"),
    "a dated expected share too late": (
        "expected: 30 %",
        "expected: {2021-12-01: 30 %}",
        "begins on 2021-12",
        "2021-03",
    ),
    "no days": ("days: 90", "days: 0", "0 is below 1", "from 1"),
    "no window": ("window_days: 180", "window_days: 0", "0 is below 1", "from 1"),
    "a window below 0": ("window_days: 180", "window_days: -5", "-5 is negative", "from 1"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found_on_its_line_alone(path: Path, name: str) -> None:
    old, new, message, cure = PLANTED[name]
    text, line = with_change(old, new)
    result = checked(path, text)
    assert result.pilot is None
    told = [fault for fault in result.faults if message in fault.message and cure in fault.cure]
    assert len(told) == 1, "\n".join(map(str, result.faults))
    assert told[0].file == str(path)
    assert told[0].line == (1 if name == "no pilot" else line)
    assert {fault.line for fault in result.faults} == {told[0].line}, "\n".join(map(str, result.faults))


@pytest.mark.parametrize("key", ["legal_basis: Laki, ", "voluntary: true, ", ", everyone_keeps: Kaikki"])
def test_an_experiment_without_its_three_texts_is_refused(path: Path, key: str) -> None:
    result = checked(path, GOOD.replace(key, ""))
    assert [fault.message for fault in result.faults] == [f"The key {key.strip(', ').partition(':')[0]} is missing."]
    assert GOOD.splitlines()[result.faults[0].line - 1].startswith("  - {id: draw")


def test_municipalities_are_those_of_the_first_day(path: Path) -> None:
    """Pertunmaa (588) joined Mäntyharju (507) on 1.1.2026."""
    code = '["020", "837", "536", "588"]'
    assert not checked(path, GOOD.replace('["020", "837", "536"]', code)).faults
    later = GOOD.replace('["020", "837", "536"]', code).replace("2021-03-01, end: 2024-12-31", "2026-03-01")
    told = [fault for fault in checked(path, later).faults if "588" in fault.message]
    assert [(fault.line, "no municipality on 2026-03-01" in fault.message) for fault in told] == [(7, True)]
    assert "507" in told[0].cure


def test_all_faults_of_a_file_are_told_in_its_order(path: Path) -> None:
    changes = [
        ("model: municipal", "model: x"),
        ('lead: "536"', 'lead: "091"'),
        ("when: age < 30", "when: agee < 30"),
        ("capacity: 40", "capacity: -1"),
        ("id: coach,", "id: sparring,"),
        ("offer: 1", "offer: 0"),
        ("provider: a", "provider: b"),
        ("amount: 250.00", "amount: x"),
        ("within_days: 30", "within: 30"),
        ("of: job", "of: start"),
        ("experiment: draw", "experiment: drew"),
    ]
    text, lines = GOOD, []
    for old, new in changes:
        lines.append(with_change(old, new)[1])
        text = text.replace(old, new)
    assert [fault.line for fault in checked(path, text).faults] == lines


def test_a_fault_reads_as_file_line_what_and_cure(path: Path) -> None:
    path.write_text(GOOD.replace("kind: coaching, production: own", "kind: couching, production: own"))
    with pytest.raises(DefinitionError) as refused:
        load_pilot(path)
    assert str(refused.value) == f"{path}:19: There is no kind of service couching. Did you mean coaching?"


def test_a_name_that_does_not_ship_is_told_with_the_near_ones() -> None:
    with pytest.raises(DefinitionError, match=r"no pilot pirkanma-2021.*Did you mean pirkanmaa-2021"):
        load_pilot("pirkanma-2021")


def test_a_path_that_is_not_there() -> None:
    assert check_pilot("no/such/pilot.yaml").faults == (
        Fault("no/such/pilot.yaml", 0, "There is no such file.", "Check the path."),
    )


def test_a_folder_stands_for_its_pilot_file(path: Path) -> None:
    path.write_text(GOOD)
    assert pilot_path(path.parent) == path
    assert load_pilot(str(path.parent)).pilot == "trial"


def flow(value: object) -> str:
    """A value as YAML in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(below)}" for key, below in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return str(value) if isinstance(value, date) else json.dumps(value)


def places(value: object, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where there is anything in a tree."""
    below = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in below:
        yield (*place, step)
        yield from places(part, (*place, step))


ODD = ["x", "", 5, -1, None, True, [], {}, [{}], ["x", "x"], date(2021, 3, 1), {"2021-03-01": 5}, {"a": {"b": []}},
       "12.5 %", "a" * 300, {"id": "x"}, [[1]], 10**14]  # fmt: skip


@given(data=st.data())
def test_no_file_crashes_the_check(path: Path, data: st.DataObject) -> None:
    """Any value in any place: faults, each with its line and cure, or a pilot."""
    path.write_text(GOOD)
    tree = read_yaml(path).plain()
    for _ in range(data.draw(st.integers(1, 4))):
        *around, last = data.draw(st.sampled_from(list(places(tree))))
        target = tree
        for step in around:
            target = target[step]
        target[last] = deepcopy(data.draw(st.sampled_from(ODD)))
    result = checked(path, flow(tree))
    assert (result.pilot is None) == bool(result.faults)
    assert all(fault.line == 1 and fault.message and fault.cure for fault in result.faults)
    if result.pilot is not None:
        assert describe(result.pilot, "en")
