"""The command that tells what it cost: cost."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import click

from polku.base import month_end
from polku.cli._ways import (
    facts_argument,
    json_option,
    pilot_argument,
    reading,
    source,
    target_folder,
    tell,
    tell_summary,
    writing,
)

FILE = click.Path(dir_okay=False, path_type=Path)


class Month(click.ParamType[date]):
    """A month on the command line: 2025-10 or 10/2025. Its value is the first day."""

    name = "month"

    def convert(self, value: Any, parameter: click.Parameter | None, context: click.Context | None) -> date:
        """The month's first day; a usage error when the text is none."""
        iso = re.fullmatch(r"([0-9]{4})-([0-9]{2})", str(value))
        finnish = re.fullmatch(r"([0-9]{1,2})/([0-9]{4})", str(value))
        year, month = iso.groups() if iso else (finnish[2], finnish[1]) if finnish else ("0", "0")
        if not (1900 <= int(year) <= 2100 and 1 <= int(month) <= 12):
            self.fail(f"{value!r} is no month; write it as 2025-10 or 10/2025.", parameter, context)
        return date(int(year), int(month), 1)


MONTH = Month()


@click.command()
@pilot_argument
@facts_argument
@click.option("--from", "since", type=MONTH, required=True, help="The first month.")
@click.option("--to", "until", type=MONTH, required=True, help="The last month; facts count to its last day.")
@click.option("--bill", type=FILE, help="Compare with the payer's person-by-person list (CSV or Parquet).")
@click.option("--bill-mapping", type=FILE, help="The bill's own column names, as a mapping with the table `bill`.")
@click.option(
    "--forecast", "ahead", type=click.IntRange(1, 60), help="Also tell who reaches which bracket in so many months."
)
@writing
@reading
@json_option
def cost(
    pilot: str,
    facts: Path,
    since: date,
    until: date,
    bill: Path | None,
    bill_mapping: Path | None,
    ahead: int | None,
    out: Path,
    form: str,
    as_json: bool,
    **read: Any,
) -> None:
    """Tell what months cost: the municipal share of benefits to the cent, and services by form of production."""
    from polku import pipeline

    if until < since:
        raise click.UsageError(f"--to {until:%Y-%m} is before --from {since:%Y-%m}.")
    if bill_mapping is not None and bill is None:
        raise click.UsageError("--bill-mapping says how --bill is read; give --bill too.")
    asked = pipeline.CostAsked(bill, bill_mapping, ahead or 0)
    to = target_folder(out, form)
    summary = pipeline.cost(pilot, source(facts, **read), to, since, month_end(until), asked, tell)
    tell_summary(summary, out, as_json=as_json)
