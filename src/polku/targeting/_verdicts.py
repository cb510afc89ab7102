"""The same question about few people, answered as Python values, and also with what a service asks of its clients."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from polku.base.engine import Engine
from polku.definition import Expression, Pilot
from polku.targeting._members import judge


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the target group says of a person: belongs, or None when `missing` decides. The names of `members`."""

    person_id: str
    belongs: bool | None
    reasons: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()


def verdicts(engine: Engine, pilot: Pilot, on: date) -> dict[str, Verdict]:
    """The verdict on everybody in the engine's facts on the day, by person_id.

    It is the answer of `members`, for one person in milliseconds on a `Standing` engine. Raises MissingPart as
    `members` does.
    """
    found = {str(row[0]): Verdict(str(row[0]), False) for row in engine.rows("SELECT person_id FROM persons")}
    judge(engine, pilot, on)
    for person, belongs, reasons, missing in engine.rows("SELECT person_id, belongs, reasons, missing FROM judged"):
        parts = tuple(filter(None, (reasons if belongs else missing).split("|")))
        found[person] = Verdict(person, True, parts) if belongs else Verdict(person, None, missing=parts)
    engine.drop("asked", "judged")
    return found


def with_conditions(pilot: Pilot, service: str | None) -> Pilot:
    """The pilot with the service's conditions in its scope, so that one rule decides, and says what is missing.

    The same pilot comes back where the service asks nothing, and where the pilot has no target group.
    """
    wanted = next((one.conditions for one in pilot.services if one.id == service), None)
    group = pilot.target_group
    if wanted is None or group is None:
        return pilot
    scope = group.scope
    if scope is not None:
        wanted = Expression(
            text=f"({scope.text}) and ({wanted.text})",
            sql=f"({scope.sql}) AND ({wanted.sql})",
            columns=tuple(dict.fromkeys((*scope.columns, *wanted.columns))),
            compared=(*scope.compared, *wanted.compared),
        )
    return pilot.model_copy(update={"target_group": group.model_copy(update={"scope": wanted})})
