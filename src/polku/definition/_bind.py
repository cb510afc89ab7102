"""From the tree of a file to a Pilot, with every fault that the file has.

What is faulty is told, taken out of the tree, and the rest is tried again: a wrong word in one fee does not hide what
is wrong in the next, and the checks across parts can run on what is left.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pydantic import ValidationError

from polku.base import Fault
from polku.definition._faults import in_order
from polku.definition._law import Process
from polku.definition._own_rules import own_process
from polku.definition._pilot import Pilot
from polku.definition._told import MISSING_KEY, Path, faults_of, place_of
from polku.definition._yaml import Node

ROUNDS = 20  # each takes something out; a file that needs more has been told enough
_CONSEQUENCES = {"default_factory_not_called"}  # a name that is taken from a faulty id
_STAND_INS = {"pilot": "none", "name": "none", "source": "none", "organiser": "none", "model": "municipal"}


@dataclass(frozen=True, slots=True)
class Bound:
    """A file as far as it could be bound. `tree` is what `pilot` was made of; None when nothing was left."""

    pilot: Pilot | None
    tree: Node
    faults: tuple[Fault, ...]


def bind(tree: Node, file: str) -> Bound:
    """The pilot that the tree says; with faults it is only what remained without the faulty parts."""
    process, faults = _own_process(tree, file)
    tried, removed = (tree.without(["process"]) if faults else tree), False
    for _ in range(ROUNDS):
        try:
            return Bound(Pilot.model_validate(_input(tried, process)), tried, tuple(in_order(faults)))
        except ValidationError as wrong:
            errors = [e for e in wrong.errors(include_url=False) if e["type"] not in _CONSEQUENCES]
        told = [error for error in errors if not (removed and error["type"] in MISSING_KEY)]
        faults += [fault for error in told for fault in faults_of(error, tried, file)]
        places = {_faulty(error["type"], place_of(error["loc"])) for error in errors}
        tried, removed = _without(tried, places), True
    return Bound(None, tried, tuple(in_order(faults)))


def _own_process(tree: Node, file: str) -> tuple[Process | None, list[Fault]]:
    node = tree.child("process")
    return own_process(node, file) if node is not None and isinstance(node.value, dict) else (None, [])


def _input(tree: Node, process: Process | None) -> dict[str, object]:
    plain: dict[str, object] = tree.plain()
    return plain | {"process": process} if process is not None and "process" in plain else plain


def _faulty(kind: str, place: Path) -> Path:
    """What to take out: the value, or the mapping that lacks a key."""
    return place[:-1] if kind in MISSING_KEY and len(place) > 1 else place


def _without(tree: Node, places: set[Path]) -> Node:
    """The tree without the places; a required key of the top gets a stand-in."""
    for place in sorted(places, key=_last_first, reverse=True):
        tree = tree.without(place)
    if isinstance(tree.value, dict):
        stand_ins = {key: _stand_in(key) for key in _STAND_INS if key not in tree.value and (key,) in places}
        tree = replace(tree, value=tree.value | stand_ins)
    return tree


def _last_first(place: Path) -> list[tuple[int, str]]:
    """Later positions of a list before earlier ones, so that taking one out moves none of the others."""
    return [(step, "") if isinstance(step, int) else (-1, step) for step in place]


def _stand_in(key: str) -> Node:
    scalar = Node(_STAND_INS[key], 1)
    return Node({"id": scalar}, 1) if key == "organiser" else scalar
