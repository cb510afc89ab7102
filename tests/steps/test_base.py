"""Days, periods, cents and shares: whole things, and no cent lost."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polku.base import (
    BASIS_POINTS,
    DAY_MAX,
    DAY_MIN,
    Fault,
    Period,
    PolkuError,
    basis_points,
    cents,
    euros,
    finnish_day,
    share,
)

days = st.dates(DAY_MIN, DAY_MAX)
amounts = st.integers(-(10**12), 10**12)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start = draw(st.dates(date(2020, 1, 1), date(2020, 3, 1)))
    length = draw(st.none() | st.integers(0, 40))
    return Period(start, None if length is None else start + timedelta(days=length))


@given(periods(), st.dates(date(2019, 12, 1), date(2020, 5, 1)))
def test_a_day_is_in_a_period_from_its_first_to_its_last(period: Period, day: date) -> None:
    assert (day in period) == (period.start <= day and (period.end is None or day <= period.end))


@given(periods(), periods())
def test_periods_overlap_when_they_share_a_day(one: Period, other: Period) -> None:
    shared = set(islice(one.days(), 200)) & set(islice(other.days(), 200))
    assert one.overlaps(other) == other.overlaps(one) == bool(shared)


@given(periods())
def test_the_days_of_a_period_are_those_in_it(period: Period) -> None:
    listed = list(islice(period.days(), 100))
    assert listed[0] == period.start
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(listed))
    if period.end is not None:
        assert listed[-1] == period.end


def test_a_period_of_one_day_and_leap_days() -> None:
    leap = date(2024, 2, 29)
    assert list(Period(leap, leap).days()) == [leap]
    assert leap in Period(date(2024, 2, 1))
    assert "2024-02-29" not in Period(date(2024, 2, 1))
    with pytest.raises(ValueError, match=r"ends on 2024-02-28, before it starts on 2024-02-29"):
        Period(leap, date(2024, 2, 28))


def test_a_day_as_finnish_texts_write_it() -> None:
    assert finnish_day(date(2024, 6, 14)) == "14.6.2024"
    assert finnish_day(date(2024, 1, 1)) == "1.1.2024"


@given(amounts)
def test_cents_and_euros_are_the_same_money(amount: int) -> None:
    assert cents(euros(amount)) == amount
    assert euros(amount).as_tuple().exponent == -2


@pytest.mark.parametrize("text", ["0.001", "12.345", "-0.005", "1E-3"])
def test_a_cent_is_not_parted(text: str) -> None:
    with pytest.raises(ValueError, match="more than two decimals"):
        cents(Decimal(text))


def test_euros_in_any_writing() -> None:
    assert [cents(Decimal(text)) for text in ("12", "12.3", "12.340", "1E+3", "-0.01")] == [
        1200,
        1230,
        1234,
        100000,
        -1,
    ]


def test_basis_points() -> None:
    assert BASIS_POINTS == 10_000
    assert [basis_points(Decimal(text)) for text in ("0", "1", "0.125", "0.0001")] == [0, 10_000, 1250, 1]
    with pytest.raises(ValueError, match="finer than a hundredth of a per cent"):
        basis_points(Decimal("0.00001"))


@given(st.integers(0, 10**9), st.lists(st.integers(0, 1000), min_size=1, max_size=12).filter(sum))
def test_sharing_loses_no_cent(amount: int, weights: list[int]) -> None:
    parts = share(amount, weights)
    assert sum(parts) == amount
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Decimal(amount) * weight / sum(weights)) < 1
        assert weight or not part


def test_the_largest_remainder_gets_the_cent_and_the_earlier_of_equals() -> None:
    assert share(100, [1, 1, 1]) == [34, 33, 33]
    assert share(10, [1, 2]) == [3, 7]
    assert share(0, [1, 1]) == [0, 0]


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [1, -1], [2, -1]])
def test_weights_that_share_nothing(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights must be"):
        share(100, weights)


def test_a_fault_tells_place_message_and_cure() -> None:
    assert str(Fault("pilot.yaml", 3, "no such key.", "Did you mean name?")) == (
        "pilot.yaml:3: no such key. Did you mean name?"
    )
    assert str(Fault("pilot.yaml", 0, "it is not there.")) == "pilot.yaml: it is not there."


def test_every_error_of_the_program_is_one_of_a_tree() -> None:
    from polku.base.engine import EngineError
    from polku.definition import DefinitionError
    from polku.facts import FactsError
    from polku.settlement import SettlementError

    for error in (EngineError, DefinitionError, FactsError, SettlementError):
        assert issubclass(error, PolkuError)
