"""How a text becomes a value: what is understood, and what is refused rather than guessed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from polku import facts
from polku.base.engine import DuckDB, Settings
from tests.steps.fact_folders import TEXTS, Row, csv_text, sound, write_csv


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDB]:
    with DuckDB(Settings(threads=1)) as running:
        yield running


FORMS = {"csv": write_csv, "parquet": TEXTS.write}
DAYS = {
    "2024-06-14": date(2024, 6, 14),
    "14.6.2024": date(2024, 6, 14),
    "14.06.2024": date(2024, 6, 14),
    "01.01.2024": date(2024, 1, 1),
    "1.1.2024": date(2024, 1, 1),
    "29.2.2024": date(2024, 2, 29),
    "2000-02-29": date(2000, 2, 29),
    "1900-01-01": date(1900, 1, 1),
    "31.12.2100": date(2100, 12, 31),
    "2024-06-14 00:00:00": date(2024, 6, 14),
}
NO_DAYS = [
    "31.2.2024",
    "29.2.2023",
    "1900-02-29",
    "0.1.2024",
    "1.0.2024",
    "32.1.2024",
    "1.13.2024",
    "2024-6-14",
    "14/06/2024",
    "06/14/2024",
    "20240614",
    "2024-W24-5",
    "14.6.",
    "6.2024",
    "2024",
    "45457",
    "nyt",
    "2024-06-14T00:00:00",
    "infinity",
    "epoch",
    "today",
]
NO_DAYS += ["2024-06-14 12:00:00", " 2024-06-14", "2024-06-14 ", "14. 6. 2024", "14.6.2024 klo 12", "１４.６.２０２４"]
FAR = ["0199-01-01", "1899-12-31", "31.12.1899", "2101-01-01", "9999-12-31", "1.1.0199"]
MONEY = {
    "0": 0,
    "-0": 0,
    "12": 1200,
    "12,3": 1230,
    "12.34": 1234,
    "12,34": 1234,
    "12,340": 1234,
    "007": 700,
    "9999999999,99": 999999999999,
}
NO_MONEY = [
    "12,345",
    "1e3",
    "NaN",
    "inf",
    "-inf",
    "１２",
    "١٢",
    "1.234,50",
    "1,234.50",
    "12€",
    "0x10",
    "12,",
    ",5",
    ".",
    "99999999999",
    "1_000",
    "--1",
    "+-1",
]
NO_MONEY += [" 12", "12 ", "1 234,50", "1\u00a0234,50"]
FLAGS = {
    "true": True,
    "false": False,
    "1": True,
    "0": False,
    "kyllä": True,
    "ei": False,
    "Kyllä": True,
    "EI": False,
    "TRUE": True,
}
NO_FLAGS = ["2", "ehkä", "k", " ei", "–", "joo", "x"]


def _persons_values(
    engine: DuckDB, folder: Path, form: str, table: str, column: str, texts: Sequence[str]
) -> tuple[list[object], list[tuple[int | None, str | None, str, str | None]]]:
    """The typed values of a table's column with these texts, null where refused; and the faults."""
    rows: list[Row] = [sound(table, n, **{column: text}) for n, text in enumerate(texts, 1)]
    for row in rows:
        for later in ("end_date", "closed_on"):
            if later in row and column != later:
                row[later] = ""
    world = {"persons": [sound("persons", n) for n in range(len(texts) + 1)], table: rows}
    FORMS[form](folder, world)
    check = facts.check(engine, folder, warnings=False)
    stored = next(one.stored for one in facts.TABLES[table].columns if one.name == column)
    values = [row[0] for row in engine.rows(f"SELECT {stored} FROM typed_{table} ORDER BY _row")]
    return values, [(one.row, one.column, one.kind, one.value) for one in check.faults()]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("table", "column", "good", "bad"),
    [
        ("education", "start_date", DAYS, NO_DAYS),
        ("costs", "eur", MONEY, NO_MONEY),
        ("education", "confirmed_on", DAYS, NO_DAYS),
        ("contacts", "held", FLAGS, NO_FLAGS),
        (
            "employment",
            "weekly_hours",
            {"37,5": Decimal("37.50"), "168": Decimal(168), "0": Decimal(0), "0.01": Decimal("0.01")},
            ["37,555", "37h", "1e1", "NaN", "３７"],
        ),
        (
            "education",
            "level",
            {"0": 0, "8": 8, "3": 3, "03": 3, "3.0": 3, "3,0": 3},
            ["III", "3.5", "３", "1e0", " 3"],
        ),
        (
            "risk_scores",
            "risk",
            {"0": 0.0, "1": 1.0, "0,25": 0.25, "1e-3": 0.001},
            ["25 %", "nan", "inf", "1,5", "-0.1"],
        ),
        (
            "statuses",
            "status",
            dict(zip(("00", "01", "02", "03"), facts.STATUSES, strict=False)) | {word: word for word in facts.STATUSES},
            ["09", "2", "Unemployed", "työtön", " 02", "none"],
        ),
        (
            "costs",
            "month",
            {"2024-06-01": date(2024, 6, 1), "1.6.2024": date(2024, 6, 1), "2024-06": date(2024, 6, 1)},
            ["2024-06-14", "06/2024", "kesäkuu 2024", "2024-13", "2024-6"],
        ),
    ],
)
def test_what_is_understood(
    engine: DuckDB,
    tmp_path: Path,
    form: str,
    table: str,
    column: str,
    good: dict[str, object],
    bad: list[str],
) -> None:
    values, faults = _persons_values(engine, tmp_path, form, table, column, [*good, *bad])
    assert dict(zip(good, values, strict=False)) == good
    wrong = {row: value for row, where, kind, value in faults if where == column and kind == "wrong_value"}
    assert [text for n, text in enumerate(bad, len(good) + 1) if wrong.get(n) != text] == []
    assert len(faults) == len(bad)


