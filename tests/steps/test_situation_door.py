"""The publishing door of `polku.situation`: small figures are blank, and no attack finds out what a blank was."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, example, given, settings
from hypothesis import strategies as st

from polku.base.engine import DuckDB, Settings
from polku.definition import Pilot
from polku.facts import put
from polku.situation import INDICATORS, situation
from polku.situation import published as publish
from tests.steps.attack import (
    COUNTS,
    ELSEWHERE,
    SHARES,
    equations,
    few,
    known,
    published,
    ranges,
    small_and_told,
    with_elsewhere,
)

MONTH, NEXT = date(2024, 3, 1), date(2024, 4, 1)
COUNT_DAY = date(2024, 3, 28)
PILOT = Pilot.model_validate(
    {
        "pilot": "own",
        "name": "Oma",
        "source": "invented",
        "organiser": {"id": "own", "name": "Oma"},
        "model": "purchase",
        "services": [{"id": "sparring", "kind": "coaching", "production": "own"}],
    }
)
# Employment areas with one municipality, two and more.
AREA_OF = {"091": "08", "092": "43", "837": "39", "020": "39", "211": "39", "214": "35", "609": "35", "181": "35"}


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDB]:
    with DuckDB(Settings(threads=1)) as running:
        yield running


def crowd(seed: int, size: int, places: int) -> dict[str, list[dict[str, Any]]]:
    """People of a few municipalities, most in one of them; some without one, some whose place must not be told, some
    clients of a pilot, some with another status from the next month on."""
    draw = Random(seed)  # noqa: S311
    codes = draw.sample(sorted(AREA_OF), places)
    tables = ("persons", "residences", "statuses", "contacts", "enrolments")
    facts: dict[str, list[dict[str, Any]]] = {name: [] for name in tables}
    for number in range(size):
        who = {"person_id": f"p{number}"}
        age = draw.choice([20, 30, 40, 60])
        facts["persons"].append(
            who
            | {
                "birth_date": COUNT_DAY - timedelta(int(age * 365.25)),
                "sex": draw.choices(["f", "m", "x", None], [40, 55, 2, 3])[0],
                "native_language": draw.choices(["fi", "ru", None], [80, 15, 5])[0],
                "education_level": draw.choice([1, 3, 3, 6, None]),
                "non_disclosure": draw.random() < 0.05,
            }
        )
        if draw.random() < 0.95:
            code = draw.choices(codes, [2.0 ** (3 - n) for n in range(places)])[0]
            facts["residences"].append(who | {"municipality": code, "start_date": date(2000, 1, 1)})
        kind = draw.choices(["unemployed", "laid_off", "in_service", "reduced_hours"], [60, 10, 20, 10])[0]
        start = COUNT_DAY - timedelta(draw.choice([3, 20, 60, 120, 400, 500, 800, 1500]))
        changes = draw.random() < 0.2
        facts["statuses"].append(
            who | {"status": kind, "start_date": start, "end_date": date(2024, 4, 14) if changes else None}
        )
        if changes:
            facts["statuses"].append(who | {"status": "unemployed", "start_date": date(2024, 4, 15)})
        if draw.random() < 0.4:
            facts["enrolments"].append(who | {"pilot_id": "own", "start_date": start})
        facts["contacts"].append(
            who
            | {"kind": "initial_interview", "date": MONTH + timedelta(draw.randrange(28)), "held": True}
            | {"mode": draw.choice(["face_to_face", "phone"]), "coach_id": "k1"}
        )
    return facts


# Crowds are told by three numbers; shrinking them would take longer than it helps.
FEW = max(4, settings().max_examples // 15)
quick = settings(phases=(Phase.explicit, Phase.reuse, Phase.generate), max_examples=FEW)
crowds = given(st.integers(0, 10_000), st.sampled_from([5, 25, 60, 100]), st.integers(1, len(AREA_OF)))


@quick
@crowds
@example(112, 60, 4)  # a published zero of the country tells the zeros below it, and what is left of the sums over them
def test_no_attack_computes_a_blank(engine: DuckDB, seed: int, size: int, places: int) -> None:
    put(engine, crowd(seed, size, places))
    situation(engine, [MONTH, NEXT], PILOT)
    for month in (MONTH, NEXT):
        told = published(engine, month)
        assert {area_kind for _, _, area_kind, *_ in told.true} >= {"pilot", "country"}
        assert ELSEWHERE not in {name[2:4] for name in told.true}
        found = with_elsewhere(told)
        sums = list(equations(found.true, AREA_OF))
        assert sums
        exact = known(found, sums)
        assert exact & told.blank == set()
        assert few(found, exact) == set()
        if size < 60:  # of a few dozen people, zeros and totals may tell more than any blank can hide
            continue
        between = ranges(found, sums)
        assert small_and_told(found, between) == set()
        widths = [high - low for name, (low, high) in between.items() if found.true[name] > 0]
        assert sum(width >= 5 for width in widths) >= 0.7 * len(widths)


@quick
@crowds
def test_who_knows_what_sums_leave_out_computes_no_few(engine: DuckDB, seed: int, size: int, places: int) -> None:
    """Blanks that hide people of no area alone may be found by who knows how many those are; nobody few is."""
    put(engine, crowd(seed, size, places))
    situation(engine, [MONTH], PILOT)
    found = published(engine, MONTH)
    sums = list(equations(found.true, AREA_OF))
    for one in sums:  # as the attack was told: each sum leaves out no less than nobody, and it is a sum
        assert sum(c * found.true[name] for name, c in one.items()) >= 0
    assert few(found, known(found, sums)) == set()
    if size >= 60:
        assert small_and_told(found, ranges(found, sums)) == set()


def test_an_attack_finds_what_is_hidden_badly(engine: DuckDB) -> None:
    """The attack is one: with a single blank less than the door leaves, it computes others."""
    put(engine, crowd(1, 100, 4))
    situation(engine, [MONTH], PILOT)
    found = published(engine, MONTH)
    sums = list(equations(found.true, AREA_OF))
    assert few(found, known(found, sums)) == set()
    found.blank = {name for name in found.blank if 1 <= found.true[name] <= 4}
    assert few(found, known(found, sums))


def test_months_are_blanked_as_if_each_were_alone(engine: DuckDB) -> None:
    put(engine, crowd(3, 150, 6))
    order = 'ORDER BY month, indicator, area_kind, area, "group"'
    situation(engine, [MONTH, NEXT], PILOT)
    both = engine.rows(f"SELECT * FROM figures {order}")
    alone = []
    for month in (MONTH, NEXT):
        situation(engine, [month], PILOT)
        alone += engine.rows(f"SELECT * FROM figures {order}")
    assert both == alone


@quick
@crowds
def test_small_figures_are_blank_and_the_rest_is_true(engine: DuckDB, seed: int, size: int, places: int) -> None:
    put(engine, crowd(seed, size, places))
    situation(engine, [MONTH])
    publish(engine)
    assert engine.columns("published") == dict(INDICATORS)
    counts = ", ".join(f"'{name}'" for name in sorted(COUNTS))
    small = f"indicator IN ({counts}) AND value BETWEEN 1 AND 4"
    assert engine.rows(f"SELECT * FROM indicators WHERE {small} AND NOT suppressed") == []
    assert engine.rows(f"SELECT * FROM published WHERE {small}") == []
    shares = ", ".join(f"'{name}'" for name in sorted(SHARES))
    rests = "numerator BETWEEN 1 AND 4 OR denominator BETWEEN 1 AND 4 OR denominator - numerator BETWEEN 1 AND 4"
    assert engine.rows(f"SELECT * FROM published WHERE indicator IN ({shares}) AND ({rests})") == []
    blank = "value IS NULL AND numerator IS NULL AND denominator IS NULL"
    assert engine.rows(f"SELECT * FROM published WHERE suppressed AND NOT ({blank})") == []
    same = 'SELECT count(*) FROM indicators JOIN published USING (indicator, month, area_kind, area, "group")'
    [(rows,)] = engine.rows(same)
    assert rows == engine.rows("SELECT count(*) FROM published")[0][0]
    country = f"{same} WHERE area_kind = 'country' AND NOT published.suppressed AND"
    assert engine.rows(f"{country} published.value IS DISTINCT FROM indicators.value") == [(0,)]


def test_people_whose_place_must_not_be_told_count_in_the_country_only(engine: DuckDB) -> None:
    facts = crowd(7, 300, 3)
    put(engine, facts)
    situation(engine, [MONTH])
    publish(engine)
    hidden = {row["person_id"] for row in facts["persons"] if row["non_disclosure"]}
    jobless = {
        row["person_id"]
        for row in facts["statuses"]
        if row["status"] in ("unemployed", "laid_off") and row["start_date"] <= COUNT_DAY
    }
    homes = {row["person_id"]: row["municipality"] for row in facts["residences"]}
    of = "SELECT value FROM {} WHERE indicator = 'unemployed' AND \"group\" = 'all' AND area = '{}'"
    for code in set(homes.values()):
        there = {person for person in jobless if homes.get(person) == code}
        assert engine.rows(of.format("indicators", code)) == [(float(len(there)),)]
        assert engine.rows(of.format("published", code)) == [(float(len(there - hidden)),)]
        assert there & hidden
    assert engine.rows(of.format("published", "FI")) == [(float(len(jobless)),)]


def test_nothing_is_blank_where_nothing_is_small(engine: DuckDB) -> None:
    """Twelve alike of every kind in every municipality: only groups of groups stay inside."""
    facts: dict[str, list[dict[str, Any]]] = {"persons": [], "residences": [], "statuses": []}
    number = 0
    for code in AREA_OF:
        for sex, birth, start in [("f", 1980, 10), ("m", 2002, 200), ("x", 1965, 500)]:
            for _ in range(12):
                number += 1
                who = {"person_id": f"p{number}"}
                facts["persons"].append(who | {"birth_date": date(birth, 1, 1), "sex": sex, "native_language": "fi"})
                facts["residences"].append(who | {"municipality": code, "start_date": date(2000, 1, 1)})
                start_date = COUNT_DAY - timedelta(start)
                facts["statuses"].append(who | {"status": "unemployed", "start_date": start_date})
    put(engine, facts)
    situation(engine, [MONTH])
    blank = engine.rows("SELECT DISTINCT indicator FROM indicators WHERE suppressed ORDER BY 1")
    assert blank == [("foreign_language_unemployed",), ("over_55_unemployed",), ("youth_unemployed",)]
    assert engine.rows("SELECT count(*) FROM indicators WHERE suppressed AND \"group\" = 'all'") == [(0,)]
