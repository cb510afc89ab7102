"""How long staff wait for the pages of the web service with so many of them at work at once.

    polku demo --no-serve --out DIR
    python -m benchmarks.web_load DIR                       # starts the service on DIR/polku.sqlite3
    DATABASE_URL=postgres://… python -m benchmarks.web_load DIR   # on that database

Each of the staff signs in as a coach of the demo and goes round: the desk, a search by name, a client's page, the
client's timeline, with a pause to think between them. The service has the processes of `--workers`, with four threads
each. What is measured is from the request's first byte to the answer's last. The first round warms and is left out.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import resource
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from http.client import HTTPConnection, RemoteDisconnected
from pathlib import Path
from urllib.parse import urlencode

COACH = re.compile(r'name="person" value="([0-9a-f-]{36})"><strong>[^<]*</strong>\s*<span>Omavalmentaja[^<(]*</span>')
CLIENT = re.compile(r'href="/clients/([0-9a-f-]{36})/')
SEARCHED = ["aho", "haapa", "kallio", "kivi", "lehto", "metsä", "niitty", "puro", "salo", "tuuli"]


@dataclass
class Waits:
    """Seconds by page, and what was answered with something else than 200."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refused: list[str] = field(default_factory=list)
    sent: int = 0


class Browser:
    """One of the staff: keeps its cookies and its connection."""

    def __init__(self, port: int, waits: Waits) -> None:
        self.port, self.waits, self.cookies = port, waits, {"django_language": "fi"}
        self.connection = HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(self, name: str, path: str, posted: dict[str, str] | None = None, *, counted: bool = True) -> str:
        """The page; a redirect after a form is followed and belongs to it."""
        began = time.perf_counter()
        status, page = self._send(path, posted)
        if counted:
            self.waits.seconds[name].append(time.perf_counter() - began)
            if status != 200:
                self.waits.refused.append(f"{status} {name}")
        return page

    def _send(self, path: str, posted: dict[str, str] | None) -> tuple[int, str]:
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if posted is not None:
            body = urlencode({**posted, "csrfmiddlewaretoken": self.cookies.get("csrftoken", "")})
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.waits.sent += 1
        try:
            self.connection.request("GET" if body is None else "POST", path, body, headers)
            answer = self.connection.getresponse()
        except (ConnectionError, RemoteDisconnected):  # closed while somebody thought
            self.connection.close()
            self.connection.request("GET" if body is None else "POST", path, body, headers)
            answer = self.connection.getresponse()
        page = answer.read().decode()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _equals, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        place = answer.getheader("Location")
        return self._send(place, None) if answer.status == 302 and place else (answer.status, page)


def work(browser: Browser, person: str, rounds: int, think: float, chance: random.Random) -> None:
    """Sign in, then go round."""
    browser.ask("", "/demo/", counted=False)
    browser.ask("", "/demo/", {"person": person}, counted=False)
    time.sleep(chance.uniform(0, 3 * think))
    for turn in range(rounds + 1):
        counted = turn > 0

        def pause() -> None:
            time.sleep(chance.uniform(0.5 * think, 1.5 * think))

        desk = browser.ask("desk", "/desk/", counted=counted)
        pause()
        found = browser.ask("search", "/clients/search/", {"words": chance.choice(SEARCHED)}, counted=counted)
        pause()
        clients = CLIENT.findall(found) or CLIENT.findall(desk)
        if not clients:
            continue
        client = chance.choice(clients)
        browser.ask("client page", f"/clients/{client}/", counted=counted)
        pause()
        browser.ask("timeline", f"/clients/{client}/timeline/", counted=counted)
        pause()


def measure(port: int, staff: int, rounds: int, think: float) -> Waits:
    """So many coaches go round so many times, all at once."""
    waits, chance = Waits(), random.Random(6)
    coaches = COACH.findall(Browser(port, waits).ask("", "/demo/", counted=False))
    people = [coaches[n % len(coaches)] for n in range(staff)]
    threads = [
        threading.Thread(
            target=work, args=(Browser(port, waits), one, rounds, think, random.Random(chance.random())), daemon=True
        )
        for one in people
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return waits


def told(waits: Waits) -> str:
    """A row for each page."""
    rows = ["| page | requests | median ms | 95 % ms | largest ms |", "| --- | ---: | ---: | ---: | ---: |"]
    for name, seconds in waits.seconds.items():
        found = sorted(1000 * one for one in seconds)
        middle, high = found[len(found) // 2], found[min(len(found) - 1, int(len(found) * 0.95))]
        rows.append(f"| {name} | {len(found)} | {middle:.0f} | {high:.0f} | {found[-1]:.0f} |")
    return "\n".join(rows + [f"Not 200: {', '.join(sorted(set(waits.refused)))}" for _one in waits.refused[:1]])


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def started(folder: Path, port: int, workers: int) -> subprocess.Popen[bytes]:
    """The service on the folder's database, or on that of DATABASE_URL."""
    env = {
        "DATABASE_URL": f"sqlite:///{(folder / 'polku.sqlite3').absolute()}",
        **os.environ,
        "POLKU_DEMO": "1",
        "STATIC_FOLDER": str((folder / "static").absolute()),
        "LOG_LEVEL": "ERROR",
    }
    call = [sys.executable, "-m", "polku.cli", "serve", "--no-prepare", "--port", str(port), "--workers", str(workers)]
    process = subprocess.Popen(call, env=env, stderr=subprocess.DEVNULL)
    for _try in range(120):
        try:
            Browser(port, Waits()).ask("", "/health/live", counted=False)
            return process
        except OSError:
            time.sleep(0.5)
    raise SystemExit("The service did not start.")


def main() -> None:
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("folder", type=Path, help="what polku demo made")
    asked.add_argument("--staff", type=int, default=50)
    asked.add_argument("--rounds", type=int, default=4)
    asked.add_argument("--think", type=float, default=10.0, help="seconds between two pages")
    asked.add_argument("--workers", type=int, default=1, help="processes of the service")
    given = asked.parse_args()
    port = free_port()
    process = started(given.folder, port, given.workers)
    began, own = time.perf_counter(), time.process_time()
    try:
        waits = measure(port, given.staff, given.rounds, given.think)
    finally:
        process.terminate()
        process.wait(20)
    share = (time.process_time() - own) / (time.perf_counter() - began)
    print(told(waits))
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds, load = spent.ru_utime + spent.ru_stime, os.getloadavg()
    print(f"\nThe service took {seconds:.0f} processor seconds for {waits.sent} requests.")
    print(f"The generator took {share:.0%} of a core. Load average {load[0]:.1f}, {load[1]:.1f}.")


if __name__ == "__main__":
    main()
