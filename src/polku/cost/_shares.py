"""The municipal share of benefits: from benefit rows to cents by person, and summed over persons."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from polku.base.engine import Columns, Engine, read_sql
from polku.cost._share_law import counting_rules, load_share_law, weekday_number

FOLDER = Path(__file__).parent

MUNICIPAL_SHARE: Columns = {
    "month": "DATE",
    "municipality": "VARCHAR",
    "benefit": "VARCHAR",
    "bracket": "BIGINT",
    "persons": "BIGINT",
    "days": "BIGINT",
    "share_cents": "BIGINT",
    "estimated": "BOOLEAN",
}
PERSON_SHARES: Columns = {
    "person_id": "VARCHAR",
    "month": "DATE",
    "municipality": "VARCHAR",
    "benefit": "VARCHAR",
    "bracket": "INTEGER",
    "days": "BIGINT",
    "share_cents": "BIGINT",
    "estimated": "BOOLEAN",
}
STEPS = (  # a step, and the tables that no later one reads
    ("weekday_rows", ()),
    ("service_stops", ()),
    ("numbered_rows", ("weekday_rows",)),
    ("paid_spans", ("numbered_rows", "service_stops")),
    ("homes", ()),
    ("home_spans", ("paid_spans", "homes")),
    ("bracket_spans", ("home_spans", "share_law")),
    ("share_weekdays", ()),
    ("whole_months", ()),
    ("part_months", ("share_weekdays",)),
)
KEPT = ("bracket_spans", "whole_months", "part_months", "share_months")


def person_shares(engine: Engine, since: date, until: date) -> None:
    """Name the view `person_shares` (PERSON_SHARES): each person's paid days and the municipal share, month by month.

    It covers the days since … until of every benefit row, both ends with; all earlier days are counted too. Cents are
    whole; `bracket` is its first paid day; `municipality` is null when none. The view stands on tables that `forget`
    drops, and is worked out when it is read: ask for the months that you need. It is for sums and audits, never shown
    beside a single client. Source: docs/path/cost.md.
    """
    load_share_law(engine, since, until)
    for step, done in STEPS:
        engine.run(FOLDER, step, until=until, since_k=weekday_number(since), **counting_rules())
        engine.drop(*done)
    engine.view("person_shares", read_sql(FOLDER / "person_shares.sql"))


def forget(engine: Engine) -> None:
    """Drop `person_shares` and what it stands on; `municipal_share` stays."""
    engine.drop("person_shares", *KEPT)


def municipal_share(engine: Engine, since: date, until: date) -> None:
    """Keep the table `municipal_share` (MUNICIPAL_SHARE) of the months since … until, and the view `person_shares`.

    Cents are whole; `persons` are distinct; brackets that cost nothing are rows too. Source: docs/path/cost.md.
    """
    person_shares(engine, since, until)
    engine.run(FOLDER, "municipal_share")


def days_without_amount(engine: Engine) -> int:
    """Paid days behind `person_shares` that cost 0 because neither their row nor the law tells a daily amount."""
    days = "SELECT cast(coalesce(sum(past_k - first_k), 0) AS BIGINT) FROM bracket_spans WHERE daily_cents IS NULL"
    return int(engine.rows(days)[0][0])
