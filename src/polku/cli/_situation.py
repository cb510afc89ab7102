"""The command of the situational picture: situation."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from polku.cli._cost import MONTH
from polku.cli._ways import facts_argument, json_option, reading, source, target_folder, tell, tell_summary, writing


@click.command()
@facts_argument
@click.option("--from", "since", type=MONTH, required=True, help="The first month.")
@click.option("--to", "until", type=MONTH, required=True, help="The last month.")
@click.option("--pilot", help="Also count the pilot's own clients, as an area of its own.")
@click.option("--publish", is_flag=True, help="Also write `published`, with small figures and what reveals them blank.")
@click.option("--add", is_flag=True, help="Count only the months after those that --out has, and keep the rest.")
@writing
@reading
@json_option
def situation(
    facts: Path,
    since: date,
    until: date,
    pilot: str | None,
    publish: bool,
    add: bool,
    out: Path,
    form: str,
    as_json: bool,
    **read: Any,
) -> None:
    """Draw the situational picture: indicators by month, municipality, employment area and group, with definitions."""
    from polku import pipeline

    if until < since:
        raise click.UsageError(f"--to {until:%Y-%m} is before --from {since:%Y-%m}.")
    asked = pipeline.PictureAsked(since, until, pilot, publish, add)
    summary = pipeline.situation(source(facts, **read), target_folder(out, form), asked, tell)
    tell_summary(summary, out, as_json=as_json)
