"""The command that tells what contracts would pay: forecast."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from polku.cli._ways import json_option, lang_option, pilot_argument, tell, tell_summary, writing


@click.command()
@pilot_argument
@click.option("--clients", type=click.IntRange(min=0), default=1000, show_default=True, help="People on the first day.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Same seed, same forecast.")
@click.option("--runs", type=click.IntRange(min=1), default=20, show_default=True, help="Times to invent the people.")
@writing
@lang_option
@json_option
def forecast(pilot: str, clients: int, seed: int, runs: int, out: Path, form: Any, lang: Any, as_json: bool) -> None:
    """Tell before signing what contracts would pay, on invented people: a table, and a page."""
    from polku import forecast as forecasting
    from polku.definition import load_pilot

    summary = forecasting.forecast(
        load_pilot(pilot), clients=clients, seed=seed, runs=runs, out=out, form=form, lang=lang, progress=tell
    )
    tell_summary(summary, out, as_json=as_json)
    if not as_json:
        click.echo(f"The page, on invented people: {out / 'forecast.html'}")
