"""Commands on the end of a pilot: a later end, what is left behind, and the pilot that goes on from it."""

from __future__ import annotations

import json
from collections.abc import Sequence
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

new_file = click.option(
    "--out", type=click.Path(dir_okay=False, path_type=Path), required=True, help="The file to make; it must be new."
)


@click.command()
@pilot_argument
@click.option("--end", type=DAY, required=True, help="The pilot's new last day.")
@click.option(
    "--contract", "contracts", multiple=True, metavar="ID", help="Also let this contract take clients until then."
)
@new_file
@lang_option
@json_option
def extend(pilot: str, end: date, contracts: Sequence[str], out: Path, lang: Any, as_json: bool) -> None:
    """Move a pilot's end: makes a new pilot file, its comments kept, and tells what else is then to be decided.

    A contract named with --contract gets a dated amendment; the others stay as they are.
    """
    from polku import pipeline

    _tell_file(out, pipeline.extend_pilot(pilot, end, contracts, out, lang).told, as_json=as_json)


@click.command()
@pilot_argument
@facts_argument
@click.option("--on", type=DAY, required=True, help="The pilot's last day: what is open when it ends.")
@lang_option
@writing
@reading
@json_option
def close(pilot: str, facts: Path, on: date, lang: Any, out: Path, form: str, as_json: bool, **read: Any) -> None:
    """Hand a pilot over: two files for each successor, those whom nobody takes over, tail fees, and a summary page.

    `<organiser>` has the clients by municipality of residence, `<organiser>_cases` what is open: referrals,
    participations, vouchers, and participations whose results still count.
    """
    from polku import pipeline

    summary = pipeline.close_pilot(pilot, source(facts, **read), target_folder(out, form), on, lang, tell)
    if not as_json:
        del summary["closing"]
    tell_summary(summary, out, as_json=as_json)
    if not as_json:
        click.echo(f"The summary: {out / 'close.html'}")


@click.command("carry-over")
@pilot_argument
@click.argument("facts", required=False, type=click.Path(path_type=Path))
@click.option("--name", required=True, help="The new pilot's id.")
@click.option("--until", type=DAY, help="The last day that is known (default: the finished pilot's last day).")
@new_file
@lang_option
@reading
@json_option
def carry_over(
    pilot: str,
    facts: Path | None,
    name: str,
    until: date | None,
    out: Path,
    lang: Any,
    as_json: bool,
    **read: Any,
) -> None:
    """Begin a new pilot file from a finished pilot: what holds is kept, what is to be agreed anew is marked.

    With FACTS, a facts folder or the tables that `polku run` wrote, the file also notes what was learned. Figures that
    rest on fewer than five clients are left out.
    """
    from polku import pipeline

    given = source(facts, **read) if facts is not None else None
    made = pipeline.carry_over_pilot(pilot, name, given, until, out, lang, tell)
    _tell_file(out, made.told, as_json=as_json)


def _tell_file(out: Path, to_decide: Sequence[str], *, as_json: bool) -> None:
    """Which file was made, and what is to be decided."""
    if as_json:
        click.echo(json.dumps({"file": str(out), "to_decide": list(to_decide)}, ensure_ascii=False))
        return
    click.echo(f"Made {out}. To be decided:")
    for sentence in to_decide:
        click.echo(f"- {sentence}")
