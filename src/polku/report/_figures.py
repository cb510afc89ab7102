"""The report's figures: each SQL file of this package run once, its rows as typed counts. Nothing is hidden here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from polku.base.engine import Engine
from polku.page import NONE, Count, people

FOLDER = Path(__file__).parent
BASES = ("report_people", "report_participations")
HORIZONS = (90, 180, 365)  # days after the start of a service
TABLES = (
    "report_totals",
    "report_reasons",
    "report_municipalities",
    "report_ages",
    "report_missing",
    "report_services",
    "report_end_reasons",
    "report_starts",
    "report_work",
    "report_results",
    "report_studies",
    "report_statuses",
    "report_fees",
    "report_fee_months",
)


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """Participations in one service. waits: those whose referral day is known; no_waits: clients without it."""

    started: Count = NONE
    going: Count = NONE
    ended: Count = NONE
    waits: Count = NONE
    no_waits: int = 0
    wait_days: int | None = None  # median


@dataclass(frozen=True, slots=True)
class FeeFigures:
    """Fee lines of one contract, fee and standing (paid, capped, over_maximum, claimed), and what is payable."""

    lines: Count
    cents: int


Counts = Mapping[str, Count]


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything that the page counts. Keys are codes and ids as in the facts; months are first days.

    work: by days after the start and kind (open, subsidised, none). results: by service and kind (work,
    none, all).
    `total` figures have the distinct clients of the whole.
    """

    members: Count
    undecided: Count
    participations: Count
    participants: int  # people, without companies
    jobs_known: bool  # whether the facts have any job at all
    studies_known: bool
    reasons: Counts
    municipalities: Counts
    ages: Counts
    missing: Counts
    services: Mapping[str, ServiceFigures]
    services_total: ServiceFigures
    end_reasons: Counts
    end_reasons_total: Count
    starts: Mapping[date, Count]
    work: Mapping[int, Counts]
    work_total: Mapping[int, Count]
    results: Mapping[str, Counts]
    results_total: Counts
    studies: Counts
    studies_total: Count
    statuses: Counts
    statuses_total: Count
    fees: Mapping[tuple[str, str], Mapping[str, FeeFigures]]
    fee_months: Mapping[date, Count]  # the value is cents

    @property
    def payable_cents(self) -> int:
        """What is payable in all."""
        return sum(fee.cents for standings in self.fees.values() for fee in standings.values())


def figures(engine: Engine, *, on: date, until: date, first: date | None) -> Figures:
    """Count everything. Participations are those that started from `first` (None: from the beginning) to `until`.

    Reads members, undecided, outcomes, fee_lines and the fact tables; leaves no table of its own behind.
    """
    for name in (*BASES, *TABLES):
        engine.run(FOLDER, name, on=on, until=until, first=first)
    found = _read(engine)
    engine.drop(*BASES, *TABLES)
    return found


def _read(engine: Engine) -> Figures:
    members, undecided, started, clients, persons, jobs, studies_known = engine.rows("SELECT * FROM report_totals")[0]
    services, services_total = _services(engine)
    end_reasons, end_total = _counts(engine, "report_end_reasons")
    studies, studies_total = _counts(engine, "report_studies")
    statuses, statuses_total = _counts(engine, "report_statuses")
    work = _work(engine)
    results = _results(engine)
    return Figures(
        members=people(members),
        undecided=people(undecided),
        participations=Count(started, clients),
        participants=persons,
        jobs_known=jobs,
        studies_known=studies_known,
        reasons=_people(engine, "report_reasons"),
        municipalities=_people(engine, "report_municipalities"),
        ages=_people(engine, "report_ages"),
        missing=_people(engine, "report_missing"),
        services=services,
        services_total=services_total,
        end_reasons=end_reasons,
        end_reasons_total=end_total,
        starts=_months(engine, "report_starts"),
        work={days: _inner(kinds) for days, kinds in work.items()},
        work_total={days: kinds[None] for days, kinds in work.items()},
        results={service: kinds for service, kinds in results.items() if service is not None},
        results_total=results.get(None, {}),
        studies=studies,
        studies_total=studies_total,
        statuses=statuses,
        statuses_total=statuses_total,
        fees=_fees(engine),
        fee_months=_months(engine, "report_fee_months"),
    )


def _inner(counts: Mapping[str | None, Count]) -> dict[str, Count]:
    return {key: count for key, count in counts.items() if key is not None}


def _people(engine: Engine, table: str) -> dict[str, Count]:
    return {key: people(n) for key, n in engine.rows(f"SELECT * FROM {table} ORDER BY persons DESC, key")}


def _counts(engine: Engine, table: str) -> tuple[dict[str, Count], Count]:
    """The counts by key, the largest first, and their total."""
    rows = {key: Count(n, clients) for key, n, clients in engine.rows(f"SELECT * FROM {table} ORDER BY 2 DESC, 1")}
    return _inner(rows), rows.get(None, NONE)


def _months(engine: Engine, table: str) -> dict[date, Count]:
    return {month: Count(n, clients) for month, n, clients in engine.rows(f"SELECT * FROM {table} ORDER BY 1")}


def _work(engine: Engine) -> dict[int, dict[str | None, Count]]:
    found: dict[int, dict[str | None, Count]] = {}
    for days, kind, n, clients in engine.rows("SELECT * FROM report_work ORDER BY ALL"):
        found.setdefault(days, {})[kind] = Count(n, clients)
    return found


def _results(engine: Engine) -> dict[str | None, dict[str, Count]]:
    """By service; the total has none."""
    found: dict[str | None, dict[str, Count]] = {}
    for service, kind, n, clients in engine.rows("SELECT * FROM report_results ORDER BY ALL"):
        found.setdefault(service, {})[kind or "all"] = Count(n, clients)
    return found


def _services(engine: Engine) -> tuple[dict[str, ServiceFigures], ServiceFigures]:
    found: dict[str | None, ServiceFigures] = {}
    for key, *n, no_waits, wait_days in engine.rows("SELECT * FROM report_services ORDER BY started DESC, key"):
        started, going, ended, waits = (Count(n[i], n[i + 1]) for i in (0, 2, 4, 6))
        found[key] = ServiceFigures(started, going, ended, waits, no_waits, wait_days)
    total = found.pop(None, ServiceFigures())
    return {key: figures for key, figures in found.items() if key is not None}, total


def _fees(engine: Engine) -> dict[tuple[str, str], dict[str, FeeFigures]]:
    found: dict[tuple[str, str], dict[str, FeeFigures]] = {}
    for contract, fee, standing, lines, clients, cents in engine.rows("SELECT * FROM report_fees ORDER BY ALL"):
        found.setdefault((contract, fee), {})[standing] = FeeFigures(Count(lines, clients), cents)
    return found
