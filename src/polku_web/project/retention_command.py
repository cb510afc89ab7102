"""`polku retention`: what is kept of people who are no longer clients ends by its term."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from typing import Any

import click

from polku_web.project.commands import begin


@click.command()
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), metavar="DAY", help="The day; today when not given.")
@click.option("--dry-run", is_flag=True, help="Say what would happen, and change nothing.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def retention(day: datetime | None, dry_run: bool, as_json: bool) -> None:
    """Announce and remove what the web service has kept for its term.

    People are told first, and nothing is removed before the day that they were told. Whole or nothing: a run that is
    broken off has changed nothing.
    """
    begin()
    from django.core.exceptions import ImproperlyConfigured
    from django.utils import timezone

    from polku_web.base.actors import Actor
    from polku_web.privacy.retention import run

    now = datetime.now(UTC)  # noqa: TID251 - the command line is where the clock is asked
    on = day.date() if day else timezone.localdate(now)
    if on > timezone.localdate(now) and not dry_run:
        raise click.UsageError("A day to come can only be looked at: add --dry-run.")
    try:
        outcome = run(on=on, by=Actor(now, name="polku retention"), dry_run=dry_run)
    except ImproperlyConfigured as error:
        click.echo(f"polku: {error}", err=True)
        sys.exit(1)
    told = outcome.told()
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else "\n".join(_lines(told)))


def _lines(told: dict[str, Any]) -> list[str]:
    """The outcome as a person reads it."""
    would = "would be " if told["dry_run"] else ""
    lines = [f"Retention on {told['on']}: {told['clients']} people looked at."]
    lines += [f"  {would}announced: {kind}, {number} people" for kind, number in sorted(told["announced"].items())]
    lines += [
        f"  {would}removed: {kind}, {number} people" for kind, number in sorted(told["removed"].items()) if number
    ]
    lines += [f"    rows of {table}: {number}" for table, number in sorted(told["rows"].items())]
    lines += [
        f"  {would}withdrawn, since the person is a client again: {told['withdrawn']}",
        f"  people of whom nothing {'would be' if told['dry_run'] else 'is'} left: {told['gone']}",
        f"  due, and held by an open request: {told['held']}",
        f"  without a day to count from, to be looked at: {told['without_day']}",
        f"  files that nobody took in, {would}removed: {told['files']}",
        f"  rows of other files that are not needed, {would}removed: {told['file_rows']}",
        f"  ended sessions {would}removed: {told['sessions']}",
        f"  entries of the log older than its term: {told['log_past_term']}",
    ]
    return lines
