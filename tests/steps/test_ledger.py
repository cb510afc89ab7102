"""The ledger: entries are only ever added, none can be bent, and late facts of one client take nothing from another."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from polku.base.engine import DuckDB, Settings
from polku.definition import load_pilot
from polku.facts import put
from polku.settlement import Entry, LedgerError, fee_lines, post, read_ledger
from tests.readings.amendments import agreed
from tests.readings.paying import World, paying_worlds
from tests.readings.pilot_files import paying_pilot
from tests.steps.ledger_world import DAY, facts, pilot, posted, took_part, worked


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDB]:
    with DuckDB(Settings(threads=1)) as running:
        yield running


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pilot")


def sums(entries: Sequence[Entry]) -> dict[tuple[str, str, str], int]:
    total: dict[tuple[str, str, str], int] = defaultdict(int)
    for entry in entries:
        total[entry.contract_id, entry.subject, entry.fee_id] += entry.difference_cents
    return total


def test_what_is_new_changed_and_withdrawn(engine: DuckDB, tmp_path: Path) -> None:
    terms, start = pilot(tmp_path), took_part("anna", date(2024, 2, 1))
    job = [worked("anna", date(2024, 3, 1))]
    assert posted(engine, terms, facts(start), tmp_path) == [("anna", "start", 10000, "new")]
    assert posted(engine, terms, facts(start, jobs=job), tmp_path) == [("anna", "job-30", 20000, "new")]
    assert posted(engine, terms, facts(start, jobs=job), tmp_path) == []
    assert posted(engine, terms, facts(start), tmp_path) == [("anna", "job-30", -20000, "withdrawn")]
    assert posted(engine, terms, facts(start, jobs=job), tmp_path) == [("anna", "job-30", 20000, "new")]
    assert [entry.run for entry in read_ledger(tmp_path)] == [1, 2, 3, 4]


def test_a_posted_line_is_served_before_an_earlier_one_that_is_told_late(engine: DuckDB, tmp_path: Path) -> None:
    """A fresh computation would give the ceiling's 100 euros to bertta, whose start was earlier but told later."""
    terms = pilot(tmp_path, "ceiling: 100.00")
    anna, bertta = took_part("anna", date(2024, 2, 1)), took_part("bertta", date(2024, 1, 15))
    assert posted(engine, terms, facts(anna), tmp_path) == [("anna", "start", 10000, "new")]
    assert posted(engine, terms, facts(anna, bertta), tmp_path) == []
    assert posted(engine, terms, facts(bertta), tmp_path) == [
        ("bertta", "start", 10000, "new"),
        ("anna", "start", -10000, "withdrawn"),
    ]


def test_a_posted_participation_keeps_its_place(engine: DuckDB, tmp_path: Path) -> None:
    terms = pilot(tmp_path, "max_participants: 1")
    anna, bertta = took_part("anna", date(2024, 2, 1)), took_part("bertta", date(2024, 1, 15))
    assert posted(engine, terms, facts(anna), tmp_path) == [("anna", "start", 10000, "new")]
    assert posted(engine, terms, facts(anna, bertta), tmp_path) == []
    assert engine.rows("SELECT subject, status FROM fee_lines ORDER BY subject") == [
        ("anna", "payable"),
        ("bertta", "over_maximum"),
    ]


def test_until_never_goes_back(engine: DuckDB, tmp_path: Path) -> None:
    terms, anna = pilot(tmp_path), facts(took_part("anna", date(2024, 2, 1)))
    posted(engine, terms, anna, tmp_path)
    with pytest.raises(LedgerError, match=r"until 31\.12\.2024.*give --until 2024-12-31"):
        posted(engine, terms, anna, tmp_path, until=date(2024, 12, 30))
    assert posted(engine, terms, anna, tmp_path, until=date(2025, 1, 1)) == []


def test_a_run_that_posts_nothing_counts_too(engine: DuckDB, tmp_path: Path) -> None:
    terms, anna = pilot(tmp_path), facts(took_part("anna", date(2024, 2, 1)))
    posted(engine, terms, anna, tmp_path)
    assert posted(engine, terms, anna, tmp_path, until=date(2026, 1, 1)) == []
    with pytest.raises(LedgerError, match=r"until 1\.1\.2026"):
        posted(engine, terms, anna, tmp_path, until=date(2025, 12, 31))


def test_less_knowledge_takes_nothing_back(engine: DuckDB, tmp_path: Path) -> None:
    terms = pilot(tmp_path)
    put(engine, facts(took_part("anna", date(2024, 2, 1))))
    post(engine, terms, DAY, tmp_path, facts="f", known_on=date(2024, 6, 1))
    with pytest.raises(LedgerError, match=r"what was known on 1\.6\.2024"):
        post(engine, terms, DAY, tmp_path, facts="f", known_on=date(2024, 5, 31))
    post(engine, terms, DAY, tmp_path, facts="f")
    with pytest.raises(LedgerError, match="all that was known"):
        post(engine, terms, DAY, tmp_path, facts="f", known_on=date(2030, 1, 1))


