"""Pilot files by name or path: read, check, and say what is missing for a command."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polku.pilots
from polku.base import Fault
from polku.definition._bind import bind
from polku.definition._faults import DefinitionError, MissingPart, did_you_mean, in_order
from polku.definition._pilot import Pilot
from polku.definition._references import reference_faults
from polku.definition._warnings import oddities
from polku.definition._yaml import Node, parse_yaml, read_yaml

PILOT_FILE = "pilot.yaml"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a pilot file has: faults, warnings (both in the file's order), and the pilot when there are no faults."""

    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]
    pilot: Pilot | None


def shipped_pilots() -> list[str]:
    """The names of the pilots that ship with Polku, in alphabetical order."""
    return sorted(path.parent.name for path in _folder().glob(f"*/{PILOT_FILE}"))


def _folder() -> Path:
    return Path(str(polku.pilots.__file__)).parent


def pilot_path(name_or_path: str | Path) -> Path:
    """The pilot.yaml of a shipped pilot's name, of a folder, or the file itself.

    A shipped name comes before a file of that name. Raises DefinitionError, with the near names, when there is neither.
    """
    name = str(name_or_path)
    if name in shipped_pilots():
        return _folder() / name / PILOT_FILE
    path = Path(name_or_path)
    if path.is_dir():
        path /= PILOT_FILE
    if path.is_file():
        return path
    is_path = path.suffix in (".yaml", ".yml") or len(path.parts) > 1
    message = "There is no such file." if is_path else f"There is no pilot {name}, and no file of that name."
    cure = "Check the path." if is_path else did_you_mean(name, shipped_pilots(), "Pilots")
    raise DefinitionError([Fault(name, 0, message, cure)])


def check_pilot(name_or_path: str | Path) -> CheckResult:
    """Every fault and warning of a pilot file (a shipped name, a file or a folder with pilot.yaml). Raises nothing
    about the file: one that cannot be read is a fault too.
    """
    try:
        path = pilot_path(name_or_path)
        return _checked(read_yaml(path), str(path))
    except DefinitionError as error:
        return CheckResult(error.faults, (), None)


def check_pilot_text(text: str, name: str = PILOT_FILE) -> CheckResult:
    """The same of a pilot file's text, which faults call by `name`."""
    try:
        return _checked(parse_yaml(text, name), name)
    except DefinitionError as error:
        return CheckResult(error.faults, (), None)


def _checked(tree: Node, name: str) -> CheckResult:
    bound = bind(tree, name)
    if bound.pilot is None:
        return CheckResult(bound.faults, (), None)
    faults = in_order([*bound.faults, *reference_faults(bound.pilot, bound.tree, tree, name)])
    warnings = oddities(bound.pilot, bound.tree, name)
    return CheckResult(tuple(faults), tuple(warnings), None if faults else bound.pilot)


def load_pilot(name_or_path: str | Path) -> Pilot:
    """The pilot of a shipped name or a path. Raises DefinitionError with every fault of the file."""
    result = check_pilot(name_or_path)
    if result.pilot is None:
        raise DefinitionError(result.faults)
    return result.pilot


def require(pilot: Pilot, part: str, command: str) -> None:
    """Nothing when the pilot has the part (a key, or keys with dots: `period.end`).

    Raises MissingPart, which names the command, the part and the pilot, when it is left out or empty.
    """
    value: object = pilot
    for key in part.split("."):
        value = getattr(value, key, None)
    if value is None or value == () or value == {}:
        listed = any(text.split(":")[0].strip() in (part, part.split(".")[0]) for text in pilot.unknown)
        raise MissingPart(pilot.pilot, part, command, listed)
