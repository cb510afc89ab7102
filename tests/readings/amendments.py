"""A contract with dated amendments: a participation's terms, and what holds for the whole contract."""

from __future__ import annotations

from datetime import date

from tests.readings.days import Row


def terms_of(contract: Row, start: date, until: date) -> Row:
    """The terms of a participation that starts on the day `start`, as agreed on `until`."""
    terms = contract
    for amendment in contract.get("amendments", []):
        if amendment["from"] <= until and amendment.get("participations_from", amendment["from"]) <= start:
            terms = _changed(terms, amendment["changes"])
    return terms


def agreed(contract: Row, until: date) -> Row:
    """The contract as it reads on the day `until`."""
    return terms_of(contract, date.max, until)


def fee_ids(contract: Row) -> list[str]:
    """Every fee that the contract ever had, in the order in which they came."""
    later = [fee for amendment in contract.get("amendments", []) for fee in amendment["changes"].get("fees", [])]
    return list(dict.fromkeys(fee["id"] for fee in [*contract["fees"], *later]))


def fee_of(terms: Row, fee_id: str) -> Row | None:
    """The fee of these terms; None when they do not have it."""
    return next((fee for fee in terms["fees"] if fee["id"] == fee_id), None)


def _changed(contract: Row, changes: Row) -> Row:
    result = dict(contract)
    for key, value in changes.items():
        if key == "period_end":
            result["period"] = {"start": contract["period"]["start"], "end": value}
        elif key not in ("fees", "without"):
            result[key] = value
    new = {fee["id"]: fee for fee in changes.get("fees", [])}
    kept = [fee for fee in contract["fees"] if fee["id"] not in changes.get("without", [])]
    old_ids = [fee["id"] for fee in kept]
    result["fees"] = [new.get(fee["id"], fee) for fee in kept] + [f for f in new.values() if f["id"] not in old_ids]
    return result
