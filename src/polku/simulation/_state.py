"""Where everyone stands during the walk, and the view that the pilot's rules get of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from polku.simulation._columns import flags, ids, shares, take, whole
from polku.simulation._past import Past
from polku.simulation._people import LANGUAGES, OCCUPATIONS, SEXES, People
from polku.simulation._rates import (
    BAND_EDGES,
    BANDS,
    CLIENT_STATES,
    HAZARD_DAYS,
    HAZARD_SHAPE,
    OPEN,
    QUICK_AGES,
    QUICK_DAYS,
    QUICK_SHARE,
    SERVICE_STATES,
    STATES,
    UNEMPLOYED_STATES,
    Flags,
    Floats,
    Ints,
)
from polku.simulation._rules import View
from polku.simulation._world import World

GENERAL_SUPPORT_DAY = np.datetime64("2026-05-01").astype(np.int64)
BENEFITS = ("labour_market_subsidy", "earnings_related_allowance", "basic_allowance", "general_support")
RIGHT_EARNINGS = 1
WAITING_DAYS = 7  # calendar days without pay at the beginning of a new right


@dataclass
class State:
    """The present spell of n people, and what of the past still matters.

    hazard: chance a day of leaving unemployment, for work as often as others; quick: of the kind that finds the next
    job at once. run: first day of unbroken unemployment (OPEN: none). before: days unemployed before `since`, services
    passed over. lifted: what the chance of leaving to work is multiplied by from lift_from to lift_until. member: since
    when in the pilot, -1 if not. carried: paid days before the present right. arrives, leaves: days in the
    pilot's area are arrives … leaves - 1.
    """

    entry: Ints
    state: Ints
    since: Ints
    end: Ints
    exit: Ints
    place: Ints
    last: Flags
    run: Ints
    before: Ints
    hazard: Floats
    quick: Flags
    lifted: Floats
    lift_from: Ints
    lift_until: Ints
    right: Ints
    right_from: Ints
    right_until: Ints
    carried: Ints
    member: Ints
    reasons: Ints
    arrives: Ints
    leaves: Ints

    @classmethod
    def begin(cls, world: World, people: People, past: Past) -> State:
        """Everyone on the day of entry."""
        n = len(people)
        none = np.full(n, -1, np.int64)
        inside = (people.homes >= 0) & (people.homes < world.area)
        arrives = np.where(inside[:, 0], 0, np.where(inside[:, 1], people.moves[:, 0], OPEN))
        leaves = np.where(inside[:, 0] & ~inside[:, 1], people.moves[:, 0], OPEN)
        return cls(
            entry=people.entry,
            state=past.state.copy(),
            since=past.since.copy(),
            end=none.copy(),
            exit=none.copy(),
            place=none.copy(),
            last=np.zeros(n, bool),
            run=np.where(np.isin(past.state, UNEMPLOYED_STATES), past.since, OPEN),
            before=past.before.copy(),
            hazard=np.zeros(n),
            quick=np.zeros(n, bool),
            lifted=np.ones(n),
            lift_from=np.full(n, OPEN),
            lift_until=np.zeros(n, np.int64),
            right=none.copy(),
            right_from=np.full(n, OPEN),
            right_until=none.copy(),
            carried=np.zeros(n, np.int64),
            member=none.copy(),
            reasons=none.copy(),
            arrives=arrives,
            leaves=leaves,
        )

    def meet(self, rng: np.random.Generator, who: Ints, elapsed: Ints, age: Ints, chance: Floats) -> None:
        """Draw the hazards of `who`, unemployed for `elapsed` days: who has stayed long is likely one of low chance.

        age: on the day. chance: how easy the times make it to find the next job at once; 1 is usual.
        """
        n = len(who)
        quick = np.array(QUICK_SHARE)[np.searchsorted(QUICK_AGES, age, side="right")] * chance
        self.quick[who] = (rng.random(n) < quick) & (elapsed < 1)
        slow = rng.gamma(HAZARD_SHAPE, 1.0, n) / (HAZARD_DAYS + elapsed)
        self.hazard[who] = np.where(self.quick[who], 1 / QUICK_DAYS, slow)

    def lift(self, who: Ints, effect: Floats, first: Ints, last: Ints) -> None:
        """From `first` to `last` the chance of leaving to work is multiplied by `effect`; the latest service counts."""
        self.lifted[who], self.lift_from[who], self.lift_until[who] = effect, first, last

    def advance(self, who: Ints, place: Ints) -> None:
        """The next spell begins for `who` on the day after the present one, in a place of the pilot's or none (-1)."""
        was = np.isin(self.state[who], UNEMPLOYED_STATES)
        unemployed = np.isin(self.exit[who], UNEMPLOYED_STATES)
        self.before[who] += np.where(was, self.end[who] - self.since[who] + 1, 0)
        self.before[who[~np.isin(self.exit[who], CLIENT_STATES)]] = 0
        self.run[who] = np.where(unemployed, np.where(was, self.run[who], self.end[who] + 1), OPEN)
        self.since[who] = self.end[who] + 1
        self.state[who] = self.exit[who]
        self.place[who] = place


