"""What the invented years must know of a pilot: its area, its days, and the places in its services."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np

from polku.base import Period, PolkuError
from polku.definition import municipalities, require
from polku.simulation._fitted import value
from polku.simulation._rates import (
    AGES_OF_KIND,
    BANDS,
    COMPANY_KINDS,
    IN_SERVICE,
    LIGHT_KINDS,
    OTHERS_SHARE,
    STATE_OF_KIND,
    Flags,
    Floats,
    Ints,
)
from polku.simulation._settings import Settings

LIGHT = -1  # the state of a place that leaves the status as it is
LINES = ("työnvälitys ja yrityspalvelut", "osaamisen kehittäminen", "tuettu työllistyminen")


@dataclass(frozen=True, slots=True)
class Place:
    """One way into a service: the service itself, or one of its contracts or providers.

    service: its position in the pilot. state: where its clients' status stands, or LIGHT. days: on which it may be
    entered. bands: from which day its contract lists which risk bands (None: it lists none). limit: clients at most,
    capacity: clients at a time at most (None: not told). open: the share of those who would come that are let in.
    """

    service: int
    service_id: str
    provider_id: str | None
    contract_id: str | None
    state: int
    days: Period
    ages: tuple[int, int]
    immigrants: bool
    condition: str | None
    choice: bool
    bands: tuple[tuple[date, tuple[str, ...] | None], ...] = ()
    milestones: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    limit: int | None = None
    capacity: int | None = None
    share: float = 1.0
    open: float = 1.0


@dataclass(frozen=True, slots=True)
class World:
    """The plan of a simulation. Codes and weights of municipalities: the pilot's `area` first ones, the comparison's
    `compared`, then all others. cities: which of them are big. compared_clients: clients in the comparison's area.

    effects: per service of the pilot what the chance of leaving to work is multiplied by. places: of services for
    people, company_places: of those whose clients are companies. target: SQL of who belongs and (id, SQL) of its
    criteria, None when the pilot has no target group.
    """

    pilot_id: str
    start: date
    until: date
    clients: int
    settings: Settings
    codes: tuple[str, ...]
    weights: Floats
    swedish: Floats
    cities: Flags
    area: int
    compared: int
    compared_clients: int
    lines: tuple[str, ...]
    services: tuple[str, ...]
    effects: Floats
    places: tuple[Place, ...]
    company_places: tuple[Place, ...]
    target: str | None
    criteria: tuple[tuple[str, str], ...]
    columns: frozenset[str]
    takeover: date
    closes: date | None

    def letting_in(self, shares: Sequence[float]) -> World:
        """The same world with each place letting in its share of those who would come."""
        places = tuple(replace(place, open=share) for place, share in zip(self.places, shares, strict=True))
        return replace(self, places=places)

    @property
    def others(self) -> int:
        """Jobseekers beside the clients of both areas on the first day."""
        each = OTHERS_SHARE if self.settings.others is None else self.settings.others
        return round(each * (self.clients + self.compared_clients))

    @property
    def people_at_first(self) -> int:
        """Everyone who is there on the first day: clients of both areas, and other jobseekers."""
        return self.clients + self.compared_clients + self.others

    @property
    def share_compared(self) -> float:
        """The comparison area's share of all clients."""
        return self.compared_clients / max(1, self.clients + self.compared_clients)

    def with_effects(self, effects: Mapping[str, float]) -> World:
        """The same world with other effects of the services that are named."""
        drawn = zip(self.services, self.effects, strict=True)
        return replace(self, effects=np.array([effects.get(service, effect) for service, effect in drawn]))


def day_number(day: date) -> int:
    """Days since 1.1.1970."""
    return (day - date(1970, 1, 1)).days


