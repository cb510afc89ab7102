"""Worked cases as files: what is given in few lines, and who belongs, what is due or what came of it.

A row may name several people (`person_id: [a, b]`) or `everyone`: it then stands for one row each. What is left out:
a person without a row in persons is a Finnish speaker born on 1.1.1980 whom the Integration Act does not cover; a job
gets a number; a participation is in the first service of its contract. Nothing else is filled in.

Beside the shipped pilots, `grammar/` has contracts made only to show one rule of settlement each, with their cases.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from polku.pilots import FOLDER

Row = dict[str, Any]
Given = dict[str, list[Row]]

GRAMMAR = Path(__file__).parent / "grammar"

KEYS = {"case", "given", "on", "members", "undecided", "until", "due", "refused", "outcomes"}
ALONE = {"birth_date": date(1980, 1, 1), "native_language": "fi", "immigrant": False}
FORMS = ({"on", "members"}, {"until", "due"}, {"until", "refused"}, {"until", "outcomes"})
LINE = {"person_id", "participation_id", "contract", "subject", "fee", "earned_on", "eur", "payable", "status"}


class CaseError(ValueError):
    """A case file that says something the form does not have."""


class _Loader(yaml.SafeLoader):
    """YAML as pilot files are read: `on` is a word and "020" a text; decimal numbers are exact."""


def _exact(loader: _Loader, node: yaml.ScalarNode) -> Decimal:
    return Decimal(str(loader.construct_scalar(node)))


_Loader.yaml_implicit_resolvers = {}  # the class's own, not the ones of SafeLoader, which reads `on` as true
for _kind, _form, _first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:null|~|)$", ["n", "~", ""]),
    ("timestamp", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$", "0123456789"),
    ("int", r"^-?(?:0|[1-9][0-9]*)$", "-0123456789"),
    ("float", r"^-?[0-9]+\.[0-9]+$", "-0123456789"),
):
    _Loader.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(_form), list(_first))
_Loader.add_constructor("tag:yaml.org,2002:float", _exact)


@dataclass(frozen=True)
class Case:
    """A worked case. `on` asks who belongs, `until` what is due or what came of it: exactly one of them is there.

    refused: the participations for which nothing can be settled at `until`; then there is no `due`. outcomes: of each
    participation the columns that the case tells.
    """

    pilot: str
    file: Path
    sentence: str
    given: Given
    on: date | None = None
    members: list[Row] = field(default_factory=list)
    undecided: list[Row] = field(default_factory=list)
    until: date | None = None
    due: list[Row] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    outcomes: list[Row] = field(default_factory=list)


def shipped() -> list[str]:
    """The names of the pilots that ship with Polku."""
    return sorted(path.parent.name for path in FOLDER.glob("*/pilot.yaml"))


def folder(pilot: str) -> Path:
    """Where a shipped pilot's file and cases are, or those of `grammar`."""
    return GRAMMAR if pilot == GRAMMAR.name else FOLDER / pilot


def cases(pilot: str) -> list[Case]:
    """The worked cases of a shipped pilot or of `grammar`, by file name."""
    return [read_case(pilot, path) for path in sorted((folder(pilot) / "cases").glob("*.yaml"))]


def read_case(pilot: str, path: Path) -> Case:
    """One case file. Raises CaseError for keys that the form does not have, or when it asks nothing or two things."""
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 (a safe loader)
    strange = set(content) - KEYS
    asks = set(content) - {"case", "given"}
    if strange or asks - {"undecided"} not in FORMS or ("undecided" in asks and "on" not in asks):
        form = "needs case, given and either on with members, or until with due, refused or outcomes"
        raise CaseError(f"{path}: {form}; has {', '.join(sorted(content))}")
    given = {table: list(_each(rows, _named(content["given"]))) for table, rows in content["given"].items()}
    told = {key: list(_each(content.get(key, []), ())) for key in ("members", "undecided", "due", "outcomes")}
    for line in told["due"]:
        if strange := set(line) - LINE:
            raise CaseError(f"{path}: a line of due has no {', '.join(sorted(strange))}")
    on, until, refused = content.get("on"), content.get("until"), content.get("refused", [])
    return Case(pilot, path, content["case"], given, on=on, until=until, refused=refused, **told)


def filled(given: Given, services: Mapping[str, str]) -> Given:
    """The rows with what a case may leave out. `services`: the first service of each contract."""
    persons = {row["person_id"]: row for row in given.get("persons", [])}
    for name in _named(given):
        persons.setdefault(name, {"person_id": name, **ALONE})
    jobs = [{"employment_id": f"e{i}", **row} for i, row in enumerate(given.get("employment", []), start=1)]
    joined = [
        row if "service_id" in row else {**row, "service_id": services[row["contract_id"]]}
        for row in given.get("participations", [])
    ]
    return {**given, "persons": list(persons.values()), "employment": jobs, "participations": joined}


def _named(given: Mapping[str, list[Row]]) -> tuple[str, ...]:
    """Everyone whom a row names, in the order of the file."""
    names: dict[str, None] = {}
    for rows in given.values():
        for row in rows:
            who = row.get("person_id")
            for name in who if isinstance(who, list) else [who]:
                if name is not None and name != "everyone":
                    names[name] = None
    return tuple(names)


def _each(rows: list[Row], everyone: tuple[str, ...]) -> Iterator[Row]:
    for row in rows:
        who = row.get("person_id")
        who = everyone if who == "everyone" else who
        if isinstance(who, list | tuple):
            yield from ({**row, "person_id": name} for name in who)
        else:
            yield row
