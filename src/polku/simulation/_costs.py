"""What own and partner production cost month by month: the organiser's bookings, from the participations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from polku.simulation._columns import days, hundredths, take
from polku.simulation._rates import Flags, Floats, Ints
from polku.simulation._world import Place, World, day_number

USUAL_CENTS = {"own": 16_000, "partner": 11_000}  # a client's month where the pilot tells no price: invented
BOOKED = (0.94, 1.08)  # what is booked, as a share of price times units
HOURS_A_MONTH = 6.0
DAYS_A_MONTH = 365.2425 / 12


@dataclass(frozen=True)
class CostBook:
    """Units of each own or partner place by whole month, as participations are counted in, and their prices.

    units: (places, months) clients' months, days or hours, or participations begun, as the price is per month, day,
    hour or anything else. Places are those for people and then those for companies. cents: (places) price of a unit,
    0 where nothing is booked.
    """

    places: tuple[Place, ...]
    productions: tuple[str, ...]
    per: tuple[str, ...]
    cents: Ints
    firsts: Ints
    units: Floats

    @classmethod
    def of(cls, pilot: Any, world: World) -> CostBook:
        """An empty book for the months that are over on the world's last day."""
        places = (*world.places, *world.company_places)
        services = [pilot.services[place.service] for place in places]
        months = np.arange(np.datetime64(world.start, "M"), np.datetime64(world.until, "M") + 2)
        firsts = months.astype("datetime64[D]").astype(np.int64)
        firsts = firsts[firsts <= day_number(world.until) + 1]
        prices = [
            (one.unit_cost.eur, one.unit_cost.per) if one.unit_cost else (USUAL_CENTS.get(one.production, 0), "month")
            for one in services
        ]
        booked = [
            cents if one.production in USUAL_CENTS else 0 for one, (cents, _) in zip(services, prices, strict=True)
        ]
        return cls(
            places=places,
            productions=tuple(one.production for one in services),
            per=tuple(per for _, per in prices),
            cents=np.array(booked, np.int64),
            firsts=firsts,
            units=np.zeros((len(places), max(len(firsts) - 1, 0))),
        )

    def count(self, rows: dict[str, Ints], first_place: int = 0) -> None:
        """Count participations in: place (from first_place on), start and end (far away while they go on)."""
        for month in range(self.units.shape[1]):
            low, high = self.firsts[month], self.firsts[month + 1] - 1
            there = (rows["start"] <= high) & (rows["end"] >= low)
            begun = there & (rows["start"] >= low)
            lasted = np.minimum(rows["end"], high) - np.maximum(rows["start"], low) + 1
            for position in np.unique(rows["place"][there]) + first_place:
                if self.cents[position]:
                    here = there & (rows["place"] + first_place == position)
                    self.units[position, month] += self._units(self.per[position], here, begun, lasted)

    @staticmethod
    def _units(per: str, here: Flags, begun: Flags, lasted: Ints) -> float:
        if per == "month":
            return float(here.sum())
        if per == "day":
            return float(lasted[here].sum())
        if per == "hour":
            return float(np.round(lasted[here].sum() / DAYS_A_MONTH * HOURS_A_MONTH))
        return float((here & begun).sum())

    def table(self, rng: np.random.Generator) -> dict[str, pa.Array]:
        """Columns of the table `costs`: one row for each place and month in which something was done."""
        place, month = np.nonzero(self.units)
        units = self.units[place, month]
        eur = np.round(self.cents[place] * units * rng.uniform(*BOOKED, len(units))).astype(np.int64)
        return {
            "service_id": take([one.service_id for one in self.places], place),
            "production": take(self.productions, place),
            "provider_id": take([one.provider_id for one in self.places], place),
            "month": days(self.firsts[month]),
            "eur": hundredths(eur),
            "units": hundredths((units * 100).astype(np.int64)),
        }
