"""The command line: the door of `polku`. Docs are generated from the help texts here (docs/guides/commands.md).

Commands only read their options and tell what came of it; the work is in `pipeline` and the rooms, which are imported
when a command runs, so that `polku --help` stays light.
"""

from __future__ import annotations

import json
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
        parts = str(value).split(".")
        text = f"{parts[2]:0>4}-{parts[1]:0>2}-{parts[0]:0>2}" if len(parts) == 3 else str(value)
        try:
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
    click.option("--format", "form", type=click.Choice(["parquet", "csv"]), default="parquet", show_default=True),
)


def _source(facts: Path, known_on: date | None, mapping: str | None, quarantine: Path | None) -> Input:
    from polku.pipeline import Input

    return Input(facts, known_on, mapping, quarantine)


def _target(out: Path, form: Any) -> Target:
    from polku.pipeline import Target

    return Target(out, form)


def _tell(text: str) -> None:
    """Progress of long work: on a terminal only."""
    if sys.stderr.isatty():
        click.echo(f"… {text}", err=True)


def _summary(summary: dict[str, Any], out: Path | None, *, as_json: bool) -> None:
    """What came of a command: JSON for machines, a few lines for people."""
    if as_json:
        click.echo(json.dumps(summary, ensure_ascii=False, default=str))
        return
    set_aside = summary.pop("set_aside", None)
    if set_aside:
        told = ", ".join(f"{table} {count}" for table, count in set_aside.items())
        click.echo(f"Set aside {sum(set_aside.values())} rows: {told}.")
    for line in summary.pop("told", []):
        click.echo(line)
    counts = {name: count for name, count in summary.items() if isinstance(count, int) and name != "errors"}
    cents = counts.pop("payable_cents", None)
    click.echo(f"Wrote {', '.join(f'{name} ({count} rows)' for name, count in counts.items())} into {out}.")
    if cents is not None:
        click.echo(f"Payable: {cents // 100}.{cents % 100:02d} EUR without VAT.")


@click.group(cls=Polku, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="polku")
def main() -> None:
    """Polku runs employment-service pilots end to end: who belongs, service path, outcome, what is due, what it cost.

    PILOT is the name of a shipped pilot (`polku pilot list`) or a path; FACTS is a folder of fact tables.
    Days are written 2024-06-14 or 14.6.2024. Exit codes: 0 done, 1 the input has faults, 2 wrong usage.
    """


@main.command()
@facts_argument
@click.option("--pilot", help="Also tell services, providers and contracts that this pilot does not have.")
@reading
@json_option
def check(
    facts: Path, pilot: str | None, known_on: date | None, mapping: str | None, quarantine: Path | None, as_json: bool
) -> None:
    """Tell every fault of the facts: file, row, column, value and what would be right. Exits 1 when any is an error."""
    from polku import pipeline

    found = pipeline.check(_source(facts, known_on, mapping, quarantine), pilot, _tell, all_faults=as_json)
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        for line in found.told():
            click.echo(line)
    if found.errors:
        sys.exit(1)


@main.command()
@pilot_argument
@facts_argument
@click.option("--on", type=DAY, required=True, help="The day on which it is asked who belongs.")
@writing
@reading
@json_option
def target(pilot: str, facts: Path, on: date, out: Path, form: str, as_json: bool, **read: Any) -> None:
    """Decide who belongs on a day: writes `members`, with reasons, and `undecided`, with what is missing."""
    from polku import pipeline

    summary = pipeline.target(pilot, _source(facts, **read), _target(out, form), on, _tell)
    _summary(summary, out, as_json=as_json)


@main.command()
@pilot_argument
@facts_argument
@click.option("--until", type=DAY, required=True, help="The last day that is known.")
@writing
@reading
@json_option
def outcomes(pilot: str, facts: Path, until: date, out: Path, form: str, as_json: bool, **read: Any) -> None:
    """Follow each participation: first job, days in work, studies, status after 90, 180 and 365 days."""
    from polku import pipeline

    summary = pipeline.outcomes(pilot, _source(facts, **read), _target(out, form), until, _tell)
    _summary(summary, out, as_json=as_json)


