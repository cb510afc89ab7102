"""Small invented worlds for Hypothesis: a few people, few days, all of them near an edge.

Days are small offsets from one base day, so that what fails shrinks to something that can be read aloud. Worlds are
valid facts: no two statuses, residences, rights or benefits of a person on a day, and unique keys.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from tests.readings.days import Facts, Row, later

BASES = [
    date(2024, 1, 31),
    date(2024, 2, 28),
    date(2024, 12, 31),
    date(2025, 2, 28),
    date(2023, 6, 16),
    date(2021, 3, 1),
]
PEOPLE = ["a", "p2", "p10", "é", "Z", "b"]
BANDS = ["low", "medium", "high"]
STATUSES = [
    "unemployed", "in_service", "laid_off", "subsidised", "in_training",
    "employed", "reduced_hours", "outside", "pension",
]  # fmt: skip
BENEFITS = ["labour_market_subsidy", "basic_allowance", "earnings_related_allowance", "general_support"]
EDGES = [-731, -730, -366, -365, -364, -180, -91, -90, -31, -30, 29, 30, 31, 89, 90, 91, 179, 180, 181, 364, 365, 366]
LENGTHS = st.one_of(st.integers(1, 5), st.integers(1, 40), st.sampled_from([89, 90, 91, 365, 366, 730]))

bases = st.sampled_from(BASES)
maybe_true = st.sampled_from([None, False, True])


def offset_days(base: date, low: int = -6, high: int = 40) -> st.SearchStrategy[date]:
    """Days near the base, now and then one a window's length away."""
    near = st.integers(0, high)
    before = st.integers(low, -1)
    return st.one_of(near, before, st.sampled_from(EDGES)).map(lambda count: base + timedelta(count))


def mostly(usual: Sequence[Any], *rare: Any) -> st.SearchStrategy[Any]:
    """One of the usual values five times in six; worlds in which nothing is earned teach little."""
    weight = max(1, 5 * len(rare) // len(usual))  # five times the rare ones, shared by the usual ones
    return st.sampled_from([*list(usual) * weight, *rare])


def soon_after(base: date) -> st.SearchStrategy[date]:
    """The days on which services begin, and those on which what follows begins."""
    return st.integers(0, 8).map(lambda count: base + timedelta(count))


def untils(base: date) -> st.SearchStrategy[date]:
    """The last known day: among the facts, long after them, or before them all."""
    after = st.one_of(st.integers(61, 500), st.sampled_from([800, 3000]))
    counts = st.one_of(st.integers(8, 60), after, after, st.sampled_from([0, 1, 3, -2000, *EDGES]))
    return counts.map(lambda count: base + timedelta(count))


@st.composite
def spans(draw: st.DrawFn, base: date, most: int = 5) -> list[Row]:
    """Periods one after another, often adjoining, the last one perhaps still going on."""
    first = base - timedelta(draw(st.one_of(st.integers(0, 10), st.integers(-5, 40), st.sampled_from([365, 730, 900]))))
    periods: list[Row] = []
    for _ in range(draw(st.integers(0, most))):
        first += timedelta(draw(st.sampled_from([0, 0, 0, 1, 2, 14])))
        last = later(first, draw(LENGTHS) - 1)
        periods.append({"start_date": first, "end_date": last})
        first = later(last, 1)
    goes_on = draw(st.booleans())
    if periods and goes_on:
        periods[-1]["end_date"] = None
    return periods


@st.composite
def one_at_a_time(draw: st.DrawFn, /, base: date, person_id: str, **columns: st.SearchStrategy[Any]) -> list[Row]:
    """A person's rows of a table that may have one row on a day."""
    periods = draw(spans(base))
    return [
        {"person_id": person_id} | {name: draw(values) for name, values in columns.items()} | period
        for period in periods
    ]


@st.composite
def persons(draw: st.DrawFn, base: date, ids: Sequence[str]) -> list[Row]:
    births = st.one_of(
        st.just(date(2000, 2, 29)),
        st.tuples(st.integers(16, 66), st.integers(-2, 2)).map(lambda n: _years_before(base, n[0], n[1])),
    )
    row = st.fixed_dictionaries(
        {
            "birth_date": births,
            "sex": st.sampled_from([None, "f", "m", "x"]),
            "native_language": st.sampled_from([None, "fi", "sv", "ru", "smn"]),
            "immigrant": maybe_true,
            "education_level": st.sampled_from([None, 0, 3, 8]),
            "occupation": st.sampled_from([None, "0110", "5"]),
            "service_line": st.sampled_from([None, "nuoret"]),
            "non_disclosure": maybe_true,
        }
    )
    return [{"person_id": person_id} | draw(row) for person_id in ids]


def _years_before(base: date, years: int, shift: int) -> date:
    return date(base.year - years, base.month, min(base.day, 28)) + timedelta(shift)


@st.composite
def risk_scores(draw: st.DrawFn, base: date, person_id: str) -> list[Row]:
    """One row a day at most: facts.md does not say which of two on one day is the latest."""
    on = draw(st.lists(offset_days(base, low=-40, high=3), unique=True, max_size=3))
    score = st.fixed_dictionaries(
        {"risk": st.sampled_from([None, 0.25, 0.5, 1.0]), "risk_band": st.sampled_from([None, *BANDS])}
    )
    return [{"person_id": person_id, "scored_on": day} | draw(score) for day in on]


@st.composite
def jobseekers(draw: st.DrawFn, base: date, most: int = 3) -> Facts:
    """People with everything that `persons_at` reads."""
    ids = draw(st.permutations(PEOPLE))[: draw(st.integers(1, most))]
    facts: Facts = {"persons": draw(persons(base, ids))}
    for name in ("residences", "statuses", "rights", "benefits", "risk_scores"):
        facts[name] = []
    for person_id in ids:
        facts["statuses"] += draw(one_at_a_time(base, person_id, status=st.sampled_from(STATUSES)))
        facts["residences"] += draw(one_at_a_time(base, person_id, municipality=st.sampled_from(["837", "020", "211"])))
        facts["rights"] += draw(one_at_a_time(base, person_id, earnings_related=st.booleans()))
        facts["benefits"] += draw(
            one_at_a_time(
                base,
                person_id,
                benefit=st.sampled_from(BENEFITS),
                paid_days_before=st.sampled_from([None, None, None, 0, 299, 1000]),
                daily_eur=st.sampled_from([None, Decimal("37.21")]),
                paid_on=st.sampled_from([None, base]),
            )
        )
        facts["risk_scores"] += draw(risk_scores(base, person_id))
    return facts
