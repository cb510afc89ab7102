"""The same SQL files on Apache Spark: equal tables on many small worlds at once, and on the register extract.

A run on Spark costs seconds however small its facts are, so worlds are put side by side in one set of facts: ids of
their own, one last day.
"""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, given, seed, settings
from hypothesis import strategies as st

from polku.base.engine import DuckDB, EngineError, Settings, Spark
from polku.definition import load_pilot
from polku.facts import TABLES, load, put
from polku.settlement import FEE_LINES, fee_lines, post
from tests.readings.days import Facts, Row
from tests.readings.paying import World, paying_worlds
from tests.readings.pilot_files import paying_pilot
from tests.readings.test_settlement import HANDMADE
from tests.readings.test_settlement_full import HANDMADE as HANDMADE_FULL

MISSING = [
    what
    for what, there in {
        "pyspark (pip install 'polku[spark]')": find_spec("pyspark") is not None,
        "Java 17 or newer": shutil.which("java") is not None or "JAVA_HOME" in os.environ,
    }.items()
    if not there
]
pytestmark = [
    pytest.mark.spark,
    pytest.mark.xdist_group("spark"),
    pytest.mark.skipif(
        bool(MISSING) and os.environ.get("POLKU_REQUIRE_SPARK") != "1", reason=f"needs {' and '.join(MISSING)}"
    ),
]
EXTRACT = Path(__file__).parents[1] / "rekisteriote"
# For tables of a few hundred rows: one part each, no code made for a query, no second thoughts about its plan.
SMALL = {
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.adaptive.enabled": "false",
    "spark.driver.memory": "1g",
    "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
}


@pytest.fixture(scope="module")
def spark() -> Iterator[Spark]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pyspark's own, of pandas and of sockets that py4j leaves to the collector
        with DuckDB(Settings(threads=2)) as beside, Spark(beside, master="local[2]", options=SMALL) as running:
            yield running


def side_by_side(worlds: Sequence[World], until: date) -> World:
    """One world of many, each with ids of its own."""
    facts: Facts = {}
    terms: list[Row] = []
    for number, world in enumerate(worlds):
        for table, rows in world.facts.items():
            facts.setdefault(table, []).extend(_own_ids(row, number) for row in rows)
        terms += [contract | {"id": f"w{number}-{contract['id']}"} for contract in world.contracts]
    return World(facts, terms, until)


def _own_ids(row: Row, number: int) -> Row:
    shared = ("service_id", "provider_id")
    return {
        name: f"w{number}-{value}" if name.endswith("_id") and name not in shared and value is not None else value
        for name, value in row.items()
    }


def random_worlds(count: int, number: int) -> list[World]:
    """The same worlds each time: a fixed seed, so that a difference is found again."""
    found: list[World] = []

    @seed(number)
    @settings(max_examples=count, phases=[Phase.generate], database=None)
    @given(paying_worlds(full=True))
    def collect(world: World) -> None:
        found.append(world)

    collect()
    return found


def both(spark: Spark, folder: Path, world: World) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """The fee lines of DuckDB and of Spark with all their columns, evidence too."""
    pilot = paying_pilot(folder, world.contracts)
    put(spark, world.facts)
    found = []
    for engine in (spark.beside, spark):
        fee_lines(engine, pilot, world.until)
        assert engine.columns("fee_lines") == FEE_LINES
        found.append(engine.rows("SELECT * FROM fee_lines ORDER BY contract_id, subject, fee_id"))
        engine.drop("fee_lines")
    return found[0], found[1]


def test_equal_on_random_and_worked_cases(spark: Spark, tmp_path: Path) -> None:
    worlds = [*random_worlds(150, 2024), *(case[0] for case in (*HANDMADE, *HANDMADE_FULL))]
    world = side_by_side(worlds, max(world.until for world in worlds))
    by_duckdb, by_spark = both(spark, tmp_path, world)
    assert len(by_duckdb) > 150
    assert {line[8] for line in by_duckdb} == {"payable", "partly", "capped", "claimed", "over_maximum"}
    assert by_spark == by_duckdb


