"""`polku check`: every fault of the facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from polku import facts
from polku.base.engine import DuckDB
from polku.definition import load_pilot
from polku.pipeline._source import Input, Progress


@dataclass(frozen=True, slots=True)
class Checked:
    """What `polku check` tells."""

    errors: int
    warnings: int
    by_kind: dict[str, int]
    faults: list[facts.FactFault]
    set_aside: dict[str, int]

    def as_json(self) -> dict[str, object]:
        """The summary for machines: counts, and every fault."""
        listed = [
            {
                "table": fault.table,
                "file": fault.file,
                "row": fault.row,
                "column": fault.column,
                "kind": fault.kind,
                "value": fault.value,
                "message": fault.message,
                "level": "error" if fault.error else "warning",
            }
            for fault in self.faults
        ]
        counts = {"errors": self.errors, "warnings": self.warnings, "by_kind": self.by_kind}
        return counts | {"set_aside": self.set_aside, "faults": listed}

    def told_faults(self) -> Iterator[str]:
        """The first faults of each kind, and how many more there are."""
        for fault in self.faults:
            yield f"{'error' if fault.error else 'warning'}: {fault}"
        listed = Counter(fault.kind for fault in self.faults)
        for kind, count in self.by_kind.items():
            if count > listed[kind]:
                yield f"… and {count - listed[kind]} more of {kind}; --json lists them all."

    def told(self) -> Iterator[str]:
        """What was set aside, and the counts."""
        if self.set_aside:
            aside = ", ".join(f"{table} {count}" for table, count in self.set_aside.items())
            yield f"Set aside {sum(self.set_aside.values())} rows: {aside}."
        yield f"{_count(self.errors, 'error')}, {_count(self.warnings, 'warning')}."


def _count(n: int, thing: str) -> str:
    return f"{n} {thing}" if n == 1 else f"{n} {thing}s"


FAULTS_PER_KIND = 20


def check(source: Input, pilot: str | None, tell: Progress, *, all_faults: bool) -> Checked:
    """Every fault of the facts; the faulty rows set aside where a quarantine folder is given.

    all_faults: list each of them, not only the first FAULTS_PER_KIND of a kind.
    """
    named = load_pilot(pilot) if pilot is not None else None
    with DuckDB() as engine:
        tell(f"Checking {source.folder}")
        found = facts.check(engine, source.folder, known_on=source.known_on, mapping=source.mapping, pilot=named)
        if source.quarantine is not None and found.errors:
            facts.set_aside(engine, found, source.quarantine)
        listed = found.faults(None if all_faults else FAULTS_PER_KIND)
        return Checked(found.errors, found.warnings, found.by_kind, listed, found.set_aside)
