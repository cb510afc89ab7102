"""Random dirty folders: the check never stops half-way, and what quarantine leaves is sound."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from polku import facts
from polku.base.engine import DuckDB, Settings
from tests.steps.fact_folders import SPEC, TEXTS, Row, World, sound, write_csv

ODD = (
    *("", "?", "-1", "0", "31.2.2020", "1899-12-31", "2021-02-30", "2021-03-01", "2022-01-01", "9999-12-31", "true"),
    *("911", "837", "999", "p0", "p1", "s0", "e0", "nobody", "12,345", "1e3", " ", "'", '"', "å", "a;b", "a,b", "x\ny"),
)
FEW = settings().max_examples // 4  # an example reads two folders
TABLES = ("persons", "residences", "statuses", "employment", "participations", "milestones", "earnings", "benefits")


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDB]:
    with DuckDB(Settings(threads=1)) as running:
        yield running


@st.composite
def dirty_rows(draw: st.DrawFn, table: str) -> Row:
    """A row of few people and days, one or two of its cells odd."""
    row = sound(table, draw(st.integers(0, 2)))
    for column in draw(st.lists(st.sampled_from(list(row)), max_size=2)):
        row[column] = draw(st.sampled_from(ODD))
    return row


@st.composite
def dirty_worlds(draw: st.DrawFn) -> World:
    tables = draw(st.lists(st.sampled_from(TABLES), min_size=1, max_size=4, unique=True))
    return {table: draw(st.lists(dirty_rows(table), min_size=1, max_size=6)) for table in tables}


def _set_aside(folder: Path, table: str) -> set[int]:
    path = folder / f"{table}.csv"
    if not path.exists():
        return set()
    with path.open(encoding="utf-8", newline="") as stream:
        return {int(line["row"]) for line in csv.DictReader(stream)}


@settings(max_examples=FEW)
@given(world=dirty_worlds(), parquet=st.booleans())
def test_what_quarantine_leaves_is_sound(engine: DuckDB, world: World, parquet: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (TEXTS.write if parquet else write_csv)(folder / "facts", world)
        result = facts.load(engine, folder / "facts", quarantine=folder / "aside", warnings=True)
        left: World = {}
        for table, rows in world.items():
            gone = _set_aside(folder / "aside", table)
            assert len(gone) == result.set_aside.get(table, 0)
            assert engine.rows(f"SELECT count(*) FROM {table}") == [(len(rows) - len(gone),)]
            left[table] = [row for n, row in enumerate(rows, 1) if n not in gone]
        (TEXTS.write if parquet else write_csv)(folder / "left", left)
        again = facts.check(engine, folder / "left")
        assert [str(one) for one in again.faults() if one.error] == []


@settings(max_examples=FEW)
@given(content=st.binary(max_size=200), table=st.sampled_from(list(SPEC)), head=st.booleans())
def test_any_bytes_are_a_table_or_a_fault(engine: DuckDB, content: bytes, table: str, head: bool) -> None:
    with tempfile.TemporaryDirectory() as name:
        header = ",".join(told.name for told in SPEC[table]).encode() + b"\n" if head else b""
        (Path(name) / f"{table}.csv").write_bytes(header + content)
        result = facts.check(engine, Path(name))
        assert result.errors == sum(one.error for one in result.faults())


@settings(max_examples=FEW)
@given(
    lines=st.lists(st.text(st.sampled_from('a1,;"\n\r é\t-'), max_size=30), max_size=8),
    end=st.sampled_from(["\n", "\r\n"]),
)
def test_any_lines_are_rows_or_faults(engine: DuckDB, lines: list[str], end: str) -> None:
    with tempfile.TemporaryDirectory() as name:
        text = end.join(["person_id,birth_date,service_line", *lines])
        (Path(name) / "persons.csv").write_bytes(text.encode())
        result = facts.check(engine, Path(name))
        assert result.errors == sum(one.error for one in result.faults())
