"""The client and the coach: memberships of the pilot, whose client when, meetings, risk scores."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa

from polku.definition import process
from polku.simulation._columns import days, flags, ids, shares, take
from polku.simulation._people import People
from polku.simulation._rates import BANDS, CLIENT_STATES, OPEN, UNEMPLOYED_STATES, Ints, pick
from polku.simulation._rows import Rows, covering, rows_at
from polku.simulation._state import band
from polku.simulation._world import World, day_number

WHY = (None, "job", "other", "moved", "pilot_ended")
KINDS = ("initial_interview", "job_search_discussion", "supplementary_discussion")
INTERVIEW, DISCUSSION, SUPPLEMENTARY = range(3)
MODES = ("face_to_face", "phone", "video")
MODE_SHARES = ((0.12, 0.74, 0.14), (0.41, 0.44, 0.15))  # in the pandemic, and after it (just over 40 % face to face)
REMOTE = (day_number(date(2020, 3, 16)), day_number(date(2022, 2, 28)))
HELD_SHARE = 0.91
IN_TIME_SHARE = 0.85
CLIENTS_OF_COACH = 130
LAW = "nordic-2022"


def enrolments(world: World, members: dict[str, Ints], reasons: list[str]) -> tuple[Ints, dict[str, pa.Array]]:
    """Whose rows they are, and columns of the table `enrolments`."""
    n = len(members["person"])
    columns = {
        "pilot_id": take([world.pilot_id], np.zeros(n, np.int64)),
        "start_date": days(members["start"]),
        "end_date": days(members["end"]),
        "end_reason": take(WHY, members["why"]),
        "reasons": take(reasons, members["reasons"]),
    }
    return members["person"], columns


def coach_assignments(
    rng: np.random.Generator, world: World, people: People, members: dict[str, Ints]
) -> tuple[dict[str, Ints], list[str]]:
    """Rows person, coach, start, end, changed (0, 1), and the coaches' ids; one coach of the municipality at a time."""
    coaches, first, number = _coaches(world)
    home = np.maximum(people.home(members["person"], members["start"]), 0)
    own = rng.integers(0, 1_000_000, len(home)) % number[home]
    lasts = np.minimum(members["end"], day_number(world.until)) - members["start"]
    changing = (rng.random(len(home)) < 0.18) & (lasts > 120) & (number[home] > 1)
    change = members["start"] + np.where(changing, lasts // 3 + rng.integers(0, 60, len(home)), OPEN)
    rows = Rows("person", "coach", "start", "end", "changed")
    before = np.where(changing, change - 1, members["end"])
    rows.add(person=members["person"], coach=first[home] + own, start=members["start"], end=before, changed=0)
    later = rows_at(members, changing)
    coach = (first[home] + (own + 1) % number[home])[changing]
    rows.add(person=later["person"], coach=coach, start=change[changing], end=later["end"], changed=1)
    return rows.sorted("person", "start"), coaches


def _coaches(world: World) -> tuple[list[str], Ints, Ints]:
    """Ids of all coaches, and per municipality of the area (others: the first) where its own begin and how many."""
    weights = world.weights[: world.area]
    number = np.maximum(1, np.round(world.clients * weights / weights.sum() / CLIENTS_OF_COACH)).astype(np.int64)
    first = np.cumsum(number) - number
    names = [f"c{world.codes[place]}-{turn:03d}" for place in range(world.area) for turn in range(1, number[place] + 1)]
    rest = len(world.codes) - world.area
    return names, np.append(first, np.zeros(rest, np.int64)), np.append(number, np.ones(rest, np.int64))


def coach_table(rows: dict[str, Ints], coaches: list[str]) -> tuple[Ints, dict[str, pa.Array]]:
    """Whose rows they are, and columns of the table `coach_assignments`."""
    columns = {
        "coach_id": take(coaches, rows["coach"]),
        "start_date": days(rows["start"]),
        "end_date": days(rows["end"]),
        "reason": take([None, "coach_changed"], rows["changed"]),
    }
    return rows["person"], columns


def contacts(
    rng: np.random.Generator,
    world: World,
    spells: dict[str, Ints],
    members: dict[str, Ints],
    assigned: dict[str, Ints],
    coaches: list[str],
) -> tuple[Ints, dict[str, pa.Array]]:
    """Whose rows they are, and columns of the table `contacts`: interviews, discussions every three months, and the
    supplementary ones while the law asks them; on weekdays, as long as the person is in the pilot.
    """
    rows = Rows("person", "kind", "date")
    _interviews(rng, spells, members, rows)
    until = np.minimum(members["end"], day_number(world.until))
    _repeat(rng, members, (until - members["start"]) // 91, 91, DISCUSSION, rows)
    asked = _supplementary(members["start"])
    _repeat(rng, members, np.minimum(asked, (until - members["start"]) // 15), 15, SUPPLEMENTARY, rows)
    met = rows.sorted("person", "date", "kind")
    met["date"] = met["date"] + np.array([0, 0, 0, 0, 0, 2, 1])[(met["date"] + 3) % 7]
    place = covering(members, met["person"], met["date"])
    met = rows_at(met, (place >= 0) & (met["date"] <= np.append(until, -1)[place]))
    coach = covering(assigned, met["person"], met["date"])
    remote = (met["date"] >= REMOTE[0]) & (met["date"] <= REMOTE[1])
    modes = pick(rng, np.array(MODE_SHARES)[1 - remote.astype(np.int64)])
    columns = {
        "coach_id": take(coaches, np.where(coach >= 0, np.append(assigned["coach"], -1)[coach], -1)),
        "kind": take(KINDS, met["kind"]),
        "date": days(met["date"]),
        "mode": take(MODES, np.where(rng.random(len(remote)) < world.settings.records.no_mode, -1, modes)),
        "held": flags(rng.random(len(remote)) < HELD_SHARE),
    }
    return met["person"], columns


def _interviews(rng: np.random.Generator, spells: dict[str, Ints], members: dict[str, Ints], rows: Rows) -> None:
    """Job search that begins in the pilot begins with an interview, mostly within the law's working days."""
    n = len(spells["person"])
    was_client = np.zeros(n, bool)
    follows = (spells["person"][1:] == spells["person"][:-1]) & (spells["end"][:-1] + 1 == spells["start"][1:])
    was_client[1:] = follows & np.isin(spells["state"][:-1], CLIENT_STATES)
    place = covering(members, spells["person"], spells["start"])
    member = (place >= 0) & (np.append(members["end"], -1)[place] >= spells["start"])
    begins = rows_at(spells, np.isin(spells["state"], UNEMPLOYED_STATES) & ~was_client & member)
    n = len(begins["person"])
    waited = np.where(rng.random(n) < IN_TIME_SHARE, rng.integers(1, 6, n), rng.integers(8, 30, n))
    rows.add(person=begins["person"], kind=INTERVIEW, date=begins["start"] + waited)


def _repeat(rng: np.random.Generator, members: dict[str, Ints], times: Ints, every: int, kind: int, rows: Rows) -> None:
    """Meetings `every` so many days from the beginning of each membership."""
    times = np.maximum(times, 0)
    each = np.repeat(np.arange(len(times)), times)
    turn = np.arange(len(each)) - np.repeat(np.cumsum(times) - times, times) + 1
    date_of = members["start"][each] + turn * every + rng.integers(-6, 4, len(each))
    rows.add(person=members["person"][each], kind=kind, date=date_of)


def _supplementary(start: Ints) -> Ints:
    """How many supplementary discussions the law asks of someone who begins on the day; none before it had the duty."""
    duty = process(LAW).duty("supplementary_discussions")
    found, place = np.unique(start, return_inverse=True)
    asked = [duty.get(date(1970, 1, 1) + timedelta(days=int(day))) or 0 for day in found]
    return np.array(asked, np.int64)[place] if len(found) else np.zeros(0, np.int64)


def risk_scores(rng: np.random.Generator, people: People) -> dict[str, pa.Array]:
    """Columns of the table `risk_scores`: everyone is scored by the day of entry."""
    earlier = np.where(people.stock, rng.integers(0, 150, len(people)), 0)
    n = len(people)
    return {
        "person_id": ids("p", people.first + np.arange(n)),
        "scored_on": days(people.entry - earlier),
        "risk": shares(people.risk),
        "risk_band": take(BANDS, band(people.risk)),
        "model_version": take(["invented-1"], np.zeros(n, np.int64)),
    }
