"""Python in a process of its own, with the service's settings for a database of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.house.tree import ROOT

LOAD = """
from datetime import UTC, datetime
from polku_web.project.demo import load_demo
load_demo(at=datetime.now(UTC), clients=3)
"""


def run(url: str, folder: Path, *words: str, code: str = "") -> subprocess.CompletedProcess[str]:
    """A command of `polku`, or code after Django has begun."""
    env = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    env |= {"POLKU_DEMO": "1", "DATABASE_URL": url, "STATIC_FOLDER": str(folder / "static"), "LOG_LEVEL": "ERROR"}
    begin = f"from polku_web.project.commands import begin; begin()\n{code}"
    call = [sys.executable, "-c", begin] if code else [sys.executable, "-m", "polku.cli", *words]
    return subprocess.run(call, env=env, cwd=ROOT, capture_output=True, text=True, check=False)
