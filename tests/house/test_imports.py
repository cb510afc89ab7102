"""The rooms in their order, and a light door."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.house.tree import ROOT

HEAVY = {"altair", "duckdb", "jinja2", "numpy", "pandas", "pyarrow", "pydantic", "sqlglot", "vl_convert"}


def test_every_import_goes_down() -> None:
    """The layers of pyproject.toml: exhaustive, acyclic."""
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_help_needs_nothing_heavy() -> None:
    """`polku --help` stays under 0.3 s because what the steps need is imported when a step runs."""
    code = (
        "import json, sys\n"
        "from polku.cli import main\n"
        "main(['--help'], standalone_mode=False)\n"
        "print(json.dumps(sorted(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not HEAVY & set(json.loads(done.stderr))
