"""The publishing door: which figures are blanked, and the table that may leave the house."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from polku.base.engine import Columns, Engine

FOLDER = Path(__file__).parent
DOOR = (
    "small_cells",
    "hidden_near",
    "left_small",
    "leaves",
    "left_over",
    "hidden_far",
    "hidden_above",
    "new_blanks",
)
BLANKS: Columns = {"measure": "VARCHAR", "area_kind": "VARCHAR", "area": "VARCHAR", "col": "VARCHAR"}
_BLANKED = ("value", "numerator", "denominator")


def published(engine: Engine) -> None:
    """Keep the table `published` (columns as INDICATORS) of the `figures` that `situation` left in the engine.

    Suppressed cells have no value, numerator or denominator, and people under a non-disclosure order are counted in the
    country's figures only. Source: docs/path/situation.md, Suppression.
    """
    shown = ", ".join(f"CASE WHEN NOT suppressed THEN shown_{column} END AS {column}" for column in _BLANKED)
    engine.make("published", f'SELECT indicator, month, area_kind, area, "group", {shown}, suppressed FROM figures')


def mark_blanks(engine: Engine, month: date, depth: int) -> None:
    """Keep `blanks`: the cells that the door blanks, from the whole down the tree of columns."""
    engine.run(FOLDER, "guarded", month=month)
    engine.load("blanks", BLANKS, [])
    for level in range(depth + 1):
        engine.run(FOLDER, "pairs", depth=level)
        for step in DOOR:
            engine.run(FOLDER, step, depth=level)
        engine.make("blanks", "SELECT * FROM blanks UNION SELECT * FROM new_blanks")
    engine.drop("guarded", "pairs", *DOOR)
