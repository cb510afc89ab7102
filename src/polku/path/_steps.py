"""The path of each client as tables: moves between services, waits, what followed, and where it broke."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from polku.base.engine import Columns, Engine

FOLDER = Path(__file__).parent
GAP_DAYS = 14  # the next service within so many days: no gap (situation.md, transitions_without_gap)
LONG_WAIT_DAYS = 30

TRANSITIONS: Columns = {
    "person_id": "VARCHAR",
    "from_service": "VARCHAR",
    "to_service": "VARCHAR",
    "ended_on": "DATE",
    "started_on": "DATE",
    "gap_days": "BIGINT",
}
WAITS: Columns = {
    "participation_id": "VARCHAR",
    "referral_date": "DATE",
    "start_date": "DATE",
    "wait_days": "BIGINT",
}
PATH_BREAKS: Columns = {
    "kind": "VARCHAR",
    "subject": "VARCHAR",
    "participation_id": "VARCHAR",
    "service_id": "VARCHAR",
    "to_service": "VARCHAR",
    "from_date": "DATE",
    "to_date": "DATE",
    "days": "BIGINT",
}


def path(engine: Engine, until: date) -> None:
    """Keep the tables `transitions` (TRANSITIONS), `waits` (WAITS) and `path_breaks` (PATH_BREAKS).

    Also keeps `what_followed`, one row for each ended participation of a person, which `page` counts. Reads
    participations, employment, education, statuses and vouchers as known on `until`. Days are calendar days: a gap from
    the last day of one service to the first of the next, a wait from the referral to the start.
    Source: docs/path/path.md, docs/guides/commands.md `polku path`.
    """
    engine.run(FOLDER, "transitions", until=until)
    engine.run(FOLDER, "waits", until=until)
    engine.run(FOLDER, "what_followed", until=until, gap=GAP_DAYS)
    engine.run(FOLDER, "path_breaks", until=until, long_wait=LONG_WAIT_DAYS)