def view(world: World, people: People, state: State, who: Ints, day: Ints) -> View:
    """The columns of persons_at for the people `who`, each on a day of the present spell.

    The days unemployed among the last 365 and 730 are taken from the present spell, services passed over; so are the
    paid days. Everything else is what the fact tables will say.
    """
    now = state.state[who]
    unemployed = np.isin(now, UNEMPLOYED_STATES)
    spell = state.before[who] + np.where(unemployed, day - state.since[who] + 1, 0)
    benefit = benefit_on(people, state, who, day)
    earnings = (state.right[who] == RIGHT_EARNINGS) & (day <= state.right_until[who])
    told = people.right_known[who]
    return {
        "person_id": lambda: ids("p", people.first + who),
        "age": lambda: whole(people.age(who, day)),
        "sex": lambda: take(SEXES, people.sex[who]),
        "native_language": lambda: take(LANGUAGES, people.language[who]),
        "immigrant": lambda: flags(people.immigrant[who] == 1, people.immigrant[who] >= 0),
        "education_level": lambda: whole(people.schooling[who], people.schooling[who] >= 0),
        "occupation": lambda: take(OCCUPATIONS, people.occupation[who]),
        "service_line": lambda: take(world.lines, people.line[who]),
        "municipality": lambda: take(world.codes, people.home(who, day)),
        "status": lambda: take((*STATES, "none", "none"), now),
        "status_days": lambda: whole(day - state.since[who] + 1),
        "unemployed": lambda: flags(unemployed),
        "in_services": lambda: flags(np.isin(now, SERVICE_STATES)),
        "unemployed_days": lambda: whole(np.where(unemployed, day - state.run[who] + 1, 0)),
        "unemployment_spell_days": lambda: whole(spell),
        "unemployed_days_365": lambda: whole(np.minimum(spell, 365)),
        "unemployed_days_730": lambda: whole(np.minimum(spell, 730)),
        "benefit": lambda: take(BENEFITS, benefit),
        "benefit_days": lambda: whole(state.carried[who] + spell * 5 // 7, benefit >= 0),
        "earnings_related_right": lambda: flags(
            np.where(told, earnings, benefit == RIGHT_EARNINGS), told | (benefit >= 0)
        ),
        "risk": lambda: shares(people.risk[who]),
        "risk_band": lambda: take(BANDS, band(people.risk[who])),
    }


def benefit_on(people: People, state: State, who: Ints, day: Ints) -> Ints:
    """Position in BENEFITS of what is paid to `who` on a day of the present spell, -1 for nothing."""
    kind = np.where(day <= state.right_until[who], state.right[who], 0)
    kind = np.where((kind != RIGHT_EARNINGS) & (day >= GENERAL_SUPPORT_DAY), BENEFITS.index("general_support"), kind)
    paid = people.paid[who] & np.isin(state.state[who], CLIENT_STATES) & (state.state[who] != 0)
    waits = (state.since[who] == state.right_from[who]) & (day < state.right_from[who] + WAITING_DAYS)
    ended = (day > state.right_until[who]) & ~people.paid_after[who]
    return np.where(paid & ~waits & ~ended, kind, -1)


def band(risk: Floats) -> Ints:
    """Position in BANDS of a risk."""
    return np.searchsorted(BAND_EDGES, risk, side="right").astype(np.int64)
