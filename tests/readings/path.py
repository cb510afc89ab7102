"""Moves between services, waits and breaks of the path, read from `polku path` of commands.md and docs/path/path.md."""

from __future__ import annotations

from datetime import date

from tests.readings.days import Facts, Row, covers, later, rows_of

# fmt: off
TRANSITIONS = ["person_id", "from_service", "to_service", "ended_on", "started_on", "gap_days"]
WAITS = ["participation_id", "referral_date", "start_date", "wait_days"]
PATH_BREAKS = ["kind", "subject", "participation_id", "service_id", "to_service", "from_date", "to_date", "days"]
# fmt: on


def begun(facts: Facts, until: date) -> list[Row]:
    """What has begun by `until`; an end after it is not known."""
    rows = [row for row in facts.get("participations", []) if row["start_date"] <= until]
    return [row | {"end_date": _known(row.get("end_date"), until)} for row in rows]


def _known(day: date | None, until: date) -> date | None:
    return day if day is not None and day <= until else None


def transitions(facts: Facts, until: date) -> list[Row]:
    """Each ended participation with the one that begins next; of two on one day that which ends sooner is first."""
    moves = []
    for person in facts.get("persons", []):
        own = [row for row in facts.get("participations", []) if row.get("person_id") == person["person_id"]]
        own = [row for row in own if row["start_date"] <= until]
        own.sort(key=lambda row: (row["start_date"], row.get("end_date") or date.max, row["participation_id"]))
        for index, row in enumerate(own[:-1]):
            ended, following = _known(row.get("end_date"), until), own[index + 1]
            if ended is not None:
                moves.append(_move(person["person_id"], row, ended, following))
    return moves


def _move(person_id: str, row: Row, ended: date, following: Row) -> Row:
    return {
        "person_id": person_id,
        "from_service": row["service_id"],
        "to_service": following["service_id"],
        "ended_on": ended,
        "started_on": following["start_date"],
        "gap_days": (following["start_date"] - ended).days,
    }


def waits(facts: Facts, until: date) -> list[Row]:
    """Every begun participation whose referral is recorded, people's and companies'."""
    return [
        {name: row[name] for name in WAITS[:3]} | {"wait_days": (row["start_date"] - row["referral_date"]).days}
        for row in sorted(begun(facts, until), key=lambda row: row["participation_id"])
        if row.get("referral_date") is not None
    ]


def followed(facts: Facts, row: Row, until: date) -> tuple[str, str | None, date | None]:
    """What followed an ended participation of a person; the next service and the day from which they were in it."""
    ended: date = row["end_date"]
    following = _following(facts, row, until)
    to, resumed = (following["service_id"], max(following["start_date"], ended)) if following else (None, None)
    if row.get("end_reason") in ("job", "education"):
        return "work_or_studies", to, resumed
    if resumed is not None:
        return ("service" if resumed <= later(ended, 14) else "gap"), to, resumed
    if later(ended, 14) > until:
        return "not_known_yet", None, None
    more = rows_of(facts, "employment", row["person_id"]) + rows_of(facts, "education", row["person_id"])
    if any(each["start_date"] <= until and (each.get("end_date") or date.max) > ended for each in more):
        return "work_or_studies", None, None
    status = next((each["status"] for each in rows_of(facts, "statuses", row["person_id"]) if covers(each, until)), "")
    return ("dead_end" if status in ("unemployed", "laid_off") else "elsewhere"), None, None


def _following(facts: Facts, row: Row, until: date) -> Row | None:
    """The other participation in which the person was first after the end."""
    ended: date = row["end_date"]
    goes_on = [
        other
        for other in begun(facts, until)
        if other.get("person_id") == row["person_id"]
        and other["participation_id"] != row["participation_id"]
        and (
            (other["end_date"] or date.max) > ended
            or (other["end_date"] == ended and other["participation_id"] > row["participation_id"])
        )
    ]
    ids = sorted(goes_on, key=lambda other: other["participation_id"])
    latest = sorted(ids, key=lambda other: other["start_date"], reverse=True)
    return min(latest, key=lambda other: max(other["start_date"], ended), default=None)


def path_breaks(facts: Facts, until: date) -> list[Row]:
    """Every break, sorted by kind, participation, subject and days."""
    found = [*_waiting(facts, until), *_stopped(facts, until), *_vouchers(facts, until)]
    for row in found:
        row["days"] = ((row["to_date"] or until) - row["from_date"]).days
    return sorted(found, key=order)


def order(row: Row) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in PATH_BREAKS)


def _break(kind: str, row: Row, since: date, to: date | None, to_service: str | None = None) -> Row:
    subject = row.get("person_id") or row.get("employer_id")
    return {
        "kind": kind,
        "subject": subject,
        "participation_id": row.get("participation_id"),
        "service_id": row["service_id"],
        "to_service": to_service,
        "from_date": since,
        "to_date": to,
    }


def _waiting(facts: Facts, until: date) -> list[Row]:
    found = []
    for row in facts.get("participations", []):
        referred = row.get("referral_date")
        if referred is None:
            continue
        if row["start_date"] <= until and (row["start_date"] - referred).days > 30:
            found.append(_break("long_wait", row, referred, row["start_date"]))
        if row["start_date"] > until and (until - referred).days > 30:
            found.append(_break("not_started", row, referred, None))
    return found


def _stopped(facts: Facts, until: date) -> list[Row]:
    found = []
    for row in begun(facts, until):
        if row.get("person_id") is not None and row["end_date"] is not None:
            what, to, resumed = followed(facts, row, until)
            if what in ("gap", "dead_end"):
                found.append(_break(what, row, row["end_date"], resumed, to))
    return found


def _vouchers(facts: Facts, until: date) -> list[Row]:
    used = {row.get("voucher_id") for row in begun(facts, until)}
    return [
        _break("voucher_unused", row, row["issued_on"], row["expires_on"])
        for row in facts.get("vouchers", [])
        if row["expires_on"] < until
        and (row.get("redeemed_on") is None or row["redeemed_on"] > until)
        and row["voucher_id"] not in used
    ]
