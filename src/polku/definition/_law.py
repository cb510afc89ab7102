"""The law of the land on a day: dated values by key, and the lists that the steps join.

Everything is read once from `polku.law` and frozen. A key is the file's place and the item's name: `vat.standard`,
`daily_amount.general_support`, `process.nordic-2022.initial_interview_working_days`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from polku.base import Fault, PolkuError
from polku.definition._base import Text
from polku.definition._faults import DefinitionError, did_you_mean
from polku.definition._law_file import read_law
from polku.definition._law_values import Bracket, Dated, LawItem, Reads, Step, Unit, written
from polku.law import FOLDER


class UnknownLaw(PolkuError):  # noqa: N818 - the error says what is not known
    """A key, benefit, process or kind that the law files do not have."""


@dataclass(frozen=True, slots=True)
class LawKey:
    """A law value in short: `first` is the first day that has a value, `last` the last (None: still in force)."""

    key: str
    label: Text
    unit: Unit
    first: date
    last: date | None
    unverified: bool


@dataclass(frozen=True, slots=True)
class LawShown:
    """What `polku law show KEY --on DAY` tells: the value in force, since and until when, by which source.

    value: as `LawItem.values` holds it; text: as the law files write it. until: None while no later day is known.
    """

    key: str
    label: Text
    unit: Unit
    on: date
    value: Any
    text: str
    since: date
    until: date | None
    source: str
    unverified: bool
    note: Text | None


@dataclass(frozen=True, slots=True)
class Process:
    """A service process of the law: its duties by name, each a dated value with its unit."""

    name: str
    duties: Mapping[str, LawItem]

    def duty(self, name: str) -> Dated[Any]:
        """A duty's values: whole numbers in the duty's unit, or truths; UnknownLaw for a name that is no duty."""
        if name not in self.duties:
            raise UnknownLaw(f"The process {self.name} has no duty {name}. {did_you_mean(name, self.duties, 'Duties')}")
        return self.duties[name].values

    def on(self, day: date) -> dict[str, Any]:
        """The duties in force on `day` with their values; empty before the process began."""
        found = {name: item.values.get(day) for name, item in self.duties.items()}
        return {name: value for name, value in found.items() if value is not None}


@dataclass(frozen=True, slots=True)
class ServiceKind:
    """A kind of service that pilot files name, and whether its clients count in the activation rate, by date.

    for_companies: its client is an employer, not a jobseeker.
    """

    kind: str
    name: Text
    for_companies: bool
    in_activation_rate: Dated[bool]


@dataclass(frozen=True, slots=True)
class StatusKind:
    """One of the nine statuses, with its code 00-08 and whether it counts in the activation rate, by date."""

    status: str
    code: str
    name: Text
    unemployed: bool
    in_services: bool
    in_activation_rate: Dated[bool]


@dataclass(frozen=True, slots=True)
class BenefitKind:
    """An unemployment benefit; `granted` has a value on the days for which it can be granted."""

    benefit: str
    name: Text
    granted: Dated[bool]


@dataclass(frozen=True, slots=True)
class VatKind:
    """A VAT treatment: its rate in basis points by date, and what it covers or why there is none."""

    kind: str
    name: Text
    covers: Text | None
    rate_bp: Dated[int]


class DailyAmount(NamedTuple):
    """A row for an SQL table: a benefit's daily amount in cents on valid_from … valid_to (None: no end known)."""

    valid_from: date
    valid_to: date | None
    benefit: str
    cents: int
    unverified: bool


class ShareBracket(NamedTuple):
    """A row for an SQL table: the municipality pays rate_bp from the paid day numbered first_day on."""

    valid_from: date
    valid_to: date | None
    benefit: str
    first_day: int
    rate_bp: int
    service_days_counted: bool


@cache
def _law(folder: Path = FOLDER) -> Mapping[str, LawItem]:
    return MappingProxyType(read_law(folder))


def law_keys(folder: Path = FOLDER) -> list[LawKey]:
    """Every law value in short, in the order of the keys.

    folder: law files other than Polku's own, such as those of a bill. Raises DefinitionError with all their faults.
    """
    return [_short(item) for _, item in sorted(_law(folder).items())]


def _short(item: LawItem) -> LawKey:
    steps = item.values.steps
    return LawKey(item.key, item.label, item.unit, steps[0].first, steps[-1].last, item.values.unverified)


def law(key: str, folder: Path = FOLDER) -> LawItem:
    """The law value under `key`; UnknownLaw, with the nearest keys, when there is none. folder: as in `law_keys`."""
    items = _law(folder)
    if key not in items:
        raise UnknownLaw(f"The law has no key {key}. {_near_keys(key, items)} `polku law list` shows all.")
    return items[key]


