"""Backup and restore as docs/web/operation.md tells them: the log whole and protected, identity numbers readable."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from pathlib import Path

import pytest

from polku_web.audit.triggers import MESSAGE
from tests.web.postgresql import programs, server_of_our_own
from tests.web.processes import LOAD, run

NUMBER = (
    "from polku_web.clients.models import Client; print(Client.objects.order_by('birth_date').first().identity_number)"
)


def _fill(url: str, folder: Path) -> str:
    """A small demo, sealed; gives the seal's hash."""
    assert run(url, folder, "migrate").returncode == 0
    loaded = run(url, folder, code=LOAD)
    assert loaded.returncode == 0, loaded.stderr
    return run(url, folder, "audit", "seal").stdout.split()[-1]


def _holds(url: str, folder: Path, head: str) -> None:
    verified = run(url, folder, "audit", "verify", "--head", head, "--json")
    assert (verified.returncode, json.loads(verified.stdout)["head"]) == (0, head), verified.stderr
    assert run(url, folder, code=NUMBER).stdout.strip() == "010160-900Y"
    change = "from polku_web.audit.models import Entry; Entry.objects.all().delete()"
    assert MESSAGE in run(url, folder, code=change).stderr


def test_sqlite_is_copied_while_it_runs(tmp_path: Path) -> None:
    head = _fill(f"sqlite:///{tmp_path}/polku.sqlite3", tmp_path)
    source, target = sqlite3.connect(tmp_path / "polku.sqlite3"), sqlite3.connect(tmp_path / "restored.sqlite3")
    source.backup(target)  # what `.backup` of the shell does
    source.close()
    target.close()
    _holds(f"sqlite:///{tmp_path}/restored.sqlite3", tmp_path, head)


@pytest.mark.skipif(os.environ.get("DATABASE_URL", "").startswith("postgres"), reason="it has a server of its own")
def test_postgresql_is_dumped_and_restored(tmp_path: Path) -> None:
    with server_of_our_own() as folder:
        base = f"postgres://polku@/{{}}?host={folder}"
        head = _fill(base.format("polku"), tmp_path)
        own = ["-h", str(folder), "-U", "polku"]
        dump = tmp_path / "polku.dump"
        found = programs()
        assert found is not None
        for call in (
            ["pg_dump", *own, "--format=custom", "-f", str(dump), "polku"],
            ["createdb", *own, "restored"],
            ["pg_restore", *own, "--dbname=restored", str(dump)],
        ):
            subprocess.run([found / call[0], *call[1:]], check=True, capture_output=True)
        _holds(base.format("restored"), tmp_path, head)
