"""Runs in processes of their own, product and references in turn, and what they took."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Literal

from benchmarks.answers import disagreements
from benchmarks.measures import MEASURES, Measure
from benchmarks.place import Answer, Place, clients, megabytes

Tell = Callable[[str], None]
SLOW = 60.0  # seconds; a reference that takes longer is run once, so that a whole run stays bearable


class DifferentAnswers(Exception):  # noqa: N818
    """Two ways to ask the same question gave different answers: no ratio between them would mean anything."""


@dataclass(frozen=True, slots=True)
class Run:
    """One run: wall and processor seconds, the process's largest resident memory, and what it answered."""

    seconds: float
    cpu: float
    peak_mb: float
    answer: Answer


@dataclass(slots=True)
class Runs:
    """The runs of one way to ask."""

    name: str
    same: bool
    runs: list[Run] = field(default_factory=list)

    @property
    def best(self) -> float:
        return min(run.seconds for run in self.runs)

    @property
    def median(self) -> float:
        return median(run.seconds for run in self.runs)

    @property
    def cpu(self) -> float:
        return min(run.cpu for run in self.runs)

    @property
    def peak_mb(self) -> float:
        return max(run.peak_mb for run in self.runs)


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure at one size."""

    measure: Measure
    people: int
    product: Runs
    references: list[Runs]


def measured(measure: Measure, people: int, facts: Path, times: int, tell: Tell) -> Measured:
    """Run the measure and its references `times` times in turn. Raises DifferentAnswers when their answers differ."""
    product = Runs("Polku", True)
    references = [Runs(reference.name, reference.same) for reference in measure.references]
    for number in range(times):
        tell(f"{people} people, {measure.name}, run {number + 1} of {times}")
        with tempfile.TemporaryDirectory(prefix="polku-bench-") as out:
            place = Place(facts, Path(out))
            product.runs.append(_product(measure, place, people))
        for reference, runs in zip(measure.references, references, strict=True):
            if runs.runs and runs.best > SLOW:
                continue
            with tempfile.TemporaryDirectory(prefix="polku-bench-") as out:
                runs.runs.append(_task(reference.task, Place(facts, Path(out)), measure.clock))
            compare(measure, product.runs[-1], runs)
    return Measured(measure, people, product, references)


def make_facts(people: int, folder: Path, tell: Tell) -> Path:
    """A facts folder of about so many people, invented unless it is there from an earlier run."""
    facts = folder / f"people-{people}"
    if not (facts / "truth.json").is_file():
        tell(f"Inventing {people} people (from {clients(people)} clients on the first day)")
        simulate = next(measure for measure in MEASURES if measure.step == "simulate")
        _spawn([sys.executable, "-m", "polku.cli", *simulate.arguments(Place(facts, facts), people)])
    return facts


def _product(measure: Measure, place: Place, people: int) -> Run:
    if not measure.command:
        return _task(measure.task, place, measure.clock)
    run, text = _spawn([sys.executable, "-m", "polku.cli", *measure.arguments(place, people)])
    told = json.loads(text)
    answer = {name: value for name, value in told.items() if isinstance(value, int) and name != "warnings"}
    if measure.step == "check":
        answer = told["by_kind"] | {"faults": told["errors"] + told["warnings"]}
    return Run(run.seconds, run.cpu, run.peak_mb, answer)


def _task(task: str, place: Place, clock: Literal["inside", "whole"]) -> Run:
    run, text = _spawn([sys.executable, "-m", "benchmarks.task", task, str(place.facts), str(place.out)])
    told = json.loads(text)
    if clock == "whole":
        return Run(run.seconds, run.cpu, run.peak_mb, told["answer"])
    return Run(told["seconds"], told["cpu"], told["peak_mb"], told["answer"])


def _spawn(command: Sequence[str]) -> tuple[Run, str]:
    """Run a command to its end: wall seconds from outside, processor seconds and peak as the system counts them."""
    with tempfile.TemporaryFile() as out:
        begun = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, cwd=Path(__file__).parents[1])
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read().decode()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command, text)
    return Run(seconds, _cpu(usage), megabytes(usage.ru_maxrss), {}), text


def _cpu(usage: resource.struct_rusage) -> float:
    return usage.ru_utime + usage.ru_stime


def compare(measure: Measure, product: Run, other: Runs) -> None:
    """Hold the last run of a reference against Polku's. Raises DifferentAnswers."""
    differ = disagreements(product.answer, other.runs[-1].answer)
    if differ:
        raise DifferentAnswers(f"{measure.name}: Polku and {other.name} differ: {'; '.join(differ)}")
    if other.same and not product.answer.keys() & other.runs[-1].answer.keys():
        raise DifferentAnswers(f"{measure.name}: Polku and {other.name} tell nothing that could be compared")
