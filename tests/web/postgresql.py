"""A PostgreSQL server of our own for as long as a test lasts; nothing of the machine's is touched."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

NO_SERVER = "No PostgreSQL server found. On Debian and Ubuntu: apt-get install postgresql"


def programs() -> Path | None:
    """The folder of the newest server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    there = found[-1] if found else shutil.which("initdb")
    return Path(there).parent if there else None


@contextmanager
def server_of_our_own() -> Iterator[Path]:
    """The folder of its socket; user and database are `polku`.

    Where no server is installed the test is skipped, and fails instead under POLKU_REQUIRE_POSTGRES.
    """
    found = programs()
    if found is None:
        if os.environ.get("POLKU_REQUIRE_POSTGRES"):
            pytest.fail(NO_SERVER)
        pytest.skip(NO_SERVER)
    # PostgreSQL does not run as root; Debian's package brings a user for it.
    user = "postgres" if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="polku-pg-") as name:
        folder = Path(name)
        if user:
            shutil.chown(folder, user)
        yield from _running(found, folder, user)


def _running(programs: Path, folder: Path, user: str | None) -> Iterator[Path]:
    data, log = str(folder / "data"), str(folder / "log")

    def run(program: str, *words: str) -> None:
        # Not through pipes: the server would keep them open.
        with Path(os.devnull).open("wb") as nothing:
            call = [str(programs / program), *words]
            env = {"LC_ALL": "C.UTF-8"}
            subprocess.run(call, check=True, cwd=folder, user=user, env=env, stdout=nothing, stderr=nothing)

    run("initdb", "-D", data, "-U", "polku", "-A", "trust", "-E", "UTF8", "--no-sync")
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c fsync=off"
    run("pg_ctl", "-D", data, "-l", log, "-o", options, "-w", "start")
    try:
        run("createdb", "-h", str(folder), "-U", "polku", "polku")
        yield folder
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
