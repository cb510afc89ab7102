"""A file that is only ever added to: one JSON object a line, each sealed by a hash over itself and the one before."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from polku.experiment._errors import ExperimentError

NOTHING_BEFORE = "0" * 64
Entry = dict[str, Any]


def read_chain(path: Path) -> list[Entry]:
    """All entries, in order; none without a file. Raises ExperimentError, with the line, when one was changed."""
    if not path.exists():
        return []
    try:
        lines = path.read_bytes().decode("utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ExperimentError(f"{path} cannot be read: {error}") from None
    entries: list[Entry] = []
    previous = NOTHING_BEFORE
    for number, line in enumerate(lines[:-1], 1):
        entry = _entry(line)
        if entry is None or entry != _sealed(_unsealed(entry), number, previous) or line != _line(entry):
            raise ExperimentError(f"{path}, line {number}: it is not what was written. {_CURE}")
        entries.append(entry)
        previous = entry["hash"]
    if lines[-1]:
        raise ExperimentError(f"{path}, line {len(lines)}: it is not what was written. {_CURE}")
    return entries


_CURE = "Put back an unchanged copy of the file; nothing was written."


def head(entries: list[Entry]) -> str:
    """The hash that seals all entries; noted elsewhere, it shows later that none is missing at the end."""
    return str(entries[-1]["hash"]) if entries else NOTHING_BEFORE


def add_to_chain(path: Path, entries: list[Entry], values: Mapping[str, Any]) -> Entry:
    """Add an entry behind those that were read: the whole file anew, then moved into place. Needs `chain_held`."""
    entry = _sealed(dict(values), len(entries) + 1, head(entries))
    handle, name = tempfile.mkstemp(prefix=".polku-", dir=path.parent)
    with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
        file.writelines(f"{_line(one)}\n" for one in (*entries, entry))
        file.flush()
        os.fsync(file.fileno())
    Path(name).replace(path)
    return entry


@contextmanager
def chain_held(path: Path) -> Iterator[list[Entry]]:
    """The entries, with the file held alone. Raises ExperimentError when another run holds it or it cannot be made."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_dir():
            raise ExperimentError(f"{path} is a folder; give the name of a file. Nothing was written.")
        lock = path.with_name(f".{path.name}.lock").open("a")
    except OSError as error:
        raise ExperimentError(f"Cannot write {path}: {error.strerror}. Nothing was written.") from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            message = f"Another run is writing {path}. Nothing was written; try again when it is done."
            raise ExperimentError(message) from None
        yield read_chain(path)


def _entry(line: str) -> Entry | None:
    try:
        found = json.loads(line)
    except ValueError:
        return None
    return found if isinstance(found, dict) and "hash" in found else None


def _unsealed(entry: Entry) -> Entry:
    return {key: value for key, value in entry.items() if key not in ("entry", "previous", "hash")}


def _sealed(values: Entry, number: int, previous: str) -> Entry:
    whole = {"entry": number, **values, "previous": previous}
    return {**whole, "hash": hashlib.sha256(_line(whole).encode()).hexdigest()}


def _line(values: Mapping[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))
