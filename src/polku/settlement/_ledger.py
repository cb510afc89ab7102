"""The ledger's file: entries that are only ever added, each sealed by a hash over itself and the one before.

`ledger.csv` in the ledger's folder. A run adds its entries by writing the file anew beside the old one and moving it
into place, so a run that is killed leaves the old file or the new one. One run at a time holds the folder's lock.
"""

from __future__ import annotations

import csv
import fcntl
import hashlib
import io
import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter
from pathlib import Path
from sys import intern

from polku.base import PolkuError

FILE = "ledger.csv"
SETTLED = "settled.json"  # the last day and the known-on day of the last run, also of one that had nothing to post
NOTHING_BEFORE = "0" * 64


class LedgerError(PolkuError):
    """A ledger that cannot be read or added to; nothing was posted."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One posting: so many cents more or less are due for a key (contract, subject, fee), and why.

    entry, run: from 1. until: the last day that was known; known_on: the day asked for, empty for all that was known.
    reason: new, changed or withdrawn. facts, terms: hashes of the fact files and of the contract's terms. previous,
    hash: the chain. `subject` is the client, so the ledger is as secret as the facts.
    """

    entry: int
    run: int
    until: date
    known_on: date | None
    contract_id: str
    subject: str
    fee_id: str
    participation_id: str | None
    earned_on: date | None
    difference_cents: int
    reason: str
    facts: str
    terms: str
    pilot: str
    program: str
    previous: str
    hash: str


COLUMNS = tuple(field.name for field in fields(Entry))
_values = attrgetter(*COLUMNS)  # as dataclasses.astuple, which copies each value deeply


def seal(values: Sequence[object], previous: str) -> str:
    """The hash of an entry's values, in the columns' order up to `program`, after the entry before it."""
    return hashlib.sha256(f"{previous}\n{_line([*values, previous])}".encode()).hexdigest()


def read_ledger(folder: Path) -> list[Entry]:
    """All entries, in order; none when the folder has no ledger yet.

    Raises LedgerError, with the line, when anything in the file is not as it was written.
    """
    path = folder / FILE
    if not path.exists():
        return []
    content = path.read_bytes()
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise LedgerError(f"{path}: byte {error.start} is not what was written. {_CURE}") from None
    rows = _rows(path, content)
    if tuple(next(rows, ())) != COLUMNS:
        raise LedgerError(f"{path}, line 1: the heading is not what was written. {_CURE}")
    if not content.startswith(_line(COLUMNS).encode()):
        raise LedgerError(f"{path}: it is not what was written. {_CURE}")
    entries: list[Entry] = []
    previous, place = NOTHING_BEFORE, len(_line(COLUMNS))
    for number, row in enumerate(rows, 1):
        entry = _entry(path, number, row)
        values, written = _values(entry), _line(_values(entry)).encode()
        sealed = (entry.entry, entry.previous, entry.hash) == (number, previous, seal(values[:-2], previous))
        if not sealed or not content.startswith(written, place):
            raise LedgerError(f"{path}, entry {number}: it is not what was written. {_CURE}")
        previous, place = entry.hash, place + len(written)
        entries.append(entry)
    if place != len(content):
        raise LedgerError(f"{path}: it is not what was written. {_CURE}")
    return entries


_CURE = "Nothing was posted; put back an unchanged copy of the file."


def head(entries: Sequence[Entry]) -> str:
    """The hash that seals all entries; note it outside the ledger to see later that none is missing at the end."""
    return entries[-1].hash if entries else NOTHING_BEFORE


def _rows(path: Path, content: bytes) -> Iterator[list[str]]:
    try:
        yield from csv.reader(io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", newline=""), strict=True)
    except csv.Error as error:
        raise LedgerError(f"{path}: it is not what was written ({error}). {_CURE}") from None


def _entry(path: Path, number: int, row: list[str]) -> Entry:
    try:
        values = dict(zip(COLUMNS, row, strict=True))
        return Entry(
            entry=int(values["entry"]),
            run=int(values["run"]),
            until=date.fromisoformat(values["until"]),
            known_on=_day(values["known_on"]),
            contract_id=intern(values["contract_id"]),
            subject=values["subject"],
            fee_id=intern(values["fee_id"]),
            participation_id=values["participation_id"] or None,
            earned_on=_day(values["earned_on"]),
            difference_cents=int(values["difference_cents"]),
            # Words that many entries have are kept once: a million entries are several times smaller so.
            **{name: intern(values[name]) for name in ("reason", "facts", "terms", "pilot", "program")},
            previous=values["previous"],
            hash=values["hash"],
        )
    except ValueError:
        raise LedgerError(f"{path}, entry {number}: it is not what was written. {_CURE}") from None


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _line(values: Sequence[object]) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator="\n").writerow(["" if value is None else str(value) for value in values])
    return stream.getvalue()


def add(folder: Path, old: Sequence[Entry], new: Sequence[Entry]) -> None:
    """Add entries behind the old ones: the whole file anew, then moved into place. Needs the lock."""
    handle, name = tempfile.mkstemp(prefix=".ledger-", dir=folder)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.write(_line(COLUMNS))
        file.writelines(_line(_values(entry)) for entry in (*old, *new))
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(folder / FILE)
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


@contextmanager
def lock(folder: Path) -> Iterator[None]:
    """Hold the ledger alone. Raises LedgerError when another run holds it, or the folder cannot be written."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / ".lock").open("a")
    except OSError as error:
        raise LedgerError(f"Cannot write into {folder}: {error.strerror}. Nothing was posted.") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            message = f"Another run is posting into {folder}. Nothing was posted; try again when it is done."
            raise LedgerError(message) from None
        for left_over in folder.glob(".ledger-*"):  # of a run that was killed
            with suppress(OSError):
                left_over.unlink()
        yield


@dataclass(frozen=True, slots=True)
class Settled:
    """How far the ledger has been settled: the last day known, and the known-on day (None: all that was known)."""

    until: date
    known_on: date | None


def read_settled(folder: Path) -> Settled | None:
    """How far earlier runs went; None before the first. Raises LedgerError when the file cannot be read."""
    path = folder / SETTLED
    if not path.exists():
        return None
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        return Settled(date.fromisoformat(told["until"]), _day(told["known_on"]))
    except (ValueError, KeyError, TypeError):
        raise LedgerError(f"{path}: it is not what was written. {_CURE}") from None


def write_settled(folder: Path, settled: Settled) -> None:
    """Note how far the ledger has been settled. Needs the lock."""
    told = {"until": str(settled.until), "known_on": str(settled.known_on or "")}
    aside = folder / ".ledger-settled"
    aside.write_text(json.dumps(told), encoding="utf-8")
    aside.replace(folder / SETTLED)
