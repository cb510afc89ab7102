"""Who the people are and where they live."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from polku.simulation._columns import days, flags, take, whole
from polku.simulation._fitted import value
from polku.simulation._rates import (
    EASE_AGE,
    EASE_FOREIGN,
    EASE_SCHOOL,
    EASE_SPREAD,
    OPEN,
    PAID_AFTER,
    PAID_SHARE,
    YEAR,
    Flags,
    Floats,
    Ints,
    pick,
)
from polku.simulation._world import World, day_number, successors

SEXES = ("f", "m", "x")
# Domestic languages first, then the largest foreign ones (Statistics Finland, population by language).
LANGUAGES = (
    "fi", "sv", "se", "smn", "sms", "ru", "et", "ar", "en", "so", "fa", "ku", "uk", "sq", "vi", "th", "zh",
    "es",
)  # fmt: skip
DOMESTIC = 5
FOREIGN_WEIGHTS = (0.24, 0.11, 0.12, 0.08, 0.08, 0.06, 0.06, 0.06, 0.05, 0.05, 0.04, 0.03, 0.02)
# ISCO-08 with what the jobseekers' registers have most of.
OCCUPATIONS = (
    "9112", "5223", "5322", "4110", "7223", "5120", "9412", "8332", "7115", "9333", "5321", "2341", "7411",
    "4321", "5414", "2512", "3313", "7231", "9629", "5131", "2166", "1321", "6113", "3412", "51", "9",
)  # fmt: skip
OCCUPATION_WEIGHTS = 1 / np.sqrt(np.arange(1.0, len(OCCUPATIONS) + 1))

SHOWN_MEAN, SHOWN_SPREAD = -0.11, 0.38  # of the logarithm of what the columns tell of the ease
LAST_AGE = 65.0  # years; then the old-age pension


@dataclass(frozen=True)
class People:
    """A chunk of n people as columns of length n; codes are positions in the tuples above, -1 where it is not known.

    first: number of the first person. entry: day on which the person comes into view. other: of the stock those who are
    no clients on the first day. lean: log-odds of coming into the pilot's services beside the usual chance. insured:
    member of an unemployment fund. right_known: the unemployment-security data say something of the person. paid: gets
    benefits; paid_after: and the means-tested one when an allowance has ended.
    homes: (n, 3) positions in World.codes, -1 when unknown; moves: (n, 2) days from which the next home counts.
    """

    first: int
    entry: Ints
    stock: Flags
    other: Flags
    birth: Ints
    sex: Ints
    language: Ints
    immigrant: Ints
    schooling: Ints
    occupation: Ints
    line: Ints
    secret: Flags
    ease: Floats
    lean: Floats
    insured: Flags
    right_known: Flags
    paid: Flags
    paid_after: Flags
    risk: Floats
    settled: Ints
    homes: Ints
    moves: Ints

    def __len__(self) -> int:
        return len(self.entry)

    def age(self, who: Ints, day: Ints) -> Ints:
        """Full years of the people `who`, each on its own day, as births and days of the calendar count them."""
        birth, now = self.birth[who].astype("datetime64[D]"), np.asarray(day).astype("datetime64[D]")
        months = now.astype("datetime64[M]").astype(np.int64) - birth.astype("datetime64[M]").astype(np.int64)
        in_month = now - now.astype("datetime64[M]") >= birth - birth.astype("datetime64[M]")
        return np.asarray((months - ~in_month) // 12, np.int64)

    def home(self, who: Ints, day: Ints) -> Ints:
        """Position in World.codes of the homes of `who`, each on its own day."""
        moved = (self.moves[who] <= np.asarray(day)[:, None]).sum(axis=1)
        return np.asarray(self.homes[who, moved], np.int64)


@dataclass(frozen=True)
class Arrivals:
    """Who is to come (n each): the day; whether there on the first day; of those who is no client; who lives in the
    comparison area.
    """

    entry: Ints
    stock: Flags
    other: Flags
    compared: Flags


def draw_people(rng: np.random.Generator, world: World, first: int, arrivals: Arrivals) -> People:
    """Invent the people who come into view, numbered from `first`."""
    n, entry, stock = len(arrivals.entry), arrivals.entry, arrivals.stock
    age = np.where(stock, _ages(rng, "stock_ages", n), _ages(rng, "entry_ages", n))
    birth = (entry - np.floor(age * YEAR)).astype(np.int64)
    homes, moves, settled = _homes(rng, world, arrivals, birth)
    city = world.cities[homes[:, 0]]
    foreign = (rng.random(n) < np.where(city, *reversed(value("foreign")))) & (age < 62)
    schooling = _schooling(rng, age, city)
    lot = np.exp(rng.normal(-(EASE_SPREAD**2) / 2, EASE_SPREAD, n))  # what no column tells
    shown = _shown_ease(age, schooling, foreign)
    unknown = rng.random((4, n))
    return People(
        first=first,
        entry=entry,
        stock=stock,
        other=arrivals.other,
        birth=birth,
        sex=np.where(unknown[0] < 0.002, -1, pick(rng, np.tile((0.459, 0.54, 0.001), (n, 1)))),
        language=np.where(unknown[1] < 0.012, -1, _languages(rng, world, foreign, homes[:, 0])),
        immigrant=np.where(unknown[2] < 0.006, -1, (rng.random(n) < np.where(foreign, 0.45, 0.004)).astype(np.int64)),
        schooling=np.where(unknown[3] < 0.02, -1, schooling),
        occupation=np.where(rng.random(n) < 0.06, -1, pick(rng, np.tile(OCCUPATION_WEIGHTS, (n, 1)))),
        line=np.where(rng.random(n) < 0.02, -1, pick(rng, np.tile(_line_weights(world), (n, 1)))),
        secret=rng.random(n) < 0.003,
        ease=shown * lot,
        lean=_lean(world, shown, lot),
        insured=_insured(rng, age, foreign),
        right_known=rng.random(n) >= 0.04,
        paid=rng.random(n) < PAID_SHARE,
        paid_after=rng.random(n) < PAID_AFTER,
        risk=_risk(rng, age, schooling, foreign, shown * lot),
        settled=settled,
        homes=np.where(rng.random(n)[:, None] < 0.002, -1, homes),
        moves=moves,
    )


def _schooling(rng: np.random.Generator, age: Floats, city: Flags) -> Ints:
    drawn = pick(rng, np.where(city[:, None], value("schooling_city"), value("schooling")))
    return np.where(age < 19, np.minimum(drawn, 3), np.where(age < 22, np.minimum(drawn, 5), drawn))


def _insured(rng: np.random.Generator, age: Floats, foreign: Flags) -> Flags:
    young, younger, older, from_abroad = value("insured")
    share = np.where(foreign, from_abroad, older)
    return np.asarray(
        rng.random(len(age)) < np.select([age < 25, age < 30], [young, np.minimum(younger, share)], share)
    )


def _lean(world: World, shown: Floats, lot: Floats) -> Floats:
    """Self-selection by what is seen and by what is not, each measured in standard deviations."""
    seen = (np.log(shown) - SHOWN_MEAN) / SHOWN_SPREAD
    unseen = np.log(lot) / EASE_SPREAD + EASE_SPREAD / 2
    selection = world.settings.selection
    return np.asarray(selection.seen * seen + selection.unseen * unseen)


def _line_weights(world: World) -> Floats:
    return 1 / np.arange(1.0, len(world.lines) + 1)


def _ages(rng: np.random.Generator, name: str, n: int) -> Floats:
    groups = value(name)
    group = pick(rng, np.tile([share for share, _, _ in groups], (n, 1)))
    low = np.array([low for _, low, _ in groups])[group]
    high = np.array([high for _, _, high in groups])[group]
    return np.asarray(low + rng.random(n) * (high - low))


def _languages(rng: np.random.Generator, world: World, foreign: Flags, home: Ints) -> Ints:
    n = len(foreign)
    swedish = rng.random(n) < world.swedish[home]
    sami = rng.random(n) < 0.0006
    domestic = np.where(sami, 2 + pick(rng, np.tile((0.8, 0.1, 0.1), (n, 1))), np.where(swedish, 1, 0))
    return np.where(foreign, DOMESTIC + pick(rng, np.tile(FOREIGN_WEIGHTS, (n, 1))), domestic)


def _shown_ease(age: Floats, schooling: Ints, foreign: Flags) -> Floats:
    """How easily the person finds work, as far as the columns tell."""
    by_age = np.array(EASE_AGE)[np.searchsorted((25, 40, 55, 60), age, side="right")]
    by_school = np.array(EASE_SCHOOL)[np.searchsorted((3, 5), schooling, side="right")]
    return np.asarray(by_age * by_school * np.where(foreign, EASE_FOREIGN, 1.0))


def _risk(rng: np.random.Generator, age: Floats, schooling: Ints, foreign: Flags, ease: Floats) -> Floats:
    """What a profiling tool would say: it sees the columns well and the rest through a fog."""
    seen = -0.3 + 0.035 * (age - 42) + np.where(schooling < 3, 0.5, np.where(schooling > 4, -0.4, 0.0)) + 0.3 * foreign
    logit = seen - 0.5 * np.log(ease) + rng.normal(0, 0.6, len(age))
    return np.asarray(np.round(1 / (1 + np.exp(-logit)), 4))


def _homes(rng: np.random.Generator, world: World, arrivals: Arrivals, birth: Ints) -> tuple[Ints, Ints, Ints]:
    """Homes by the municipalities' people, up to two moves, and the day on which the first home began.

    The stock lives in its area on the first day; a third of those who move leave it, and a few come from outside.
    """
    entry, stock, compared = arrivals.entry, arrivals.stock, arrivals.compared
    n, until = len(entry), day_number(world.until)
    outside = world.weights.cumsum()
    begins, ends = np.where(compared, world.area, 0), np.where(compared, world.area + world.compared, world.area)
    below = np.append(0.0, outside)
    draw = rng.random((3, n))
    homes = np.stack(
        [_within(outside, below[begins] + part * (below[ends] - below[begins]), begins, ends) for part in draw], axis=1
    )
    away = rng.random((2, n)) < np.array([[0.02], [0.33]])
    abroad = [np.searchsorted(outside, rng.random(n) * outside[-1], side="right") for _ in range(2)]
    homes[:, 0] = np.where(away[0] & ~stock, abroad[0], homes[:, 0])
    homes[:, 1] = np.where(away[1] & (homes[:, 0] < world.area), abroad[1], homes[:, 1])
    span = np.maximum(until - entry, 1) + 1
    moving = rng.exponential(1.0, (n, 2)) * np.array([14.0, 20.0]) * YEAR
    first = entry + 1 + np.where(homes[:, 0] >= world.area, rng.random(n) * span, moving[:, 0]).astype(np.int64)
    second = first + 60 + moving[:, 1].astype(np.int64)
    first = np.where((first > until) | (homes[:, 1] == homes[:, 0]), OPEN, first)
    second = np.where((second > until) | (first == OPEN) | (homes[:, 2] == homes[:, 1]), OPEN, second)
    second = np.where((homes[:, 0] < world.area) & (homes[:, 1] >= world.area), OPEN, second)  # they stay away
    settled = np.where(rng.random(n) < 0.6, birth, birth + (rng.random(n) * (entry - 400 - birth)).astype(np.int64))
    return homes.astype(np.int64), np.stack([first, second], axis=1), settled


def _within(outside: Floats, drawn: Floats, begins: Ints, ends: Ints) -> Ints:
    return np.clip(np.searchsorted(outside, drawn, side="right"), begins, ends - 1)


def persons(people: People, world: World) -> dict[str, pa.Array]:
    """Columns of the table `persons` (n rows)."""
    return {
        "birth_date": days(people.birth),
        "sex": take(SEXES, people.sex),
        "native_language": take(LANGUAGES, people.language),
        "immigrant": flags(people.immigrant == 1, people.immigrant >= 0),
        "education_level": whole(people.schooling, people.schooling >= 0),
        "occupation": take(OCCUPATIONS, people.occupation),
        "service_line": take(world.lines, people.line),
        "non_disclosure": flags(people.secret),
    }


def residences(people: People, world: World) -> tuple[Ints, dict[str, pa.Array]]:
    """Whose rows they are, and columns of the table `residences`: a row a home, cut where its municipality ends."""
    n = len(people)
    who = np.repeat(np.arange(n), 3)
    start = np.concatenate([people.settled[:, None], people.moves], axis=1).ravel()
    end = np.concatenate([people.moves - 1, np.full((n, 1), OPEN)], axis=1).ravel()
    end = np.where(end >= OPEN - 1, OPEN, end)
    home = people.homes.ravel()
    kept = (start < OPEN) & (home >= 0)
    who, start, end, home = who[kept], start[kept], end[kept], home[kept]
    codes = list(world.codes)
    for code, last, successor in successors(world.codes):
        if successor not in codes:
            codes.append(successor)
        who, start, end, home = _merged(who, start, end, home, codes.index(code), last, codes.index(successor))
    order = np.lexsort((start, who))
    columns = {"municipality": take(codes, home[order]), "start_date": days(start[order]), "end_date": days(end[order])}
    return who[order], columns


def _merged(
    who: Ints, start: Ints, end: Ints, home: Ints, position: int, last: int, successor: int
) -> tuple[Ints, Ints, Ints, Ints]:
    """Rows in a municipality that ended on `last` go on in its successor."""
    cut = (home == position) & (start <= last) & (end > last)
    later = (home == position) & (start > last)
    return (
        np.concatenate([who, who[cut]]),
        np.concatenate([start, np.full(cut.sum(), last + 1)]),
        np.concatenate([np.where(cut, last, end), end[cut]]),
        np.concatenate([np.where(later, successor, home), np.full(cut.sum(), successor)]),
    )
