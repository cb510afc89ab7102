"""The command line: the door of `polku`. Docs are generated from the help texts here (docs/guides/commands.md).

Commands only read their options and tell what came of it; the work is in `pipeline` and the rooms, which are imported
when a command runs, so that `polku --help` stays light.
"""

from __future__ import annotations

import click

from polku.cli._benchmark import benchmark
from polku.cli._chain import check, outcomes, run, settle, target
from polku.cli._cost import cost
from polku.cli._estimate import estimate
from polku.cli._evaluate import evaluate
from polku.cli._experiment import design, draw
from polku.cli._explain import explain
from polku.cli._forecast import forecast
from polku.cli._law import law
from polku.cli._ledger import ledger
from polku.cli._path import path
from polku.cli._people import demo, simulate
from polku.cli._pilot import pilot
from polku.cli._situation import situation
from polku.cli._ways import DAY, FOLDER, Polku

__all__ = ["DAY", "FOLDER", "main"]


@click.group(cls=Polku, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="polku")
def main() -> None:
    """Polku runs employment-service pilots end to end: who belongs, service path, outcome, what is due, what it cost.

    PILOT is the name of a shipped pilot (`polku pilot list`) or a path; FACTS is a folder of fact tables.
    Days are written 2024-06-14 or 14.6.2024. Exit codes: 0 done, 1 the input has faults, 2 wrong usage.
    """


for command in (
    check,
    target,
    outcomes,
    path,
    settle,
    explain,
    cost,
    design,
    draw,
    evaluate,
    forecast,
    run,
    simulate,
    demo,
    pilot,
    law,
    ledger,
    situation,
    estimate,
    benchmark,
):
    main.add_command(command)
