"""The indicators of some months: stocks, flows and the door's marks, of several months together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from polku import cost
from polku.base import DAY_MAX, month_end
from polku.base.engine import Engine, read_sql
from polku.definition import Pilot
from polku.facts import last_fact
from polku.situation._door import mark_blanks
from polku.situation._guards import load_guards
from polku.situation._lists import load_lists, load_months
from polku.situation._tables import QUERIES

FOLDER = Path(__file__).parent

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

BY_PERSON = ("status_rows", "status_runs", "traits")
GROUP_COLUMNS = ("age", "sex", "language", "education")

# How many months are counted together, so that memory does not grow with their number.
MOST_MONTHS = 12
PERSON_MONTHS = 2_000_000


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
    ends = last_fact(engine, known_on or DAY_MAX) or months[0]
    depth = load_guards(engine, load_lists(engine, months, pilot, near=near))
    for name in BY_PERSON:
        engine.run(FOLDER, name)
    cost.person_shares(engine, months[0], month_end(months[-1]))
    asked = {"pilot": pilot.pilot if pilot is not None else None, "facts_end": ends}
    parts = []
    for some in _together(engine, months):
        if tell is not None:
            tell(f"Counting {some[0]:%Y-%m} … {some[-1]:%Y-%m}" if len(some) > 1 else f"Counting {some[0]:%Y-%m}")
        _count(engine, some, asked)
        mark_blanks(engine, depth)
        parts.append(f"figures_from_{some[0]:%Y_%m}")
        engine.make(parts[-1], read_sql(FOLDER / "month_figures.sql"))
    engine.drop("cells", "blanks", *BY_PERSON)
    cost.forget(engine)
    _name_figures(engine, parts)


def _together(engine: Engine, months: Sequence[date]) -> Iterator[Sequence[date]]:
    """The months in lots that are counted together. A lot's size changes no figure."""
    [(people,)] = engine.rows("SELECT count(*) FROM persons")
    size = min(MOST_MONTHS, max(1, PERSON_MONTHS // max(1, people)))
    for first in range(0, len(months), size):
        yield months[first : first + size]


def _name_figures(engine: Engine, parts: Sequence[str]) -> None:
    """Name `figures` and `indicators`: the parts with the names of areas and groups, worked out when they are read."""
    rows = " UNION ALL ".join(f'SELECT * FROM "{part}"' for part in parts)
    engine.view("figures", read_sql(FOLDER / "figures.sql").replace("$parts", f"({rows})"))
    engine.view("indicators", QUERIES["indicators"])


def _count(engine: Engine, months: Sequence[date], asked: Mapping[str, object]) -> None:
    """Keep `cells`: the figures of the months, each with what stands behind it."""
    load_months(engine, months)
    _flows(engine, months, asked)
    for name in ("on_count_day", "in_rate", "people"):
        engine.run(FOLDER, name, **asked)
    engine.drop("on_count_day", "in_rate")
    for name in STOCKS:
        engine.view(name, read_sql(FOLDER / f"{name}.sql"))
    engine.view("cases", " UNION ALL ".join(_cases()))
    engine.run(FOLDER, "group_sums")
    engine.drop("cases", *STOCKS, "people", "flow_cases", "placed_cases")
    for name in ("area_sums", "cells"):
        engine.run(FOLDER, name)
    engine.drop("group_sums", "area_sums", "median_cells")


def _flows(engine: Engine, months: Sequence[date], asked: Mapping[str, object]) -> None:
    """The cases and medians of the months: what happened in them, each with its own day's place and groups."""
    for name in (*FLOWS, *OBSERVED, *PLACED):
        engine.run(FOLDER, name, **asked)
    engine.run(FOLDER, SHARES, first=months[0], last=months[-1])
    parts = [f"SELECT '{name}' AS indicator, month, person_id, day, counted, CAST(NULL AS VARCHAR) AS unit,"
             f" CAST(NULL AS BIGINT) AS amount FROM {name}" for name in FLOWS]  # fmt: skip
    parts += [f"SELECT '{name}' AS indicator, month, person_id, day, 0 AS counted, unit, amount FROM {name}"
              for name in OBSERVED]  # fmt: skip
    engine.view("events", " UNION ALL ".join(parts))
    engine.run(FOLDER, "placed", **asked)
    engine.run(FOLDER, "flow_cases")
    engine.run(FOLDER, "observed")
    engine.run(FOLDER, "median_cells")
    others = [f"SELECT '{name}' AS indicator, month, code, false AS hidden, 0 AS people, counted FROM {name}"
              for name in PLACED]  # fmt: skip
    others += [f"SELECT '{SHARES}' AS indicator, month, code, hidden, people, counted FROM {SHARES}"]
    engine.make("placed_cases", " UNION ALL ".join(others))
    engine.drop("observed", "events", "placed", *FLOWS, *OBSERVED, *PLACED, SHARES)


def _cases() -> Iterator[str]:
    """People and events that are alike, of every indicator, in the columns that the sums read."""
    groups = ", ".join(GROUP_COLUMNS)
    numbers = "people, counted, among"
    for name in STOCKS:
        stock = f"municipality, in_pilot, hidden, {groups}, duration, persons AS {numbers}"
        yield f"SELECT '{name}' AS indicator, month, {stock} FROM {name}"
    flow = f"municipality, in_pilot, hidden, {groups}, CAST(NULL AS VARCHAR) AS duration, {numbers}"
    yield f"SELECT indicator, month, {flow} FROM flow_cases"
    none = ", ".join(f"CAST(NULL AS VARCHAR) AS {name}" for name in (*GROUP_COLUMNS, "duration"))
    yield (
        f"SELECT indicator, placed_cases.month, places.municipality, false AS in_pilot, hidden, {none},"
        " people, counted, counted AS among FROM placed_cases"
        " LEFT JOIN places ON places.code = placed_cases.code AND places.month = placed_cases.month"
    )
