"""Every fault of the page's closed list, one to a row, and every warning: what is planted, and what must be found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.steps.fact_folders import SPEC, Row, Told, World, sound, sound_world

KEYS = {
    "persons": ("person_id",),
    "employment": ("employment_id",),
    "participations": ("participation_id",),
    "vouchers": ("voucher_id",),
    "employers": ("employer_id",),
    "vacancies": ("vacancy_id",),
    "earnings": ("person_id", "employer_id", "month"),
}
ONE_AT_A_TIME = ("statuses", "residences", "rights", "benefits")
PERIODS = (("start_date", "end_date"), ("opened_on", "closed_on"), ("issued_on", "expires_on"))
# Where a municipality stands, and the day from which it must have been there.
MUNICIPALITY_DAYS = {
    "residences": "start_date",
    "employers": None,
    "vacancies": "opened_on",
    "responses": "answered_on",
    "invitations": "invited_on",
    "costs": "month",
}
WRONG = {
    "day": ("31.2.2020", "29.2.2021", "2021-13-01", "next week", "20210101"),
    "month": ("2021-03-15", "maaliskuu"),
    "flag": ("perhaps",),
    "money": ("12,345", "1e3", "NaN", "12 €"),
    "decimal": ("1.234", "inf", "kaksi"),
    "whole": ("1.5", "yksi"),
    "share": ("much", "1.5", "-0.1"),
    "list": ("unlisted",),
}
_BELOW_ZERO: dict[str, tuple[str, ...]] = {"whole": ("-1",), "money": ("-0.01",), "decimal": ("-0.01",)}
# Part of the cure that the message must tell.
CURES = {
    "missing_value": "must not be empty",
    "wrong_value": "must be|first day",
    "date_out_of_range": "1900 to 2100",
    "negative": "below zero",
    "hours_out_of_range": "0 to 168",
    "unknown_municipality": "polku law municipalities",
    "end_before_start": "before",
    "subject": "either person_id or employer_id",
    "duplicate_key": "keep one",
    "unknown_reference": "add it|mend it",
    "overlap": "mend the days",
}


@dataclass(frozen=True)
class Planted:
    """A faulty row with the fault it must give. before: sound rows of the table that it stands against."""

    table: str
    row: Row
    column: str
    kind: str
    value: str | None = None  # as told; None: the row's own text in the column
    before: tuple[Row, ...] = ()
    error: bool = True


def planted_errors() -> Iterator[Planted]:
    """One of each kind of error for each table and column it applies to."""
    n = iter(range(1, 100_000))
    for table in SPEC:
        yield from _of_columns(table, n)
        yield from _of_periods(table, n)
        yield from _between_rows(table, n)
        if table in ("participations", "vouchers"):
            both = sound(table, next(n))
            yield Planted(table, both | {"employer_id": "e0"}, "person_id", "subject")
            yield Planted(table, sound(table, next(n)) | {"person_id": ""}, "person_id", "subject")


def _of_columns(table: str, n: Iterator[int]) -> Iterator[Planted]:
    for told in SPEC[table]:
        name = told.name
        if told.required:
            yield Planted(table, sound(table, next(n), **{name: ""}), name, "missing_value")
        for text in WRONG.get(told.kind, ()):
            yield Planted(table, sound(table, next(n), **{name: text}), name, "wrong_value")
        if told.kind in ("day", "month"):
            for text in _far_days(name):
                yield Planted(table, _with_day(table, next(n), name, text), name, "date_out_of_range")
        yield from _of_number(table, told, n)
        if name == "municipality":
            yield from _of_municipality(table, n)


def _of_number(table: str, told: Told, n: Iterator[int]) -> Iterator[Planted]:
    name = told.name
    texts: tuple[str, ...]
    if name == "weekly_hours":
        texts, kind = ("-0.5", "168.01", "375"), "hours_out_of_range"
    elif name in ("education_level", "level"):
        texts, kind = ("9", "-1"), "wrong_value"
    else:
        texts, kind = _BELOW_ZERO.get(told.kind, ()), "negative"
    for text in texts:
        yield Planted(table, sound(table, next(n), **{name: text}), name, kind)


def _far_days(column: str) -> tuple[str, ...]:
    """An end only too late, a start only too early where the end must stand: else the period would be turned too."""
    low, high = ("1899-12-01", "0199-05-01"), ("2101-01-01", "9999-12-01")
    if column in ("end_date", "closed_on", "expires_on"):
        return high
    return low if column == "issued_on" else low + high


def _with_day(table: str, n: int, column: str, text: str) -> Row:
    row = sound(table, n, **{column: text})
    ends = {"start_date": "end_date", "opened_on": "closed_on"}
    return row | ({ends[column]: ""} if ends.get(column) in row else {})


def _of_municipality(table: str, n: Iterator[int]) -> Iterator[Planted]:
    for code in ("999", "20", "Tampere"):
        row = sound(table, next(n), municipality=code)
        yield Planted(table, row, "municipality", "unknown_municipality")
    day = MUNICIPALITY_DAYS[table]
    if day is not None:  # 911 Valtimo ended with the year 2019
        row = sound(table, next(n), municipality="911", **{day: "2020-01-01"})
        yield Planted(table, row, "municipality", "unknown_municipality")


def _of_periods(table: str, n: Iterator[int]) -> Iterator[Planted]:
    for first, last in PERIODS:
        row = sound(table, next(n))
        if first in row and last in row:
            yield Planted(table, row | {first: "2021-02-02", last: "2021-02-01"}, last, "end_before_start")


def _between_rows(table: str, n: Iterator[int]) -> Iterator[Planted]:
    if table in KEYS:
        first = sound(table, next(n))
        value = " ".join(first[name] for name in KEYS[table])
        yield Planted(table, dict(first), KEYS[table][0], "duplicate_key", value, (first,))
        yield Planted(table, dict(first), KEYS[table][0], "duplicate_key", value)
    if table == "earnings":  # the employer may be unknown, and is then the same unknown one
        first = sound(table, next(n), employer_id="")
        value = f"{first['person_id']} {first['month']}"
        yield Planted(table, dict(first), "person_id", "duplicate_key", value, (first,))
    if table != "persons" and "person_id" in sound(table):
        yield Planted(table, sound(table, next(n), person_id="nobody"), "person_id", "unknown_reference")
    if table in ("milestones", "deliveries"):
        row = sound(table, next(n), participation_id="nothing")
        yield Planted(table, row, "participation_id", "unknown_reference")
    if table in ONE_AT_A_TIME:
        yield from _overlaps(table, n)


def _overlaps(table: str, n: Iterator[int]) -> Iterator[Planted]:
    """One day shared at the end, one row inside another, an open row, the same days, and the earlier row second."""
    pairs = (
        (("2021-01-01", "2021-03-31"), ("2021-03-31", "2021-04-30")),
        (("2021-01-01", "2021-12-31"), ("2021-03-01", "2021-03-01")),
        (("2021-01-01", ""), ("2022-05-01", "")),
        (("2021-01-01", "2021-03-31"), ("2021-01-01", "2021-03-31")),
        (("2021-03-01", "2021-03-31"), ("2021-01-01", "2021-03-01")),
    )
    for first, second in pairs:
        earlier = sound(table, next(n), start_date=first[0], end_date=first[1])
        later = earlier | {"start_date": second[0], "end_date": second[1]}
        yield Planted(table, later, "start_date", "overlap", second[0], (earlier,))


def planted_warnings() -> Iterator[Planted]:
    """One of each kind of warning for each table it applies to; the pilot knows the sound rows' services."""
    n = iter(range(200_000, 300_000))

    def odd(table: str, column: str, kind: str, *, before: tuple[Row, ...] = (), **changes: str) -> Planted:
        row = (before[0] if before else sound(table, next(n))) | changes
        return Planted(table, row, column, kind, before=before, error=False)

    for table in ("employment", "earnings", "vacancies"):
        yield odd(table, "employer_id", "unknown_employer", employer_id="nobody")
    for table in ("participations", "vouchers"):
        yield odd(table, "employer_id", "unknown_employer", person_id="", employer_id="nobody")
    yield odd("participations", "voucher_id", "unknown_voucher", voucher_id="nothing")
    yield odd("introductions", "vacancy_id", "unknown_vacancy", vacancy_id="nothing")
    for table in ("participations", "vouchers", "responses", "costs"):
        yield odd(table, "service_id", "unknown_service", service_id="nothing")
        yield odd(table, "provider_id", "unknown_provider", provider_id="nobody")
    yield odd("participations", "contract_id", "unknown_contract", contract_id="nothing")
    yield odd("persons", "birth_date", "unusual_age", birth_date="2006-01-02")
    yield odd("persons", "birth_date", "unusual_age", birth_date="1944-12-31")
    lived = sound("residences", next(n))
    yield odd("residences", "start_date", "residence_gap", before=(lived,), start_date="2023-01-02", end_date="")
    yield odd("residences", "start_date", "residence_before_birth", start_date="1990-04-30", end_date="2022-12-31")
    yield odd("residences", "municipality", "municipality_ends", municipality="911", start_date="2019-12-31")
    yield odd("residences", "municipality", "municipality_ends", municipality="588", end_date="2025-01-01")
    worked = sound("employment", next(n))
    yield odd("employment", "start_date", "overlapping_jobs", before=(worked,), employment_id="j-two")
    for table in ("milestones", "deliveries"):
        for day in ("2020-12-31", "2021-07-01"):
            yield odd(table, "date", "outside_participation", date=day)


def persons_of(planted: list[Planted]) -> list[Row]:
    """The people whom planted rows of other tables speak of."""
    spoken_of = {
        row["person_id"]: None
        for one in planted
        for row in (*one.before, one.row)
        if one.table != "persons" and row.get("person_id", "").startswith("p")
    }
    return [sound("persons", int(person[1:])) for person in spoken_of if person != "p0"]


def world_of(planted: list[Planted]) -> tuple[World, list[tuple[Planted, int]]]:
    """A world of sound rows and planted ones, and the row number of each planted one."""
    world = sound_world()
    world["persons"] += persons_of(planted)
    # A person of an unusual age needs a status.
    for one in planted:
        if one.kind == "unusual_age":
            world["statuses"].append(sound("statuses", int(one.row["person_id"][1:])))
    places = []
    for one in planted:
        world[one.table] += [*one.before, one.row]
        places.append((one, len(world[one.table])))
    return world, places
