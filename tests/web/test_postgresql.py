"""The same tests on PostgreSQL."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.house.tree import ROOT
from tests.web.postgresql import server_of_our_own

ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")
# They start processes or databases of their own, or need none.
LEFT_OUT = ["test_postgresql.py", "test_service.py", "test_texts.py", "test_backup.py"]


@pytest.mark.skipif(ON_POSTGRESQL, reason="these are the tests that it runs")
def test_the_same_holds_on_postgresql() -> None:
    left_out = [f"--ignore=tests/web/{name}" for name in LEFT_OUT]
    call = [sys.executable, "-m", "pytest", "tests/web", *left_out, "-q", "-p", "no:cacheprovider"]
    with server_of_our_own() as folder:
        env = {**os.environ, "DATABASE_URL": f"postgres://polku@/polku?host={folder}"}
        env.pop("PYTEST_XDIST_WORKER", None)  # it is a run of its own
        done = subprocess.run(call, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
