"""A contract that was posted on changes only by an amendment behind its old text."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from polku.base.engine import DuckDB, Settings
from polku.settlement import LedgerError, read_ledger, terms_hashes
from tests.steps.ledger_world import facts, pilot, posted, took_part

LATER = "amendments: [{from: 2025-01-01, reason: Dearer, changes: {fees: [%s]}}]"
DEARER = "{id: start, pays_for: start, amount: 150.00}"


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDB]:
    with DuckDB(Settings(threads=1)) as running:
        yield running


def test_an_amendment_is_taken_and_the_old_text_stays(engine: DuckDB, tmp_path: Path) -> None:
    anna, bertta = took_part("anna", date(2024, 2, 1)), took_part("bertta", date(2025, 2, 1))
    longer = "amendments: [{from: 2024-12-01, reason: Longer, changes: {period_end: 2025-12-31}}%s]"
    dearer = f", {{from: 2025-01-01, reason: Dearer, changes: {{fees: [{DEARER}]}}}}"
    assert posted(engine, pilot(tmp_path), facts(anna), tmp_path, date(2024, 6, 30)) == [
        ("anna", "start", 10000, "new")
    ]
    assert posted(engine, pilot(tmp_path, longer % ""), facts(anna), tmp_path) == []
    both = pilot(tmp_path, longer % dearer)
    assert posted(engine, both, facts(anna, bertta), tmp_path, date(2025, 3, 1)) == [("bertta", "start", 15000, "new")]
    first, second = (entry.terms for entry in read_ledger(tmp_path))
    assert first == terms_hashes(both.contracts[0], date(2024, 11, 30))[0]
    assert second == terms_hashes(both.contracts[0], date(2025, 3, 1))[2]
    with pytest.raises(LedgerError, match="write what is new below them as an amendment"):
        posted(engine, pilot(tmp_path, longer % ""), facts(anna, bertta), tmp_path, date(2025, 3, 1))


@pytest.mark.parametrize(
    "terms",
    [
        "ceiling: 900.00\n    " + LATER % DEARER,  # the old text
        LATER % DEARER.replace("150", "160"),  # the amendment that was settled on
        "amendments: [{from: 2024-12-01, reason: Between, changes: {ceiling: 9.00}}, " + (LATER % DEARER)[13:],
    ],
)
def test_what_was_settled_on_stays_whatever_is_amended(engine: DuckDB, tmp_path: Path, terms: str) -> None:
    anna, until = facts(took_part("anna", date(2024, 2, 1))), date(2025, 6, 30)
    posted(engine, pilot(tmp_path, LATER % DEARER), anna, tmp_path, until)
    with pytest.raises(LedgerError, match="The terms of c1 are not those that were posted on"):
        posted(engine, pilot(tmp_path, terms), anna, tmp_path, until)


def test_an_amendment_for_all_corrects_what_was_posted(engine: DuckDB, tmp_path: Path) -> None:
    anna = facts(took_part("anna", date(2024, 2, 1)))
    posted(engine, pilot(tmp_path), anna, tmp_path, date(2024, 6, 30))
    for_all = (LATER % DEARER).replace("2025-01-01", "2024-09-01, participations_from: 2024-01-01")
    assert posted(engine, pilot(tmp_path, for_all), anna, tmp_path, date(2024, 8, 31)) == []
    assert posted(engine, pilot(tmp_path, for_all), anna, tmp_path) == [("anna", "start", 5000, "changed")]


def test_a_lower_ceiling_is_kept_and_the_last_posted_gives_way(engine: DuckDB, tmp_path: Path) -> None:
    two = facts(took_part("anna", date(2024, 2, 1)), took_part("bertta", date(2024, 1, 15)))
    posted(engine, pilot(tmp_path), two, tmp_path, date(2024, 6, 30))
    less = "amendments: [{from: 2024-09-01, reason: Less money, changes: {ceiling: 120.00}}]"
    assert posted(engine, pilot(tmp_path, less), two, tmp_path) == [("anna", "start", -8000, "changed")]
