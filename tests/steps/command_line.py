"""The command line on small facts: one place that calls it, and the small pilot and people it is called on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from polku.cli import main
from tests.steps.fact_folders import World, sound, write_csv

PILOT = """\
pilot: small-pilot
name: {fi: Pieni pilotti, sv: Litet pilotförsök, en: Small pilot}
source: invented
organiser: {id: somewhere, name: Jossain}
model: purchase
period: {start: 2021-01-01, end: 2021-12-31}
municipalities: ["837", "536"]
target_group:
  scope: status <> 'none'
  any_of:
    - {id: unemployed, when: unemployed}
    - {id: under-35, when: age < 35}
services: [{id: sparring, kind: coaching, production: purchased}]
providers: [{id: provider-a, name: Valmentaja A, invented: true, services: [sparring]}]
contracts:
  - id: contract-a
    provider: provider-a
    services: [sparring]
    period: {start: 2021-01-01, end: 2021-12-31}
    cap_per_person: 1000.00
    fees:
      - {id: start, pays_for: start, amount: 250.00}
      - {id: plan, pays_for: milestone, milestone: plan, within_days: 60, amount: 150.00}
      - {id: job-90, pays_for: employment, days: 90, window_days: 365, amount: 800.00}
"""


def people() -> World:
    """One who belongs, served and in work; one of another municipality; one whose municipality is not known."""
    return {
        "persons": [sound("persons", n) for n in range(3)],
        "residences": [sound("residences"), sound("residences", 1, municipality="091")],
        "statuses": [sound("statuses", n) for n in range(3)],
        "participations": [sound("participations", voucher_id="")],
        "milestones": [sound("milestones")],
        "employment": [sound("employment", employer_id="")],
    }


def make_facts(folder: Path, **tables: Any) -> Path:
    """A facts folder of these people, some tables in place of theirs."""
    write_csv(folder, people() | tables)
    return folder


def make_pilot(folder: Path, text: str = PILOT) -> Path:
    """The small pilot's file."""
    path = folder / "small-pilot.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def polku(*words: str | Path) -> Result:
    """Call the command line; an error that it does not tell itself is raised here."""
    result = CliRunner().invoke(main, [str(word) for word in words], prog_name="polku")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def told(*words: str | Path) -> dict[str, Any]:
    """The summary of a call that ends well, with --json: one object on stdout, nothing on stderr."""
    result = polku(*words, "--json")
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    summary: dict[str, Any] = json.loads(result.stdout)
    return summary


def refused(*words: str | Path, code: int = 1) -> str:
    """What a call tells on stderr that ends with the code and writes nothing to stdout."""
    result = polku(*words)
    assert (result.exit_code, result.stdout) == (code, ""), result.output
    assert "Traceback" not in result.stderr
    return result.stderr


def content(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in _files(folder)}


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
