"""What came before the first day: the present spell of those in the stock, and the spells before it, told backwards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from polku.simulation._people import People
from polku.simulation._rates import (
    AT_WORK,
    BEFORE,
    CLIENT_STATES,
    ENTRY,
    HAZARD_DAYS,
    HAZARD_SHAPE,
    LAID_OFF,
    LAID_OFF_SEASON,
    LASTS,
    OPEN,
    OTHERS,
    PAST_ROWS,
    QUICK_DAYS,
    QUICK_SHARE,
    QUICK_STOCK,
    STOCK,
    STOCK_DAYS,
    UNEMPLOYED,
    UNEMPLOYED_STATES,
    YEAR,
    Flags,
    Ints,
    lasting,
    pick,
)
from polku.simulation._rows import Rows


@dataclass
class Past:
    """Where each of n people stands on the day of entry.

    since: first day of the present state. remains: days that it still lasts after the entry, -1 for unemployment, whose
    end is drawn by its hazard. chain: first day of the time as a client, services included. before: days unemployed in
    it before `since`. first: first day of all rows. worked: whether a job ended on the day before that.
    """

    state: Ints
    since: Ints
    remains: Ints
    chain: Ints
    before: Ints
    first: Ints
    worked: Flags


def draw_past(rng: np.random.Generator, people: People, rows: Rows, *, seasons: bool) -> Past:
    """Draw where people stand and how they came there; the spells before the present one are added to `rows`.

    seasons: whether those who come in are laid off by the season.
    """
    n = len(people)
    entry = np.tile(ENTRY, (n, 1))
    if seasons:
        month = people.entry.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
        entry[:, LAID_OFF] *= np.array(LAID_OFF_SEASON)[month]
    there = np.where(people.other[:, None], OTHERS, STOCK)
    state = np.where(people.stock, pick(rng, there), pick(rng, entry))
    elapsed, remains = _present(rng, people, state)
    grown = people.birth + int(16.2 * YEAR)
    since = np.maximum(people.entry - np.where(people.stock, elapsed, 0), grown)
    worked = rng.random(n) < np.where(people.entry - grown < 2.5 * YEAR, 0.45, 0.82)
    past = Past(state, since, remains, since.copy(), np.zeros(n, np.int64), since.copy(), worked)
    _tell_backwards(rng, people, past, grown, rows)
    return past


def _present(rng: np.random.Generator, people: People, state: Ints) -> tuple[Ints, Ints]:
    """Days since the present state began, and days that it still lasts (-1: see Past)."""
    n = len(people)
    alive = rng.random(n)
    # A stock has lasted as the survival function says: a Lomax tail of the hazards' gamma mixture.
    elapsed = STOCK_DAYS * (alive ** (-1 / (HAZARD_SHAPE - 1)) - 1)
    elapsed = elapsed * np.clip(people.ease, 0.3, 3.0) ** -0.35
    elapsed = np.where(rng.random(n) < QUICK_STOCK, rng.exponential(QUICK_DAYS, n), elapsed)
    elapsed = np.minimum(elapsed, 15 * YEAR)
    remains = np.full(n, -1, np.int64)
    for code in range(len(STOCK)):
        here = np.flatnonzero(state == code)
        if code == UNEMPLOYED or not len(here):
            continue
        least, mean, shape = LASTS[code]
        # Who is met in a spell is in a long one: the gamma's shape is one more.
        whole = least + rng.gamma(shape + 1, mean / shape, len(here))
        elapsed[here] = whole * rng.random(len(here))
        fresh = lasting(rng, code, len(here))
        remains[here] = np.where(people.stock[here], whole - elapsed[here], fresh)
    return elapsed.astype(np.int64), remains


def _tell_backwards(rng: np.random.Generator, people: People, past: Past, grown: Ints, rows: Rows) -> None:
    now = past.state.copy()
    alive = np.flatnonzero(people.stock)
    linked = np.isin(now, CLIENT_STATES)
    for _ in range(PAST_ROWS):
        earlier = _earlier(rng, now[alive])
        past.worked[alive] = earlier == AT_WORK
        lasted = _lasted(rng, earlier)
        start = np.maximum(past.first[alive] - lasted, grown[alive])
        fits = (earlier != AT_WORK) & (past.first[alive] - start >= 7)
        past.worked[alive] &= past.first[alive] - grown[alive] > 90
        alive, earlier, start = alive[fits], earlier[fits], start[fits]
        if not len(alive):
            break
        end = past.first[alive] - 1
        rows.add(person=alive, state=earlier, start=start, end=end, place=-1, exit=now[alive])
        linked[alive] &= np.isin(earlier, CLIENT_STATES)
        chained = alive[linked[alive]]
        past.chain[chained] = start[linked[alive]]
        unemployed = linked[alive] & np.isin(earlier, UNEMPLOYED_STATES)
        past.before[alive[unemployed]] += (end - start + 1)[unemployed]
        past.first[alive], now[alive] = start, earlier


def _earlier(rng: np.random.Generator, now: Ints) -> Ints:
    weights = np.zeros((len(BEFORE) + AT_WORK, len(STOCK)))
    for state, row in BEFORE.items():
        weights[state] = row
    return pick(rng, weights[now])


def _lasted(rng: np.random.Generator, state: Ints) -> Ints:
    """Days that finished spells lasted."""
    days = np.zeros(len(state), np.int64)
    for code in np.unique(state):
        here = state == code
        n = int(here.sum())
        if code == UNEMPLOYED:
            slow = rng.exponential(1.0, n) / (rng.gamma(HAZARD_SHAPE, 1.0, n) / HAZARD_DAYS)
            quick = rng.exponential(QUICK_DAYS, n)
            days[here] = 7 + np.where(rng.random(n) < QUICK_SHARE[1], quick, slow).astype(np.int64)
        elif code != AT_WORK:
            days[here] = lasting(rng, int(code), n)
    return np.minimum(days, OPEN // 100)
