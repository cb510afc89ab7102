"""Runs in processes of their own, product and references in turn, and what they took."""

from __future__ import annotations

import json
import math
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median
from typing import Literal

from benchmarks import answers
from benchmarks.contracts import make_contracts
from benchmarks.measures import Facts, Measure, Reference, arguments, simulating
from benchmarks.place import UNTIL, UNTIL_2025, Answer, Place, clients, megabytes
from benchmarks.situation_facts import LAST_TABLE, make_situation

Tell = Callable[[str], None]
INVENTED: dict[Facts, date] = {"people": UNTIL, "people-to-2025": UNTIL_2025}  # their last day
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
    asked = [one for one in measure.references if one.least <= people <= one.most and _there(one.needs)]
    references = [Runs(reference.name, reference.same) for reference in asked]
    for number in range(times):
        tell(f"{people} {measure.facts}, {measure.name}, run {number + 1} of {times}")
        with tempfile.TemporaryDirectory(prefix="polku-bench-") as out:
            place = Place(facts, Path(out))
            product.runs.append(_run(measure, measure, place, people))
        for reference, runs in zip(asked, references, strict=True):
            if runs.runs and runs.best > SLOW:
                continue
            with tempfile.TemporaryDirectory(prefix="polku-bench-") as out:
                runs.runs.append(_run(measure, reference, Place(facts, Path(out)), people))
            compare(measure, product.runs[-1], runs)
    return Measured(measure, people, product, references)


def _there(program: str) -> bool:
    return not program or shutil.which(program) is not None


def make_facts(kind: Facts, people: int, folder: Path, tell: Tell) -> Path:
    """A facts folder of about so many people, or participations, unless it is there from an earlier run."""
    facts = folder / f"{kind}-{people}"
    if kind == "participations" and not (facts / "pilot.yaml").is_file():
        tell(f"Making {people} participations with their jobs")
        make_contracts(people, facts)
    elif kind == "residents" and not (facts / f"{LAST_TABLE}.parquet").is_file():
        tell(f"Making {people} people of all municipalities")
        make_situation(people, facts)
    elif kind in INVENTED and not (facts / "truth.json").is_file():
        tell(f"Inventing {people} people (from {clients(people)} clients on the first day)")
        command = simulating(INVENTED[kind])
        _spawn([sys.executable, "-m", "polku.cli", *arguments(command, Place(facts, facts), people)])
    return facts


def _run(measure: Measure, way: Measure | Reference, place: Place, people: int) -> Run:
    """One way to ask, the product's or a reference's, in a process of its own."""
    if not way.command:
        return _task(way.task, place, measure.clock)
    settings = dict(way.settings) if isinstance(way, Reference) else {}
    run, text = _spawn([sys.executable, "-m", "polku.cli", *arguments(way.command, place, people)], settings)
    told = json.loads(text)
    answer = {name: value for name, value in told.items() if isinstance(value, int) and name != "warnings"}
    if measure.step == "check":
        answer = told["by_kind"] | {"faults": told["errors"] + told["warnings"]}
    return Run(run.seconds, run.cpu, run.peak_mb, answer | answers.written(place.out))


def _task(task: str, place: Place, clock: Literal["inside", "whole"]) -> Run:
    run, text = _spawn([sys.executable, "-m", "benchmarks.task", task, str(place.facts), str(place.out)])
    told = json.loads(text)
    if clock == "whole":
        return Run(run.seconds, run.cpu, run.peak_mb, told["answer"])
    return Run(told["seconds"], told["cpu"], told["peak_mb"], told["answer"])


def _spawn(command: Sequence[str], settings: Mapping[str, str] | None = None) -> tuple[Run, str]:
    """Run a command to its end: wall seconds from outside, processor seconds and peak as the system counts them."""
    with tempfile.TemporaryFile() as out:
        begun = time.perf_counter()
        environment = os.environ | dict(settings or {})
        process = subprocess.Popen(command, stdout=out, cwd=Path(__file__).parents[1], env=environment)
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
    """Hold the last run of a reference against Polku's, unless it could not be had. Raises DifferentAnswers."""
    if math.isnan(other.runs[-1].seconds):
        return
    differ = answers.disagreements(product.answer, other.runs[-1].answer)
    if differ:
        raise DifferentAnswers(f"{measure.name}: Polku and {other.name} differ: {'; '.join(differ)}")
    if other.same and not product.answer.keys() & other.runs[-1].answer.keys():
        raise DifferentAnswers(f"{measure.name}: Polku and {other.name} tell nothing that could be compared")
