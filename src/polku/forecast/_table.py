"""The sums of the runs as the table `forecast`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from polku.base import PolkuError
from polku.base.engine import Columns, Engine
from polku.definition import Contract, Fee, Pilot
from polku.forecast._runs import Sums
from polku.forecast._scenarios import SCENARIOS

FOLDER = Path(__file__).parent
ALL = "all"
BANDS = ("low", "medium", "high")
RESULTS = ("employment", "education", "earnings", "result_rate")
FORECAST: Columns = {
    "contract_id": "VARCHAR",
    "fee_id": "VARCHAR",
    "band": "VARCHAR",
    "scenario": "VARCHAR",
    "runs": "BIGINT",
    "participants_mean": "DECIMAL(12,2)",
    "payable_mean_cents": "BIGINT",
    "payable_p10_cents": "BIGINT",
    "payable_p90_cents": "BIGINT",
    "payable_per_participant_cents": "BIGINT",
    "came_anyway_share": "BIGINT",
    "came_anyway_low": "BIGINT",
    "came_anyway_high": "BIGINT",
}
_ASKED: Columns = {
    "contract_id": "VARCHAR",
    "fee_id": "VARCHAR",
    "band": "VARCHAR",
    "fee_position": "BIGINT",
    "band_position": "BIGINT",
}
_SUM_KEY: Columns = {"scenario": "VARCHAR", "run": "BIGINT", "contract_id": "VARCHAR"}
_PAY: Columns = {**_SUM_KEY, "fee_id": "VARCHAR", "band": "VARCHAR", "cents": "BIGINT"}
_SERVED: Columns = {**_SUM_KEY, "band": "VARCHAR", "participations": "BIGINT"}
_SCENARIOS: Columns = {"scenario": "VARCHAR", "without": "VARCHAR"}
_KINDS: Columns = {"contract_id": "VARCHAR", "fee_id": "VARCHAR", "is_result": "BOOLEAN"}
ORDER = "contract_id, fee_id, band, scenario"


def refuse_all(pilot: Pilot) -> None:
    """Raise PolkuError where a fee or a band has the name that the table gives to the sum."""
    for contract in pilot.contracts:
        for name in (*(fee.id for fee in contract.fees), *_listed(contract)):
            if name == ALL:
                raise PolkuError(
                    f"The contract {contract.id} of {pilot.pilot} has a fee or a risk band called {ALL}, which is the"
                    " forecast's word for the sum. Give it another name."
                )


def make_table(engine: Engine, pilot: Pilot, sums: Sums, runs: int) -> None:
    """Keep the table `forecast` (FORECAST)."""
    engine.load("asked", _ASKED, list(_asked(pilot, sums)))
    engine.load("all_pay", _PAY, sums.pay)
    engine.load("all_served", _SERVED, sums.served)
    engine.load("scenarios", _SCENARIOS, [(one.id, one.without) for one in SCENARIOS])
    kinds = [(c.id, fee.id, fee.pays_for in RESULTS) for c in pilot.contracts for fee in c.fees]
    engine.load("fee_kinds", _KINDS, kinds)
    engine.run(FOLDER, "forecast", runs=runs)
    engine.drop("asked", "all_pay", "all_served", "scenarios", "fee_kinds")


def _asked(pilot: Pilot, sums: Sums) -> Iterator[tuple[object, ...]]:
    for contract in pilot.contracts:
        fees: list[Fee | None] = [None, *contract.fees]
        for fee_position, fee in enumerate(fees):
            # The lines of a whole cohort are nobody's, so they have no band.
            bands = () if fee is not None and fee.pays_for == "result_rate" else bands_of(contract, sums)
            for band_position, band in enumerate([None, *bands]):
                name = fee.id if fee is not None else None
                yield (contract.id, name, band, fee_position, band_position)


def bands_of(contract: Contract, sums: Sums) -> tuple[str, ...]:
    """The risk bands that the contract lists or its clients have: low, medium, high, then the contract's own."""
    seen = {band for _, _, name, band, _ in sums.served if name == contract.id and band is not None}
    found = dict.fromkeys([*_listed(contract), *sorted(seen)])
    return (*(band for band in BANDS if band in found), *(band for band in found if band not in BANDS))


def _listed(contract: Contract) -> list[str]:
    terms = [part for fee in contract.fees for part in (fee.amount, getattr(fee, "expected", None)) if part is not None]
    return [band for part in terms for _, band, _ in part.rows() if band is not None]
