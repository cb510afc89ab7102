"""One row for each participation: what followed its start."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from polku.base.engine import Columns, Engine

FOLDER = Path(__file__).parent

OUTCOMES: Columns = {
    "participation_id": "VARCHAR",
    "person_id": "VARCHAR",
    "service_id": "VARCHAR",
    "provider_id": "VARCHAR",
    "start_date": "DATE",
    "first_job_on": "DATE",
    "result_on": "DATE",
    "employed_days_90": "BIGINT",
    "employed_days_180": "BIGINT",
    "employed_days_365": "BIGINT",
    "open_market_days_365": "BIGINT",
    "education_on": "DATE",
    "status_90": "VARCHAR",
    "status_180": "VARCHAR",
    "status_365": "VARCHAR",
}


def outcomes(engine: Engine, until: date) -> None:
    """Keep the table `outcomes` (OUTCOMES): participations that started by `until`, with what is known by then.

    Days are calendar days. A participation of a company has no person, and nothing is said of one.
    Source: docs/guides/commands.md, `polku outcomes`.
    """
    engine.run(FOLDER, "covered_days", until=until)
    engine.run(FOLDER, "outcomes", until=until)
    engine.drop("covered_days")
