"""What is odd but possible in a contract."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from polku.base import euros
from polku.definition._amended import agreed_at
from polku.definition._contract import (
    Amendment,
    Contract,
    DeliveryFee,
    EarningsFee,
    EmploymentFee,
    Fee,
    ResultRateFee,
)
from polku.definition._pilot import Pilot

_Place = tuple[str | int, ...]
_WORKING_WEEK = 40


class Odd(NamedTuple):
    """A warning: where, what, and what to look at."""

    place: _Place
    message: str
    cure: str


def contract_oddities(place: _Place, contract: Contract, pilot: Pilot) -> Iterator[Odd]:
    """The warnings of one contract; `place` is where it stands in the file."""
    yield from _frame(place, contract, pilot)
    told = [*contract.fees, *(fee for amendment in contract.amendments for fee in amendment.changes.fees)]
    rungs = Counter(ladder for _, ladder in {(fee.id, getattr(fee, "ladder", None)) for fee in told})
    for i, fee in enumerate(contract.fees):
        at = (*place, "fees", i)
        ladder = getattr(fee, "ladder", None)
        if ladder is not None and rungs[ladder] == 1:
            yield Odd(
                (*at, "ladder"), f"The ladder {ladder} has one step.", "Give it to another fee too, or leave it out."
            )
        yield from _amounts(at, fee, contract)
        yield from _options(at, fee, contract)
    for i, amendment in enumerate(contract.amendments):
        yield from _amendment((*place, "amendments", i), amendment, contract)


def _amendment(place: _Place, amendment: Amendment, contract: Contract) -> Iterator[Odd]:
    agreed = agreed_at(contract, amendment.from_)
    if amendment.from_ <= contract.period.start:
        message = f"The amendment of {amendment.from_} is in force from the contract's first day."
        yield Odd((*place, "from"), message, "Write it into the contract itself if nothing has been settled yet.")
    if amendment.first_start > agreed.period.end:
        message = f"No participation of {contract.id} starts on or after {amendment.first_start}."
        yield Odd(
            place, message, "Only limits of the whole contract change; give participations_from if more is meant."
        )
    for j, fee in enumerate(amendment.changes.fees):
        at = (*place, "changes", "fees", j)
        yield from _amounts(at, fee, agreed)
        yield from _options(at, fee, agreed)


def _frame(place: _Place, contract: Contract, pilot: Pilot) -> Iterator[Odd]:
    if not contract.fees:
        yield Odd((*place, "fees"), f"{contract.id} has no fees: nothing is ever due.", "Add a fee.")
    if not contract.services:
        yield Odd((*place, "services"), f"{contract.id} has no services.", "List them.")
    if not contract.accepts:
        yield Odd((*place, "accepts"), f"{contract.id} accepts no proof: results are never paid.", "Name a source.")
    if contract.max_participants == 0:
        yield Odd((*place, "max_participants"), f"{contract.id} takes 0 participants.", "Check the number.")
    for key in ("cap_per_person", "ceiling"):
        if getattr(contract, key) == 0:
            yield Odd(
                (*place, key), f"{key} of {contract.id} is 0: nothing is ever paid.", "Leave it out if there is none."
            )
    yield from _across(place, contract, pilot)


def _across(place: _Place, contract: Contract, pilot: Pilot) -> Iterator[Odd]:
    if contract.cap_per_person and contract.ceiling is not None and contract.ceiling < contract.cap_per_person:
        yield Odd((*place, "ceiling"), f"The ceiling of {contract.id} is below its cap_per_person.", "Check both.")
    if pilot.period is not None and not pilot.period.overlaps(contract.period):
        yield Odd((*place, "period"), f"{contract.id} is in force only outside the pilot's period.", "Check the days.")
    offered = {provider.id: provider.services for provider in pilot.providers}.get(contract.provider)
    for i, service in enumerate(contract.services):
        if offered is not None and service not in offered:
            message = f"{contract.provider} does not list the service {service}."
            yield Odd((*place, "services", i), message, "Add it to the provider's services.")


def _amounts(at: _Place, fee: Fee, contract: Contract) -> Iterator[Odd]:
    for begins, band, cents in fee.amount.rows() if fee.amount is not None else []:
        place = (*at, "amount", *([str(begins)] if begins else []), *([band] if band else []))
        if cents == 0:
            yield Odd(place, f"The amount of {fee.id} is 0.", "Leave the fee out if nothing is paid.")
        cap = contract.cap_per_person
        if cap is not None and cap < cents and not isinstance(fee, ResultRateFee):
            message = f"cap_per_person, {euros(cap)}, is below the fee {fee.id}, {euros(cents)}."
            yield Odd(place, message, "The fee is never paid in full.")
        if begins is not None and begins > contract.period.end:
            yield Odd(place, f"{fee.id}: the amount of {begins} begins after the contract.", "It is never in force.")
    for key in ("amount", "expected"):
        value = getattr(fee, key, None)
        if value is not None and len({frozenset(value.on(day)) for day in value.days() if day}) > 1:
            message = f"{key} of {fee.id} has not the same bands on each date."
            yield Odd((*at, key), message, "A client whose band is missing stops the settlement.")


def _options(at: _Place, fee: Fee, contract: Contract) -> Iterator[Odd]:
    if isinstance(fee, EmploymentFee):
        if fee.days > fee.window_days:
            message = f"{fee.id} needs {fee.days} days in a window of {fee.window_days}."
            yield Odd((*at, "days"), message, "It can never be earned.")
        if fee.max_gap_days and fee.counting == "cumulative":
            yield Odd((*at, "max_gap_days"), f"{fee.id} counts cumulatively; gaps do not matter.", "Leave it out.")
        if fee.min_weekly_hours > _WORKING_WEEK:
            yield Odd((*at, "min_weekly_hours"), f"{fee.id} asks for over {_WORKING_WEEK} hours a week.", "Check it.")
    elif isinstance(fee, EarningsFee):
        for key in ("threshold", "share"):
            if getattr(fee, key) == 0:
                yield Odd((*at, key), f"The {key} of {fee.id} is 0.", "Check it.")
    elif isinstance(fee, DeliveryFee) and fee.max_quantity == 0:
        yield Odd((*at, "max_quantity"), f"The max_quantity of {fee.id} is 0: nothing is paid.", "Check it.")
    elif isinstance(fee, ResultRateFee):
        yield from _result_rate(at, fee, contract)


def _result_rate(at: _Place, fee: ResultRateFee, contract: Contract) -> Iterator[Odd]:
    if contract.max_participants is not None and fee.min_participants > contract.max_participants:
        yield Odd(
            (*at, "min_participants"), f"{fee.id} needs more clients than the contract takes.", "It is never paid."
        )
    of = next((other for other in contract.fees if other.id == fee.of), None)
    window = getattr(of, "window_days", 0)
    if fee.settled_after_days < window:
        message = (
            f"{fee.id} is settled {fee.settled_after_days} days after the cohort; {fee.of} looks {window} days ahead."
        )
        yield Odd((*at, "settled_after_days"), message, "Results that come later are left out of that cohort's line.")
