"""The commands that plan an experiment and give places by lot: design, draw."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import click

from polku.cli._ways import (
    DAY,
    facts_argument,
    json_option,
    lang_option,
    pilot_argument,
    reading,
    source,
    target_folder,
    tell,
    tell_summary,
    writing,
)

FILE = click.Path(dir_okay=False, path_type=Path)


class Fractions(click.ParamType[tuple[float, ...]]):
    """Shares on the command line: 0.5 or 50%, several with commas."""

    name = "share"

    def convert(
        self, value: Any, parameter: click.Parameter | None, context: click.Context | None
    ) -> tuple[float, ...]:
        """The shares as fractions; a usage error when one is none."""
        if isinstance(value, tuple):
            return value
        try:
            parts = [part.strip() for part in str(value).split(",")]
            return tuple(float(p.rstrip(" %")) / 100 if p.endswith("%") else float(p) for p in parts)
        except ValueError:
            self.fail(f"{value!r} is no share; write it as 0.5 or 50%, several with commas.", parameter, context)


class Fraction(click.ParamType[float]):
    """One share on the command line: 0.5 or 50%."""

    name = "share"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> float:
        """The share as a fraction; a usage error when it is none, or more than one."""
        found = FRACTIONS.convert((float(value),) if isinstance(value, float) else value, parameter, context)
        if len(found) != 1:
            self.fail(f"{value!r} is more than one share.", parameter, context)
        return found[0]


class Numbers(click.ParamType[tuple[int, ...]]):
    """Whole numbers on the command line, several with commas."""

    name = "numbers"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> tuple[int, ...]:
        """The numbers; a usage error when one is none."""
        if isinstance(value, tuple):
            return value
        try:
            return tuple(int(part) for part in str(value).split(","))
        except ValueError:
            self.fail(f"{value!r} is no whole number; write 400, or several: 400,800.", parameter, context)


FRACTIONS, FRACTION, NUMBERS = Fractions(), Fraction(), Numbers()


class Design(click.Group):
    """A group whose first command is meant when none is named: `polku design PILOT` is `polku design size PILOT`."""

    def parse_args(self, context: click.Context, args: list[str]) -> list[str]:
        """Put the first command's name in front where no command and no call for help stands there."""
        if args and args[0] not in {*self.commands, *context.help_option_names}:
            args = ["size", *args]
        return super().parse_args(context, args)


@click.group(cls=Design)
def design() -> None:
    """Plan an experiment. Without a command's name `size` is meant: `polku design PILOT FACTS …`."""


def _values(function: Any) -> Any:
    """The options of `size` that give values by hand."""
    options = [
        click.option("--mean", type=float, help="Mean without the service: a share from 0 to 1, days, or euros."),
        click.option("--sd", type=float, help="Standard deviation, of days or euros."),
        click.option("--icc", type=FRACTION, default=0.0, help="Correlation within a municipality."),
        click.option("--explained", type=FRACTION, default=0.0, help="Share of the variance that blocks explain."),
        click.option("--municipalities", type=click.IntRange(min=0), default=0, help="How many municipalities."),
        click.option("--blocks", type=click.IntRange(min=1), default=1, help="How many blocks."),
    ]
    for option in reversed(options):
        function = option(function)
    return function


def _settings(function: Any) -> Any:
    """The options of `size` that say how the designs differ, and what is wanted of them."""
    units = click.Choice(["individual", "blocked", "clustered"])
    options = [
        click.option("--clients", type=NUMBERS, default=(), help="Numbers of clients to compare: 400,800,1600."),
        click.option("--share", "shares", type=FRACTIONS, default=(), help="Lottery shares to compare: 0.5,0.33."),
        click.option("--unit", "units", type=units, multiple=True, help="What is drawn (repeatable; default: all)."),
        click.option("--effect", type=FRACTION, help="Tell how many clients find this effect on those who start."),
        click.option("--take-up", type=FRACTION, default=1.0, help="Share of the offered who start."),
        click.option("--take-up-comparison", type=FRACTION, default=0.0, help="Share of the others who start anyway."),
        click.option("--drop-out", type=FRACTION, default=0.0, help="Share whose outcome stays unknown."),
        click.option("--alpha", type=FRACTION, default=0.05, help="Risk of a false alarm (default: 0.05)."),
        click.option("--power", type=FRACTION, default=0.8, help="Wanted power (default: 0.8)."),
    ]
    for option in reversed(options):
        function = option(function)
    return function


