"""How many people come in each month, and how full the services' places get.

A small crowd walks first: of those who are there on the first day, and of newcomers of every month. It tells how many
of the former are unemployed at the end of each month and how many newcomers of each month are, so how many must come
that the number of unemployed is that of the times. The same crowd tells how many would enter each of the pilot's
places, and so what share of them a place with a maximum can let in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from polku.simulation._people import Arrivals, draw_people
from polku.simulation._rates import LAID_OFF, STOCK, UNEMPLOYED, UNEMPLOYED_STATES, Floats, Ints
from polku.simulation._rules import Rules
from polku.simulation._settings import Selection
from polku.simulation._times import level
from polku.simulation._walk import Traces, walk
from polku.simulation._world import World, day_number, entry_days

CROWD = 6_000
SMOOTH = 13  # months of entry over which the newcomers' chances are evened out
FEWEST = 0.3  # newcomers of a month: at least so many of the usual ones, however fast unemployment falls
LEAST = 5  # newcomers of a month in the crowd


@dataclass(frozen=True)
class _Crowd:
    """People who walk first. weight: how many real ones each stands for, in the pilot's area; month: of entry."""

    traces: Traces
    weight: Floats
    month: Ints


def plan_flow(world: World, rules: Rules, seed: int) -> tuple[Ints, World]:
    """People to come in each month (from the month of the first day on), and the world with its places' open shares.

    The crowd knows no self-selection, so the same people come whoever chooses the services.
    """
    plain = replace(world, settings=replace(world.settings, selection=Selection()))
    low, high = _months(world)
    stock, fresh = _stock(plain, rules, seed), _fresh(plain, rules, seed, low, high)
    inflow = _inflow(world, stock, fresh, low, high)
    each = np.bincount(fresh.month, minlength=len(low))
    later = _Crowd(fresh.traces, (inflow * (1 - world.share_compared) / each)[fresh.month], fresh.month)
    open_shares = [_open(world, position, (stock, later)) for position in range(len(world.places))]
    return inflow, world.letting_in(open_shares)


def _months(world: World) -> tuple[Ints, Ints]:
    """First and last day of each month of the world on which people may come in."""
    months = int((np.datetime64(world.until, "M") - np.datetime64(world.start, "M")).astype(int)) + 1
    return entry_days(world, np.zeros(months, np.int64))


def _stock(world: World, rules: Rules, seed: int) -> _Crowd:
    whole = max(1, world.clients + world.compared_clients)
    others = round(CROWD * world.others / whole)
    n = CROWD + others
    entry = np.full(n, day_number(world.start))
    arrivals = Arrivals(entry, np.ones(n, bool), np.arange(n) >= CROWD, np.zeros(n, bool))
    return _Crowd(_walked(world, rules, seed, 1, arrivals), np.full(n, world.clients / CROWD), np.zeros(n, np.int64))


def _fresh(world: World, rules: Rules, seed: int, low: Ints, high: Ints) -> _Crowd:
    n = max(CROWD, LEAST * len(low))
    month = np.arange(n) % len(low)
    spread = (np.arange(n) // len(low) + 0.5) / np.ceil(n / len(low))
    entry = np.minimum(low + 0, day_number(world.until))[month] + np.floor(
        spread * np.maximum(high - low + 1, 0)[month]
    ).astype(np.int64)
    none = np.zeros(n, bool)
    return _Crowd(_walked(world, rules, seed, 0, Arrivals(entry, none, none, none)), np.ones(n), month)


def _walked(world: World, rules: Rules, seed: int, stream: int, arrivals: Arrivals) -> Traces:
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(2**32 - 2, stream)))
    return walk(rng, world, draw_people(rng, world, 0, arrivals), rules)


def _inflow(world: World, stock: _Crowd, fresh: _Crowd, low: Ints, high: Ints) -> Ints:
    """Whole people by month; rounding loses nobody."""
    months, ends = len(low), np.minimum(high, day_number(world.until))
    first = np.array([day_number(world.start)])
    wanted = (STOCK[UNEMPLOYED] + STOCK[LAID_OFF]) * level(world.settings, ends) / level(world.settings, first)
    left = _unemployed(stock, ends, 1).sum(axis=0) / CROWD
    chances = _evened(_unemployed(fresh, ends, months) / np.bincount(fresh.month, minlength=months)[:, None])
    found = np.zeros(months)
    for month in np.flatnonzero(high >= low):
        missing = wanted[month] - left[month] - found[:month] @ chances[:month, month]
        least = FEWEST * found[:month][high[:month] >= low[:month]].mean() if month else 0.0
        found[month] = max(least, missing / max(chances[month, month], 0.05))
    whole = (world.clients + world.compared_clients) * world.settings.inflow
    return np.diff(np.floor(np.cumsum(whole * found) + 0.5), prepend=0).astype(np.int64)


def _unemployed(crowd: _Crowd, days: Ints, months: int) -> Floats:
    """How many of each month of entry (rows) are unemployed on each of the days (columns)."""
    spells = crowd.traces.spells.sorted("person", "start")
    there = np.isin(spells["state"], UNEMPLOYED_STATES)
    start, end, month = spells["start"][there], spells["end"][there], crowd.month[spells["person"][there]]
    counts = [np.bincount(month[(start <= day) & (end >= day)], minlength=months) for day in days]
    return np.stack(counts, axis=1).astype(float)


def _evened(chances: Floats) -> Floats:
    """The chance so many months after the entry, evened out over neighbouring months of entry."""
    months = len(chances)
    found = np.zeros_like(chances)
    for lag in range(months):
        there = np.diagonal(chances, lag)
        sums = np.concatenate([[0.0], np.cumsum(there)])
        place = np.arange(len(there))
        begin, end = np.maximum(place - SMOOTH // 2, 0), np.minimum(place + SMOOTH // 2 + 1, len(there))
        found[place, place + lag] = (sums[end] - sums[begin]) / (end - begin)
    return found


def _open(world: World, position: int, crowds: Sequence[_Crowd]) -> float:
    """The share of those who would come to the place that its maximum, or its size at a time, has room for."""
    place = world.places[position]
    if place.limit is None and place.capacity is None:
        return 1.0
    visits = sum(crowd.weight[_visits(crowd.traces, position)["person"]].sum() for crowd in crowds)
    if visits < 1:
        return 1.0
    room = float("inf") if place.limit is None else place.limit * 1.04
    if place.capacity is not None:
        days = max(1, day_number(place.days.end or world.until) - day_number(place.days.start))
        room = min(room, place.capacity * days / _mean_days(crowds[0].traces, position))
    return float(min(1.0, room / visits))


def _visits(traces: Traces, position: int) -> dict[str, Ints]:
    parts = [rows.sorted("person", "start") for rows in (traces.spells, traces.light)]
    return {
        name: np.concatenate([rows[name][rows["place"] == position] for rows in parts])
        for name in ("person", "start", "end")
    }


def _mean_days(traces: Traces, position: int) -> float:
    visits = _visits(traces, position)
    lasted = (visits["end"] - visits["start"] + 1)[visits["end"] - visits["start"] < 2_000]
    return float(lasted.mean()) if len(lasted) else 90.0
