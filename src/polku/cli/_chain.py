"""Commands on facts: check, target, outcomes, settle, and the whole chain."""

from __future__ import annotations

import json
import sys
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
    tell_report,
    tell_summary,
    writing,
)


@click.command()
@facts_argument
@click.option("--pilot", help="Also tell services, providers and contracts that this pilot does not have.")
@reading
@json_option
def check(
    facts: Path, pilot: str | None, known_on: date | None, mapping: str | None, quarantine: Path | None, as_json: bool
) -> None:
    """Tell every fault of the facts: file, row, column, value and what would be right. Exits 1 when any is an error."""
    from polku import pipeline

    found = pipeline.check(source(facts, known_on, mapping, quarantine), pilot, tell, all_faults=as_json)
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        for fault in found.told_faults():
            click.echo(fault, err=True)
        for line in found.told():
            click.echo(line)
    if found.errors:
        sys.exit(1)


@click.command()
@pilot_argument
@facts_argument
@click.option("--on", type=DAY, required=True, help="The day on which it is asked who belongs.")
@writing
@reading
@json_option
def target(pilot: str, facts: Path, on: date, out: Path, form: str, as_json: bool, **read: Any) -> None:
    """Decide who belongs on a day: writes `members`, with reasons, and `undecided`, with what is missing."""
    from polku import pipeline

    summary = pipeline.target(pilot, source(facts, **read), target_folder(out, form), on, tell)
    tell_summary(summary, out, as_json=as_json)


@click.command()
@pilot_argument
@facts_argument
@click.option("--until", type=DAY, required=True, help="The last day that is known.")
@writing
@reading
@json_option
def outcomes(pilot: str, facts: Path, until: date, out: Path, form: str, as_json: bool, **read: Any) -> None:
    """Follow each participation of the facts: first job, days in work, studies, status after 90, 180 and 365 days."""
    from polku import pipeline

    summary = pipeline.outcomes(pilot, source(facts, **read), target_folder(out, form), until, tell)
    tell_summary(summary, out, as_json=as_json)


@click.command()
@pilot_argument
@facts_argument
@click.option("--until", type=DAY, required=True, help="The last day that is known.")
@click.option("--ledger", type=FOLDER, help="Also post what is due, less what was posted before, into this ledger.")
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="Run the rules on DuckDB, or on Spark (needs polku[spark]).",
)
@lang_option
@writing
@reading
@json_option
def settle(
    pilot: str,
    facts: Path,
    until: date,
    ledger: Path | None,
    engine: Any,
    lang: Any,
    out: Path,
    form: str,
    as_json: bool,
    **read: Any,
) -> None:
    """Settle the pilot's contracts: writes `fee_lines`, what is due to whom and why, to the cent."""
    from polku import pipeline

    to = target_folder(out, form)
    summary = pipeline.settle(pilot, source(facts, **read), to, until, lang, ledger, tell, engine)
    tell_summary(summary, out, as_json=as_json)


@click.command()
@pilot_argument
@facts_argument
@click.option("--until", type=DAY, help="The last day that is known (default: the pilot's last day).")
@lang_option
@writing
@reading
@json_option
def run(
    pilot: str, facts: Path, until: date | None, lang: Any, out: Path, form: str, as_json: bool, **read: Any
) -> None:
    """Run the whole chain: who belongs, what came of it, what is due and what it cost, and a report of it all."""
    from polku import pipeline

    summary = pipeline.run(pilot, source(facts, **read), target_folder(out, form), until, lang, tell)
    tell_summary(summary, out, as_json=as_json)
    if not as_json:
        tell_report(out)