@design.command("size")
@click.argument("pilot", required=False)
@click.argument("facts", type=click.Path(path_type=Path), required=False)
@click.option("--experiment", metavar="ID", help="The pilot's experiment (default: the only one).")
@click.option("--outcome", "outcomes", multiple=True, metavar="NAME", help="As employed-365d (repeatable).")
@click.option("--on", type=DAY, help="Read the values from FACTS for those who met the condition on this past day.")
@click.option("--service", metavar="ID", help="Whose conditions clients meet (default: the experiment's).")
@click.option("--block-by", metavar="COLUMNS", help="Columns of persons_at with commas (default: the experiment's).")
@_values
@_settings
@lang_option
@writing
@reading
@json_option
def design_size(
    pilot: str | None,
    facts: Path | None,
    experiment: str | None,
    outcomes: tuple[str, ...],
    on: date | None,
    service: str | None,
    block_by: str | None,
    lang: Any,
    out: Path,
    form: str,
    as_json: bool,
    known_on: date | None,
    mapping: str | None,
    quarantine: Path | None,
    **values: Any,
) -> None:
    """How many clients find which effect, several designs side by side: writes `designs` and a page.

    The values without the service are read from FACTS, or given: --outcome employed-365d --mean 0.3 --clients 400,800.
    """
    from polku import pipeline

    wanted = pipeline.DesignAsked(
        asked=_asked(values),
        pilot=pilot,
        experiment=experiment,
        outcomes=outcomes,
        on=on,
        given=_given(outcomes, values) if facts is None else None,
        service=service,
        block_by=tuple(column.strip() for column in block_by.split(",")) if block_by else (),
    )
    if facts is not None and values["mean"] is not None:
        raise click.UsageError("Give FACTS or --mean, not both.")
    read = source(facts, known_on, mapping, quarantine) if facts is not None else None
    summary = pipeline.design(read, target_folder(out, form), wanted, lang, tell)
    tell_summary(summary, out, as_json=as_json)
    if not as_json:
        click.echo(f"The page: {out / 'design.html'}")


def _asked(values: dict[str, Any]) -> Any:
    from polku.experiment import UNITS, Asked

    return Asked(
        clients=values["clients"],
        shares=tuple((share, 1 - share) for share in values["shares"]),
        units=values["units"] or UNITS,
        **{name: values[name] for name in ("effect", "take_up", "take_up_comparison", "drop_out", "alpha", "power")},
    )


def _given(outcomes: tuple[str, ...], values: dict[str, Any]) -> Any:
    """The outcome whose values are given; None when they are not."""
    from polku.experiment import Outcome, kind_of

    if values["mean"] is None:
        return None
    if len(outcomes) != 1:
        raise click.UsageError("Say with one --outcome what --mean is the mean of, as employed-365d.")
    kind, sd = kind_of(outcomes[0]), values["sd"]
    if kind != "share" and sd is None:
        raise click.UsageError(f"{outcomes[0]} is in {'days' if kind == 'days' else 'euros'}: give --sd as well.")
    rest = {"icc": "icc", "explained": "explained", "blocks": "blocks", "clusters": "municipalities"}
    return Outcome(outcomes[0], kind, values["mean"], sd or 0.0, **{key: values[name] for key, name in rest.items()})


