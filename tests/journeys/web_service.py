"""The service as it is run: `polku serve` in a process of its own, with the demo's people in a database of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from shutil import copytree
from tempfile import TemporaryDirectory

from playwright.sync_api import Page


@contextmanager
def service(folder: Path, **environment: str) -> Iterator[str]:
    """Run it until the block ends; gives its address. Without a database of its own it has a copy of the demo's."""
    if "DATABASE_URL" not in environment:
        copytree(_filled().name, folder, dirs_exist_ok=True)
    with _running(folder, **environment) as address:
        yield address


@cache
def _filled() -> TemporaryDirectory[str]:
    """A folder with tables, people and static files: filling one takes longer than copying it."""
    folder = TemporaryDirectory()
    with _running(Path(folder.name)):
        return folder


@contextmanager
def _running(folder: Path, **environment: str) -> Iterator[str]:
    port = _free_port()
    env = {
        **{name: value for name, value in os.environ.items() if name not in SETTINGS},
        "POLKU_DEMO": "1",
        "DATABASE_URL": f"sqlite:///{folder}/polku.sqlite3",
        "STATIC_FOLDER": str(folder / "static"),
        "LOG_LEVEL": "WARNING",
        **environment,
    }
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "polku.cli", "serve", "--port", str(port)], env=env, stdout=log, stderr=log
        )
        try:
            yield _when_ready(f"http://localhost:{port}", process, folder / "log")
        finally:
            process.terminate()
            process.wait(20)


# What tests/web set for themselves.
SETTINGS = {
    "POLKU_DEMO",
    "SECRET_KEY",
    "SEARCH_KEY",
    "DATA_KEYS",
    "DATABASE_URL",
    "HTTPS",
    "STATIC_STORAGE",
    "LOG_LEVEL",
    "DJANGO_SETTINGS_MODULE",
}


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _when_ready(address: str, process: subprocess.Popen[bytes], log: Path) -> str:
    for _ in range(600):
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"{address}/health/ready", timeout=5):  # noqa: S310 - our own
                return address
        except OSError:
            time.sleep(0.2)
    raise AssertionError(log.read_text())


def in_finnish(page: Page, address: str) -> None:
    """As somebody who has chosen Finnish."""
    page.context.add_cookies([{"name": "django_language", "value": "fi", "url": address}])


def sign_in(page: Page, address: str, name: str) -> None:
    """Become the demo's person of the name."""
    page.context.clear_cookies()
    in_finnish(page, address)
    page.goto(f"{address}/demo/")
    page.get_by_role("button", name=name).first.click()
    page.wait_for_load_state()
