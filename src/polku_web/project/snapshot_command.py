"""`polku snapshot`: from the web service to the facts that everything else is computed from."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import click

from polku.cli import DAY, FOLDER
from polku_web.project.commands import begin, now


@click.command()
@click.option("--out", type=FOLDER, required=True, help="The facts folder that is written.")
@click.option("--known-on", type=DAY, help="Leave out rows that were recorded later than this day.")
@click.option("--organiser", help="Whose clients, where the service has more than one organiser.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["parquet", "csv"]),
    default="parquet",
    show_default=True,
    help="The form of the tables.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the numbers of rows as JSON.")
def snapshot(out: Path, known_on: date | None, organiser: str | None, form: Any, as_json: bool) -> None:
    """Write the web service's rows as a facts folder: people by opaque ids, without names and identity numbers.

    What it reads is of one moment, while others go on working. `polku check` and `polku run` read the folder.
    """
    begin()
    from polku_web.base.actors import Actor
    from polku_web.project.snapshot import organiser_of, take_snapshot

    by = Actor(now(), name="polku snapshot")
    counts = take_snapshot(
        organisation=organiser_of(organiser), out=out, by=by, form=form, known_on=known_on, tell=_tell
    )
    if as_json:
        click.echo(json.dumps(counts))
        return
    told = ", ".join(f"{name} ({rows} rows)" for name, rows in counts.items())
    click.echo(f"Wrote {told} into {out}.")


def _tell(table: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"… {table}", err=True)
