"""The papers of a run: statements/run-0001/ in the ledger's folder, a statement a contract, and self-billed invoices.

They are written aside before the run is posted and moved into place after it, so a run that is killed in between finds
them again: the next run puts the papers of a posted run into place and forgets those of one that was not.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from polku.definition import Pilot
from polku.settlement._invoice import invoice_of
from polku.settlement._invoice_xml import write_invoice
from polku.settlement._ledger import Entry
from polku.settlement._lines import Language
from polku.settlement._statement import SettlementRun, Statement, statements_of
from polku.settlement._statement_written import write_statement

NUMBERS_A_RUN = 10_000  # invoice numbers of run 3 begin at 30 001, one a contract in the pilot's order


def write_aside(
    pilot: Pilot,
    old: Sequence[Entry],
    new: Sequence[Entry],
    fee_lines: Sequence[Sequence[object]],
    cut_by_cap: Mapping[str, int],
    folder: Path,
    lang: Language,
) -> None:
    """Write the papers of the entries of one run beside the ledger, not yet in their place.

    cut_by_cap: what clients' caps took, in cents by contract.
    """
    aside = folder / f".statements-run-{new[0].run:04d}"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir()
    secret = (old or new)[0].facts.encode()  # stable and internal: it only veils what would tell a client
    run = SettlementRun(str(new[0].run), new[0].until, new[0].known_on, new[-1].hash, secret, cut_by_cap)
    for place, statement in enumerate(statements_of(pilot, run, new, old, fee_lines), 1):
        write_statement(statement, aside, lang)
        if pilot.contracts[place - 1].self_billing is not None:
            _write_invoice(pilot, statement, place, new[0].until, old, aside, lang)


def _write_invoice(
    pilot: Pilot, statement: Statement, place: int, on: date, old: Sequence[Entry], aside: Path, lang: Language
) -> None:
    runs = sorted({entry.run for entry in old if entry.contract_id == statement.contract_id})
    earlier = [f"{statement.contract_id}-{run * NUMBERS_A_RUN + place}" for run in runs]
    number = int(statement.run_id) * NUMBERS_A_RUN + place
    invoice = invoice_of(statement, pilot, number=number, issued_on=on, corrects=earlier, lang=lang)
    if invoice is not None:
        write_invoice(invoice, aside)


def put_in_place(folder: Path, last_run: int) -> None:
    """Move the papers of posted runs into place, and forget those of a run that was killed before it was posted."""
    for aside in sorted(folder.glob(".statements-run-*")):
        number = re.search(r"\d+$", aside.name)
        if number is None or int(number.group()) > last_run:
            shutil.rmtree(aside)
            continue
        (folder / "statements").mkdir(exist_ok=True)
        aside.replace(folder / "statements" / f"run-{number.group()}")
