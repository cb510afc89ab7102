"""Which sentence tells a fee, and which a row: the settlement has decided, here its decision gets its words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from polku.settlement._explain_words import ExplainWords

SUMS = ("delivery", "share")  # gathered over the client's participations (rule 7)
OF_PERSONS = ("employment", "education", "threshold", "share")


@dataclass(frozen=True, slots=True)
class AskedFee:
    """A row of explain_fees.sql."""

    participation_id: str
    terms_id: str
    person_id: str | None
    start_date: date
    gathers: bool
    fee_id: str
    kind: str
    milestone: str | None
    unit: str | None
    max_quantity: Decimal | None
    needed_days: int | None
    counting: str | None
    min_weekly_hours: Decimal | None
    threshold_cents: int | None
    of_fee: str | None
    closes_on: date
    through: str | None
    earned_on: date | None
    amount_cents: int | None
    payable_cents: int | None
    status: str | None
    evidence: str | None
    claimed: bool | None
    full_cents: int | None
    left_by_cap: int | None
    own: bool


@dataclass(frozen=True, slots=True)
class FactRow:
    """A row of explain_agreed.sql, explain_studies.sql, explain_jobs.sql or explain_wages.sql."""

    participation_id: str
    fee_id: str
    id: str | None
    start_date: date
    end_date: date | None
    days: int | None
    quantity: Decimal | None
    cents: int | None
    source: str | None
    other: str | None
    code: str


@dataclass(frozen=True, slots=True)
class Progress:
    """A row of explain_days.sql."""

    participation_id: str
    fee_id: str
    days: int
    best_stretch: int


def beside_its_line(fee: AskedFee, row: FactRow) -> FactRow:
    """The row as it stands beside the client's line: what would count here did not, if the line is not made of it."""
    if row.code != "counted" or fee.own:
        return row
    if fee.kind in SUMS:
        return row if fee.gathers else replace(row, code="not_gathered")
    return row if fee.through is None else replace(row, code="other_participation")


def is_counted(fee: AskedFee, row: FactRow) -> bool:
    """Whether the row is counted in the fee, or in the claim of it."""
    return row.code == "counted" or (row.code == "unproved" and fee.own and bool(fee.claimed))


def awaiting(fee: AskedFee, rows: Sequence[FactRow]) -> list[FactRow]:
    """The rows whose proof would matter: none once the fee is earned, unless it is a sum that they would raise."""
    sums = fee.kind in SUMS and fee.gathers
    open_fee = fee.through is None or (fee.own and bool(fee.claimed))
    return [row for row in rows if row.code == "unproved"] if sums or open_fee else []


def reason(
    fee: AskedFee,
    rows: Sequence[FactRow],
    progress: Progress | None,
    until: date,
    words: ExplainWords,
    maximum: int | None,
) -> tuple[str, str, bool]:
    """The code and the sentence of a fee, and whether it can still be earned through its participation."""
    if fee.own:
        code, sentence = _earned(fee, words, maximum)
        return code, f"{sentence}{_quantity_left_out(fee, rows, words)}", False
    elsewhere = _elsewhere(fee)
    if elsewhere:
        sentence = words.say("fee", elsewhere, through=fee.through, day=words.day(fee.earned_on), of=fee.of_fee)
        return elsewhere, f"{sentence}{_quantity_left_out(fee, rows, words)}", False
    code, sentence = _MISSING[fee.kind](fee, rows, progress, words)
    if code == "milestone_late":
        return code, sentence, False
    may_come = until < fee.closes_on
    window = words.say("fee", "window_open" if may_come else "window_over", closes=words.day(fee.closes_on))
    return code, f"{sentence} {window}", may_come


def _earned(fee: AskedFee, words: ExplainWords, maximum: int | None) -> tuple[str, str]:
    amount, payable = fee.amount_cents or 0, fee.payable_cents or 0
    full, left = fee.full_cents or 0, fee.left_by_cap or 0
    if fee.status in ("over_maximum", "claimed"):
        code = fee.status
    elif payable < amount:
        code = "ceiling" if left == amount else "cap" if payable == left else "cap_and_ceiling"
    else:
        code = "ladder" if amount < full else "earned"
    sums = {"amount": words.euros(amount), "payable": words.euros(payable), "maximum": maximum}
    parts = [f"{fee.evidence}."]
    if amount < full:
        parts.append(words.say("fee", "ladder", full=words.euros(full), covered=words.euros(full - amount)))
    parts.append(words.say("fee", "earned" if code == "ladder" else code, **sums))
    return code, " ".join(parts)


