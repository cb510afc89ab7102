"""A run that is killed at any moment: the folder has the earlier files or the new ones, each of them whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.steps.command_line import make_facts, make_pilot, told

TRIES = 20
# Forked before any engine is open, so that a try costs a run and not a start of Python.
KILLER = """\
import json, os, signal, sys, time
from datetime import date
from pathlib import Path
from polku import pipeline

pilot, facts, out, tries = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), int(sys.argv[4])

def run():
    source, to = pipeline.Input(facts), pipeline.Target(out, "parquet")
    pipeline.target(pilot, source, to, date(2021, 3, 1), lambda text: None)

def begin():
    child = os.fork()
    if child == 0:
        run()
        os._exit(0)
    return child

def earlier():
    for path in out.iterdir():
        if path.suffix == ".parquet":
            path.unlink()
    for name in ("members", "undecided"):
        (out / f"{name}.csv").write_text("earlier")

earlier()
begun = time.perf_counter()
os.waitpid(begin(), 0)
whole = time.perf_counter() - begun
for n in range(tries):
    earlier()
    child = begin()
    time.sleep(whole * (n + 1) / tries)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    files = {path.name: path.stat().st_size for path in out.iterdir() if path.is_file()}
    hidden = [path.name for path in out.iterdir() if path.is_dir()]
    print(json.dumps({"files": files, "hidden": hidden}), flush=True)
    for path in out.glob("*.parquet"):
        assert path.read_bytes()[-4:] == b"PAR1", path
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_killed_run_leaves_whole_files(tmp_path: Path) -> None:
    pilot, facts, out = make_pilot(tmp_path), make_facts(tmp_path / "facts"), tmp_path / "out"
    out.mkdir()
    words = [sys.executable, "-c", KILLER, str(pilot), str(facts), str(out), str(TRIES)]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr
    tries = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(tries) == TRIES
    between = 0
    for one in tries:
        names = set(one["files"])
        for table in ("members", "undecided"):
            assert names & {f"{table}.csv", f"{table}.parquet"}, one
        between += names not in ({"members.csv", "undecided.csv"}, {"members.parquet", "undecided.parquet"})
        assert all(name.startswith(".polku-") for name in one["hidden"])
    assert between <= 2  # the moment in which the files are put in place
    # What a killed run left behind is in nobody's way.
    told("target", pilot, facts, "--on", "2021-03-01", "--out", out)
    assert {path.name for path in out.iterdir() if path.is_file()} == {"members.parquet", "undecided.parquet"}
