"""What may be set about an invented world, and the file that sets it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any, cast

from polku.base import Fault
from polku.definition import DefinitionError, Node, employment_areas, municipalities, municipality_known, read_yaml


@dataclass(frozen=True, slots=True)
class Downturn:
    """Worse times beside the published ones, from `start` to `end` (both included).

    unemployed: what the number of unemployed is multiplied by in the middle half of the time; it rises in the first
    quarter and falls in the last. work: what the chance of leaving to work is multiplied by, for spells that begin
    then.
    """

    start: date
    end: date
    unemployed: float = 1.25
    work: float = 0.8


@dataclass(frozen=True, slots=True)
class Comparison:
    """Residents of other municipalities, who get none of the pilot's services.

    clients: how many are unemployed or in services on the first day (None: as many for each resident as in the pilot).
    """

    municipalities: tuple[str, ...]
    clients: int | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """Who comes into the pilot's services: log-odds for each standard deviation of what makes it easier to find work.

    seen: of what the columns tell (age, schooling, language). unseen: of what no column tells. 0: no selection.
    """

    seen: float = 0.0
    unseen: float = 0.0


@dataclass(frozen=True, slots=True)
class Records:
    """How facts fall short, as shares: of the jobs that others than the register told, those told again by the register
    with other days or hours (`twice`) and those whose end nobody told (`no_end`); of meetings those without a mode.
    """

    twice: float = 0.15
    no_end: float = 0.04
    no_mode: float = 0.01


@dataclass(frozen=True, slots=True)
class Settings:
    """How an invented world differs from the published one; docs/path/simulation.md tells each key.

    seasons, cycle: whether the published seasons and years are in it. inflow: what the number of newcomers is
    multiplied by. others: jobseekers of other statuses for each client on the first day (None: the usual ones).
    effects: by service, what the chance of leaving to work is multiplied by instead of the drawn effect.
    """

    seasons: bool = True
    cycle: bool = True
    downturn: Downturn | None = None
    inflow: float = 1.0
    others: float | None = None
    comparison: Comparison | None = None
    selection: Selection = field(default_factory=Selection)
    records: Records = field(default_factory=Records)
    effects: Mapping[str, float] = field(default_factory=dict)


def read_settings(path: Path) -> Settings:
    """The settings of a YAML file; keys that it leaves out keep their usual values.

    Raises DefinitionError with every fault of the file and its line. Source: docs/path/simulation.md.
    """
    return _Reader(path).settings(read_yaml(path))


class _Reader:
    """Reads one file and gathers its faults."""

    def __init__(self, path: Path) -> None:
        self._file = path.name
        self._faults: list[Fault] = []

    def settings(self, node: Node) -> Settings:
        """The whole file. Raises DefinitionError."""
        found = self._part(
            node,
            {
                "seasons": self._flag,
                "cycle": self._flag,
                "downturn": self._downturn,
                "inflow": self._number(0, 10),
                "others": self._number(0, 5),
                "comparison": self._comparison,
                "selection": self._selection,
                "records": self._records,
                "effects": self._effects,
            },
        )
        if self._faults:
            raise DefinitionError(self._faults)
        return Settings(**found)

    def _part(self, node: Node, keys: Mapping[str, Callable[[Node], Any]], needed: tuple[str, ...] = ()) -> Any:
        """The values by key. An unknown key is a fault with the near one; so is a needed one that is not there."""
        if node.value is None:
            node = Node({}, node.line)
        if not isinstance(node.value, dict):
            self._refuse(node, "Here should be keys with values.", f"Known: {', '.join(keys)}.")
            return {}
        for key in node.value:
            if key not in keys:
                near = get_close_matches(key, keys, n=1)
                cure = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(keys)}."
                self._faults.append(Fault(self._file, node.keys[key], f"There is no key {key}.", cure))
        for key in needed:
            if key not in node.value:
                self._refuse(node, f"The key {key} is missing.", "Add it.")
        return {key: keys[key](child) for key, child in node.value.items() if key in keys}

    def _refuse(self, node: Node, message: str, cure: str) -> None:
        self._faults.append(Fault(self._file, node.line, message, cure))

    def _flag(self, node: Node) -> bool:
        if not isinstance(node.value, bool):
            self._refuse(node, f"{node.plain()} is neither true nor false.", "Write true or false.")
        return node.value is True

    def _number(self, low: float, high: float) -> Callable[[Node], float]:
        def read(node: Node) -> float:
            try:
                number = float(str(node.value)) if isinstance(node.value, int | str) else float("nan")
            except ValueError:
                number = float("nan")
            if isinstance(node.value, bool) or not low <= number <= high:
                self._refuse(node, f"{node.plain()} is no number from {low:g} to {high:g}.", "Write one, as 0.8.")
                return low
            return number

        return read

    def _whole(self, node: Node) -> int:
        if not isinstance(node.value, int) or isinstance(node.value, bool) or node.value < 0:
            self._refuse(node, f"{node.plain()} is no whole number from 0.", "Write one, as 500.")
            return 0
        return node.value

    def _day(self, node: Node) -> date:
        if not isinstance(node.value, date):
            self._refuse(node, f"{node.plain()} is no day.", "Write one, as 2024-06-14.")
            return date.min
        return node.value

    def _downturn(self, node: Node) -> Downturn | None:
        keys = {"start": self._day, "end": self._day}
        factors = {"unemployed": self._number(0.1, 10), "work": self._number(0.01, 10)}
        found = self._part(node, keys | factors, needed=("start", "end"))
        if "start" not in found or "end" not in found:
            return None
        if found["end"] < found["start"]:
            self._refuse(node, f"The downturn ends on {found['end']}, before it starts.", "Write a later end.")
        return Downturn(**found)

    def _comparison(self, node: Node) -> Comparison | None:
        found = self._part(node, {"municipalities": self._codes, "areas": self._areas, "clients": self._whole})
        codes = tuple(dict.fromkeys([*found.get("municipalities", ()), *found.get("areas", ())]))
        if not codes and not found.keys() & {"municipalities", "areas"}:
            self._refuse(node, "The comparison has no municipalities.", 'Name some, as municipalities: ["398"].')
        return Comparison(codes, found.get("clients"))

    def _texts(self, node: Node) -> list[tuple[Node, str]]:
        if not isinstance(node.value, list) or not all(isinstance(child.value, int | str) for child in node.value):
            self._refuse(node, "Here should be a list of codes.", 'Write it as ["398", "560"].')
            return []
        return [(child, str(child.value)) for child in node.value]

    def _codes(self, node: Node) -> list[str]:
        found = self._texts(node)
        for child, code in found:
            if not municipality_known(code):
                self._refuse(child, f"There is no municipality {code}.", "A code has three digits, as 837 (Tampere).")
        return [code for _, code in found]

    def _areas(self, node: Node) -> list[str]:
        known = {area.code for area in employment_areas()}
        found = self._texts(node)
        for child, code in found:
            if code not in known:
                self._refuse(child, f"There is no employment area {code}.", "A code has two digits, as 19 (Lahti).")
        asked = {code for _, code in found}
        return [place.code for place in municipalities() if place.employment_area in asked]

    def _selection(self, node: Node) -> Selection:
        return Selection(**self._part(node, dict.fromkeys(("seen", "unseen"), self._number(-5, 5))))

    def _records(self, node: Node) -> Records:
        names = [each.name for each in fields(Records)]
        return Records(**self._part(node, dict.fromkeys(names, self._number(0, 1))))

    def _effects(self, node: Node) -> dict[str, float]:
        names = list(node.value) if isinstance(node.value, dict) else []
        return cast("dict[str, float]", self._part(node, dict.fromkeys(names, self._number(0.01, 100))))
