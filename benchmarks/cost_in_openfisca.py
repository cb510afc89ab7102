"""The municipal share in OpenFisca, from facts to table. Run by `benchmarks.cost` in an environment of its own.

`python cost_in_openfisca.py FACTS FIRST LAST OUT`: with OpenFisca-core come DuckDB and numpy. People are taken in lots,
and what no later day needs is forgotten, so that memory stays bounded. OpenFisca tells the law by day
(`cost_law_in_openfisca`); a person's days of a month that are alike are counted and rounded in numpy, for a variable
has one value for a person and a month. The clock runs while OpenFisca is given its inputs and computes; reading the
facts is outside it. Writes municipal_share.parquet into OUT and prints one JSON object.
"""

# mypy: ignore-errors
# OpenFisca-core is only where this runs.

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
from cost_law_in_openfisca import BENEFITS, BY_DAY, CENTS, COUNTERS, PLACES, Benefit, system
from openfisca_core.indexed_enums import EnumArray
from openfisca_core.periods import DateUnit, Instant, Period
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem

LOT = 100_000  # people at a time: a day takes about half a millisecond beside what its people take
EPOCH = date(1970, 1, 1)
CELL = 1 << 31  # past every cell
KINDS = "[" + ", ".join(f"'{one.name}'" for one in BENEFITS[1:]) + "]"
OF_ROW = "cast(coalesce(daily_eur * 100, -1) AS INTEGER) AS cents, coalesce(paid_days_before, -1) AS told"
Events = dict[int, tuple[Any, ...]]


