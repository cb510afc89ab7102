"""A contract with its amendments: which terms a participation has, and what is agreed for the contract as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from polku.base import DAY_MAX, DAY_MIN
from polku.definition._base import ClosedPeriod
from polku.definition._contract import LIMITS, Amendment, Contract, Fee
from polku.definition._pilot import Pilot

_KEYS = (*LIMITS, "services", "tail_days", "attribution", "former_employer_days", "accepts")


@dataclass(frozen=True, slots=True)
class Terms:
    """The terms of the participations that start on the days begins … ends: a contract without amendments."""

    begins: date
    ends: date
    contract: Contract


def terms_at(contract: Contract, until: date) -> tuple[Terms, ...]:
    """The contract's terms by the participation's first day, as agreed on the day `until`, in order and without gaps.

    An amendment that is in force later than `until` is not known yet. A participation has those amendments whose
    `participations_from` (default: `from`) is not after its first day, in the order of the file.
    """
    known = [amendment for amendment in contract.amendments if amendment.from_ <= until]
    turns = sorted({DAY_MIN, *(amendment.first_start for amendment in known)})
    last_days = [later - timedelta(days=1) for _, later in pairwise(turns)] + [DAY_MAX]
    return tuple(
        Terms(begins, ends, _amended(contract, (one for one in known if one.first_start <= begins)))
        for begins, ends in zip(turns, last_days, strict=True)
    )


def agreed_at(contract: Contract, until: date) -> Contract:
    """The contract as it reads on the day `until`, with all amendments in force worked in."""
    return _amended(contract, (amendment for amendment in contract.amendments if amendment.from_ <= until))


def fees_ever(contract: Contract) -> tuple[Fee, ...]:
    """Each fee that the contract ever had, in the order in which they came, with its newest text."""
    found = {fee.id: fee for fee in contract.fees}
    for amendment in contract.amendments:
        found |= {fee.id: fee for fee in amendment.changes.fees}
    return tuple(found.values())


def contract_invented(pilot: Pilot, contract: Contract) -> bool:
    """Whether what the contract pays rests on something made up: the pilot, the contract, a fee or an amendment."""
    return any(part.invented for part in (pilot, contract, *fees_ever(contract), *contract.amendments))


def in_all(pilot: Pilot) -> Pilot:
    """The pilot with each contract as wide as its amendments ever make it.

    All its services and fees (with their newest text), the last day on which anyone can start, and a tail up to the
    last day on which a result counts; its limits are those of the last amendment. For those who ask how far a contract
    reaches, such as a simulation; what is due is never worked out of it.
    """
    return pilot.model_copy(update={"contracts": tuple(_in_all(contract) for contract in pilot.contracts)})


def _in_all(contract: Contract) -> Contract:
    if not contract.amendments:
        return contract
    dated = [terms.contract for terms in terms_at(contract, DAY_MAX)]
    end = max(one.period.end for one in dated)
    last = max(one.period.end + timedelta(days=one.tail_days) for one in dated)
    update = {
        "period": ClosedPeriod(contract.period.start, end),
        "tail_days": (last - end).days,
        "services": tuple(dict.fromkeys(service for one in dated for service in one.services)),
        "fees": fees_ever(contract),
        "invented": contract.invented or any(amendment.invented for amendment in contract.amendments),
    }
    return agreed_at(contract, DAY_MAX).model_copy(update=update)


def _amended(contract: Contract, amendments: Iterable[Amendment]) -> Contract:
    """The contract with the changes, in their order; its own amendments are gone. What was checked stays as it is."""
    for amendment in amendments:
        changes = amendment.changes
        update = {key: getattr(changes, key) for key in _KEYS if key in changes.model_fields_set}
        if changes.period_end is not None:
            update["period"] = ClosedPeriod(contract.period.start, changes.period_end)
        contract = contract.model_copy(update={**update, "fees": _fees(contract, amendment)})
    return contract.model_copy(update={"amendments": ()})


def _fees(contract: Contract, amendment: Amendment) -> tuple[Fee, ...]:
    kept = {fee.id: fee for fee in contract.fees if fee.id not in amendment.changes.without}
    return tuple((kept | {fee.id: fee for fee in amendment.changes.fees}).values())
