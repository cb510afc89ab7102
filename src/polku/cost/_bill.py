"""The payer's bill beside the municipal share that the facts give, line by line."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from polku.base import euros
from polku.base.engine import Columns, Engine
from polku.cost._bill_file import BillError, BillRow, read_bill
from polku.definition import Pilot

BILL_DIFFERENCES: Columns = {
    "kind": "VARCHAR",
    "month": "DATE",
    "person_id": "VARCHAR",
    "benefit": "VARCHAR",
    "billed_municipality": "VARCHAR",
    "municipality": "VARCHAR",
    "billed_bracket": "BIGINT",
    "bracket": "BIGINT",
    "billed_days": "BIGINT",
    "days": "BIGINT",
    "billed_cents": "BIGINT",
    "share_cents": "BIGINT",
    "difference_cents": "BIGINT",
}
KINDS = ("unknown_person", "municipality", "bracket", "days", "amount", "not_computed", "not_billed")


@dataclass(frozen=True, slots=True)
class Line:
    """A person's days and cents of a month in one bracket, on the bill or computed."""

    month: date
    person_id: str
    benefit: str
    municipality: str | None
    bracket: int
    days: int
    cents: int


Pair = tuple[str, Line | None, Line | None]  # kind, billed, computed; kind "agree" when there is no difference


@dataclass(frozen=True, slots=True)
class BillCheck:
    """What a bill came to. lines: payments of one bracket taken together; cents by kind are billed less computed."""

    lines: int
    agree: int
    billed_cents: int
    computed_cents: int
    by_kind: dict[str, tuple[int, int]]  # kind → (lines, cents)

    def as_json(self) -> dict[str, object]:
        """For machines: counts and sums in euros."""
        kinds = {kind: {"lines": lines, "eur": str(euros(cents))} for kind, (lines, cents) in self.by_kind.items()}
        return {
            "lines": self.lines,
            "agree": self.agree,
            "billed_eur": str(euros(self.billed_cents)),
            "computed_eur": str(euros(self.computed_cents)),
            "difference_eur": str(euros(self.billed_cents - self.computed_cents)),
            "differences": kinds,
        }

    def told(self) -> list[str]:
        """For people: what agrees, the differences by kind, and their sum."""
        billed, computed = euros(self.billed_cents), euros(self.computed_cents)
        lines = [f"The bill has {self.lines} lines, {billed} EUR; computed {computed} EUR. {self.agree} lines agree."]
        for kind, (count, cents) in self.by_kind.items():
            lines.append(f"  {kind.replace('_', ' ')}: {count} lines, billed less computed {euros(cents):+} EUR")
        lines.append(f"Billed less computed, all together: {euros(self.billed_cents - self.computed_cents):+} EUR.")
        return lines


def compare_bill(
    engine: Engine, pilot: Pilot, path: Path, since: date, until: date, mapping: Path | None = None
) -> BillCheck:
    """Keep `bill_differences` (BILL_DIFFERENCES): each line on which the bill and `person_shares` do not agree.

    A bill without municipalities is taken as that of the pilot's own. Lines that cost nothing need not be billed.
    Raises BillError for a file with faults, or months outside since … until. Source: docs/path/cost.md.
    """
    rows = read_bill(engine, path, mapping)
    outside = sorted({row.month for row in rows if not since <= row.month <= until})
    if outside:
        told = ", ".join(f"{month:%Y-%m}" for month in outside)
        raise BillError(
            f"The bill {path} has {told}, outside --from {since:%Y-%m} --to {until:%Y-%m}. Ask for them too."
        )
    billed = _summed(rows)
    homes = {line.municipality for line in billed if line.municipality} or set(pilot.municipalities)
    computed, known = _computed(engine, billed, homes)
    pairs = list(_pairs(billed, computed, homes, known))
    differences = [pair for pair in pairs if pair[0] != "agree"]
    engine.load("bill_differences", BILL_DIFFERENCES, [_row(*pair) for pair in differences])
    return _checked(billed, pairs, differences)


def _checked(billed: Sequence[Line], pairs: Sequence[Pair], differences: Sequence[Pair]) -> BillCheck:
    counts, sums = Counter(kind for kind, _, _ in differences), Counter[str]()
    for kind, bill, own in differences:
        sums[kind] += _cents(bill) - _cents(own)
    return BillCheck(
        lines=len(billed),
        agree=sum(1 for kind, bill, _ in pairs if kind == "agree" and bill),
        billed_cents=sum(line.cents for line in billed),
        computed_cents=sum(_cents(own) for _, _, own in pairs),
        by_kind={kind: (counts[kind], sums[kind]) for kind in KINDS if counts[kind]},
    )


