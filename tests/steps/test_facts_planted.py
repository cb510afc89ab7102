"""Every kind of fault, planted in an otherwise sound folder in each form: the check finds exactly those."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from polku import facts
from polku.base.engine import DuckDB, Settings
from polku.definition import Pilot, load_pilot
from tests.steps.fact_folders import CSV, FORMS, MAPPED, SPEC, TYPED, Form, World, fits_types, sound, sound_world
from tests.steps.planted_faults import CURES, Planted, planted_errors, planted_warnings, world_of

PILOT = """\
pilot: small-pilot
name: Pieni pilotti
source: invented
organiser: {id: somewhere, name: Jossain}
model: purchase
period: {start: 2021-01-01, end: 2021-12-31}
services: [{id: sparring, kind: coaching, production: purchased}]
providers: [{id: provider-a, name: Valmentaja A, invented: true, services: [sparring]}]
contracts:
  - id: contract-a
    provider: provider-a
    services: [sparring]
    period: {start: 2021-01-01, end: 2021-12-31}
    fees: [{id: start, pays_for: start, amount: 250.00}]
"""
Found = tuple[str, str, int | None, str | None, str, str | None, bool]


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDB]:
    with DuckDB(Settings(threads=2)) as running:
        yield running


@pytest.fixture(scope="module")
def pilot(tmp_path_factory: pytest.TempPathFactory) -> Pilot:
    path = tmp_path_factory.mktemp("pilot") / "pilot.yaml"
    path.write_text(PILOT, encoding="utf-8")
    return load_pilot(path)


def found_in(engine: DuckDB, folder: Path, **options: Any) -> list[Found]:
    check = facts.check(engine, folder, **options)
    listed = check.faults()
    assert check.errors == sum(one.error for one in listed)
    assert check.warnings == sum(not one.error for one in listed)
    return [(one.table, one.file, one.row, one.column, one.kind, one.value, one.error) for one in listed]


def expected(form: Form, places: list[tuple[Planted, int]]) -> list[Found]:
    listed: list[Found] = []
    for one, row in places:
        own = form.cell(one.table, one.column, one.row[one.column]) or None
        value = one.value if one.value is not None else own
        if not one.error and re.fullmatch(r"\d{4}-\d\d-\d\d", one.row[one.column]):
            value = one.row[one.column]  # what shows only beside other rows is told in ISO form
        column = form.column(one.column)
        listed.append((one.table, form.file(one.table), row, column, one.kind, value, one.error))
    return listed


def _sorted(rows: list[Found]) -> list[Found]:
    return sorted(rows, key=repr)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_sound_folder_has_no_fault(engine: DuckDB, pilot: Pilot, form: Form, tmp_path: Path) -> None:
    mapping = form.write(tmp_path, sound_world())
    assert found_in(engine, tmp_path, mapping=mapping, pilot=pilot) == []


def _planted(form: Form) -> list[Planted]:
    listed = [*planted_errors(), *planted_warnings()]
    if form is TYPED:
        listed = [one for one in listed if fits_types(one.table, one.row)]
    return listed


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_exactly_what_was_planted_is_found(engine: DuckDB, pilot: Pilot, form: Form, tmp_path: Path) -> None:
    world, places = world_of(_planted(form))
    mapping = form.write(tmp_path, world)
    found = found_in(engine, tmp_path, mapping=mapping, pilot=pilot)
    wanted = expected(form, places)
    assert _sorted([one for one in found if one not in wanted]) == []
    assert _sorted([one for one in wanted if one not in found]) == []
    assert len(found) == len(wanted)


def test_enough_was_planted() -> None:
    listed = _planted(CSV)
    assert {one.kind for one in listed if one.error} == set(CURES)
    assert {one.table for one in listed if one.error} == set(SPEC)
    typed = _planted(TYPED)
    assert {one.kind for one in typed if one.error} == set(CURES)  # a wrong value: outside its list


def test_each_message_says_what_would_be_right(engine: DuckDB, tmp_path: Path) -> None:
    world, _ = world_of(list(planted_errors()))
    CSV.write(tmp_path, world)
    listed = facts.check(engine, tmp_path).faults()
    silent = [str(one) for one in listed if one.error and not re.search(CURES[one.kind], one.message)]
    assert silent == []
    for one in listed:
        assert one.file in str(one)
        assert f"row {one.row}" in str(one)


def rows_of(engine: DuckDB, table: str) -> int:
    return int(engine.rows(f"SELECT count(*) FROM {table}")[0][0])


def quarantined(engine: DuckDB, folder: Path, table: str) -> list[tuple[Any, ...]]:
    path = folder / f"{table}.csv"
    if not path.exists():
        return []
    return engine.rows(f"SELECT * FROM read_csv('{path}', all_varchar=true, header=true, delim=',', quote='\"')")


@dataclass(frozen=True)
class Loaded:
    """What came of loading a world with planted faults into quarantine."""

    form: Form
    world: World
    places: list[tuple[Planted, int]]
    set_aside: dict[str, int]
    loaded: dict[str, int]
    aside: dict[str, list[tuple[Any, ...]]]


@pytest.fixture(scope="module", params=(CSV, TYPED, MAPPED), ids=lambda form: form.name)
def loaded(request: pytest.FixtureRequest, engine: DuckDB, tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    folder, form = tmp_path_factory.mktemp("planted"), request.param
    world, places = world_of(_planted(form))
    mapping = form.write(folder / "facts", world)
    result = facts.load(engine, folder / "facts", mapping=mapping, quarantine=folder / "aside")
    counts = {table: rows_of(engine, table) for table in SPEC}
    aside = {table: quarantined(engine, folder / "aside", table) for table in SPEC}
    return Loaded(form, world, places, result.set_aside, counts, aside)


def test_quarantine_sets_aside_exactly_the_faulty_rows(loaded: Loaded) -> None:
    for table, rows in loaded.world.items():
        wanted = {row for one, row in loaded.places if one.error and one.table == table}
        aside = loaded.aside[table]
        assert {int(line[0]) for line in aside} == wanted, table
        assert len(aside) == len(wanted) == loaded.set_aside.get(table, 0), table
        assert loaded.loaded[table] == len(rows) - len(wanted), table
        assert all(line[1] for line in aside), f"{table}: a row without its reason"


def test_quarantined_rows_stand_as_in_the_file(loaded: Loaded) -> None:
    for table, lines in loaded.aside.items():
        rows = {row: one.row for one, row in loaded.places if one.error and one.table == table}
        for line in lines:
            own = [loaded.form.cell(table, name, text) or None for name, text in rows[int(line[0])].items()]
            assert [_plain(text) for text in line[2:]] == own, (table, line[0])


def _plain(text: str | None) -> str | None:
    """A list of Parquet as it would stand in a CSV file."""
    return text.strip("[]").replace(", ", "|") if text and text.startswith("[") else text


def without(world: World, places: list[tuple[Planted, int]]) -> World:
    gone = {(one.table, row) for one, row in places if one.error}
    return {table: [row for n, row in enumerate(rows, 1) if (table, n) not in gone] for table, rows in world.items()}


def test_what_quarantine_leaves_is_sound(engine: DuckDB, tmp_path: Path) -> None:
    world, places = world_of(_planted(CSV))
    CSV.write(tmp_path, without(world, places))
    assert [one for one in found_in(engine, tmp_path) if one[-1]] == []


def test_rows_that_refer_to_a_row_set_aside_go_with_it(engine: DuckDB, tmp_path: Path) -> None:
    world = sound_world()
    world["persons"] = [sound("persons"), sound("persons", 1, birth_date="31.2.1990"), sound("persons", 2)]
    tables = [table for table in SPEC if "person_id" in sound(table) and table != "persons"]
    for table in tables:
        world[table] += [sound(table, 1), sound(table, 2)]
    for table in ("milestones", "deliveries"):
        world[table] += [sound(table, participation_id="s1"), sound(table, participation_id="s2")]
    CSV.write(tmp_path / "facts", world)
    result = facts.load(engine, tmp_path / "facts", quarantine=tmp_path / "aside")
    assert result.errors == 1
    assert result.set_aside == dict.fromkeys(["persons", *tables, "milestones", "deliveries"], 1)
    for table in (*tables, "milestones", "deliveries"):
        assert rows_of(engine, table) == len(world[table]) - 1
        (line,) = quarantined(engine, tmp_path / "aside", table)
        assert "was set aside" in line[1]


def test_a_person_who_stands_there_twice_keeps_what_is_theirs(engine: DuckDB, tmp_path: Path) -> None:
    world = sound_world() | {"persons": [sound("persons"), sound("persons", birth_date="1991-01-01")]}
    CSV.write(tmp_path / "facts", world)
    result = facts.load(engine, tmp_path / "facts", quarantine=tmp_path / "aside")
    assert result.set_aside == {"persons": 1}
    assert engine.rows("SELECT birth_date::VARCHAR FROM persons") == [("1990-05-01",)]
    assert rows_of(engine, "statuses") == 1


def test_a_faulty_row_takes_no_sound_one_with_it(engine: DuckDB, tmp_path: Path) -> None:
    """The earlier row of the same key or day is itself faulty: the later one stays."""
    world = sound_world()
    world["persons"] = [sound("persons", sex="?"), sound("persons")]
    world["statuses"] = [sound("statuses", status="?"), sound("statuses")]
    CSV.write(tmp_path / "facts", world)
    result = facts.load(engine, tmp_path / "facts", quarantine=tmp_path / "aside")
    assert result.set_aside == {"persons": 1, "statuses": 1}
    assert (rows_of(engine, "persons"), rows_of(engine, "statuses")) == (1, 1)


def test_errors_without_quarantine_are_refused_and_told(engine: DuckDB, tmp_path: Path) -> None:
    CSV.write(tmp_path, sound_world() | {"persons": [sound("persons", sex="?")]})
    with pytest.raises(facts.FactsError, match=r"(?s)persons.csv, row 1, column sex: '\?'.*one of f, m, x.*quarantine"):
        facts.load(engine, tmp_path)


def _lacking(table: str, column: str) -> World:
    return {table: [{name: text for name, text in sound(table, n).items() if name != column} for n in (0, 1)]}


REQUIRED = {table: [told.name for told in columns if told.required] for table, columns in SPEC.items()}
REFERRED_TO = (("persons", "person_id"), ("persons", "birth_date"), ("participations", "participation_id"))


@pytest.mark.parametrize("place", range(max(map(len, REQUIRED.values()))))
def test_a_required_column_that_is_missing_is_one_error(engine: DuckDB, tmp_path: Path, place: int) -> None:
    """Each table without its first required column, then without its second one, and so on."""
    lacking = {
        table: columns[place]
        for table, columns in REQUIRED.items()
        if len(columns) > place and (table, columns[place]) not in REFERRED_TO
    }
    world = {table: [sound(table, 0), sound(table, 1)] for table in ("persons", "participations")}
    for table, column in lacking.items():
        world |= _lacking(table, column)
    CSV.write(tmp_path, world)
    assert _sorted([one for one in found_in(engine, tmp_path) if one[-1]]) == _sorted(
        [(table, f"{table}.csv", None, column, "missing_column", None, True) for table, column in lacking.items()]
    )


@pytest.mark.parametrize(("table", "column"), REFERRED_TO)
def test_a_column_that_others_refer_to_is_missing(engine: DuckDB, tmp_path: Path, table: str, column: str) -> None:
    CSV.write(tmp_path, {"persons": [sound("persons"), sound("persons", 1)]} | _lacking(table, column))
    assert [one for one in found_in(engine, tmp_path) if one[-1]] == [
        (table, f"{table}.csv", None, column, "missing_column", None, True)
    ]


def test_columns_that_may_be_empty_may_be_absent(engine: DuckDB, tmp_path: Path) -> None:
    world: World = {}
    for table, columns in SPEC.items():
        needed = {told.name for told in columns if told.required} | {"person_id"}
        world[table] = [{name: text for name, text in sound(table).items() if name in needed}]
    CSV.write(tmp_path, world)
    facts.load(engine, tmp_path)
    assert {table: rows_of(engine, table) for table in SPEC} == dict.fromkeys(SPEC, 1)
    for table in ("employment", "earnings"):
        assert engine.rows(f"SELECT subsidised, source FROM {table}") == [(False, "register")]


def test_unknown_columns_and_tables_are_warnings(engine: DuckDB, tmp_path: Path) -> None:
    CSV.write(tmp_path, sound_world() | {"persons": [sound("persons", extra="1")]})
    (tmp_path / "strange.csv").write_text("a,b\n1,2\n")
    (tmp_path / "notes.txt").write_text("not a table")
    assert found_in(engine, tmp_path) == [
        ("persons", "persons.csv", None, "extra", "unknown_column", None, False),
        ("", "strange.csv", None, None, "unknown_table", None, False),
    ]


def test_the_engine_has_every_table_typed(engine: DuckDB, tmp_path: Path) -> None:
    CSV.write(tmp_path, {"persons": [sound("persons")]})
    facts.load(engine, tmp_path)
    for name, table in facts.TABLES.items():
        assert engine.columns(name) == table.engine_columns
        assert [column.name for column in table.columns] == [told.name for told in SPEC[name]]
        assert rows_of(engine, name) == (1 if name == "persons" else 0)
