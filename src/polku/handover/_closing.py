"""The summary of a closing: how much goes to whom, what stays without anyone, and what can still be paid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from polku.base import DAY_MAX
from polku.base.engine import Engine
from polku.definition import Contract, Pilot, agreed_at, contract_invented, fees_ever, terms_at
from polku.handover._close import is_enrolling

REASONS = ("no_residence", "no_successor", "undecided")
KINDS = ("open_referral", "participation", "voucher", "tail")


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What one successor takes over; numbers of clients and of open things."""

    organiser: str
    municipalities: tuple[str, ...]
    clients: int
    open_referrals: int
    participations: int
    vouchers: int
    tails: int
    """Participations whose results still count."""


@dataclass(frozen=True, slots=True)
class FeeTail:
    """A fee that can still be earned: `most_cents` is None where nothing limits it."""

    fee_id: str
    pays_for: str
    last_day: date
    participations: int
    most_cents: int | None


@dataclass(frozen=True, slots=True)
class ContractTail:
    """A contract that goes on after the day: sums in cents without VAT."""

    contract_id: str
    provider_id: str
    starts_until: date
    """The last day on which a participation can start."""
    results_until: date
    """The last day on which results count."""
    participations: int
    """Those through which something can still be earned."""
    most_cents: int | None
    """What can still become payable at the most, the cap and the ceiling kept; None where nothing limits it."""
    invented: bool
    fees: tuple[FeeTail, ...]


@dataclass(frozen=True, slots=True)
class Closing:
    """What a pilot leaves behind at the end of the day `on`. Nobody is named."""

    pilot: str
    on: date
    clients_by: str
    """enrolments, or target_group in facts that have no enrolments of the pilot."""
    clients: int
    non_disclosure: int
    """Clients whose place and contact are hidden."""
    successors: tuple[HandedOver, ...]
    without_successor: Mapping[str, int]
    """Clients by reason: no_residence, no_successor, undecided."""
    others_without_successor: Mapping[str, int]
    """People and companies with something open who are no clients, by reason."""
    open_without_successor: Mapping[str, int]
    """Open things that nobody takes over, by kind."""
    voucher_cents: int
    """The worth of all open vouchers."""
    contracts: tuple[ContractTail, ...]


def closing(engine: Engine, pilot: Pilot, on: date) -> Closing:
    """The summary of what `close` has kept in the engine for the pilot and the day."""
    clients = engine.rows("SELECT organiser, count(*), count_if(non_disclosure) FROM handed_over GROUP BY organiser")
    reasons = engine.rows(
        "SELECT client, reason, count(*), count_if(non_disclosure) FROM without_successor GROUP BY client, reason"
    )
    left = {reason: sum(n for client, why, n, _ in reasons if client and why == reason) for reason in REASONS}
    others = {reason: sum(n for client, why, n, _ in reasons if not client and why == reason) for reason in REASONS[:2]}
    opened = engine.rows("SELECT organiser, kind, count(*) FROM closing_cases GROUP BY organiser, kind")
    open_by = {(organiser, kind): n for organiser, kind, n in opened}
    worth = engine.rows("SELECT cast(coalesce(sum(value_cents), 0) AS BIGINT) FROM closing_cases")[0][0]
    return Closing(
        pilot=pilot.pilot,
        on=on,
        clients_by="enrolments" if is_enrolling(engine, pilot, on) else "target_group",
        clients=sum(n for _, n, _ in clients) + sum(left.values()),
        non_disclosure=sum(n for _, _, n in clients) + sum(n for client, _, _, n in reasons if client),
        successors=tuple(_handed_over(pilot, {organiser: n for organiser, n, _ in clients}, open_by)),
        without_successor=left,
        others_without_successor=others,
        open_without_successor={kind: open_by.get((None, kind), 0) for kind in KINDS},
        voucher_cents=worth,
        contracts=tuple(_contracts(engine, pilot, on)),
    )


def organisers(pilot: Pilot) -> list[str]:
    """The pilot's successors, each once, in the file's order."""
    return list(dict.fromkeys(heir.organiser for heir in pilot.successors))


def _handed_over(
    pilot: Pilot, clients: Mapping[str, int], open_by: Mapping[tuple[str | None, str], int]
) -> Iterator[HandedOver]:
    for organiser in organisers(pilot):
        places = (code for heir in pilot.successors if heir.organiser == organiser for code in heir.municipalities)
        counts = [open_by.get((organiser, kind), 0) for kind in KINDS]
        yield HandedOver(organiser, tuple(places), clients.get(organiser, 0), *counts)


def _contracts(engine: Engine, pilot: Pilot, on: date) -> Iterator[ContractTail]:
    """The contracts that can still cost something, or have days left on which results count."""
    at_most = dict(engine.rows("SELECT contract_id, most_cents FROM tail_contracts"))
    through = dict(
        engine.rows("SELECT contract_id, count(*) FROM closing_cases WHERE kind = 'tail' GROUP BY contract_id")
    )
    fees = engine.rows("SELECT contract_id, fee_id, pays_for, last_day, participations, most_cents FROM tail_fees")
    for contract in pilot.contracts:
        by_fee = {rest[0]: FeeTail(*rest) for id, *rest in fees if id == contract.id}
        own = tuple(by_fee[fee.id] for fee in fees_ever(contract) if fee.id in by_fee)
        results_until = _results_until(contract)
        if own or results_until > on:
            unlimited = any(fee.most_cents is None for fee in own)
            yield ContractTail(
                contract_id=contract.id,
                provider_id=contract.provider,
                starts_until=agreed_at(contract, DAY_MAX).period.end,
                results_until=results_until,
                participations=through.get(contract.id, 0),
                most_cents=None if unlimited else at_most.get(contract.id, 0),
                invented=is_invented(pilot, contract),
                fees=own,
            )


def is_invented(pilot: Pilot, contract: Contract) -> bool:
    """Whether the contract's sums rest on what is invented: its terms, or its provider."""
    providers = [one for one in pilot.providers if one.id == contract.provider]
    return contract_invented(pilot, contract) or any(one.invented for one in providers)


def _results_until(contract: Contract) -> date:
    agreed = (terms.contract for terms in terms_at(contract, DAY_MAX))
    return max(one.period.end + timedelta(days=one.tail_days) for one in agreed)


def closing_json(value: Any) -> Any:
    """A Closing as JSON has it: dataclasses as objects under their own names, days as ISO text, sums in cents."""
    match value:
        case date():
            return value.isoformat()
        case tuple():
            return [closing_json(each) for each in value]
        case Mapping():
            return dict(value)
        case None | str() | int():
            return value
    return {field.name: closing_json(getattr(value, field.name)) for field in fields(value)}
