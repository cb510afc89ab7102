"""The newest day that the facts speak of."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from polku.base.engine import Engine

FOLDER = Path(__file__).parent


def last_fact(engine: Engine, until: date) -> date | None:
    """The newest first or last day, up to `until`, of a status, benefit, job or participation; None without any."""
    engine.run(FOLDER, "last_fact", until=until)
    newest: date | None = engine.rows("SELECT day FROM last_fact")[0][0]
    engine.drop("last_fact")
    return newest
