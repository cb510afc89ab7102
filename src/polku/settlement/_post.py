"""Posting: what is due now less what was posted before goes into the ledger, and nothing posted is ever changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path

from pydantic import BaseModel

from polku.base import finnish_day
from polku.base.engine import Columns, Engine
from polku.definition import Amount, Changes, Contract, Pilot
from polku.settlement._ledger import (
    Entry,
    LedgerError,
    Settled,
    add,
    head,
    lock,
    read_ledger,
    read_settled,
    seal,
    write_settled,
)
from polku.settlement._lines import FOLDER, Language, settle_beside_posted
from polku.settlement._papers import put_in_place, write_aside

ENTRIES: Columns = {
    "entry": "BIGINT",
    "contract_id": "VARCHAR",
    "subject": "VARCHAR",
    "fee_id": "VARCHAR",
    "participation_id": "VARCHAR",
    "earned_on": "DATE",
    "difference_cents": "BIGINT",
}


@dataclass(frozen=True, slots=True)
class Posting:
    """What a run added: its entries (none when nothing had changed), and the ledger's head after it."""

    entries: tuple[Entry, ...]
    head: str


def post(
    engine: Engine,
    pilot: Pilot,
    until: date,
    folder: Path,
    *,
    facts: str,
    known_on: date | None = None,
    lang: Language = "fi",
    before: Callable[[], object] = lambda: None,
) -> Posting:
    """Settle beside the ledger in `folder`, keep `fee_lines`, and post the differences in cents.

    What is posted gets its papers: statements/run-NNNN/ in the folder, a statement a contract (`statement_of`), and
    where the provider consented to self-billing an invoice, issued on `until`.

    facts: the hash of the facts. before: called when `fee_lines` stands and nothing is posted yet; when it fails,
    nothing is. Lines that were posted keep their place: only a client's own facts lower what was posted for them.
    Raises LedgerError when the ledger is not what was written or another pilot's, another run holds it, `until` or
    `known_on` lies before an earlier run's, or a contract was changed; SettlementError as `fee_lines` does.
    Source: docs/path/settlement.md, "Ledger".
    """
    with lock(folder):
        old = read_ledger(folder)
        put_in_place(folder, old[-1].run if old else 0)
        _refuse_another(old, pilot.pilot)
        _refuse_going_back(read_settled(folder), until, known_on)
        terms = {contract.id: terms_hashes(contract, until) for contract in pilot.contracts}
        _refuse_changed(old, terms)
        rows = [tuple(getattr(entry, column) for column in ENTRIES) for entry in old]
        engine.load("ledger_entries", ENTRIES, rows)
        engine.run(FOLDER, "posted")
        cut_by_cap = settle_beside_posted(engine, pilot, until, lang)
        engine.run(FOLDER, "differences")
        found = engine.rows("SELECT * FROM differences ORDER BY contract_id, earned_on, subject, fee_id")
        engine.drop("ledger_entries", "differences")
        before()
        origin = (pilot.pilot, f"polku {version('polku')}")
        new = _entries(old, found, until, known_on, facts, terms, origin)
        if new:
            lines = engine.rows("SELECT * FROM fee_lines ORDER BY contract_id, subject, fee_id")
            write_aside(pilot, old, new, lines, cut_by_cap, folder, lang)
            add(folder, old, new)
            put_in_place(folder, new[0].run)
        write_settled(folder, Settled(until, known_on))
        return Posting(tuple(new), head([*old, *new]))


def _entries(
    old: Sequence[Entry],
    found: Sequence[tuple[object, ...]],
    until: date,
    known_on: date | None,
    facts: str,
    terms: dict[str, list[str]],
    origin: tuple[str, str],
) -> list[Entry]:
    run = old[-1].run + 1 if old else 1
    previous, new = head(old), []
    for number, (contract, subject, fee, participation, earned_on, cents, reason) in enumerate(found, len(old) + 1):
        key = (contract, subject, fee, participation, earned_on)
        values = (number, run, until, known_on, *key, cents, reason, facts, terms[str(contract)][-1], *origin)
        sealed = seal(values, previous)
        new.append(Entry(*values, previous, sealed))  # type: ignore[arg-type]  # the engine's rows are not typed
        previous = sealed
    return new


def terms_hashes(contract: Contract, until: date) -> list[str]:
    """The hashes of a contract's terms as written: of the contract alone, then with each amendment in force on `until`.

    Each hash seals the one before, so an old text that was changed, or an amendment put between, changes all behind it.
    What is left at its default plays no part, nor who writes the invoice (`self_billing`), which changes no fee.
    """
    base = contract.model_copy(update={"self_billing": None, "amendments": ()})
    hashes = [_sealed(_plain(base))]
    for amendment in contract.amendments:
        if amendment.from_ <= until:
            hashes.append(_sealed([hashes[-1], _plain(amendment)]))
    return hashes


def _sealed(terms: object) -> str:
    return hashlib.sha256(json.dumps(terms, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def _plain(terms: object) -> object:
    if isinstance(terms, BaseModel):
        fields = type(terms).model_fields
        values = {name: getattr(terms, name) for name in fields}
        said = terms.model_fields_set if isinstance(terms, Changes) else set()  # there a default can be a change
        return {name: _plain(v) for name, v in values.items() if name in said or v != fields[name].default}
    if isinstance(terms, Amount):
        return [[str(begins), band, number] for begins, band, number in terms.rows()]
    if isinstance(terms, tuple):
        return [_plain(part) for part in terms]
    return terms if isinstance(terms, str | int | bool | None) else str(terms)


def _refuse_another(old: Sequence[Entry], pilot: str) -> None:
    others = {entry.pilot for entry in old} - {pilot}
    if others:
        raise LedgerError(
            f"The ledger is that of {', '.join(sorted(others))}, not of {pilot}. Nothing was posted; give each pilot a"
            " ledger of its own."
        )


def _refuse_going_back(settled: Settled | None, until: date, known_on: date | None) -> None:
    if settled is None:
        return
    if until < settled.until:
        raise LedgerError(
            f"The ledger is already settled until {finnish_day(settled.until)}; it cannot be settled until"
            f" {finnish_day(until)}. Nothing was posted; give --until {settled.until} or a later day."
        )
    if known_on is not None and (settled.known_on is None or known_on < settled.known_on):
        then = (
            "all that was known" if settled.known_on is None else f"what was known on {finnish_day(settled.known_on)}"
        )
        raise LedgerError(
            f"The ledger is already settled with {then}; with less (--known-on {known_on}) it would take back what is"
            " due. Nothing was posted; leave --known-on out, or settle without --ledger to see the old answer."
        )


def _refuse_changed(old: Sequence[Entry], terms: dict[str, list[str]]) -> None:
    posted = {entry.contract_id: entry.terms for entry in old}
    gone = sorted(set(posted) - set(terms))
    if gone:
        raise LedgerError(
            f"The ledger has posted for {', '.join(gone)}, which the pilot no longer has. Nothing was posted; put the"
            " contract back into the pilot file."
        )
    changed = sorted(contract for contract, sealed in posted.items() if sealed not in terms[contract])
    if changed:
        raise LedgerError(
            f"The terms of {', '.join(changed)} are not those that were posted on. Nothing was posted; put the old"
            " terms back into the pilot file as they were, and write what is new below them as an amendment:"
            " {from: a day, reason: why, changes: what is new}, behind those that are already there."
        )
