"""Amounts and expected shares: one number, or by risk band, or by date, or by band inside a date."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, NamedTuple

from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from polku.definition._scalars import MONEY_SCHEMA, SHARE_SCHEMA, Complaint, euro, refuse, share

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_BAND = re.compile(r"[^\s].*\Z")


class AmountRow(NamedTuple):
    """A value from a day on (None: undated) for a risk band (None: for all), in whole cents or basis points."""

    begins: date | None
    band: str | None
    value: int


@dataclass(frozen=True, slots=True)
class Amount:
    """What a fee pays, in cents, or which share of results is expected, in basis points.

    Dated and undated rows do not mix, nor do bands and one number inside a date.
    """

    parts: tuple[AmountRow, ...]

    def rows(self) -> list[tuple[date | None, str | None, int]]:
        """(first day or None when undated, risk band or None for one number, cents or basis points), days in order."""
        return [(part.begins, part.band, part.value) for part in self.parts]

    @property
    def first(self) -> date | None:
        """The first day that has a value; None when undated."""
        return self.parts[0].begins

    def days(self) -> list[date | None]:
        """The days on which a value begins, in order; [None] when undated."""
        return list(dict.fromkeys(part.begins for part in self.parts))

    def on(self, day: date) -> dict[str | None, int]:
        """The values in force on `day` by band (None for one number); empty before the first date."""
        begun = [first for first in self.days() if first is None or first <= day]
        return {part.band: part.value for part in self.parts if begun and part.begins == begun[-1]}


def _amount(read: Callable[[object], int], value: object) -> Amount:
    complaints: list[Complaint] = []
    rows = list(_rows(read, value, complaints))
    if complaints:
        raise refuse(*complaints)
    return Amount(tuple(sorted(rows, key=lambda row: row.begins or date.min)))


def _rows(read: Callable[[object], int], value: object, complaints: list[Complaint]) -> Iterator[AmountRow]:
    if not isinstance(value, dict) or not any(_DAY.match(key) for key in value):
        yield from _banded(read, value, None, (), complaints)
        return
    for key, part in value.items():
        try:
            begins = date.fromisoformat(key) if _DAY.match(key) else None
        except ValueError:
            begins = None
        if begins is None:
            complaints.append(Complaint(f"{key} stands among days but is no day.", "Write it as 2025-01-01.", (key,)))
            continue
        yield from _banded(read, part, begins, (key,), complaints)


def _banded(
    read: Callable[[object], int], value: object, begins: date | None, at: tuple[str, ...], complaints: list[Complaint]
) -> Iterator[AmountRow]:
    if isinstance(value, dict) and not value:
        complaints.append(Complaint("There is no band here.", "Write {low: 500.00, high: 900.00} or one number.", at))
    bands: dict[Any, object] = value if isinstance(value, dict) else {None: value}
    for band, written in bands.items():
        place = at if band is None else (*at, band)
        if band is not None and not _BAND.match(band):
            complaints.append(Complaint(f"{band!r} is no risk band.", "Write it as low.", place))
            continue
        try:
            yield AmountRow(begins, band, read(written))
        except PydanticCustomError as error:
            found: list[Complaint] = (error.context or {})["complaints"]
            complaints.extend(complaint._replace(at=place) for complaint in found)


def _euros(value: object) -> Amount:
    return _amount(euro, value)


def _shares(value: object) -> Amount:
    return _amount(share, value)


def _one_number(value: object) -> Amount:
    if isinstance(value, dict):
        raise refuse(Complaint("This amount belongs to a whole cohort.", "Write one number, without dates and bands."))
    return _amount(euro, value)


def _schema(number: dict[str, Any]) -> WithJsonSchema:
    bands = {"type": "object", "minProperties": 1, "additionalProperties": number}
    dated = {
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
        "additionalProperties": {"anyOf": [number, bands]},
    }
    return WithJsonSchema({"anyOf": [number, dated, bands]})


Euros = Annotated[Amount, PlainValidator(_euros), _schema(MONEY_SCHEMA)]
Shares = Annotated[Amount, PlainValidator(_shares), _schema(SHARE_SCHEMA)]
OneSum = Annotated[Amount, PlainValidator(_one_number), WithJsonSchema(MONEY_SCHEMA)]
