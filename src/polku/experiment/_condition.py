"""Who may be drawn on a day: the target group, and the conditions of the service, with the block of each person."""

from __future__ import annotations

from datetime import date

from polku.base import literal
from polku.base.engine import Engine
from polku.definition import Pilot
from polku.experiment._terms import EVERYBODY
from polku.facts import persons_at
from polku.targeting import members, with_conditions

UNKNOWN = "unknown"  # stands in a block's name for a value that is not known


def who_meets(engine: Engine, pilot: Pilot, service: str | None, on: date, block_by: tuple[str, ...]) -> None:
    """Keep `draw_condition` (person_id, municipality, block) and `undecided` (targeting.UNDECIDED) of the day.

    The condition is the pilot's target group and, with it, what the service asks of its clients. Raises
    MissingPart when the pilot has no target group or no municipalities.
    """
    members(engine, with_conditions(pilot, service), on)
    persons_at(engine, on, name="draw_persons", only={"person_id", *block_by})
    engine.make(
        "draw_condition",
        f"""
        SELECT members.person_id, members.municipality, {_block(block_by)} AS block
        FROM members JOIN draw_persons ON draw_persons.person_id = members.person_id
        """,
    )
    engine.drop("members", "draw_persons")


def _block(block_by: tuple[str, ...]) -> str:
    """SQL of a person's block: the values of the columns, joined by `|`."""
    parts = [f"coalesce(CAST(draw_persons.{column} AS VARCHAR), {literal(UNKNOWN)})" for column in block_by]
    return " || '|' || ".join(parts) or literal(EVERYBODY)
