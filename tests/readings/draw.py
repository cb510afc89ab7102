"""A lottery, read from docs/path/experiment.md: one person at a time, without a table of places."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date

from tests.readings.days import Row

WHOLE = 10_000


def digest(*parts: object) -> str:
    return hashlib.sha256("|".join(map(str, parts)).encode()).hexdigest()


def block_of(person: Row, block_by: Sequence[str]) -> str:
    """The values of the columns joined by |; `unknown` for one that is not known, `all` without columns."""
    return "|".join("unknown" if person[column] is None else str(person[column]) for column in block_by) or "all"


def arm_at(place: int, people: int, offset: int, arms: Mapping[str, int]) -> str:
    """The arm on whose stretch of the line the place lies."""
    at, reached = place * WHOLE + offset, 0
    for arm, share in arms.items():
        reached += people * share
        if at < reached:
            return arm
    raise AssertionError("the shares do not add up")


def drawn(seed: int, experiment: str, on: date, blocks: Mapping[str, str], arms: Mapping[str, int]) -> list[Row]:
    """The assignments of the people, given with their block, in order of person_id."""
    rows = []
    for person, block in sorted(blocks.items()):
        own = sorted((digest(seed, experiment, on, one), one) for one in blocks if blocks[one] == block)
        place = [one for _, one in own].index(person)
        offset = int(digest(seed, experiment, on, "block", block), 16) % WHOLE
        arm = arm_at(place, len(own), offset, arms)
        rows.append(
            {
                "person_id": person,
                "experiment_id": experiment,
                "arm": arm,
                "date": on,
                "probability": arms[arm] / WHOLE,
                "block": block,
            }
        )
    return rows
