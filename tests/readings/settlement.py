"""What is due to whom: settlement.md's rules 7 to 13 over what each participation earned. Cents as whole numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from tests.readings.amounts import basis_points, cents, half_up, must_be_priced, priced
from tests.readings.attribution import Attribution, belonging, over_maximum, subject_of, term
from tests.readings.cohorts import cohort_lines
from tests.readings.days import Facts, Row, last_of_month
from tests.readings.earned import Counted, counting_wages, delivered, earned_on
from tests.readings.lines import COLUMNS, Line

__all__ = ["COLUMNS", "fee_lines"]

ALL_SOURCES = ("register", "employer", "provider", "client")
Candidate = tuple[bool, date, str, int]  # over maximum, earned on, participation, full amount


def fee_lines(facts: Facts, contracts: list[Row], until: date) -> list[Row]:
    """The table `fee_lines` without its evidence, in order of its key. Raises UnpricedError (rule 8)."""
    known = dict(facts)
    for table in ("employment", "education"):
        known[table] = [row for row in facts.get(table, []) if row["start_date"] <= until]
    must_be_priced([(contract["fees"], belonging(known, contract, until)) for contract in contracts])
    attribution = Attribution(known, contracts, until)
    lines = [line for contract in contracts for line in _of_contract(known, contract, attribution, until)]
    return sorted((line.row() for line in lines), key=lambda row: (row["contract_id"], row["subject"], row["fee_id"]))


def _of_contract(facts: Facts, contract: Row, attribution: Attribution, until: date) -> list[Line]:
    accepted = Counted(facts, contract, attribution, until, tuple(term(contract, "accepts")))
    everything = Counted(facts, contract, attribution, until, ALL_SOURCES)
    lines = _earned(accepted)
    keys = {(line.subject, line.fee_id) for line in lines}
    claimed = [line for line in _earned(everything) if (line.subject, line.fee_id) not in keys]
    for line in claimed:
        line.claimed = True
    due = [line for line in lines if not line.over]
    _step_ladders(contract, due)
    _fill(contract.get("cap_per_person"), due, lambda line: (line.earned_on, line.position), lambda line: line.subject)
    own = belonging(facts, contract, until)
    due += cohort_lines(contract, own, over_maximum(contract, own), due, until)
    _fill(contract.get("ceiling"), due, lambda line: (line.earned_on, line.subject, line.position), lambda line: "")
    return due + [line for line in lines if line.over] + claimed


def _earned(counted: Counted) -> list[Line]:
    """Rules 3 to 8 without ladders: a line for every subject and fee that is earned."""
    contract = counted.contract
    own = belonging(counted.facts, contract, counted.until)
    over = over_maximum(contract, own)
    lines = []
    for position, fee in enumerate(contract["fees"]):
        for subject in sorted({subject_of(row) for row in own}):
            candidate = _of_subject(counted, fee, [row for row in own if subject_of(row) == subject], over)
            if candidate:
                is_over, day, participation_id, amount = candidate
                person = next(r.get("person_id") for r in own if r["participation_id"] == participation_id)
                line = Line(contract["id"], subject, person, participation_id, fee["id"], position, day, amount)
                line.over = is_over
                lines.append(line)
    return lines


def _of_subject(counted: Counted, fee: Row, own: list[Row], over: set[str]) -> Candidate | None:
    """Rule 7: once, or gathered, over the subject's participations."""
    if fee["pays_for"] == "result_rate":
        return None
    if fee["pays_for"] == "delivery" or "share" in fee:
        within = [row for row in own if row["participation_id"] not in over]
        gather = _delivery if fee["pays_for"] == "delivery" else _share
        found = gather(counted, fee, within or own)
        return (not within, *found) if found else None
    candidates = []
    for participation in own:
        day = earned_on(counted, fee, participation)
        if day is not None:
            name = participation["participation_id"]
            candidates.append((name in over, day, name, cents(priced(fee["amount"], participation))))
    return min(candidates, default=None)


def _delivery(counted: Counted, fee: Row, own: list[Row]) -> tuple[date, str, int] | None:
    """The participations' amounts together."""
    total, rows = 0, []
    for participation in own:
        quantity, day = delivered(counted, fee, participation)
        if quantity > 0:
            assert day is not None
            total += half_up(cents(priced(fee["amount"], participation)) * int(quantity * 100), 100)
            rows.append((day, participation["participation_id"]))
    return (*max(rows), total) if rows else None


def _share(counted: Counted, fee: Row, own: list[Row]) -> tuple[date, str, int] | None:
    """The share of the distinct rows that count for at least one of them."""
    found: dict[tuple[Any, ...], int] = {}
    rows = []
    for participation in own:
        for row in counting_wages(counted, fee, participation):
            found[row.get("employer_id"), row["month"]] = cents(row["eur"])
            rows.append((last_of_month(row["month"]), participation["participation_id"]))
    total = sum(found.values())
    return (*max(rows), half_up(total * basis_points(fee["share"]), 10000)) if total else None


def _step_ladders(contract: Row, due: list[Line]) -> None:
    """Rule 8: a better result tops up a lesser one."""
    reached: dict[tuple[str, str], int] = {}
    for line in sorted(due, key=lambda line: (line.earned_on, line.position)):
        ladder = contract["fees"][line.position].get("ladder")
        if ladder is not None:
            before = reached.get((line.subject, ladder), 0)
            reached[line.subject, ladder] = max(before, line.full)
            line.amount = line.payable = max(0, line.full - before)


def _fill(most: Any, lines: Iterable[Line], order: Callable[[Line], Any], pot: Callable[[Line], str]) -> None:
    """Rules 10 and 12: in order, each line gets what its pot still leaves."""
    if most is None:
        return
    left: dict[str, int] = {}
    for line in sorted(lines, key=order):
        rest = left.get(pot(line), cents(most))
        line.payable = min(line.payable, rest)
        left[pot(line)] = rest - line.payable
