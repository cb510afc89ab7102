"""Costs of services that several municipalities share, split by the key of the pilot's areas; no cent is lost."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from polku.base import share
from polku.base.engine import Columns, Engine
from polku.definition import Area, Pilot, municipality

SERVICE_COST_SPLIT: Columns = {
    "service_id": "VARCHAR",
    "production": "VARCHAR",
    "month": "DATE",
    "area": "VARCHAR",
    "municipality": "VARCHAR",
    "shared_by": "VARCHAR",
    "cents": "BIGINT",
}

Home = str | None
Service = tuple[str, str, date]  # service_id, production, month
Portion = tuple[Home, Home, str, int]  # area, municipality, shared_by, cents

CLIENTS = """
select service_id, production, month, municipality, count(distinct client) as clients
from service_months
group by service_id, production, month, municipality
order by service_id, production, month, municipality
"""
PARTS = """
select service_id, production, month, municipality, cast(sum(cents) as bigint) as cents
from service_parts
group by service_id, production, month, municipality
order by service_id, production, month, municipality
"""


@dataclass(frozen=True, slots=True)
class Shares:
    """Who carries a service's cost of a month: `clients` by municipality, and the pilot's areas that have a key."""

    pilot: Pilot
    clients: Mapping[Home, int]
    area_of: dict[str, Area] = field(default_factory=dict)

    def booked(self, home: str, cents: int) -> Iterator[Portion]:
        """A cost booked to a municipality is its own; an area's lead books for the whole area."""
        area = self.area_of.get(home)
        if area is not None and area.lead == home:
            yield from self.within(area, cents)
        else:
            yield None, home, "booked", cents

    def shared(self, cents: int) -> Iterator[Portion]:
        """A cost of all: to areas and single municipalities by clients, by population where the month had none."""
        weights: dict[Home, int] = {home: n for home, n in self.clients.items() if n}
        by = "clients" if weights else "population"
        weights = weights or {code: _population(code) for code in self.pilot.municipalities} or {None: 1}
        carriers: dict[tuple[str, Home], int] = defaultdict(int)
        for home, weight in weights.items():
            area = self.area_of.get(home or "")
            carriers[("area", area.id) if area else ("municipality", home)] += weight
        areas = {area.id: area for area in self.pilot.areas}
        parts = share(cents, list(carriers.values()))
        for (kind, name), part in zip(carriers, parts, strict=True):
            if kind == "area" and name is not None:
                yield from self.within(areas[name], part)
            else:
                yield None, name, by, part

    def within(self, area: Area, cents: int) -> Iterator[Portion]:
        """An area's cost by its key; by population when that key gives nobody a share."""
        key, weights = "population", {code: _population(code) for code in area.municipalities}
        if isinstance(area.shares, Mapping) and any(area.shares.values()):
            key, weights = "shares", dict(area.shares)
        elif area.shares == "clients" and any(self.clients.get(code) for code in area.municipalities):
            key, weights = "clients", {code: self.clients.get(code, 0) for code in area.municipalities}
        for home, part in zip(weights, share(cents, list(weights.values())), strict=True):
            yield area.id, home, key, part


def _population(code: str) -> int:
    """People of a municipality; 1 where the number is not known, so that it is not left out."""
    return municipality(code).population or 1


def split_rows(engine: Engine, pilot: Pilot) -> list[tuple[object, ...]]:
    """Rows of SERVICE_COST_SPLIT from `service_parts` and `service_months`; portions of no cents are left out."""
    clients: dict[Service, dict[Home, int]] = defaultdict(dict)
    for service_id, production, month, home, count in engine.rows(CLIENTS):
        clients[service_id, production, month][home] = count
    area_of = {code: area for area in pilot.areas if area.shares is not None for code in area.municipalities}
    sums: dict[tuple[Service, Home, Home, str], int] = defaultdict(int)
    for service_id, production, month, home, cents in engine.rows(PARTS):
        service = (service_id, production, month)
        shares = Shares(pilot, clients[service], area_of)
        for area, carrier, key, part in shares.booked(home, cents) if home else shares.shared(cents):
            sums[service, area, carrier, key] += part
    return [(*service, area, carrier, key, cents) for (service, area, carrier, key), cents in sums.items() if cents]
