"""The person on a day, read from facts.md's last section and cost.md's paid days and running number."""

from __future__ import annotations

from datetime import date

from tests.readings.days import Facts, Row, days, later, row_on, rows_of, status_on

# fmt: off
COLUMNS = [
    "person_id", "age", "sex", "native_language", "immigrant", "education_level", "occupation", "service_line",
    "municipality", "status", "status_days", "unemployed", "in_services", "unemployed_days",
    "unemployment_spell_days", "unemployed_days_365", "unemployed_days_730", "benefit", "benefit_days",
    "earnings_related_right", "risk", "risk_band",
]
# fmt: on
UNEMPLOYED = ("unemployed", "laid_off")
IN_SERVICES = ("subsidised", "in_service", "in_training")
TOLD = ("sex", "native_language", "immigrant", "education_level", "occupation", "service_line")
NEW_LAW = date(2025, 1, 1)  # days in services are paid days too, and the count goes on over benefits


def persons_at(facts: Facts, day: date) -> list[Row]:
    """One row for every person, in order of person_id."""
    people = sorted(facts.get("persons", []), key=lambda person: person["person_id"])
    return [_person(facts, person, day) for person in people]


def _person(facts: Facts, person: Row, day: date) -> Row:
    person_id = person["person_id"]
    residence = row_on(rows_of(facts, "residences", person_id), day)
    return {
        "person_id": person_id,
        "age": _age(person["birth_date"], day),
        **{name: person.get(name) for name in TOLD},
        "municipality": residence["municipality"] if residence else None,
        **_status_columns(rows_of(facts, "statuses", person_id), day),
        **_benefit_columns(facts, person_id, day),
        **_risk_columns(rows_of(facts, "risk_scores", person_id), day),
    }


def _age(birth: date, day: date) -> int:
    birthday_to_come = (day.month, day.day) < (birth.month, birth.day)
    return day.year - birth.year - (1 if birthday_to_come else 0)


def _status_columns(statuses: list[Row], day: date) -> Row:
    status = status_on(statuses, day)
    return {
        "status": status,
        "status_days": 0 if status == "none" else _run(statuses, day, counted=(status,), passed=()),
        "unemployed": status in UNEMPLOYED,
        "in_services": status in IN_SERVICES,
        "unemployed_days": _run(statuses, day, counted=UNEMPLOYED, passed=()),
        "unemployment_spell_days": _run(statuses, day, counted=UNEMPLOYED, passed=IN_SERVICES),
        "unemployed_days_365": _among_last(statuses, day, 365),
        "unemployed_days_730": _among_last(statuses, day, 730),
    }


def _run(statuses: list[Row], day: date, counted: tuple[str, ...], passed: tuple[str, ...]) -> int:
    """Days with a counted status, walking back from the day over passed ones until a day with neither."""
    count = 0
    while (status := status_on(statuses, day)) in counted + passed:
        if status in counted:
            count += 1
        day = later(day, -1)
    return count


def _among_last(statuses: list[Row], day: date, count: int) -> int:
    return sum(1 for d in days(later(day, 1 - count), day) if status_on(statuses, d) in UNEMPLOYED)


def _benefit_columns(facts: Facts, person_id: str, day: date) -> Row:
    benefits, statuses = rows_of(facts, "benefits", person_id), rows_of(facts, "statuses", person_id)
    row = row_on(benefits, day)
    benefit = row["benefit"] if row else None
    right = row_on(rows_of(facts, "rights", person_id), day)
    by_benefit = None if benefit is None else benefit == "earnings_related_allowance"
    return {
        "benefit": benefit,
        "benefit_days": running_number(benefits, statuses, row, day) if row else None,
        "earnings_related_right": right["earnings_related"] if right else by_benefit,
    }


def is_paid_day(statuses: list[Row], day: date) -> bool:
    """Monday to Friday; until 31.12.2024 not when in a service or in training."""
    if day.isoweekday() > 5:
        return False
    return day >= NEW_LAW or status_on(statuses, day) not in ("in_service", "in_training")


def running_number(benefits: list[Row], statuses: list[Row], row: Row, day: date) -> int | None:
    """The number of the row's last paid day up to and with the day; None when it has had none."""
    paid = sum(1 for d in days(row["start_date"], day) if is_paid_day(statuses, d))
    return paid + _paid_before(benefits, statuses, row) if paid else None


def _paid_before(benefits: list[Row], statuses: list[Row], row: Row) -> int:
    told: int | None = row.get("paid_days_before")
    if told is not None:
        return told
    any_benefit = row["start_date"] >= NEW_LAW
    earlier = [
        other
        for other in benefits
        if other["start_date"] < row["start_date"] and (any_benefit or other["benefit"] == row["benefit"])
    ]
    if not earlier:
        return 0
    previous = max(earlier, key=lambda other: other["start_date"])
    all_days = days(previous["start_date"], previous["end_date"])
    return _paid_before(benefits, statuses, previous) + sum(1 for d in all_days if is_paid_day(statuses, d))


def _risk_columns(scores: list[Row], day: date) -> Row:
    known = [score for score in scores if score["scored_on"] <= day]
    latest = max(known, key=lambda score: score["scored_on"]) if known else {}
    return {"risk": latest.get("risk"), "risk_band": latest.get("risk_band")}
