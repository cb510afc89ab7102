"""What goes wrong is told on stderr with its place and its cure, and writes nothing."""

from __future__ import annotations

import os
import socket
from importlib.metadata import EntryPoints
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.steps.command_line import PILOT, content, make_facts, make_pilot, polku, refused, told

ON, UNTIL = ("--on", "2021-03-01"), ("--until", "2021-12-31")
STEPS = {"target": ON, "outcomes": UNTIL, "settle": UNTIL, "run": UNTIL}


@pytest.fixture
def facts(tmp_path: Path) -> Path:
    return make_facts(tmp_path / "facts")


@pytest.fixture
def pilot(tmp_path: Path) -> Path:
    return make_pilot(tmp_path)


def nothing_in(out: Path) -> bool:
    return not out.exists() or list(out.iterdir()) == []


@pytest.mark.parametrize("step", STEPS)
def test_faults_of_the_facts_write_nothing(pilot: Path, tmp_path: Path, step: str) -> None:
    facts, out = make_facts(tmp_path / "facts"), tmp_path / "out"
    assert polku(step, pilot, facts, *STEPS[step], "--out", out).exit_code == 0
    earlier = content(out)
    with (facts / "persons.csv").open("a", encoding="utf-8") as file:
        file.write("p9,31.2.1990,,,,,,,\n")
    error = refused(step, pilot, facts, *STEPS[step], "--out", out, "--format", "csv")
    assert "persons.csv, row 4, column birth_date: '31.2.1990'" in error
    assert "--quarantine" in error
    assert content(out) == earlier
    refused(step, pilot, facts, *STEPS[step], "--out", tmp_path / "new")
    assert nothing_in(tmp_path / "new")


@pytest.mark.parametrize("step", ["settle", "run"])
def test_a_step_that_fails_late_writes_nothing(tmp_path: Path, facts: Path, step: str) -> None:
    """A risk band without an amount is found when the facts are read and the members written."""
    pilot = make_pilot(tmp_path, PILOT.replace("amount: 800.00", "amount: {high: 800.00}"))
    out = tmp_path / "out"
    assert polku("target", pilot, facts, *ON, "--out", out).exit_code == 0
    earlier = content(out)
    error = refused(step, pilot, facts, *UNTIL, "--out", out, "--format", "csv")
    assert "s0" in error
    assert "'low'" in error
    assert "Mend risk_band" in error
    assert content(out) == earlier


@pytest.mark.parametrize("step", STEPS)
def test_facts_that_are_no_facts(pilot: Path, facts: Path, tmp_path: Path, step: str) -> None:
    out = ("--out", tmp_path / "out")
    for path in (facts / "persons.csv", tmp_path / "nothing"):
        assert "is no folder. Give the folder" in refused(step, pilot, path, *STEPS[step], *out)
    (tmp_path / "empty").mkdir()
    assert "no fact table" in refused(step, pilot, tmp_path / "empty", *STEPS[step], *out)
    assert nothing_in(tmp_path / "out")


@pytest.mark.parametrize("step", STEPS)
def test_pilots_that_are_none(facts: Path, tmp_path: Path, step: str) -> None:
    def error(name: str | Path) -> str:
        return refused(step, name, facts, *STEPS[step], "--out", tmp_path / "out")

    assert "Did you mean pirkanmaa-2021?" in error("pirkanma-2021")
    assert "pirkanmaa-2017, pirkanmaa-2021" in error("something-else")
    assert "no such file" in error(tmp_path / "none.yaml")
    broken = make_pilot(tmp_path, PILOT.replace("pays_for: start", "pays_for: begin"))
    assert f"{broken}:22:" in error(broken)
    assert nothing_in(tmp_path / "out")


def test_what_a_command_needs_of_a_pilot(facts: Path, tmp_path: Path) -> None:
    pilot = make_pilot(tmp_path, PILOT.split("period:")[0])
    out = ("--out", tmp_path / "out")
    assert "target needs target_group" in refused("target", pilot, facts, *ON, *out)
    assert "needs period" in refused("run", pilot, facts, *out)
    assert "needs municipalities" in refused("simulate", pilot, "--from", "2021-01-01", "--until", "2021-02-01", *out)
    undated = make_pilot(tmp_path, PILOT.replace(", end: 2021-12-31}\nmunicipalities", "}\nmunicipalities"))
    assert "run without --until needs period.end" in refused("run", undated, facts, *out)
    assert "simulate without --until needs period.end" in refused("simulate", undated, *out)
    assert nothing_in(tmp_path / "out")


