"""Invented contracts, as dicts in the YAML's form; limits are small so that they bind."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.readings.days import Row, later
from tests.readings.worlds import BANDS, mostly

FIRST_KINDS = ["employment", "start", "milestone"]
ALL_KINDS = [*FIRST_KINDS, "delivery", "education", "threshold", "share"]
THEMES = [["threshold", "share"], ["delivery", "start"], ["employment"], ["education", "employment"], ALL_KINDS]
LEFT_OUT = object()

money = st.sampled_from([Decimal(eur) for eur in ("100.00", "250.00", "0.00", "0.01", "33.33", "150.50", "1200.00")])
limits = mostly([LEFT_OUT], *(Decimal(eur) for eur in ("300.00", "100.01", "500.00", "0.01", "0.00")))
shares = st.sampled_from(["50 %", "12.5 %", "10 %", "33.33 %", "0.25", "0 %", "100 %"])


def some(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[Row]:
    """A mapping in which keys may be left out, as in a file."""
    return st.fixed_dictionaries(keys).map(lambda row: {k: v for k, v in row.items() if v is not LEFT_OUT})


def maybe(*values: Any) -> st.SearchStrategy[Any]:
    return st.sampled_from([LEFT_OUT, *values])


def banded(value: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(value, st.fixed_dictionaries(dict.fromkeys(BANDS, value)))


@st.composite
def dated(draw: st.DrawFn, value: st.SearchStrategy[Any], base: date, begins: date) -> Any:
    """One value, or values by the day from which they are in force, bands inside if `value` has them."""
    if draw(st.sampled_from([True, True, False])):
        return draw(value)
    turns = draw(st.lists(st.integers(-3, 10), unique=True, max_size=2))
    days = {begins, *(base + timedelta(turn) for turn in turns)}
    return {day: draw(value) for day in sorted(days)}


@st.composite
def amounts(draw: st.DrawFn, base: date, begins: date, bands: bool) -> Any:
    return draw(dated(banded(money) if bands else money, base, begins))


WINDOWS = mostly([30, 365, 90], 10, 5, 1)
employment_terms = some(
    days=st.sampled_from([1, 2, 3, 5, 30]),
    window_days=WINDOWS,
    counting=maybe("cumulative", "continuous", "continuous"),
    max_gap_days=maybe(0, 1, 3),
    min_weekly_hours=mostly([LEFT_OUT], 0, 18, Decimal("37.5"), 40),
    subsidised=maybe(True, False),
    self_employed=maybe(True, False),
)
TERMS: dict[str, st.SearchStrategy[Row]] = {
    "start": some(pays_for=st.just("start")),
    "milestone": some(pays_for=st.just("milestone"), milestone=st.just("plan"), within_days=maybe(0, 1, 30)),
    "employment": employment_terms.map(lambda terms: {"pays_for": "employment"} | terms),
    "education": some(pays_for=st.just("education"), window_days=WINDOWS),
    "delivery": some(
        pays_for=st.just("delivery"), unit=st.just("hour"), max_quantity=maybe(2, Decimal("1.5"), Decimal("0.01"))
    ),
    "threshold": some(
        pays_for=st.just("earnings"),
        window_days=st.sampled_from([91, 30, 62, 365]),
        threshold=st.sampled_from([Decimal(eur) for eur in ("100.00", "0.01", "133.33", "3500.55")]),
        subsidised=maybe(True, False),
    ),
    "share": some(
        pays_for=st.just("earnings"),
        window_days=st.sampled_from([91, 30, 62, 365]),
        share=shares,
        subsidised=maybe(True, False),
    ),
}


@st.composite
def fee(draw: st.DrawFn, kind: str, base: date, begins: date, bands: bool, ladders: bool) -> Row:
    row: Row = draw(TERMS[kind])
    if kind != "share":
        row["amount"] = draw(amounts(base, begins, bands))
    if ladders and kind == "employment" and draw(st.booleans()):
        row["ladder"] = draw(st.sampled_from(["job", "other"]))
    return row


@st.composite
def result_rate(draw: st.DrawFn, of: str, base: date, begins: date, bands: bool) -> Row:
    share = banded(shares) if bands else shares
    terms = some(
        cohort=st.sampled_from(["quarter", "year", "contract"]),
        settled_after_days=st.sampled_from([0, 1, 30, 100]),
        min_participants=maybe(0, 1, 2, 3),
        amount=st.sampled_from([Decimal("3000.00"), Decimal("0.01"), Decimal("333.33"), Decimal("0.00")]),
    )
    return {"pays_for": "result_rate", "of": of, "expected": draw(dated(share, base, begins)), **draw(terms)}


LIMITS = {"max_participants": st.sampled_from([None, 2, 3, 1, 0, 300]), "cap_per_person": limits, "ceiling": limits}
CONDITIONS: dict[str, st.SearchStrategy[Any]] = {
    "tail_days": st.sampled_from([3, 0, 30, 365]),
    "attribution": st.sampled_from(["latest", "shared"]),
    "former_employer_days": st.sampled_from([0, 1, 30, 365]),
    "accepts": st.sampled_from([["register"], ["register", "employer", "client"]]),
}


@st.composite
def amended(draw: st.DrawFn, contract: Row, base: date, bands: bool) -> Row:
    """The contract with one or two amendments: limits, conditions, fees anew, new fees and fees that end."""
    begins = contract["period"]["start"]
    turns = sorted(draw(st.lists(st.integers(1, 60), min_size=1, max_size=2, unique=True)))
    amendments: list[Row] = []
    for number, turn in enumerate(turns):
        day = later(begins, turn)
        amendment: Row = {"from": day, "reason": "Agreed anew"}
        earlier = draw(st.sampled_from([LEFT_OUT, LEFT_OUT, later(begins, turn // 2), begins]))
        if earlier is not LEFT_OUT:
            amendment["participations_from"] = earlier
        first = amendment.get("participations_from", day)
        changes: Row = draw(some(**{key: maybe_of(value) for key, value in (LIMITS | CONDITIONS).items()}))
        if draw(st.booleans()):
            changes["period_end"] = later(begins, draw(st.sampled_from([0, 30, 100, 400])))
        known = {fee["id"]: fee for one in amendments for fee in one["changes"].get("fees", [])}
        known = {fee["id"]: fee for fee in contract["fees"]} | known
        fees = [draw(fee_anew(fee, base, first, bands)) for fee in known.values() if draw(st.booleans())]
        if draw(st.booleans()):
            fees.append({"id": f"new-{number}"} | draw(fee("start", base, first, bands, ladders=False)))
        if fees:
            changes["fees"] = fees
        if not changes:
            changes["tail_days"] = 30
        amendments.append(amendment | {"changes": changes})
    return contract | {"amendments": amendments}


def maybe_of(value: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.just(LEFT_OUT), st.just(LEFT_OUT), value)


@st.composite
def fee_anew(draw: st.DrawFn, old: Row, base: date, first: date, bands: bool) -> Row:
    """The fee with other terms under its id; what makes it another fee stays."""
    if old["pays_for"] == "result_rate":
        share = banded(shares) if bands else shares
        return old | {"expected": draw(dated(share, base, first))}
    kind = old["pays_for"]
    if kind == "earnings":
        kind = "share" if "share" in old else "threshold"
    new: Row = draw(fee(kind, base, first, bands, ladders=True))
    return {"id": old["id"]} | new | ({"share": old["share"]} if kind == "share" else {})


@st.composite
def contracts(draw: st.DrawFn, base: date, name: str, *, bands: bool, full: bool) -> Row:
    """A contract of the first rules (start, milestone, employment), or of the full grammar, some with amendments."""
    contract = draw(first_agreed(base, name, bands=bands, full=full))
    if full and draw(st.sampled_from([False, False, True])):
        return draw(amended(contract, base, bands))
    return contract


@st.composite
def first_agreed(draw: st.DrawFn, base: date, name: str, *, bands: bool, full: bool) -> Row:
    """A contract without amendments."""
    begins = base + timedelta(draw(mostly([0, -30, -1], 1)))
    period = {"start": begins, "end": later(begins, draw(st.sampled_from([365, 40, 365, 100, 5, 0])))}
    terms = some(
        tail_days=maybe(3, 0, 30, 365),
        max_participants=st.sampled_from([LEFT_OUT, 300, 2, LEFT_OUT, 3, 1, LEFT_OUT, 0]),
        cap_per_person=limits,
        ceiling=limits,
        attribution=maybe("latest", "shared", "shared"),
        former_employer_days=maybe(0, 1, 30, 365),
        accepts=mostly([LEFT_OUT], ["register"], ["register", "employer"], ["client", "provider"]),
    )
    theme = draw(st.sampled_from(THEMES)) if full else [*FIRST_KINDS, "employment"]
    kinds = draw(st.lists(st.sampled_from(theme), min_size=2, max_size=5))
    fees = [{"id": f"f{n}-{kind}"} | draw(fee(kind, base, begins, bands, full)) for n, kind in enumerate(kinds)]
    results = [row["id"] for row in fees if row["pays_for"] in ("employment", "education")]
    pays_above = draw(st.booleans())
    if full and results and pays_above:
        place = draw(st.integers(0, len(fees)))
        fees.insert(place, {"id": "above"} | draw(result_rate(draw(st.sampled_from(results)), base, begins, bands)))
    head = {"id": name, "provider": "provider-a", "services": ["sparring"], "period": period}
    return {**head, **draw(terms), "fees": fees}
