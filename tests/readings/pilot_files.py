"""The product on small facts: definitions written as files and loaded."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from polku.definition import Pilot, load_pilot
from tests.readings.criteria import literal
from tests.readings.days import Row
from tests.readings.membership import Group

HEAD = """\
pilot: small-pilot
name: {fi: Pieni pilotti, sv: Litet pilotförsök, en: Small pilot}
source: invented
organiser: {id: somewhere, name: Jossain}
model: purchase
period: {start: 2021-03-01, end: 2026-12-31}
"""
SERVICES = """\
services: [{id: sparring, kind: coaching, production: purchased}]
providers: [{id: provider-a, name: Valmentaja A, invented: true, services: [sparring]}]
"""


def flow(value: Any) -> str:
    """A value as YAML in one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(flow(inner) for inner in value) + "]"
    if value is None:
        return "null"
    if isinstance(value, date | Decimal | int) and not isinstance(value, bool):
        return str(value)
    return literal(value).replace("'", "") if isinstance(value, str) else literal(value)


def paying_pilot(folder: Path, contracts: list[Row]) -> Pilot:
    """A pilot with these contracts."""
    lines = "".join(f"  - {flow(contract)}\n" for contract in contracts)
    return _loaded(folder, f"{HEAD}{SERVICES}contracts:\n{lines}")


def choosing_pilot(folder: Path, group: Group) -> Pilot:
    """A pilot with this target group."""
    scope = f"  scope: {_quoted(group.scope.text)}\n" if group.scope else ""
    criteria = "".join(f"    - {{id: {name}, when: {_quoted(node.text)}}}\n" for name, node in group.any_of)
    places = ", ".join(f'"{code}"' for code in group.municipalities)
    text = f"{HEAD}municipalities: [{places}]\ntarget_group:\n{scope}  any_of:\n{criteria}"
    return _loaded(folder, text)


def _quoted(text: str) -> str:
    return f'"{text}"'


def _loaded(folder: Path, text: str) -> Pilot:
    path = folder / "pilot.yaml"
    path.write_text(text, encoding="utf-8")
    return load_pilot(path)
