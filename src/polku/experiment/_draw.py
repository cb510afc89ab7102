"""The draw: who of those who meet the condition gets which arm, on a day."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from polku.base import BASIS_POINTS
from polku.base.engine import Columns, Engine
from polku.definition import Pilot
from polku.experiment._condition import who_meets
from polku.experiment._errors import DrawError
from polku.experiment._rounding import number, places
from polku.experiment._starts import draw_starts
from polku.experiment._terms import WAITING, Terms, check_day, terms_of

FOLDER = Path(__file__).parent
ASSIGNMENTS: Columns = {
    "person_id": "VARCHAR",
    "experiment_id": "VARCHAR",
    "arm": "VARCHAR",
    "date": "DATE",
    "probability": "DOUBLE",
    "block": "VARCHAR",
}
EXCEPTIONS: Columns = {
    "person_id": "VARCHAR",
    "experiment_id": "VARCHAR",
    "arm": "VARCHAR",
    "date": "DATE",
    "reason": "VARCHAR",
    "effect": "VARCHAR",
}
WAITING_LIST: Columns = {
    "experiment_id": "VARCHAR",
    "place": "BIGINT",
    "person_id": "VARCHAR",
    "date": "DATE",
    "block": "VARCHAR",
    "meets_condition": "BOOLEAN",
}
_PLACES: Columns = {
    "block": "VARCHAR",
    "arm": "VARCHAR",
    "first_place": "BIGINT",
    "last_place": "BIGINT",
    "probability": "DOUBLE",
}
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Drawn:
    """A draw as it is recorded. counts: how many, by what; blocks: people of each arm, by block.

    list_hash: SHA-256 of who was drawn, with their blocks; result_hash: of who got which arm. `earlier` has the number
    of people in the facts by the day of their earlier draw.
    """

    terms: Terms
    on: date
    counts: Mapping[str, int]
    blocks: Mapping[str, Mapping[str, int]]
    earlier: Mapping[date, int]
    exceptions: Sequence[Mapping[str, object]]
    list_hash: str
    result_hash: str


def draw(engine: Engine, pilot: Pilot, experiment: str, on: date, exceptions: Mapping[str, str] | None = None) -> Drawn:
    """Draw the arms of the day; people of earlier draws keep theirs, and nobody is drawn twice.

    Reads facts, `assignments` among them. Keeps `drawn` (ASSIGNMENTS: the people of this day), `undecided`
    (targeting.UNDECIDED), `exceptions` (EXCEPTIONS), `waiting_list` (WAITING_LIST) and `starts` (STARTS). exceptions:
    the reason by person_id. The same facts, day and seed always give the same; the order of rows changes nothing.

    Raises MissingPart or DrawError when the pilot file does not allow the draw, the day lies outside the experiment,
    nobody meets the condition, an exception is of nobody, or the facts hold another draw of the day or a later one.
    """
    terms = terms_of(pilot, experiment)
    check_day(terms, on)
    key = f"{terms.seed}|{terms.id}"
    waiting = WAITING if terms.design == "lottery" else ""  # elsewhere nobody waits for a free place
    asked = {"experiment": terms.id, "on": on, "key": key, "waiting": waiting}
    block_by = () if terms.design == "staggered" else terms.block_by
    who_meets(engine, pilot, terms.experiment.service, on, block_by)
    engine.load("draw_exceptions", {"person_id": "VARCHAR", "reason": "VARCHAR"}, list((exceptions or {}).items()))
    engine.run(FOLDER, "draw_earlier", **asked)
    _check_people(engine, terms, on)
    engine.run(FOLDER, "draw_people", **asked)
    draw_starts(engine, terms)
    if terms.design == "staggered":
        engine.run(FOLDER, "drawn_by_municipality", **asked)
        engine.make("drawn", "SELECT * FROM drawn_by_municipality")
    else:
        _load_places(engine, terms, on)
        engine.run(FOLDER, "drawn_by_place", **asked)
        engine.make("drawn", "SELECT * FROM drawn_by_place")
    _check_same_day(engine, terms, on)
    engine.run(FOLDER, "exceptions", **asked)
    engine.run(FOLDER, "waiting_list", **asked)
    found = _drawn(engine, terms, on)
    engine.drop("draw_places", "drawn_by_place", "drawn_by_municipality", "draw_people", "draw_earlier")
    engine.drop("draw_condition", "draw_exceptions")
    return found


def _load_places(engine: Engine, terms: Terms, on: date) -> None:
    """Which places of each block belong to which arm; where the first one begins is drawn by block and day."""
    shares = [share for _, share in terms.arms]
    rows: list[tuple[object, ...]] = []
    for block, people in engine.rows("SELECT block, count(*) FROM draw_people GROUP BY block ORDER BY block"):
        offset = number(f"{terms.seed}|{terms.id}|{on}|block|{block}", BASIS_POINTS)
        first = 0
        for (arm, share), many in zip(terms.arms, places(people, shares, offset), strict=True):
            rows.append((block, arm, first, first + many - 1, share / BASIS_POINTS))
            first += many
    engine.load("draw_places", _PLACES, rows)


def _check_people(engine: Engine, terms: Terms, on: date) -> None:
    if not engine.rows("SELECT 1 FROM draw_condition LIMIT 1"):
        undecided = engine.rows("SELECT count(*) FROM undecided")[0][0]
        also = f" {undecided} more are undecided because a fact is missing." if undecided else ""
        raise DrawError(
            f"Nobody meets the condition of experiment {terms.id} on {on} (target group and the service's conditions)."
            f"{also} Nothing was drawn."
        )
    strange = engine.rows(
        "SELECT person_id FROM draw_exceptions WHERE person_id NOT IN (SELECT person_id FROM persons) ORDER BY 1"
    )
    if strange:
        raise DrawError(
            f"The exceptions name {len(strange)} people who are not in the facts: {_some(strange)}. Write person_id as "
            f"the table persons has it. Nothing was drawn."
        )
    twice = engine.rows("SELECT person_id FROM draw_earlier GROUP BY person_id HAVING count(*) > 1 ORDER BY 1")
    if twice:
        raise DrawError(
            f"In the facts {len(twice)} people have more than one assignment in experiment {terms.id}: {_some(twice)}. "
            f"Each is drawn once: leave the first row in assignments. Nothing was drawn."
        )
    arms = engine.rows("SELECT DISTINCT arm FROM draw_earlier ORDER BY arm")
    other = sorted({arm for (arm,) in arms} - {arm for arm, _ in terms.arms})
    if other:
        raise DrawError(
            f"The facts have people in arms of experiment {terms.id} that its file does not have: {', '.join(other)}. "
            f"Give a changed experiment an id of its own. Nothing was drawn."
        )


def _check_same_day(engine: Engine, terms: Terms, on: date) -> None:
    """The facts may already hold this draw: then it is this one. A later draw must not hold any of its people."""
    of_experiment = {"experiment": terms.id, "on": on}
    columns = "person_id, arm, block"
    held = f'SELECT {columns} FROM assignments WHERE experiment_id = $experiment AND "date" = $on'
    if engine.rows(f"{held} LIMIT 1", **of_experiment):
        other = engine.rows(
            f"SELECT person_id FROM (({held} EXCEPT SELECT {columns} FROM drawn) UNION ALL"
            f" (SELECT {columns} FROM drawn EXCEPT {held})) AS differing ORDER BY 1",
            **of_experiment,
        )
        if other:
            raise DrawError(
                f"The facts already hold a draw of experiment {terms.id} on {on}, and this one would differ "
                f"({_some(other)}). One list is drawn once a day: draw newcomers on the next day. Nothing was drawn."
            )
    later = engine.rows(
        "SELECT drawn.person_id FROM drawn JOIN assignments ON assignments.person_id = drawn.person_id"
        ' WHERE assignments.experiment_id = $experiment AND assignments."date" > $on ORDER BY 1',
        **of_experiment,
    )
    if later:
        raise DrawError(
            f"{len(later)} people were drawn in experiment {terms.id} on a day after {on}: {_some(later)}. Days of "
            f"draws go forward. Nothing was drawn."
        )


def _drawn(engine: Engine, terms: Terms, on: date) -> Drawn:
    blocks: dict[str, dict[str, int]] = {}
    for block, arm, people in engine.rows("SELECT block, arm, count(*) FROM drawn GROUP BY ALL ORDER BY ALL"):
        blocks.setdefault(block, {})[arm] = people
    listed = engine.rows("SELECT person_id, effect, reason FROM exceptions ORDER BY person_id")
    effects = [effect for _, effect, _ in listed]
    earlier = dict(engine.rows("SELECT drawn_on, count(*) FROM draw_earlier GROUP BY drawn_on ORDER BY drawn_on"))
    return Drawn(
        terms=terms,
        on=on,
        counts={
            "meet_condition": engine.rows("SELECT count(*) FROM draw_condition")[0][0],
            "drawn": sum(sum(arms.values()) for arms in blocks.values()),
            "drawn_before": sum(earlier.values()),
            "undecided": engine.rows("SELECT count(*) FROM undecided")[0][0],
            "exceptions": len(listed),
            "left_out": effects.count("left_out"),
            "waiting": engine.rows("SELECT count(*) FROM waiting_list")[0][0],
        },
        blocks=blocks,
        earlier=earlier,
        exceptions=[{"person_id": person, "effect": effect, "reason": reason} for person, effect, reason in listed],
        list_hash=_hash(engine, "SELECT person_id, municipality, block FROM draw_people ORDER BY person_id"),
        result_hash=_hash(engine, "SELECT person_id, arm, block, probability FROM drawn ORDER BY person_id"),
    )


def _hash(engine: Engine, query: str) -> str:
    """The SHA-256 of a query's rows, a line each."""
    whole = hashlib.sha256()
    for row in engine.rows(query):
        whole.update("\t".join(map(str, row)).encode() + b"\n")
    return whole.hexdigest()


def _some(rows: Sequence[tuple[str, ...]]) -> str:
    told = ", ".join(str(row[0]) for row in rows[:_SHOWN])
    return told if len(rows) <= _SHOWN else f"{told} and {len(rows) - _SHOWN} more"
