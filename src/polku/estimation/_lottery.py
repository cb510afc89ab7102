"""Randomisation inference: the lottery is drawn again, and how often chance alone gives so large a difference."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from polku.estimation._columns import Numbers
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
    random = np.random.default_rng(seed)
    seen = _statistic(share, total, square, size)
    as_large = sum(
        abs(_statistic(_drawn(share, place, random), total, square, size)) >= abs(seen) - 1e-12 for _ in range(DRAWS)
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


def _drawn(share: Numbers, place: NDArray[Any], random: np.random.Generator) -> Numbers:
    """The arms in a new order within each block."""
    new = np.empty_like(share)
    new[np.argsort(place, kind="stable")] = share[np.lexsort((random.random(len(share)), place))]
    return new


def _statistic(arm: Numbers, total: Numbers, square: Numbers, size: NDArray[Any]) -> float:
    first, all_rows = float(arm @ size), float(size.sum())
    second = all_rows - first
    one, other = float(arm @ total) / first, float((1 - arm) @ total) / second
    spread = float(arm @ square) / first - one**2, float((1 - arm) @ square) / second - other**2
    error = np.sqrt(max(spread[0], 0.0) / first + max(spread[1], 0.0) / second)
    return float((one - other) / error) if error else float(np.sign(one - other)) * np.inf
