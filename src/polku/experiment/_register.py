"""The register of draws: one draw a day and list, and no second one until it suits."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from polku.experiment._chain import Entry, add_to_chain
from polku.experiment._draw import Drawn
from polku.experiment._errors import DrawError

SAME = ("terms", "list", "result", "exceptions")  # in these a draw that is made again must be the one that was made
_SAID = {
    "terms": "its arms, blocks or seed have changed",
    "list": "the people are others",
    "exceptions": "the exceptions are others",
    "result": "the result is another",
}


@dataclass(frozen=True, slots=True)
class Registered:
    """The register's entry of a draw; again: it was there already. missing: people of earlier draws that facts lack."""

    entry: Entry
    again: bool
    missing: int


def register(path: Path, entries: list[Entry], drawn: Drawn) -> Registered:
    """Write a draw into the register, or find it there. Needs `chain_held`, which gives the entries.

    Raises DrawError when the day has another draw of the experiment, a later day has one, the experiment was drawn on
    other terms before, or the facts know nothing of an earlier draw: whoever was drawn then would be drawn again.
    """
    own = [one for one in entries if (one["pilot"], one["experiment"]) == (drawn.terms.pilot.pilot, drawn.terms.id)]
    values = _values(drawn)
    for earlier in own:
        if earlier["on"] == values["on"]:
            _check_same(path, earlier, values, drawn)
            return Registered(earlier, True, _missing(own, drawn))
    _check_order(path, own, values, drawn)
    return Registered(add_to_chain(path, entries, values), False, _missing(own, drawn))


def record(drawn: Drawn, registered: Registered) -> dict[str, Any]:
    """What is kept of a draw beside its tables, as JSON (`draw.json`): it names people, as secret as they are."""
    experiment = drawn.terms.experiment
    return {
        "pilot": drawn.terms.pilot.pilot,
        "experiment": drawn.terms.id,
        "on": drawn.on.isoformat(),
        **drawn.terms.told(),
        "legal_basis": experiment.legal_basis.model_dump(exclude_none=True),
        "voluntary": experiment.voluntary,
        "everyone_keeps": experiment.everyone_keeps.model_dump(exclude_none=True),
        "counts": dict(drawn.counts),
        "blocks": {block: dict(arms) for block, arms in drawn.blocks.items()},
        "exceptions": [dict(one) for one in drawn.exceptions],
        "list": drawn.list_hash,
        "result": drawn.result_hash,
        "register": registered.entry["hash"],
    }


def _values(drawn: Drawn) -> dict[str, Any]:
    return {
        "pilot": drawn.terms.pilot.pilot,
        "experiment": drawn.terms.id,
        "on": drawn.on.isoformat(),
        "terms": drawn.terms.told(),
        "counts": dict(drawn.counts),
        "exceptions": _hash(drawn.exceptions),
        "list": drawn.list_hash,
        "result": drawn.result_hash,
        "program": version("polku"),
    }


def _hash(exceptions: Sequence[Mapping[str, object]]) -> str:
    """The exceptions as a hash, so that the register names nobody and can be shown to everybody."""
    told = "".join(f"{one['person_id']}\t{one['reason']}\n" for one in exceptions)
    return hashlib.sha256(told.encode()).hexdigest()


def _check_same(path: Path, earlier: Entry, values: dict[str, Any], drawn: Drawn) -> None:
    changed = [_SAID[name] for name in SAME if earlier[name] != values[name]]
    if changed:
        raise DrawError(
            f"Experiment {drawn.terms.id} was already drawn on {drawn.on} ({path}, line {earlier['entry']}), and this "
            f"draw would be another: {', '.join(changed)}. One list is drawn once a day; draw newcomers on the next. "
            f"Nothing was written."
        )


def _check_order(path: Path, own: list[Entry], values: dict[str, Any], drawn: Drawn) -> None:
    for earlier in own:
        place = f"({path}, line {earlier['entry']})"
        if earlier["on"] > values["on"]:
            raise DrawError(
                f"Experiment {drawn.terms.id} was drawn on {earlier['on']} {place}, after {drawn.on}. Days of draws go "
                f"forward: give a later day with --on. Nothing was written."
            )
        if earlier["terms"] != values["terms"]:
            raise DrawError(
                f"Experiment {drawn.terms.id} was drawn on {earlier['on']} with other arms, blocks or seed {place}. "
                f"Put them back, or give the changed experiment an id of its own. Nothing was written."
            )
        if earlier["counts"]["drawn"] and not _held(earlier, drawn):
            raise DrawError(
                f"{earlier['counts']['drawn']} people were drawn in experiment {drawn.terms.id} on {earlier['on']} "
                f"{place}, and the facts have none of them. Add that draw's assignments to the facts, or they would be "
                f"drawn again. Nothing was written."
            )


def _held(earlier: Entry, drawn: Drawn) -> int:
    """How many people of an earlier draw the facts have."""
    return next((people for day, people in drawn.earlier.items() if day.isoformat() == earlier["on"]), 0)


def _missing(own: list[Entry], drawn: Drawn) -> int:
    past = [earlier for earlier in own if earlier["on"] < drawn.on.isoformat()]
    return sum(max(earlier["counts"]["drawn"] - _held(earlier, drawn), 0) for earlier in past)
