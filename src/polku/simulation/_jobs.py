"""Jobs and employers: what people did before, between and beside their times as jobseekers; and studies."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from polku.simulation._columns import days, flags, hundredths, ids, take, whole
from polku.simulation._past import Past
from polku.simulation._people import OCCUPATION_WEIGHTS, OCCUPATIONS, People
from polku.simulation._rates import (
    AT_WORK,
    EMPLOYED,
    JOB_STATES,
    LAID_OFF,
    OPEN,
    OUTSIDE,
    REDUCED,
    SUBSIDISED,
    UNEMPLOYED,
    YEAR,
    Flags,
    Floats,
    Ints,
    lasting,
    pick,
)
from polku.simulation._records import fall_short
from polku.simulation._rows import Rows, rows_at
from polku.simulation._wages import hourly, monthly
from polku.simulation._world import World, day_number

EARLIER = (0.97, 0.86, 0.76, 0.66, 0.5)  # chance of one more earlier job
SIDE_SHARE, GIG_SHARE = 0.09, 0.05
BACK_SHARE, RECALLED_SHARE, KEPT_SHARE = 0.12, 0.90, 0.50  # same employer: by chance, after a lay-off, after a subsidy
STUDY_SHARE = 0.45  # of the young who leave the labour force
SOURCES = ("register", "employer", "provider", "client")
INDUSTRIES = tuple("ACFGHIJLMNOPQRS")
INDUSTRY_WEIGHTS = (2, 11, 9, 13, 6, 7, 6, 2, 7, 10, 4, 6, 12, 2, 3)
TRADES = {"A": "Pelto", "C": "Paja", "F": "Rakennus", "G": "Kauppa", "H": "Kuljetus", "I": "Keittiö", "J": "Ohjelma",
          "L": "Kiinteistö", "M": "Suunnittelu", "N": "Palvelu", "O": "Virasto", "P": "Opisto", "Q": "Hoiva",
          "R": "Kulttuuri", "S": "Seura"}  # fmt: skip


def employers_of(world: World) -> int:
    """How many employers the world has: one for four clients, at least twenty."""
    return max(20, world.clients // 4)


def employers(rng: np.random.Generator, world: World) -> dict[str, pa.Array]:
    """Columns of the table `employers`, all invented and named so; none has a business id."""
    n = employers_of(world) if world.clients else 0
    industry = pick(rng, np.tile(INDUSTRY_WEIGHTS, (n, 1)).astype(float))
    words = take([f"Keksitty {TRADES[letter]}" for letter in INDUSTRIES], industry).to_pylist()
    weights = world.weights[: world.area].cumsum()
    size = np.maximum(1, np.exp(rng.normal(2.2, 1.5, n))).astype(np.int64)
    return {
        "employer_id": ids("t", np.arange(1, n + 1)),
        "name": pa.array([f"{word} {number} Oy" for number, word in enumerate(words, 1)], pa.string()),
        "municipality": take(world.codes, np.searchsorted(weights, rng.random(n) * weights[-1], side="right")),
        "industry": take(INDUSTRIES, industry),
        "personnel": whole(size),
        "growth_company": flags(rng.random(n) < 0.04),
    }


def study_spells(rng: np.random.Generator, people: People, spells: dict[str, Ints]) -> Flags:
    """Which of the spells outside the labour force are studies that lead to a qualification."""
    young = people.age(spells["person"], spells["start"]) < 32
    lasts = spells["end"] - spells["start"] >= 60
    studying = (spells["state"] == OUTSIDE) & young & lasts & (people.schooling[spells["person"]] < 6)
    return np.asarray(studying & (rng.random(len(studying)) < STUDY_SHARE))


def education(
    rng: np.random.Generator, world: World, people: People, spells: dict[str, Ints], studying: Flags
) -> tuple[Ints, dict[str, pa.Array]]:
    """Whose rows they are, and columns of the table `education`."""
    rows = rows_at(spells, studying)
    level = np.where(people.schooling[rows["person"]] < 3, 3, 6)
    recorded = rows["start"] + rng.integers(5, 60, len(level))
    recorded = np.where(rows["start"] < day_number(world.start), OPEN, recorded)
    kept = (recorded <= day_number(world.until)) | (recorded == OPEN)
    columns = {
        "start_date": days(rows["start"][kept]),
        "end_date": days(rows["end"][kept]),
        "level": whole(level[kept]),
        "source": take(["register"], np.zeros(kept.sum(), np.int64)),
        "recorded_on": days(recorded[kept]),
    }
    return rows["person"][kept], columns


def employment(
    rng: np.random.Generator, world: World, people: People, past: Past, spells: dict[str, Ints], served: Ints
) -> tuple[dict[str, Ints], dict[str, pa.Array]]:
    """The jobs, and columns of the table `employment` but its id. served: (n) first day in a service.

    Of a job, `paid` is the last day of wages (before its start where another row tells them), `monthly` the wages of a
    full month in cents, whether the row tells them or not.
    """
    jobs = _main_jobs(rng, people, past, spells)
    jobs["employer"] = _employers(rng, world, jobs)
    n = len(jobs["person"])
    own = (rng.random(n) < 0.05) & (jobs["state"] == AT_WORK) & (jobs["end"] - jobs["start"] > 60)
    own |= jobs.pop("grant") == 1
    jobs |= {"own": own.astype(np.int64), "hours": _hours(rng, jobs["state"])}
    beside = _side_jobs(rng, world, jobs), _gigs(rng, world, spells)
    jobs = {name: np.concatenate([jobs[name], *(more[name] for more in beside)]) for name in jobs}
    jobs = rows_at(jobs, jobs["start"] <= day_number(world.until))
    jobs["end"] = np.where(jobs["end"] > day_number(world.until), OPEN, jobs["end"])
    jobs |= {"paid": jobs["end"]}
    jobs = fall_short(rng, world, jobs | _proof(rng, world, jobs["start"], served[jobs["person"]]))
    jobs = rows_at(jobs, jobs["start"] <= day_number(world.until))
    jobs["end"] = np.where(jobs["end"] > day_number(world.until), OPEN, jobs["end"])
    jobs = rows_at(jobs, (jobs["recorded"] <= day_number(world.until)) | (jobs["recorded"] == OPEN))
    jobs = rows_at(jobs, np.lexsort((jobs["employer"], jobs["start"], jobs["person"])))
    known = rng.random(len(jobs["person"])) >= 0.06
    jobs |= {"monthly": monthly(hourly(rng, len(known)), jobs["hours"])}
    return jobs, _table(rng, people, jobs, known)


def _table(rng: np.random.Generator, people: People, jobs: dict[str, Ints], known: Flags) -> dict[str, pa.Array]:
    """known: whose hours and wages the row tells."""
    n = len(jobs["person"])
    other = pick(rng, np.tile(OCCUPATION_WEIGHTS, (n, 1)))
    return {
        "employer_id": ids("t", jobs["employer"] + 1, jobs["own"] == 0),
        "start_date": days(jobs["start"]),
        "end_date": days(jobs["end"]),
        "weekly_hours": hundredths(jobs["hours"], known),
        "subsidised": flags(jobs["state"] == SUBSIDISED),
        "self_employed": flags(jobs["own"] == 1),
        "monthly_eur": hundredths(jobs["monthly"], known & (jobs["own"] == 0)),
        "occupation": take(OCCUPATIONS, np.where(rng.random(n) < 0.65, people.occupation[jobs["person"]], other)),
        "source": take(SOURCES, jobs["source"]),
        "confirmed_on": days(jobs["confirmed"]),
        "recorded_on": days(jobs["recorded"]),
    }


def _main_jobs(rng: np.random.Generator, people: People, past: Past, spells: dict[str, Ints]) -> dict[str, Ints]:
    """One after another, never two at a time. led: the state before (-1: an earlier job); grant: business by grant."""
    rows = Rows("person", "start", "end", "state", "led", "grant")
    led = np.full(len(spells["person"]), -1, np.int64)
    same = spells["person"][1:] == spells["person"][:-1]
    led[1:] = np.where(same, spells["state"][:-1], -1)
    job = np.isin(spells["state"], JOB_STATES)
    told = rows_at(spells | {"led": led}, job)
    grants = (told["state"] == SUBSIDISED) & (rng.random(job.sum()) < 0.06)
    rows.add(**{name: told[name] for name in ("person", "start", "end", "state", "led")}, grant=grants.astype(np.int64))
    grown = people.birth + int(16 * YEAR)
    begun = past.first.copy()
    able = np.where(past.worked, 1.0, 0.4)
    for chance in EARLIER:
        who = np.flatnonzero(rng.random(len(people)) < chance * able)
        able[np.setdiff1d(np.arange(len(people)), who)] = 0.0
        gap = rng.exponential(150.0, len(who)).astype(np.int64)
        end = begun[who] - 1 - np.where((begun[who] == past.first[who]) & past.worked[who], 0, gap)
        start = np.maximum(end - lasting(rng, AT_WORK, len(who)), grown[who])
        fits = end - start >= 5
        rows.add(person=who[fits], start=start[fits], end=end[fits], state=AT_WORK, led=-1, grant=0)
        begun[who[fits]] = start[fits]
        able[who] = 1.0 * fits
    return rows.sorted("person", "start")


def _employers(rng: np.random.Generator, world: World, jobs: dict[str, Ints]) -> Ints:
    """Large employers hire more often; some jobs are back at the one before."""
    n = len(jobs["person"])
    fresh = (rng.random(n) ** 2.5 * employers_of(world)).astype(np.int64)
    first = np.ones(n, bool)
    first[1:] = jobs["person"][1:] != jobs["person"][:-1]
    back = np.select(
        [np.isin(jobs["led"], (LAID_OFF, REDUCED)), jobs["led"] == SUBSIDISED], [RECALLED_SHARE, KEPT_SHARE], BACK_SHARE
    )
    new = first | (rng.random(n) >= back)
    origin = np.maximum.accumulate(np.where(new, np.arange(n), 0)) if n else np.zeros(0, np.int64)
    return fresh[origin]


def _hours(rng: np.random.Generator, state: Ints) -> Ints:
    """Weekly hours in hundredths: most full-time, the jobs of those who still seek mostly not."""
    n = len(state)
    full = np.where(rng.random(n) < 0.12, 4000, 3750)
    part = 800 + 50 * rng.integers(0, 50, n)
    share = np.select([state == EMPLOYED, state == SUBSIDISED], [0.25, 0.5], 0.66)
    return np.where(rng.random(n) < share, full, np.where(state == SUBSIDISED, 2500 + part // 100 * 25, part))


def _side_jobs(rng: np.random.Generator, world: World, jobs: dict[str, Ints]) -> dict[str, Ints]:
    """Few hours elsewhere beside a job, within its days."""
    long = (jobs["end"] - jobs["start"] > 90) & (jobs["state"] != SUBSIDISED)
    main = rows_at(jobs, long & (rng.random(len(long)) < SIDE_SHARE))
    n = len(main["person"])
    start = main["start"] + rng.integers(5, 60, n)
    end = np.minimum(start + 20 + rng.exponential(150.0, n).astype(np.int64), main["end"])
    elsewhere = (main["employer"] + rng.integers(1, employers_of(world), n)) % employers_of(world)
    hours = 300 + 50 * rng.integers(0, 30, n)
    return main | {"start": start, "end": end, "employer": elsewhere, "hours": hours, "own": np.zeros(n, np.int64)}


def _gigs(rng: np.random.Generator, world: World, spells: dict[str, Ints]) -> dict[str, Ints]:
    """Less than four hours a week: still unemployed by the law's definition (1379/2021, 3 §)."""
    long = (spells["state"] == UNEMPLOYED) & (spells["end"] - spells["start"] > 90)
    rows = rows_at(spells, long & (rng.random(len(long)) < GIG_SHARE))
    n = len(rows["person"])
    start = rows["start"] + rng.integers(10, 80, n)
    end = np.minimum(start + rng.integers(3, 50, n), rows["end"])
    zero = np.zeros(n, np.int64)
    return {
        "person": rows["person"], "start": start, "end": end, "state": zero + AT_WORK, "led": zero - 1, "own": zero,
        "employer": rng.integers(0, employers_of(world), n), "hours": 100 + 50 * rng.integers(0, 6, n),
    }  # fmt: skip


def _proof(rng: np.random.Generator, world: World, start: Ints, served: Ints) -> dict[str, Ints]:
    """Who told of the job and when: the incomes register after the pay day, others when they come to it."""
    n = len(start)
    weights: Floats = np.tile((0.80, 0.07, 0.06, 0.07), (n, 1))
    weights[served > start, SOURCES.index("provider")] = 0.0
    source = pick(rng, weights)
    late = np.where(source == 0, 8 + rng.gamma(2.0, 9.0, n), 2 + rng.gamma(1.5, 25.0, n)).astype(np.int64)
    known = start < day_number(world.start)
    source = np.where(known, 0, source)
    recorded = np.where(known, OPEN, start + late)
    confirmed = recorded + rng.integers(0, 25, n)
    open_still = (source == 0) | (rng.random(n) < 0.3) | (confirmed > day_number(world.until))
    return {"source": source, "recorded": recorded, "confirmed": np.where(open_still, OPEN, confirmed)}