@main.command()
@pilot_argument
@facts_argument
@click.option("--until", type=DAY, required=True, help="The last day that is known.")
@writing
@reading
@json_option
def settle(pilot: str, facts: Path, until: date, out: Path, form: str, as_json: bool, **read: Any) -> None:
    """Settle the pilot's contracts: writes `fee_lines`, what is due to whom and why, to the cent."""
    from polku import pipeline

    summary = pipeline.settle(pilot, _source(facts, **read), _target(out, form), until, _tell)
    _summary(summary, out, as_json=as_json)


@main.command()
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
    """Run the whole chain: who belongs, what came of it, what is due, and a report that opens in any browser."""
    from polku import pipeline

    summary = pipeline.run(pilot, _source(facts, **read), _target(out, form), until, lang, _tell)
    _summary(summary, out, as_json=as_json)
    if not as_json:
        click.echo(f"The report: {out / 'report.html'}")


@main.command()
@pilot_argument
@click.option("--clients", type=click.IntRange(min=0), default=1000, show_default=True, help="People on the first day.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Same seed, same people.")
@click.option("--from", "start", type=DAY, help="First day (default: the pilot's).")
@click.option("--until", type=DAY, help="Last day (default: the pilot's).")
@writing
@json_option
def simulate(
    pilot: str,
    clients: int,
    seed: int,
    start: date | None,
    until: date | None,
    out: Path,
    form: str,
    as_json: bool,
) -> None:
    """Invent people for a pilot: a facts folder, and `truth.json` with the effects that were planted."""
    from polku import pipeline

    summary = pipeline.simulate(
        pilot, clients=clients, seed=seed, start=start, until=until, to=_target(out, form), tell=_tell
    )
    _summary(summary, out, as_json=as_json)


@main.command()
@click.option("--clients", type=click.IntRange(min=0), default=28000, show_default=True, help="People on 1.3.2021.")
@click.option("--out", type=FOLDER, default=Path("demo"), show_default=True, help="The folder that gets it all.")
@lang_option
@click.option("--serve/--no-serve", default=False, help="Start the web service afterwards, where it is installed.")
@json_option
def demo(clients: int, out: Path, lang: Any, serve: bool, as_json: bool) -> None:
    """Invent Pirkanmaa's people, run the whole chain on them and say where the report is."""
    from polku import pipeline

    summary = pipeline.demo(clients, out, lang, _tell)
    _summary(summary, out / "results", as_json=as_json)
    if not as_json:
        click.echo(f"Invented people: {out / 'facts'}\nThe report: {out / 'results' / 'report.html'}")


@main.group()
def pilot() -> None:
    """Pilots as files: list, show, check, the JSON Schema, and a new one to begin from."""


@pilot.command("list")
@json_option
def pilot_list(as_json: bool) -> None:
    """List the pilots that ship with Polku."""
    from polku.definition import load_pilot, shipped_pilots

    names = {name: load_pilot(name).name.in_language("fi") for name in shipped_pilots()}
    click.echo(json.dumps(names, ensure_ascii=False) if as_json else "\n".join(f"{n}: {t}" for n, t in names.items()))


@pilot.command("show")
@click.argument("name")
@lang_option
def pilot_show(name: str, lang: Any) -> None:
    """Tell a pilot in plain words: who belongs, services, contracts, what is invented and what is not known."""
    from polku.definition import describe, load_pilot

    click.echo(describe(load_pilot(name), lang))


