"""What the pages of contracts show: sums in words of money, by contract, by fee, and by month and fee."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from polku_web.figures.models import ContractFigures, FeeSum
from polku_web.figures.queries import UNPAID
from polku_web.figures.speaking import NONE, in_language, words

FIELDS = ("lines", "waiting", "over", "earned_cents", "payable_cents", "waiting_cents", "over_cents")


@dataclass(frozen=True, slots=True)
class Sums:
    """Lines and cents: waiting are claims without proof, over are past the contract's places; neither is earned."""

    lines: int = 0
    waiting: int = 0
    over: int = 0
    earned_cents: int = 0
    payable_cents: int = 0
    waiting_cents: int = 0
    over_cents: int = 0

    def __add__(self, other: Sums) -> Sums:
        return Sums(*(getattr(self, name) + getattr(other, name) for name in FIELDS))

    @property
    def proven(self) -> int:
        """Lines that have their proof."""
        return self.lines - self.waiting

    @property
    def cut_cents(self) -> int:
        """What the cap for a client and the contract's ceiling took of what was earned."""
        return self.earned_cents - self.payable_cents

    @property
    def earned(self) -> str:
        """In euros, as all that follow."""
        return words().euros(self.earned_cents)

    @property
    def payable(self) -> str:
        """What the cap and the ceiling left of it."""
        return words().euros(self.payable_cents)

    @property
    def cut(self) -> str:
        """What they took."""
        return words().euros(self.cut_cents) if self.cut_cents else NONE

    @property
    def held(self) -> str:
        """What waits for proof."""
        return words().euros(self.waiting_cents) if self.waiting else NONE


@dataclass(frozen=True, slots=True)
class Told:
    """A contract with its sums, and what its ceiling still leaves."""

    figures: ContractFigures
    sums: Sums
    cap: str
    ceiling: str
    left: str


def told(found: ContractFigures) -> Told:
    """A contract's figures, which have their sums beside them, in words."""
    sums = Sums(*(getattr(found, name) for name in FIELDS))
    say, ceiling = words(), found.ceiling_cents
    return Told(
        found,
        sums,
        NONE if found.cap_cents is None else say.euros(found.cap_cents),
        NONE if ceiling is None else say.euros(ceiling),
        NONE if ceiling is None else say.euros(ceiling - sums.payable_cents),
    )


@dataclass(frozen=True, slots=True)
class Fee:
    """A fee of the contract with its sums over all months."""

    key: str
    name: str
    sums: Sums


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a contract: what each fee came to, in the order of the fees, and all of them."""

    name: str
    day: date
    cells: Sequence[tuple[Fee, Sums | None]]
    sums: Sums


def of_row(row: FeeSum) -> Sums:
    """The sums of one kept row."""
    waits, over = row.status == "claimed", row.status == "over_maximum"
    earned = 0 if row.status in UNPAID else row.amount_cents
    amounts = (row.amount_cents if waits else 0, row.amount_cents if over else 0)
    return Sums(row.lines, row.lines * waits, row.lines * over, earned, row.payable_cents, *amounts)


def total(rows: Iterable[Sums]) -> Sums:
    """All of them together."""
    return sum(rows, Sums())


def by_fee(rows: Sequence[FeeSum]) -> list[Fee]:
    """The contract's fees in its order, with their sums."""
    found: dict[str, list[FeeSum]] = {}
    for row in rows:
        found.setdefault(row.fee_key, []).append(row)
    return [Fee(key, in_language(own[0].names), total(map(of_row, own))) for key, own in found.items()]


def by_month(rows: Sequence[FeeSum], fees: Sequence[Fee]) -> list[Month]:
    """The months in which something was earned or claimed, the newest first."""
    cells: dict[tuple[date, str], Sums] = {}
    for row in rows:
        at = (row.month, row.fee_key)
        cells[at] = cells.get(at, Sums()) + of_row(row)
    days = sorted({row.month for row in rows}, reverse=True)
    return [_month(day, [(fee, cells.get((day, fee.key))) for fee in fees]) for day in days]


def _month(day: date, cells: list[tuple[Fee, Any]]) -> Month:
    return Month(words().month(day), day, cells, total(sums for _fee, sums in cells if sums is not None))