def draw_world(pilot: Any, clients: int, seed: int, start: date, until: date, settings: Settings) -> World:
    """The plan for a pilot. Raises MissingPart when the pilot has no municipalities, PolkuError for a comparison that
    cannot be.
    """
    require(pilot, "municipalities", "simulate")
    others = _compared(pilot, settings, start)
    codes, weights, swedish = _codes((*pilot.municipalities, *others), start)
    area = len(pilot.municipalities)
    services = tuple(service.id for service in pilot.services)
    criteria = _criteria(pilot)
    begins = max(pilot.takeover or start, pilot.period.start if pilot.period else start, start)
    return World(
        pilot_id=pilot.pilot,
        start=start,
        until=until,
        clients=clients,
        settings=settings,
        codes=codes,
        weights=weights,
        swedish=swedish,
        cities=weights >= value("big_city"),
        area=area,
        compared=len(others),
        compared_clients=_compared_clients(settings, clients, weights, area, len(others)),
        lines=_lines(pilot),
        services=services,
        effects=_effects(seed, len(services)),
        places=_places(pilot, start, until, companies=False),
        company_places=_places(pilot, start, until, companies=True),
        target=_target(pilot, criteria),
        criteria=criteria,
        columns=_columns(pilot),
        takeover=begins,
        closes=pilot.period.end if pilot.period else None,
    )


def _compared(pilot: Any, settings: Settings, start: date) -> tuple[str, ...]:
    """The comparison's municipalities that exist on the first day. Raises PolkuError where there are none."""
    if settings.comparison is None:
        return ()
    both = [code for code in settings.comparison.municipalities if code in pilot.municipalities]
    if both:
        raise PolkuError(f"{', '.join(both)} is in the pilot and in its comparison. Leave it out of the comparison.")
    there = {place.code for place in municipalities(on=start)}
    found = tuple(code for code in settings.comparison.municipalities if code in there)
    if not found:
        raise PolkuError(f"No municipality of the comparison exists on {start}. Name others in the settings.")
    return found


def _compared_clients(settings: Settings, clients: int, weights: Floats, area: int, compared: int) -> int:
    if settings.comparison is None:
        return 0
    if settings.comparison.clients is not None:
        return settings.comparison.clients
    return round(clients * float(weights[area : area + compared].sum() / weights[:area].sum()))


def _effects(seed: int, n: int) -> Floats:
    """From a tenth worse to a half better; nothing but the seed decides, so no fact tells them."""
    rng = np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(2**32 - 1,)))
    return np.asarray(np.round(rng.uniform(0.9, 1.6, n), 2))


def _codes(own: Sequence[str], day: date) -> tuple[tuple[str, ...], Floats, Floats]:
    """The area's codes and then the others of the day, with their people and the share of Swedish speakers."""
    by_code = {place.code: place for place in municipalities()}
    others = [place.code for place in municipalities(on=day) if place.code not in own]
    codes = (*own, *others)
    weights = np.array([float(by_code[code].population or 500) for code in codes])
    share = {"fi": 0.005, "fi_sv": 0.12, "sv_fi": 0.6, "sv": 0.88}
    return codes, weights, np.array([share[by_code[code].language] for code in codes])


def successors(codes: Sequence[str]) -> list[tuple[str, int, str]]:
    """(code, last day, code that follows) of the municipalities that ended."""
    by_code = {place.code: place for place in municipalities()}
    return [
        (place.code, day_number(place.valid_to), place.merged_into)
        for place in (by_code[code] for code in codes)
        if place.valid_to is not None and place.merged_into is not None
    ]


def _expressions(pilot: Any) -> Iterable[Any]:
    group = pilot.target_group
    if group is not None:
        yield from [group.scope] if group.scope is not None else []
        yield from (criterion.when for criterion in group.any_of)
    yield from (service.conditions for service in pilot.services if service.conditions is not None)


def _columns(pilot: Any) -> frozenset[str]:
    return frozenset(column for expression in _expressions(pilot) for column in expression.columns)


def _lines(pilot: Any) -> tuple[str, ...]:
    """The authority's own words for its service lines: those that the pilot's rules name, then the usual ones."""
    named = [text for rule in _expressions(pilot) for column, text in rule.compared if column == "service_line"]
    return tuple(dict.fromkeys([*named, *LINES]))[: max(len(LINES), len(named))]


def _criteria(pilot: Any) -> tuple[tuple[str, str], ...]:
    group = pilot.target_group
    return tuple((criterion.id, criterion.when.sql) for criterion in group.any_of) if group is not None else ()


def _target(pilot: Any, criteria: tuple[tuple[str, str], ...]) -> str | None:
    group = pilot.target_group
    if group is None:
        return None
    scope = f"({group.scope.sql})" if group.scope is not None else "true"
    return f"{scope} and (" + (" or ".join(f"({sql})" for _, sql in criteria) or "false") + ")"


