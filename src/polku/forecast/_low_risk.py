"""A provider who serves low-risk clients only: the others' places go to doubles of clients of low risk."""

from __future__ import annotations

from pathlib import Path

from polku.base.engine import Engine

FOLDER = Path(__file__).parent
OF_PERSON = {"participations": ("participation_id",), "employment": ("employment_id",), "earnings": (), "education": ()}
OF_PARTICIPATION = ("milestones", "deliveries")


def serve_low_risk_only(engine: Engine) -> None:
    """Replace each contract client of medium or high risk, with all that came of them, by a low-risk client's double.

    A double has the whole path of a low-risk client of the same contract under ids of its own. Where a contract has no
    low-risk client, its clients stay. Reads risk_scores; replaces the fact tables that settlement reads.
    """
    engine.run(FOLDER, "low_risk_places")
    places = "low_risk_places"
    for table in OF_PARTICIPATION:
        _replace(
            engine,
            table,
            f"SELECT part.* FROM {table} AS part JOIN participations USING (participation_id)"
            f" WHERE coalesce(person_id, '') NOT IN (SELECT gives FROM {places})"
            f" UNION ALL SELECT part.* REPLACE (part.participation_id || '-' || gives AS participation_id)"
            f" FROM {table} AS part JOIN participations USING (participation_id) JOIN {places} ON takes = person_id",
        )
    for table, ids in OF_PERSON.items():
        own = ", ".join(f"{name} || '-' || gives AS {name}" for name in (*ids, "person_id"))
        _replace(
            engine,
            table,
            f"SELECT * FROM {table} WHERE coalesce(person_id, '') NOT IN (SELECT gives FROM {places})"
            f" UNION ALL SELECT {table}.* REPLACE ({own}) FROM {table} JOIN {places} ON takes = person_id",
        )
    engine.drop(places)


def _replace(engine: Engine, table: str, query: str) -> None:
    """In two steps: the old one may be a view, which cannot be replaced by a table that reads it."""
    engine.make("low_risk_rows", query)
    engine.make(table, "SELECT * FROM low_risk_rows")
    engine.drop("low_risk_rows")
