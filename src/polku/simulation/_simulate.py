"""Chunk by chunk: people, their spells, and all tables that follow from them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from polku.base import DAY_MAX, PolkuError
from polku.base.engine import Format
from polku.definition import Pilot
from polku.simulation import _benefits as pay
from polku.simulation import _jobs as work
from polku.simulation import _meetings as desk
from polku.simulation import _visits as visiting
from polku.simulation._beside import Beside
from polku.simulation._columns import days, ids, take
from polku.simulation._flow import plan_flow
from polku.simulation._people import Arrivals, People, draw_people, persons, residences
from polku.simulation._rates import AT_WORK, EFFECT_DAYS, OPEN, STATES, Flags, Ints
from polku.simulation._rows import rows_at
from polku.simulation._rules import Rules
from polku.simulation._settings import Settings
from polku.simulation._wages import earnings
from polku.simulation._walk import walk
from polku.simulation._world import World, day_number, draw_world, entry_days
from polku.simulation._write import FactsFolder

CHUNK = 100_000  # people at a time: memory stays bounded, and a chunk's people depend on nothing but seed and place
TABLES = ("persons", "residences", "statuses", "rights", "benefits", "employment", "earnings", "education",
          "participations", "milestones", "enrolments", "coach_assignments", "risk_scores", "contacts", "employers",
          "vacancies", "introductions", "vouchers", "costs")  # fmt: skip
MOST_CLIENTS = 5_000_000
FIRST_PAY = 2**31  # streams of chance for wages, one a chunk: those of the people begin at 0


@dataclass(frozen=True)
class Plan:
    """A world whose newcomers are counted. It can be lived through again and again, with other effects."""

    pilot: Pilot
    world: World
    inflow: Ints
    seed: int


def plan(
    pilot: Pilot,
    *,
    clients: int,
    seed: int,
    start: date,
    until: date,
    settings: Settings | None = None,
    progress: Callable[[str], None] | None = None,
) -> Plan:
    """Who comes in when, and how many the services let in, for `carry_out`; nothing of it hangs on the effects.

    Parameters and errors as in `simulate`.
    """
    _check(clients, seed, start, until)
    settings = settings or Settings()
    _check_effects(settings.effects, pilot)
    world = draw_world(pilot, clients, seed, start, until, settings)
    (progress or _silent)("inflow")
    if not world.people_at_first:
        return Plan(pilot, world, np.zeros(0, np.int64), seed)
    with Rules(world) as rules:
        inflow, world = plan_flow(world, rules, seed)
    return Plan(pilot, world, inflow, seed)


def carry_out(
    planned: Plan,
    *,
    out: Path,
    form: Format = "parquet",
    progress: Callable[[str], None] | None = None,
    effects: Mapping[str, float] | None = None,
    tables: Collection[str] | None = None,
) -> dict[str, object]:
    """Write the invented people and their days of a plan into `out`. Gives the number of rows by table.

    tables: only these are written, with the same rows as in the whole folder (None: all). The rest as in `simulate`.
    """
    planted = {**planned.world.settings.effects, **(effects or {})}
    _check_effects(planted, planned.pilot)
    world, seed = planned.world.with_effects(planted), planned.seed
    with FactsFolder(out, form, tables) as folder, Rules(world) as rules:
        for table in TABLES:
            folder.add(table, {})
        employers = work.employers(_rng(seed, 2**32 - 3), world)
        folder.add("employers", employers)
        beside = Beside.begin(_rng(seed, 2**32 - 4), folder, planned.pilot, world, employers)
        _write_chunks(folder, world, rules, planned.inflow, seed, progress or _silent, beside)
        beside.finish()
        folder.note("truth.json", _truth(world, seed))
    return {name: count for name, count in folder.counts.items() if folder.holds(name)}


def simulate(
    pilot: Pilot,
    *,
    clients: int,
    seed: int,
    start: date,
    until: date,
    out: Path,
    form: Format = "parquet",
    progress: Callable[[str], None] | None = None,
    effects: Mapping[str, float] | None = None,
    settings: Settings | None = None,
) -> dict[str, object]:
    """Invent people of the pilot's municipalities and their days from `start` to `until`; write them into `out`.

    On `start` just `clients` people are unemployed or in services; others come in so that the number of unemployed
    follows the published seasons and years.
    The same pilot, numbers and days give the same bytes. `truth.json` beside the tables tells what effects were
    planted. effects: by service of the pilot, what the chance of leaving to work is multiplied by instead of the drawn
    effect, and before that of the settings; who comes in and how many the services let in stays the same. settings: how
    the world differs from the published one (None: not at all). Gives the number of rows by table. Raises
    MissingPart when the pilot has no municipalities, PolkuError for a negative number, `until` before `start`, a
    service that the pilot does not have, a comparison that lies in the pilot, or an `out` that cannot be written.
    Source: docs/path/simulation.md.
    """
    _check_effects(effects or {}, pilot)
    planned = plan(pilot, clients=clients, seed=seed, start=start, until=until, settings=settings, progress=progress)
    return carry_out(planned, out=out, form=form, progress=progress, effects=effects)


def _silent(_: str) -> None:
    """Where nobody wants to know how far it is."""


def _check(clients: int, seed: int, start: date, until: date) -> None:
    if not 0 <= clients <= MOST_CLIENTS:
        raise PolkuError(f"{clients} clients cannot be invented. Give a number from 0 to {MOST_CLIENTS}.")
    if seed < 0:
        raise PolkuError(f"The seed is {seed}. Give a whole number from 0.")
    if until < start:
        raise PolkuError(f"The last day {until} is before the first day {start}. Give a later --until.")
    if start.year < 1990 or until.year > DAY_MAX.year - 10:
        raise PolkuError(f"The days {start} to {until} cannot be invented. Give days of 1990 to {DAY_MAX.year - 10}.")


def _check_effects(effects: Mapping[str, float], pilot: Pilot) -> None:
    services = [service.id for service in pilot.services]
    for service, effect in effects.items():
        if service not in services:
            raise PolkuError(f"{pilot.pilot} has no service {service}. Its services: {', '.join(services) or 'none'}.")
        if not effect > 0:
            raise PolkuError(f"The effect of {service} is {effect}. Give a factor above 0; 1 is no effect.")


def _rng(seed: int, stream: int) -> np.random.Generator:
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(stream,)))


def _write_chunks(
    folder: FactsFolder,
    world: World,
    rules: Rules,
    inflow: Ints,
    seed: int,
    tell: Callable[[str], None],
    beside: Beside,
) -> None:
    low, high = entry_days(world, inflow)
    bounds = np.concatenate([[0, world.people_at_first], world.people_at_first + np.cumsum(inflow)])
    whole = int(bounds[-1])
    for number, first in enumerate(range(0, whole, CHUNK)):
        tell(f"people {min(first + CHUNK, whole):,} of {whole:,}".replace(",", " "))
        rng = _rng(seed, number)
        order = np.arange(first, min(first + CHUNK, whole))
        stock: Flags = order < world.people_at_first
        month = np.clip(np.searchsorted(bounds[1:], order, side="right") - 1, 0, max(len(inflow) - 1, 0))
        drawn = low[month] + (rng.random(len(order)) * (high - low + 1)[month]).astype(np.int64)
        entry = np.where(stock, day_number(world.start), drawn)
        people = draw_people(rng, world, first + 1, _arrivals(rng, world, order, entry, stock))
        pay = _rng(seed, FIRST_PAY + number)
        _Chunk(folder, world, people, rng, pay, beside).write(rules)


def _arrivals(rng: np.random.Generator, world: World, order: Ints, entry: Ints, stock: Flags) -> Arrivals:
    """First the pilot's clients, then the comparison's, then other jobseekers of both, then those who come in."""
    clients = world.clients + world.compared_clients
    compared = np.where(order < clients, order >= world.clients, rng.random(len(order)) < world.share_compared)
    return Arrivals(entry, stock, stock & (order >= clients), compared)


@dataclass
class _Chunk:
    """Some of the people on their way into the tables."""

    folder: FactsFolder
    world: World
    people: People
    rng: np.random.Generator
    pay: np.random.Generator
    beside: Beside

    def write(self, rules: Rules) -> None:
        """Walk, and write every table."""
        folder, world, people, rng = self.folder, self.world, self.people, self.rng
        traces = walk(rng, world, people, rules)
        spells = traces.spells.sorted("person", "start")
        windows = traces.rights.sorted("person", "start")
        members = traces.members.sorted("person", "start")
        everyone = np.arange(len(people))
        folder.add("persons", self._of(everyone) | persons(people, world))
        self._add("residences", residences(people, world))
        self._add("statuses", _statuses(world, spells))
        self._add("rights", pay.rights(world, people, windows, traces.past.first))
        self._add("benefits", pay.benefits(rng, world, people, spells, windows))
        studying = work.study_spells(rng, people, spells)
        self._add("education", work.education(rng, world, people, spells, studying))
        visits = visiting.draw_visits(rng, world, people, spells, traces.light.sorted("person", "start"), studying)
        served = np.full(len(people), OPEN)
        np.minimum.at(served, visits.rows["person"], visits.rows["start"])
        jobs, columns = work.employment(rng, world, people, traces.past, spells, served)
        numbers = folder.counts["employment"] + 1 + np.arange(len(jobs["person"]))
        folder.add("employment", {"employment_id": ids("e", numbers)} | self._of(jobs["person"]) | columns)
        for lot in earnings(self.pay, world, people.first, jobs):
            folder.add("earnings", lot)
        self._write_visits(visits)
        self._write_desk(spells, members, traces.reasons)
        self.beside.put_forward(rng, people.first, spells, jobs["person"], columns)

    def _write_visits(self, visits: visiting.Visits) -> None:
        rng, world = self.rng, self.world
        numbers = self.folder.counts["participations"] + 1 + np.arange(len(visits.rows["person"]))
        whose, columns = visiting.participations(rng, world, visits, numbers)
        self._add("participations", (whose, columns | self.beside.served(rng, self.people.first, visits.rows)))
        self.folder.add("milestones", visiting.milestones(rng, world, visits, numbers))
        if any(place.units for place in world.places):
            self.folder.add("deliveries", visiting.deliveries(rng, world, visits, numbers))

    def _write_desk(self, spells: dict[str, Ints], members: dict[str, Ints], reasons: list[str]) -> None:
        rng, world, people = self.rng, self.world, self.people
        self._add("enrolments", desk.enrolments(world, members, reasons))
        assigned, coaches = desk.coach_assignments(rng, world, people, members)
        self._add("coach_assignments", desk.coach_table(assigned, coaches))
        self._add("contacts", desk.contacts(rng, world, spells, members, assigned, coaches))
        self.folder.add("risk_scores", desk.risk_scores(rng, people))

    def _of(self, who: Ints) -> dict[str, pa.Array]:
        return {"person_id": ids("p", self.people.first + who)}

    def _add(self, table: str, rows: tuple[Ints, dict[str, pa.Array]]) -> None:
        who, columns = rows
        self.folder.add(table, self._of(who) | columns)


def _statuses(world: World, spells: dict[str, Ints]) -> tuple[Ints, dict[str, pa.Array]]:
    """Whose rows they are, and columns of the table `statuses`; at work and not seeking is no status."""
    rows = rows_at(spells, (spells["state"] < AT_WORK) & (spells["start"] <= day_number(world.until)))
    columns = {
        "status": take(STATES, rows["state"]),
        "start_date": days(rows["start"]),
        "end_date": days(rows["end"]),
    }
    return rows["person"], columns


def _truth(world: World, seed: int) -> dict[str, object]:
    """What was planted, and only here."""
    effects = {
        service: {"leaving_to_work": float(effect), "until_days_after_end": EFFECT_DAYS}
        for service, effect in zip(world.services, world.effects, strict=True)
        if any(place.service_id == service for place in world.places)
    }
    selection = world.settings.selection
    unlike = {"seen": selection.seen, "unseen": selection.unseen}
    return {"pilot": world.pilot_id, "seed": seed, "services": effects, "selection": unlike}
