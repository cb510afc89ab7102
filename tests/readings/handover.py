"""What a pilot leaves behind, read from docs/path/handover.md: clients, open things, and who takes them over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tests.readings.days import Facts, Row, covers, row_on, rows_of

REASONS = ("no_residence", "undecided", "no_successor")


@dataclass(frozen=True)
class Left:
    """What is left of a pilot: its id, its successors' municipalities in file order, and its services."""

    pilot: str
    successors: Sequence[tuple[str, Sequence[str]]]
    services: Sequence[str]

    def heir(self, municipality: str | None) -> str | None:
        """The first successor in the file that has the municipality."""
        return next((name for name, codes in self.successors if municipality in codes), None)


def handed_over(facts: Facts, left: Left, on: date, undecided: Mapping[str, str] | None = None) -> list[Row]:
    """Each client with a successor, in order of person_id. undecided: of a target group, who and what is missing."""
    rows = []
    for person in _clients(facts, left, on, undecided or {}):
        reason, municipality = _reason(facts, left, on, person["person_id"], undecided or {})
        if reason is not None:
            continue
        name, hidden = person["person_id"], bool(person.get("non_disclosure"))
        own = [row for row in cases(facts, left, on, undecided) if row["person_id"] == name]
        coaches = {row["coach_id"] for row in rows_of(facts, "coach_assignments", name) if covers(row, on)}
        meetings = [row["date"] for row in rows_of(facts, "contacts", name) if row["date"] > on]
        rows.append(
            {
                "organiser": left.heir(municipality),
                "person_id": name,
                "municipality": None if hidden else municipality,
                "non_disclosure": hidden,
                "coach_id": None if hidden or not coaches else "|".join(sorted(coaches)),
                "next_meeting_on": None if hidden else min(meetings, default=None),
                "open_referrals": sum(row["kind"] == "open_referral" for row in own),
                "participations": sum(row["kind"] == "participation" for row in own),
                "vouchers": sum(row["kind"] == "voucher" for row in own),
            }
        )
    return rows


def without_successor(
    facts: Facts, left: Left, on: date, undecided: Mapping[str, str] | None = None
) -> list[tuple[str | None, str | None, str, str | None, bool]]:
    """(person, employer, reason, municipality as it may be shown, is a client), in any order."""
    told = set()
    clients = {person["person_id"]: person for person in _clients(facts, left, on, undecided or {})}
    for name, person in clients.items():
        reason, municipality = _reason(facts, left, on, name, undecided or {})
        if reason is not None:
            told.add((name, None, reason, None if person.get("non_disclosure") else municipality, True))
    people = {person["person_id"]: person for person in facts.get("persons", [])}
    for row in cases(facts, left, on, undecided):
        if row["organiser"] is None and row["person_id"] not in clients:
            place = _place(facts, row, on)
            hidden = row["person_id"] is not None and people[row["person_id"]].get("non_disclosure")
            reason = "no_residence" if place is None else "no_successor"
            told.add((row["person_id"], row["employer_id"], reason, None if hidden else place, False))
    return sorted(told, key=str)


def cases(facts: Facts, left: Left, on: date, undecided: Mapping[str, str] | None = None) -> list[Row]:
    """Open referrals, participations going on and open vouchers, each with its successor or None; without tails."""
    clients = {person["person_id"] for person in _clients(facts, left, on, undecided or {})}
    opened = [*_open_participations(facts, on), *_open_vouchers(facts, on)]
    ours = [row for row in opened if row["service_id"] in left.services or row["person_id"] in clients]
    return [row | {"organiser": left.heir(_place(facts, row, on))} for row in ours]


def _open_participations(facts: Facts, on: date) -> list[Row]:
    found = []
    for row in facts.get("participations", []):
        referred, end = row.get("referral_date"), row.get("end_date")
        if row["start_date"] > on and referred is not None and referred <= on:
            kind = "open_referral"
        elif row["start_date"] <= on and (end is None or end > on):
            kind = "participation"
        else:
            continue
        found.append(_case(kind, row, row["participation_id"], None, end))
    return found


def _open_vouchers(facts: Facts, on: date) -> list[Row]:
    used = {row.get("voucher_id") for row in facts.get("participations", []) if row["start_date"] <= on}
    found = []
    for row in facts.get("vouchers", []):
        redeemed = row.get("redeemed_on")
        is_open = row["issued_on"] <= on < row["expires_on"] and (redeemed is None or redeemed > on)
        if is_open and row["voucher_id"] not in used:
            found.append(_case("voucher", row, None, row["voucher_id"], row["expires_on"]))
    return found


def _case(kind: str, row: Row, participation: str | None, voucher: str | None, last_day: date | None) -> Row:
    ids = {"kind": kind, "participation_id": participation, "voucher_id": voucher, "last_day": last_day}
    return ids | {name: row.get(name) for name in ("person_id", "employer_id", "service_id")}


def _clients(facts: Facts, left: Left, on: date, undecided: Mapping[str, str]) -> list[Row]:
    """The enrolled on the day, and the undecided of a target group, in order of person_id."""
    enrolled = {
        row["person_id"] for row in facts.get("enrolments", []) if row["pilot_id"] == left.pilot and covers(row, on)
    }
    people = sorted(facts.get("persons", []), key=lambda person: person["person_id"])
    return [person for person in people if person["person_id"] in enrolled | set(undecided)]


def _reason(
    facts: Facts, left: Left, on: date, person: str, undecided: Mapping[str, str]
) -> tuple[str | None, str | None]:
    residence = row_on(rows_of(facts, "residences", person), on)
    if residence is None:
        return "no_residence", None
    municipality: str = residence["municipality"]
    if person in undecided:
        return "undecided", municipality
    return (None if left.heir(municipality) else "no_successor"), municipality


def _place(facts: Facts, row: Row, on: date) -> str | None:
    """Where the person lives on the day, or the company is."""
    if row["person_id"] is not None:
        residence = row_on(rows_of(facts, "residences", row["person_id"]), on)
        return residence["municipality"] if residence else None
    firms = (firm for firm in facts.get("employers", []) if firm["employer_id"] == row["employer_id"])
    return next((firm.get("municipality") for firm in firms), None)
