"""The municipal share until 2024 as OpenFisca variables. Run by `benchmarks.cost` in an environment of its own.

`python cost_in_openfisca.py FACTS FIRST LAST`: OpenFisca-core is AGPL and no dependency of Polku; with it come DuckDB
and numpy. The rule is told by day, as the law tells it; a month's days and cents are sums of its days. People are taken
in lots, and what no later day needs is forgotten, so that memory stays bounded. The clock runs while OpenFisca computes
and is given its inputs; reading the facts and what was paid before FIRST is outside it. Prints one JSON object.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import duckdb
import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit, Instant, Period
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

LOT = 100_000  # people at a time
BRACKETS = np.array([1, 301, 1001])
RATES_BP = np.array([0, 5000, 7000])
EPOCH = date(1970, 1, 1)
INPUTS = ("on_subsidy", "in_service", "told_before", "daily_cents")
BY_DAY = (*INPUTS, "paid_day", "running_number", "bracket")
BY_MONTH = tuple(f"{what}_{first}" for what in ("days", "cents") for first in BRACKETS)

person = build_entity(key="person", plural="persons", label="Jobseeker", is_person=True)


def _input(name: str, kind: type) -> type[Variable]:
    body = {"value_type": kind, "entity": person, "definition_period": DateUnit.DAY, "label": name}
    return type(name, (Variable,), body)


class paid_day(Variable):  # noqa: N801 (OpenFisca names variables so)
    value_type = bool
    entity = person
    definition_period = DateUnit.DAY
    label = "Monday to Friday, not in a service"

    def formula(population, period):  # noqa: N805
        if period.start.date.isoweekday() > 5:
            return population.empty_array().astype(bool)
        return population("on_subsidy", period) & ~population("in_service", period)


class running_number(Variable):  # noqa: N801
    value_type = int
    entity = person
    definition_period = DateUnit.DAY
    label = "Paid days so far"

    def formula(population, period):  # noqa: N805
        told = population("told_before", period)
        before = np.where(told >= 0, told, population("running_number", period.offset(-1)))
        return before + population("paid_day", period)


class bracket(Variable):  # noqa: N801
    value_type = int
    entity = person
    definition_period = DateUnit.DAY
    label = "The first paid day of the bracket; 0 when the day is not paid"

    def formula(population, period):  # noqa: N805
        of_number = BRACKETS[np.searchsorted(BRACKETS, population("running_number", period), side="right") - 1]
        return np.where(population("paid_day", period), of_number, 0)


def _days_at(first: int) -> type[Variable]:
    def formula(population: Any, period: Period) -> Any:
        return sum(population("bracket", day) == first for day in period.get_subperiods(DateUnit.DAY))

    body = {
        "value_type": int,
        "entity": person,
        "definition_period": DateUnit.MONTH,
        "label": "days",
        "formula": formula,
    }
    return type(f"days_{first}", (Variable,), body)


def _cents_at(first: int, rate_bp: int) -> type[Variable]:
    def formula(population: Any, period: Period) -> Any:
        exact = np.zeros(population.count, dtype=np.int64)
        for day in period.get_subperiods(DateUnit.DAY):
            exact += np.where(population("bracket", day) == first, population("daily_cents", day), 0)
        return (exact * rate_bp + 5000) // 10000

    body = {
        "value_type": int,
        "entity": person,
        "definition_period": DateUnit.MONTH,
        "label": "cents",
        "formula": formula,
    }
    return type(f"cents_{first}", (Variable,), body)


def system() -> TaxBenefitSystem:
    """The variables of the rule."""
    rules = TaxBenefitSystem([person])
    kinds = {"on_subsidy": bool, "in_service": bool, "told_before": int, "daily_cents": int}
    rules.add_variables(*(_input(name, kind) for name, kind in kinds.items()), paid_day, running_number, bracket)
    rules.add_variables(*(_days_at(int(first)) for first in BRACKETS))
    rules.add_variables(*(_cents_at(int(f), int(rate)) for f, rate in zip(BRACKETS, RATES_BP, strict=True)))
    return rules


class Facts:
    """Rows of one lot, in order of the days on which they begin and end, and each day's state of every person."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, lot: int) -> None:
        self.count = int(connection.execute("SELECT count(*) FROM people WHERE n // ? = ?", [LOT, lot]).fetchone()[0])
        self.benefits = self._rows(connection, "subsidies", lot, "cents, told")
        self.services = self._rows(connection, "services", lot, "0 AS cents, -1 AS told")
        self.subsidy, self.service = np.zeros(self.count, bool), np.zeros(self.count, bool)
        self.cents = np.zeros(self.count, np.int32)

    @staticmethod
    def _rows(connection: duckdb.DuckDBPyConnection, name: str, lot: int, more: str) -> dict[str, dict[int, Any]]:
        """The rows that begin, and those that ended the day before, by day."""
        query = f"SELECT n % {LOT} AS n, first, past, {more} FROM {name} JOIN people USING (person_id) WHERE n // ? = ?"
        rows = connection.execute(query, [LOT, lot]).fetchnumpy()
        found: dict[str, dict[int, Any]] = {}
        for key in ("first", "past"):
            order = np.argsort(rows[key], kind="stable")
            days, places = np.unique(rows[key][order], return_index=True)
            parts = np.split(order, places[1:]) if len(days) else []
            found[key] = {
                int(day): (rows["n"][part], rows["cents"][part], rows["told"][part])
                for day, part in zip(days, parts, strict=True)
            }
        return found

    def on(self, day: date) -> dict[str, Any]:
        """The inputs of a day; days are asked one after another."""
        number = (day - EPOCH).days
        told = np.full(self.count, -1, np.int32)
        for state, rows in ((self.subsidy, self.benefits), (self.service, self.services)):
            if number in rows["past"]:
                state[rows["past"][number][0]] = False
            if number in rows["first"]:
                who, cents, before = rows["first"][number]
                state[who] = True
                if state is self.subsidy:
                    self.cents[who], told[who] = cents, before
        return dict(zip(INPUTS, (self.subsidy.copy(), self.service.copy(), told, self.cents.copy()), strict=True))


