"""Companies as clients: employer visits, networks, advice and finance, with what was done and reached in them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from polku.simulation._columns import days, hundredths, ids, take
from polku.simulation._rates import OPEN, YEAR, Ints, pick
from polku.simulation._rows import Rows, rows_at
from polku.simulation._visits import CHOOSERS, REASONS
from polku.simulation._world import Place, World, day_number

# Of each kind: the share of the employers that become clients in a year, the fewest days it lasts, the mean of what
# comes on top. Judgement; no published figure was found.
KINDS: Mapping[str, tuple[float, int, float]] = {
    "employer_visit": (0.30, 1, 0.0),
    "company_network": (0.06, 120, 120.0),
    "company_advice": (0.12, 30, 60.0),
    "business_finance": (0.05, 60, 60.0),
}
GROWTH_WEIGHT = 6.0  # a growth company comes so many times as likely as another of its size
REACHED = 0.72  # of the milestones that a contract names
ENDS = (0.82, 0.11, 0.07)  # completed, interrupted, other
TOLD_BY = {"register": 0.10, "employer": 0.55, "provider": 0.35}  # the company confirms most of what the producer did
MONTH, FORTNIGHT = 28, 14


def company_visits(
    rng: np.random.Generator, world: World, kinds: tuple[str, ...], employers: Mapping[str, pa.Array]
) -> dict[str, Ints]:
    """Participations of companies as rows by start: person (the employer's position), place, start, end, reason.

    kinds: of the services at `world.company_places`. end: OPEN and reason: -1 while it goes on. A company is at most
    once at each place; growth companies and large ones come more often.
    """
    rows = Rows("person", "place", "start", "end")
    size = np.asarray(employers["personnel"].to_numpy(zero_copy_only=False), np.float64)
    growth = np.asarray(employers["growth_company"].to_numpy(zero_copy_only=False), bool)
    weights = (1 + np.log(np.maximum(size, 1))) * np.where(growth, GROWTH_WEIGHT, 1.0)
    for position, (place, kind) in enumerate(zip(world.company_places, kinds, strict=True)):
        share, least, mean = KINDS[kind]
        first, last = day_number(place.days.start), day_number(place.days.end or world.until)
        n = _how_many(rng, place, len(size), share, (first, last), least + mean)
        who = np.sort(rng.choice(len(size), n, replace=False, p=weights / weights.sum())) if n else np.zeros(0, int)
        start = _weekday(rng.integers(first, last + 1, n), first, last)
        end = start + least - 1 + rng.gamma(2.0, mean / 2, n).astype(np.int64)
        rows.add(person=who, place=position, start=start, end=end)
    found = rows.sorted("start", "place", "person")
    found["end"] = np.where(found["end"] > day_number(world.until), OPEN, found["end"])
    ended = np.array([REASONS.index(name) for name in ("completed", "interrupted", "other")])
    drawn = ended[pick(rng, np.tile(ENDS, (len(found["end"]), 1)))]
    return found | {"reason": np.where(found["end"] >= OPEN, -1, drawn)}


def _how_many(
    rng: np.random.Generator, place: Place, employers: int, share: float, window: tuple[int, int], lasts: float
) -> int:
    """Companies at the place over its days: as many as come, and as its maximum or its size at a time lets in."""
    length = window[1] - window[0] + 1
    n = int(rng.poisson(employers * share * place.share * length / YEAR))
    if place.capacity is not None:
        n = min(n, max(1, int(place.capacity * length / lasts)))
    return min(n, employers // 2, n if place.limit is None else place.limit)


def _weekday(day: Ints, first: int, last: int) -> Ints:
    """Saturdays and Sundays moved to the Monday after, or to the Friday before where the window ends."""
    weekend = (day + 3) % 7 - 4  # 1 on Saturday, 2 on Sunday
    later = np.where(weekend > 0, day + 3 - weekend, day)
    return np.asarray(np.where(later > last, np.maximum(day - np.maximum(weekend, 0), first), later), np.int64)


def company_participations(
    rng: np.random.Generator, world: World, rows: dict[str, Ints], numbers: Ints
) -> dict[str, pa.Array]:
    """Columns of the table `participations` for companies, with the given numbers as ids. Companies have no risk."""
    places, n = world.company_places, len(numbers)
    waited = 2 + rng.gamma(2.0, 8.0, n).astype(np.int64)
    picks = np.array([place.choice for place in places] or [False])[rows["place"]]
    weights = np.where(picks[:, None], (0.86, 0.08, 0.06), (0.0, 1.0, 0.0))
    return {
        "participation_id": ids("s", numbers),
        "employer_id": ids("t", rows["person"] + 1),
        "service_id": take([place.service_id for place in places], rows["place"]),
        "provider_id": take([place.provider_id for place in places], rows["place"]),
        "contract_id": take([place.contract_id for place in places], rows["place"]),
        "referral_date": days(
            np.maximum(rows["start"] - waited, np.minimum(rows["start"], day_number(world.takeover)))
        ),
        "start_date": days(rows["start"]),
        "end_date": days(rows["end"]),
        "end_reason": take(REASONS, rows["reason"]),
        "chosen_by": take(CHOOSERS, pick(rng, weights)),
    }


def company_milestones(
    rng: np.random.Generator, world: World, rows: dict[str, Ints], numbers: Ints
) -> dict[str, pa.Array]:
    """Columns of the table `milestones` for companies: what the contracts name, reached within the participation."""
    names = sorted({name for place in world.company_places for name in place.milestones})
    found = Rows("number", "name", "date", "recorded")
    for position, place in enumerate(world.company_places):
        here = np.flatnonzero(rows["place"] == position)
        for name in place.milestones:
            reached = here[rng.random(len(here)) < REACHED]
            start, end = rows["start"][reached], np.minimum(rows["end"][reached], day_number(world.until))
            day = start + (rng.uniform(0.2, 1.0, len(reached)) * (end - start)).astype(np.int64)
            _add_recorded(rng, world, found, numbers[reached], names.index(name), day)
    told = found.sorted("number", "date", "name")
    return {
        "participation_id": ids("s", told["number"]),
        "milestone": take(names, told["name"]),
        "date": days(told["date"]),
        **_proof(rng, world, told["recorded"]),
    }


def company_deliveries(
    rng: np.random.Generator, world: World, rows: dict[str, Ints], numbers: Ints
) -> dict[str, pa.Array]:
    """Columns of the table `deliveries` for companies: hours each fortnight, anything else (visit, day) each month."""
    names = sorted({name for place in world.company_places for name in place.units})
    found = Rows("number", "name", "date", "recorded", "quantity")
    for position, place in enumerate(world.company_places):
        here = np.flatnonzero(rows["place"] == position)
        last = np.minimum(rows["end"][here], day_number(world.until))
        for name in place.units:
            every = FORTNIGHT if name == "hour" else MONTH
            times = (last - rows["start"][here]) // every + 1
            each = np.repeat(np.arange(len(here)), times)
            turn = np.arange(len(each)) - np.repeat(np.cumsum(times) - times, times)
            day = rows["start"][here][each] + every * turn
            quantity = 50 * rng.integers(2, 13, len(each)) if name == "hour" else np.full(len(each), 100)
            _add_recorded(rng, world, found, numbers[here][each], names.index(name), day, quantity=quantity)
    told = found.sorted("number", "date", "name")
    return {
        "participation_id": ids("s", told["number"]),
        "date": days(told["date"]),
        "unit": take(names, told["name"]),
        "quantity": hundredths(told["quantity"]),
        **_proof(rng, world, told["recorded"]),
    }


def _add_recorded(
    rng: np.random.Generator, world: World, to: Rows, number: Ints, name: int, day: Ints, **more: Ints
) -> None:
    """Rows that the organiser had come to know by the world's last day, some days after they happened."""
    recorded = day + rng.exponential(9.0, len(day)).astype(np.int64)
    told = {"number": number, "name": np.full(len(day), name), "date": day, "recorded": recorded} | more
    to.add(**rows_at(told, recorded <= day_number(world.until)))


def _proof(rng: np.random.Generator, world: World, recorded: Ints) -> dict[str, pa.Array]:
    """Who told of it, and when; some of it has not been confirmed yet."""
    confirmed = recorded + rng.integers(0, 20, len(recorded))
    open_still = (confirmed > day_number(world.until)) | (rng.random(len(recorded)) < 0.1)
    return {
        "source": take(list(TOLD_BY), pick(rng, np.tile([*TOLD_BY.values()], (len(recorded), 1)))),
        "confirmed_on": days(np.where(open_still, OPEN, confirmed)),
        "recorded_on": days(recorded),
    }
