"""What services cost: own work, purchases, vouchers and partners, month by month."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from polku.base import month_end
from polku.base.engine import Columns, Engine
from polku.cost._share_law import months
from polku.cost._split import SERVICE_COST_SPLIT, split_rows
from polku.definition import Pilot

FOLDER = Path(__file__).parent

SERVICE_COST: Columns = {
    "service_id": "VARCHAR",
    "production": "VARCHAR",
    "month": "DATE",
    "cents": "BIGINT",
    "participants": "BIGINT",
    "cents_per_participant": "BIGINT",
    "cents_per_result": "BIGINT",
}
COST_SERVICES: Columns = {
    "service_id": "VARCHAR",
    "production": "VARCHAR",
    "unit_cents": "BIGINT",
    "unit": "VARCHAR",
}
STEPS = ("service_participations", "service_months", "service_units", "service_fees", "service_parts", "service_cost")
BETWEEN = ("cost_services", "contract_services", "cost_months", *STEPS[:-1])


def service_cost(engine: Engine, pilot: Pilot, since: date, until: date) -> None:
    """Keep `service_cost` (SERVICE_COST) and `service_cost_split` (SERVICE_COST_SPLIT) of the months since … until.

    Reads `fee_lines` and `outcomes` as known on `until`, which the caller has made, and the facts. Money is whole
    cents; null where nothing tells the cost. The split loses no cent: its sums are those of service_cost.
    Source: docs/path/cost.md.
    """
    services = [
        (one.id, one.production, one.unit_cost and one.unit_cost.eur, one.unit_cost and one.unit_cost.per)
        for one in pilot.services
    ]
    engine.load("cost_services", COST_SERVICES, services)
    paid = [(contract.id, service) for contract in pilot.contracts for service in contract.services]
    engine.load("contract_services", {"contract_id": "VARCHAR", "service_id": "VARCHAR"}, paid)
    days = [(month, month_end(month)) for month in months(since, until)]
    engine.load("cost_months", {"month": "DATE", "last_day": "DATE"}, days)
    for step in STEPS:
        engine.run(FOLDER, step, until=until)
    engine.load("service_cost_split", SERVICE_COST_SPLIT, split_rows(engine, pilot))
    engine.drop(*BETWEEN)
