"""The report's figures on costs: the municipal share, and what services cost. Nothing is hidden here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from polku.base.engine import Engine
from polku.definition import Pilot
from polku.page import NONE, Count
from polku.report._figures import FOLDER

TABLES = ("report_shares", "report_service_costs")
PRODUCTIONS = ("own", "purchased", "voucher", "partner")


@dataclass(frozen=True, slots=True)
class ServiceCost:
    """What a service cost: cents by form of production (those that nothing tells are left out), and its clients."""

    by_production: Mapping[str, Count]
    clients: int

    @property
    def whole(self) -> Count:
        """All forms together; it rests on as few clients as any part of it does."""
        parts = [count for count in self.by_production.values() if count.value]
        return Count(sum(count.value for count in parts), min((count.clients for count in parts), default=0))


@dataclass(frozen=True, slots=True)
class CostFigures:
    """Cents, with the people on whom they rest.

    shares: the municipal share by month and bracket (its first paid day); None is the sum over that part. services: by
    service. without_cost: services of which nothing tells the cost.
    """

    shares: Mapping[tuple[date | None, int | None], Count]
    benefits_known: bool
    services: Mapping[str, ServiceCost]
    without_cost: tuple[str, ...]

    @property
    def productions(self) -> tuple[str, ...]:
        """The forms of production that have a cost."""
        found = {name for service in self.services.values() for name in service.by_production}
        return tuple(name for name in PRODUCTIONS if name in found)

    @property
    def share(self) -> Count:
        """The municipal share in all."""
        return self.shares.get((None, None), NONE)


def cost_figures(engine: Engine, pilot: Pilot, *, until: date, first: date | None) -> CostFigures:
    """Count what `cost` keeps (`person_shares`, `service_cost`); leaves no table of its own behind."""
    engine.load("report_places", {"code": "VARCHAR"}, [(code,) for code in pilot.municipalities])
    for name in TABLES:
        engine.run(FOLDER, name, until=until, first=first)
    shares = engine.rows("SELECT month, bracket, cents, persons FROM report_shares")
    costs = engine.rows("SELECT * FROM report_service_costs ORDER BY service_id, production")
    benefits_known = bool(engine.rows("SELECT 1 FROM benefits LIMIT 1"))
    engine.drop("report_places", *TABLES)
    services = {row[0]: row[4] for row in costs if row[2] is not None}
    return CostFigures(
        shares={(month, bracket): Count(cents, persons) for month, bracket, cents, persons in shares if cents},
        benefits_known=benefits_known,
        services={service: ServiceCost(_forms(costs, service), clients) for service, clients in services.items()},
        without_cost=tuple(sorted({row[0] for row in costs} - set(services))),
    )


def _forms(costs: list[tuple[object, ...]], service: str) -> dict[str, Count]:
    return {
        str(row[1]): Count(int(str(row[2])), int(str(row[3])))
        for row in costs
        if row[0] == service and row[2] is not None
    }
