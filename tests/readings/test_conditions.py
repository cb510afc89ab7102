"""`polku.targeting.conditions_met` and a second reading, in three values, on conditions made up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polku.base.engine import DuckDB, Standing
from polku.definition import parse_expression
from polku.facts import put
from polku.targeting import conditions_met
from tests.readings.criteria import Node, Some, compare
from tests.readings.days import Facts, Row
from tests.readings.effort import a_few
from tests.readings.persons_at import persons_at
from tests.readings.tables import table
from tests.readings.test_membership import DAY, IMMIGRANT, PEOPLE, YOUNG, rules
from tests.readings.worlds import bases, jobseekers, offset_days

CONDITIONS: dict[str, Node] = {
    "young": YOUNG,
    "young-or-immigrant": Some([YOUNG, IMMIGRANT]),
    "russian": compare("native_language", "=", "ru"),
}


@pytest.fixture(scope="module")
def standing() -> Iterator[Standing]:
    with Standing() as running:
        yield running


def by_hand(facts: Facts, conditions: Mapping[str, Node], day: date) -> list[Row]:
    """One row for each person and condition; what is missing only where nothing decides."""
    return [
        {
            "person_id": person["person_id"],
            "condition_id": name,
            "met": (met := node.verdict(person)),
            "missing": "|".join(node.missing(person)) if met is None else "",
        }
        for person in persons_at(facts, day)
        for name, node in sorted(conditions.items())
    ]


def by_product(engine: DuckDB, facts: Facts, conditions: Mapping[str, Node], day: date) -> list[Row]:
    put(engine, facts)
    conditions_met(engine, {name: parse_expression(node.text) for name, node in conditions.items()}, day)
    return table(engine, "conditions_met", "person_id, condition_id")


def test_by_hand(engine: DuckDB, standing: Standing) -> None:
    told = {(row["person_id"], row["condition_id"]): row for row in by_product(engine, PEOPLE, CONDITIONS, DAY)}
    assert told["i", "young"]["met"] is True
    assert told["b", "young"]["met"] is False, "30 on the very day"
    assert told["d", "young-or-immigrant"] | {"met": None, "missing": "immigrant"} == told["d", "young-or-immigrant"]
    assert told["c", "russian"]["missing"] == "native_language"
    assert list(told.values()) == by_hand(PEOPLE, CONDITIONS, DAY)
    assert by_product(standing, PEOPLE, CONDITIONS, DAY) == list(told.values())


def test_no_condition_gives_no_row(engine: DuckDB) -> None:
    assert by_product(engine, PEOPLE, {}, DAY) == []


@given(st.data())
@a_few
def test_two_readings_agree(engine: DuckDB, standing: Standing, data: st.DataObject) -> None:
    base = data.draw(bases, "base")
    facts, day = data.draw(jobseekers(base), "facts"), data.draw(offset_days(base), "day")
    conditions = {f"c{number}": node for number, node in enumerate(data.draw(st.lists(rules, min_size=1, max_size=3)))}
    wanted = by_hand(facts, conditions, day)
    assert by_product(engine, facts, conditions, day) == wanted
    assert by_product(standing, facts, conditions, day) == wanted
