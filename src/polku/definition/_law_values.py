"""A value by date, and what a law file says around it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Generic, Literal, TypeVar

from polku.base import PolkuError, euros
from polku.definition._base import Text

T = TypeVar("T")
Reads = Literal["cents", "basis_points", "whole", "truth", "brackets"]


class NoValueOn(PolkuError):  # noqa: N818 - the error says what is missing
    """A dated value is asked for outside its days. `name` is what was asked for, `day` when."""

    def __init__(self, name: str, day: date, reason: str) -> None:
        self.name, self.day = name, day
        super().__init__(f"{name} has no value on {day}: {reason}")


@dataclass(frozen=True, slots=True)
class Step(Generic[T]):
    """One value and its days, both ends included; `last` None means until further notice."""

    first: date
    last: date | None
    value: T
    source: str = ""
    unverified: bool = False

    def covers(self, day: date) -> bool:
        """Whether the value is in force on the day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Ending:
    """The first day without a value, why, and the key of what came instead if anything did."""

    first: date
    source: str
    replaced_by: str | None = None


@dataclass(frozen=True, slots=True)
class Dated(Generic[T]):
    """A value that changes on known days.

    name: what errors call it. steps: at least one, in order, each with its days. endings: the days from which
    there is no value any more (until the next step, if there is one).
    """

    name: str
    steps: tuple[Step[T], ...]
    endings: tuple[Ending, ...] = ()

    @classmethod
    def of(cls, name: str, values: Mapping[date, T]) -> Dated[T]:
        """Values by their first day, each in force until the day before the next. ValueError when there is none."""
        if not values:
            raise ValueError(f"{name} needs at least one value")
        days = sorted(values)
        lasts = [day - timedelta(days=1) for day in days[1:]]
        return cls(name, tuple(Step(day, last, values[day]) for day, last in zip(days, [*lasts, None], strict=True)))

    def on(self, day: date) -> T:
        """The value in force on `day`; NoValueOn (with the first or the last day that has one) when there is none."""
        return self.at(day).value

    def get(self, day: date) -> T | None:
        """The value in force on `day`, None when there is none."""
        return next((step.value for step in reversed(self.steps) if step.covers(day)), None)

    def at(self, day: date) -> Step[T]:
        """The step in force on `day`, with its days and source; NoValueOn when there is none."""
        for step in reversed(self.steps):
            if step.covers(day):
                return step
        raise NoValueOn(self.name, day, self._why_none(day))

    def map(self, change: Callable[[T], Any]) -> Dated[Any]:
        """The same days with each value changed."""
        steps = tuple(Step(s.first, s.last, change(s.value), s.source, s.unverified) for s in self.steps)
        return Dated(self.name, steps, self.endings)

    @property
    def unverified(self) -> bool:
        """Whether any of the values is not known for sure."""
        return any(step.unverified for step in self.steps)

    def _why_none(self, day: date) -> str:
        earlier = [ending for ending in self.endings if ending.first <= day]
        if not earlier:
            return f"the first day that has one is {self.steps[0].first}."
        end = earlier[-1]
        reason = f"the last day that has one is {end.first - timedelta(days=1)}."
        later = next((step.first for step in self.steps if step.first > day), None)
        if later is not None:
            reason = f"{reason[:-1]}, then again {later}."
        return f"{reason} {end.replaced_by} came instead." if end.replaced_by else reason


@dataclass(frozen=True, slots=True)
class Unit:
    """What a law value counts. `reads` is the form in which Polku holds it: whole cents, whole basis points, whole
    numbers, true or false, or brackets."""

    unit: str
    reads: Reads
    name: Text
    one: Text | None = None
    """The name beside a single one: `1 kuukausi`, where others are `6 kuukautta`."""

    def counted(self, value: int, language: str) -> str:
        """The number with the name that goes with it."""
        name = self.one if value == 1 and self.one is not None else self.name
        return f"{value} {name.in_language(language)}"


@dataclass(frozen=True, slots=True)
class Bracket:
    """From the paid day with the running number `first_day` on, the municipality pays `rate_bp` basis points."""

    first_day: int
    rate_bp: int


@dataclass(frozen=True, slots=True)
class LawItem:
    """A law value under its key, with its label and its place.

    values: cents, basis points, whole numbers, truths or tuples of Bracket, as `unit.reads` says. note: what the value
    covers, if said. code, groups: only in code lists (statuses, service kinds). file, line: where it is written.
    """

    key: str
    label: Text
    unit: Unit
    values: Dated[Any]
    file: str
    line: int
    note: Text | None = None
    code: str | None = None
    groups: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The last word of the key: which benefit, duty or kind."""
        return self.key.rpartition(".")[2]


def percent(rate_bp: int) -> str:
    """Basis points as people write a share: 2550 is 25.5 %."""
    return f"{(Decimal(rate_bp) / 100).normalize():f} %"


def written(value: Any, unit: Unit) -> str:
    """A law value as the law files write it: 37.21, 25.5 %, 10, true, or brackets as `1: 0 %, 101: 10 %`."""
    match unit.reads:
        case "cents":
            return str(euros(value))
        case "basis_points":
            return percent(value)
        case "truth":
            return "true" if value else "false"
        case "brackets":
            return ", ".join(f"{bracket.first_day}: {percent(bracket.rate_bp)}" for bracket in value)
    return str(value)
