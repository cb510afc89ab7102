"""Commands on pilot files."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from polku.base import PolkuError
from polku.cli._pilot_end import carry_over, close, extend
from polku.cli._ways import json_option, lang_option


@click.group()
def pilot() -> None:
    """Pilots as files: list, show, check, the JSON Schema, a new one to begin from; a pilot's end and what follows."""


for command in (extend, close, carry_over):
    pilot.add_command(command)


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
            click.echo(f"error: {fault}", err=True)
        for fault in result.warnings:
            click.echo(f"warning: {fault}", err=True)
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