def test_what_must_come_before_and_fails_leaves_nothing_posted(engine: DuckDB, tmp_path: Path) -> None:
    def full_disk() -> None:
        raise OSError("no space left")

    put(engine, facts(took_part("anna", date(2024, 2, 1))))
    with pytest.raises(OSError, match="no space"):
        post(engine, pilot(tmp_path), DAY, tmp_path, facts="f", before=full_disk)
    assert read_ledger(tmp_path) == []


def test_a_changed_contract_is_refused(engine: DuckDB, tmp_path: Path) -> None:
    anna = facts(took_part("anna", date(2024, 2, 1)))
    posted(engine, pilot(tmp_path), anna, tmp_path)
    before = (tmp_path / "ledger.csv").read_bytes()
    with pytest.raises(LedgerError, match="The terms of c1 are not those that were posted on"):
        posted(engine, pilot(tmp_path, "cap_per_person: 50.00"), anna, tmp_path)
    with pytest.raises(LedgerError, match="posted for c1, which the pilot no longer has"):
        posted(engine, pilot(tmp_path).model_copy(update={"contracts": ()}), {}, tmp_path)
    with pytest.raises(LedgerError, match="The ledger is that of kirja, not of taidot-kayttoon-a"):
        posted(engine, load_pilot("taidot-kayttoon-a"), {}, tmp_path)
    assert (tmp_path / "ledger.csv").read_bytes() == before


def test_a_default_that_is_written_out_is_no_change(engine: DuckDB, tmp_path: Path) -> None:
    anna = facts(took_part("anna", date(2024, 2, 1)))
    posted(engine, pilot(tmp_path), anna, tmp_path)
    assert posted(engine, pilot(tmp_path, "tail_days: 365"), anna, tmp_path) == []


@pytest.fixture(scope="module")
def written(engine: DuckDB, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("written")
    people = [took_part(name, date(2024, 2, 1)) for name in ("anna", "bertta", 'Åke; "x"\n,')]
    posted(engine, pilot(folder), facts(*people), folder)
    return (folder / "ledger.csv").read_bytes()


@given(st.data())
@settings(max_examples=200)
def test_a_changed_byte_is_found(written: bytes, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(written) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != written[place]))
    with tempfile.TemporaryDirectory() as name:
        (Path(name) / "ledger.csv").write_bytes(written[:place] + bytes([other]) + written[place + 1 :])
        with pytest.raises(LedgerError, match="what was written"):
            read_ledger(Path(name))


@given(st.data())
def test_a_missing_or_doubled_piece_is_found(written: bytes, data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(written) - 1))
    last = data.draw(st.integers(first + 1, len(written)))
    assume(written[:first] + written[last:] not in _whole_beginnings(written))
    with tempfile.TemporaryDirectory() as name:
        for bent in (written[:first] + written[last:], written[:last] + written[first:]):
            (Path(name) / "ledger.csv").write_bytes(bent)
            with pytest.raises(LedgerError, match="what was written"):
                read_ledger(Path(name))


def _whole_beginnings(written: bytes) -> list[bytes]:
    """Ledgers of fewer entries: what is missing at the end shows only against a head that was noted."""
    lines = written.splitlines(keepends=True)
    return [b"".join(lines[:n]) for n in range(1, len(lines))]


def entries(engine: DuckDB, folder: Path, world: World, ledger: Path) -> list[Entry]:
    put(engine, world.facts)
    post(engine, paying_pilot(folder, world.contracts), world.until, ledger, facts="f")
    return read_ledger(ledger)


@given(paying_worlds(full=True), st.integers(0, 20), st.integers(0, 60))
@settings(max_examples=12)
def test_late_facts_of_one_client(engine: DuckDB, folder: Path, world: World, which: int, days: int) -> None:
    """Nothing edited; nothing on a second run; other clients keep what they have; limits hold after every run."""
    people = sorted({row["person_id"] for row in world.facts["participations"] if row.get("person_id")})
    assume(people)
    late = people[which % len(people)]
    kept = {
        name: [row for row in rows if row.get("person_id") != late or name in ("persons", "participations")]
        for name, rows in world.facts.items()
    }
    job = worked(late, world.until - timedelta(days=days)) | {"employment_id": "late", "weekly_hours": 40}
    worlds = [world, world.with_facts(**kept), world.with_facts(employment=[*world.facts["employment"], job]), world]
    with tempfile.TemporaryDirectory() as name:
        before: list[Entry] = []
        for now in worlds:
            after = entries(engine, folder, now, Path(name))
            assert after[: len(before)] == before
            assert entries(engine, folder, now, Path(name)) == after
            _others_keep_theirs(before, after, late)
            _limits_hold(world, after)
            before = after


def _others_keep_theirs(before: Sequence[Entry], after: Sequence[Entry], late: str) -> None:
    now = sums(after)
    for (contract, subject, fee), cents in sums(before).items():
        if subject != late and not subject[:4].isdigit():  # a cohort's line rests on all of its clients
            assert now[contract, subject, fee] >= cents


