"""The same tests on PostgreSQL: a server of our own for as long as they last, nothing of the machine's."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import ROOT

NO_SERVER = "No PostgreSQL server found. On Debian and Ubuntu: apt-get install postgresql"
ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")
OWN_PROCESS = ["test_postgresql.py", "test_service.py", "test_texts.py"]


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    there = found[-1] if found else shutil.which("initdb")
    return Path(there).parent if there else None


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Gives the address of an empty database. Skips where there is no PostgreSQL, fails under POLKU_REQUIRE_POSTGRES."""
    programs = _programs()
    if programs is None:
        if os.environ.get("POLKU_REQUIRE_POSTGRES"):
            pytest.fail(NO_SERVER)
        pytest.skip(NO_SERVER)
    folder = tmp_path_factory.mktemp("pg")
    # PostgreSQL does not run as root; Debian's package brings a user for it.
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        for path in (folder, *folder.parents):
            if path == Path("/tmp"):  # noqa: S108 - the way down to our folder is opened, no further
                break
            path.chmod(0o755)
        shutil.chown(folder, user)
    data = folder / "data"

    def run(*words: str) -> None:
        with (folder.parent / f"{folder.name}.log").open("ab") as log:
            subprocess.run(words, check=True, cwd="/", user=user, stdout=log, stderr=log)

    run(str(programs / "initdb"), "-D", str(data), "-U", "polku", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    run(str(programs / "pg_ctl"), "-D", str(data), "-o", options, "-w", "start")
    try:
        run(str(programs / "createdb"), "-h", str(folder), "-U", "polku", "polku")
        yield f"postgres://polku@/polku?host={folder}"
    finally:
        run(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")


@pytest.mark.skipif(ON_POSTGRESQL, reason="these are the tests that it runs")
def test_the_same_holds_on_postgresql(server: str) -> None:
    left_out = [f"--ignore=tests/web/{name}" for name in OWN_PROCESS]
    call = [sys.executable, "-m", "pytest", "tests/web", *left_out, "-q", "-p", "no:cacheprovider"]
    env = {**os.environ, "DATABASE_URL": server}
    done = subprocess.run(call, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