@pytest.mark.parametrize("form", FORMS)
def test_days_of_other_centuries(engine: DuckDB, tmp_path: Path, form: str) -> None:
    _, faults = _persons_values(engine, tmp_path, form, "education", "start_date", FAR)
    assert faults == [(n, "start_date", "date_out_of_range", text) for n, text in enumerate(FAR, 1)]


def test_a_number_below_zero_is_told_as_such(engine: DuckDB, tmp_path: Path) -> None:
    _, faults = _persons_values(engine, tmp_path, "csv", "costs", "eur", ["-0,01", "-33,78", "-0", "+1"])
    assert faults == [(1, "eur", "negative", "-0,01"), (2, "eur", "negative", "-33,78")]


def test_all_status_codes(engine: DuckDB, tmp_path: Path) -> None:
    codes = [f"{n:02d}" for n in range(9)]
    values, faults = _persons_values(engine, tmp_path, "csv", "statuses", "status", codes)
    assert values == [
        "subsidised",
        "employed",
        "unemployed",
        "laid_off",
        "reduced_hours",
        "outside",
        "pension",
        "in_service",
        "in_training",
    ]
    assert faults == []


def test_lists_are_parted_by_bars(engine: DuckDB, tmp_path: Path) -> None:
    values, faults = _persons_values(engine, tmp_path, "csv", "vacancies", "skills", ["myynti|kassa", "työ, ilo", ""])
    assert values == [["myynti", "kassa"], ["työ, ilo"], None]
    assert faults == []


