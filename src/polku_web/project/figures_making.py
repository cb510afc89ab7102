"""Figures made: a snapshot in a private folder, counted by `polku`, kept as sums, and the folder removed."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path

from django.utils import timezone

from polku.base import PolkuError
from polku.definition import MissingPart
from polku.facts import FactsError
from polku.pipeline import Input
from polku.pipeline import figures as counted
from polku.settlement import SettlementError
from polku_web.base.actors import Actor
from polku_web.contracts.models import Pilot
from polku_web.contracts.queries import definition_of, latest
from polku_web.figures.actions import beat, fail, keep
from polku_web.figures.gathering import Gathered, still_counts
from polku_web.figures.models import Run
from polku_web.organisations.models import Organisation
from polku_web.project.snapshot import take_snapshot

PREFIX = "polku-figures-"
FAULTS = {FactsError: Run.Fault.FACTS, SettlementError: Run.Fault.SETTLEMENT, MissingPart: Run.Fault.PILOT}
Tell = Callable[[str], None]


def make(run: Run, *, at: datetime, clock: Callable[[], datetime] = timezone.now, tell: Tell = lambda _: None) -> Run:
    """Make the figures of a run that was begun, as of the moment. Whatever goes wrong closes the run, and is raised."""
    by = Actor(at, name="polku figures", client_organiser_id=run.organisation_id)
    try:
        return _made(run, by, clock, tell)
    except BaseException as error:
        fault = next((fault for kind, fault in FAULTS.items() if isinstance(error, kind)), _fault(error))
        # Only settlement's words are kept: they name participations by their ids. Others repeat values of clients.
        fail(run=run, fault=fault, by=by, detail=str(error) if fault == Run.Fault.SETTLEMENT else "")
        raise


def _fault(error: BaseException) -> str:
    return str(Run.Fault.OTHER if isinstance(error, Exception) else Run.Fault.BROKEN)


def _made(run: Run, by: Actor, clock: Callable[[], datetime], tell: Tell) -> Run:
    on = timezone.localdate(by.at)

    def alive(text: str) -> None:
        beat(run, clock())
        tell(text)

    with private_folder() as folder:
        tables = take_snapshot(organisation=run.organisation, out=folder, by=by, tell=tell)
        gathered = [
            _gathered(pilot, folder, on, list(tables), alive) for pilot in pilots_with_figures(run.organisation, on)
        ]
    return keep(run=run, at=by.at, gathered=gathered, by=by)


def _gathered(pilot: Pilot, folder: Path, on: date, tables: list[str], tell: Tell) -> Gathered:
    told = definition_of(pilot)
    return Gathered(pilot, latest(pilot), told, on, counted(told, Input(folder), on, tell), tables)


def pilots_with_figures(organisation: Organisation, on: date) -> list[Pilot]:
    """The organiser's pilots that run on the day, or whose contracts still pay for results."""
    return [pilot for pilot in organisation.pilots.all() if still_counts(definition_of(pilot), on)]


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder that only this process's user reads, gone at the end; those that killed processes left go first.

    Whoever uses a folder holds its lock, which ends with the process: its number may be another's in another container.
    """
    place = Path(tempfile.gettempdir())
    for path in place.glob(f"{PREFIX}*"):
        _sweep(path)
    folder, held = _locked(place)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
        os.close(held)


def _locked(place: Path) -> tuple[Path, int]:
    """A new folder and its lock; another one where somebody swept it before it was locked."""
    while True:
        folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
        with suppress(FileNotFoundError):
            held = _lock(folder)
            if held is not None and folder.exists():
                return folder, held
            if held is not None:
                os.close(held)


def _lock(folder: Path) -> int | None:
    """The lock of the folder; None when somebody holds it."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(opened)
        return None
    return opened


def _sweep(folder: Path) -> None:
    """Remove a folder that nobody holds; another user's stays."""
    with suppress(OSError):
        held = _lock(folder)
        if held is not None:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(held)


def told_fault(error: PolkuError) -> str:
    """What went wrong, for the command line, where whoever reads it may see the facts."""
    return f"{error} Nothing was kept; the earlier figures stay."