@pilot.command("check")
@click.argument("path")
@json_option
def pilot_check(path: str, as_json: bool) -> None:
    """Tell every fault of a pilot file, with its line and its cure. Exits 1 when there is one."""
    from polku.definition import check_pilot

    result = check_pilot(path)
    if as_json:
        faults = [{"level": "error", **_fault(fault)} for fault in result.faults]
        faults += [{"level": "warning", **_fault(fault)} for fault in result.warnings]
        counts = {"errors": len(result.faults), "warnings": len(result.warnings)}
        click.echo(json.dumps(counts | {"faults": faults}, ensure_ascii=False))
    else:
        for fault in result.faults:
            click.echo(f"error: {fault}")
        for fault in result.warnings:
            click.echo(f"warning: {fault}")
        click.echo(f"{len(result.faults)} errors, {len(result.warnings)} warnings.")
    if result.faults:
        sys.exit(1)


def _fault(fault: Any) -> dict[str, object]:
    return {"file": fault.file, "line": fault.line, "message": fault.message, "cure": fault.cure}


@pilot.command("schema")
def pilot_schema() -> None:
    """Print the JSON Schema of pilot files, so that an editor completes and checks them."""
    from polku.definition import pilot_schema as schema

    click.echo(json.dumps(schema(), ensure_ascii=False, indent=2))


@pilot.command("new")
@click.argument("name")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="The file to make (default: print it).")
def pilot_new(name: str, out: Path | None) -> None:
    """Begin a pilot file that passes the check, with every part explained."""
    from polku.definition import new_pilot

    text = new_pilot(name)
    if out is None:
        click.echo(text)
        return
    try:
        with out.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise PolkuError(f"Cannot make {out}: {error.strerror}. Nothing was written over.") from error
    click.echo(f"Made {out}.")


@main.group()
def law() -> None:
    """The nation's dated values: benefit amounts, municipal share, process duties, VAT, code lists."""


@law.command("list")
@json_option
def law_list(as_json: bool) -> None:
    """List the keys of the law values."""
    from polku.definition import law_keys

    keys = {item.key: item.label.in_language("en") for item in law_keys()}
    click.echo(json.dumps(keys, ensure_ascii=False) if as_json else "\n".join(f"{k}: {t}" for k, t in keys.items()))


@law.command("show")
@click.argument("key")
@click.option("--on", type=DAY, help="The value in force on this day (default: each value with its days).")
@json_option
def law_show(key: str, on: date | None, as_json: bool) -> None:
    """Show a law value with its days, its source, and whether it is verified."""
    from polku.definition import law, show_law

    days = [on] if on else [step.first for step in law(key).values.steps]
    shown = [show_law(key, day) for day in days]
    if as_json:
        values = [
            {
                "value": one.text,
                "unit": one.unit.unit,
                "since": one.since,
                "until": one.until,
                "source": one.source,
                "unverified": one.unverified,
            }
            for one in shown
        ]
        click.echo(json.dumps({"key": key, "values": values}, ensure_ascii=False, default=str))
        return
    click.echo(f"{key}: {shown[0].label.in_language('en')} ({shown[0].unit.name.in_language('en')})")
    for one in shown:
        unverified = " Unverified." if one.unverified else ""
        click.echo(
            f"  {one.since} – {one.until or 'until further notice'}: {one.text}. Source: {one.source}.{unverified}"
        )


@law.command("municipalities")
@click.option("--on", type=DAY, help="Only those that are there on this day.")
@json_option
def law_municipalities(on: date | None, as_json: bool) -> None:
    """List the municipalities since 2017: code, name, last day, and which one it joined."""
    from polku.definition import municipalities

    rows = [
        {"code": one.code, "name_fi": one.name_fi, "name_sv": one.name_sv, "last_day": one.valid_to}
        | {"merged_into": one.merged_into}
        for one in municipalities(on)
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, default=str))
        return
    for row in rows:
        ended = f" (until {row['last_day']}, then {row['merged_into']})" if row["last_day"] else ""
        click.echo(f"{row['code']} {row['name_fi']} / {row['name_sv']}{ended}")


if __name__ == "__main__":
    main()
