"""The command that tells why a client's fees were earned or not: explain."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from polku.cli._ways import DAY, facts_argument, json_option, lang_option, pilot_argument, reading, source, tell


@click.command()
@pilot_argument
@facts_argument
@click.option("--person", required=True, help="The client: a person_id, or the employer_id of a company.")
@click.option("--until", type=DAY, required=True, help="The last day that is known.")
@lang_option
@reading
@json_option
def explain(pilot: str, facts: Path, person: str, until: date, lang: Any, as_json: bool, **read: Any) -> None:
    """Tell for one client why each fee was or was not earned, what is missing and what proof is awaited."""
    from polku import pipeline
    from polku.settlement import explanation_json, explanation_text

    told = pipeline.explain(pilot, source(facts, **read), person, until, lang, tell)
    click.echo(json.dumps(explanation_json(told), ensure_ascii=False) if as_json else explanation_text(told))
