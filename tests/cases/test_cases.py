"""Every worked case, of the shipped pilots and of the grammar of fees, is a test; its sentence is the test's name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from polku.base import cents
from polku.base.engine import DuckDB, Settings
from polku.definition import Pilot, check_pilot, load_pilot
from polku.facts import put
from polku.outcome import outcomes
from polku.settlement import SettlementError, fee_lines
from polku.targeting import members
from tests.cases.reading import GRAMMAR, Case, CaseError, Row, cases, filled, folder, read_case, shipped
from tests.house.tree import ROOT

PAGE = ROOT / "docs" / "path" / "definition.md"
PILOTS = [*shipped(), GRAMMAR.name]
WHOSE = ("person_id", "participation_id", "contract", "subject")
ALL = [case for pilot in PILOTS for case in cases(pilot)]


@pytest.fixture
def engine() -> Iterator[DuckDB]:
    with DuckDB(Settings(threads=1)) as engine:
        yield engine


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case.pilot}: {case.sentence}") for case in ALL])
def test_case(case: Case, engine: DuckDB) -> None:
    _holds(case, engine)


def _holds(case: Case, engine: DuckDB) -> None:
    pilot = load_pilot(folder(case.pilot))
    put(engine, filled(case.given, {contract.id: contract.services[0] for contract in pilot.contracts}))
    if case.on is not None:
        _belong(case, pilot, engine)
    elif case.refused:
        _refused(case, pilot, engine)
    elif case.outcomes:
        _came_of_it(case, engine)
    else:
        _due(case, pilot, engine)


def _belong(case: Case, pilot: Pilot, engine: DuckDB) -> None:
    assert case.on is not None
    members(engine, pilot, case.on)
    assert engine.rows("SELECT person_id, municipality, reasons FROM members ORDER BY person_id") == sorted(
        (row["person_id"], row["municipality"], "|".join(row["reasons"])) for row in case.members
    )
    assert engine.rows("SELECT person_id, missing FROM undecided ORDER BY person_id") == sorted(
        (row["person_id"], "|".join(row["missing"])) for row in case.undecided
    )


def _refused(case: Case, pilot: Pilot, engine: DuckDB) -> None:
    assert case.until is not None
    with pytest.raises(SettlementError) as error:
        fee_lines(engine, pilot, case.until)
    assert re.findall(r"(\S+) \(contract", str(error.value)) == sorted(case.refused)


def _came_of_it(case: Case, engine: DuckDB) -> None:
    """Every participation is told, and of each what the case says of it."""
    assert case.until is not None
    outcomes(engine, case.until)
    assert engine.rows("SELECT participation_id FROM outcomes ORDER BY participation_id") == sorted(
        (row["participation_id"],) for row in case.outcomes
    )
    for row in case.outcomes:
        found = engine.rows(
            f"SELECT {', '.join(row)} FROM outcomes WHERE participation_id = $id", id=row["participation_id"]
        )
        assert found == [tuple(row.values())]


def _due(case: Case, pilot: Pilot, engine: DuckDB) -> None:
    assert case.until is not None
    fee_lines(engine, pilot, case.until)
    compared = _compared(case)
    found = engine.rows(
        "SELECT person_id, participation_id, contract_id, subject, fee_id, earned_on, amount_cents, payable_cents,"
        " status FROM fee_lines"
    )
    names = (*WHOSE, "fee", "earned_on", "eur", "payable", "status")
    lines = [dict(zip(names, row, strict=True)) for row in found]
    assert sorted(_line(line, compared) for line in lines) == sorted(_line(_told(row), compared) for row in case.due)


def _compared(case: Case) -> tuple[str, ...]:
    """What the case tells of each line. Whose line it is must be told of all of them, or (one client only) of none."""
    whose = [key for key in WHOSE if any(key in row for row in case.due)]
    if not all(key in row for key in whose for row in case.due):
        raise CaseError(f"{case.file}: some lines of due tell {', '.join(whose)} and others do not")
    if not whose and len(case.given["participations"]) > 1:
        raise CaseError(f"{case.file}: each line of due must tell its person_id, participation_id or subject")
    return (*whose, "fee", "earned_on", "eur", "payable", "status")


def _told(row: Row) -> Row:
    amount = cents(Decimal(row["eur"]))
    payable = cents(Decimal(row["payable"])) if "payable" in row else amount
    return {**row, "eur": amount, "payable": payable, "status": row.get("status", "payable")}


def _line(line: Row, compared: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(line[key]) for key in compared)


@pytest.mark.parametrize("name", PILOTS)
def test_a_pilot_with_cases_has_no_fault_and_three_cases(name: str) -> None:
    checked = check_pilot(folder(name) / "pilot.yaml")
    assert (checked.faults, checked.warnings) == ((), ())
    assert checked.pilot is not None
    assert checked.pilot.pilot == name
    assert len(cases(name)) >= 3


def test_no_two_cases_say_the_same_sentence() -> None:
    sentences = [case.sentence for case in ALL]
    assert sorted(set(sentences)) == sorted(sentences)


def _examples(tmp_path: Path, first_key: str) -> list[Path]:
    """The page's YAML blocks that begin with the key, as files."""
    blocks = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)
    paths = []
    for i, block in enumerate(block for block in blocks if block.startswith(first_key)):
        paths.append(tmp_path / f"{i}.yaml")
        paths[-1].write_text(block, encoding="utf-8")
    return paths


def test_the_cases_of_the_page_hold(tmp_path: Path, engine: DuckDB) -> None:
    paths = _examples(tmp_path, "case:")
    assert len(paths) == 2
    for path in paths:
        _holds(read_case("pirkanmaa-2021", path), engine)


def test_the_pilot_of_the_page_has_no_fault(tmp_path: Path) -> None:
    (path,) = _examples(tmp_path, "pilot:")
    assert check_pilot(path).faults == ()


def test_a_case_that_asks_both_or_neither_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "odd.yaml"
    path.write_text("case: Asks nothing\ngiven: {}\n", encoding="utf-8")
    with pytest.raises(CaseError, match="needs case, given and either"):
        read_case("any", path)