def _places(pilot: Any, start: date, until: date, *, companies: bool) -> tuple[Place, ...]:
    """Ways into the services whose clients are people, or into those whose clients are companies."""
    first = max(start, pilot.period.start) if pilot.period else start
    last = min(until, pilot.period.end) if pilot.period and pilot.period.end else until
    found: list[Place] = []
    for position, service in enumerate(pilot.services):
        if (service.kind in COMPANY_KINDS) != companies or first > last:
            continue
        plain = Place(
            service=position,
            service_id=service.id,
            provider_id=None,
            contract_id=None,
            state=LIGHT if service.kind in LIGHT_KINDS else STATE_OF_KIND.get(service.kind, IN_SERVICE),
            days=Period(first, last),
            ages=AGES_OF_KIND.get(service.kind, (15, 75)),
            immigrants=service.kind == "integration_training",
            condition=service.conditions.sql if service.conditions is not None else None,
            choice=service.choice is not None,
            capacity=service.capacity,
        )
        ways = list(_ways(pilot, service, plain))
        found.extend(replace(way, share=1 / len(ways), capacity=_part(way.capacity, len(ways))) for way in ways)
    return tuple(found)


def _part(whole: int | None, parts: int) -> int | None:
    return None if whole is None else max(1, whole // parts)


def _ways(pilot: Any, service: Any, plain: Place) -> Iterable[Place]:
    """The contracts of a purchased service; where there are none, its providers; else the service itself."""
    contracts = [c for c in pilot.contracts if service.production == "purchased" and service.id in c.services]
    if contracts:
        for contract in contracts:
            yield from _bought(contract, plain)
        return
    providers = [provider.id for provider in pilot.providers if service.id in provider.services]
    for provider in providers or [None]:
        yield replace(plain, provider_id=provider)


def _bought(contract: Any, plain: Place) -> Iterable[Place]:
    """The contract's place on the days on which it can price everyone who starts; nothing when there are none."""
    last = min((day for day in (contract.period.end, plain.days.end) if day is not None), default=None)
    first = max(contract.period.start, plain.days.start)
    bands = _bands(contract)
    hopeless = [day for day, listed in bands if listed == ()]
    if hopeless and (last is None or hopeless[0] <= last):
        last = date.fromordinal(hopeless[0].toordinal() - 1)
    if last is not None and last < first:
        return
    yield replace(
        plain,
        provider_id=contract.provider,
        contract_id=contract.id,
        days=Period(first, last),
        bands=bands,
        milestones=tuple(dict.fromkeys(fee.milestone for fee in contract.fees if fee.pays_for == "milestone")),
        units=tuple(dict.fromkeys(fee.unit for fee in contract.fees if fee.pays_for == "delivery")),
        limit=contract.max_participants,
    )


def _bands(contract: Any) -> tuple[tuple[date, tuple[str, ...] | None], ...]:
    """From each day on, the bands that every fee of the contract can price (settlement.md, rule 8)."""
    prices = [
        rows
        for fee in contract.fees
        for part in (getattr(fee, "amount", None), getattr(fee, "expected", None))
        if part is not None and (rows := part.rows())
    ]
    begins = {contract.period.start} | {day for rows in prices for day, _, _ in rows if day is not None}
    return tuple((day, _listed(prices, day)) for day in sorted(begins))


def _listed(prices: list[list[tuple[date | None, str | None, int]]], day: date) -> tuple[str, ...] | None:
    common: tuple[str, ...] | None = None
    for rows in prices:
        in_force = max((begins for begins, _, _ in rows if begins is not None and begins <= day), default=None)
        bands = tuple(band for begins, band, _ in rows if begins == in_force and band is not None)
        if bands:
            common = bands if common is None else tuple(band for band in common if band in bands)
    if common is not None and set(common) <= set(BANDS):
        return tuple(band for band in BANDS if band in common)
    return common


def entry_days(world: World, inflow: Ints) -> tuple[Ints, Ints]:
    """First and last day of the month in which each number of people of `inflow` (by month from start) comes in."""
    months = np.datetime64(world.start, "M") + np.arange(len(inflow) + 1)
    firsts = months.astype("datetime64[D]").astype(np.int64)
    low = np.maximum(firsts[:-1], day_number(world.start) + 1)
    high = np.minimum(firsts[1:] - 1, day_number(world.until))
    return low, high