def test_simulating_a_pilot_without_a_period(tmp_path: Path) -> None:
    pilot = make_pilot(tmp_path, PILOT.replace("period: {start: 2021-01-01, end: 2021-12-31}\nmunicip", "municip"))
    words = ("--clients", "2", "--from", "2021-01-01", "--until", "2021-02-01", "--out", tmp_path / "out")
    result = polku("simulate", pilot, *words)
    assert result.exit_code == 0 or "needs period" in result.stderr


@pytest.mark.parametrize(
    ("option", "text"),
    [
        ("--on", "31.2.2021"),
        ("--on", "29.2.2023"),
        ("--on", "2021-13-01"),
        ("--on", "tomorrow"),
        ("--on", ""),
        ("--on", "1.3."),
        ("--on", "1.3.21"),
        ("--known-on", "30.2.2021"),
        ("--format", "xlsx"),
        ("--lang", "de"),
        ("--nonsense", "1"),
    ],
)
def test_wrong_usage_ends_with_two(pilot: Path, facts: Path, tmp_path: Path, option: str, text: str) -> None:
    error = refused("target", pilot, facts, *ON, "--out", tmp_path / "out", option, text, code=2)
    assert option in error
    assert nothing_in(tmp_path / "out")


def test_missing_options_and_commands_end_with_two(pilot: Path, facts: Path) -> None:
    assert "--out" in refused("target", pilot, facts, *ON, code=2)
    assert "--on" in refused("target", pilot, facts, "--out", "x", code=2)
    assert "FACTS" in refused("target", pilot, *ON, "--out", "x", code=2)
    assert "nonsense" in refused("nonsense", code=2)
    assert "-1" in refused("simulate", pilot, "--clients", "-1", "--out", "x", code=2)


def test_a_mapping_that_is_none(pilot: Path, facts: Path, tmp_path: Path) -> None:
    words = ("target", pilot, facts, *ON, "--out", tmp_path / "out", "--mapping")
    assert "one that ships: rekisteriote" in refused(*words, "nope")
    assert "one that ships" in refused(*words, facts)
    path = tmp_path / "map.yaml"
    path.write_text("mapping: x\ntables:\n  persons:\n    file: persons.csv\n    columns: {person: a}\n")
    error = refused(*words, path)
    assert f"{path}:5:" in error
    assert "person_id" in error
    assert "no fact table" in refused(*words, "rekisteriote")


def test_out_that_cannot_be_written(pilot: Path, facts: Path) -> None:
    file = facts / "persons.csv"
    assert "is a file" in refused("target", pilot, facts, *ON, "--out", file, code=2)
    error = refused("target", pilot, facts, *ON, "--out", file / "below")
    assert "Cannot write into" in error
    assert "Choose another folder" in error


def test_a_folder_in_the_place_of_a_table(pilot: Path, facts: Path, tmp_path: Path) -> None:
    """Nothing is moved, and nothing is posted, when one of the files cannot take its place."""
    out, ledger = tmp_path / "out", tmp_path / "ledger"
    (out / "fee_lines.parquet").mkdir(parents=True)
    error = refused("settle", pilot, facts, "--until", "2024-12-31", "--out", out, "--ledger", ledger)
    assert "is a folder" in error
    assert not (ledger / "ledger.csv").exists()


def test_a_ledger_among_the_facts(pilot: Path, facts: Path, tmp_path: Path) -> None:
    words = ("settle", pilot, facts, "--until", "2024-12-31", "--out", tmp_path / "out", "--ledger", facts)
    assert "is the facts folder" in refused(*words)
    assert not (facts / ".lock").exists()


