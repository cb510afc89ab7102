"""The indicators, read person by person and day by day from situation.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from tests.readings.calendar import after_working_days, count_day
from tests.readings.cost import municipal_share
from tests.readings.days import Facts, Row, covers, days, last_of_month, later, row_on, rows_of, status_on
from tests.readings.persons_at import IN_SERVICES, UNEMPLOYED, persons_at

AREA_OF = {"837": "39", "020": "39", "211": "39", "091": "08", "099": "35", "214": "35"}
GROUPS = {
    "age": ("under-25", "25-54", "55-plus"),
    "sex": ("f", "m", "x"),
    "language": ("domestic", "foreign", "unknown"),
    "education": ("0-2", "3-4", "5-8", "unknown"),
    "duration": ("0-2", "3-11", "12-23", "24-plus"),
}
Value = tuple[float | None, int | None, int | None]
Key = tuple[str, date, str, str, str]


@dataclass(frozen=True)
class Case:
    """Somebody counted, or something that happened to somebody: whose, on which day, and what it is worth."""

    person_id: str
    day: date
    counted: int = 1
    unit: str = ""
    amount: int = 0


class World:
    """Facts, and what is asked of them again and again."""

    def __init__(self, facts: Facts, month: date, pilot: str | None, kinds: dict[str, bool], ends: date) -> None:
        self.facts, self.month, self.pilot, self.kinds, self.ends = facts, month, pilot, kinds, ends
        self.last, self.day = last_of_month(month), count_day(month)
        self.now = persons_at(facts, self.day)

    def rows(self, table: str) -> list[Row]:
        return self.facts.get(table, [])

    def in_month(self, day: date | None) -> bool:
        return day is not None and self.month <= day <= self.last

    def shares(self) -> list[Row]:
        return municipal_share(self.facts, self.month, self.last)

    def statuses(self, person_id: str) -> list[Row]:
        return rows_of(self.facts, "statuses", person_id)

    def status(self, person_id: str, day: date) -> str:
        return status_on(self.statuses(person_id), day)

    def runs(self, person_id: str, among: tuple[str, ...]) -> list[tuple[date, date | None]]:
        """Unbroken days with one of the statuses; the last day None when they go on."""
        found: list[tuple[date, date | None]] = []
        for row in sorted(self.statuses(person_id), key=lambda row: row["start_date"]):
            if row["status"] not in among:
                continue
            if found and found[-1][1] is not None and later(found[-1][1], 1) == row["start_date"]:
                found[-1] = (found[-1][0], row["end_date"])
            else:
                found.append((row["start_date"], row["end_date"]))
        return found


def value_of(world: World, indicator: str, area_kind: str, area: str, group: str) -> Value:
    """One figure: value, numerator, denominator."""
    if indicator in ("vacancies_opened", "vacancies_open"):
        return float(_positions(world, indicator, area_kind, area)), None, None
    if indicator == SHARE:
        cents = sum(row["share_cents"] for row in world.shares() if _place(row, area_kind) == area)
        return cents / 100, None, None
    cases = [case for case in CASES[indicator](world) if _belongs(world, indicator, case, area_kind, area, group)]
    if indicator in MEDIANS:
        sums: dict[str, int] = {}
        for case in cases:
            sums[case.unit] = sums.get(case.unit, 0) + case.amount
        return (float(median(sums.values())) if sums else None), None, None
    counted = sum(case.counted for case in cases)
    if indicator in SHARES:
        return (100 * counted / len(cases) if cases else None), counted, len(cases)
    return float(counted), None, None


def _belongs(world: World, indicator: str, case: Case, area_kind: str, area: str, group: str) -> bool:
    home = row_on(rows_of(world.facts, "residences", case.person_id), case.day)
    code = home["municipality"] if home else None
    code = "214" if code == "099" and world.day >= date(2021, 1, 1) else code
    places = {
        "municipality": code,
        "employment_area": AREA_OF[code] if code else None,
        "country": "FI",
        "pilot": area if _is_client(world, case) else None,
    }
    return places[area_kind] == area and group in _groups(world, indicator, case)


def _is_client(world: World, case: Case) -> bool:
    rows = rows_of(world.facts, "enrolments", case.person_id)
    return any(row["pilot_id"] == world.pilot and covers(row, case.day) for row in rows)


def _groups(world: World, indicator: str, case: Case) -> set[str]:
    [person] = [row for row in world.facts["persons"] if row["person_id"] == case.person_id]
    birth: date = person["birth_date"]
    age = case.day.year - birth.year - ((case.day.month, case.day.day) < (birth.month, birth.day))
    language, level = person.get("native_language"), person.get("education_level")
    spoken = "domestic" if language in ("fi", "sv", "se", "smn", "sms") else "foreign"
    found = {
        "all",
        "age:" + ("under-25" if age < 25 else "25-54" if age < 55 else "55-plus"),
        f"sex:{person.get('sex')}",
        "language:" + ("unknown" if language is None else spoken),
        "education:" + ("unknown" if level is None else "0-2" if level < 3 else "3-4" if level < 5 else "5-8"),
    }
    if "duration" in GROUPS_OF[indicator]:
        [now] = [row for row in world.now if row["person_id"] == case.person_id]
        count = now["unemployed_days"]
        months = "0-2" if count < 91 else "3-11" if count < 365 else "12-23" if count < 731 else "24-plus"
        found.add(f"duration:{months}")
    return found


def _place(row: Row, area_kind: str) -> str | None:
    code: str | None = row["municipality"]
    return {"municipality": code, "employment_area": AREA_OF.get(code or ""), "country": "FI"}[area_kind]


def _positions(world: World, indicator: str, area_kind: str, area: str) -> int:
    homes = {row["employer_id"]: row.get("municipality") for row in world.rows("employers")}
    total = 0
    for row in world.rows("vacancies"):
        code = row.get("municipality") or homes.get(row.get("employer_id"))
        place = {"municipality": code, "employment_area": AREA_OF.get(code or ""), "country": "FI"}.get(area_kind)
        closed = row.get("closed_on")
        is_open = row["opened_on"] <= world.last and (closed is None or closed >= world.month)
        counts = world.in_month(row["opened_on"]) if indicator == "vacancies_opened" else is_open
        if counts and place == area:
            total += 1 if row.get("positions") is None else row["positions"]
    return total


def _stock(test: Callable[[World, Row], bool]) -> Callable[[World], Iterable[Case]]:
    return lambda world: [Case(row["person_id"], world.day) for row in world.now if test(world, row)]


def _structural(world: World, row: Row) -> bool:
    services = world.runs(row["person_id"], IN_SERVICES)
    if row["in_services"]:
        [present] = [run for run in services if run[0] <= world.day and (run[1] is None or run[1] >= world.day)]
        before = [run[1] for run in services if run[0] < present[0]]
        return bool(before) and (present[0] - (before[-1] or present[0])).days <= 365
    if not row["unemployed"]:
        return False
    past = days(later(world.day, -485), world.day)
    ended = [run[1] for run in services if run[1] is not None and run[1] < world.day]
    after_service = bool(ended) and 90 < (world.day - ended[-1]).days <= 365
    among = sum(1 for day in past if world.status(row["person_id"], day) in UNEMPLOYED)
    return row["unemployed_days"] >= 365 or among >= 365 or after_service


def _in_rate(world: World, row: Row) -> bool:
    mine = [one for one in rows_of(world.facts, "participations", row["person_id"]) if covers(one, world.day)]
    known = [world.kinds[one["service_id"]] for one in mine if one["service_id"] in world.kinds]
    return any(known) if known else True


def _activation(world: World) -> Iterable[Case]:
    for row in world.now:
        if row["unemployed"]:
            yield Case(row["person_id"], world.day, 0)
        elif row["in_services"] and _in_rate(world, row):
            yield Case(row["person_id"], world.day, 1)


def _spells(world: World) -> list[tuple[str, date, date | None]]:
    """Spells with their last day where it is known."""
    people = [row["person_id"] for row in world.facts["persons"]]
    spells = [(name, *run) for name in people for run in world.runs(name, UNEMPLOYED)]
    return [(name, first, last if last is not None and last < world.ends else None) for name, first, last in spells]


def _months_later(day: date, count: int) -> date:
    months = day.year * 12 + day.month - 1 + count
    first = date(months // 12, months % 12 + 1, 1)
    return first.replace(day=min(day.day, last_of_month(first).day))


def _ended_before(world: World) -> Iterable[Case]:
    for name, first, last in _spells(world):
        if _months_later(first.replace(day=1), 3) == world.month:
            yield Case(name, first, int(last is not None and last < _months_later(first, 3)))


def _job_starts(world: World) -> Iterable[Case]:
    for person in world.facts["persons"]:
        name = person["person_id"]
        starts = [
            job["start_date"]
            for job in rows_of(world.facts, "employment", name)
            if world.in_month(job["start_date"]) and not job.get("subsidised") and not job.get("self_employed")
            and world.status(name, later(job["start_date"], -1)) in UNEMPLOYED + IN_SERVICES
        ]  # fmt: skip
        if starts:
            yield Case(name, min(starts))


def _first_interviews(world: World) -> Iterable[Case]:
    for person in world.facts["persons"]:
        name = person["person_id"]
        for day in days(world.month, world.last):
            begins = world.status(name, day) in UNEMPLOYED
            if not begins or world.status(name, later(day, -1)) in UNEMPLOYED + IN_SERVICES or day < date(2022, 5, 2):
                continue
            by = after_working_days(day, 5 if day < date(2026, 1, 1) else 10)
            held = [
                one for one in rows_of(world.facts, "contacts", name)
                if one["kind"] == "initial_interview" and one.get("held") and day <= one["date"] <= by
            ]  # fmt: skip
            if by <= world.ends:
                yield Case(name, day, int(bool(held)))


def _face_to_face(world: World) -> Iterable[Case]:
    for one in world.rows("contacts"):
        if one.get("held") and world.in_month(one["date"]):
            yield Case(one["person_id"], one["date"], int(one.get("mode") == "face_to_face"))


def _transitions(world: World) -> Iterable[Case]:
    for one in world.rows("participations"):
        end: date | None = one.get("end_date")
        if (
            one.get("person_id") is None
            or end is None
            or not world.in_month(end)
            or one.get("end_reason") in ("job", "education")
        ):
            continue
        if later(end, 14) > world.ends:
            continue
        others = [row for row in rows_of(world.facts, "participations", one["person_id"]) if row is not one]
        next_days = days(later(end, 1), later(end, 14))
        yield Case(one["person_id"], end, int(any(covers(row, day) for row in others for day in next_days)))


def _waits(world: World) -> Iterable[Case]:
    for one in world.rows("participations"):
        if one.get("person_id") is not None and one.get("referral_date") and world.in_month(one["start_date"]):
            wait = (one["start_date"] - one["referral_date"]).days
            yield Case(one["person_id"], one["start_date"], unit=one["participation_id"], amount=wait)


def _caseload(world: World) -> Iterable[Case]:
    seen = {
        (one["coach_id"], one["person_id"])
        for one in world.rows("contacts")
        if one.get("held") and one.get("coach_id") and later(world.day, -179) <= one["date"] <= world.day
    }
    return [Case(person, world.day, unit=coach, amount=1) for coach, person in seen]


CASES: dict[str, Callable[[World], Iterable[Case]]] = {
    "unemployed": _stock(lambda _, row: row["unemployed"]),
    "laid_off_all": _stock(lambda _, row: row["status"] in ("laid_off", "reduced_hours")),
    "long_term_unemployed": _stock(lambda _, row: row["unemployed_days"] >= 365),
    "very_long_term": _stock(lambda _, row: row["unemployed_days"] > 730),
    "structural_unemployment": _stock(_structural),
    "in_services": _stock(lambda _, row: row["in_services"]),
    "broad_unemployment": _stock(lambda _, row: row["unemployed"] or row["in_services"]),
    "activation_rate": _activation,
    "youth_unemployed": _stock(lambda _, row: row["unemployed"] and row["age"] < 25),
    "over_55_unemployed": _stock(lambda _, row: row["unemployed"] and row["age"] >= 55),
    "foreign_language_unemployed": _stock(
        lambda _, row: row["unemployed"] and row["native_language"] not in (None, "fi", "sv", "se", "smn", "sms")
    ),
    "unemployment_spells_started": lambda world: [
        Case(name, first) for name, first, _ in _spells(world) if world.in_month(first)
    ],
    "unemployment_spells_ended": lambda world: [
        Case(name, last) for name, _, last in _spells(world) if last is not None and world.in_month(last)
    ],
    "ended_before_3_months": _ended_before,
    "job_starts": _job_starts,
    "coach_caseload": _caseload,
    "first_interview_in_time": _first_interviews,
    "face_to_face_share": _face_to_face,
    "service_wait_days": _waits,
    "transitions_without_gap": _transitions,
}
SHARES = {"activation_rate", "ended_before_3_months", "first_interview_in_time", "face_to_face_share",
          "transitions_without_gap"}  # fmt: skip
MEDIANS = {"coach_caseload", "service_wait_days"}
SHARE = "municipal_share_eur"
NOT_OF_CLIENTS = ("vacancies_opened", "vacancies_open", SHARE)
_WITH_DURATION = {"unemployed", "long_term_unemployed", "very_long_term", "youth_unemployed", "over_55_unemployed",
                  "foreign_language_unemployed"}  # fmt: skip
GROUPS_OF: dict[str, tuple[str, ...]] = {
    name: () if name == "coach_caseload" else tuple(GROUPS)[: 5 if name in _WITH_DURATION else 4] for name in CASES
}


def facts_end(facts: Facts) -> date:
    """The newest first or last day of a status, benefit, job or participation."""
    tables = ("statuses", "benefits", "employment", "participations")
    rows = [row for name in tables for row in facts.get(name, [])]
    found: list[date] = [day for row in rows for day in (row["start_date"], row.get("end_date")) if day is not None]
    return max(found)


def figures(
    facts: Facts, months: list[date], pilot: str | None, kinds: dict[str, bool], ends: date
) -> dict[Key, Value]:
    """Every figure of the months by indicator, month, area_kind, area and group."""
    found: dict[Key, Value] = {}
    for month in months:
        world = World(facts, month, pilot, kinds, ends)
        for indicator in (*CASES, *NOT_OF_CLIENTS):
            for area_kind, area in _areas(world):
                if indicator in NOT_OF_CLIENTS and area_kind == "pilot":
                    continue
                for group in _groups_of(indicator):
                    key = (indicator, month, area_kind, area, group)
                    found[key] = value_of(world, indicator, area_kind, area, group)
    return found


def _groups_of(indicator: str) -> list[str]:
    kinds = GROUPS_OF.get(indicator, ())
    return ["all", *(f"{kind}:{name}" for kind in kinds for name in GROUPS[kind])]


def _areas(world: World) -> list[tuple[str, str]]:
    tables: list[Any] = [world.rows(name) for name in ("residences", "vacancies", "employers")]
    codes = {row["municipality"] for rows in tables for row in rows if row.get("municipality")}
    now = {"214" if code == "099" and world.day >= date(2021, 1, 1) else code for code in codes}
    areas = [("municipality", code) for code in now] + [("employment_area", area) for area in {AREA_OF[c] for c in now}]
    return [*areas, ("country", "FI"), *([("pilot", world.pilot)] if world.pilot else [])]