def _quantity_left_out(fee: AskedFee, rows: Sequence[FactRow], words: ExplainWords) -> str:
    delivered = sum((row.quantity or Decimal(0) for row in rows if is_counted(fee, row)), Decimal(0))
    if fee.kind != "delivery" or fee.max_quantity is None or delivered <= fee.max_quantity:
        return ""
    most, done = words.number(fee.max_quantity), words.number(delivered)
    return " " + words.say("fee", "most", most=most, delivered=done, unit=fee.unit)


def _elsewhere(fee: AskedFee) -> str | None:
    """Why this participation has no line, for reasons that lie outside it."""
    if fee.kind == "result_rate":
        return "cohorts"
    if fee.person_id is None and fee.kind in OF_PERSONS:
        return "client_is_company"
    if fee.kind in SUMS and not fee.gathers:
        return "not_gathered"
    if fee.through is not None:
        return "gathered_elsewhere" if fee.kind in SUMS else "earned_elsewhere"
    return None


Missing = Callable[[AskedFee, Sequence[FactRow], Progress | None, "ExplainWords"], tuple[str, str]]


def _milestone(fee: AskedFee, rows: Sequence[FactRow], _: Progress | None, words: ExplainWords) -> tuple[str, str]:
    late = [row for row in rows if row.code == "late"]
    code = "milestone_late" if late else "milestone_early" if rows else "milestone_missing"
    day = words.day((late or rows)[0].start_date) if rows else ""
    days = {"day": day, "closes": words.day(fee.closes_on), "start": words.day(fee.start_date)}
    return code, words.say("fee", code, milestone=fee.milestone, **days)


def _delivery(fee: AskedFee, rows: Sequence[FactRow], _: Progress | None, words: ExplainWords) -> tuple[str, str]:
    codes = {row.code for row in rows}
    if codes & {"counted", "unproved"}:
        code = "delivery_zero"
    elif codes & {"before_start", "late"}:
        code = "delivery_outside"
    else:
        code = "delivery_other_unit" if codes else "delivery_none"
    units = ", ".join(sorted({str(row.id) for row in rows}))
    days = {"closes": words.day(fee.closes_on), "start": words.day(fee.start_date)}
    return code, words.say("fee", code, unit=fee.unit, units=units, **days)


def _employment(
    fee: AskedFee, rows: Sequence[FactRow], progress: Progress | None, words: ExplainWords
) -> tuple[str, str]:
    if not rows:
        return "no_jobs", words.say("fee", "no_jobs", needed=fee.needed_days)
    days, best = (progress.days, progress.best_stretch) if progress else (0, 0)
    key = "stretch_missing" if fee.counting == "continuous" else "days_missing"
    return "days_missing", words.say("fee", key, days=days, best=best, needed=fee.needed_days)


def _education(fee: AskedFee, rows: Sequence[FactRow], _: Progress | None, words: ExplainWords) -> tuple[str, str]:
    if not rows:
        return "studies_none", words.say("fee", "studies_none")
    days = {"start": words.day(fee.start_date), "closes": words.day(fee.closes_on)}
    begun = ", ".join(words.day(row.start_date) for row in rows)
    return "studies_outside", words.say("fee", "studies_outside", day=begun, **days)


def _wages(fee: AskedFee, rows: Sequence[FactRow], _: Progress | None, words: ExplainWords) -> tuple[str, str]:
    if fee.kind == "share":
        return "wages_none", words.say("fee", "wages_none")
    so_far = sum(row.cents or 0 for row in rows if row.code == "counted")
    sums = {"wages": words.euros(so_far), "threshold": words.euros(fee.threshold_cents or 0)}
    return "wages_below", words.say("fee", "wages_below", **sums)


_MISSING: dict[str, Missing] = {
    "milestone": _milestone,
    "delivery": _delivery,
    "employment": _employment,
    "education": _education,
    "threshold": _wages,
    "share": _wages,
}


def row_told(fee: AskedFee, row: FactRow, words: ExplainWords, sources: Sequence[str]) -> str:
    """Why a row counted or did not, without its name."""
    key = row.code
    waits = row.code == "unproved" and bool(row.days) and bool(fee.claimed or not fee.own)
    if fee.kind == "employment" and (row.code == "counted" or waits):
        key = f"{row.code}_days"
    return words.say(
        "row",
        key,
        days=row.days,
        other=row.other,
        start=words.day(fee.start_date),
        closes=words.day(fee.closes_on),
        day=words.day(fee.earned_on),
        through=fee.through,
        unit=fee.unit,
        hours=words.number(row.quantity),
        least=words.number(fee.min_weekly_hours),
        source=words.source(row.source),
        accepted=words.sources(sources),
    )
