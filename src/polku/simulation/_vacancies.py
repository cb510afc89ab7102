"""Open jobs, and the jobseekers who were put forward for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from polku.simulation._columns import days, hundredths, ids, take, whole
from polku.simulation._people import OCCUPATION_WEIGHTS, OCCUPATIONS
from polku.simulation._rates import OPEN, UNEMPLOYED_STATES, YEAR, Flags, Ints, pick
from polku.simulation._rows import Rows, rows_at
from polku.simulation._wages import hourly, monthly
from polku.simulation._world import World, day_number, successors

# New vacancies of a month for each unemployed jobseeker: 34 200 / 308 900 in 9/2025, 26 400 / 318 700 in 11/2025,
# 57 000 / 346 400 in 1/2026 (KEHA). Clients are 1.39 times the unemployed. The seasons are judgement.
A_MONTH = 0.12 / 1.39
SEASON = (1.60, 1.12, 1.15, 1.10, 1.00, 0.85, 0.72, 0.95, 1.05, 0.94, 0.82, 0.70)
LEAST_DAYS, MEAN_DAYS = 5, 17.0  # open for 22 days: 57 800 open in a month of 34 200 new ones
PUT_FORWARD = 0.6  # introductions of an unemployed jobseeker in a year
HIRED_SHARE = 0.08  # of new jobs on the open market that began with an introduction
RESULTS = ("pending", "interview", "hired", "declined", "rejected")
OUTCOMES = (0.0, 0.22, 0.0, 0.14, 0.64)
WAITS = 21  # days for which an introduction has no result yet
# What an employer asks for beside the occupation, by the first digit of ISCO-08.
SKILLS = {"1": "esimiestyö", "2": "suunnittelu", "3": "asiakasvastuu", "4": "toimisto-ohjelmat", "5": "asiakaspalvelu",
          "6": "eläinten hoito", "7": "työturvallisuuskortti", "8": "ajokortti C", "9": "hygieniapassi"}  # fmt: skip


@dataclass(frozen=True)
class Openings:
    """The vacancies of the whole world by day of opening: opened, closed (OPEN while it is open), employer, occupation
    (position in OCCUPATIONS). Their ids count from 1.
    """

    opened: Ints
    closed: Ints
    employer: Ints
    occupation: Ints


def draw_openings(rng: np.random.Generator, world: World, employers: int) -> Openings:
    """Vacancies from the world's first day to its last; large employers have more of them."""
    months = np.arange(np.datetime64(world.start, "M"), np.datetime64(world.until, "M") + 2)
    firsts = months.astype("datetime64[D]").astype(np.int64)
    low = np.maximum(firsts[:-1], day_number(world.start))
    high = np.minimum(firsts[1:], day_number(world.until) + 1)
    mean = world.clients * A_MONTH * np.array(SEASON)[months[:-1].astype(int) % 12] * (high - low) / 30.4
    count = rng.poisson(mean)
    n = int(count.sum())
    opened = np.sort(np.repeat(low, count) + (rng.random(n) * np.repeat(high - low, count)).astype(np.int64))
    closed = opened + LEAST_DAYS + rng.exponential(MEAN_DAYS, n).astype(np.int64)
    return Openings(
        opened=opened,
        closed=np.where(closed > day_number(world.until), OPEN, closed),
        employer=(rng.random(n) ** 2.5 * employers).astype(np.int64),
        occupation=pick(rng, np.tile(OCCUPATION_WEIGHTS, (n, 1))),
    )


def vacancies(rng: np.random.Generator, openings: Openings, homes: pa.Array, numbers: Ints) -> dict[str, pa.Array]:
    """Columns of the table `vacancies` with the given numbers as ids. homes: the employers' municipalities."""
    n = len(openings.opened)
    hours = np.where(rng.random(n) < 0.7, 3750, 1500 + 250 * rng.integers(0, 8, n))
    wage = hourly(rng, n)
    return {
        "vacancy_id": ids("v", numbers),
        "employer_id": ids("t", openings.employer + 1),
        "municipality": _there(homes.take(pa.array(openings.employer)), openings.opened),
        "occupation": take(OCCUPATIONS, openings.occupation),
        "skills": _skills(openings.occupation, rng.random(n) < 0.6),
        "positions": whole(1 + (rng.random(n) < 0.12).astype(np.int64)),
        "opened_on": days(openings.opened),
        "closed_on": days(openings.closed),
        "weekly_hours": hundredths(hours),
        "monthly_eur": hundredths(monthly(wage, hours)),
    }


