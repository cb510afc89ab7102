"""The register extract as a Finnish office exports it: its ten faulty rows, and the rest of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from polku import facts
from polku.base.engine import DuckDB, Settings

EXTRACT = Path(__file__).parents[1] / "rekisteriote"
PLANTED = [
    ("persons", "asiakkaat.csv", 602, "Syntymäaika", "wrong_value", "31.2.1980"),
    ("residences", "kotikunnat.csv", 634, "Kotikunta", "unknown_municipality", "999"),
    ("residences", "kotikunnat.csv", 635, "Kotikunta", "unknown_municipality", "911"),
    ("statuses", "tyollisyyskoodit.csv", 4141, "Alkupvm", "overlap", "2020-05-05"),
    ("statuses", "tyollisyyskoodit.csv", 4142, "Asiakasnumero", "unknown_reference", "999999"),
    ("benefits", "etuudet.csv", 2900, "Päiväraha", "negative", "-33,78"),
    ("employment", "tyosuhteet.csv", 479, "Loppupvm", "end_before_start", "4.5.2021"),
    ("employment", "tyosuhteet.csv", 480, "Tunniste", "duplicate_key", "J0000-1"),
    ("employment", "tyosuhteet.csv", 481, "Tunnit/vko", "hours_out_of_range", "375"),
    ("participations", "palvelujaksot.csv", 236, "Asiakasnumero", "unknown_reference", "888888"),
]
ROWS = {  # data rows of each file
    "persons": 602,
    "residences": 635,
    "statuses": 4142,
    "benefits": 2900,
    "employment": 481,
    "participations": 236,
}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DuckDB]:
    with DuckDB(Settings(threads=2)) as running:
        aside = tmp_path_factory.mktemp("aside")
        running.load("folders", {"aside": "VARCHAR"}, [(str(aside),)])
        result = facts.load(running, EXTRACT, mapping="rekisteriote", quarantine=aside, warnings=True)
        running.load("counts", {"errors": "BIGINT", "warnings": "BIGINT"}, [(result.errors, result.warnings)])
        yield running


def test_the_mapping_ships() -> None:
    assert "rekisteriote" in facts.shipped_mappings()
    assert set(facts.load_mapping("rekisteriote")) == set(ROWS)


def test_exactly_the_planted_errors(engine: DuckDB) -> None:
    found = engine.rows('SELECT "table", file, "row", "column", kind, "value" FROM faults WHERE error')
    assert sorted(found) == sorted(PLANTED)
    assert engine.rows("SELECT errors FROM counts") == [(10,)]


def test_the_only_warnings_are_employers_that_the_extract_does_not_list(engine: DuckDB) -> None:
    found = engine.rows('SELECT DISTINCT "table", kind FROM faults WHERE NOT error')
    assert found == [("employment", "unknown_employer")]


def test_no_row_is_lost(engine: DuckDB) -> None:
    aside = Path(engine.rows("SELECT aside FROM folders")[0][0])
    assert {path.stem for path in aside.glob("*.csv")} == set(ROWS)
    for table, rows in ROWS.items():
        loaded = engine.rows(f"SELECT count(*) FROM {table}")[0][0]
        kept = (aside / f"{table}.csv").read_text(encoding="utf-8").splitlines()[1:]
        assert loaded + len(kept) == rows, table
        assert len(kept) == sum(one[0] == table for one in PLANTED), table


def test_known_rows(engine: DuckDB) -> None:
    """Finnish days, decimal commas, kyllä/ei, code words and status codes, each as the extract has it."""
    assert engine.rows("SELECT * FROM persons WHERE person_id = '100241'") == [
        ("100241", date(1976, 2, 16), "f", "fi", False, 6, None, None, None)
    ]
    assert engine.rows(
        "SELECT person_id, employer_id, start_date, end_date, cast(weekly_hours AS VARCHAR), subsidised, self_employed,"
        " source FROM employment WHERE employment_id IN ('J0003-1', 'J0005-1') ORDER BY employment_id"
    ) == [
        ("100255", "2910", date(2022, 5, 25), date(2022, 7, 6), "37.50", False, False, "register"),
        ("100269", "1859", date(2021, 4, 6), None, "15.00", True, False, "register"),
    ]
    assert engine.rows("SELECT * FROM benefits WHERE person_id = '100241' ORDER BY start_date LIMIT 1") == [
        ("100241", "labour_market_subsidy", date(2018, 12, 17), date(2019, 1, 13), 3240, 980, None)
    ]
    assert engine.rows(
        "SELECT status, end_date FROM statuses WHERE person_id = '100234' ORDER BY start_date LIMIT 2"
    ) == [
        ("subsidised", date(2019, 5, 12)),
        ("unemployed", date(2020, 4, 24)),
    ]
    assert engine.rows("SELECT * FROM participations WHERE participation_id = 'P0001'") == [
        (
            *("P0001", "100241", None, "tyonhakuvalmennus", "t1", "valmennus-t1", None),
            *(date(2021, 5, 17), date(2021, 6, 6), date(2021, 11, 12), None, None, "coach"),
        )
    ]


def test_the_person_on_a_day(engine: DuckDB) -> None:
    facts.persons_at(engine, date(2021, 3, 1))
    assert engine.columns("persons_at") == dict(facts.PERSONS_AT)
    assert engine.rows("SELECT count(*) FROM persons_at") == [(601,)]
    assert engine.rows("SELECT age, sex, municipality, immigrant FROM persons_at WHERE person_id = '100241'") == [
        (45, "f", "908", False)
    ]
