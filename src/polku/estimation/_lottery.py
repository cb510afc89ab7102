"""Randomisation inference: the lottery is drawn again, and how often chance alone gives so large a difference."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from polku.estimation._cohorts import Cohorts
from polku.estimation._columns import Numbers
from polku.estimation._question import Question
from polku.estimation._sample import Sample

DRAWS = 999
MOST_ROWS = 5_000  # with more rows the draw and the normal law agree, and drawing again only takes time


def redrawn(made: Sample, blocks: NDArray[Any] | None, clusters: NDArray[Any] | None, seed: int) -> float | None:
    """Fisher's p of no effect on anybody; None where the table is large or clusters are split between arms.

    Arms are drawn again within blocks, clusters as wholes; the statistic is the studentised difference of means of the
    outcome less its block mean and what covariates explain.
    """
    if len(made.y) > MOST_ROWS:
        return None
    rest = _residuals(made, blocks)
    units = np.arange(len(made.y)) if clusters is None else np.unique(clusters, return_inverse=True)[1]
    size = np.bincount(units)
    share = np.bincount(units, weights=made.d) / size
    if not np.isin(share, (0, 1)).all():
        return None
    block = np.zeros(len(made.y), dtype=int) if blocks is None else blocks
    place = np.zeros(len(size), dtype=int)
    place[units] = block
    total, square = (np.bincount(units, weights=one).astype(float) for one in (rest, rest**2))
    random, order = np.random.default_rng(seed), np.argsort(place, kind="stable")
    seen = _statistic(share, total, square, size)
    as_large = sum(
        abs(_statistic(_drawn(share, place, order, random), total, square, size)) >= abs(seen) - 1e-12
        for _ in range(DRAWS)
    )
    return (1 + as_large) / (1 + DRAWS)


def _residuals(made: Sample, blocks: NDArray[Any] | None) -> Numbers:
    columns = np.column_stack([np.ones(len(made.y)), made.x])
    y = made.y
    if blocks is not None:
        size = np.bincount(blocks)
        columns = columns - np.column_stack([np.bincount(blocks, one) / size for one in columns.T])[blocks]
        y = y - (np.bincount(blocks, y) / size)[blocks]
    return np.asarray(y - columns @ np.linalg.lstsq(columns, y, rcond=None)[0], dtype=float)


def _drawn(share: Numbers, place: NDArray[Any], order: NDArray[Any], random: np.random.Generator) -> Numbers:
    """The arms in a new order within each block; `order` has the places in theirs."""
    new = np.empty_like(share)
    new[order] = share[np.argsort(place + random.random(len(share)))]
    return new


def _statistic(arm: Numbers, total: Numbers, square: Numbers, size: NDArray[Any]) -> float:
    first, all_rows = float(arm @ size), float(size.sum())
    second = all_rows - first
    one, other = float(arm @ total) / first, float((1 - arm) @ total) / second
    spread = float(arm @ square) / first - one**2, float((1 - arm) @ square) / second - other**2
    error = np.sqrt(max(spread[0], 0.0) / first + max(spread[1], 0.0) / second)
    return float((one - other) / error) if error else float(np.sign(one - other)) * np.inf


def redrawn_starts(found: Cohorts, question: Question) -> float | None:
    """Fisher's p of no effect of a start on any unit: the starts are drawn again among the units.

    The statistic is the change of the units of a cohort from `lead` + 1 times before their start to the start, less
    that of those whose start lies farther ahead; the mean over cohorts by their units. Units with a gap stay out;
    None where no cohort can be compared.
    """
    times = np.unique(found.at)
    table = np.full((len(found.first), len(times)), np.nan)
    table[found.unit, np.searchsorted(times, found.at)] = found.made.y
    whole = ~np.isnan(table).any(axis=1)
    first, table = found.first[whole], table[whole]
    starts, cohort = np.unique(first, return_inverse=True)
    parts = _parts_of_starts(starts, np.bincount(cohort), table, times, question.lead or 0)
    if parts is None:
        return None
    units, random = np.arange(len(first)), np.random.default_rng(question.seed)
    seen = abs(parts[cohort, units].sum())
    drawn = (abs(parts[random.permutation(cohort), units].sum()) for _ in range(DRAWS))
    return (1 + sum(bool(one >= seen - 1e-12) for one in drawn)) / (1 + DRAWS)


def _parts_of_starts(starts: Numbers, size: Any, table: Numbers, times: Numbers, lead: int) -> Numbers | None:
    """What each unit (column) adds to the statistic if it belongs to each cohort (row); None where nothing compares."""
    parts = np.zeros((len(starts), len(table)))
    compared = False
    for own, start in enumerate(starts):
        before, later = times[times < start - lead], starts > start + lead
        if start in times and len(before) and later.any():
            change = table[:, np.searchsorted(times, start)] - table[:, len(before) - 1]
            parts[own] += change
            parts[later] -= change * size[own] / size[later].sum()
            compared = True
    return parts if compared else None
