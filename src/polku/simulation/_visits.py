"""Time in the pilot's services: participations, the milestones reached in them, the work done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from polku.simulation._columns import days, hundredths, ids, take
from polku.simulation._people import People
from polku.simulation._rates import (
    AT_WORK,
    BANDS,
    CLIENT_STATES,
    EMPLOYED,
    OPEN,
    UNEMPLOYED,
    Flags,
    Ints,
    pick,
)
from polku.simulation._rows import Rows, rows_at
from polku.simulation._state import band
from polku.simulation._world import World, day_number

REASONS = ("completed", "job", "education", "interrupted", "other")
CHOOSERS = ("client", "coach", "default")
MILESTONE_SHARE = 0.82
EPOCH = date(1970, 1, 1)


@dataclass
class Visits:
    """Participations of a chunk as rows ordered by person and start: person, start, end (OPEN: goes on), place, reason
    (-1: none yet), band (position in `bands`, -1: none).
    """

    rows: dict[str, Ints]
    bands: list[str]


def draw_visits(
    rng: np.random.Generator,
    world: World,
    people: People,
    spells: dict[str, Ints],
    light: dict[str, Ints],
    studying: Flags,
) -> Visits:
    """The participations: spells in one of the pilot's places, and those that left the status as it was."""
    studies_next = np.append(studying[1:] & (spells["person"][1:] == spells["person"][:-1]), False)[: len(studying)]
    rows = Rows("person", "start", "end", "place", "exit", "studies")
    served = (spells["place"] >= 0) & (spells["start"] > day_number(world.start))
    main = rows_at(spells | {"studies": studies_next.astype(np.int64)}, served)
    rows.add(**{name: main[name] for name in ("person", "start", "end", "place", "exit", "studies")})
    rows.add(**light, studies=0)
    found = rows.sorted("person", "start")
    found["end"] = np.where(found["end"] > day_number(world.until), OPEN, found["end"])
    found["reason"] = np.where(found["end"] >= OPEN, -1, _reason(rng, found))
    bands = sorted({name for place in world.places for _, listed in place.bands for name in listed or ()} | set(BANDS))
    found["band"] = _bands(world, people, found, bands)
    return Visits(found, bands)


def _reason(rng: np.random.Generator, rows: dict[str, Ints]) -> Ints:
    broken = rng.random(len(rows["exit"])) < np.where(rows["exit"] == UNEMPLOYED, 0.16, 0.5)
    gone = np.where(broken, REASONS.index("interrupted"), REASONS.index("other"))
    stayed = np.where(broken & (rows["exit"] == UNEMPLOYED), REASONS.index("interrupted"), REASONS.index("completed"))
    return np.select(
        [np.isin(rows["exit"], (AT_WORK, EMPLOYED)), rows["studies"] == 1, np.isin(rows["exit"], CLIENT_STATES)],
        [REASONS.index("job"), REASONS.index("education"), stayed],
        gone,
    )


