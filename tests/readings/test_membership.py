"""`polku.targeting.members` and its second reading, in three values, on written rules and on rules made up."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polku.base.engine import DuckDB
from polku.facts import put
from polku.targeting import members as product_members
from tests.readings.criteria import (
    Every,
    Known,
    Node,
    Not,
    Some,
    Test,
    Written,
    among,
    between,
    compare,
    compare_columns,
    flag,
)
from tests.readings.days import Facts, Row, later
from tests.readings.effort import a_few
from tests.readings.membership import Group, members
from tests.readings.pilot_files import choosing_pilot
from tests.readings.tables import table
from tests.readings.worlds import bases, jobseekers, offset_days

FOREIGN = among("native_language", ["fi", "sv", "se", "smn", "sms"], negated=True)
YOUNG = compare("age", "<", 30)
NO_RIGHT = Written("not earnings_related_right", Not(flag("earnings_related_right")))
IMMIGRANT = flag("immigrant")
IN_SCOPE = among("status", ["subsidised", "unemployed", "laid_off", "in_service", "in_training"])
PIRKANMAA = [("no-right", NO_RIGHT), ("under-30", YOUNG), ("foreign", FOREIGN), ("immigrant", IMMIGRANT)]
DAY = date(2021, 3, 1)

SIMPLE: list[Node] = [
    YOUNG,
    FOREIGN,
    IMMIGRANT,
    NO_RIGHT,
    IN_SCOPE,
    flag("earnings_related_right"),
    flag("unemployed"),
    compare("immigrant", "=", False),
    compare("unemployed_days", ">=", 2),
    compare("unemployment_spell_days", ">", 3),
    compare("benefit_days", ">=", 300),
    compare("risk", ">=", 0.5),
    compare("risk_band", "=", "high"),
    compare("native_language", "<>", "fi"),
    compare("municipality", "=", "020"),
    compare("status", "<>", "none"),
    compare_columns("benefit_days", ">", "unemployed_days_730"),
    compare_columns("status_days", "<=", "unemployed_days_365"),
    between("age", 25, 40),
    between("education_level", 0, 3, negated=True),
    among("benefit", ["labour_market_subsidy", "basic_allowance"]),
    among("benefit", ["general_support"], negated=True),
    Known("native_language", null=True),
    Known("benefit", null=False),
    Known("risk", null=True),
    Test("benefit_days + unemployed_days >= 10", ("benefit_days", "unemployed_days"), lambda a, b: a + b >= 10),
    Test("education_level * 2 - 1 > age - 30", ("education_level", "age"), lambda a, b: a * 2 - 1 > b - 30),
    Test("5 < unemployed_days", ("unemployed_days",), lambda n: n > 5),
    Written("not age < 30", Not(YOUNG)),
    Written("immigrant or in_services and age < 30", Some([IMMIGRANT, Every([flag("in_services"), YOUNG])])),
    Written("not immigrant and age < 30", Every([Not(IMMIGRANT), YOUNG])),
    Written("(immigrant or sex = 'f') and age < 30", Every([Some([IMMIGRANT, compare("sex", "=", "f")]), YOUNG])),
    Written(
        "not (immigrant or sex is null) or age between 18 and 24",
        Some([Not(Some([IMMIGRANT, Known("sex", null=True)])), between("age", 18, 24)]),
    ),
]

simple = st.sampled_from(SIMPLE)
rules = st.recursive(
    simple,
    lambda parts: st.one_of(
        parts.map(Not),
        st.lists(parts, min_size=2, max_size=3).map(Every),
        st.lists(parts, min_size=2, max_size=3).map(Some),
    ),
    max_leaves=5,
)


def person(name: str, **columns: object) -> Row:
    return {"person_id": name, "birth_date": date(1980, 1, 1), "native_language": "fi", "immigrant": False} | columns


def of(name: str, **columns: object) -> Row:
    return {"person_id": name, "start_date": DAY, **columns}


def lives(name: str, place: str = "837") -> Row:
    return of(name, municipality=place)


def unemployed(name: str) -> Row:
    return of(name, status="unemployed")


GROUP = Group(IN_SCOPE, PIRKANMAA, ["837", "211"])
PEOPLE: Facts = {
    "persons": [
        person("a"),  # 41, on labour-market subsidy: no right
        person("b", birth_date=date(1991, 3, 1), native_language="ru"),  # 30 on the very day; foreign language
        person("c", native_language=None),  # right known, language not
        person("d", native_language=None, immigrant=None),
        person("e", immigrant=True),  # lives nowhere known
        person("f"),  # works, and lives nowhere known
        person("g", immigrant=True),  # lives outside
        person("h"),  # nothing known of the right
        person("i", birth_date=date(1991, 3, 2)),  # 29; right unknown
    ],
    "residences": [lives(name) for name in "abcdhi"] + [lives("g", "020")],
    "statuses": [unemployed(name) for name in "abcdeghi"] + [of("f", status="employed")],
    "benefits": [of("a", benefit="labour_market_subsidy")],
    "rights": [of(name, earnings_related=True) for name in "bcdef"],
}


def test_by_hand() -> None:
    inside, undecided = members(PEOPLE, GROUP, DAY)
    assert inside == [
        {"person_id": "a", "municipality": "837", "reasons": "no-right"},
        {"person_id": "b", "municipality": "837", "reasons": "foreign"},
        {"person_id": "i", "municipality": "837", "reasons": "under-30"},
    ]
    assert undecided == [
        {"person_id": "c", "missing": "native_language"},
        {"person_id": "d", "missing": "native_language|immigrant"},
        {"person_id": "e", "missing": "municipality"},
        {"person_id": "h", "missing": "earnings_related_right"},
    ]  # f is out of scope and g of the area, whatever else is unknown


def test_reasons_stand_in_file_order() -> None:
    people = {**PEOPLE, "persons": [person("a", birth_date=date(2000, 2, 29), native_language="ru", immigrant=True)]}
    inside, _ = members(people, GROUP, DAY)
    assert inside[0]["reasons"] == "no-right|under-30|foreign|immigrant"


@pytest.mark.parametrize(
    ("rule", "row", "verdict", "missing"),
    [
        (Every([IMMIGRANT, YOUNG]), {"immigrant": None, "age": 40}, False, []),  # false decides
        (Every([IMMIGRANT, YOUNG]), {"immigrant": None, "age": 20}, None, ["immigrant"]),
        (Some([IMMIGRANT, YOUNG]), {"immigrant": None, "age": 20}, True, []),  # true decides
        (Some([YOUNG, IMMIGRANT]), {"immigrant": None, "age": None}, None, ["age", "immigrant"]),
        (Not(IMMIGRANT), {"immigrant": None}, None, ["immigrant"]),
        (Known("immigrant", null=True), {"immigrant": None}, True, []),
        (
            Some([Every([flag("sex"), YOUNG]), IMMIGRANT]),
            {"sex": None, "age": 40, "immigrant": None},
            None,
            ["immigrant"],
        ),
    ],
)
def test_three_values_by_hand(rule: Node, row: Row, verdict: bool | None, missing: list[str]) -> None:
    assert rule.verdict(row) is verdict
    assert (rule.missing(row) if verdict is None else []) == missing


def by_product(engine: DuckDB, folder: Path, facts: Facts, group: Group, day: date) -> tuple[list[Row], list[Row]]:
    put(engine, facts)
    product_members(engine, choosing_pilot(folder, group), day)
    return table(engine, "members", "person_id"), table(engine, "undecided", "person_id")


def test_the_product_by_hand(engine: DuckDB, folder: Path) -> None:
    assert by_product(engine, folder, PEOPLE, GROUP, DAY) == members(PEOPLE, GROUP, DAY)


@st.composite
def groups(draw: st.DrawFn, criteria: st.SearchStrategy[Node]) -> Group:
    scope = draw(st.one_of(st.just(IN_SCOPE), st.none(), criteria))
    any_of = [(f"c{number}", node) for number, node in enumerate(draw(st.lists(criteria, min_size=1, max_size=4)))]
    return Group(scope, any_of, draw(st.sampled_from([["837", "020", "211"], ["837"], ["020", "837"]])))


@given(st.data())
def test_two_readings_agree_on_written_rules(engine: DuckDB, folder: Path, data: st.DataObject) -> None:
    agree(engine, folder, data, data.draw(groups(simple), "group"))


@given(st.data())
def test_two_readings_agree_on_rules_made_up(engine: DuckDB, folder: Path, data: st.DataObject) -> None:
    agree(engine, folder, data, data.draw(groups(rules), "group"))


def agree(engine: DuckDB, folder: Path, data: st.DataObject, group: Group) -> None:
    base = data.draw(bases, "base")
    facts = data.draw(jobseekers(base), "facts")
    day = data.draw(offset_days(base, low=-3, high=20), "day")
    assert by_product(engine, folder, facts, group, day) == members(facts, group, day)


@a_few
@given(st.data())
def test_nobody_is_dropped_for_what_is_unknown(engine: DuckDB, folder: Path, data: st.DataObject) -> None:
    """Whatever was unknown comes to be known, a member stays one: filling in a null adds and never takes."""
    base = data.draw(bases, "base")
    facts = data.draw(jobseekers(base), "facts")
    group = Group(None, [("young", YOUNG), ("foreign", FOREIGN), ("immigrant", IMMIGRANT)], ["837", "020"])
    inside, undecided = by_product(engine, folder, facts, group, later(base, 1))
    told = [row | {"native_language": row["native_language"] or "ru"} for row in facts["persons"]]
    inside_then, _ = by_product(engine, folder, facts | {"persons": told}, group, later(base, 1))
    before, then = ({row["person_id"] for row in rows} for rows in (inside, inside_then))
    waiting = {row["person_id"] for row in undecided}
    assert before <= then <= before | waiting
