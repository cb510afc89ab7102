"""What is due to whom: settlement.md's rules 7 to 13 over what each participation earned. Cents as whole numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from tests.readings.amendments import agreed, fee_ids, fee_of, terms_of
from tests.readings.amounts import basis_points, cents, half_up, must_be_priced, priced
from tests.readings.attribution import Attribution, belonging, over_maximum, subject_of
from tests.readings.cohorts import cohort_lines
from tests.readings.days import Facts, Row, last_of_month
from tests.readings.earned import Counted, counting_wages, delivered, earned_on
from tests.readings.lines import COLUMNS, Line

__all__ = ["COLUMNS", "fee_lines"]

Candidate = tuple[bool, date, str, int]  # over maximum, earned on, participation, full amount


def fee_lines(facts: Facts, contracts: list[Row], until: date) -> list[Row]:
    """The table `fee_lines` without its evidence, in order of its key. Raises UnpricedError (rule 8)."""
    known = dict(facts)
    for table in ("employment", "education"):
        known[table] = [row for row in facts.get(table, []) if row["start_date"] <= until]
    own = [(contract, row) for contract in contracts for row in belonging(known, contract, until)]
    must_be_priced([(terms_of(contract, row["start_date"], until)["fees"], [row]) for contract, row in own])
    attribution = Attribution(known, contracts, until)
    lines = [line for contract in contracts for line in _of_contract(known, contract, attribution, until)]
    return sorted((line.row() for line in lines), key=lambda row: (row["contract_id"], row["subject"], row["fee_id"]))


def _of_contract(facts: Facts, contract: Row, attribution: Attribution, until: date) -> list[Line]:
    accepted = Counted(facts, contract, attribution, until, any_source=False)
    everything = Counted(facts, contract, attribution, until, any_source=True)
    own = belonging(facts, contract, until)
    lines = _earned(accepted)
    keys = {(line.subject, line.fee_id) for line in lines}
    claimed = [line for line in _earned(everything) if (line.subject, line.fee_id) not in keys]
    for line in claimed:
        line.claimed = True
    due = [line for line in lines if not line.over]
    terms = {row["participation_id"]: accepted.terms(row) for row in own}
    _step_ladders(terms, due)
    last_of = {subject_of(row): terms[row["participation_id"]] for row in own}  # in order of start: the last one stays
    for subject, its in last_of.items():
        mine = [line for line in due if line.subject == subject]
        _fill(its.get("cap_per_person"), mine, lambda line: (line.earned_on, line.position))
    whole = agreed(contract, until)
    due += cohort_lines(accepted, own, over_maximum(contract, own, until), due)
    _fill(whole.get("ceiling"), due, lambda line: (line.earned_on, line.subject, line.position))
    return due + [line for line in lines if line.over] + claimed


def _earned(counted: Counted) -> list[Line]:
    """Rules 3 to 8 without ladders: a line for every subject and fee that is earned."""
    contract = counted.contract
    own = belonging(counted.facts, contract, counted.until)
    over = over_maximum(contract, own, counted.until)
    lines = []
    for position, fee_id in enumerate(fee_ids(contract)):
        for subject in sorted({subject_of(row) for row in own}):
            rows = [(row, fee_of(counted.terms(row), fee_id)) for row in own if subject_of(row) == subject]
            with_fee = [(row, fee) for row, fee in rows if fee is not None]
            within = any(row["participation_id"] not in over for row, _ in rows)
            candidate = _of_subject(counted, with_fee, over, within)
            if candidate:
                is_over, day, participation_id, amount = candidate
                person = next(r.get("person_id") for r in own if r["participation_id"] == participation_id)
                line = Line(contract["id"], subject, person, participation_id, fee_id, position, day, amount)
                line.over = is_over
                lines.append(line)
    return lines


def _of_subject(counted: Counted, own: list[tuple[Row, Row]], over: set[str], within: bool) -> Candidate | None:
    """Rule 7: once, or gathered, over the subject's participations, each with the fee of its terms."""
    if not own or own[0][1]["pays_for"] == "result_rate":
        return None
    if own[0][1]["pays_for"] == "delivery" or "share" in own[0][1]:
        gathered = [(row, fee) for row, fee in own if not within or row["participation_id"] not in over]
        gather = _delivery if own[0][1]["pays_for"] == "delivery" else _share
        found = gather(counted, gathered)
        return (not within, *found) if found else None
    candidates = []
    for participation, fee in own:
        day = earned_on(counted, fee, participation)
        if day is not None:
            name = participation["participation_id"]
            candidates.append((name in over, day, name, cents(priced(fee["amount"], participation))))
    return min(candidates, default=None)


def _delivery(counted: Counted, own: list[tuple[Row, Row]]) -> tuple[date, str, int] | None:
    """The participations' amounts together."""
    total, rows = 0, []
    for participation, fee in own:
        quantity, day = delivered(counted, fee, participation)
        if quantity > 0:
            assert day is not None
            total += half_up(cents(priced(fee["amount"], participation)) * int(quantity * 100), 100)
            rows.append((day, participation["participation_id"]))
    return (*max(rows), total) if rows else None


def _share(counted: Counted, own: list[tuple[Row, Row]]) -> tuple[date, str, int] | None:
    """The share of the distinct rows that count for at least one of them."""
    found: dict[tuple[Any, ...], int] = {}
    rows = []
    for participation, fee in own:
        for row in counting_wages(counted, fee, participation):
            found[row.get("employer_id"), row["month"]] = cents(row["eur"])
            rows.append((last_of_month(row["month"]), participation["participation_id"]))
    total = sum(found.values())
    return (*max(rows), half_up(total * basis_points(own[0][1]["share"]), 10000)) if total else None


def _step_ladders(terms: dict[str, Row], due: list[Line]) -> None:
    """Rule 8: a better result tops up a lesser one; each line has the ladder of its participation's terms."""
    reached: dict[tuple[str, str], int] = {}
    for line in sorted(due, key=lambda line: (line.earned_on, line.position)):
        fee = fee_of(terms[line.participation_id or ""], line.fee_id)
        ladder = fee.get("ladder") if fee else None
        if ladder is not None:
            before = reached.get((line.subject, ladder), 0)
            reached[line.subject, ladder] = max(before, line.full)
            line.amount = line.payable = max(0, line.full - before)


def _fill(most: Any, lines: Iterable[Line], order: Callable[[Line], Any]) -> None:
    """Rules 10 and 12: in order, each line gets what is still left."""
    if most is None:
        return
    rest = cents(most)
    for line in sorted(lines, key=order):
        line.payable = min(line.payable, rest)
        rest -= line.payable