def _cents(line: Line | None) -> int:
    return line.cents if line else 0


def _summed(rows: Sequence[BillRow]) -> list[Line]:
    """Lines of one person, month, benefit, bracket and municipality together: the payer bills payment by payment."""
    sums: dict[tuple[date, str, str, str | None, int], list[int]] = defaultdict(lambda: [0, 0])
    for row in rows:
        total = sums[row.month, row.person_id, row.benefit, row.municipality, row.bracket]
        total[0] += row.days
        total[1] += row.cents
    return [Line(*key, days, cents) for key, (days, cents) in sums.items()]


def _computed(engine: Engine, billed: Sequence[Line], homes: Collection[str]) -> tuple[list[Line], set[str]]:
    """What the facts give for the bill's months, for people on it and residents of its municipalities; known people."""
    months = sorted({line.month for line in billed})
    engine.load("bill_people", {"person_id": "VARCHAR"}, [(p,) for p in sorted({line.person_id for line in billed})])
    engine.load("bill_months", {"month": "DATE"}, [(month,) for month in months])
    engine.load("bill_homes", {"municipality": "VARCHAR"}, [(home,) for home in sorted(homes)])
    everyone = "true" if not homes else "municipality IN (SELECT municipality FROM bill_homes)"
    rows = engine.rows(
        "SELECT month, person_id, benefit, municipality, bracket, days, share_cents FROM person_shares"
        f" WHERE month IN (SELECT month FROM bill_months) AND ({everyone} OR person_id IN (SELECT * FROM bill_people))"
        " ORDER BY month, person_id, benefit, bracket, municipality"
    )
    known = engine.rows("SELECT person_id FROM persons WHERE person_id IN (SELECT person_id FROM bill_people)")
    engine.drop("bill_people", "bill_months", "bill_homes")
    return [Line(*row) for row in rows], {row[0] for row in known}


def _pairs(
    billed: Sequence[Line], computed: Sequence[Line], homes: Collection[str], known: Collection[str]
) -> Iterator[Pair]:
    """Each line of the bill with the computed line that it means, and the lines that stand on one side only."""
    sides: dict[tuple[date, str, str], tuple[list[Line], list[Line]]] = defaultdict(lambda: ([], []))
    for side, lines in enumerate((billed, computed)):
        for line in lines:
            sides[line.month, line.person_id, line.benefit][side].append(line)

    def at_home(bill: Line, own: Line) -> bool:
        if bill.municipality is None:
            return not homes or own.municipality in homes
        return bill.municipality == own.municipality

    for (_, person_id, _), (bills, owns) in sorted(sides.items()):
        bills.sort(key=lambda line: line.bracket)
        yield from _matched(bills, owns, lambda bill, own: bill.bracket == own.bracket and at_home(bill, own), None)
        yield from _matched(bills, owns, lambda bill, own: bill.bracket == own.bracket, "municipality")
        yield from _matched(bills, owns, at_home, "bracket")
        yield from _matched(bills, owns, lambda bill, own: True, "bracket")
        for bill in bills:
            yield ("not_computed" if person_id in known else "unknown_person"), bill, None
        for own in owns:
            if own.cents and (not homes or own.municipality in homes):
                yield "not_billed", None, own


def _matched(
    bills: list[Line], owns: list[Line], fits: Callable[[Line, Line], bool], kind: str | None
) -> Iterator[Pair]:
    """Pairs that fit, taken off both lists. Without a kind they agree, or differ in days or in the amount alone."""
    for bill in list(bills):
        own = next((own for own in owns if fits(bill, own)), None)
        if own is None:
            continue
        bills.remove(bill)
        owns.remove(own)
        same = "agree" if bill.cents == own.cents else "amount"
        yield kind or ("days" if bill.days != own.days else same), bill, own


def _row(kind: str, bill: Line | None, own: Line | None) -> tuple[object, ...]:
    """A row of BILL_DIFFERENCES."""
    line = bill or own
    assert line is not None  # noqa: S101 (a pair has one side at least)
    values: list[object] = []
    for name in ("municipality", "bracket", "days", "cents"):
        values += [getattr(bill, name) if bill else None, getattr(own, name) if own else None]
    return kind, line.month, line.person_id, line.benefit, *values, _cents(bill) - _cents(own)
