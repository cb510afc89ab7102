"""The chain of hashes over the log, and whether it still holds.

A seal's hash is SHA-256 over the hash before it and over each entry as JSON (keys in order, times in UTC) on a line of
its own. Whoever keeps the last hash elsewhere can see later that nothing before it was changed, added or removed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from polku_web.audit.models import Entry, Seal

FIRST = "0" * 64


@dataclass(frozen=True)
class Verdict:
    """What verification found: how much is sealed, the last hash, and each fault in words."""

    seals: int
    sealed: int
    unsealed: int
    head: str
    faults: tuple[str, ...]


def digest(previous: str, entries: Iterable[dict[str, Any]]) -> str:
    """The hash of a batch: 64 hexadecimal digits."""
    hashed = hashlib.sha256(previous.encode())
    for entry in entries:
        line = json.dumps(entry, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_text)
        hashed.update(b"\n" + line.encode())
    return hashed.hexdigest()


def _text(value: Any) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if isinstance(value, datetime) else str(value)


def verify(head: str = "") -> Verdict:
    """Compute the whole chain again. With `head`, a hash kept elsewhere, also see that the chain still has it."""
    previous, after, sealed, faults, seen = FIRST, 0, 0, [], {FIRST}
    seals = list(Seal.objects.order_by("id"))
    for one in seals:
        faults += _faults_of(one, previous, after)
        previous, after, sealed = one.digest, one.last_entry, sealed + one.entries
        seen.add(one.digest)
    if head and head not in seen:
        faults.append(f"No seal has the hash {head}: seals are missing, or it is another log's.")
    unsealed = Entry.objects.filter(id__gt=after).count()
    return Verdict(len(seals), sealed, unsealed, previous, tuple(faults))


def _faults_of(one: Seal, previous: str, after: int) -> list[str]:
    place = f"Seal {one.pk} (entries {one.first_entry} to {one.last_entry})"
    entries = Entry.objects.filter(id__gt=after, id__lte=one.last_entry).order_by("id")
    number = entries.count()
    if one.previous != previous:
        return [f"{place} does not follow the seal before it."]
    if number != one.entries:
        return [f"{place} was made over {one.entries} entries; there are {number}."]
    if digest(previous, entries.values().iterator(chunk_size=10_000)) != one.digest:
        return [f"{place}: an entry has been changed since."]
    return []
