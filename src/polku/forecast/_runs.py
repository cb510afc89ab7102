"""Runs: people invented and settled once for each scenario; only sums are kept."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from pathlib import Path

import numpy as np

from polku import facts, settlement, simulation
from polku.base.engine import DuckDB, Engine, Settings
from polku.definition import Contract, Pilot, ResultRateFee, in_all
from polku.forecast._low_risk import serve_low_risk_only
from polku.forecast._scenarios import SCENARIOS

FOLDER = Path(__file__).parent
LATE = timedelta(days=92)  # jobs and wages of the last days are known some weeks later
# What the fees and the low-risk scenario ask, and the persons whom these rows name.
TABLES = ("persons", "risk_scores", "participations", "milestones", "deliveries", "employment", "earnings", "education")


@dataclass
class Sums:
    """What the runs paid and how many they served.

    pay: (scenario, run, contract_id, fee_id, band, cents), band None for lines of a whole cohort.
    served: (scenario, run, contract_id, band, participations).
    """

    pay: list[tuple[str, int, str, str, str | None, int]] = field(default_factory=list)
    served: list[tuple[str, int, str, str | None, int]] = field(default_factory=list)

    def add(self, engine: Engine, scenario: str, run: int) -> None:
        """Take the sums of a settled engine."""
        engine.run(FOLDER, "pay")
        engine.run(FOLDER, "served")
        for contract, fee, band, cents in engine.rows("SELECT * FROM pay ORDER BY ALL"):
            self.pay.append((scenario, run, contract, fee, band, cents))
        for contract, band, count in engine.rows("SELECT * FROM served ORDER BY ALL"):
            self.served.append((scenario, run, contract, band, count))


@dataclass(frozen=True, slots=True)
class Days:
    """The first invented day and the last one: when everything is known that the contracts can pay for."""

    start: date
    until: date


def days(pilot: Pilot) -> Days:
    """The days to invent for the pilot's contracts: to the last tail day, and until the last cohort is ripe."""
    starts = [contract.period.start for contract in pilot.contracts]
    start = pilot.period.start if pilot.period is not None else min(starts)
    return Days(start, max(day for contract in pilot.contracts for day in _last_days(contract)))


def _last_days(contract: Contract) -> Iterator[date]:
    yield contract.period.end + timedelta(days=contract.tail_days)
    for fee in contract.fees:
        if isinstance(fee, ResultRateFee):
            yield _cohort_end(contract.period.end, fee.cohort) + timedelta(days=fee.settled_after_days)


def _cohort_end(end: date, cohort: str) -> date:
    if cohort == "contract":
        return end
    month = 12 if cohort == "year" else (end.month + 2) // 3 * 3
    return date(end.year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def run_all(pilot: Pilot, clients: int, seed: int, runs: int, tell: Callable[[str], None]) -> Sums:
    """Invent and settle `runs` times, each with its own seed that follows from `seed`; memory holds one run at a time.

    A run has the same people in every scenario.
    """
    sums, whole = Sums(), in_all(pilot)
    span = days(whole)
    seeds = np.random.SeedSequence(seed).generate_state(runs)
    for number, own in enumerate(seeds):
        tell(f"run {number + 1} of {runs}")
        plan = simulation.plan(whole, clients=clients, seed=int(own), start=span.start, until=span.until + LATE)
        for effect, scenarios in groupby(sorted(SCENARIOS, key=lambda s: s.effect or 0), key=lambda s: s.effect):
            by_clients = sorted(scenarios, key=lambda s: s.low_risk)
            with _invented(plan, effect) as engine:
                for scenario in by_clients:
                    if scenario.low_risk:
                        serve_low_risk_only(engine)
                    settlement.fee_lines(engine, pilot, span.until)
                    sums.add(engine, scenario.id, number)
    return sums


@contextmanager
def _invented(plan: simulation.Plan, effect: float | None) -> Iterator[Engine]:
    """An engine with the facts of invented people; `effect` is that of the contracts' services (None: as drawn)."""
    services = dict.fromkeys(service for contract in plan.pilot.contracts for service in contract.services)
    effects = None if effect is None else dict.fromkeys(services, effect)
    settings = Settings()
    with tempfile.TemporaryDirectory(prefix="polku-", dir=settings.spill) as folder, DuckDB(settings) as engine:
        simulation.carry_out(plan, out=Path(folder) / "facts", effects=effects, tables=TABLES)
        facts.load(engine, Path(folder) / "facts")
        yield engine
