"""Service vouchers: whom the pilot gave one, which of them were redeemed, and what is left of the money."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from polku.base import DAY_MAX, Period
from polku.simulation._columns import days, hundredths, ids, take
from polku.simulation._rates import OPEN, Ints
from polku.simulation._rows import Rows
from polku.simulation._world import Place, day_number

UNUSED_SHARE = 0.12  # of those who redeem a voucher had let an earlier one expire
USUAL_DAYS = 60  # a voucher is valid so long where the pilot does not say


@dataclass(frozen=True, slots=True)
class _Kind:
    """A voucher of the pilot: its service, its value in cents, for how long it is valid, when it is issued."""

    service_id: str
    cents: int
    valid: int
    issued: Period
    budget: int | None


@dataclass
class VoucherBook:
    """The pilot's vouchers as they are given, chunk after chunk; the budget of each kind is never overspent."""

    kinds: tuple[_Kind, ...]
    spent: list[int] = field(default_factory=list)
    given: int = 0

    @classmethod
    def of(cls, pilot: Any, days: Period) -> VoucherBook:
        """An empty book for the vouchers of the pilot that have a value; `days`: where it does not say when."""
        kinds = tuple(
            _Kind(
                voucher.service, voucher.value, voucher.valid_days or USUAL_DAYS, voucher.issued or days, voucher.budget
            )
            for voucher in pilot.vouchers
            if voucher.value
        )
        return cls(kinds, [0] * len(kinds))

    def give(
        self, rng: np.random.Generator, places: tuple[Place, ...], rows: dict[str, Ints]
    ) -> tuple[pa.Array, Ints, dict[str, pa.Array]]:
        """Vouchers for the participations `rows` (person, place, start) that began with one, redeemed on that day.

        Gives the `voucher_id` of each participation, whose voucher each row of the table is, and the other columns of
        `vouchers`. Some clients had let an earlier voucher expire.
        """
        number = np.full(len(rows["start"]), -1, np.int64)
        found = Rows("client", "kind", "issued", "redeemed", "row")
        for position, kind in enumerate(self.kinds):
            here, issued = self._issue(rng, position, places, rows, number)
            number[here] = 0
            client = rows["person"][here]
            found.add(client=client, kind=position, issued=issued, redeemed=rows["start"][here], row=here)
            early = issued - kind.valid - rng.integers(5, 60, len(here))
            idle = (rng.random(len(here)) < UNUSED_SHARE) & (early >= day_number(kind.issued.start))
            found.add(
                client=client[idle], kind=position, issued=early[idle], redeemed=OPEN, row=np.full(idle.sum(), -1)
            )
        vouchers = found.sorted("issued", "client", "kind")
        numbers = self.given + 1 + np.arange(len(vouchers["row"]))
        self.given += len(numbers)
        used = vouchers["row"] >= 0
        number[vouchers["row"][used]] = numbers[used]
        where = np.where(used, rows["place"][vouchers["row"]], -1)
        return ids("g", number, number >= 0), vouchers["client"], self._table(vouchers, numbers, where, places)

    def _issue(
        self,
        rng: np.random.Generator,
        position: int,
        places: tuple[Place, ...],
        rows: dict[str, Ints],
        number: Ints,
    ) -> tuple[Ints, Ints]:
        """Which participations without a voucher get one of this kind, the earliest first, and the days of issue."""
        kind, start = self.kinds[position], rows["start"]
        first, last = day_number(kind.issued.start), day_number(kind.issued.end or DAY_MAX)
        served = np.array([place.service_id == kind.service_id for place in places] or [False])
        issued = np.maximum(start - rng.integers(1, max(2, kind.valid), len(start)), first)
        able = served[rows["place"]] & (number < 0)
        able &= (issued <= np.minimum(last, start)) & (issued + kind.valid > start)
        here = np.flatnonzero(able)
        here = here[np.argsort(start[here], kind="stable")]
        if kind.budget is not None:
            here = here[: (kind.budget - self.spent[position]) // kind.cents]
        self.spent[position] += len(here) * kind.cents
        return here, issued[here]

    def _table(
        self, rows: dict[str, Ints], numbers: Ints, where: Ints, places: tuple[Place, ...]
    ) -> dict[str, pa.Array]:
        cents = np.array([kind.cents for kind in self.kinds] or [0])
        valid = np.array([kind.valid for kind in self.kinds] or [0])
        return {
            "voucher_id": ids("g", numbers),
            "service_id": take([kind.service_id for kind in self.kinds], rows["kind"]),
            "value_eur": hundredths(cents[rows["kind"]]),
            "issued_on": days(rows["issued"]),
            "expires_on": days(rows["issued"] + valid[rows["kind"]] - 1),
            "provider_id": take([place.provider_id for place in places], where),
            "redeemed_on": days(rows["redeemed"]),
        }