def _bands(world: World, people: People, rows: dict[str, Ints], bands: list[str]) -> Ints:
    """The client's band, laid on the bands that the contract can price on the first day."""
    found = np.full(len(rows["person"]), -1, np.int64)
    risk = people.risk[rows["person"]]
    for position, place in enumerate(world.places):
        steps = place.bands or ((EPOCH, None),)
        for (first, listed), (following, _) in zip(steps, [*steps[1:], (date.max, None)], strict=True):
            in_step = (rows["start"] >= day_number(first)) & (rows["start"] < (following - EPOCH) // timedelta(days=1))
            here = (rows["place"] == position) & in_step
            names = listed or BANDS
            nearest = np.round(band(risk[here]) * (len(names) - 1) / (len(BANDS) - 1)).astype(np.int64)
            found[here] = np.array([bands.index(name) for name in names])[nearest]
    return found


def participations(
    rng: np.random.Generator, world: World, visits: Visits, numbers: Ints
) -> tuple[Ints, dict[str, pa.Array]]:
    """Whose rows they are, and columns of the table `participations` with the given numbers as ids."""
    rows = visits.rows
    n = len(rows["person"])
    waited = 3 + rng.gamma(2.0, 12.0, n).astype(np.int64)
    referred = np.maximum(rows["start"] - waited, day_number(world.takeover))
    picks = np.array([place.choice for place in world.places] or [False])[rows["place"]]
    weights = np.where(picks[:, None], (0.72, 0.16, 0.12), (0.0, 1.0, 0.0))
    columns = {
        "participation_id": ids("s", numbers),
        "service_id": take([place.service_id for place in world.places], rows["place"]),
        "provider_id": take([place.provider_id for place in world.places], rows["place"]),
        "contract_id": take([place.contract_id for place in world.places], rows["place"]),
        "referral_date": days(np.minimum(referred, rows["start"])),
        "start_date": days(rows["start"]),
        "end_date": days(rows["end"]),
        "end_reason": take(REASONS, rows["reason"]),
        "risk_band": take(visits.bands, rows["band"]),
        "chosen_by": take(CHOOSERS, pick(rng, weights)),
    }
    return rows["person"], columns


def milestones(rng: np.random.Generator, world: World, visits: Visits, numbers: Ints) -> dict[str, pa.Array]:
    """Columns of the table `milestones`: what the contracts name, reached within the participation."""
    names = sorted({name for place in world.places for name in place.milestones})
    rows = Rows("number", "name", "date", "recorded")
    for position, place in enumerate(world.places):
        here = np.flatnonzero(visits.rows["place"] == position)
        for name in place.milestones:
            reached = here[rng.random(len(here)) < MILESTONE_SHARE]
            day = visits.rows["start"][reached] + 2 + rng.gamma(2.0, 7.0, len(reached)).astype(np.int64)
            recorded = day + rng.exponential(9.0, len(reached)).astype(np.int64)
            kept = (day <= visits.rows["end"][reached]) & (recorded <= day_number(world.until))
            rows.add(number=numbers[reached][kept], name=names.index(name), date=day[kept], recorded=recorded[kept])
    found = rows.sorted("number", "date", "name")
    return {
        "participation_id": ids("s", found["number"]),
        "milestone": take(names, found["name"]),
        "date": days(found["date"]),
        **_from_provider(rng, world, found["recorded"]),
    }


def deliveries(rng: np.random.Generator, world: World, visits: Visits, numbers: Ints) -> dict[str, pa.Array]:
    """Columns of the table `deliveries`: work by the units that the contracts name, about every second week."""
    names = sorted({name for place in world.places for name in place.units})
    rows = Rows("number", "name", "date", "recorded", "quantity")
    for position, place in enumerate(world.places):
        here = np.flatnonzero(visits.rows["place"] == position)
        last = np.minimum(visits.rows["end"][here], day_number(world.until))
        times = (last - visits.rows["start"][here]) // 14
        for name in place.units:
            each = np.repeat(np.arange(len(here)), times)
            turn = np.arange(len(each)) - np.repeat(np.cumsum(times) - times, times)
            day = visits.rows["start"][here][each] + 14 * turn + rng.integers(0, 14, len(each))
            recorded = day + rng.exponential(9.0, len(each)).astype(np.int64)
            kept = recorded <= day_number(world.until)
            quantity = 50 * rng.integers(2, 9, len(each)) if name == "hour" else np.full(len(each), 100)
            rows.add(
                number=numbers[here][each][kept], name=names.index(name), date=day[kept], recorded=recorded[kept],
                quantity=quantity[kept],
            )  # fmt: skip
    found = rows.sorted("number", "date", "name")
    return {
        "participation_id": ids("s", found["number"]),
        "date": days(found["date"]),
        "unit": take(names, found["name"]),
        "quantity": hundredths(found["quantity"]),
        **_from_provider(rng, world, found["recorded"]),
    }


def _from_provider(rng: np.random.Generator, world: World, recorded: Ints) -> dict[str, pa.Array]:
    """The provider tells, and the coach has confirmed most of it."""
    confirmed = recorded + rng.integers(0, 20, len(recorded))
    open_still = (confirmed > day_number(world.until)) | (rng.random(len(recorded)) < 0.1)
    return {
        "source": take(["provider"], np.zeros(len(recorded), np.int64)),
        "confirmed_on": days(np.where(open_still, OPEN, confirmed)),
        "recorded_on": days(recorded),
    }
