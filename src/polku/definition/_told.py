"""pydantic's errors as faults with a line, a sentence and a cure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from polku.base import Fault
from polku.definition._contract import PAYS_FOR
from polku.definition._faults import did_you_mean
from polku.definition._pilot import Pilot
from polku.definition._scalars import COMPLAINT, Complaint, shown
from polku.definition._yaml import Node

Path = tuple[str | int, ...]
UNKNOWN_KEY = {"extra_forbidden", "unexpected_keyword_argument"}
MISSING_KEY = {"missing"}
_KEYS_EXPECTED = {"model_type", "model_attributes_type", "dataclass_type", "dict_type", "mapping_type"}
_EXAMPLES = {
    "pilot": "pilot: my-pilot",
    "name": "name: {fi: …}",
    "source": "source: where it is told",
    "organiser": "organiser: {id: tampere, name: Tampereen kaupunki}",
    "model": "model: municipal (or regional, purchase, employment_area)",
    "id": "id: a-word-of-its-own",
    "when": "when: age < 30",
    "period": "period: {start: 2024-01-01, end: 2025-12-31}",
    "fees": "fees: [{id: start, pays_for: start, amount: 250.00}]",
    "amount": "amount: 250.00",
    "legal_basis": "legal_basis: {fi: …}; an experiment without it is refused",
    "voluntary": "voluntary: true; an experiment without it is refused",
    "everyone_keeps": "everyone_keeps: {fi: …}; an experiment without it is refused",
}


def place_of(location: Sequence[str | int]) -> Path:
    """Where in the file an error lies: its location without the kind that pydantic adds after a fee's position."""
    steps: list[str | int] = []
    for step in location:
        if not (len(steps) >= 2 and steps[-2] == "fees" and isinstance(steps[-1], int) and step in PAYS_FOR):
            steps.append(step)
            continue
        steps.append("")  # keeps a second fee key such as `milestone` from being taken for the kind
    return tuple(step for step in steps if step != "")


def faults_of(error: ErrorDetails, tree: Node, file: str) -> Iterator[Fault]:
    """The sentences for one of pydantic's errors."""
    place = place_of(error["loc"])
    if error["type"] == COMPLAINT:
        complaints: Sequence[Complaint] = error.get("ctx", {})["complaints"]
        for complaint in complaints:
            at = (*place, *complaint.at)
            yield Fault(file, tree.line_of(at), _named(place, complaint.message), complaint.cure)
        return
    message, cure = _sentence(error, place, tree)
    inside = place if error["type"] not in MISSING_KEY else place[:-1]
    yield Fault(file, key_line(tree, inside) if error["type"] in UNKNOWN_KEY else tree.line_of(inside), message, cure)


def key_line(tree: Node, place: Path) -> int:
    """The line on which a key itself stands."""
    around: Node | None = tree
    for step in place[:-1]:
        around = around.child(step) if around is not None else None
    return around.keys.get(str(place[-1]), tree.line_of(place)) if around is not None else tree.line_of(place)


def _sentence(error: ErrorDetails, place: Path, tree: Node) -> tuple[str, str]:
    kind, key, value = error["type"], str(place[-1]) if place else "The file", error["input"]
    if kind in MISSING_KEY:
        return f"The key {key} is missing.", f"Add {_EXAMPLES.get(key, key + ': …')}."
    if kind in UNKNOWN_KEY:
        return f"The key {key} is not known here.", did_you_mean(key, _keys_at(place[:-1], tree), "Known here")
    if kind in _KEYS_EXPECTED:
        keys = ", ".join(_keys_at(place, tree)[:6])
        return _named(place, f"{shown(value)} stands where keys with values are expected."), f"Keys here: {keys}."
    if kind == "tuple_type":
        return _named(place, f"{shown(value)} is no list."), "Write [one, another], or a line with - for each."
    if kind == "literal_error":
        return _not_one_of(place, value, error.get("ctx", {}).get("expected", ""))
    if kind == "union_tag_not_found":
        return "The key pays_for is missing.", f"Add pays_for with one of {', '.join(PAYS_FOR)}."
    if kind == "union_tag_invalid":
        tag = value.get("pays_for") if isinstance(value, Mapping) else value
        return f"pays_for: {shown(tag)} is no kind of fee.", did_you_mean(str(tag), PAYS_FOR, "Kinds")
    return _named(place, f"{shown(value)}: {error['msg']}."), "See the format of a pilot file."


def _not_one_of(place: Path, value: object, expected: str) -> tuple[str, str]:
    words = [word.strip(" '") for word in expected.replace(" or ", ",").split(",")]
    near = did_you_mean(str(value), words, "It is one of")
    cure = near if near.startswith("It is") else f"{near} It is one of {', '.join(words)}."
    return _named(place, f"{shown(value)} is not one of the words that can stand here."), cure


def _named(place: Path, message: str) -> str:
    """The message with the key that it is about; a whole sentence says that itself."""
    if message.startswith(("A ", "The ", "This ")):
        return message
    key = next((step for step in reversed(place) if isinstance(step, str)), None)
    return f"{key}: {message}" if key else message


def _keys_at(place: Path, tree: Node) -> list[str]:
    """The keys that can stand at a place."""
    classes: list[Any] = [Pilot]
    for depth, step in enumerate(place):
        if isinstance(step, str):
            annotations = [_fields(known).get(step) for known in classes]
            classes = [found for annotation in annotations for found in _classes(annotation)]
        elif depth and place[depth - 1] == "fees":
            node: Node | None = tree
            for part in (*place[: depth + 1], "pays_for"):
                node = node.child(part) if node is not None else None
            chosen = PAYS_FOR.get(str(node.value)) if node is not None else None
            classes = [chosen] if chosen else classes
    return list(dict.fromkeys(name for known in classes for name in _fields(known)))


def _fields(known: Any) -> dict[str, Any]:
    if is_dataclass(known):
        return {field.name: None for field in fields(known)}
    return {name: field.annotation for name, field in known.model_fields.items()}


def _classes(annotation: Any) -> Iterator[Any]:
    if isinstance(annotation, type) and (issubclass(annotation, BaseModel) or is_dataclass(annotation)):
        yield annotation
    for part in get_args(annotation):
        yield from _classes(part)
