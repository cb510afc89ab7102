"""The publishing door: which figures are blanked, and the table that may leave the house."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import Any

from polku.base.engine import Columns, Engine
from polku.situation._tables import INDICATORS, INDICATORS_ORDER, QUERIES

FOLDER = Path(__file__).parent
DOOR = (
    "pairs",
    "small_cells",
    "hidden_near",
    "left_small",
    "leaves",
    "left_over",
    "others",
    "hidden_far",
    "hidden_above",
    "new_blanks",
)
BLANKS: Columns = {"month": "DATE", "area": "INTEGER", "col": "INTEGER"}
# A way to hide a count is one number, so that the least of them is the best way. From its last digits: the pair of
# columns, the area, the price (people, fewer than a thousand million), and how much room is missing.
WAY = {"pairs": 10**4, "areas": 10**3, "prices": 10**9}


def published(engine: Engine) -> None:
    """Keep the table `published` (columns as INDICATORS) of the `figures` that `situation` left in the engine.

    Suppressed cells have no value, numerator or denominator, and people under a non-disclosure order are counted in the
    country's figures only. Worked out when it is read. Source: docs/path/situation.md, Suppression.
    """
    engine.view("published", QUERIES["published"])


def published_rows(engine: Engine) -> list[tuple[Any, ...]]:
    """The rows of `published` in their order, as Python values; columns as INDICATORS."""
    columns = ", ".join(f'"{column}"' for column in INDICATORS)
    return engine.rows(f"SELECT {columns} FROM published ORDER BY {INDICATORS_ORDER}")


def mark_blanks(engine: Engine, depth: int) -> None:
    """Keep `blanks`: the cells of the months that the door blanks, from the whole down the tree of columns.

    A month is a key like any other: no month's blanks depend on another's. What is left of the country less its areas
    comes last: what hides it would hide nothing else from who knows how many those people are.
    """
    engine.run(FOLDER, "guarded")
    engine.load("blanks", BLANKS, [])
    for told, level in product((True, False), range(depth + 1)):
        for step in DOOR:
            engine.run(FOLDER, step, depth=level, told=told, **WAY)
        engine.make("blanks", "SELECT * FROM blanks UNION SELECT * FROM new_blanks")
    engine.drop("guarded", *DOOR)