def _skills(occupation: Ints, asked: Flags) -> pa.Array:
    """A list of one skill for each vacancy that asks for one, null for the others."""
    words = take([SKILLS[code[0]] for code in OCCUPATIONS], occupation[asked])
    ends = np.concatenate([[0], np.cumsum(asked)])
    return pa.ListArray.from_arrays(pa.array(ends, pa.int32()), words, mask=pa.array(~asked))


def _there(codes: pa.Array, opened: Ints) -> pa.Array:
    """The municipalities as they are called on the days: an ended one has its successor's code."""
    for code, last, successor in successors(codes.unique().to_pylist()):
        ended = pc.and_(pc.equal(codes, code), pa.array(opened > last))
        codes = pc.if_else(ended, successor, codes)
    return codes


def hires(
    rng: np.random.Generator, world: World, who: Ints, jobs: Mapping[str, pa.Array]
) -> tuple[Openings, dict[str, Ints]]:
    """Vacancies that one of the chunk's people was hired for, and (person, date) of each introduction that led there.

    who: whose the rows of `jobs` (columns of the table `employment`) are.
    """
    start = np.asarray(jobs["start_date"].cast(pa.int32()), np.int64)
    subsidised, own = (
        np.asarray(jobs[name].to_numpy(zero_copy_only=False), bool) for name in ("subsidised", "self_employed")
    )
    drawn = rng.random(len(start)) < HIRED_SHARE
    new = np.flatnonzero((start > day_number(world.start) + 45) & ~subsidised & ~own & drawn)
    opened = start[new] - rng.integers(16, 45, len(new))
    introduced = opened + 2 + rng.integers(0, 8, len(new))
    order = np.argsort(opened, kind="stable")
    new, opened, introduced = new[order], opened[order], introduced[order]
    employer = np.array([int(text[1:]) - 1 for text in jobs["employer_id"].take(pa.array(new)).to_pylist()], np.int64)
    codes = {code: position for position, code in enumerate(OCCUPATIONS)}
    told = jobs["occupation"].take(pa.array(new)).to_pylist()
    occupation = np.array([codes.get(code, 0) for code in told], np.int64)
    closed = np.maximum(introduced + 1, start[new] - rng.integers(1, 8, len(new)))
    return Openings(opened, closed, employer, occupation), {"person": who[new], "date": introduced}


def put_forward(rng: np.random.Generator, world: World, spells: dict[str, Ints], openings: Openings) -> dict[str, Ints]:
    """Introductions of unemployed people that led to no job: person, vacancy (position in openings), date, result."""
    last = day_number(world.until)
    seeking = rows_at(spells, np.isin(spells["state"], UNEMPLOYED_STATES) & (spells["start"] <= last))
    begin = np.maximum(seeking["start"], day_number(world.start))
    length = np.maximum(np.minimum(seeking["end"], last) - begin + 1, 0)
    times = rng.poisson(length * PUT_FORWARD / YEAR)
    each = np.repeat(np.arange(len(begin)), times)
    date = begin[each] + (rng.random(len(each)) * length[each]).astype(np.int64)
    before = np.searchsorted(openings.opened, date, side="right")
    recent = before - np.searchsorted(openings.opened, date - WAITS, side="left")
    vacancy = before - 1 - (rng.random(len(each)) * recent).astype(np.int64)
    there = (recent > 0) & (openings.closed[np.maximum(vacancy, 0)] >= date) if len(openings.opened) else recent > 0
    result = np.where(date > last - WAITS, RESULTS.index("pending"), pick(rng, np.tile(OUTCOMES, (len(each), 1))))
    rows = Rows("person", "vacancy", "date", "result")
    rows.add(person=seeking["person"][each][there], vacancy=vacancy[there], date=date[there], result=result[there])
    return rows.sorted("person", "date", "vacancy")
