"""What the commands share: the group, days, options, progress and the closing summary."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from datetime import date
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from polku.base import PolkuError

if TYPE_CHECKING:
    from polku.pipeline import Input, Target


class Polku(click.Group):
    """The commands of this package, and those that other packages register under `polku.commands`."""

    def list_commands(self, context: click.Context) -> list[str]:
        """Own commands and registered ones, by name."""
        return sorted({*super().list_commands(context), *entry_points(group="polku.commands").names})

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        """The command of the name, own ones first."""
        own = super().get_command(context, name)
        if own is not None or name not in entry_points(group="polku.commands").names:
            return own
        command: click.Command = entry_points(group="polku.commands")[name].load()
        return command

    def invoke(self, context: click.Context) -> Any:
        """Run the command; faults of the input are told on stderr and end it with 1."""
        try:
            return super().invoke(context)
        except PolkuError as error:
            click.echo(f"polku: {error}", err=True)
            context.exit(1)


class Day(click.ParamType[date]):
    """A day on the command line: 2024-06-14 or 14.6.2024."""

    name = "day"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> date:
        """The day; a usage error when the text is none."""
        if isinstance(value, date):
            return value
        finnish = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", str(value))
        text = f"{finnish[3]}-{finnish[2]:0>2}-{finnish[1]:0>2}" if finnish else str(value)
        try:
            if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
                raise ValueError
            return date.fromisoformat(text)
        except ValueError:
            self.fail(f"{value!r} is no day; write it as 2024-06-14 or 14.6.2024.", parameter, context)


DAY = Day()
FOLDER = click.Path(file_okay=False, path_type=Path)
Decorator = Callable[[Callable[..., None]], Callable[..., None]]


def _options(*decorators: Decorator) -> Decorator:
    def apply(function: Callable[..., None]) -> Callable[..., None]:
        for decorator in reversed(decorators):
            function = decorator(function)
        return function

    return apply


pilot_argument = click.argument("pilot")
facts_argument = click.argument("facts", type=click.Path(path_type=Path))
json_option = click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
lang_option = click.option(
    "--lang", type=click.Choice(["fi", "sv", "en"]), default="fi", show_default=True, help="Language of the texts."
)
reading = _options(
    click.option("--known-on", type=DAY, help="Leave out rows that were recorded later than this day."),
    click.option("--mapping", metavar="NAME|FILE", help="Read another system's names (ships: rekisteriote)."),
    click.option("--quarantine", type=FOLDER, help="Set faulty rows aside in this folder, and go on with the rest."),
)
writing = _options(
    click.option("--out", type=FOLDER, required=True, help="The folder that gets the tables."),
    click.option(
        "--format",
        "form",
        type=click.Choice(["parquet", "csv"]),
        default="parquet",
        show_default=True,
        help="The form of the tables.",
    ),
)


def source(facts: Path, known_on: date | None, mapping: str | None, quarantine: Path | None) -> Input:
    from polku.pipeline import Input

    return Input(facts, known_on, mapping, quarantine)


def target_folder(out: Path, form: Any) -> Target:
    from polku.pipeline import Target

    return Target(out, form)


def tell(text: str) -> None:
    """Progress of long work: on a terminal only."""
    if sys.stderr.isatty():
        click.echo(f"… {text}", err=True)


def tell_report(folder: Path) -> None:
    """Where the report is, in its three forms."""
    click.echo(f"The report: {folder / 'report.html'}, and as report.pdf and report.xlsx beside it")


def tell_summary(summary: dict[str, Any], out: Path | None, *, as_json: bool) -> None:
    """What came of a command: JSON for machines, a few lines for people."""
    if as_json:
        click.echo(json.dumps(summary, ensure_ascii=False, default=str))
        return
    set_aside = summary.pop("set_aside", None)
    if set_aside:
        told = ", ".join(f"{table} {count}" for table, count in set_aside.items())
        click.echo(f"Set aside {sum(set_aside.values())} rows: {told}.")
    if summary.get("warnings"):
        click.echo(f"The facts have {summary['warnings']} warnings; `polku check --pilot` tells them.")
    for line in summary.pop("told", []):
        click.echo(line)
    counts = {
        name: count for name, count in summary.items() if isinstance(count, int) and name not in ("errors", "warnings")
    }
    cents, posted = counts.pop("payable_cents", None), counts.pop("posted", None)
    click.echo(f"Wrote {', '.join(f'{name} ({count} rows)' for name, count in counts.items())} into {out}.")
    if cents is not None:
        click.echo(f"Payable: {cents // 100}.{cents % 100:02d} EUR without VAT.")
    if posted is not None:
        click.echo(f"Posted {posted} entries. The ledger's head: {summary['ledger_head']}")
