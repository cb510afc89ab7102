"""Law files read into frozen items; a fault names its file, line and cure.

A law file has label, unit and items; an item has a label, perhaps a unit of its own, and values by their first day. Its
key is the file's place and the item's name with dots between: `vat.standard` is `standard` in vat.yaml.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from polku.base import Fault
from polku.definition._base import Text
from polku.definition._faults import DefinitionError, did_you_mean, in_order
from polku.definition._law_units import LawFile, at, value_of
from polku.definition._law_values import Dated, Ending, LawItem, Reads, Step, Unit
from polku.definition._yaml import Node, read_yaml

UNITS = "units.yaml"
SOURCES = "sources.yaml"  # words for what the values say of their sources
FORMS: tuple[Reads, ...] = ("cents", "basis_points", "whole", "truth", "brackets")
LANGUAGES = ("fi", "sv", "en")

_NAME = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*\Z")


def read_law(folder: Path) -> dict[str, LawItem]:
    """Every law value of a folder by its key, in the order of the files.

    Raises DefinitionError with the faults of all files.
    """
    units = _read_units(folder / UNITS)
    items: dict[str, LawItem] = {}
    faults: list[Fault] = []
    for path in sorted(folder.rglob("*.yaml")):
        if path.name in (UNITS, SOURCES):
            continue
        file = LawFile(str(path), units)
        prefix = ".".join(path.relative_to(folder).with_suffix("").parts)
        try:
            items |= {item.key: item for item in read_items(read_yaml(path), prefix, file)}
        except DefinitionError as error:
            faults += error.faults
        faults += file.faults
    if not faults:
        faults = [fault for item in items.values() for fault in _lost_successors(item, items)]
    if faults:
        raise DefinitionError(in_order(faults))
    return items


def _lost_successors(item: LawItem, items: dict[str, LawItem]) -> Iterable[Fault]:
    for ending in item.values.endings:
        if ending.replaced_by and ending.replaced_by not in items:
            message = f"{item.key} says replaced_by: {ending.replaced_by}, which is no key of the law."
            yield Fault(item.file, item.line, message, did_you_mean(ending.replaced_by, items))


def _read_units(path: Path) -> dict[str, Unit]:
    file, units = LawFile(str(path)), {}
    for name, node in read_yaml(path).items():
        if not file.has_keys(node, ("reads", "name"), ("one",)):
            continue
        reads = node.plain()["reads"]
        text = _text(node.value["name"], file) if isinstance(node.value, dict) else None
        if reads not in FORMS:
            file.fault(node.line, f"reads is {reads!r}.", f"It must be one of {', '.join(FORMS)}.")
        elif text is not None:
            one = node.child("one")
            units[name] = Unit(name, reads, text, _text(one, file) if one is not None else None)
    if file.faults:
        raise DefinitionError(in_order(file.faults))
    return units


def read_items(top: Node, prefix: str, file: LawFile) -> list[LawItem]:
    """The items of a law file, or of the same form in a pilot file, with keys that begin with `prefix`.

    Faults are added to `file`; items that have one are left out.
    """
    if not file.has_keys(top, ("label", "unit", "items")):
        return []
    _text(at(top, "label"), file)
    unit, items = at(top, "unit"), at(top, "items")
    if not isinstance(items.value, dict):
        file.fault(items.line, "items must be names with their values.", "Write a name and below it label and values.")
        return []
    found = [_read_item(name, f"{prefix}.{name}", items, unit, file) for name in items.value]
    return [item for item in found if item is not None]


def _read_item(name: str, key: str, items: Node, file_unit: Node, file: LawFile) -> LawItem | None:
    node, line = at(items, name), items.keys[name]
    if not _NAME.match(name):
        file.fault(line, f"{name} is no name of a law value.", "Use a-z, 0-9, _ and -.")
    if not file.has_keys(node, ("label", "values"), ("unit", "note", "code", "groups")):
        return None
    label, unit = _text(at(node, "label"), file), _unit(node.child("unit") or file_unit, file)
    note_node = node.child("note")
    note = _text(note_node, file) if note_node else None
    code = _plain_text(node.child("code"), "code", file)
    groups = _groups(node.child("groups"), file)
    values = _values(at(node, "values"), key, unit, file) if unit else None
    if label is None or unit is None or values is None:
        return None
    return LawItem(key, label, unit, values, file.name, line, note, code, groups)


def _text(node: Node, file: LawFile) -> Text | None:
    if not file.has_keys(node, LANGUAGES):
        return None
    words = node.plain()
    for language in LANGUAGES:
        if not isinstance(words[language], str) or not words[language].strip():
            file.fault(node.line_of([language]), f"The text in {language} is not a text.", "Write it (in quotes).")
            return None
    return Text(**{language: words[language].strip() for language in LANGUAGES})


def _plain_text(node: Node | None, what: str, file: LawFile) -> str | None:
    if node is None:
        return None
    if isinstance(node.value, str) and node.value.strip():
        return node.value
    file.fault(node.line, f"{what} is not a text.", "Write it in quotes.")
    return None


def _groups(node: Node | None, file: LawFile) -> tuple[str, ...]:
    if node is None:
        return ()
    if not isinstance(node.value, list):
        file.fault(node.line, "groups is not a list.", "Write it as [one, another].")
        return ()
    return tuple(name for part in node.value if (name := _plain_text(part, "A group", file)))


def _unit(node: Node, file: LawFile) -> Unit | None:
    name = str(node.value)
    if name not in file.units:
        file.fault(node.line, f"The unit {name} is not known.", did_you_mean(name, file.units))
    return file.units.get(name)


@dataclass
class _Entry:
    """One day of `values`: a value or an ending from then on."""

    first: date
    value: Any
    source: str
    unverified: bool
    ended: bool
    replaced_by: str | None


def _values(node: Node, key: str, unit: Unit, file: LawFile) -> Dated[Any] | None:
    if not isinstance(node.value, dict) or not node.value:
        file.fault(node.line, "values must have at least one day.", "Write 2025-01-01: {value: …, source: …}.")
        return None
    entries: list[_Entry] = []
    for day_text, child in node.items():
        entry = _entry(day_text, child, node.keys[day_text], unit, file)
        if entry is None:
            return None
        if not entries and entry.ended:
            file.fault(node.keys[day_text], "The first day has no value to end.", "Begin with a value.")
            return None
        if entries and (entry.first <= entries[-1].first or (entry.ended and entries[-1].ended)):
            file.fault(node.keys[day_text], f"{day_text} does not follow {entries[-1].first}.", "Order the days.")
            return None
        entries.append(entry)
    return _dated(key, entries)


def _dated(key: str, entries: list[_Entry]) -> Dated[Any]:
    lasts = [entry.first - timedelta(days=1) for entry in entries[1:]]
    steps = tuple(
        Step(entry.first, last, entry.value, entry.source, entry.unverified)
        for entry, last in zip(entries, [*lasts, None], strict=True)
        if not entry.ended
    )
    endings = tuple(Ending(entry.first, entry.source, entry.replaced_by) for entry in entries if entry.ended)
    return Dated(key, steps, endings)


def _entry(day_text: str, node: Node, line: int, unit: Unit, file: LawFile) -> _Entry | None:
    try:
        first = date.fromisoformat(day_text)
    except ValueError:
        file.fault(line, f"{day_text} is not a day.", "Write the first day as 2025-01-31.")
        return None
    if not file.has_keys(node, (), ("value", "ended", "source", "unverified", "replaced_by")):
        return None
    ended = _truth(node, "ended", file)
    unverified = _truth(node, "unverified", file)
    if ended == (node.child("value") is not None):
        file.fault(line, f"{day_text} needs a value, or ended: true, and not both.", "Write one of the two.")
        return None
    source = _plain_text(node.child("source"), "source", file) or ""
    if not source and not unverified:
        file.fault(line, f"The value of {day_text} has no source.", "Add source: …, or unverified: true.")
    replaced_by = _plain_text(node.child("replaced_by"), "replaced_by", file)
    if replaced_by and not ended:
        file.fault(line, "replaced_by goes only with ended: true.", "Remove it.")
    value = None if ended else value_of(at(node, "value"), unit, file)
    return None if value is None and not ended else _Entry(first, value, source, unverified, ended, replaced_by)


def _truth(node: Node, key: str, file: LawFile) -> bool:
    child = node.child(key)
    if child is not None and not isinstance(child.value, bool):
        file.fault(child.line, f"{key} is {child.value!r}.", "Write true or false.")
    return child is not None and child.value is True
