"""The command that tells how people moved between services: path."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from polku.cli._ways import (
    DAY,
    facts_argument,
    json_option,
    lang_option,
    pilot_argument,
    reading,
    source,
    target_folder,
    tell,
    tell_summary,
    writing,
)


@click.command()
@pilot_argument
@facts_argument
@click.option("--until", type=DAY, required=True, help="The last day that is known.")
@lang_option
@writing
@reading
@json_option
def path(pilot: str, facts: Path, until: date, lang: Any, out: Path, form: str, as_json: bool, **read: Any) -> None:
    """Follow people between services: writes `transitions`, `waits`, `path_breaks`, and a page with a flow chart."""
    from polku import pipeline

    summary = pipeline.path(pilot, source(facts, **read), target_folder(out, form), until, lang, tell)
    tell_summary(summary, out, as_json=as_json)
    if not as_json:
        click.echo(f"The page: {out / 'path.html'}")
