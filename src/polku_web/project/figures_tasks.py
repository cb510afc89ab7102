"""Figures made in the background, by `polku work`."""

from __future__ import annotations

import logging

from django.utils import timezone
from django_tasks import task

from polku_web.base.actors import Actor
from polku_web.figures.actions import Lost, begin
from polku_web.figures.models import Run
from polku_web.organisations.models import Organisation
from polku_web.project.figures_making import make

log = logging.getLogger("polku_web.figures")


@task()
def make_in_background(run_id: str) -> None:
    """Make the figures of the run. Why it came to nothing is told on the page; the log has the kind of error only."""
    run = Run.objects.filter(pk=run_id, state=Run.State.RUNNING).select_related("organisation").first()
    if run is None:  # it was given up for dead before a worker came to it
        return
    try:
        make(run, at=timezone.now())
    except Lost:
        log.warning("figures given up")
    except Exception as error:
        log.exception("figures failed", extra={"error": type(error).__name__})


def ask(*, organisation: Organisation, by: Actor) -> Run:
    """Begin a run that the background makes. ValidationError when one is under way."""
    run = begin(organisation=organisation, by=by)
    make_in_background.enqueue(str(run.pk))
    return run
