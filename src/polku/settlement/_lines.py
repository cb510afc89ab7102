"""Settlement in one pass over all contracts of a pilot."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from polku.base import PolkuError, finnish_day
from polku.base.engine import Columns, Engine
from polku.definition import Pilot
from polku.settlement._terms import TABLES, load_terms

FOLDER = Path(__file__).parent
SETTLED = ("start", "milestone", "employment")
STEPS = (
    "own_jobs",
    "sweeps",
    "counting_rows",
    "qualifying_spans",
    "employment_earned",
    "milestones_earned",
    "earned",
    "earned_once",
    "payable",
    "job_evidence",
    "fee_lines",
)
FEE_LINES: Columns = {
    "contract_id": "VARCHAR",
    "subject": "VARCHAR",
    "person_id": "VARCHAR",
    "participation_id": "VARCHAR",
    "fee_id": "VARCHAR",
    "earned_on": "DATE",
    "amount_cents": "BIGINT",
    "payable_cents": "BIGINT",
    "status": "VARCHAR",
    "evidence": "VARCHAR",
}


class SettlementError(PolkuError):
    """A participation or a contract that cannot be settled as it stands; nothing is settled before it is mended."""


def fee_lines(engine: Engine, pilot: Pilot, until: date) -> None:
    """Keep the table `fee_lines` (FEE_LINES): what the pilot's contracts owe, as known on the day `until`.

    Money is whole cents without VAT. A pilot without contracts owes nothing: the table is empty.
    Raises SettlementError for a risk band that the amount in force does not list (rule 8), and for kinds of fee that
    this version does not settle. Source: docs/path/settlement.md.
    """
    _refuse_unsettled(pilot)
    load_terms(engine, pilot)
    engine.run(FOLDER, "belonging", until=until)
    engine.run(FOLDER, "unpriced")
    _refuse_unpriced(engine)
    for step in STEPS:
        engine.run(FOLDER, step, until=until)
    engine.drop(*TABLES, "belonging", "unpriced", *STEPS[:-1])


def _refuse_unsettled(pilot: Pilot) -> None:
    unsettled = [
        f"{contract.id}/{fee.id} ({'ladder' if getattr(fee, 'ladder', None) else fee.pays_for})"
        for contract in pilot.contracts
        for fee in contract.fees
        if fee.pays_for not in SETTLED or getattr(fee, "ladder", None)
    ]
    if unsettled:
        raise SettlementError(
            f"{pilot.pilot}: this version settles fees for start, milestone and employment without ladders;"
            f" it cannot settle {', '.join(unsettled)}. Nothing was settled."
        )


def _refuse_unpriced(engine: Engine) -> None:
    rows = engine.rows(
        "SELECT participation_id, contract_id, fee_id, risk_band, start_date, count(*) OVER () FROM unpriced"
        " ORDER BY participation_id, contract_id, fee_id LIMIT 5"
    )
    if not rows:
        return
    told = "; ".join(
        f"{participation} (contract {contract}, fee {fee}, started {finnish_day(start)}):"
        f" {'no risk band' if band is None else f'risk band {band!r}'}"
        for participation, contract, fee, band, start, _ in rows
    )
    more = f" and {rows[0][5] - len(rows)} more" if rows[0][5] > len(rows) else ""
    raise SettlementError(
        f"Participations whose risk band has no amount in the contract: {told}{more}."
        " Mend risk_band in participations, or list the band in the fee's amount. Nothing was settled."
    )
