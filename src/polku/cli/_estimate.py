"""The command that estimates an effect from any flat table: estimate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from polku.cli._ways import json_option, lang_option

FILE = click.Path(dir_okay=False, path_type=Path)
DESIGNS = ["randomised", "iv", "ipw", "aipw", "matching", "did", "staggered", "rdd", "survival"]
# What a design cannot do without, beyond outcome and treatment.
NEEDS = {"iv": ["instrument"], "did": ["time"], "staggered": ["unit", "time"]}


@click.command()
@click.argument("table", type=FILE)
@click.option("--design", type=click.Choice(DESIGNS), required=True, help="How the groups are compared.")
@click.option("--outcome", required=True, help="The column of what is looked at afterwards.")
@click.option("--treatment", required=True, help="The column of who got it: 1 and 0, yes and no, or see --treated.")
@click.option("--treated", help="The treatment's value that means got it, where the column does not say so itself.")
@click.option("--covariates", default="", help="Columns known beforehand, by commas.")
@click.option("--instrument", help="iv: the column of the draw or offer; more than one by commas.")
@click.option("--unit", help="did, staggered: the column of the person or municipality.")
@click.option("--time", help="did, staggered: the column of the time. survival: of the time to the event.")
@click.option("--start", help="did: the first time with the treatment, where the treatment column names groups.")
@click.option("--block", help="randomised: the column by which the lottery was blocked.")
@click.option("--cluster", help="The column in which errors go together, such as the municipality.")
@click.option("--running", help="rdd: the column of the number that decides.")
@click.option("--cutoff", type=float, help="rdd: the limit (default: read from the table).")
@click.option("--bandwidth", type=float, help="rdd: how far from the limit rows count (default: from the table).")
@click.option("--event", help="survival: 1 where the time ended, 0 where it went on, 2 and up for other endings.")
@click.option("--horizon", type=float, help="survival: the last day that counts.")
@click.option("--lead", type=click.IntRange(0),
              help="staggered: the effect at the start, of an outcome that reaches so many times ahead.")  # fmt: skip
@click.option("--drawn", is_flag=True, help="staggered: chance decided who began when.")
@click.option("--past", help="The column of an outcome from before the treatment, on which the design is tried.")
@click.option("--groups", default="", help="Columns, by commas, in whose groups the effect is looked at, too.")
@click.option("--estimand", type=click.Choice(["att", "ate"]), default="att", show_default=True,
              help="ipw, aipw, matching: the effect on the treated, or on everybody.")  # fmt: skip
@click.option("--learner", type=click.Choice(["linear", "boosting"]), default="linear", show_default=True,
              help="aipw: what predicts.")  # fmt: skip
@click.option("--errors", type=click.Choice(["robust", "classical"]), default="robust", show_default=True,
              help="randomised, iv, did: the kind of standard error.")  # fmt: skip
@click.option("--alpha", type=click.FloatRange(0, 1, min_open=True, max_open=True), default=0.05, show_default=True,
              help="0.05 gives 95 % intervals.")  # fmt: skip
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, help="The same seed, the same figures.")
@lang_option
@json_option
def estimate(table: Path, covariates: str, groups: str, lang: Any, as_json: bool, **asked: Any) -> None:
    """Estimate an effect from a flat table (CSV or Parquet), by one of nine designs, and tell what it rests on."""
    from polku import estimation

    missing = [f"--{name}" for name in NEEDS.get(asked["design"], []) if not asked[name]]
    if missing:
        raise click.UsageError(f"--design {asked['design']} also needs {' and '.join(missing)}.")
    question = estimation.Question(covariates=_names(covariates), groups=_names(groups), **asked)
    found = estimation.estimate(estimation.read_table(table), question)
    if as_json:
        click.echo(json.dumps(estimation.as_json(found, question, lang), ensure_ascii=False, allow_nan=False))
    else:
        click.echo("\n".join(estimation.told(found, question, lang)))


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
