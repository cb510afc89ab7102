"""Commands that invent people: simulate and demo."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from polku.cli._ways import (
    DAY,
    FOLDER,
    json_option,
    lang_option,
    pilot_argument,
    target_folder,
    tell,
    tell_report,
    tell_summary,
    writing,
)


@click.command()
@pilot_argument
@click.option("--clients", type=click.IntRange(min=0), default=1000, show_default=True, help="People on the first day.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Same seed, same people.")
@click.option("--settings", type=click.Path(path_type=Path), help="YAML: how the world differs from the published one.")
@click.option("--from", "start", type=DAY, help="First day (default: the pilot's).")
@click.option("--until", type=DAY, help="Last day (default: the pilot's).")
@writing
@json_option
def simulate(
    pilot: str,
    clients: int,
    seed: int,
    settings: Path | None,
    start: date | None,
    until: date | None,
    out: Path,
    form: str,
    as_json: bool,
) -> None:
    """Invent people for a pilot: a facts folder, and `truth.json` with the effects that were planted."""
    from polku import pipeline

    summary = pipeline.simulate(
        pilot,
        clients=clients,
        seed=seed,
        settings=settings,
        start=start,
        until=until,
        to=target_folder(out, form),
        tell=tell,
    )
    tell_summary(summary, out, as_json=as_json)


@click.command()
@click.option("--clients", type=click.IntRange(min=0), default=28000, show_default=True, help="People on 1.3.2021.")
@click.option("--out", type=FOLDER, default=Path("demo"), show_default=True, help="The folder that gets it all.")
@lang_option
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Of the web service.")
@click.option("--serve/--no-serve", default=False, help="Start the web service afterwards, where it is installed.")
@json_option
@click.pass_context
def demo(context: click.Context, clients: int, out: Path, lang: Any, port: int, serve: bool, as_json: bool) -> None:
    """Invent Pirkanmaa's people, run the whole chain on them and say where the report is."""
    from polku import pipeline

    service = context.find_root().command.get_command(context, "serve") if serve else None  # type: ignore[attr-defined]
    if serve and service is None:
        raise click.UsageError("The web service is not installed here. Leave --serve out, and open the report.")
    summary = pipeline.demo(clients, out, lang, tell)
    tell_summary(summary, out / "results", as_json=as_json)
    if not as_json:
        click.echo(f"Invented people: {out / 'facts'}")
        tell_report(out / "results")
    if service is not None:
        context.invoke(service, port=port)
