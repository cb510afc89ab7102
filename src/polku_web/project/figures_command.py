"""`polku figures`: the figures of running pilots, made and kept by the web service."""

from __future__ import annotations

import json
import signal
import sys
from typing import Any

import click

from polku_web.project.commands import begin, now


@click.command()
@click.option("--organiser", help="Whose figures, where the service has more than one organiser.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def figures(organiser: str | None, as_json: bool) -> None:
    """Make the figures of the web service's running pilots: contracts' sums and the situational picture.

    Run it every night. It takes a snapshot into a private temporary folder (TMPDIR), which is removed whatever happens,
    and keeps sums only, all of them or nothing. One run goes at a time.
    """
    begin()
    from django.core.exceptions import ValidationError

    from polku.base import PolkuError
    from polku_web.base.actors import Actor
    from polku_web.figures.actions import Lost
    from polku_web.figures.actions import begin as begin_run
    from polku_web.project.figures_making import make, told_fault
    from polku_web.project.snapshot import organiser_of

    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the folder is removed then, too
    at = now()
    try:
        ours = organiser_of(organiser)
        run = begin_run(organisation=ours, by=Actor(at, name="polku figures", client_organiser_id=ours.pk))
        made = make(run, at=at, tell=_tell)
    except ValidationError as error:
        raise PolkuError("Figures are being made already. Wait until that run is over.") from error
    except Lost as error:
        raise PolkuError("This run was taken for dead, and another has begun. Nothing was kept of this one.") from error
    except PolkuError as error:
        raise PolkuError(told_fault(error)) from error
    _say(made, as_json)


def _say(made: Any, as_json: bool) -> None:
    from polku_web.figures.queries import kept_of

    told = kept_of(made)
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for one in told["pilots"]:
        click.echo(f"{one['pilot']}: {one['contracts']} contracts, {one['series']} series of the picture.")
    if not told["pilots"]:
        click.echo("No pilot runs today: there was nothing to count.")


def _tell(text: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"… {text}", err=True)