class Facts:
    """Rows of one lot by the day on which they begin, and on which they are past; each day's state of every person."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, lot: int) -> None:
        self.count = int(connection.execute("SELECT count(*) FROM people WHERE n // ? = ?", [LOT, lot]).fetchone()[0])
        self.benefits = _events(connection, "benefits", lot, ("kind", "cents", "told"))
        self.services = _events(connection, "services", lot, ())
        self.homes = _events(connection, "homes", lot, ("code",))
        self.kind, self.town = np.zeros(self.count, np.uint8), np.zeros(self.count, np.int32)
        self.cents, self.service = np.full(self.count, -1, np.int32), np.zeros(self.count, bool)

    def on(self, day: date) -> dict[str, Any]:
        """The inputs of a day; days are asked one after another."""
        number = (day - EPOCH).days
        begins, told = np.zeros(self.count, bool), np.full(self.count, -1, np.int32)
        for state, (rows, past) in ((self.kind, self.benefits), (self.service, self.services), (self.town, self.homes)):
            if number in past:
                state[past[number][0]] = 0
            if number not in rows:
                continue
            who, *values = rows[number]
            state[who] = values[0] if values else True
            if state is self.kind:
                begins[who], self.cents[who], told[who] = True, values[1], values[2]
        return {
            "benefit": EnumArray(self.kind.copy(), Benefit),
            "begins": begins,
            "told_before": told,
            "row_cents": self.cents.copy(),
            "in_service": self.service.copy(),
            "municipality": self.town.copy(),
        }


def _events(
    connection: duckdb.DuckDBPyConnection, name: str, lot: int, columns: tuple[str, ...]
) -> tuple[Events, Events]:
    """Who has a row that begins on a day, with its columns, and who has one that ended the day before."""
    asked = ", ".join((f"n % {LOT} AS n", "first", "past", *columns))
    rows = connection.execute(f"SELECT {asked} FROM {name} WHERE n // ? = ?", [LOT, lot])
    values = {column: np.asarray(found) for column, found in rows.fetchnumpy().items()}
    found: list[Events] = []
    for key in ("first", "past"):
        order = np.argsort(values[key], kind="stable")
        days, places = np.unique(values[key][order], return_index=True)
        parts = np.split(order, places[1:]) if len(days) else []
        picked = ("n", *columns) if key == "first" else ("n",)
        found.append({int(day): tuple(values[c][part] for c in picked) for day, part in zip(days, parts, strict=True)})
    return found[0], found[1]


class Month:
    """A month's days of each person by cell. Days that follow on one another in one cell are counted together."""

    def __init__(self, count: int) -> None:
        self.everyone = np.arange(count)
        self.cell, self.days = np.zeros(count, np.int32), np.zeros(count, np.int32)
        self.spells: list[tuple[Any, Any, Any]] = []

    def add(self, cell: Any) -> None:
        """Another paid day of the month."""
        self._close(np.flatnonzero(cell != self.cell))
        self.cell = cell
        self.days += 1

    def _close(self, who: Any) -> None:
        real = who[self.cell[who] > 0]
        self.spells.append((real, self.cell[real], self.days[real]))
        self.days[who] = 0

    def table(self, scale: Any) -> dict[str, Any]:
        """Persons, days and cents by municipality, benefit and bracket: rounded half up once for a person's cell."""
        self._close(self.everyone)
        person, cell, days = (np.concatenate(column).astype(np.int64) for column in zip(*self.spells, strict=True))
        keys, place = np.unique(person * CELL + cell, return_inverse=True)
        days = np.bincount(place, days).astype(np.int64)
        rate = np.array(scale.amounts, np.int64)[keys // CENTS % PLACES - 1]
        cents = (days * (keys % CENTS) * rate + 5000) // 10000
        mine, place = np.unique(keys // CENTS, return_inverse=True)  # of one person, whatever the daily amount
        days, cents = np.bincount(place, days), np.bincount(place, cents)
        groups, place = np.unique(mine % (CELL // CENTS), return_inverse=True)
        return {
            "town": groups // PLACES**2,
            "kind": groups // PLACES % PLACES,
            "bracket": np.array(scale.thresholds, np.int64)[groups % PLACES - 1],
            "persons": np.bincount(place),
            "days": np.bincount(place, days).astype(np.int64),
            "share_cents": np.bincount(place, cents).astype(np.int64),
        }


class Took:
    """Wall and processor seconds: of all, and of the days before the first month that is asked for."""

    def __init__(self) -> None:
        self.seconds = self.cpu = self.cpu_before = 0.0


def lot_tables(
    rules: TaxBenefitSystem, facts: Facts, begun: date, first: date, last: date, took: Took
) -> dict[date, dict[str, Any]]:
    """One lot's table of each month. All days from `begun` are counted, those from `first` on are shared."""
    wall, cpu = time.perf_counter(), time.process_time()
    simulation: Simulation = SimulationBuilder().build_default_simulation(rules, count=facts.count)
    for name in COUNTERS:
        simulation.set_input(name, _day(begun - timedelta(1)), np.zeros(facts.count, np.int32))
    tables: dict[date, dict[str, Any]] = {}
    month = Month(facts.count)
    for day in each_day(begun, last):
        if day == first:
            took.cpu_before += time.process_time() - cpu
        for name, values in facts.on(day).items():
            simulation.set_input(name, _day(day), values)
        for name in COUNTERS if day.year < 2025 else COUNTERS[:1]:
            simulation.calculate(name, _day(day))
        if day >= first and day.isoweekday() <= 5:
            month.add(simulation.calculate("cell", _day(day)))
        if (day + timedelta(1)).day == 1:
            if day >= first:
                law = rules.get_parameters_at_instant(_day(day))
                tables[day.replace(day=1)] = month.table(law.municipal_share.scale)
                month = Month(facts.count)
            _forget(simulation, _day(day))
    took.seconds += time.perf_counter() - wall
    took.cpu += time.process_time() - cpu
    return tables


def _forget(simulation: Simulation, last: Period) -> None:
    """All days but the counters of the last one."""
    counters = {name: simulation.get_array(name, last) for name in COUNTERS}
    for name in BY_DAY:
        simulation.delete_arrays(name)
    for name, values in counters.items():
        if values is not None:
            simulation.set_input(name, last, values)


def each_day(first: date, last: date) -> Iterator[date]:
    """Every day from first to last."""
    yield from (first + timedelta(n) for n in range((last - first).days + 1))


def _day(day: date) -> Period:
    return Period((DateUnit.DAY, Instant((day.year, day.month, day.day)), 1))


def opened(facts: str, last: date) -> tuple[duckdb.DuckDBPyConnection, date]:
    """The facts as the rule needs them, days counted from 1970, and the first day of a benefit row."""
    connection = duckdb.connect()
    for name in ("persons", "benefits", "statuses", "residences"):
        connection.execute(f"CREATE VIEW all_{name} AS FROM read_parquet('{facts}/{name}.parquet')")
    by_payment, begun = connection.execute("SELECT count(paid_on), min(start_date) FROM all_benefits").fetchone()
    if by_payment:
        raise SystemExit(f"{by_payment} benefit rows are payments (paid_on); this reading knows rows by day alone.")
    numbered = "SELECT person_id, row_number() OVER (ORDER BY person_id) - 1 AS n FROM all_persons"
    connection.execute(f"CREATE TABLE people AS {numbered}")
    span = (
        f"n, greatest(start_date, DATE '{begun}') - DATE '1970-01-01' AS first,"
        f" least(coalesce(end_date, DATE '{last}'), DATE '{last}') - DATE '1970-01-01' + 1 AS past"
    )
    for name, source, more in (
        ("benefits", "all_benefits", f", list_position({KINDS}, benefit) AS kind, {OF_ROW}"),
        ("services", "(FROM all_statuses WHERE status IN ('in_service', 'in_training'))", ""),
        ("homes", "all_residences", ", cast(municipality AS INTEGER) AS code"),
    ):
        connection.execute(
            f"CREATE TABLE {name} AS SELECT {span}{more} FROM {source} JOIN people USING (person_id)"
            f" WHERE start_date <= DATE '{last}' AND coalesce(end_date, DATE '{last}') >= DATE '{begun}'"
        )
    return connection, begun


def write(connection: duckdb.DuckDBPyConnection, tables: list[tuple[date, dict[str, Any]]], out: str) -> None:
    """The lots' tables as one: municipal_share.parquet."""
    parts = [part for _, part in tables]
    table = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    table["month"] = np.repeat([(month - EPOCH).days for month, _ in tables], [len(part["days"]) for part in parts])
    connection.register("lots", table)
    connection.execute(
        f"""
        COPY (
            SELECT
                DATE '1970-01-01' + cast(month AS INTEGER) AS month,
                CASE WHEN town > 0 THEN lpad(cast(town AS VARCHAR), 3, '0') END AS municipality,
                {KINDS}[kind] AS benefit,
                bracket,
                cast(sum(persons) AS BIGINT) AS persons,
                cast(sum(days) AS BIGINT) AS days,
                cast(sum(share_cents) AS BIGINT) AS share_cents,
                true AS estimated
            FROM lots
            GROUP BY ALL
        ) TO '{out}/municipal_share.parquet'"""
    )


def main(facts: str, first: str, last: str, out: str) -> None:
    """Compute lot by lot, write the table, and print what it took."""
    took, rules = Took(), system()
    connection, begun = opened(facts, date.fromisoformat(last))
    people = int(connection.execute("SELECT count(*) FROM people").fetchone()[0])
    tables: list[tuple[date, dict[str, Any]]] = []
    for lot in range(-(-people // LOT)):
        of_lot = Facts(connection, lot)
        tables += lot_tables(rules, of_lot, begun, date.fromisoformat(first), date.fromisoformat(last), took).items()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**10
    write(connection, tables, out)
    print(json.dumps({"seconds": took.seconds, "cpu": took.cpu, "cpu_before": took.cpu_before, "peak_mb": peak}))


if __name__ == "__main__":
    main(*sys.argv[1:])
