"""An engine kept between questions about a few people answers as a new one does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pytest

from polku.base.engine import DuckDB, Engine, EngineError, Standing
from polku.definition import load_pilot
from polku.facts import persons_at, put
from polku.targeting import Verdict, members, verdicts, with_conditions

PILOT = load_pilot("pirkanmaa-2021")
DAYS = [date(2021, 3, 1), date(2022, 6, 30)]


def few_people() -> Iterator[dict[str, list[dict[str, Any]]]]:
    """Somebody young, somebody in services after work, somebody of whom little is known, somebody who moved away."""
    since = date(2020, 5, 1)
    lives: list[tuple[Any, ...]] = [
        (date(1999, 2, 28), "fi", [("unemployed", since, None)], True, [("837", since, None)]),
        (
            date(1970, 7, 1),
            None,
            [
                ("employed", since, date(2020, 12, 31)),
                ("unemployed", date(2021, 1, 1), date(2022, 1, 31)),
                ("in_service", date(2022, 2, 1), None),
            ],
            False,
            [("536", since, None)],
        ),
        (date(1980, 1, 1), None, [("unemployed", since, None)], None, [("211", since, None)]),
        (
            date(1985, 1, 1),
            "ru",
            [("laid_off", since, None)],
            True,
            [("837", since, date(2021, 12, 31)), ("091", date(2022, 1, 1), None)],
        ),
    ]
    for n, (born, language, statuses, right, homes) in enumerate(lives):
        person = f"p{n}"

        def periods(rows: list[Any], name: str, person: str = person) -> list[dict[str, Any]]:
            return [{"person_id": person, name: what, "start_date": a, "end_date": b} for what, a, b in rows]

        yield {
            "persons": [{"person_id": person, "birth_date": born, "native_language": language}],
            "statuses": periods(statuses, "status"),
            "residences": periods(homes, "municipality"),
            "rights": periods([] if right is None else [(right, since, None)], "earnings_related"),
        }


@pytest.fixture(scope="module")
def kept() -> Iterator[Standing]:
    with Standing() as engine:
        yield engine


def answers(engine: Engine, facts: dict[str, list[dict[str, Any]]], on: date) -> list[Any]:
    put(engine, facts)
    told = verdicts(engine, PILOT, on)
    persons_at(engine, on)
    return [told, engine.rows("SELECT * FROM persons_at ORDER BY person_id")]


def test_one_after_the_other_is_answered_as_alone(kept: Standing) -> None:
    for on in DAYS:
        for facts in few_people():
            with DuckDB() as fresh:
                assert answers(kept, facts, on) == answers(fresh, facts, on)


def test_verdicts_are_what_members_says() -> None:
    facts = {name: [row for one in few_people() for row in one.get(name, [])] for name in ("persons", "statuses")}
    facts["residences"] = [row for one in few_people() for row in one.get("residences", [])]
    with DuckDB() as engine:
        put(engine, facts)
        told = verdicts(engine, PILOT, DAYS[1]).values()
        members(engine, PILOT, DAYS[1])
        belong = {one.person_id: "|".join(one.reasons) for one in told if one.belongs}
        assert belong == dict(engine.rows("SELECT person_id, reasons FROM members"))
        unsure = {one.person_id: "|".join(one.missing) for one in told if one.belongs is None}
        assert unsure == dict(engine.rows("SELECT person_id, missing FROM undecided"))
        assert unsure, "the people have one who cannot be decided about"
        assert belong
    assert {one.person_id for one in told} == {row["person_id"] for row in facts["persons"]}


def test_the_people_before_are_gone(kept: Standing) -> None:
    put(kept, next(few_people()))
    put(kept, {})
    assert verdicts(kept, PILOT, DAYS[0]) == {}


def test_an_old_answer_is_not_read_as_one_to_a_new_question(kept: Standing) -> None:
    """What is made of a view that is made anew is gone, so that nobody reads it."""
    kept.load("day", {"day": "DATE"}, [[DAYS[0]]])
    kept.view("below", "SELECT day FROM day")
    kept.make("above", "SELECT day FROM below WHERE day <= $until", until=DAYS[1])
    assert kept.rows("SELECT * FROM above") == [(DAYS[0],)]
    kept.make("below", "SELECT day + 1 AS day FROM day")
    with pytest.raises(duckdb.CatalogException):
        kept.rows("SELECT * FROM above")
    with pytest.raises(EngineError, match="cannot stand in a view"):
        kept.make("above", "SELECT $what AS what", what=b"")


def test_many_rows_go_in_as_few_do() -> None:
    rows = [{"person_id": str(n), "birth_date": date(1990, 1, 1), "sex": "f" if n % 2 else None} for n in range(1200)]
    with DuckDB() as engine:
        put(engine, {"persons": rows})
        assert engine.rows("SELECT count(*), count(sex), min(birth_date) FROM persons") == [
            (1200, 600, date(1990, 1, 1))
        ]


def test_a_service_may_ask_more_than_the_target_group() -> None:
    asking = PILOT.model_copy(
        update={
            "services": tuple(
                one.model_copy(update={"conditions": PILOT.target_group.any_of[1].when}) if n == 0 else one  # type: ignore[union-attr]
                for n, one in enumerate(PILOT.services)
            )
        }
    )
    young, old = (
        {"person_id": name, "birth_date": date(year, 1, 1)} for name, year in (("young", 2000), ("old", 1970))
    )
    told: dict[str, list[dict[str, Any]]] = {
        "persons": [young, old],
        "residences": [{"person_id": one, "municipality": "837", "start_date": DAYS[0]} for one in ("young", "old")],
        "statuses": [{"person_id": one, "status": "unemployed", "start_date": DAYS[0]} for one in ("young", "old")],
        "rights": [{"person_id": one, "earnings_related": False, "start_date": DAYS[0]} for one in ("young", "old")],
    }
    with DuckDB() as engine:
        put(engine, told)
        assert verdicts(engine, asking, DAYS[0])["old"].belongs
        meets = verdicts(engine, with_conditions(asking, PILOT.services[0].id), DAYS[0])
        assert meets["old"] == Verdict("old", False)
        assert meets["young"].reasons == ("no-earnings-related", "under-30")
        assert with_conditions(asking, PILOT.services[1].id) is asking
