"""`polku demo-service`: the web service filled with the invented people of a demo, and started."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date, datetime, time
from pathlib import Path
from time import perf_counter
from typing import Any

import click

from polku.cli import DAY, FOLDER

DATABASE = "polku.sqlite3"


@click.command("demo-service")
@click.argument("folder", type=FOLDER)
@click.option("--on", "day", type=DAY, required=True, help="The day up to which the facts go.")
@click.option("--clients", type=click.IntRange(min=0), default=28000, show_default=True, help="Clients at most.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Of the web service.")
@click.option("--start/--no-start", default=True, help="Start the web service, too.")
@click.pass_context
def demo_service(context: click.Context, folder: Path, day: date, clients: int, port: int, start: bool) -> None:
    """Fill the web service with the invented people of FOLDER, which `polku demo` made, and start it in demo mode.

    Its database is FOLDER/polku.sqlite3. An earlier one there is replaced when the new one is whole.
    """
    database, building = folder / DATABASE, folder / f".{DATABASE}"
    _forget(building)
    env = {**os.environ, **_environment(folder, building)}
    call = [sys.executable, "-m", "polku_web.project.demo_command", str(folder), day.isoformat(), str(clients)]
    done = subprocess.run(call, env=env, check=False)  # noqa: S603 - ourselves, by a day and a number
    if done.returncode:
        _forget(building)
        sys.exit(done.returncode)
    earlier = database.exists()
    _forget(database)
    building.replace(database)
    click.echo(f"The web service's data: {database}" + (" (the earlier demo's was replaced)" if earlier else ""))
    if start:
        os.environ.update(_environment(folder, database))
        from polku_web.project.commands import serve

        context.invoke(serve, port=port, prepares=False)


def _environment(folder: Path, database: Path) -> dict[str, str]:
    """Settings of the demo and of nothing else: a real service's database is not touched by it."""
    return {
        "POLKU_DEMO": "1",
        "DATABASE_URL": f"sqlite:///{database.absolute()}",
        "STATIC_FOLDER": str((folder / "static").absolute()),
    }


def _forget(database: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        database.with_name(database.name + ending).unlink(missing_ok=True)


def fill(folder: Path, day: date, clients: int) -> None:
    """Fill the database of the settings, in a process of its own."""
    from polku_web.project.commands import begin, prepare

    begin()
    from django.db import connection
    from django.utils import timezone

    from polku_web.project.demo_world import load_world

    began = perf_counter()
    prepare()
    at: Any = timezone.make_aware(datetime.combine(day, time(9)))
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":  # the file is not in its place yet: nothing is lost when this breaks off
            cursor.execute("PRAGMA synchronous=OFF")
            cursor.execute("PRAGMA cache_size=-400000")  # kilobytes: keys are random, so pages are met again and again
    counts = load_world(folder / "facts", at=at, clients=clients, tell=_tell)
    _ask_for_figures()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    rows = sum(counts.values())
    click.echo(f"Filled the web service: {counts['clients']} clients, {rows} rows, {perf_counter() - began:.0f} s.")


def _ask_for_figures() -> None:
    """The worker beside the service makes them, so that nobody waits for the demo to open."""
    from django.utils import timezone

    from polku_web.base.actors import Actor
    from polku_web.project.demo import ORGANISER
    from polku_web.project.figures_tasks import ask
    from polku_web.project.snapshot import organiser_of

    ours = organiser_of(ORGANISER)
    ask(organisation=ours, by=Actor(timezone.now(), name="polku demo", client_organiser_id=ours.pk))


def _tell(text: str) -> None:
    if sys.stderr.isatty():
        click.echo(f"… {text}", err=True)


if __name__ == "__main__":
    fill(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]), int(sys.argv[3]))
