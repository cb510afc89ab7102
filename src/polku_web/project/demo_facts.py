"""The invented facts of the demo, read table by table, and which of their people are the service's clients."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

HOME = ("residences", "person_id", "municipality", "end_date")


@dataclass
class Invented:
    """A facts folder of `polku simulate`, and the people taken from it: by person_id the client's id."""

    folder: Path
    taken: dict[str, UUID] = field(default_factory=dict)

    def rows(self, table: str, *columns: str) -> Iterator[tuple[Any, ...]]:
        """The rows of the people that were taken; their person_id first, as the client's id."""
        for person, *rest in self.everybody(table, "person_id", *columns):
            if person in self.taken:
                yield self.taken[person], *rest

    def everybody(self, table: str, *columns: str) -> Iterator[tuple[Any, ...]]:
        """All rows, as tuples of the columns."""
        from pyarrow import parquet

        read = parquet.read_table(self.folder / f"{table}.parquet", columns=list(columns))
        return zip(*(read.column(name).to_pylist() for name in columns), strict=True)

    def take(self, number: int, places: Collection[str]) -> None:
        """Take so many people: those who are in the pilot, then those who left it last and still live in the places."""
        homes = {person: place for person, place, end in self.everybody(*HOME) if end is None}
        last: dict[str, date] = {}
        for person, end in self.everybody("enrolments", "person_id", "end_date"):
            if end is None or homes.get(person) in places:
                last[person] = max(end or date.max, last.get(person, date.min))
        by_end = sorted(last, key=lambda person: (-last[person].toordinal(), person))
        self.taken = {person: uuid4() for person in by_end[:number]}
