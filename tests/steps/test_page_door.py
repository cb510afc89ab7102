"""The door of the report: what a reader can work out from what is shown."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from polku.page import Count, Shown, mask, mask_column, mask_overlapping, people

counts = st.lists(st.sampled_from([0, 0, 1, 2, 3, 4, 5, 6, 7, 9, 12, 30, 400]), min_size=1, max_size=5)


def ways(values: list[int], shown: list[Shown]) -> list[tuple[int, ...]]:
    """Every set of hidden figures that a reader who knows the total must think possible."""
    hidden = [i for i, state in enumerate(shown) if state is not Shown.YES]
    together = sum(values[i] for i in hidden)
    whole_line = all(state is Shown.NO for state in shown)
    ranges = [
        range(1, 5) if shown[i] is Shown.SMALL else range(0 if whole_line else 5, together + 1) for i in hidden[:-1]
    ]
    found = []
    for some in itertools.product(*ranges):
        last = together - sum(some)
        if hidden and (1 <= last <= 4 if shown[hidden[-1]] is Shown.SMALL else last >= (0 if whole_line else 5)):
            found.append((*some, last))
    return found


@given(counts.filter(lambda values: sum(values) >= 5 and sum(values) < 60))
def test_a_small_figure_can_still_be_anything_small(values: list[int]) -> None:
    shown = mask_column([people(n) for n in values])
    hidden = [i for i, state in enumerate(shown) if state is not Shown.YES]
    possible = ways(values, shown)
    for place, i in enumerate(hidden):
        seen = {way[place] for way in possible}
        if shown[i] is Shown.SMALL:
            assert seen == {1, 2, 3, 4}, (values, shown)
        else:
            assert len(seen) > 1, (values, shown)


@given(counts)
def test_every_small_figure_is_hidden_and_without_one_none_is(values: list[int]) -> None:
    shown = mask_column([people(n) for n in values])
    assert not [n for n, state in zip(values, shown, strict=True) if 0 < n < 5 and state is Shown.YES]
    if not any(0 < n < 5 for n in values):
        assert set(shown) <= {Shown.YES}


@given(st.lists(st.lists(st.sampled_from([0, 2, 3, 5, 8, 40]), min_size=3, max_size=3), min_size=2, max_size=4))
def test_no_line_of_a_table_gives_its_only_hidden_figure_away(rows: list[list[int]]) -> None:
    inner = [*rows, [sum(column) for column in zip(*rows, strict=True)]]
    grid = [[people(n) for n in (*row, sum(row))] for row in inner]
    shown = mask(grid, across=True, down=True)
    lines = [(row[:-1], row[-1]) for row in shown]
    lines += [([row[j] for row in shown[:-1]], shown[-1][j]) for j in range(4)]
    for parts, total in lines:
        if total is Shown.YES:
            assert sum(state is not Shown.YES for state in parts) != 1, (rows, shown)


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ([40, 50], "yes yes"),
        ([3, 40, 50], "small no yes"),
        ([2, 3, 100], "small small yes"),
        ([3, 5, 8, 90], "small yes no yes"),  # 3 + 5 = 8 would say that the first is at most 3
        ([1, 5], "no no"),  # 6 people, one of the two small: only 1 and 5 fit
        ([3], "small"),
        ([0, 7], "yes yes"),
    ],
)
def test_what_is_hidden_beside_a_small_figure(values: list[int], shown: str) -> None:
    assert " ".join(state.value for state in mask_column([people(n) for n in values])) == shown


def test_a_figure_rests_on_people_not_on_its_size() -> None:
    """Twelve services of three people are three people."""
    assert mask_column([Count(12, 3), Count(40, 30), Count(50, 40)])[0] is Shown.SMALL


@pytest.mark.parametrize(
    ("values", "whole", "shown"),
    [
        ([98, 60], 100, "no no"),  # the two who have not the first reason
        ([60, 50], 100, "yes yes"),
        ([3, 60, 50], 100, "small yes no"),
        ([100], 100, "yes"),
        ([3, 2], 3, "small small"),
        ([0, 60], 60, "yes yes"),
    ],
)
def test_groups_that_overlap(values: list[int], whole: int, shown: str) -> None:
    found = mask_overlapping([people(n) for n in values], people(whole))
    assert " ".join(state.value for state in found) == shown
