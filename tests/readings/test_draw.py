"""`polku.experiment.draw` and its second reading, and the lottery as properties."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polku.base.engine import DuckDB
from polku.definition import Pilot, load_pilot
from polku.experiment import ASSIGNMENTS, Drawn, draw
from polku.facts import put
from tests.readings.criteria import Every, Not, among, flag
from tests.readings.days import Facts, Row
from tests.readings.draw import block_of, drawn
from tests.readings.effort import a_few
from tests.readings.membership import Group, members
from tests.readings.persons_at import persons_at
from tests.readings.tables import table

DAY = date(2023, 3, 1)
NEXT = DAY + timedelta(days=1)
PLACES = ["837", "211", "536"]
SHARES = [(5000, 5000), (3333, 6667), (2500, 2500, 5000), (1, 9999)]
ARMS = ("offered", "waiting", "later")
GROUP = Group(Every([Not(among("native_language", ["ru"]))]), [("unemployed", flag("unemployed"))], PLACES)
FILE = """\
pilot: small-pilot
name: {{fi: Pieni pilotti}}
source: invented
organiser: {{id: somewhere, name: Jossain}}
model: purchase
period: {{start: 2021-03-01, end: 2026-12-31}}
municipalities: ["837", "211", "536"]
target_group: {{any_of: [{{id: unemployed, when: unemployed}}]}}
services: [{{id: sparring, kind: coaching, production: own, conditions: not native_language in ('ru')}}]
experiments:
  - id: sparring-lottery
    service: sparring
    design: {design}
    arms: {{{arms}}}
    block_by: [{block_by}]
    period: {{start: 2023-01-01, end: 2023-12-31}}
    seed: {seed}
    legal_basis: {{fi: laki}}
    voluntary: true
    everyone_keeps: {{fi: Lakisääteiset palvelut}}
