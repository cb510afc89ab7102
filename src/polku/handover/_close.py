"""What is open when a pilot ends, and who takes it over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from polku import targeting
from polku.base.engine import Columns, Engine
from polku.definition import Pilot, municipalities, municipality_successor, require
from polku.handover._tails import tails

FOLDER = Path(__file__).parent

CLIENTS: Columns = {
    "person_id": "VARCHAR",
    "municipality": "VARCHAR",
    "non_disclosure": "BOOLEAN",
    "coach_id": "VARCHAR",
    "next_meeting_on": "DATE",
    "open_referrals": "BIGINT",
    "participations": "BIGINT",
    "vouchers": "BIGINT",
}
CASES: Columns = {
    "kind": "VARCHAR",
    "participation_id": "VARCHAR",
    "voucher_id": "VARCHAR",
    "person_id": "VARCHAR",
    "employer_id": "VARCHAR",
    "service_id": "VARCHAR",
    "provider_id": "VARCHAR",
    "contract_id": "VARCHAR",
    "fees": "VARCHAR",
    "referral_date": "DATE",
    "start_date": "DATE",
    "last_day": "DATE",
    "value_cents": "BIGINT",
}
WITHOUT_SUCCESSOR: Columns = {
    "person_id": "VARCHAR",
    "employer_id": "VARCHAR",
    "reason": "VARCHAR",
    "missing": "VARCHAR",
    "municipality": "VARCHAR",
    "non_disclosure": "BOOLEAN",
    "client": "BOOLEAN",
}
TAIL_FEES: Columns = {
    "contract_id": "VARCHAR",
    "provider_id": "VARCHAR",
    "fee_id": "VARCHAR",
    "pays_for": "VARCHAR",
    "last_day": "DATE",
    "participations": "BIGINT",
    "most_cents": "BIGINT",
}


def close(engine: Engine, pilot: Pilot, on: date) -> None:
    """Keep what the pilot leaves behind at the end of the day `on`.

    `handed_over` (`organiser` and CLIENTS): each client with the successor. `closing_cases` (CASES and `organiser`,
    null where nobody takes over): open referrals, participations that go on, vouchers, and participations whose results
    still count. `without_successor` (WITHOUT_SUCCESSOR), `tail_fees` (TAIL_FEES) and `tail_contracts` (contract_id,
    most_cents). Sums are cents without VAT.
    Raises MissingPart when the pilot has no successors, or nothing that tells who its clients are.
    Source: docs/path/handover.md.
    """
    require(pilot, "successors", "pilot close")
    _clients(engine, pilot, on)
    engine.load("heirs", {"municipality": "VARCHAR", "organiser": "VARCHAR"}, _heirs(pilot, on))
    engine.load("pilot_services", {"service_id": "VARCHAR"}, [(service.id,) for service in pilot.services])
    tails(engine, pilot, on)
    for step in ("closing_places", "closing_clients", "closing_open", "closing_cases", "handed_over"):
        engine.run(FOLDER, step, on=on)
    for step in ("without_successor", "tail_fees"):
        engine.run(FOLDER, step)
    engine.drop("heirs", "pilot_services", "pilot_clients", "closing_places", "closing_open", "closing_tails")
    engine.drop("closing_contracts")


def is_enrolling(engine: Engine, pilot: Pilot, on: date) -> bool:
    """Whether the facts tell by enrolments who has been in the pilot by the day."""
    found = engine.rows(
        "SELECT count(*) FROM enrolments WHERE pilot_id = $pilot AND start_date <= $on", pilot=pilot.pilot, on=on
    )
    return bool(found[0][0])


def _clients(engine: Engine, pilot: Pilot, on: date) -> None:
    """Keep `pilot_clients`: who is enrolled on the day; without enrolments, who is in the target group."""
    if is_enrolling(engine, pilot, on):
        enrolled = (
            "SELECT DISTINCT person_id, '' AS missing FROM enrolments"
            " WHERE pilot_id = $pilot AND start_date <= $on AND (end_date IS NULL OR end_date >= $on)"
        )
        engine.make("pilot_clients", enrolled, pilot=pilot.pilot, on=on)
        return
    targeting.members(engine, pilot, on)
    engine.make(
        "pilot_clients",
        "SELECT person_id, '' AS missing FROM members UNION ALL SELECT person_id, missing FROM undecided",
    )


def _heirs(pilot: Pilot, on: date) -> Iterator[tuple[str, str]]:
    """Which successor takes over in each municipality, also under a code that has been merged into another.

    Where two take over one municipality, which the file's check warns of, it is the first in the file.
    """
    named: dict[str, str] = {}
    for heir in pilot.successors:
        for code in heir.municipalities:
            named.setdefault(code, heir.organiser)
    known = {place.code: municipality_successor(place.code, on) for place in municipalities()}
    later = {known.get(code, code): organiser for code, organiser in named.items()}
    for code in sorted({*named, *known}):
        organiser = named.get(code) or later.get(known.get(code, code))
        if organiser is not None:
            yield code, organiser
