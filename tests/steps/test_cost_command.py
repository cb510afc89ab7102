"""`polku cost` on small facts: its tables, the payer's bill beside them, and bills that cannot be used."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result

from polku.cli import main
from polku.cost import BILL_DIFFERENCES, BRACKET_FORECAST, MUNICIPAL_SHARE, SERVICE_COST, SERVICE_COST_SPLIT

PILOT = str(Path(__file__).parent / "test_cost_pilot.yaml")
PROMISED = {
    "municipal_share": MUNICIPAL_SHARE,
    "service_cost": SERVICE_COST,
    "service_cost_split": SERVICE_COST_SPLIT,
}
FACTS = {
    "persons": "person_id,birth_date\n" + "".join(f"{p},1990-01-01\n" for p in "abcd"),
    "residences": "person_id,municipality,start_date,end_date\na,837,2000-01-01,\nb,837,2000-01-01,2025-10-14\n"
    "b,211,2025-10-15,\nc,020,2000-01-01,\nd,049,2000-01-01,\n",
    "benefits": "person_id,benefit,start_date,end_date,paid_days_before\n"
    "a,labour_market_subsidy,2025-10-01,2025-10-31,398\n"  # 399, 400, then 401–421
    "b,labour_market_subsidy,2025-10-01,2025-10-31,700\n"  # ten days in each municipality and three more in the second
    "c,earnings_related_allowance,2025-10-01,2025-10-31,0\n"  # 1–23: nothing to pay
    "d,labour_market_subsidy,2025-10-01,2025-10-31,700\n",  # of a municipality that is not the pilot's
}
HEADER = "month,person_id,benefit,days,bracket,eur,municipality\n"
# 2 × 11.163, 21 × 14.884 and 10 and 13 × 18.605, half a cent up
AGREED = [
    "2025-10,a,labour_market_subsidy,2,301,22.33,837",
    "2025-10,a,labour_market_subsidy,21,401,312.56,837",
    "2025-10,b,labour_market_subsidy,10,701,186.05,837",
    "2025-10,b,labour_market_subsidy,13,701,241.87,211",
]


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("facts")
    for name, text in FACTS.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def cost(facts: Path, out: Path, *words: str) -> Result:
    asked = ["cost", PILOT, str(facts), "--from", "2025-10", "--to", "10/2025", "--out", str(out), *words]
    return CliRunner().invoke(main, asked)


def rows(path: Path, columns: str = "*") -> list[tuple[Any, ...]]:
    return duckdb.execute(f"SELECT {columns} FROM read_parquet('{path}')").fetchall()


def types(path: Path) -> dict[str, str]:
    return {row[0]: row[1] for row in duckdb.execute(f"DESCRIBE SELECT * FROM read_parquet('{path}')").fetchall()}


def test_the_tables(facts: Path, tmp_path: Path) -> None:
    done = cost(facts, tmp_path)
    assert done.exit_code == 0, done.output
    for name, columns in PROMISED.items():
        assert types(tmp_path / f"{name}.parquet") == dict(columns)
    october = date(2025, 10, 1)
    subsidy, allowance = "labour_market_subsidy", "earnings_related_allowance"
    assert rows(tmp_path / "municipal_share.parquet") == [
        (october, "020", allowance, 1, 1, 23, 0, True),
        (october, "049", subsidy, 701, 1, 23, 42792, True),  # 427.915
        (october, "211", subsidy, 701, 1, 13, 24187, True),
        (october, "837", subsidy, 301, 1, 2, 2233, True),
        (october, "837", subsidy, 401, 1, 21, 31256, True),
        (october, "837", subsidy, 701, 1, 10, 18605, True),
    ]
    assert not (tmp_path / "bill_differences.parquet").exists()


def test_json_tells_how_many_rows(facts: Path, tmp_path: Path) -> None:
    told = json.loads(cost(facts, tmp_path, "--json", "--format", "csv").stdout)
    assert (told["municipal_share"], told["service_cost"], told["service_cost_split"]) == (6, 0, 0)
    assert (tmp_path / "service_cost.csv").read_text(encoding="utf-8").startswith("service_id,production,month,cents,")


def test_a_forecast_when_asked(facts: Path, tmp_path: Path) -> None:
    done = cost(facts, tmp_path, "--forecast", "6")
    assert done.exit_code == 0, done.output
    assert types(tmp_path / "bracket_forecast.parquet") == dict(BRACKET_FORECAST)
    # Paid day 101 of c, on number 23 on 31.10.2025, is the 78th weekday after it: 18.2.2026. Nobody has left.
    assert rows(tmp_path / "bracket_forecast.parquet", "month, municipality, bracket, people, persons, suppressed") == [
        (date(2026, 2, 1), "020", 101, 1, 1.0, True)
    ]


def bill(folder: Path, *lines: str, header: str = HEADER) -> Path:
    path = folder / "bill.csv"
    path.write_text(header + "".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def differences(out: Path) -> list[tuple[Any, ...]]:
    return rows(
        out / "bill_differences.parquet",
        "kind, person_id, billed_bracket, bracket, billed_days, days, billed_cents, share_cents, difference_cents",
    )


def test_a_bill_that_agrees(facts: Path, tmp_path: Path) -> None:
    done = cost(facts, tmp_path, "--bill", str(bill(tmp_path, *AGREED)))
    assert done.exit_code == 0, done.output
    assert "The bill has 4 lines, 762.81 EUR; computed 762.81 EUR. 4 lines agree." in done.output
    assert differences(tmp_path) == []
    assert types(tmp_path / "bill_differences.parquet") == dict(BILL_DIFFERENCES)


# Each: what is on the bill instead of the agreed lines; the differences in order of kind; their sum.
BILLS: list[tuple[str, list[str], list[tuple[Any, ...]], str]] = [
    (
        "payments of one bracket are taken together",
        [
            *(AGREED[0], *AGREED[2:], "2025-10,a,labour_market_subsidy,20,401,297.68,837"),
            "2025-10,a,labour_market_subsidy,1,401,14.88,837",
        ],
        [],
        "+0.00",
    ),
    (
        "another amount for the same days",
        ["2025-10,a,labour_market_subsidy,2,301,22.32,837", *AGREED[1:]],
        [("amount", "a", 301, 301, 2, 2, 2232, 2233, -1)],
        "-0.01",
    ),
    (
        "other days",
        ["2025-10,a,labour_market_subsidy,3,301,33.49,837", *AGREED[1:]],
        [("days", "a", 301, 301, 3, 2, 3349, 2233, 1116)],
        "+11.16",
    ),
    (
        "another bracket",
        [AGREED[0], "2025-10,a,labour_market_subsidy,21,701,390.71,837", *AGREED[2:]],
        [("bracket", "a", 701, 401, 21, 21, 39071, 31256, 7815)],
        "+78.15",
    ),
    (
        "another municipality: all days billed to where the person lived first",
        [*AGREED[:3], "2025-10,b,labour_market_subsidy,13,701,241.87,604"],
        [("municipality", "b", 701, 701, 13, 13, 24187, 24187, 0)],
        "+0.00",
    ),
    (
        "somebody who is not in the facts, and somebody who has no such benefit",
        [*AGREED, "2025-10,x,labour_market_subsidy,1,101,3.72,837", "2025-10,c,general_support,1,101,3.72,837"],
        [
            ("not_computed", "c", 101, None, 1, None, 372, None, 372),
            ("unknown_person", "x", 101, None, 1, None, 372, None, 372),
        ],
        "+7.44",
    ),
    (
        "a line that the payer left out; one that costs nothing may be",
        AGREED[1:],
        [("not_billed", "a", None, 301, None, 2, None, 2233, -2233)],
        "-22.33",
    ),
]


@pytest.mark.parametrize(("lines", "expected", "together"), [b[1:] for b in BILLS], ids=[b[0] for b in BILLS])
def test_differences_by_kind(
    facts: Path, tmp_path: Path, lines: list[str], expected: list[tuple[Any, ...]], together: str
) -> None:
    done = cost(facts, tmp_path, "--bill", str(bill(tmp_path, *lines)))
    assert done.exit_code == 0, done.output
    assert differences(tmp_path) == expected
    assert f"Billed less computed, all together: {together} EUR." in done.output


def test_a_bill_without_municipalities_is_the_pilots(facts: Path, tmp_path: Path) -> None:
    """d lives elsewhere: not missing from the bill, and a difference of municipality when it is on it."""
    header = "month,person,benefit,days,bracket,eur\n"
    lines = [line.rsplit(",", 1)[0] for line in AGREED]
    done = cost(facts, tmp_path, "--bill", str(bill(tmp_path, *lines[:2], header=header)))
    assert [row[:2] for row in differences(tmp_path)] == [("not_billed", "b"), ("not_billed", "b")], done.output
    both = "2025-10,b,labour_market_subsidy,23,701,427.92"
    elsewhere = "2025-10,d,labour_market_subsidy,23,701,427.92"
    cost(facts, tmp_path, "--bill", str(bill(tmp_path, *lines[:2], both, elsewhere, header=header)))
    assert [row[:2] for row in differences(tmp_path)] == [("days", "b"), ("municipality", "d"), ("not_billed", "b")]


def test_a_payers_own_names_and_words(facts: Path, tmp_path: Path) -> None:
    mapping = tmp_path / "payer.yaml"
    mapping.write_text(
        "mapping: payer\ntables:\n  bill:\n    columns:\n      month: Kuukausi\n      person_id: Asiakas\n"
        "      benefit: {column: Laji, codes: {TMT: labour_market_subsidy}}\n      days: Päiviä\n"
        "      bracket: Luokka\n      eur: Summa\n      municipality: Kunta\n",
        encoding="utf-8",
    )
    path = bill(
        tmp_path,
        "1.10.2025;a;TMT;2;301-400;22,33;837",
        "10/2025;a;Työmarkkinatuki;21;401–700;312,56;837",
        "2025-10-01;b;labour_market_subsidy;10;701-;186,05 €;837",
        "2025-10;b;TMT;13,0;701;241,87;211",
        header="\ufeffKuukausi;Asiakas;Laji;Päiviä;Luokka;Summa;Kunta\n",
    )
    done = cost(facts, tmp_path, "--bill", str(path), "--bill-mapping", str(mapping), "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["bill"] == {
        "lines": 4,
        "agree": 4,
        "billed_eur": "762.81",
        "computed_eur": "762.81",
        "difference_eur": "0.00",
        "differences": {},
    }


BAD_BILLS = [
    ("month,person_id,benefit,days\n", [], "has no column for bracket, eur"),
    ("", [], "has no header row"),
    (HEADER, ["2025-13,a,labour_market_subsidy,1,301,1.00,837"], "row 1, month: '2025-13' is not a month"),
    (HEADER, ["2025-10,,labour_market_subsidy,1,301,1.00,837"], "row 1, person_id: it is empty; it must be"),
    (HEADER, ["2025-10,a,sairauspäiväraha,1,301,1.00,837"], "row 1, benefit: 'sairauspäiväraha' is not a benefit"),
    (HEADER, [AGREED[0], "2025-10,a,labour_market_subsidy,1.5,301,1.00,837"], "row 2, days: '1.5' is not a whole"),
    (HEADER, ["2025-10,a,labour_market_subsidy,1,x,1.00,837"], "row 1, bracket: 'x' is not a bracket"),
    (HEADER, ["2025-10,a,labour_market_subsidy,1,301,1.005,837"], "row 1, eur: '1.005' is not euros"),
    (HEADER, ["2025-10,a,labour_market_subsidy,1,301,1.00,999"], "row 1, municipality: '999' is not a municipality"),
    (HEADER, ["2025-10,a,labour_market_subsidy,1,301,1.00,837,x"], "1 lines that are no rows"),
    (HEADER, ["2025-09,a,labour_market_subsidy,1,301,1.00,837"], "has 2025-09, outside --from 2025-10 --to 2025-10"),
]


@pytest.mark.parametrize(("header", "lines", "message"), BAD_BILLS, ids=[bad[2][:40] for bad in BAD_BILLS])
def test_a_bill_that_cannot_be_used(facts: Path, tmp_path: Path, header: str, lines: list[str], message: str) -> None:
    out = tmp_path / "out"
    done = cost(facts, out, "--bill", str(bill(tmp_path, *lines, header=header)))
    assert done.exit_code == 1
    assert message in done.stderr
    assert not out.exists()


def test_a_mapping_that_cannot_be_used(facts: Path, tmp_path: Path) -> None:
    path, mapping = str(bill(tmp_path, *AGREED)), tmp_path / "m.yaml"
    for text, message in (
        ("tables: {bill: {columns: {euros: Summa}}}", "this is not what a bill's mapping has here"),
        ("tables: {bill: {columns: {eur: Summa}}}", "has no column Summa, which the mapping names"),
        ("tables: {bill: {columns: {eur: {codes: {a: b}}}}}", "eur does not say which column it is"),
        ("mapping: x", "the mapping names no column"),
    ):
        mapping.write_text(text, encoding="utf-8")
        done = cost(facts, tmp_path / "out", "--bill", path, "--bill-mapping", str(mapping))
        assert (done.exit_code, message in done.stderr) == (1, True), done.stderr
    done = cost(facts, tmp_path / "out", "--bill", path, "--bill-mapping", str(tmp_path / "none.yaml"))
    assert (done.exit_code, "there is no such mapping" in done.stderr) == (1, True)


def test_wrong_usage(facts: Path, tmp_path: Path) -> None:
    asked = ["cost", PILOT, str(facts), "--out", str(tmp_path)]
    for words, message in (
        (["--from", "2025-10-01", "--to", "2025-10"], "is no month; write it as 2025-10 or 10/2025"),
        (["--from", "2025-10", "--to", "2025-09"], "--to 2025-09 is before --from 2025-10"),
        (["--from", "2025-10", "--to", "2025-10", "--bill-mapping", "x"], "give --bill too"),
    ):
        done = CliRunner().invoke(main, [*asked, *words])
        assert (done.exit_code, message in done.stderr) == (2, True), done.stderr
    done = cost(facts, tmp_path, "--bill", str(tmp_path / "no-bill.csv"))
    assert (done.exit_code, "There is no bill" in done.stderr) == (1, True)


def test_days_without_an_amount_are_told(facts: Path, tmp_path: Path) -> None:
    folder = tmp_path / "late"
    folder.mkdir()
    (folder / "persons.csv").write_text("person_id,birth_date\na,1990-01-01\n", encoding="utf-8")
    row = "a,labour_market_subsidy,2026-05-04,2026-05-05,400\n"
    header = FACTS["benefits"].splitlines(keepends=True)[0]
    (folder / "benefits.csv").write_text(header + row, encoding="utf-8")
    words = ["--from", "2026-05", "--to", "2026-05", "--out", str(tmp_path / "out")]
    done = CliRunner().invoke(main, ["cost", PILOT, str(folder), *words])
    assert "2 paid days cost 0: the law has no daily amount for them" in done.output
    assert rows(tmp_path / "out" / "municipal_share.parquet", "bracket, persons, days, share_cents") == [(401, 1, 2, 0)]