@settings(max_examples=2)
@given(st.lists(paying_worlds(full=True), min_size=3, max_size=6))
def test_equal_on_new_worlds(spark: Spark, tmp_path_factory: pytest.TempPathFactory, worlds: list[World]) -> None:
    until = sorted(world.until for world in worlds)[len(worlds) // 2]  # in the middle of some of them
    by_duckdb, by_spark = both(spark, tmp_path_factory.mktemp("worlds"), side_by_side(worlds, until))
    assert by_spark == by_duckdb


def test_a_ledger_posts_the_same(spark: Spark, tmp_path: Path) -> None:
    worlds = random_worlds(8, 7)
    world = side_by_side(worlds, max(world.until for world in worlds))
    pilot = paying_pilot(tmp_path, world.contracts)
    put(spark, world.facts)
    entries: dict[str, list[Any]] = {}
    for name, engine in (("duckdb", spark.beside), ("spark", spark)):
        for until in (world.until - timedelta(300), world.until):
            posting = post(engine, pilot, until, tmp_path / name, facts="f")
            entries.setdefault(name, []).extend(posting.entries)
        engine.drop("fee_lines")
    assert entries["spark"] == entries["duckdb"] != []


def test_equal_on_the_register_extract(spark: Spark, tmp_path: Path) -> None:
    pilot = load_pilot("pirkanmaa-2021")
    spark.drop(*TABLES)  # what an earlier test handed over
    load(spark.beside, EXTRACT, mapping="rekisteriote", quarantine=tmp_path / "aside")
    found = []
    for engine in (spark.beside, spark):
        fee_lines(engine, pilot, date(2024, 12, 31), "sv")
        found.append(engine.rows("SELECT * FROM fee_lines ORDER BY contract_id, subject, fee_id"))
        engine.drop("fee_lines")
    assert found[0] == found[1] != []


def test_parameters_are_values_and_types_come_back(spark: Spark) -> None:
    hard = 'it\'s \\ "$day" :day; drop table x -- é𝒛'
    query = "SELECT $text AS a_text, $day AS a_day, $number AS a_number, $amount AS an_amount, true AS a_flag"
    values = {"text": hard, "day": date(2024, 2, 29), "number": 7, "amount": Decimal("2.50"), "unasked": None}
    spark.make("bound", query, **values)
    assert spark.rows("SELECT * FROM bound") == [(hard, date(2024, 2, 29), 7, Decimal("2.50"), True)]
    assert list(spark.columns("bound").values()) == ["VARCHAR", "DATE", "INTEGER", "DECIMAL(3,2)", "BOOLEAN"]
    spark.make("bound", "SELECT a_text, cast(an_amount AS varchar) AS written FROM bound WHERE a_flag")
    assert spark.rows("SELECT * FROM bound") == [(hard, "2.50")]
    spark.drop("bound")


def test_tables_views_and_what_replaces_them(spark: Spark, tmp_path: Path) -> None:
    spark.load("numbers", {"n": "BIGINT", "names": "VARCHAR[]"}, [(1, ["a", "b"]), (2, None)])
    spark.view("twice", "SELECT 2 * n AS n FROM numbers")
    spark.make("kept", "SELECT n FROM twice")
    spark.make("numbers", "SELECT n + 10 AS n FROM numbers")
    spark.make("later", "SELECT n FROM twice")
    assert spark.rows("SELECT n FROM kept ORDER BY n") == [(2,), (4,)]
    assert spark.rows("SELECT n FROM later ORDER BY n") == [(22,), (24,)]
    assert spark.copy("SELECT * FROM later ORDER BY n", tmp_path / "later.csv", "csv") == 2
    assert (tmp_path / "later.csv").read_text() == "n\n22\n24\n"
    spark.make("later", "SELECT n FROM later WHERE n < 0")
    assert (spark.rows("SELECT * FROM later"), spark.columns("later")) == ([], {"n": "BIGINT"})
    spark.drop("numbers", "twice", "kept", "later")


def test_what_is_wrong_in_the_rows_is_told(spark: Spark) -> None:
    spark.load("texts", {"t": "VARCHAR"}, [("x",)])
    with pytest.raises(EngineError, match=r"^Spark could not make the table days: .*CAST_INVALID_INPUT"):
        spark.make("days", "SELECT cast(t AS date) AS d FROM texts")
    spark.drop("texts")


def test_a_cluster_needs_a_folder_that_all_see() -> None:
    with DuckDB() as beside, pytest.raises(EngineError, match=r"spark://a:7077 needs a folder .* set POLKU_SPILL"):
        Spark(beside, replace(Settings(), spill=None), master="spark://a:7077")


def test_a_memory_size_that_java_cannot_take() -> None:
    with DuckDB() as beside, pytest.raises(EngineError, match="POLKU_MEMORY is 'much'; Spark needs a size such as 2GB"):
        Spark(beside, replace(Settings(), memory="much"))