def _limits_hold(world: World, after: Sequence[Entry]) -> None:
    totals: dict[str, int] = defaultdict(int)
    for (contract, _, _), cents in sums(after).items():
        assert cents >= 0
        totals[contract] += cents
    for terms in world.contracts:
        ceiling = agreed(terms, world.until).get("ceiling")
        if ceiling is not None:
            assert totals[terms["id"]] <= ceiling * 100


@given(paying_worlds(full=True), paying_worlds(full=True))
@settings(max_examples=15)
def test_where_nothing_binds_the_sums_are_a_fresh_computation(
    engine: DuckDB, folder: Path, world: World, earlier: World
) -> None:
    for part in (part for contract in world.contracts for part in (contract, *_changes(contract))):
        part.pop("ceiling", None)
        part.pop("max_participants", None)
    until = max(world.until, earlier.until)
    with tempfile.TemporaryDirectory() as name:
        first = World(world.facts | {"employment": earlier.facts["employment"]}, world.contracts, until)
        entries(engine, folder, first, Path(name))
        after = sums(entries(engine, folder, World(world.facts, world.contracts, until), Path(name)))
    put(engine, world.facts)
    fee_lines(engine, paying_pilot(folder, world.contracts), until)
    fresh = engine.rows("SELECT contract_id, subject, fee_id, payable_cents FROM fee_lines WHERE payable_cents > 0")
    assert {key: cents for key, cents in after.items() if cents} == {(c, s, f): cents for c, s, f, cents in fresh}


def _changes(contract: dict[str, Any]) -> list[dict[str, Any]]:
    """What each amendment changes, and the attribution said anew, so that none of them is left empty."""
    changes = [amendment["changes"] for amendment in contract.get("amendments", [])]
    for change in changes:
        change.setdefault("attribution", contract.get("attribution", "latest"))
    return changes


def test_each_run_that_posts_has_its_statements(engine: DuckDB, tmp_path: Path) -> None:
    terms, anna = pilot(tmp_path), facts(took_part("anna", date(2024, 2, 1)))
    for _ in range(2):  # the second run posts nothing, and writes nothing
        posted(engine, terms, anna, tmp_path)
    papers = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.glob("statements/*/*"))
    assert papers == [f"statements/run-0001/c1.{form}" for form in ("html", "json", "xlsx")]
    assert "anna" not in (tmp_path / "statements/run-0001/c1.json").read_text(encoding="utf-8").replace("p-anna", "")


def test_papers_of_a_run_that_was_not_posted_are_forgotten(
    engine: DuckDB, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terms, anna = pilot(tmp_path), facts(took_part("anna", date(2024, 2, 1)))

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("polku.settlement._post.add", killed)
        with pytest.raises(KeyboardInterrupt):
            posted(engine, terms, anna, tmp_path)
    assert (tmp_path / ".statements-run-0001").is_dir()
    assert posted(engine, terms, facts(), tmp_path) == []
    assert not (tmp_path / ".statements-run-0001").exists()
    assert not (tmp_path / "statements").exists()


def test_papers_of_a_posted_run_are_found_again(
    engine: DuckDB, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed after the entries were posted and before the papers were in their place."""
    terms, anna = pilot(tmp_path), facts(took_part("anna", date(2024, 2, 1)))
    with monkeypatch.context() as patched:
        patched.setattr("polku.settlement._post.put_in_place", lambda *_: None)
        posted(engine, terms, anna, tmp_path)
    assert not (tmp_path / "statements").exists()
    assert posted(engine, terms, anna, tmp_path) == []
    assert (tmp_path / "statements/run-0001/c1.html").is_file()


def test_two_writers(engine: DuckDB, tmp_path: Path) -> None:
    with (tmp_path / ".lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        with pytest.raises(LedgerError, match="Another run is posting"):
            posted(engine, pilot(tmp_path), facts(took_part("anna", date(2024, 2, 1))), tmp_path)
    assert not (tmp_path / "ledger.csv").exists()


KILLED = """
import os, random, signal, sys, time
from datetime import date
from pathlib import Path
from polku.settlement._ledger import Entry, add, head, lock, read_ledger, seal

folder = Path(sys.argv[1])
random.seed(int(sys.argv[2]))

def more(old):
    number = len(old) + 1
    values = (number, number, date(2024, 1, 1), None, "c", "s", "f", "p", None, 1, "new", "x", "y", "z", "0")
    return [Entry(*values, head(old), seal(values, head(old)))]

seen = 0
for attempt in range(200):
    child = os.fork()
    if child == 0:
        while True:
            with lock(folder):
                old = read_ledger(folder)
                add(folder, old, more(old))
    time.sleep(random.random() * 0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    count = len(read_ledger(folder))
    assert count >= seen, (count, seen)
    seen = count
with lock(folder):
    pass
print(seen, sorted(path.name for path in folder.iterdir()))
"""


def test_a_run_that_is_killed_loses_and_halves_nothing(tmp_path: Path) -> None:
    """200 times: what is there afterwards is the ledger before the run or the one after it."""
    command = [sys.executable, "-c", KILLED, str(tmp_path), "7"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False, env=os.environ)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[0]) > 5
    assert done.stdout.strip().endswith("['.lock', 'ledger.csv']")
