"""What stands in the way of an amendment: days out of order, fees that are not there, a fee that becomes another."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from polku.definition._amended import agreed_at, fees_ever, terms_at
from polku.definition._contract import Amendment, Contract, EarningsFee, Fee, ResultRateFee
from polku.definition._faults import did_you_mean

_STEPS = tuple[str | int, ...]


class Wrong(NamedTuple):
    """A fault: where below the contract, what, and what would be right."""

    place: _STEPS
    message: str
    cure: str


def amendment_faults(contract: Contract) -> Iterator[Wrong]:
    """The faults of a contract's amendments, each with its place below the contract."""
    earlier: date | None = None
    for i, amendment in enumerate(contract.amendments):
        place = ("amendments", i)
        if earlier is not None and amendment.from_ <= earlier:
            message = f"The amendment of {amendment.from_} stands behind that of {earlier}."
            yield Wrong((*place, "from"), message, "Put amendments in the order of their days, one a day.")
            return  # what they come to is not known
        earlier = amendment.from_
        yield from _of_days(place, contract, amendment)
        before = contract.model_copy(update={"amendments": contract.amendments[:i]})
        wrong_fees = list(_of_fees((*place, "changes"), before, amendment))
        if wrong_fees:
            yield from wrong_fees
            return
        after = contract.model_copy(update={"amendments": contract.amendments[: i + 1]})
        yield from _of_result_rates((*place, "changes"), after, amendment)


def _of_days(place: _STEPS, contract: Contract, amendment: Amendment) -> Iterator[Wrong]:
    if amendment.first_start > amendment.from_:
        message = f"participations_from, {amendment.first_start}, is after from, {amendment.from_}."
        yield Wrong((*place, "participations_from"), message, "Let the amendment begin on that day.")
    for j, fee in enumerate(amendment.changes.fees):
        for key in ("amount", "expected"):
            value = getattr(fee, key, None)
            first = value.first if value is not None else None
            terms_begin = max(amendment.first_start, contract.period.start)
            if first is not None and first > terms_begin:
                message = f"The first {key} of {fee.id} begins on {first}, after its terms do on {terms_begin}."
                cure = f"Begin with {terms_begin} or earlier."
                yield Wrong((*place, "changes", "fees", j, key, str(first)), message, cure)


def _of_fees(place: _STEPS, before: Contract, amendment: Amendment) -> Iterator[Wrong]:
    """`without` names fees that are there; a fee keeps its kind under its id."""
    old = {fee.id: fee for fee in agreed_at(before, amendment.from_).fees}
    ever = {fee.id: fee for fee in fees_ever(before)}
    new = [fee.id for fee in amendment.changes.fees]
    for j, name in enumerate(amendment.changes.without):
        at = (*place, "without", j)
        if name not in old:
            yield Wrong(at, f"{name} is no fee of {before.id} then.", did_you_mean(name, list(old), "They are"))
        elif name in new:
            yield Wrong(at, f"{name} is among fees as well.", "Give a fee that replaces it under fees only.")
    for j, fee in enumerate(amendment.changes.fees):
        changed = _becomes_another(ever[fee.id], fee) if fee.id in ever else None
        if changed is not None:
            message = f"{changed} of {fee.id} cannot change: lines that were settled under this id mean the old one."
            cure = f"Give the fee another id, and list {fee.id} under without."
            yield Wrong((*place, "fees", j, changed), message, cure)


def _becomes_another(old: Fee, new: Fee) -> str | None:
    """The key that makes the fee another one: sums and cohorts run across an amendment and need one meaning."""
    keys = ["pays_for"]
    if isinstance(old, EarningsFee):
        keys += ["share"]
    if isinstance(old, ResultRateFee):
        keys += ["of", "cohort", "settled_after_days", "min_participants", "amount"]
    keys += ["unit"] if old.pays_for == "delivery" else []
    return next((key for key in keys if getattr(old, key) != getattr(new, key, None)), None)


def _of_result_rates(place: _STEPS, contract: Contract, amendment: Amendment) -> Iterator[Wrong]:
    """In all terms that the amendment leads to, the fee that a result_rate is `of` is there."""
    for terms in terms_at(contract, amendment.from_):
        results = [fee.id for fee in terms.contract.fees if fee.pays_for in ("employment", "education")]
        for fee in terms.contract.fees:
            if isinstance(fee, ResultRateFee) and fee.of not in results:
                message = f"{fee.id} is paid for results of {fee.of}, which is no employment or education fee then."
                yield Wrong(place, message, f"Keep {fee.of}, or list {fee.id} under without too.")
                return
