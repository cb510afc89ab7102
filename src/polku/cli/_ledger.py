"""Commands on the ledger of what was posted."""

from __future__ import annotations

import json
from pathlib import Path

import click

from polku.base import PolkuError
from polku.cli._ways import json_option


@click.group()
def ledger() -> None:
    """The ledger of what was posted: entries that are only ever added, in a chain of hashes."""


@ledger.command("verify")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--head", "noted", help="A head that was noted earlier: it must still be in the chain.")
@json_option
def ledger_verify(folder: Path, noted: str | None, as_json: bool) -> None:
    """Look that every entry is as it was written. Exits 1 when one is not, or when a noted head is no longer there."""
    from polku.settlement import head, read_ledger

    if not (folder / "ledger.csv").is_file():
        raise PolkuError(f"{folder} has no ledger (ledger.csv).")
    entries = read_ledger(folder)
    if noted and noted not in {entry.hash for entry in entries}:
        raise PolkuError(f"The noted head {noted} is not in {folder}: entries are missing at its end.")
    sums = {"entries": len(entries), "runs": entries[-1].run if entries else 0, "head": head(entries)}
    cents = sum(entry.difference_cents for entry in entries)
    if as_json:
        click.echo(json.dumps(sums | {"cents": cents}))
        return
    click.echo(
        f"{sums['entries']} entries of {sums['runs']} runs are as they were written; in all {cents / 100:.2f} EUR."
    )
    click.echo(f"Head: {sums['head']}")
