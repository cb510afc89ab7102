"""A pilot as one frozen object; its attributes are the keys of the file."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import PlainValidator, WithJsonSchema

from polku.definition._base import OpenPeriod, Part, Text
from polku.definition._contract import Contract
from polku.definition._law import Process
from polku.definition._parts import (
    Area,
    BudgetYear,
    Choice,
    Evaluation,
    Experiment,
    Goal,
    Organiser,
    Procurement,
    Provider,
    Service,
    Successor,
    Survey,
    TargetGroup,
    Voucher,
)
from polku.definition._scalars import ID, Code, Complaint, Day, Id, Line, refuse, shown


def _process(value: object) -> str | Process:
    """The name of a process of the law, or own rules, which were read before the rest of the file."""
    if isinstance(value, str | Process):
        return value
    raise refuse(Complaint(f"{shown(value)} is no process.", "Write a process of the law, such as nordic-2022."))


_process_schema = WithJsonSchema(
    {
        "anyOf": [
            {"type": "string", "pattern": f"^{ID}$"},
            {"type": "object", "required": ["label", "unit", "items"], "additionalProperties": False,
             "properties": {"label": {"type": "object"}, "unit": {"type": "string"}, "items": {"type": "object"}}},
        ]
    }
)  # fmt: skip


class Pilot(Part):
    """A pilot, or an employment area's ordinary services: everything the chain needs to know of it.

    Money is whole cents, shares are whole basis points, periods are inclusive, ids are text. What the file leaves out
    is None or empty; `require` says so for a command that needs it.
    """

    pilot: Id
    name: Text
    source: Line
    """Where it is told."""
    organiser: Organiser
    model: Literal["municipal", "regional", "purchase", "employment_area"]
    period: OpenPeriod | None = None
    municipalities: tuple[Code, ...] = ()
    """Statistics Finland's codes, in quotes, valid at period.start."""
    areas: tuple[Area, ...] = ()
    takeover: Day | None = None
    """The day on which the target group moves to the organiser."""
    target_group: TargetGroup | None = None
    process: Annotated[str | Process, PlainValidator(_process), _process_schema] | None = None
    """A service process of the law, or own rules in the same form."""
    services: tuple[Service, ...] = ()
    choices: tuple[Choice, ...] = ()
    vouchers: tuple[Voucher, ...] = ()
    providers: tuple[Provider, ...] = ()
    contracts: tuple[Contract, ...] = ()
    procurement: Procurement | None = None
    successors: tuple[Successor, ...] = ()
    experiments: tuple[Experiment, ...] = ()
    surveys: tuple[Survey, ...] = ()
    goals: tuple[Goal, ...] = ()
    evaluation: tuple[Evaluation, ...] = ()
    budget: tuple[BudgetYear, ...] = ()
    learned: tuple[Line, ...] = ()
    """What an earlier pilot taught: a part, a colon, and what followed."""
    unknown: tuple[Line, ...] = ()
    """What the documents do not tell: a part, a colon, and what is missing."""
