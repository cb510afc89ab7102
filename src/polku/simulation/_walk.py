"""The walk through the statuses: from spell to spell, into the pilot and its services, to work or away."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from polku.simulation._leaving import leave, leave_unemployment
from polku.simulation._past import Past, draw_past
from polku.simulation._people import LAST_AGE, People
from polku.simulation._rates import (
    AT_WORK,
    BASIC_SHARE,
    CARRIED_DAYS,
    CARRIED_NONE,
    CLIENT_STATES,
    COMES_BACK,
    EFFECT_DAYS,
    EMPLOYED,
    GONE,
    LIGHT_SHARE,
    OPEN,
    PENSION,
    UNEMPLOYED,
    UNEMPLOYED_STATES,
    YEAR,
    Flags,
    Ints,
)
from polku.simulation._rows import Rows
from polku.simulation._rules import Rules
from polku.simulation._state import State, view
from polku.simulation._times import condition_days, work_chance
from polku.simulation._ways import choose_place
from polku.simulation._world import LIGHT, World, day_number

JOINED, JOB, OTHER, MOVED, CLOSED = range(5)  # how a membership ended; JOINED: not yet
LABOUR_MARKET, EARNINGS, BASIC = range(3)  # what a time of unemployment gives a right to
EARNINGS_DAYS, EARNINGS_DAYS_OLD, BASIC_DAYS = 560, 700, 560  # calendar days of 400, 500 and 400 paid days
OLD = 58
AT_ONCE = 4_096  # people and days that a rule is asked about at once, where one question would do for fewer


@dataclass
class Traces:
    """What a walk leaves behind, as rows; `person` is the position in the chunk, days count from 1.1.1970.

    spells: state, place (in World.places, -1: none of the pilot's), and the state that followed. light: participations
    that left the status as it was. rights: kind of benefit right with its days, and the days paid before it.
    members: times in the pilot, why each ended, and the reasons (position in `reasons`).
    """

    past: Past
    spells: Rows
    light: Rows = field(default_factory=lambda: Rows("person", "start", "end", "place", "exit"))
    rights: Rows = field(default_factory=lambda: Rows("person", "kind", "start", "end", "carried"))
    members: Rows = field(default_factory=lambda: Rows("person", "start", "end", "why", "reasons"))
    reasons: list[str] = field(default_factory=list)


def _spells() -> Rows:
    return Rows("person", "state", "start", "end", "place", "exit")


def walk(rng: np.random.Generator, world: World, people: People, rules: Rules) -> Traces:
    """The spells of `people` from their past to the last day of the world."""
    spells = _spells()
    traces = Traces(draw_past(rng, people, spells, seasons=world.settings.seasons), spells)
    state = State.begin(world, people, traces.past)
    _new_rights(rng, people, state, traces, np.flatnonzero(np.isin(state.state, CLIENT_STATES)), traces.past.chain)
    active = np.arange(len(people))
    remains = traces.past.remains
    while len(active):
        _draw_ends(rng, world, people, state, active, remains)
        remains = np.full(len(people), -1, np.int64)
        _join(world, people, state, rules, active, traces, at_end=False)
        _take_light(rng, world, people, state, rules, active, traces)
        _join(world, people, state, rules, active, traces, at_end=True)
        goes_on = active[state.end[active] < OPEN]
        place = choose_place(rng, world, people, state, rules, goes_on, state.exit[goes_on])
        _write(state, active, traces)
        _part(world, state, goes_on, traces)
        active = _step(rng, people, state, goes_on, place, traces, world)
    _part_all(world, state, traces)
    return traces


def _draw_ends(
    rng: np.random.Generator, world: World, people: People, state: State, active: Ints, remains: Ints
) -> None:
    """The last days of the present spells and what follows them."""
    now = np.maximum(state.since, people.entry)
    jobless = active[state.state[active] == UNEMPLOYED]
    chance = work_chance(world.settings, now[jobless])
    state.meet(rng, jobless, now[jobless] - state.since[jobless], people.age(jobless, now[jobless]), chance)
    leave_unemployment(rng, world, people, state, jobless, now[jobless])
    others = active[state.state[active] != UNEMPLOYED]
    leave(rng, world, people, state, others, now[others], remains[others])
    gone = active[state.state[active] == GONE]
    state.end[gone[rng.random(len(gone)) >= COMES_BACK]] = OPEN
    old = people.birth + int(LAST_AGE * YEAR)
    retired = active[state.end[active] >= old[active]]
    state.end[retired] = np.maximum(old[retired] - 1, now[retired])
    state.exit[retired] = GONE
    state.last[retired] = True
    state.end[active[state.end[active] >= day_number(world.until)]] = OPEN


def _join(
    world: World, people: People, state: State, rules: Rules, active: Ints, traces: Traces, *, at_end: bool
) -> None:
    """Who belongs to the target group on the first day of the spell in the pilot; at_end: from a later day of it."""
    low, high = _window(world, state, active)
    able = (state.member[active] < 0) & (state.state[active] < AT_WORK) & (low <= high)
    who, low, high = active[able], low[able], high[able]
    if world.target is None or not len(who):
        return
    day = high if at_end else low
    fits = rules.belong(view(world, people, state, who, day), len(who))
    who, low, day = who[fits], low[fits], day[fits]
    if at_end and len(who):
        day = _first_day(world, people, state, rules, who, low, day)
    state.member[who] = day
    found = rules.reasons(view(world, people, state, who, day), len(who)).to_pylist()
    known = {text: position for position, text in enumerate(traces.reasons)}
    for text in dict.fromkeys(found):
        known.setdefault(text, len(known))
    traces.reasons = list(known)
    state.reasons[who] = np.array([known[text] for text in found], np.int64)


def _first_day(world: World, people: People, state: State, rules: Rules, who: Ints, low: Ints, high: Ints) -> Ints:
    """The first day on which people belong who do not on `low` and do on `high`, by halving.

    Where few are asked, all days that the next halvings may come to are asked at once: asking is what takes time.
    """
    levels = max(1, min(6, (AT_ONCE // len(who) + 1).bit_length() - 1))
    while (high - low > 1).any():
        days = _halves(low, high, levels)
        told = rules.belong(view(world, people, state, np.tile(who, len(days)), days.ravel()), days.size)
        fits, node, everyone = told.reshape(days.shape), np.zeros(len(who), np.int64), np.arange(len(who))
        for _ in range(levels):
            here, middle = fits[node, everyone], days[node, everyone]
            low, high = np.where(here, low, middle), np.where(here, middle, high)
            node = 2 * node + np.where(here, 1, 2)
    return high


def _halves(low: Ints, high: Ints, levels: int) -> Ints:
    """The middles of the spans between low and high, of their halves and so on: row i has its halves at 2i+1, 2i+2."""
    lows, highs, middles = low[None, :], high[None, :], []
    for _ in range(levels):
        middle = (lows + highs) // 2
        middles.append(middle)
        lows = np.stack([lows, middle], axis=1).reshape(-1, len(low))
        highs = np.stack([middle, highs], axis=1).reshape(-1, len(low))
    return np.concatenate(middles)


def _window(world: World, state: State, who: Ints) -> tuple[Ints, Ints]:
    """The days of the present spell that lie in the pilot's time and area."""
    until = min(day_number(world.until), day_number(world.closes) if world.closes else OPEN)
    low = np.maximum(np.maximum(state.since[who], state.entry[who]), day_number(world.takeover))
    low = np.maximum(low, state.arrives[who])
    return low, np.minimum(np.minimum(state.end[who], until), state.leaves[who] - 1)


def _take_light(
    rng: np.random.Generator, world: World, people: People, state: State, rules: Rules, active: Ints, traces: Traces
) -> None:
    """Some of the members' unemployment has a service that leaves the status as it is; its effect begins with it."""
    low, high = _window(world, state, active)
    begins = np.maximum(low, state.member[active]) + 14 + (rng.exponential(60.0, len(active))).astype(np.int64)
    able = (state.state[active] == UNEMPLOYED) & (begins <= high) & (rng.random(len(active)) < LIGHT_SHARE)
    who, begins = active[able], begins[able]
    if not len(who):
        return
    place = choose_place(rng, world, people, state, rules, who, np.full(len(who), LIGHT), begins)
    who, begins, place = who[place >= 0], begins[place >= 0], place[place >= 0]
    if not len(who):
        return
    ends = begins + 7 + rng.gamma(2.0, 20.0, len(who)).astype(np.int64)
    effect = world.effects[np.array([world.places[p].service for p in place])]
    state.lift(who, effect, begins, ends + EFFECT_DAYS)
    leave_unemployment(rng, world, people, state, who, begins)
    state.end[who[state.end[who] >= day_number(world.until)]] = OPEN
    traces.light.add(
        person=who, start=begins, end=np.minimum(ends, state.end[who]), place=place,
        exit=np.where(ends >= state.end[who], state.exit[who], UNEMPLOYED),
    )  # fmt: skip


def _write(state: State, who: Ints, traces: Traces) -> None:
    told = who[state.state[who] != GONE]
    traces.spells.add(
        person=told, state=state.state[told], start=state.since[told], end=state.end[told], place=state.place[told],
        exit=np.where(state.end[told] >= OPEN, -1, state.exit[told]),
    )  # fmt: skip


def _part(world: World, state: State, who: Ints, traces: Traces) -> None:
    """Memberships that end with the present spell: at work, gone, pensioned, or moved out of the area."""
    moved = (state.leaves[who] <= state.end[who] + 1) & (state.member[who] >= 0)
    leaving = (state.member[who] >= 0) & (np.isin(state.exit[who], (AT_WORK, GONE, PENSION)) | moved)
    out = who[leaving]
    why = np.where(moved[leaving], MOVED, np.where(state.exit[out] == AT_WORK, JOB, OTHER))
    _note(world, state, out, np.minimum(state.end[out], state.leaves[out] - 1), why, traces)
    state.member[out] = -1


def _part_all(world: World, state: State, traces: Traces) -> None:
    """The memberships that are left go on, or have ended with a move or with the pilot."""
    who = np.flatnonzero(state.member >= 0)
    moved = state.leaves[who] <= day_number(world.until)
    _note(world, state, who, np.where(moved, state.leaves[who] - 1, OPEN), np.where(moved, MOVED, JOINED), traces)


def _note(world: World, state: State, who: Ints, end: Ints, why: Ints, traces: Traces) -> None:
    closes = day_number(world.closes) if world.closes and world.closes < world.until else OPEN
    why = np.where(end > closes, CLOSED, why)
    if len(who):
        traces.members.add(
            person=who, start=state.member[who], end=np.minimum(end, closes), why=why, reasons=state.reasons[who]
        )


def _step(
    rng: np.random.Generator, people: People, state: State, who: Ints, place: Ints, traces: Traces, world: World
) -> Ints:
    """On to the next spell; gives those who still walk."""
    served = who[state.place[who] >= 0]
    if len(served):
        effect = world.effects[np.array([world.places[p].service for p in state.place[served]])]
        state.lift(served, effect, state.since[served], state.end[served] + EFFECT_DAYS)
    days = state.end[who] + 1 - state.since[who]
    worked = np.isin(state.state[who], (AT_WORK, EMPLOYED)) & (days >= condition_days(state.end[who]))
    state.advance(who, place)
    seeking: Flags = np.isin(state.state[who], UNEMPLOYED_STATES)
    begins = who[(seeking & worked) | (np.isin(state.state[who], CLIENT_STATES) & (state.right[who] < 0))]
    _new_rights(rng, people, state, traces, begins, state.since)
    walking = ~(state.last[who] & (state.state[who] == GONE)) & (state.since[who] <= day_number(world.until))
    return np.asarray(who[walking])


def _new_rights(rng: np.random.Generator, people: People, state: State, traces: Traces, who: Ints, since: Ints) -> None:
    """A new time of benefit rights for `who`, from the day `since` (of everyone)."""
    if not len(who):
        return
    draw = rng.random((3, len(who)))
    without = np.where(draw[1] < BASIC_SHARE, BASIC, LABOUR_MARKET)
    kind = np.where(people.insured[who] & (draw[0] < 0.95), EARNINGS, without)
    brought = np.where(
        draw[2] < np.where(people.stock[who], *CARRIED_NONE), 0.0, rng.exponential(CARRIED_DAYS, len(who))
    )
    first = state.right[who] < 0
    carried = np.where(kind != LABOUR_MARKET, 0, np.where(first, brought, state.carried[who])).astype(np.int64)
    old = people.age(who, since[who]) >= OLD
    lasts = np.select(
        [kind == EARNINGS, kind == BASIC], [np.where(old, EARNINGS_DAYS_OLD, EARNINGS_DAYS), BASIC_DAYS], OPEN
    )
    state.right[who], state.right_from[who], state.carried[who] = kind, since[who], carried
    state.right_until[who] = np.minimum(since[who] + lasts - 1, OPEN)
    traces.rights.add(person=who, kind=kind, start=since[who], end=state.right_until[who], carried=carried)
