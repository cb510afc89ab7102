"""Matching: each treated row is set beside the comparison rows most like it, and the rest is evened out by regression.

One nearest neighbour by Mahalanobis distance, with replacement, ties shared; the regression correction and the standard
error are those of Abadie and Imbens (2006, 2011). No library of the house has that error, so it is computed here;
scikit-learn finds the neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from polku.estimation import _unseen
from polku.estimation._balance import balance
from polku.estimation._columns import Numbers
from polku.estimation._intervals import part
from polku.estimation._ipw import few_count, seen_only, still_unlike
from polku.estimation._propensity import chances, thin
from polku.estimation._question import Question
from polku.estimation._result import Estimate, EstimationError
from polku.estimation._sample import Sample, sample

TIE = 1e-9
MOST_TIED = 16  # different places at one distance; rows at one place are tied without limit


@dataclass(frozen=True, slots=True)
class Places:
    """Rows that are alike in every covariate stand at one place: where it is, which rows, how many."""

    where: Numbers
    at: Any
    size: Any

    def mean(self, column: Numbers) -> Numbers:
        """The column's mean at each place."""
        return np.asarray(np.bincount(self.at, weights=column) / self.size, dtype=float)


def estimate(frame: Any, question: Question) -> Estimate:
    """The effect by nearest neighbour with regression correction, in the outcome's unit."""
    if question.cluster is not None:
        raise EstimationError("Matching has no cluster error here. Leave --cluster out, or use --design ipw or aipw.")
    by = chances(sample(frame, question), question)
    made = by.made
    value, se, weights, distance = _matched(made, question)
    found = part("effect", value, se, question.alpha)
    rows = balance(made, weights)
    worth, poor = thin(weights, made.d == 0)
    figures = _unseen.of_difference(found.estimate, found.low, found.high, made.y)
    return Estimate(
        design="matching", estimate=found.estimate, se=found.se, low=found.low, high=found.high, p=found.p,
        n_treated=made.n_treated, n_comparison=made.n_comparison,
        comparison_mean=float(np.average(made.y[made.d == 0], weights=weights[made.d == 0])),
        method="nearest neighbour (Mahalanobis), regression-corrected", estimand=question.estimand,
        se_kind="Abadie-Imbens", alpha=question.alpha, n_left_out=made.n_left_out, assumptions=seen_only(),
        notes=(*made.notes, _unseen.said(figures)),
        warnings=(*made.warnings, *by.warnings, *still_unlike(rows), *few_count(worth, poor)),
        failed=("no_overlap",) if poor or by.mostly_trimmed else (), balance=rows,
        figures={**figures, "effective_comparison": worth, "trimmed": float(by.trimmed), "mean_distance": distance},
    )  # fmt: skip


def _matched(made: Sample, question: Question) -> tuple[float, float, Numbers, float]:
    """Estimate, standard error, weight of each row, mean distance."""
    space = _space(made.x)
    effect, used, squared = (np.zeros(len(made.y)) for _ in range(3))
    distances: list[float] = []
    for arm in (1, 0) if question.estimand == "ate" else (1,):
        asked, others = np.flatnonzero(made.d == arm), np.flatnonzero(made.d != arm)
        here, there = _places(space[asked]), _places(space[others])
        shares, distance = _nearest(here.where, there)
        each = shares @ _diagonal(1 / there.size)  # the share of each single row at a place
        used[others] += np.asarray(each.T @ here.size).ravel()[there.at]
        squared[others] += np.asarray(each.power(2).T @ here.size).ravel()[there.at]
        guess = (shares @ there.mean(made.y[others]))[here.at] + _correction(
            made, asked, others, used, shares, here, there
        )
        effect[asked] = (1 if arm else -1) * (made.y[asked] - guess)
        distances.append(float(distance[here.at].mean()))
    whom = made.d == 1 if question.estimand == "att" else np.full(len(made.y), True)
    value = float(effect[whom].mean())
    again = used**2 - squared if question.estimand == "att" else used**2 + 2 * used - squared
    spread = ((effect[whom] - value) ** 2).sum() + (again * _noise(made, space)).sum()
    return value, float(np.sqrt(spread) / whom.sum()), used + whom, float(np.mean(distances))


def _space(x: Numbers) -> Numbers:
    """The covariates in a space where the usual distance is Mahalanobis's."""
    covariance = np.atleast_2d(np.cov(x, rowvar=False))
    values, vectors = np.linalg.eigh(covariance)
    kept = values > 1e-12 * values.max()
    made = (x - x.mean(axis=0)) @ (vectors[:, kept] / np.sqrt(values[kept]))
    return np.asarray(np.round(made, 10), dtype=float)


def _places(rows: Numbers) -> Places:
    where, at = np.unique(rows, axis=0, return_inverse=True)
    return Places(where, at.ravel(), np.bincount(at.ravel()))


def _diagonal(values: Any) -> Any:
    from scipy import sparse

    return sparse.diags(values)


def _nearest(asked: Numbers, there: Places, *, itself: bool = False) -> tuple[Any, Numbers]:
    """For each asked place the shares of the nearest places, ties by their number of rows, and the distance.

    With `itself` the asked are the places themselves, and a place is no neighbour of its own.
    """
    from scipy import sparse
    from sklearn.neighbors import NearestNeighbors

    count = min(len(there.where), MOST_TIED)
    distance, index = NearestNeighbors(n_neighbors=count).fit(there.where).kneighbors(asked)
    if itself:
        distance = np.where(index == np.arange(len(asked))[:, None], np.inf, distance)
    nearest = distance.min(axis=1)
    rows, columns = np.nonzero(distance <= nearest[:, None] + TIE)
    found = index[rows, columns]
    weights = there.size[found].astype(float)
    weights /= np.bincount(rows, weights=weights, minlength=len(asked))[rows]
    return sparse.csr_matrix((weights, (rows, found)), (len(asked), len(there.where))), nearest


def _correction(
    made: Sample, asked: Any, others: Any, used: Numbers, shares: Any, here: Places, there: Places
) -> Numbers:
    """What regression among the matched others says of the difference that matching left."""
    weight = np.sqrt(used[others])
    columns = np.column_stack([np.ones(len(others)), made.x[others]])
    slope = np.linalg.lstsq(columns * weight[:, None], made.y[others] * weight, rcond=None)[0][1:]
    means = np.column_stack([there.mean(column) for column in made.x[others].T])
    return np.asarray((made.x[asked] - (shares @ means)[here.at]) @ slope, dtype=float)


def _noise(made: Sample, space: Numbers) -> Numbers:
    """Each row's outcome variance given its covariates, from the nearest rows of its own arm."""
    noise = np.zeros(len(made.y))
    for arm in (0, 1):
        rows = np.flatnonzero(made.d == arm)
        y, own = made.y[rows], _places(space[rows])
        size, mean = own.size[own.at], own.mean(y)
        # Where others stand at the same place they are the neighbours; alone, the next place is.
        many, near = np.maximum(size - 1, 1).astype(float), (size * mean[own.at] - y) / np.maximum(size - 1, 1)
        lone = size == 1
        if lone.any() and len(own.where) > 1:
            shares, _ = _nearest(own.where, own, itself=True)
            near[lone] = (shares @ mean)[own.at[lone]]
            many[lone] = ((shares > 0) @ own.size)[own.at[lone]]
        noise[rows] = many / (many + 1) * (y - near) ** 2
    return noise
