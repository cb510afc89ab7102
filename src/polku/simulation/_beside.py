"""What lies beside the people: open jobs, companies as clients, vouchers and booked costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from polku.base import Period
from polku.simulation._columns import days, ids, take
from polku.simulation._companies import (
    company_deliveries,
    company_milestones,
    company_participations,
    company_visits,
)
from polku.simulation._costs import CostBook
from polku.simulation._rates import Ints
from polku.simulation._vacancies import RESULTS, Openings, draw_openings, hires, put_forward, vacancies
from polku.simulation._vouchers import VoucherBook
from polku.simulation._world import World
from polku.simulation._write import FactsFolder


@dataclass
class Beside:
    """The tables beside the people, on their way into the folder: some rows with each chunk, the rest at the end."""

    rng: np.random.Generator
    folder: FactsFolder
    world: World
    employers: Mapping[str, pa.Array]
    kinds: tuple[str, ...]
    openings: Openings
    vouchers: VoucherBook
    costs: CostBook

    @classmethod
    def begin(
        cls, rng: np.random.Generator, folder: FactsFolder, pilot: Any, world: World, employers: Mapping[str, pa.Array]
    ) -> Beside:
        """Writes the vacancies, and opens the books of vouchers and costs."""
        openings = draw_openings(rng, world, len(employers["employer_id"]))
        usual = pilot.period or Period(world.start, world.until)
        kinds = tuple(pilot.services[place.service].kind for place in world.company_places)
        books = VoucherBook.of(pilot, usual), CostBook.of(pilot, world)
        found = cls(rng, folder, world, employers, kinds, openings, *books)
        found._add_vacancies(rng, openings)
        return found

    def served(self, rng: np.random.Generator, first: int, rows: dict[str, Ints]) -> dict[str, pa.Array]:
        """The columns that vouchers give the people's participations `rows`; writes the vouchers, counts the costs.

        first: number of the first person of the chunk.
        """
        self.costs.count(rows)
        if not self.vouchers.kinds:
            return {}
        voucher, client, columns = self.vouchers.give(rng, self.world.places, rows)
        self.folder.add("vouchers", columns | {"person_id": ids("p", first + client)})
        return {"voucher_id": voucher}

    def put_forward(
        self, rng: np.random.Generator, first: int, spells: dict[str, Ints], who: Ints, jobs: Mapping[str, pa.Array]
    ) -> None:
        """Writes the introductions of a chunk's people, and the vacancies that some of them were hired for."""
        openings, hired = hires(rng, self.world, who, jobs)
        number = self._add_vacancies(rng, openings)
        others = put_forward(rng, self.world, spells, self.openings)
        everyone = np.concatenate([hired["person"], others["person"]])
        result = np.full(len(hired["person"]), RESULTS.index("hired"))
        columns = {
            "person_id": ids("p", first + everyone),
            "vacancy_id": ids("v", np.concatenate([number, others["vacancy"] + 1])),
            "date": days(np.concatenate([hired["date"], others["date"]])),
            "result": take(RESULTS, np.concatenate([result, others["result"]])),
        }
        self.folder.add("introductions", columns)

    def finish(self) -> None:
        """Writes the companies' participations with their milestones, deliveries and vouchers, and the costs."""
        rng, folder, world = self.rng, self.folder, self.world
        if len(self.employers["employer_id"]) and world.company_places:
            rows = company_visits(rng, world, self.kinds, self.employers)
            numbers = folder.counts["participations"] + 1 + np.arange(len(rows["start"]))
            columns = company_participations(rng, world, rows, numbers)
            if self.vouchers.kinds:
                voucher, client, vouchers = self.vouchers.give(rng, world.company_places, rows)
                folder.add("vouchers", vouchers | {"employer_id": ids("t", client + 1)})
                columns |= {"voucher_id": voucher}
            folder.add("participations", columns)
            folder.add("milestones", company_milestones(rng, world, rows, numbers))
            folder.add("deliveries", company_deliveries(rng, world, rows, numbers))
            self.costs.count(rows, first_place=len(world.places))
        folder.add("costs", self.costs.table(rng))

    def _add_vacancies(self, rng: np.random.Generator, openings: Openings) -> Ints:
        numbers = self.folder.counts["vacancies"] + 1 + np.arange(len(openings.opened))
        self.folder.add("vacancies", vacancies(rng, openings, self.employers["municipality"], numbers))
        return numbers
