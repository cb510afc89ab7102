"""The command that tells whether a pilot worked: evaluate."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from polku.cli._ways import (
    DAY,
    FOLDER,
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
@click.option("--until", type=DAY, help="The last day that is known.  [default: the newest day of the facts]")
@click.option("--package", type=FOLDER, help="Also write a research package without ids and days into this folder.")
@lang_option
@writing
@reading
@json_option
def evaluate(
    pilot: str,
    facts: Path,
    until: date | None,
    package: Path | None,
    lang: Any,
    out: Path,
    form: str,
    as_json: bool,
    **read: Any,
) -> None:
    """Estimate what a pilot changed: `estimates`, `balance`, `verdicts`, `conclusions`, and a page for the council."""
    from polku import pipeline

    summary = pipeline.evaluate(pilot, source(facts, **read), target_folder(out, form), until, lang, tell, package)
    tell_summary(summary, out, as_json=as_json)
    if not as_json:
        click.echo(f"The page: {out / 'report.html'}")