def test_municipalities_on_their_days(engine: DuckDB, tmp_path: Path) -> None:
    """911 Valtimo to 31.12.2019, 099 Honkajoki to 31.12.2020, 588 Pertunmaa to 31.12.2024; 020 keeps its zero."""
    lived = [
        ("911", "2019-12-31", True),
        ("911", "2020-01-01", False),
        ("911", "1950-01-01", True),
        ("099", "2020-12-31", True),
        ("099", "2021-01-01", False),
        ("588", "2024-12-31", True),
        ("588", "2025-01-01", False),
        ("020", "2021-03-01", True),
        ("20", "2021-03-01", False),
        ("837", "1900-01-01", True),
        ("000", "2021-03-01", False),
    ]
    rows = [
        sound("residences", n, municipality=code, start_date=day, end_date=day)
        for n, (code, day, _) in enumerate(lived)
    ]
    write_csv(tmp_path, {"persons": [sound("persons", n) for n in range(len(lived))], "residences": rows})
    found = {one.row for one in facts.check(engine, tmp_path, warnings=False).faults()}
    assert found == {n for n, (_, _, there) in enumerate(lived, 1) if not there}


def test_rows_recorded_later_do_not_exist(engine: DuckDB, tmp_path: Path) -> None:
    """On the day itself a row is known; a row without a day of recording was always known; their faults go too."""
    days = ["2021-03-01", "2021-03-02", "", "2021-02-28"]
    jobs = [sound("employment", n, recorded_on=day, start_date="2021-01-01") for n, day in enumerate(days)]
    jobs += [sound("employment", 9, recorded_on="2021-03-02", weekly_hours="999")]
    write_csv(tmp_path, {"persons": [sound("persons", n) for n in range(10)], "employment": jobs})

    def known(day: date | None) -> list[str]:
        facts.load(engine, tmp_path, known_on=day, quarantine=tmp_path / "aside")
        return [row[0] for row in engine.rows("SELECT employment_id FROM employment ORDER BY 1")]

    assert known(None) == ["j0", "j1", "j2", "j3"]
    assert known(date(2021, 3, 1)) == ["j0", "j2", "j3"]
    assert known(date(2021, 2, 1)) == ["j2"]
    assert facts.check(engine, tmp_path, known_on=date(2021, 3, 1), warnings=False).errors == 0
    assert facts.check(engine, tmp_path, known_on=date(2021, 3, 2), warnings=False).errors == 1


def test_a_correction_recorded_later_is_no_overlap_before(engine: DuckDB, tmp_path: Path) -> None:
    """A milestone whose participation is known: rows of tables without proof are always known."""
    world = {
        "persons": [sound("persons")],
        "participations": [sound("participations")],
        "milestones": [sound("milestones", recorded_on="2021-09-01"), sound("milestones", recorded_on="")],
    }
    write_csv(tmp_path, world)
    facts.load(engine, tmp_path, known_on=date(2021, 8, 31))
    assert engine.rows("SELECT count(*) FROM milestones") == [(1,)]
    assert engine.rows("SELECT count(*) FROM participations") == [(1,)]


def test_a_mapping_turns_codes_and_leaves_the_rest(engine: DuckDB, tmp_path: Path) -> None:
    (tmp_path / "väki.csv").write_text(
        csv_text([["Nro", "Synt", "Sukupuoli"], ["1", "1.5.1990", "mies"], ["2", "2.5.1990", "f"], ["3", "", "?"]]),
        encoding="utf-8",
    )
    (tmp_path / "map.yaml").write_text(
        "mapping: oma\ntables:\n  persons:\n    file: väki.csv\n    columns:\n      person_id: Nro\n"
        "      birth_date: Synt\n      sex: {column: Sukupuoli, codes: {mies: m, nainen: f}}\n",
        encoding="utf-8",
    )
    check = facts.check(engine, tmp_path, mapping=tmp_path / "map.yaml")
    assert [(one.table, one.file, one.row, one.column, one.kind, one.value) for one in check.faults()] == [
        ("persons", "väki.csv", 3, "Sukupuoli", "wrong_value", "?"),
        ("persons", "väki.csv", 3, "Synt", "missing_value", None),
    ]
    assert engine.rows("SELECT person_id, sex FROM typed_persons WHERE NOT _faulty ORDER BY 1") == [
        ("1", "m"),
        ("2", "f"),
    ]
