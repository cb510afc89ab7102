"""The same questions as hand-written SQL, straight on the Parquet files, by the same engine without Polku."""

from __future__ import annotations

from datetime import date

import duckdb

from benchmarks import answers
from benchmarks.contracts import UNTIL as LAST_RESULT
from benchmarks.place import HERE, ON, UNTIL, Answer, Clock, Place
from polku.law import FOLDER as LAW


def opened(place: Place) -> duckdb.DuckDBPyConnection:
    """A connection in which each file is a view of its name, and the list of municipalities is a table."""
    connection = duckdb.connect()
    for path in sorted(place.facts.glob("*.parquet")):
        connection.execute(f"CREATE VIEW {path.stem} AS FROM read_parquet('{path}')")
    connection.execute(
        "CREATE TABLE municipalities AS SELECT code, valid_to"
        f" FROM read_csv('{LAW / 'municipalities.csv'}', types = {{'code': 'VARCHAR', 'valid_to': 'DATE'}})"
    )
    connection.execute(
        "CREATE MACRO odd_day(day) AS day NOT BETWEEN DATE '1900-01-01' AND DATE '2100-12-31'",
    )
    return connection


def check_errors(place: Place, clock: Clock) -> Answer:
    connection = opened(place)
    with clock.running():
        rows = connection.execute(_read("check_errors")).fetchall()
    return answers.counted(rows)


def check_all(place: Place, clock: Clock) -> Answer:
    connection = opened(place)
    with clock.running():
        rows = connection.execute(_read("check_errors")).fetchall()
        rows += connection.execute(_read("check_warnings")).fetchall()
    return answers.counted(rows)


def target(place: Place, clock: Clock) -> Answer:
    connection = opened(place)
    with clock.running():
        _make(connection, "target", day=ON)
    return answers.told(connection, answers.TARGET, "target")


def outcomes(place: Place, clock: Clock) -> Answer:
    connection = opened(place)
    with clock.running():
        _make(connection, "outcomes", until=UNTIL)
    return answers.told(connection, answers.OUTCOMES, "outcomes")


def settle(place: Place, clock: Clock) -> Answer:
    connection = opened(place)
    with clock.running():
        _make(connection, "settle", until=UNTIL)
    return answers.told(connection, answers.FEES, "settle")


def settle_one_fee(place: Place, clock: Clock) -> Answer:
    connection = opened(place)
    with clock.running():
        _make(connection, "settle_one_fee", until=UNTIL)
    return answers.told(connection, answers.ONE_FEE, "settle_one_fee")


def one_fee_of_all(place: Place, clock: Clock) -> Answer:
    connection = opened(place)
    with clock.running():
        _make(connection, "one_fee_of_all", until=LAST_RESULT)
        connection.execute(
            f"COPY (FROM one_fee_of_all ORDER BY ALL) TO '{place.out}/one_fee.parquet' (COMPRESSION zstd)"
        )
    return answers.told(connection, answers.ONE_FEE_OF_ALL, "one_fee_of_all")


def check_and_target(place: Place, clock: Clock) -> Answer:
    return _check_and(place, clock, "target", day=ON)


def check_and_outcomes(place: Place, clock: Clock) -> Answer:
    return _check_and(place, clock, "outcomes", until=UNTIL)


def check_and_settle(place: Place, clock: Clock) -> Answer:
    return _check_and(place, clock, "settle", until=UNTIL)


def _check_and(place: Place, clock: Clock, name: str, **days: date) -> Answer:
    """What a command does: the errors first, then the question, its answer written as Parquet."""
    connection = opened(place)
    with clock.running():
        rows = connection.execute(_read("check_errors")).fetchall()
        _make(connection, name, **days)
        connection.execute(f"COPY (FROM {name} ORDER BY ALL) TO '{place.out / name}.parquet' (COMPRESSION zstd)")
    query = {"target": answers.TARGET, "outcomes": answers.OUTCOMES, "settle": answers.FEES}[name]
    return answers.told(connection, query, name) | {"errors": answers.counted(rows)["faults"]}


def _make(connection: duckdb.DuckDBPyConnection, name: str, **days: date) -> None:
    connection.execute(f"CREATE TABLE {name} AS {_read(name)}", days)


def _read(name: str) -> str:
    return (HERE / "by_hand" / f"{name}.sql").read_text(encoding="utf-8")
