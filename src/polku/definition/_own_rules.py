"""A pilot's own process rules, in the form of a law file: label, unit and items."""

from __future__ import annotations

from types import MappingProxyType

from polku.base import Fault
from polku.definition._law import Process
from polku.definition._law_file import UNITS, _read_item, _read_units, _text
from polku.definition._law_units import LawFile, at
from polku.definition._yaml import Node
from polku.law import FOLDER

OWN = "own"


def own_process(node: Node, file: str) -> tuple[Process | None, list[Fault]]:
    """The process that a pilot file writes out itself, or what is wrong with it."""
    law = LawFile(file, _read_units(FOLDER / UNITS))
    if not law.has_keys(node, ("label", "unit", "items")):
        return None, law.faults
    _text(at(node, "label"), law)
    items = at(node, "items")
    if not isinstance(items.value, dict):
        law.fault(items.line, "items must be names with their values.", "Write a name and below it label and values.")
        return None, law.faults
    read = {name: _read_item(name, f"process.{OWN}.{name}", items, at(node, "unit"), law) for name in items.value}
    duties = {name: item for name, item in read.items() if item is not None}
    return (None if law.faults else Process(OWN, MappingProxyType(duties))), law.faults
