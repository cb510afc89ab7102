"""One law file's faults, and its values read in the form of their unit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from polku.base import Fault, basis_points, cents
from polku.definition._faults import did_you_mean
from polku.definition._law_values import Bracket, Unit
from polku.definition._yaml import Node

_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?\Z")
_SHARE = re.compile(r"([0-9]{1,3}(\.[0-9]{1,6})?) ?%\Z")


@dataclass
class LawFile:
    """A file on its way in: its name, and the faults found so far."""

    name: str
    units: dict[str, Unit] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def fault(self, line: int, message: str, cure: str) -> None:
        self.faults.append(Fault(self.name, line, message, cure))

    def has_keys(self, node: Node, needed: Iterable[str], optional: Iterable[str] = ()) -> bool:
        """Whether the node is keys with values and has the needed ones; says what is not so."""
        needed, allowed = list(needed), {*needed, *optional}
        if not isinstance(node.value, dict):
            self.fault(node.line, "Keys with values are expected here.", f"Write {', '.join(needed or optional)}.")
            return False
        for key, line in node.keys.items():
            if key not in allowed:
                self.fault(line, f"The key {key} is not known here.", did_you_mean(key, allowed))
        missing = [key for key in needed if key not in node.value]
        for key in missing:
            self.fault(node.line, f"The key {key} is missing.", f"Add {key}.")
        return not missing


def at(node: Node, key: str) -> Node:
    """A child that is known to be there (`LawFile.has_keys` was asked before)."""
    child = node.child(key)
    assert child is not None, key  # noqa: S101 - see the docstring
    return child


def value_of(node: Node, unit: Unit, file: LawFile) -> Any:
    """The value in the form of its unit; None when it is not of that form, which is then told."""
    if unit.reads == "brackets":
        return _brackets(node, file)
    read, right = _READERS[unit.reads]
    value = None if isinstance(node.value, dict | list) else read(node.value)
    if value is None:
        file.fault(node.line, f"The value {node.plain()!r} is not of the unit {unit.unit}.", f"Write {right}.")
    return value


def _cents(value: object) -> int | None:
    if isinstance(value, bool) or not _NUMBER.match(str(value)):
        return None
    try:
        return cents(Decimal(str(value)))
    except ValueError:
        return None


def _basis_points(value: object) -> int | None:
    match = _SHARE.match(value) if isinstance(value, str) else None
    if match is None or Decimal(match[1]) > 100:
        return None
    try:
        return basis_points(Decimal(match[1]) / 100)
    except ValueError:
        return None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None


def _bool(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


_READERS: dict[str, tuple[Callable[[object], int | bool | None], str]] = {
    "cents": (_cents, "euros with at most two decimals, such as 37.21"),
    "basis_points": (_basis_points, "a share from 0 % to 100 %, such as 25.5 %"),
    "whole": (_whole, "a whole number from 0"),
    "truth": (_bool, "true or false"),
}


def _brackets(node: Node, file: LawFile) -> tuple[Bracket, ...] | None:
    if not isinstance(node.value, list) or not node.value:
        file.fault(node.line, "Brackets are a list.", "Write {first_day: 1, share: 0 %} on a line each.")
        return None
    brackets: list[Bracket] = []
    for part in node.value:
        if not file.has_keys(part, ("first_day", "share")):
            return None
        first_day, rate = _whole(at(part, "first_day").value), _basis_points(at(part, "share").value)
        expected = first_day == 1 if not brackets else (first_day or 0) > brackets[-1].first_day
        if first_day is None or rate is None or not expected:
            file.fault(part.line, f"The bracket {part.plain()} does not fit.", "Begin with first_day: 1 and go up; a "
                       "share is from 0 % to 100 %.")  # fmt: skip
            return None
        brackets.append(Bracket(first_day, rate))
    return tuple(brackets)
