"""Commands that invent people: simulate and demo."""

from __future__ import annotations

import socket
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from polku.base import PolkuError
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
@click.option(
    "--clients", type=click.IntRange(min=0), default=28000, show_default=True, help="People on its first day."
)
@click.option("--out", type=FOLDER, default=Path("demo"), show_default=True, help="The folder that gets it all.")
@click.option("--on", "day", type=DAY, help="The day of the demo, on which the pilot runs (default: today).")
@lang_option
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Of the web service.")
@click.option("--serve/--no-serve", default=True, help="Start the web service at the end, where it is installed.")
@json_option
@click.pass_context
def demo(
    context: click.Context, clients: int, out: Path, day: date | None, lang: Any, port: int, serve: bool, as_json: bool
) -> None:
    """Invent Pirkanmaa's people, run the whole chain on them, fill the web service with them and start it.

    Nobody in it exists. The pilot's years are moved so that it runs on the day. Running it again makes everything anew.
    """
    from polku import pipeline

    service = _service(context)
    if service is not None and serve:
        _refuse_taken(port)
    on = day or datetime.now().date()  # noqa: TID251, DTZ005 - the command line is where the clock is asked
    summary = pipeline.demo(clients, out, lang, on, tell)
    tell_summary(summary, out / "results", as_json=as_json)
    if not as_json:
        click.echo(f"Invented people: {out / 'facts'}")
        tell_report(out / "results")
    if service is not None:
        context.invoke(service, folder=out, day=on, clients=clients, port=port, start=serve)


def _service(context: click.Context) -> click.Command | None:
    """The command that fills the web service and starts it."""
    found: click.Command | None = context.find_root().command.get_command(context, "demo-service")  # type: ignore[attr-defined]
    if found is None:
        click.echo("The web service is not installed here: the demo ends with its report.", err=True)
    return found


def _refuse_taken(port: int) -> None:
    """A port in use is told before the long work begins."""
    with socket.socket() as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind(("127.0.0.1", port))
        except OSError as error:
            raise PolkuError(
                f"Port {port} is in use. Stop what uses it, or name another: polku demo --port {port + 1}"
            ) from error
