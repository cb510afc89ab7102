"""A contract and its clients, and a run that posts for them, for the tests of the ledger and of amendments."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from polku.base.engine import DuckDB
from polku.definition import Pilot, load_pilot
from polku.facts import put
from polku.settlement import post

DAY = date(2024, 12, 31)
PILOT = """
pilot: kirja
name: {fi: Kirjanpidon koe}
source: test
organiser: {id: o, name: Järjestäjä}
model: purchase
services: [{id: sparring, kind: job_search_coaching, production: purchased}]
providers: [{id: a, name: A, services: [sparring]}]
contracts:
  - id: c1
    provider: a
    services: [sparring]
    period: {start: 2024-01-01, end: 2024-12-31}
    %s
    fees:
      - {id: start, pays_for: start, amount: 100.00}
      - {id: job-30, pays_for: employment, days: 30, window_days: 365, amount: 200.00}
"""


def pilot(folder: Path, terms: str = "") -> Pilot:
    path = folder / "pilot.yaml"
    path.write_text(PILOT % terms, encoding="utf-8")
    return load_pilot(path)


def took_part(name: str, start: date) -> dict[str, Any]:
    return {
        "participation_id": f"p-{name}",
        "person_id": name,
        "service_id": "sparring",
        "contract_id": "c1",
        "start_date": start,
    }


def worked(name: str, start: date, end: date | None = None) -> dict[str, Any]:
    return {"employment_id": f"e-{name}", "person_id": name, "start_date": start, "end_date": end}


def facts(*participations: dict[str, Any], jobs: Sequence[dict[str, Any]] = ()) -> dict[str, Any]:
    return {"participations": participations, "employment": jobs}


def posted(
    engine: DuckDB, terms: Pilot, rows: dict[str, Any], ledger: Path, until: date = DAY
) -> list[tuple[str, str, int, str]]:
    put(engine, rows)
    posting = post(engine, terms, until, ledger, facts="f")
    return [(entry.subject, entry.fee_id, entry.difference_cents, entry.reason) for entry in posting.entries]
