"""Parquet files: whatever type holds a value it is read or told, and a broken file is one error."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from polku import facts
from polku.base.engine import DuckDB, Settings

DAY = "1990-05-01"


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDB]:
    with DuckDB(Settings(threads=1)) as running:
        yield running


def people(engine: DuckDB) -> list[str]:
    return [row[0] for row in engine.rows("SELECT person_id FROM persons ORDER BY person_id")]


def told(check: facts.Check) -> list[tuple[int | None, str | None, str]]:
    return [(one.row, one.column, one.kind) for one in check.faults()]


def _corrupt(path: Path) -> None:
    pq.write_table(pa.table({"person_id": [f"p{n}" for n in range(100)], "birth_date": [DAY] * 100}), path)
    content = path.read_bytes()
    path.write_bytes(content[:40] + b"\0" * 30 + content[70:])


def _cut_short(path: Path) -> None:
    _corrupt(path)
    path.write_bytes(path.read_bytes()[:-20])


def _text(path: Path) -> None:
    path.write_text("person_id,birth_date\na,1990-05-01\n" * 10)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


BROKEN = {"empty": _empty, "text": _text, "overwritten inside": _corrupt, "cut short": _cut_short}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_parquet_is_one_error(engine: DuckDB, tmp_path: Path, name: str) -> None:
    BROKEN[name](tmp_path / "persons.parquet")
    (fault,) = facts.check(engine, tmp_path).faults()
    assert (fault.file, fault.row, fault.kind) == ("persons.parquet", None, "unreadable")


def test_parquet_of_other_types(engine: DuckDB, tmp_path: Path) -> None:
    """Whatever holds the value: dictionaries, large strings, whole numbers as ids, days as timestamps, doubles."""
    words = pa.array(["a", "b"])
    for ids in (words.dictionary_encode(), words.cast(pa.large_string()), words.cast(pa.string_view())):
        for days in (pa.array([7426, 7427], pa.date32()), pa.array([641606400000, 641692800000], pa.timestamp("ms"))):
            pq.write_table(pa.table({"person_id": ids, "birth_date": days}), tmp_path / "persons.parquet")
            facts.load(engine, tmp_path)
            assert engine.rows("SELECT person_id, birth_date::VARCHAR FROM persons ORDER BY 1") == [
                ("a", "1990-05-02"),
                ("b", "1990-05-03"),
            ]


def test_parquet_numbers(engine: DuckDB, tmp_path: Path) -> None:
    table = pa.table(
        {
            "person_id": pa.array([7, 7, 8], pa.int64()),
            "employer_id": pa.array([1, 2, None], pa.int16()),
            "month": pa.array(["2021-01-01", "1.1.2021", "2021-01"]),
            "eur": pa.array([33.78, 1234567.1, 0.0]),
            "subsidised": pa.array([1, 0, None], pa.int8()),
        }
    )
    pq.write_table(table, tmp_path / "earnings.parquet")
    people_table = pa.table({"person_id": pa.array([7, 8], pa.uint32()), "birth_date": [DAY, DAY]})
    pq.write_table(people_table, tmp_path / "persons.parquet")
    facts.load(engine, tmp_path)
    assert engine.rows("SELECT person_id, employer_id, month::VARCHAR, cents, subsidised FROM earnings ORDER BY 2") == [
        ("7", "1", "2021-01-01", 3378, True),
        ("7", "2", "2021-01-01", 123456710, False),
        ("8", None, "2021-01-01", 0, False),
    ]


def test_parquet_values_that_do_not_fit(engine: DuckDB, tmp_path: Path) -> None:
    """An hour of the day, a third decimal and a number that is none are told, never rounded away."""
    table = pa.table(
        {
            "person_id": ["a", "a", "a", "a"],
            "benefit": ["basic_allowance"] * 4,
            "start_date": pa.array([0, 86400, 2 * 86400 + 3600, 4 * 86400], pa.timestamp("s")),
            "end_date": pa.array([0, 1, 2, 4], pa.date32()),
            "daily_eur": [33.781, float("nan"), 1.0, 1e15],
        }
    )
    pq.write_table(table, tmp_path / "benefits.parquet")
    pq.write_table(pa.table({"person_id": ["a"], "birth_date": [DAY]}), tmp_path / "persons.parquet")
    assert told(facts.check(engine, tmp_path, warnings=False)) == [
        (1, "daily_eur", "wrong_value"),
        (2, "daily_eur", "wrong_value"),
        (3, "start_date", "wrong_value"),
        (4, "daily_eur", "wrong_value"),
    ]


def test_parquet_with_a_column_of_nulls_and_no_rows(engine: DuckDB, tmp_path: Path) -> None:
    table = pa.table({"person_id": ["a"], "birth_date": [DAY], "sex": pa.nulls(1), "immigrant": pa.nulls(1)})
    for rows, wanted in ((table, ["a"]), (table.slice(0, 0), [])):
        pq.write_table(rows, tmp_path / "persons.parquet")
        assert facts.load(engine, tmp_path).errors == 0
        assert people(engine) == wanted


def test_parquet_with_columns_of_the_engines_own_names(engine: DuckDB, tmp_path: Path) -> None:
    table = pa.table({"person_id": ["a"], "birth_date": ["?"], "n": [1], "row": [1], "value": [1], "filename": [1]})
    pq.write_table(table, tmp_path / "persons.parquet")
    assert (1, "birth_date", "wrong_value") in told(facts.check(engine, tmp_path))
