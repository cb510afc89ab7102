"""How many people come in each month so that the stock roughly holds, and how full the services' places get.

A small crowd walks first: of the stock and of newcomers. What is left of the stock month by month and of newcomers
month after month tells, by the renewal equation, how many must come; the seasons are laid over it. The same crowd tells
how many would enter each of the pilot's places, and so what share of them a place with a maximum can let in.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from polku.simulation._people import draw_people
from polku.simulation._rates import CLIENT_STATES, SEASON, Floats, Ints
from polku.simulation._rules import Rules
from polku.simulation._walk import Traces, walk
from polku.simulation._world import World, day_number

CROWD = 6_000
STEP = 365.2425 / 12  # days of a month
SMOOTH = 5  # months over which the crowd's chance is evened out


def plan_flow(world: World, rules: Rules, seed: int) -> tuple[Ints, World]:
    """People to come in each month (from the month of the first day on), and the world with its places' open shares."""
    stock, fresh = (_crowd(world, rules, seed, stays) for stays in (True, False))
    months = _months(world)
    left, lasts = (_present(world, traces, months) for traces in (stock, fresh))
    entering = _entering(left, lasts)
    inflow = _with_seasons(world, entering)
    open_shares = [_open(world, position, stock, fresh, inflow) for position in range(len(world.places))]
    return inflow, world.letting_in(open_shares)


def _crowd(world: World, rules: Rules, seed: int, stays: bool) -> Traces:
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(2**32 - 2, int(stays))))
    entry = np.full(CROWD, day_number(world.start) + (0 if stays else 1))
    people = draw_people(rng, world, 0, entry, np.full(CROWD, stays))
    return walk(rng, world, people, rules)


def _months(world: World) -> int:
    return int((np.datetime64(world.until, "M") - np.datetime64(world.start, "M")).astype(int)) + 1


def _present(world: World, traces: Traces, months: int) -> Floats:
    """Share of the crowd that is unemployed or in services in the middle of each month after the first day."""
    spells = traces.spells.sorted("person", "start")
    clients = np.isin(spells["state"], CLIENT_STATES)
    starts, ends = np.sort(spells["start"][clients]), np.sort(spells["end"][clients])
    days = day_number(world.start) + ((np.arange(months) + 0.5) * STEP).astype(np.int64)
    there = np.searchsorted(starts, days, side="right") - np.searchsorted(ends, days, side="left")
    return np.asarray(there / CROWD)


def _entering(left: Floats, lasts: Floats) -> Floats:
    """Newcomers by month, as a share of the stock: what is missing, after those who came before."""
    found = np.zeros(len(left))
    for month in range(len(left)):
        stay = found[:month] @ lasts[1 : month + 1][::-1]
        found[month] = max(0.0, 1.0 - left[month] - stay) / lasts[0]
    padded = np.pad(found, SMOOTH // 2, mode="edge")
    return np.convolve(padded, np.ones(SMOOTH) / SMOOTH, mode="valid")


def _with_seasons(world: World, entering: Floats) -> Ints:
    """Whole people by month: a part of the first and last month counts as such; rounding loses nobody."""
    months = np.datetime64(world.start, "M") + np.arange(len(entering) + 1)
    first = months.astype("datetime64[D]").astype(np.int64)
    begin = np.maximum(first[:-1], day_number(world.start) + 1)
    covered = np.maximum(np.minimum(first[1:] - 1, day_number(world.until)) - begin + 1, 0) / STEP
    season = np.array(SEASON)[months[:-1].astype(int) % 12]
    people = np.cumsum(world.clients * entering * covered * season)
    return np.diff(np.floor(people + 0.5), prepend=0).astype(np.int64)


def _open(world: World, position: int, stock: Traces, fresh: Traces, inflow: Ints) -> float:
    """The share of those who would come to the place that its maximum, or its size at a time, has room for."""
    place = world.places[position]
    if place.limit is None and place.capacity is None:
        return 1.0
    scale = world.clients / CROWD
    came = _came(world, stock, position)
    later = _came(world, fresh, position)
    lag = np.arange(len(inflow)) + 0.5
    # A newcomer of a later month has so much less time: of the crowd's visits only the earlier ones count.
    visits = len(came) * scale + sum(
        count * (later < (len(inflow) - month) * STEP).sum() / CROWD for month, count in zip(lag, inflow, strict=True)
    )
    if visits < 1:
        return 1.0
    room = float("inf") if place.limit is None else place.limit * 1.04
    if place.capacity is not None:
        days = max(1, day_number(place.days.end or world.until) - day_number(place.days.start))
        room = min(room, place.capacity * days / _mean_days(stock, position))
    return float(min(1.0, room / visits))


def _visits(traces: Traces, position: int) -> tuple[Ints, Ints]:
    parts: Sequence[dict[str, Ints]] = [rows.sorted("person", "start") for rows in (traces.spells, traces.light)]
    start = np.concatenate([rows["start"][rows["place"] == position] for rows in parts])
    end = np.concatenate([rows["end"][rows["place"] == position] for rows in parts])
    return start, end


def _came(world: World, traces: Traces, position: int) -> Ints:
    """Days from the world's first day to each visit of the place."""
    return _visits(traces, position)[0] - day_number(world.start)


def _mean_days(traces: Traces, position: int) -> float:
    start, end = _visits(traces, position)
    lasted = (end - start + 1)[end - start < 2_000]
    return float(lasted.mean()) if len(lasted) else 90.0
