"""A contract with consent to self-billing, and what a run posts for it, for the tests of statements and invoices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from polku.definition import Pilot, load_pilot
from polku.settlement import SettlementRun, Statement, statement_of

UNTIL = date(2024, 12, 31)
RUN = SettlementRun("run-2", UNTIL, date(2025, 1, 15), "c0ffee" * 10)
CONSENT = """
    self_billing:
      consent: 2024-01-10
      reference: Asia 12/2024
      vat: standard
      buyer_reference: "4500012345"
      payment_terms_days: 21
      buyer: {name: Keksitty kaupunki, business_id: "9990098-0", ovt: "003799900980", vat_number: FI99900980,
              street: Katu 1, post_code: "33100", city: Tampere}
      seller: {name: Sparraus Oy, business_id: "9990010-4", ovt: "003799900104", vat_number: FI99900104,
               street: Tie 2, post_code: "33200", city: Tampere, iban: FI2112345600000785, bic: NDEAFIHH}
"""
PILOT = """
pilot: kokeilu
name: {fi: Kokeilu, sv: Försök, en: Trial}
source: test
organiser: {id: kaupunki, name: Keksitty kaupunki}
model: municipal
services: [{id: sparraus, kind: job_search_coaching, production: purchased}]
providers: [{id: sparraaja, name: Sparraus Oy, business_id: "9990010-4", services: [sparraus]}]
contracts:
  - id: sparraus-a
    provider: sparraaja
    services: [sparraus]
    period: {start: 2024-01-01, end: 2025-12-31}
    cap_per_person: 1000.00
    ceiling: 5000.00
    fees:
      - {id: start, pays_for: start, amount: 250.00}
      - {id: plan, pays_for: milestone, milestone: plan_accepted, amount: 150.00}
      - {id: hours, pays_for: delivery, unit: hour, amount: 65.00}
      - {id: job-90, pays_for: employment, days: 90, window_days: 365, amount: 800.00}
      - {id: study, pays_for: education, window_days: 180, amount: 400.00}
      - {id: wages, pays_for: earnings, window_days: 365, threshold: 9000.00, amount: 900.00}
      - {id: part, pays_for: earnings, window_days: 365, share: 12.5 %}
      - {id: above, pays_for: result_rate, of: job-90, cohort: quarter, expected: 30 %, settled_after_days: 30,
         amount: 3000.00}
"""


class Posting(NamedTuple):
    """An entry of a ledger."""

    subject: str
    fee_id: str
    participation_id: str | None
    earned_on: date | None
    difference_cents: int
    reason: str = "new"
    contract_id: str = "sparraus-a"


Row = tuple[object, ...]


def row(
    subject: str,
    fee: str,
    case: str | None,
    earned_on: date,
    cents: int,
    payable: int | None = None,
    status: str = "payable",
    contract: str = "sparraus-a",
) -> Row:
    """A row of fee_lines, with evidence that must stay inside."""
    person = None if case is None else subject
    paid = cents if payable is None else payable
    return (contract, subject, person, case, fee, earned_on, cents, paid, status, f"työsuhde-77 {subject}")


def pilot_with(folder: Path, terms: str = CONSENT, extra: str = "") -> Pilot:
    """The pilot above, its contract with `terms`."""
    path = folder / "pilot.yaml"
    path.write_text(f"{PILOT}{terms}{extra}", encoding="utf-8")
    return load_pilot(path)


def stated(
    pilot: Pilot,
    new: Sequence[Posting],
    old: Sequence[Posting] = (),
    rows: Sequence[Row] = (),
    run: SettlementRun = RUN,
) -> Statement:
    """The statement of `sparraus-a`."""
    return statement_of(pilot, "sparraus-a", run, new, old, rows)
