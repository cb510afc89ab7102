"""What stands beside a figure: its definition, denominator, source and version, and the notes on breaks in data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from polku.base.engine import Columns, Engine
from polku.definition import Text, read_yaml

FOLDER = Path(__file__).parent
LANGUAGES = ("fi", "sv", "en")
DOOR_VERSION = 2  # grows when the publishing door blanks by other rules
GROUPS = {
    "age": ("under-25", "25-54", "55-plus"),
    "sex": ("f", "m", "x"),
    "language": ("domestic", "foreign", "unknown"),
    "education": ("0-2", "3-4", "5-8", "unknown"),
    "duration": ("0-2", "3-11", "12-23", "24-plus"),
}
DEFINITIONS: Columns = {
    "indicator": "VARCHAR",
    "version": "BIGINT",
    "kind": "VARCHAR",
    "language": "VARCHAR",
    "name": "VARCHAR",
    "definition": "VARCHAR",
    "denominator": "VARCHAR",
    "source": "VARCHAR",
}
NOTES: Columns = {
    "note": "VARCHAR",
    "first_day": "DATE",
    "last_day": "DATE",
    "mark": "VARCHAR",
    "indicator": "VARCHAR",
    "language": "VARCHAR",
    "text": "VARCHAR",
    "source": "VARCHAR",
}

Kind = Literal["count", "share", "median", "positions", "cents"]


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator with what stands beside its figure.

    kind: what `value` is: a count of people or events, a share in per cent, a median, positions, or cents (told in
    euros). groups: the kinds of groups in which it is given besides `all`. withheld: the door shows only `all`.
    of_clients: whether a pilot's own clients have a figure. version: grows when the definition changes.
    """

    indicator: str
    kind: Kind
    groups: tuple[str, ...]
    withheld: bool
    of_clients: bool
    version: int
    name: Text
    definition: Text
    denominator: Text | None
    source: Text

    @property
    def all_groups(self) -> tuple[str, ...]:
        """`all`, and each group as the tables name it: `age:under-25`."""
        return ("all", *(f"{kind}:{group}" for kind in self.groups for group in GROUPS[kind]))


@dataclass(frozen=True, slots=True)
class Note:
    """A break in data, or what a reader must know: its days (last: None, for good) and the indicators that it is about
    (none: all)."""

    note: str
    first: date
    last: date | None
    mark: Literal["break", "note"]
    indicators: tuple[str, ...]
    text: Text
    source: str

    def concerns(self, indicator: str, first: date, last: date) -> bool:
        """Whether figures of the indicator from the month of `first` to that of `last` must carry the note."""
        begins = self.first.replace(day=1) <= last
        return begins and (self.last is None or self.last >= first) and indicator in (self.indicators or (indicator,))


@cache
def indicators() -> tuple[Indicator, ...]:
    """Every indicator in the order of the catalogue. Source: docs/path/situation.md."""
    told = read_yaml(FOLDER / "indicators.yaml").plain()
    return tuple(_indicator(name, told["sources"], row) for name, row in told["indicators"].items())


def _indicator(name: str, sources: dict[str, Any], row: dict[str, Any]) -> Indicator:
    return Indicator(
        name,
        row["kind"],
        tuple(row["groups"]),
        row.get("withheld", False),
        row.get("of_clients", True),
        row["version"],
        Text(**row["name"]),
        Text(**row["definition"]),
        Text(**row["denominator"]) if "denominator" in row else None,
        Text(**sources[row["source"]]),
    )


@cache
def notes() -> tuple[Note, ...]:
    """The breaks in data, in the order of the catalogue, with dates."""
    return tuple(
        Note(
            name,
            row["first"],
            row.get("last"),
            row["mark"],
            tuple(row.get("indicators", ())),
            Text(**row["text"]),
            row["source"],
        )
        for name, row in read_yaml(FOLDER / "notes.yaml").plain().items()
    )


def version() -> str:
    """All definitions in force and the door's, as one text: figures of two such texts are not put into one table."""
    return " ".join([*(f"{one.indicator}/{one.version}" for one in indicators()), f"door/{DOOR_VERSION}"])


def catalogue(engine: Engine) -> None:
    """Keep the tables `definitions` (DEFINITIONS) and `notes` (NOTES): a row for each language, and of a note for each
    indicator that it is about."""
    engine.load("definitions", DEFINITIONS, _definition_rows())
    engine.load("notes", NOTES, _note_rows())


def _definition_rows() -> Iterator[tuple[object, ...]]:
    for one in indicators():
        for lang in LANGUAGES:
            denominator = one.denominator.in_language(lang) if one.denominator else None
            texts = (one.name.in_language(lang), one.definition.in_language(lang), denominator)
            yield one.indicator, one.version, one.kind, lang, *texts, one.source.in_language(lang)


def _note_rows() -> Iterator[tuple[object, ...]]:
    for note in notes():
        for indicator in note.indicators or tuple(one.indicator for one in indicators()):
            for lang in LANGUAGES:
                text = note.text.in_language(lang)
                yield note.note, note.first, note.last, note.mark, indicator, lang, text, note.source
