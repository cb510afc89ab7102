"""Figures made: a snapshot in a private folder, counted by `polku`, kept as sums, and the folder removed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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

    A process makes one set of figures at a time: a folder with its own number is an earlier process's, too.
    """
    _sweep(Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-") as folder:
        yield Path(folder)


def _sweep(place: Path) -> None:
    for path in place.glob(f"{PREFIX}*"):
        number = path.name.removeprefix(PREFIX).partition("-")[0]
        if number.isdigit() and (int(number) == os.getpid() or not _lives(int(number))):
            shutil.rmtree(path, ignore_errors=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:  # somebody else's
        return True
    return True


def told_fault(error: PolkuError) -> str:
    """What went wrong, for the command line, where whoever reads it may see the facts."""
    return f"{error} Nothing was kept; the earlier figures stay."
