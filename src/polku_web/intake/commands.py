"""The command by which another system's file comes in at night. Django is imported when it runs."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click

SHOWN = 20
KINDS = ["clients", "meetings", "plans"]


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", type=click.Choice(KINDS), default="clients", show_default=True, help="What a row is.")
@click.option("--all-from", default="", metavar="DAY", help="The file tells all meetings, or plans, from this day on,")
@click.option("--all-until", default="", metavar="DAY", help="to this day: those of them that it lacks are withdrawn.")
@click.option("--pilot", "pilot_key", default="", metavar="KEY", help="Decide who belongs to this pilot.")
@click.option("--organiser", default="", metavar="NAME", help="The organiser, where the service has several.")
@click.option("--unit", default="", metavar="NAME", help="The unit that new clients come to, where there are several.")
@click.option("--on", "on", default="", metavar="DAY", help="The day of what has no day of its own (today).")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def import_clients(file: Path, as_json: bool, **told: str) -> None:
    """Take clients in from a file of the national system, or their meetings or plans: what is new and what has changed.

    The file is CSV or XLSX with a client, a meeting or a plan a row (docs/web/intake.md). The same file again changes
    nothing. Faulty rows wait on the file's page in the service; exits 1 when there are any, or when the file could not
    be taken in.
    """
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "polku_web.project.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured, ValidationError

    try:
        django.setup()
        from polku_web.intake import nightly

        at = datetime.now(UTC)  # noqa: TID251 - the command line is where the clock is asked
        where = nightly.unit_named(told["organiser"], told["unit"], told["kind"])
        result = nightly.take_file(
            content=file.read_bytes(),
            name=file.name,
            unit=where,
            pilot=nightly.pilot_of(where, told["pilot_key"], told["kind"]),
            on=date.fromisoformat(told["on"]) if told["on"] else nightly.day_of(at),
            at=at,
            kind=told["kind"],
            all_of=nightly.days_of(told["kind"], told["all_from"], told["all_until"]),
        )
    except ValidationError as error:
        _end(" ".join(error.messages))
    except (ImproperlyConfigured, ValueError) as error:
        _end(str(error))
    _tell(result, as_json)


def _end(told: str) -> None:
    click.echo(f"polku: {told}", err=True)
    sys.exit(1)


def _tell(result, as_json: bool) -> None:  # type: ignore[no-untyped-def] # its type needs Django
    if as_json:
        told = {"batch": str(result.batch.pk), "same_file": result.same_file, "counts": result.counts}
        click.echo(json.dumps({**told, "faulty": result.faulty}))
    elif result.same_file:
        click.echo("The file is the one that was taken in the last time; nothing was done.")
    else:
        click.echo(", ".join(f"{name}: {number}" for name, number in result.counts.items()) or "Nothing was taken in.")
    for line in result.faulty[:SHOWN] if not as_json else []:
        click.echo(f"polku: {line}", err=True)
    if len(result.faulty) > SHOWN and not as_json:
        click.echo(f"polku: and {len(result.faulty) - SHOWN} more; they wait on the file's page.", err=True)
    sys.exit(1 if result.faulty else 0)
