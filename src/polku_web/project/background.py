"""The process that does background work beside `polku serve`: begun with it, again when it dies, ended with it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

PAUSE = 2.0  # seconds before a worker that died is begun again


@contextmanager
def worker() -> Iterator[None]:
    """A worker runs until the block ends."""
    over = threading.Event()
    watch = threading.Thread(target=_keep_going, args=(over,), daemon=True)
    watch.start()
    try:
        yield
    finally:
        over.set()
        watch.join(10)


def _keep_going(over: threading.Event) -> None:
    """Run one worker after the other. Each reads from us; it finishes its task and ends when we let go, or are gone."""
    while not over.is_set():
        call = [sys.executable, "-m", "polku.cli", "work", "--with-parent"]
        with subprocess.Popen(call, stdin=subprocess.PIPE) as process:  # noqa: S603 - ourselves
            while process.poll() is None and not over.wait(0.5):
                pass
        over.wait(PAUSE)


def end_with_parent() -> None:
    """Ask this process to end when its standard input does: whoever began it is gone."""

    def wait() -> None:
        sys.stdin.buffer.read()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()