def _near_keys(key: str, items: Mapping[str, LawItem]) -> str:
    """The keys with the same last word or beginning come first: people remember one of the two."""
    word = key.rpartition(".")[2]
    same = [known for known in items if known.rpartition(".")[2] == word or known.startswith(f"{key}.")]
    return f"Did you mean {', '.join(same[:5])}?" if same else did_you_mean(key, items, "Keys")


def show(key: str, on: date) -> LawShown:
    """A law value on a day with all that stands around it. Raises UnknownLaw and NoValueOn."""
    item = law(key)
    step = item.values.at(on)
    text = written(step.value, item.unit)
    return LawShown(
        key, item.label, item.unit, on, step.value, text, step.first, step.last, step.source, step.unverified, item.note
    )


def _list(prefix: str, reads: Reads | None = None) -> dict[str, LawItem]:
    """The items of one law file by name, all of one form if that is asked for."""
    items = {item.name: item for key, item in _law().items() if key.rpartition(".")[0] == prefix}
    for item in items.values():
        if reads is not None and item.unit.reads != reads:
            message = f"The unit of {item.key} is {item.unit.unit}."
            raise DefinitionError([Fault(item.file, item.line, message, f"It must be a unit that reads {reads}.")])
    return items


def _named(prefix: str, name: str, what: str, reads: Reads) -> LawItem:
    items = _list(prefix, reads)
    if name not in items:
        raise UnknownLaw(f"The law has no {what} {name}. {did_you_mean(name, items)}")
    return items[name]


def daily_amount_cents(benefit: str) -> Dated[int]:
    """A benefit's daily amount (the basic part) in cents by date. UnknownLaw for a benefit that is none."""
    return _named("daily_amount", benefit, "daily amount of the benefit", "cents").values


def daily_amounts() -> list[DailyAmount]:
    """The daily amounts of all benefits as rows, by benefit and date."""
    return [
        DailyAmount(step.first, step.last, item.name, step.value, step.unverified)
        for item in _list("daily_amount", "cents").values()
        for step in item.values.steps
    ]


def municipal_share_brackets() -> list[ShareBracket]:
    """The municipal share of all benefits as rows, by benefit, date and bracket; cut where a counting rule changes."""
    counted: Dated[bool] = law("municipal_share_rules.service_days_counted").values
    return [
        ShareBracket(first, last, item.name, bracket.first_day, bracket.rate_bp, flag)
        for item in _list("municipal_share", "brackets").values()
        for share in item.values.steps
        for first, last, flag in _cut(share, counted)
        for bracket in share.value
    ]


def _cut(step: Step[tuple[Bracket, ...]], by: Dated[bool]) -> Iterator[tuple[date, date | None, bool]]:
    """The days of `step` cut where `by` changes, with the value of `by`."""
    for other in by.steps:
        first = max(step.first, other.first)
        last = min((day for day in (step.last, other.last) if day is not None), default=None)
        if last is None or first <= last:
            yield first, last, other.value


def process_names() -> list[str]:
    """The names of the service processes that the law has."""
    return sorted({key.split(".")[1] for key in _law() if key.startswith("process.")})


def process(name: str) -> Process:
    """A service process of the law, such as `nordic-2022`; UnknownLaw when there is none of the name."""
    if name not in process_names():
        raise UnknownLaw(f"The law has no process {name}. {did_you_mean(name, process_names(), 'Processes')}")
    return Process(name, MappingProxyType(_list(f"process.{name}")))


def service_kinds() -> tuple[ServiceKind, ...]:
    """The kinds of services that a pilot file may name, in the order of the law file."""
    return tuple(
        ServiceKind(name, item.label, "for_companies" in item.groups, item.values)
        for name, item in _list("services", "truth").items()
    )


def statuses() -> tuple[StatusKind, ...]:
    """The nine statuses of the employment-service statistics, in the order of their codes."""
    found = [
        StatusKind(
            name, item.code or "", item.label, "unemployed" in item.groups, "in_services" in item.groups, item.values
        )
        for name, item in _list("statuses", "truth").items()
    ]
    return tuple(sorted(found, key=lambda status: status.code))


def benefits() -> tuple[BenefitKind, ...]:
    """The unemployment benefits, also those that have ended."""
    return tuple(BenefitKind(name, item.label, item.values) for name, item in _list("benefits", "truth").items())


def vat(kind: str = "standard") -> VatKind:
    """A VAT treatment (`standard`, `exempt_education`, `exempt_social_welfare`); UnknownLaw for another name."""
    item = _named("vat", kind, "VAT treatment", "basis_points")
    return VatKind(kind, item.label, item.note, item.values)