def test_a_service_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the web service the demo is the chain and its report."""
    monkeypatch.setattr("polku.cli._ways.entry_points", lambda group: EntryPoints())
    monkeypatch.setattr("polku.pipeline.demo", lambda *parts: {"members": 0})
    done = polku("demo", "--out", tmp_path / "demo")
    assert done.exit_code == 0
    assert "not installed" in done.stderr
    assert "The report:" in done.stdout


def test_a_port_in_use_is_told_before_the_work(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        error = refused("demo", "--port", str(port), "--out", tmp_path / "demo")
    assert f"Port {port} is in use" in error
    assert f"--port {port + 1}" in error
    assert not (tmp_path / "demo").exists()


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_out_that_may_not_be_written(pilot: Path, facts: Path, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o555)
    assert "Cannot write into" in refused("target", pilot, facts, *ON, "--out", tmp_path / "closed")


def test_out_may_be_the_facts_folder(pilot: Path, facts: Path) -> None:
    """No output has a fact table's name: the facts stay, and the next check tells the strangers."""
    earlier = content(facts)
    summary = told("run", pilot, facts, "--out", facts, "--format", "csv")
    told_tables = {name for name, n in summary.items() if isinstance(n, int)} - {"errors", "warnings"}
    assert {name: text for name, text in content(facts).items() if name in earlier} == earlier
    strangers = [one["file"] for one in told("check", facts)["faults"] if one["kind"] == "unknown_table"]
    assert {"fee_lines.csv", "members.csv", "outcomes.csv", "undecided.csv", "indicators.csv"} <= set(strangers)
    assert {f"{name}.csv" for name in told_tables} == set(strangers)
    assert told("target", pilot, facts, *ON, "--out", facts, "--format", "csv")["members"] == 1


@pytest.mark.parametrize("form", ["csv", "parquet"])
@pytest.mark.parametrize("words", [("check",), ("target", *ON)], ids=lambda words: words[0])
def test_quarantine_never_overwrites_facts(pilot: Path, tmp_path: Path, form: str, words: tuple[str, ...]) -> None:
    """The facts folder as quarantine would lose the sound rows with the faulty ones."""
    facts = tmp_path / "facts"
    facts.mkdir()
    days = ["1990-01-01", "31.2.1990"]
    table = pa.table({"person_id": ["sound", "faulty"], "birth_date": days})
    if form == "csv":
        (facts / "persons.csv").write_text("person_id,birth_date\nsound,1990-01-01\nfaulty,31.2.1990\n")
    else:
        pq.write_table(table, facts / "persons.parquet")
    earlier = content(facts)
    command, options = words[0], words[1:]
    named = (facts,) if command == "check" else (pilot, facts)
    out = () if command == "check" else ("--out", tmp_path / "out")
    polku(command, *named, *options, *out, "--quarantine", facts)
    assert {name: text for name, text in content(facts).items() if name in earlier} == earlier


def test_quarantine_does_not_mend_a_whole_file(pilot: Path, facts: Path, tmp_path: Path) -> None:
    (facts / "statuses.csv").write_text("person_id,status\np0,unemployed\n")
    error = refused("target", pilot, facts, *ON, "--out", tmp_path / "out", "--quarantine", tmp_path / "aside")
    assert "start_date" in error
    assert "mend the files first" in error
    assert nothing_in(tmp_path / "out")


def test_check_sets_aside_rows_and_not_files(facts: Path, tmp_path: Path) -> None:
    (facts / "statuses.csv").write_text("person_id,status\np0,unemployed\np1,?\n")
    result = polku("check", facts, "--quarantine", tmp_path / "aside")
    assert result.exit_code == 1
    assert "Set aside 1 rows: statuses 1." in result.output
    assert (tmp_path / "aside" / "statuses.csv").read_text(encoding="utf-8").count("\n") == 2


def test_new_pilots_write_nothing_over(tmp_path: Path) -> None:
    path = tmp_path / "new.yaml"
    path.write_text("mine")
    assert "Nothing was written over" in refused("pilot", "new", "oma", "--out", path)
    assert path.read_text() == "mine"
    assert "lower-case" in refused("pilot", "new", "Öljy")


def test_law_that_is_none() -> None:
    assert "no key vat.nope" in refused("law", "show", "vat.nope")
    assert "2017-01-01" in refused("law", "show", "daily_amount.labour_market_subsidy", "--on", "1900-01-01")


def test_nonsense_settings_are_told(pilot: Path, facts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = ("target", pilot, facts, *ON, "--out", tmp_path / "out")
    for name, value in (("POLKU_THREADS", "many"), ("POLKU_MEMORY", "lots"), ("POLKU_SPILL", str(tmp_path / "none"))):
        with monkeypatch.context() as context:
            context.setenv(name, value)
            error = refused(*words)
        assert value in error or "these settings" in error
    assert nothing_in(tmp_path / "out")
