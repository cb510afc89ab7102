"""The parts of a pilot file beside its contracts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from polku.definition._base import ClosedPeriod, Part, Text
from polku.definition._scalars import (
    SHARE_SCHEMA,
    BusinessId,
    Change,
    Code,
    Complaint,
    Condition,
    Count,
    CountFromOne,
    Day,
    DaysFromOne,
    Euro,
    Flag,
    Id,
    Language,
    Line,
    Share,
    Word,
    Year,
    refuse,
    share,
    shown,
)


def _id_as_name(data: dict[str, Any]) -> Text:
    return Text(fi=data.get("id", "?"))


class Organiser(Part):
    """Who knows the clients, decides, pays and answers for the result."""

    id: Id
    name: Text = Field(default_factory=_id_as_name)


class Criterion(Part):
    """A reason to belong to the target group."""

    id: Id
    name: Text = Field(default_factory=_id_as_name)
    when: Condition
    """SQL over the columns of persons_at."""


class TargetGroup(Part):
    """Who belongs: the scope and one of the criteria must be true."""

    scope: Condition | None = None
    any_of: tuple[Criterion, ...]


def _area_shares(value: object) -> str | dict[str, int]:
    """`population`, `clients`, or a share by municipality in basis points."""
    if value in ("population", "clients"):
        return str(value)
    if not isinstance(value, dict):
        cure = 'Write population, clients, or a share by municipality: {"837": 60 %, "536": 40 %}.'
        raise refuse(Complaint(f"{shown(value)} is no way to share.", cure))
    shares: dict[str, int] = {}
    complaints: list[Complaint] = []
    for code, written in value.items():
        try:
            shares[code] = share(written)
        except PydanticCustomError as error:
            complaints += [found._replace(at=(code,)) for found in (error.context or {})["complaints"]]
    if complaints:
        raise refuse(*complaints)
    return shares


_by_municipality = {"type": "object", "propertyNames": {"pattern": "^[0-9]{3}$"}, "additionalProperties": SHARE_SCHEMA}
AreaShares = Annotated[
    Literal["population", "clients"] | Mapping[str, int],
    PlainValidator(_area_shares),
    WithJsonSchema({"anyOf": [{"enum": ["population", "clients"]}, _by_municipality]}),
]


class Area(Part):
    """Municipalities that share work and cost."""

    id: Id
    lead: Code | None = None
    municipalities: tuple[Code, ...]
    shares: AreaShares | None = None


class UnitCost(Part):
    """What own production costs; `eur` in cents."""

    eur: Euro
    per: Word
    """month, hour, visit …"""


class Service(Part):
    """A service that clients are given."""

    id: Id
    name: Text = Field(default_factory=_id_as_name)
    kind: Word
    """A kind of law/services."""
    production: Literal["own", "purchased", "partner"]
    capacity: Count | None = None
    """People at a time."""
    unit_cost: UnitCost | None = None
    conditions: Condition | None = None
    """SQL over the columns of persons_at: who may be given it."""
    languages: tuple[Language, ...] = ()
    choice: Id | None = None
    """The choice by which the client picks the provider."""


class Choice(Part):
    """How the client picks among providers."""

    id: Id
    offer: CountFromOne | None = None
    """Providers offered at a time."""
    shown: tuple[Word, ...] = ()
    """What is shown of each provider."""
    no_choice: Literal["draw", "nearest", "coach"] | None = None
    """Who picks when the client does not."""


class Voucher(Part):
    """A sum with which the client buys a service from an approved provider; money in cents."""

    id: Id
    service: Id
    value: Euro | None = None
    valid_days: DaysFromOne | None = None
    issued: ClosedPeriod | None = None
    budget: Euro | None = None


class Provider(Part):
    """Who produces services."""

    id: Id
    name: Text
    services: tuple[Id, ...]
    business_id: BusinessId | None = None
    municipalities: tuple[Code, ...] = ()
    """Where it works; empty: in all municipalities of the pilot."""
    languages: tuple[Language, ...] = ()


class Procurement(Part):
    """How the contracts came about."""

    procedure: Word | None = None
    decided: Day | None = None
    reference: Line | None = None


class Successor(Part):
    """Who takes over clients, open referrals and tail fees when the pilot ends."""

    organiser: Id
    municipalities: tuple[Code, ...]


class PublicDrawing(Part):
    """A drawing in public, whose numbers give a seed that nobody can choose."""

    name: Text
    """Which drawing: a lottery's round, and which of its numbers."""
    on: Day
    """The day on which its numbers are drawn, named beforehand."""
    numbers: tuple[Count, ...] = ()
    """The numbers, once they are drawn."""


class Experiment(Part):
    """How places are given, so that effects can be known."""

    id: Id
    legal_basis: Text
    voluntary: Flag
    everyone_keeps: Text
    """What nobody loses, whatever the draw."""
    service: Id | None = None
    design: Literal["lottery", "staggered", "encouragement"] | None = None
    arms: Mapping[Word, Share] = {}
    """The share of people in each arm, in basis points."""
    block_by: tuple[Word, ...] = ()
    """Columns of persons_at within which the draw is balanced."""
    period: ClosedPeriod | None = None
    seed: Count | None = None
    seed_from: PublicDrawing | None = None
    """In place of `seed`: the public drawing that gives it."""


def _sample(value: object) -> str | int:
    return "all" if value == "all" else share(value)


class Survey(Part):
    """A client survey that is repeated."""

    id: Id
    every: Literal["month", "quarter", "half-year", "year", "once"] | None = None
    sample: Annotated[
        Literal["all"] | int, PlainValidator(_sample), WithJsonSchema({"anyOf": [{"const": "all"}, SHARE_SCHEMA]})
    ] = "all"
    """all, or a share of the clients (basis points)."""
    questions: tuple[Word, ...] = ()


class Goal(Part):
    """What the pilot is to change; `change` in basis points."""

    id: Id
    name: Text = Field(default_factory=_id_as_name)
    measure: Word | None = None
    change: Change | None = None
    against: Word | None = None
    """comparison, before …"""


class Evaluation(Part):
    """An effect that is to be estimated."""

    id: Id
    experiment: Id | None = None
    outcomes: tuple[Word, ...] = ()
    horizon_days: DaysFromOne | None = None


class BudgetYear(Part):
    """A year's money by production, in cents."""

    year: Year
    own: Euro | None = None
    purchased: Euro | None = None
    partner: Euro | None = None
