"""When a spell ends and what follows it: competing chances, lifted by services."""

from __future__ import annotations

import numpy as np

from polku.simulation._people import People
from polku.simulation._rates import (
    AT_WORK,
    EMPLOYED,
    EXITS,
    GONE,
    PENSION,
    QUICK_EXITS,
    SLOW_EXITS,
    Floats,
    Ints,
    lasting,
    pick,
)
from polku.simulation._state import State
from polku.simulation._times import work_chance
from polku.simulation._world import World

TO_WORK = (AT_WORK, EMPLOYED)


def leave_unemployment(
    rng: np.random.Generator, world: World, people: People, state: State, who: Ints, day: Ints
) -> None:
    """Draw the last day (on or after `day`) and the next state of the unemployed `who`.

    The chance a day of leaving is state.hazard for one of ease 1; only its part to work is multiplied by the person's
    ease, by what the times of `day` allow and, on the lifted days, by the service's effect. The chances compete: a
    stronger one shortens the spell.
    """
    if not len(who):
        return
    exits = np.where(state.quick[who][:, None], QUICK_EXITS, SLOW_EXITS)
    exits = _by_age(exits, people.age(who, day))
    work = exits[:, TO_WORK].sum(axis=1)
    ease = people.ease[who] * work_chance(world.settings, day)
    lifted, hazard = state.lifted[who], state.hazard[who]
    plain = hazard * (1 + work * (ease - 1))
    better = hazard * (1 + work * (ease * lifted - 1))
    quiet = np.maximum(state.lift_from[who] - day, 0)
    lift = np.maximum(state.lift_until[who] + 1 - np.maximum(day, state.lift_from[who]), 0)
    need = rng.exponential(1.0, len(who))
    after_quiet = need - quiet * plain
    after_lift = after_quiet - lift * better
    days = np.where(
        after_quiet < 0,
        need / plain,
        np.where(after_lift < 0, quiet + after_quiet / better, quiet + lift + after_lift / plain),
    )
    on_lift = (after_quiet >= 0) & (after_lift < 0)
    exits[:, TO_WORK] *= (ease * np.where(on_lift, lifted, 1.0))[:, None]
    state.exit[who] = pick(rng, exits)
    state.end[who] = _on_monday(rng, day + np.minimum(days, 40_000).astype(np.int64), state.exit[who])


def leave(
    rng: np.random.Generator, world: World, people: People, state: State, who: Ints, day: Ints, remains: Ints
) -> None:
    """Draw the last day and the next state of `who`, in any other state. remains: days of it, -1 where not told."""
    effects = np.append(world.effects, 1.0)
    service = np.array([*(place.service for place in world.places), len(world.effects)])
    for code in np.unique(state.state[who]):
        here = state.state[who] == code
        them, now = who[here], day[here]
        lasts = np.where(remains[here] >= 0, remains[here], lasting(rng, int(code), len(them)))
        exits = np.tile(EXITS[int(code)], (len(them), 1))
        own = effects[service[state.place[them]]]
        lifted = np.where((state.lift_from[them] <= now) & (now <= state.lift_until[them]), state.lifted[them], 1.0)
        factor = people.ease[them] * work_chance(world.settings, now) * np.where(state.place[them] >= 0, own, lifted)
        if code not in (*TO_WORK, GONE):
            exits[:, TO_WORK] *= factor[:, None]
        state.exit[them] = pick(rng, exits)
        state.end[them] = _on_monday(rng, now + np.minimum(lasts, 40_000), state.exit[them])


def _by_age(exits: Floats, age: Ints) -> Floats:
    """The old leave for a pension or altogether, the young for studies (outside the labour force)."""
    exits = exits.copy()
    exits[:, PENSION] *= np.where(age >= 60, 8.0, np.where(age < 30, 0.3, 1.0))
    exits[:, GONE] *= np.where(age >= 62, 3.0, 1.0)
    return exits


def _on_monday(rng: np.random.Generator, end: Ints, following: Ints) -> Ints:
    """Most jobs begin on a Monday: the spell before lasts till then."""
    wait = (-(end + 1 + 3)) % 7  # 1.1.1970 was a Thursday
    moved = np.isin(following, TO_WORK) & (rng.random(len(end)) < 0.7)
    return np.where(moved, end + wait, end)