"""


def pilot_of(folder: Path, **values: Any) -> Pilot:
    shares = values.get("shares", (5000, 5000))
    arms = ", ".join(f"{arm}: {share / 100:g} %" for arm, share in zip(ARMS, shares, strict=False))
    path = folder / "pilot.yaml"
    path.write_text(
        FILE.format(
            design=values.get("design", "lottery"),
            arms=arms,
            block_by=", ".join(values.get("block_by", ())),
            seed=values.get("seed", 1),
        ),
        encoding="utf-8",
    )
    return load_pilot(path)


def world(people: list[tuple[str | None, str | None, str | None, bool]]) -> Facts:
    """People by municipality, risk band, language and whether they are unemployed."""
    facts: Facts = {name: [] for name in ("persons", "residences", "statuses", "risk_scores")}
    start = date(2022, 1, 1)
    for n, (place, band, language, unemployed) in enumerate(people):
        one = {"person_id": f"p{n:03}"}
        facts["persons"].append({**one, "birth_date": date(1990, 1, 1), "native_language": language})
        status = "unemployed" if unemployed else "employed"
        facts["statuses"].append({**one, "status": status, "start_date": start})
        if place is not None:
            facts["residences"].append({**one, "municipality": place, "start_date": start})
        if band is not None:
            facts["risk_scores"].append({**one, "scored_on": start, "risk": 0.5, "risk_band": band})
    return facts


person = st.tuples(
    st.sampled_from([*PLACES, *PLACES, None]),
    st.sampled_from([None, "low", "high"]),
    st.sampled_from(["fi", "fi", "sv", "ru", None]),
    st.sampled_from([True, True, True, False]),
)
block_bys = st.sampled_from([(), ("municipality",), ("municipality", "risk_band"), ("risk_band",), ("age",)])
cases = st.fixed_dictionaries({"shares": st.sampled_from(SHARES), "block_by": block_bys, "seed": st.integers(0, 10**6)})


def with_one(people: list[Any]) -> Facts:
    """The first one meets the condition, so that there is somebody to draw."""
    return world([("837", "low", "fi", True), *people])


def drawn_by_hand(facts: Facts, values: dict[str, Any], on: date, without: set[str]) -> list[Row]:
    """The assignments of the second reading."""
    inside, _ = members(facts, GROUP, on)
    eligible = {row["person_id"] for row in inside} - without
    asked = {row["person_id"]: row for row in persons_at(facts, on)}
    blocks = {name: block_of(asked[name], values["block_by"]) for name in eligible}
    arms = dict(zip(ARMS, values["shares"], strict=False))
    return drawn(values["seed"], "sparring-lottery", on, blocks, arms)


def draw_it(engine: DuckDB, facts: Facts, pilot: Pilot, on: date = DAY, **more: Any) -> tuple[Drawn, list[Row]]:
    put(engine, facts)
    found = draw(engine, pilot, "sparring-lottery", on, **more)
    return found, table(engine, "drawn", "person_id")


@a_few
@given(people=st.lists(person, max_size=25), values=cases)
def test_two_readings_agree(engine: DuckDB, folder: Path, people: list[Any], values: dict[str, Any]) -> None:
    facts = with_one(people)
    found, rows = draw_it(engine, facts, pilot_of(folder, **values))
    assert rows == drawn_by_hand(facts, values, DAY, set())
    assert engine.columns("drawn") == dict(ASSIGNMENTS)
    _, undecided = members(facts, GROUP, DAY)
    assert table(engine, "undecided", "person_id") == undecided
    assert (found.counts["undecided"], found.counts["drawn"]) == (len(undecided), len(rows))


@a_few
@given(people=st.lists(person, max_size=40), values=cases)
def test_shares_are_exact_within_blocks(
    engine: DuckDB, folder: Path, people: list[Any], values: dict[str, Any]
) -> None:
    """Of each block every arm has its share, rounded up or down to whole people; probabilities are the shares."""
    found, rows = draw_it(engine, with_one(people), pilot_of(folder, **values))
    assert {row["block"] for row in rows} == set(found.blocks)
    shares = dict(zip(ARMS, values["shares"], strict=False))
    for block in found.blocks:
        own = [row for row in rows if row["block"] == block]
        for arm, share in shares.items():
            many = sum(row["arm"] == arm for row in own)
            assert len(own) * share // 10_000 <= many <= -(-len(own) * share // 10_000)
    assert all(row["probability"] == shares[row["arm"]] / 10_000 for row in rows)
    assert len({row["person_id"] for row in rows}) == len(rows)


@a_few
@given(people=st.lists(person, max_size=25), values=cases, order=st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(
    engine: DuckDB, folder: Path, people: list[Any], values: dict[str, Any], order: int
) -> None:
    facts, pilot = with_one(people), pilot_of(folder, **values)
    first, rows = draw_it(engine, facts, pilot)
    mixed = {name: random.Random(order).sample(list(own), len(own)) for name, own in facts.items()}  # noqa: S311
    again, others = draw_it(engine, mixed, pilot)
    assert others == rows
    assert (again.list_hash, again.result_hash) == (first.list_hash, first.result_hash)


@a_few
@given(
    people=st.lists(person, max_size=25),
    late=st.lists(person, max_size=8),
    values=cases,
    excepted=st.sets(st.integers(0, 33), max_size=5),
)
def test_late_comers_are_drawn_and_nobody_twice(
    engine: DuckDB, folder: Path, people: list[Any], late: list[Any], values: dict[str, Any], excepted: set[int]
) -> None:
    """On the next day newcomers alone are drawn, exceptions are left out and listed, and the first keep their arms."""
    pilot = pilot_of(folder, **values)
    _, first = draw_it(engine, with_one(people), pilot)
    facts = with_one([*people, *late]) | {"assignments": first}
    names = {row["person_id"] for row in facts["persons"]}
    exceptions = {f"p{n:03}": "A coach's reason" for n in excepted if f"p{n:03}" in names}
    found, second = draw_it(engine, facts, pilot, NEXT, exceptions=exceptions)
    before = {row["person_id"]: row["arm"] for row in first}
    assert second == drawn_by_hand(facts, values, NEXT, set(before) | set(exceptions))
    assert not set(before) & {row["person_id"] for row in second}
    listed = {row["person_id"]: row for row in table(engine, "exceptions", "person_id")}
    assert set(listed) == set(exceptions)
    inside = {row["person_id"] for row in members(facts, GROUP, NEXT)[0]}
    for name, row in listed.items():
        effect = "drawn_before" if name in before else "left_out" if name in inside else "not_in_question"
        assert (row["effect"], row["arm"], row["reason"]) == (effect, before.get(name), "A coach's reason")
    assert found.counts["drawn_before"] == len(first)
    waiting = table(engine, "waiting_list", "place")
    assert [row["place"] for row in waiting] == list(range(1, len(waiting) + 1))
    assert Counter(row["person_id"] for row in waiting) == Counter(
        row["person_id"] for row in (*first, *second) if row["arm"] == "waiting"
    )
    assert [row["date"] for row in waiting] == sorted(row["date"] for row in waiting)


def test_over_many_seeds_everyone_has_the_share_as_probability(engine: DuckDB, folder: Path) -> None:
    """A block of three with 25 %: over 160 seeds each of the three is offered a place about 40 times."""
    pilot = pilot_of(folder, shares=(2500, 7500), block_by=("municipality",))
    put(engine, world([("837", None, "fi", True)] * 3))
    times: Counter[str] = Counter()
    for seed in range(160):
        experiment = pilot.experiments[0].model_copy(update={"seed": seed})
        draw(engine, pilot.model_copy(update={"experiments": (experiment,)}), "sparring-lottery", DAY)
        times.update(row["person_id"] for row in table(engine, "drawn", "person_id") if row["arm"] == "offered")
    assert all(many == pytest.approx(40, abs=22) for many in times.values())  # four standard errors
