"""The indicators of some months: flows of all months in one pass, stocks and the door's marks month by month."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

from polku import cost
from polku.base import DAY_MAX, literal
from polku.base.engine import Columns, Engine, read_sql
from polku.definition import Pilot
from polku.facts import last_fact, persons_at
from polku.situation._calendar import count_day, last_of
from polku.situation._door import mark_blanks
from polku.situation._guards import load_guards
from polku.situation._lists import load_lists

FOLDER = Path(__file__).parent

INDICATORS: Columns = {
    "indicator": "VARCHAR",
    "month": "DATE",
    "area_kind": "VARCHAR",
    "area": "VARCHAR",
    "group": "VARCHAR",
    "value": "DOUBLE",
    "numerator": "BIGINT",
    "denominator": "BIGINT",
    "suppressed": "BOOLEAN",
}
INDICATORS_ORDER = 'month, indicator, area_kind, area, "group"'

STOCKS = (
    "unemployed",
    "laid_off_all",
    "long_term_unemployed",
    "very_long_term",
    "structural_unemployment",
    "in_services",
    "broad_unemployment",
    "activation_rate",
    "youth_unemployed",
    "over_55_unemployed",
    "foreign_language_unemployed",
)
FLOWS = (
    "unemployment_spells_started",
    "unemployment_spells_ended",
    "ended_before_3_months",
    "job_starts",
    "first_interview_in_time",
    "face_to_face_share",
    "transitions_without_gap",
)
OBSERVED = ("service_wait_days", "coach_caseload")
PLACED = ("vacancies_opened", "vacancies_open")
SHARES = "municipal_share_eur"

ASKED = ("person_id", "age", "sex", "native_language", "education_level", "municipality", "status", "unemployed",
         "in_services")  # fmt: skip
GROUP_COLUMNS = ("age", "sex", "language", "education")


def situation(
    engine: Engine,
    months: Sequence[date],
    pilot: Pilot | None = None,
    known_on: date | None = None,
    tell: Callable[[str], None] | None = None,
    *,
    near: bool = False,
) -> None:
    """Keep the tables `figures` and `indicators` of the months (their first days, in a row).

    `figures` is what `published` reads. `indicators` (INDICATORS) has a row for each indicator, month, area and group,
    zero where nobody was counted, and null for a share of nobody. Values are true; `suppressed` marks what the door
    blanks. Shares are per cent with numerator and denominator, the municipal share is in euros. With a pilot its own
    clients are an area, too; its services tell which kinds count in the activation rate. known_on: the last day that
    the facts can know of. near: only the municipalities in the employment areas of the pilot's municipalities (all,
    where the pilot names none). Source: docs/path/situation.md.
    """
    name = pilot.pilot if pilot is not None else None
    ends = last_fact(engine, known_on or DAY_MAX) or months[0]
    load_lists(engine, months, pilot, near=near)
    engine.run(FOLDER, "status_runs")
    depth = load_guards(engine)
    _flows(engine, months, name, ends)
    parts = []
    for number, month in enumerate(months):
        if tell is not None:
            tell(f"Counting {month:%Y-%m}")
        _month(engine, month, name, depth)
        parts.append(f"month_figures_{number}")
        engine.make(parts[-1], "SELECT * FROM month_figures")
    engine.make("figures", " UNION ALL ".join(f'SELECT * FROM "{part}"' for part in parts))
    engine.drop(*parts, "month_figures", "flow_cases", "median_cells", "placed_cases", "status_runs", "cells")
    told = ", ".join(f'"{column}"' for column in INDICATORS)
    engine.make("indicators", f"SELECT {told} FROM figures")


def _flows(engine: Engine, months: Sequence[date], pilot: str | None, ends: date) -> None:
    """The cases and medians of all months: what happened in them, each with its own day's place and groups."""
    for name in (*FLOWS, *OBSERVED, *PLACED):
        engine.run(FOLDER, name, facts_end=ends)
    cost.person_shares(engine, months[0], last_of(months[-1]))
    engine.run(FOLDER, SHARES)
    parts = [f"SELECT '{name}' AS indicator, month, person_id, day, counted, CAST(NULL AS VARCHAR) AS unit,"
             f" CAST(NULL AS BIGINT) AS amount FROM {name}" for name in FLOWS]  # fmt: skip
    parts += [f"SELECT '{name}' AS indicator, month, person_id, day, 0 AS counted, unit, amount FROM {name}"
              for name in OBSERVED]  # fmt: skip
    engine.view("events", " UNION ALL ".join(parts))
    engine.run(FOLDER, "placed", pilot=pilot)
    engine.run(FOLDER, "flow_cases")
    engine.view(
        "observations",
        read_sql(FOLDER / "observations.sql").replace("$pilot", literal(pilot) if pilot is not None else "NULL"),
    )
    engine.run(FOLDER, "median_cells")
    others = [f"SELECT '{name}' AS indicator, month, code, false AS hidden, 0 AS people, counted FROM {name}"
              for name in PLACED]  # fmt: skip
    others += [f"SELECT '{SHARES}' AS indicator, month, code, hidden, people, counted FROM {SHARES}"]
    engine.make("placed_cases", " UNION ALL ".join(others))
    engine.drop("observations", "events", "placed", *FLOWS, *OBSERVED, *PLACED, SHARES, "person_shares")


def _month(engine: Engine, month: date, pilot: str | None, depth: int) -> None:
    """Keep `month_figures`: stocks of the count day, the month's flows beside them, and the door's marks."""
    asked = {"day": count_day(month), "month": month, "pilot": pilot}
    persons_at(engine, count_day(month), only=ASKED)
    engine.run(FOLDER, "in_rate", **asked)
    engine.run(FOLDER, "people", **asked)
    engine.drop("persons_at", "in_rate")
    for name in STOCKS:
        engine.view(name, read_sql(FOLDER / f"{name}.sql"))
    engine.make("cases", " UNION ALL ".join(_cases()), month=month)
    for name in ("group_sums", "area_sums", "cells"):
        engine.run(FOLDER, name, **asked)
    engine.drop(*STOCKS, "people", "cases", "group_sums", "area_sums")
    mark_blanks(engine, month, depth)
    engine.run(FOLDER, "month_figures", **asked)


def _cases() -> Iterator[str]:
    """People and events that are alike, of every indicator, in the columns that the sums read."""
    groups = ", ".join(GROUP_COLUMNS)
    numbers = "people, counted, among"
    for name in STOCKS:
        stock = f"municipality, in_pilot, hidden, {groups}, duration, persons AS {numbers}"
        yield f"SELECT '{name}' AS indicator, {stock} FROM {name}"
    flow = f"municipality, in_pilot, hidden, {groups}, CAST(NULL AS VARCHAR) AS duration, {numbers}"
    yield f"SELECT indicator, {flow} FROM flow_cases WHERE month = $month"
    none = ", ".join(f"CAST(NULL AS VARCHAR) AS {name}" for name in (*GROUP_COLUMNS, "duration"))
    yield (
        f"SELECT indicator, places.municipality, false AS in_pilot, hidden, {none}, people, counted, counted AS among"
        " FROM placed_cases LEFT JOIN places ON places.code = placed_cases.code AND places.month = placed_cases.month"
        " WHERE placed_cases.month = $month"
    )
