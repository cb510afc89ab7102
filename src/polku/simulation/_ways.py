"""The way into a service: which of the pilot's places a client gets."""

from __future__ import annotations

import numpy as np

from polku.simulation._people import People
from polku.simulation._rates import PILOT_SHARE, Flags, Ints, pick
from polku.simulation._rules import Rules
from polku.simulation._state import State, view
from polku.simulation._world import LIGHT, Place, World, day_number

TINY = 1e-12


def choose_place(
    rng: np.random.Generator,
    world: World,
    people: People,
    state: State,
    rules: Rules,
    who: Ints,
    into: Ints,
    begins: Ints | None = None,
) -> Ints:
    """Position in World.places for each of `who` on the way into the state `into`, -1 for none of the pilot's.

    begins: the first day in the service (default: the day after the present spell). A place is for members only, on its
    days, under its condition on the day before; places of one kind are as likely, and let in their open
    share; people's own leaning shifts the odds of coming in.
    """
    day = state.end[who] + 1 if begins is None else begins
    chosen = np.full(len(who), -1, np.int64)
    for code in sorted({place.state for place in world.places}):
        of_kind = [position for position, place in enumerate(world.places) if place.state == code]
        here = np.flatnonzero((into == code) & _in_pilot(world, state, who, day))
        if not len(here):
            continue
        seen = day[here] if code == LIGHT else day[here] - 1
        allowed = np.stack([
            _allowed(world, people, state, rules, world.places[position], who[here], seen) for position in of_kind
        ], axis=1)  # fmt: skip
        shares = allowed * np.array([world.places[position].share for position in of_kind])
        opened = shares * np.array([world.places[position].open for position in of_kind])
        usual = PILOT_SHARE * opened.sum(axis=1) / np.maximum(shares.sum(axis=1), TINY)
        odds = np.exp(people.lean[who[here]])
        wanted = rng.random(len(here)) < usual * odds / (1 - usual + usual * odds)
        got = here[wanted]
        chosen[got] = np.array(of_kind)[pick(rng, opened[wanted])]
    return chosen


def _in_pilot(world: World, state: State, who: Ints, day: Ints) -> Flags:
    """Members on the day; everyone in the area in a pilot that has no target group."""
    member = state.member[who] >= 0
    if world.target is None:
        member = (state.arrives[who] <= day) & (day >= day_number(world.takeover))
    return member & (day < state.leaves[who])


def _allowed(world: World, people: People, state: State, rules: Rules, place: Place, who: Ints, seen: Ints) -> Flags:
    first, last = day_number(place.days.start), day_number(place.days.end or world.until)
    age = people.age(who, seen)
    fits = (first <= seen) & (seen < last) & (age >= place.ages[0]) & (age <= place.ages[1])
    if place.immigrants:
        fits &= people.immigrant[who] == 1
    if place.condition is not None:
        able = np.flatnonzero(fits)
        fits[able] = rules.hold(place.condition, view(world, people, state, who[able], seen[able]), len(able))
    return fits
