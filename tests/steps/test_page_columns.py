"""Upright bars as a web page draws them."""

from __future__ import annotations

import pytest

from polku.page import Bar, columns
from polku.page._columns import _axis, _written


@pytest.mark.parametrize(
    ("largest", "axis"),
    [(0, (1, 4)), (1, (0.5, 1)), (4, (1, 4)), (99, (50, 100)), (100, (50, 100)), (26_540, (10_000, 30_000))],
)
def test_an_axis_ends_on_a_round_mark(largest: float, axis: tuple[float, float]) -> None:
    assert _axis(largest) == axis


def test_marks_are_written_as_the_language_writes_them() -> None:
    assert (_written(12_000, 4_000, "\xa0"), _written(12_000, 4_000, ",")) == ("12\xa0000", "12,000")
    assert (_written(0.5, 0.5, "\xa0"), _written(0.5, 0.5, ",")) == ("0,5", "0.5")


def test_what_is_not_told_is_a_cross_and_no_bar() -> None:
    chart = columns("c", "Title <b>", "Summary", [Bar("1/2024", 3, "3"), Bar("2/2024", None, "–")], "\xa0")
    for drawn in (chart.wide, chart.narrow):
        assert drawn.count("<rect") == 1
        assert drawn.count("<path") == 1
        assert "Title &lt;b&gt;" in drawn
        assert 'role="img"' in drawn
    assert "<rect" not in columns("c", "T", "S", [], ",").wide