@design.command("freeze")
@pilot_argument
@click.argument("experiment")
@click.option("--on", type=DAY, required=True, help="The day of freezing.")
@click.option("--out", "file", type=FILE, required=True, help="The plan's file; a changed plan is added behind.")
@click.option("--facts", type=click.Path(path_type=Path), help="Refuse when the first outcome is already known here.")
@reading
@json_option
def design_freeze(
    pilot: str, experiment: str, on: date, file: Path, facts: Path | None, as_json: bool, **read: Any
) -> None:
    """Freeze the plan of EXPERIMENT with a hash, before the first outcome is known; later changes show as changes."""
    from polku import pipeline

    done = pipeline.freeze_plan(pilot, experiment, file, on, source(facts, **read) if facts else None, tell)
    entry = done.entry
    if as_json:
        changes = pipeline.told_changes(done.changes)
        told = {"line": entry["entry"], "on": entry["on"], "hash": entry["hash"], "new": done.new, "changes": changes}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    if not done.new:
        click.echo(f"The plan is as it was frozen on {entry['on']}; nothing was added.")
    else:
        click.echo(f"The plan was {entry['what']} on {entry['on']}: {file}, line {entry['entry']}.")
    for change in done.changes:
        click.echo(f"  {change}")
    if done.new and not entry["facts_looked_at"]:
        click.echo("No facts were looked at: with --facts the file also says that no outcome was known.")
    click.echo(f"Hash: {entry['hash']}")


@design.command("diff")
@pilot_argument
@click.argument("experiment")
@click.option("--against", "file", type=FILE, required=True, help="The file of the frozen plan.")
@json_option
def design_diff(pilot: str, experiment: str, file: Path, as_json: bool) -> None:
    """Tell what the pilot file has otherwise than the frozen plan, and every change that was made since."""
    from polku import pipeline
    from polku.definition import load_pilot
    from polku.experiment import diff

    entries, changes = diff(file, load_pilot(pilot), experiment)
    if as_json:
        kept = ("entry", "on", "what", "after_first_outcome", "changes", "hash")
        frozen = [{key: entry[key] for key in kept} for entry in entries]
        click.echo(json.dumps({"frozen": frozen, "changes": pipeline.told_changes(changes)}, ensure_ascii=False))
        return
    for entry in entries:
        late = ", after the first outcome was known" if entry["after_first_outcome"] else ""
        click.echo(f"{entry['on']}: {entry['what']}{late} ({entry['hash'][:12]}…)")
        for line in entry["changes"]:
            click.echo(f"  {line}")
    click.echo("The pilot file now:" if changes else "The pilot file is as it was frozen.")
    for change in changes:
        click.echo(f"  {change}")


@design.command("seed")
@click.argument("numbers", type=NUMBERS)
@json_option
def design_seed(numbers: tuple[int, ...], as_json: bool) -> None:
    """The seed that the NUMBERS of a public drawing give (3,8,14,22,29,31,40), for anyone who wants to check a draw."""
    from polku.experiment import public_seed

    seed = public_seed(numbers)
    told = {"numbers": sorted(numbers), "seed": seed}
    click.echo(json.dumps(told) if as_json else str(seed))


@click.command()
@pilot_argument
@facts_argument
@click.option("--experiment", metavar="ID", help="The pilot's experiment (default: the only one).")
@click.option("--on", type=DAY, required=True, help="The day of the draw.")
@click.option("--exceptions", type=FILE, help="CSV with person_id, reason: whom a coach keeps out of the draw.")
@click.option("--register", type=FILE, help="The register of draws (default: draws.jsonl beside the folder of --out).")
@writing
@reading
@json_option
def draw(
    pilot: str,
    facts: Path,
    experiment: str | None,
    on: date,
    exceptions: Path | None,
    register: Path | None,
    out: Path,
    form: str,
    as_json: bool,
    **read: Any,
) -> None:
    """Give places by lot among those who meet the condition: writes `assignments` and the record of the draw."""
    from polku import pipeline

    summary = pipeline.draw(
        pilot, experiment, source(facts, **read), target_folder(out, form), on, exceptions, register, tell
    )
    if not as_json:
        summary.pop("again")
    tell_summary(summary, out, as_json=as_json)
