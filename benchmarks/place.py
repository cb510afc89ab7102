"""Where a run's facts are, on which days it asks, and the clock it is timed by."""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

HERE = Path(__file__).parent
PILOT = HERE / "pilot.yaml"
SEED = 2021
ON = date(2023, 3, 1)  # a day in the middle, with two years of history behind it
UNTIL = date(2024, 12, 31)
UNTIL_2025 = date(2025, 12, 31)  # of the municipal share: with a year under the law from 2025
CLIENTS_PER_PERSON = 0.3472  # of the people who are in the tables by the last day, so many are there on the first

Answer = dict[str, int]


def clients(people: int) -> int:
    """How many clients to invent so that about `people` are in the tables at the end."""
    return max(1, round(people * CLIENTS_PER_PERSON))


@dataclass(frozen=True, slots=True)
class Place:
    """A facts folder, and a folder for what a task writes."""

    facts: Path
    out: Path


class Clock:
    """Wall and processor seconds of the question itself, without imports and opening; the peak when it ends."""

    def __init__(self) -> None:
        self.seconds = self.cpu = self.peak_mb = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.seconds = time.perf_counter() - wall
        self.cpu = time.process_time() - cpu
        self.peak_mb = megabytes(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def megabytes(maxrss: int) -> float:
    """Resident memory at its highest, as the system tells it: bytes on macOS, KiB elsewhere."""
    return maxrss / 2**20 if sys.platform == "darwin" else maxrss / 2**10