def each_day(first: date, last: date) -> Iterator[date]:
    """Every day from first to last."""
    yield from (first + timedelta(n) for n in range((last - first).days + 1))


def lot_answer(rules: TaxBenefitSystem, facts: Facts, first: date, last: date) -> dict[str, Any]:
    """Days and cents of one lot's people, month by month, and what they took."""
    simulation: Simulation = SimulationBuilder().build_default_simulation(rules, count=facts.count)
    simulation.set_input("running_number", _day(first - timedelta(1)), _paid_before(facts, first))
    begun, cpu = time.perf_counter(), time.process_time()
    sums: dict[str, Any] = dict.fromkeys(BY_MONTH, 0)
    month_days: list[date] = []
    for day in each_day(first, last):
        for name, values in facts.on(day).items():
            simulation.set_input(name, _day(day), values)
        simulation.calculate("running_number", _day(day))
        month_days.append(day)
        if (day + timedelta(1)).day == 1:
            month = Period((DateUnit.MONTH, Instant((day.year, day.month, 1)), 1))
            for name in BY_MONTH:
                sums[name] += int(simulation.calculate(name, month).sum(dtype=np.int64))
                simulation.delete_arrays(name, month)
            _forget(simulation, month_days)
            month_days = []
    return sums | {"_seconds": time.perf_counter() - begun, "_cpu": time.process_time() - cpu}


def _forget(simulation: Simulation, days: list[date]) -> None:
    for day in days:
        for name in BY_DAY:
            if name != "running_number" or day != days[-1]:
                simulation.delete_arrays(name, _day(day))
    if len(days) > 1:
        simulation.delete_arrays("running_number", _day(days[0] - timedelta(1)))


def _paid_before(facts: Facts, first: date) -> Any:
    """Everyone's number on the day before the first, by the same steps in numpy alone."""
    number = np.zeros(facts.count, np.int32)
    begun = [day for rows in (facts.benefits, facts.services) for day in rows["first"]]
    for day in each_day(min([EPOCH + timedelta(n) for n in begun], default=first), first - timedelta(1)):
        inputs = facts.on(day)
        number = np.where(inputs["told_before"] >= 0, inputs["told_before"], number)
        if day.isoweekday() <= 5:
            number = number + (inputs["on_subsidy"] & ~inputs["in_service"])
    return number


def _day(day: date) -> Period:
    return Period((DateUnit.DAY, Instant((day.year, day.month, day.day)), 1))


def opened(facts: str, last: date) -> duckdb.DuckDBPyConnection:
    """The facts as the rule needs them; days are counted from 1970."""
    connection = duckdb.connect()
    end = f"least(coalesce(end_date, DATE '{last}'), DATE '{last}') - DATE '1970-01-01' + 1 AS past"
    connection.execute(
        f"CREATE TABLE people AS SELECT person_id, row_number() OVER (ORDER BY person_id) - 1 AS n"
        f" FROM read_parquet('{facts}/persons.parquet')"
    )
    connection.execute(
        f"CREATE TABLE subsidies AS SELECT person_id, start_date - DATE '1970-01-01' AS first, {end},"
        f" cast(daily_eur * 100 AS INTEGER) AS cents, coalesce(paid_days_before, -1) AS told"
        f" FROM read_parquet('{facts}/benefits.parquet')"
        f" WHERE benefit = 'labour_market_subsidy' AND start_date <= DATE '{last}'"
    )
    connection.execute(
        f"CREATE TABLE services AS SELECT person_id, start_date - DATE '1970-01-01' AS first, {end}"
        f" FROM read_parquet('{facts}/statuses.parquet') WHERE status IN ('in_service', 'in_training')"
        f" AND start_date <= DATE '{last}' AND coalesce(end_date, DATE '{last}') >= DATE '2015-01-01'"
    )
    return connection


def main(facts: str, first: str, last: str) -> None:
    """Compute lot by lot, and print what it took and what came of it."""
    rules, connection = system(), opened(facts, date.fromisoformat(last))
    people = int(connection.execute("SELECT count(*) FROM people").fetchone()[0])
    sums: dict[str, Any] = dict.fromkeys((*BY_MONTH, "_seconds", "_cpu"), 0)
    for lot in range(-(-people // LOT)):
        found = lot_answer(rules, Facts(connection, lot), date.fromisoformat(first), date.fromisoformat(last))
        sums = {name: sums[name] + value for name, value in found.items()}
    answer = {name: value for name, value in sums.items() if name.startswith("days_")}
    answer["cents_by_person_and_month"] = sum(value for name, value in sums.items() if name.startswith("cents_"))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    print(json.dumps({"seconds": sums["_seconds"], "cpu": sums["_cpu"], "peak_mb": peak, "answer": answer}))


if __name__ == "__main__":
    main(*sys.argv[1:])
