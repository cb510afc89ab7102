"""Statements: what a provider reads of a run, and what it must not say."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from polku.base.engine import DuckDB, Settings
from polku.definition import Pilot
from polku.facts import put
from polku.settlement import (
    Posting,
    SettlementRun,
    Statement,
    StatementError,
    StatementLine,
    post,
    read_ledger,
    settlement_reference,
    statement_of,
    statements_of,
)
from tests.steps.statement_world import RUN, UNTIL, pilot_with, row, stated
from tests.steps.statement_world import Posting as Entry

JUNE, JULY, OCTOBER = date(2024, 6, 14), date(2024, 7, 1), date(2024, 10, 1)


@pytest.fixture
def pilot(tmp_path: Path) -> Pilot:
    return pilot_with(tmp_path)


def test_a_line_says_what_was_before_and_is_now(pilot: Pilot) -> None:
    old = [Entry("maija", "job-90", "k1", JUNE, 500_00), Entry("maija", "job-90", "k1", JUNE, 100_00, "changed")]
    new = [Entry("maija", "job-90", "k1", JULY, 200_00, "changed")]
    line = only(stated(pilot, new, old, [row("maija", "job-90", "k1", JULY, 800_00)]))
    assert (line.due_before_cents, line.due_now_cents, line.difference_cents) == (600_00, 800_00, 200_00)
    assert (line.reference, line.status, line.reason, line.amount_cents) == ("k1", "payable", "changed", 800_00)
    assert line.fee_text.in_language("fi") == "90 työpäivää 365 päivän kuluessa"
    assert line.fee_text.in_language("en") == "90 days in work within 365 days"
    assert (line.earned_on, line.supplied_on) == (JULY, JUNE), "the money keeps the day under which it was posted"


def test_a_withdrawn_line_owes_nothing(pilot: Pilot) -> None:
    old = [Entry("maija", "start", "k1", JUNE, 250_00)]
    line = only(stated(pilot, [Entry("maija", "start", "k1", JUNE, -250_00, "withdrawn")], old))
    assert (line.amount_cents, line.due_now_cents, line.status) == (0, 0, "withdrawn")


def test_a_line_that_was_withdrawn_and_comes_again_has_its_new_day(pilot: Pilot) -> None:
    old = [
        Entry("maija", "start", "k1", JUNE, 250_00),
        Entry("maija", "start", "k1", JUNE, -250_00, "withdrawn"),
    ]
    new = [Entry("maija", "start", "k2", OCTOBER, 250_00)]
    assert only(stated(pilot, new, old, [row("maija", "start", "k2", OCTOBER, 250_00)])).supplied_on == OCTOBER


def test_lines_stand_by_reason_day_and_reference(pilot: Pilot) -> None:
    old = [Entry("b", "start", "k2", JUNE, 250_00), Entry("c", "start", "k3", JUNE, 250_00)]
    new = [
        Entry("c", "start", "k3", JUNE, -250_00, "withdrawn"),
        Entry("b", "start", "k2", JUNE, -50_00, "changed"),
        Entry("d", "start", "k4", OCTOBER, 250_00),
        Entry("f", "start", "k10", JULY, 250_00),
        Entry("e", "start", "k2b", JULY, 250_00),
    ]
    assert [line.reference for line in stated(pilot, new, old).lines] == ["k10", "k2b", "k4", "k2", "k3"]


def test_a_cohort_is_named_by_its_first_day(pilot: Pilot) -> None:
    new = [Entry("2024-01-01", "above", None, date(2024, 4, 30), 3000_00)]
    rows = [row("2024-01-01", "above", None, date(2024, 4, 30), 3000_00)]
    assert only(stated(pilot, new, rows=rows)).reference == "2024-01-01"


def test_claims_and_lines_over_the_maximum_are_told_and_not_paid(pilot: Pilot) -> None:
    rows = [
        row("b", "job-90", "k2", JULY, 800_00, 0, "claimed"),
        row("a", "job-90", "k1", JUNE, 800_00, 0, "claimed"),
        row("c", "start", "k3", JUNE, 250_00, 0, "over_maximum"),
        row("d", "start", "k9", JUNE, 250_00, 0, "over_maximum", contract="sparraus-b"),
    ]
    told = stated(pilot, [], rows=rows)
    assert [line.reference for line in told.claims] == ["k1", "k2"]
    assert [line.reference for line in told.over_maximum] == ["k3"]
    assert (told.totals.claimed_cents, told.totals.over_maximum_cents) == (1600_00, 250_00)
    assert told.totals.earned_cents == told.totals.posted_cents == 0


def test_what_the_cap_and_the_ceiling_took(pilot: Pilot) -> None:
    """Cap 1000: of maija's 1200 it takes 200. The ceiling leaves 100 of the cohort's 3000."""
    rows = [
        row("maija", "job-90", "k1", JUNE, 800_00),
        row("maija", "study", "k1", JULY, 400_00, 200_00, "partly"),
        row("2024-01-01", "above", None, OCTOBER, 3000_00, 100_00, "partly"),
    ]
    run = RUN._replace(cut_by_cap={"sparraus-a": 200_00, "another": 1})
    totals = stated(pilot, [Entry("maija", "job-90", "k1", JUNE, 800_00)], rows=rows, run=run).totals
    assert totals.earned_cents == 4200_00
    assert totals.cut_by_cap_cents == 200_00
    assert totals.cut_by_ceiling_cents == 2900_00
    assert totals.earned_cents - totals.cut_by_cap_cents - totals.cut_by_ceiling_cents == 1100_00


def test_what_is_left_of_the_ceiling_is_what_may_still_be_posted(pilot: Pilot) -> None:
    old = [Entry("a", "start", "k1", JUNE, 250_00), Entry("x", "start", "k9", JUNE, 99_00, contract_id="other")]
    totals = stated(pilot, [Entry("b", "start", "k2", JULY, 250_00)], old).totals
    assert (totals.posted_before_cents, totals.posted_now_cents, totals.posted_cents) == (250_00, 250_00, 500_00)
    assert (totals.ceiling_cents, totals.left_of_ceiling_cents) == (5000_00, 4500_00)


def test_without_cap_and_ceiling_nothing_is_cut(tmp_path: Path) -> None:
    pilot = pilot_with(tmp_path, "")
    contract = pilot.contracts[0].model_copy(update={"ceiling": None, "cap_per_person": None})
    free = pilot.model_copy(update={"contracts": (contract,)})
    totals = stated(free, [], rows=[row("maija", "wages", "k1", JUNE, 2000_00)]).totals
    assert (totals.cut_by_cap_cents, totals.cut_by_ceiling_cents) == (0, 0)
    assert (totals.ceiling_cents, totals.left_of_ceiling_cents) == (None, None)


def test_each_contract_has_a_statement_even_without_postings(pilot: Pilot) -> None:
    (told,) = statements_of(pilot, RUN, [], [], [])
    assert (told.contract_id, told.lines, told.business_id) == ("sparraus-a", (), "9990010-4")
    new, rows = [Entry("a", "start", "k1", JUNE, 250_00)], [row("a", "start", "k1", JUNE, 250_00)]
    assert statements_of(pilot, RUN, new, [], rows) == [statement_of(pilot, "sparraus-a", RUN, new, [], rows)]


def test_a_contract_that_is_not_there_is_told(pilot: Pilot) -> None:
    with pytest.raises(StatementError, match=r"no contract sparraus-c\. It has: sparraus-a\."):
        statement_of(pilot, "sparraus-c", RUN, [], [], [])


@pytest.mark.parametrize(
    ("case", "client"),
    [
        ("maija", "maija"),
        ("Maija-2", "maija"),
        ("s_a", "a"),
        ("jakso9001maija", "maija"),
        ("010190-901A", "k77"),
        ("2024/010190-901A/1", ""),
    ],
)
def test_a_case_that_tells_the_client_is_told_otherwise(case: str, client: str) -> None:
    told = settlement_reference("sparraus-a", case, client=client, secret=b"1")
    assert len(told) == 19
    assert client.casefold() not in told.casefold().split("-")
    assert told == settlement_reference("sparraus-a", case, client=client, secret=b"1")
    others = [("sparraus-b", b"1"), ("sparraus-a", b"2"), ("sparraus-a", b"")]
    assert all(told != settlement_reference(of, case, client=client, secret=key) for of, key in others)


@pytest.mark.parametrize(("case", "client"), [("k1", "maija"), ("part-7", "a"), ("s000012", "p000012"), ("k1", "")])
def test_a_case_that_tells_nothing_is_its_own_reference(case: str, client: str) -> None:
    assert settlement_reference("sparraus-a", case, client=client, secret=b"1") == case


def test_what_is_invented_is_told(tmp_path: Path) -> None:
    assert not stated(pilot_with(tmp_path), []).invented
    assert stated(pilot_with(tmp_path, "    invented: true\n"), []).invented


def test_the_run_is_told(pilot: Pilot) -> None:
    told = stated(pilot, [], run=SettlementRun("run-9", UNTIL, None, "abc"))
    assert (told.run_id, told.until, told.known_on, told.ledger_head) == ("run-9", UNTIL, None, "abc")


def test_a_ledgers_runs_are_told_as_they_were_posted(pilot: Pilot, tmp_path: Path) -> None:
    """The first run posts the start and the plan; then the plan turns out not to be, and studies begin."""
    facts: dict[str, list[dict[str, object]]] = {
        "persons": [{"person_id": "maija", "birth_date": date(1990, 1, 1)}],
        "participations": [
            {"participation_id": "k1", "person_id": "maija", "service_id": "sparraus", "contract_id": "sparraus-a",
             "start_date": JUNE},
        ],
        "milestones": [{"participation_id": "k1", "milestone": "plan_accepted", "date": JULY}],
    }  # fmt: skip
    first, (told,) = posted(pilot, facts, JULY, tmp_path)
    assert [(line.fee_id, line.due_now_cents, line.reason) for line in told.lines] == [
        ("start", 250_00, "new"),
        ("plan", 150_00, "new"),
    ]
    facts["milestones"] = []
    facts["education"] = [{"person_id": "maija", "start_date": OCTOBER, "end_date": None}]
    second, (told,) = posted(pilot, facts, UNTIL, tmp_path)
    assert [(line.fee_id, line.due_before_cents, line.due_now_cents, line.status) for line in told.lines] == [
        ("study", 0, 400_00, "payable"),
        ("plan", 150_00, 0, "withdrawn"),
    ]
    assert told.totals.posted_cents == told.totals.earned_cents == 650_00
    assert (told.ledger_head, told.run_id) == (second.head, "2")
    assert first.head != second.head


def posted(
    pilot: Pilot, facts: dict[str, list[dict[str, object]]], until: date, folder: Path
) -> tuple[Posting, list[Statement]]:
    """A run on the ledger in the folder, and its statements."""
    earlier = read_ledger(folder)
    with DuckDB(Settings(threads=1)) as engine:
        put(engine, facts)
        found = post(engine, pilot, until, folder, facts="facts")
        lines = engine.rows("select * from fee_lines")
    run = SettlementRun(str(found.entries[0].run), until, None, found.head)
    return found, statements_of(pilot, run, found.entries, earlier, lines)


def only(statement: Statement) -> StatementLine:
    (line,) = statement.lines
    return line
