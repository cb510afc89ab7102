"""What is done to runs: each a function, a transaction and an entry in the log."""

from __future__ import annotations

from datetime import datetime, timedelta
from importlib.metadata import version as version_of

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from polku_web.audit.actions import record
from polku_web.base.actors import Actor
from polku_web.figures.gathering import Gathered, write
from polku_web.figures.models import PilotFigures, Run
from polku_web.organisations.models import Organisation

SILENT = timedelta(minutes=20)  # whoever has given no sign of life for so long has died
KEPT = timedelta(days=14)  # how long a run is kept; of each pilot the newest figures stay


class Lost(Exception):  # noqa: N818 - it says what happened
    """The run was given up for dead, and somebody else may have begun another."""


def begin(*, organisation: Organisation, by: Actor) -> Run:
    """Begin a run. ValidationError when one is under way; one that has died is closed."""
    try:
        with transaction.atomic():
            _close_dead(organisation, by)
            run = Run(organisation=organisation, asked_at=by.at, beat_at=by.at)
            run.save(force_insert=True)
            record(by, "figures.asked", run)
    except IntegrityError as error:
        raise ValidationError(_("Lukuja lasketaan jo. Odota, että laskenta valmistuu.")) from error
    return run


def _close_dead(organisation: Organisation, by: Actor) -> None:
    dead = organisation.figure_runs.filter(state=Run.State.RUNNING, beat_at__lt=by.at - SILENT)
    for run in dead:
        fail(run=run, fault=Run.Fault.BROKEN, by=by)


def beat(run: Run, at: datetime) -> None:
    """Say that the run is alive. Raises Lost when it was given up."""
    if not _mine(run).update(beat_at=at):
        raise Lost


@transaction.atomic
def keep(*, run: Run, at: datetime, gathered: list[Gathered], by: Actor) -> Run:
    """Keep what was gathered, all of it or nothing; older runs go by their term. Raises Lost when it was given up."""
    if not _mine(run).update(state=Run.State.DONE, at=at, program=version_of("polku")):
        raise Lost
    run.refresh_from_db()
    rows = [write(run, one) for one in gathered]
    removed = _remove_old(run.organisation, by.at)
    record(by, "figures.made", run, after={"moment": at.isoformat(), "rows": sum(rows), "removed": removed})
    return run


@transaction.atomic
def fail(*, run: Run, fault: str, by: Actor, detail: str = "") -> None:
    """Close a run that came to nothing, with why; nothing where it is closed already."""
    if _mine(run).update(state=Run.State.FAILED, fault=fault, detail=detail[:1000]):
        record(by, "figures.failed", run, after={"fault": fault})


def _mine(run: Run):
    return Run.objects.filter(pk=run.pk, state=Run.State.RUNNING)


def _remove_old(organisation: Organisation, now: datetime) -> int:
    """Runs past their term go, but for the newest figures of each pilot: of an ended pilot they stay the last ones."""
    newest = PilotFigures.objects.filter(pilot=OuterRef("pilot")).order_by("-run__at", "-pk")
    last = PilotFigures.objects.filter(pk=Subquery(newest.values("pk")[:1])).values("run")
    old = organisation.figure_runs.exclude(state=Run.State.RUNNING).filter(asked_at__lt=now - KEPT)
    return old.exclude(pk__in=list(last.values_list("run", flat=True))).delete()[1].get("figures.Run", 0)
