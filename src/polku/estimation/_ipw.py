"""Weighting: comparison rows are weighted so that they are, in what was recorded, like the treated."""

from __future__ import annotations

from typing import Any

import numpy as np

from polku.estimation import _unseen
from polku.estimation._balance import UNLIKE, balance
from polku.estimation._clusters import clustered_error
from polku.estimation._columns import Numbers
from polku.estimation._intervals import part
from polku.estimation._propensity import Chances, chances, thin
from polku.estimation._question import Question
from polku.estimation._result import BalanceRow, Estimate, Said
from polku.estimation._sample import Sample, sample


def estimate(frame: Any, question: Question) -> Estimate:
    """The effect by inverse probability weights that add up to one in each arm (Hájek), in the outcome's unit."""
    code = [question.cluster] if question.cluster else []
    by = chances(sample(frame, question, code=code), question)
    made, weights = by.made, _weights(by, question)
    treated = made.d == 1
    means = [float(np.average(made.y[arm], weights=weights[arm])) for arm in (treated, ~treated)]
    influence = _influence(by, weights, means, question)
    se, df, kind = clustered_error(influence, made, question)
    found = part("effect", means[0] - means[1], se, question.alpha, df)
    rows = balance(made, weights)
    worth, poor = thin(weights, ~treated)
    figures = _unseen.of_difference(found.estimate, found.low, found.high, made.y)
    return Estimate(
        design="ipw", estimate=found.estimate, se=found.se, low=found.low, high=found.high, p=found.p,
        n_treated=made.n_treated, n_comparison=made.n_comparison, comparison_mean=means[1],
        method="inverse probability weights, logit", estimand=question.estimand,
        se_kind=f"{kind}; the estimated chances are accounted for", alpha=question.alpha, n_left_out=made.n_left_out,
        assumptions=seen_only(), notes=(*made.notes, _unseen.said(figures)),
        warnings=(*made.warnings, *by.warnings, *still_unlike(rows), *few_count(worth, poor)),
        failed=("no_overlap",) if poor or by.mostly_trimmed else (), balance=rows,
        figures={**figures, "effective_comparison": worth, "trimmed": float(by.trimmed)},
    )  # fmt: skip


def seen_only() -> tuple[Said, ...]:
    """What every comparison by recorded covariates assumes."""
    return tuple(Said(f"assumption.{key}") for key in ("seen-only", "overlap", "no-spill"))


def still_unlike(rows: tuple[BalanceRow, ...]) -> tuple[Said, ...]:
    """A warning that names covariates in which the groups still differ."""
    names = [row.covariate for row in rows if row.after is not None and abs(row.after) > UNLIKE]
    return (Said("warning.still-unlike", {"names": ", ".join(names[:5])}),) if names else ()


def few_count(worth: float, poor: bool) -> tuple[Said, ...]:
    """A warning that a few comparison rows carry the answer."""
    return (Said("warning.thin-overlap", {"worth": worth}),) if poor else ()


def _weights(by: Chances, question: Question) -> Numbers:
    """Weights, on the mean 1 in each arm (stabilised)."""
    d = by.made.d
    raw = np.where(d == 1, 1.0, by.p / (1 - by.p))
    if question.estimand == "ate":
        raw = np.where(d == 1, 1 / by.p, 1 / (1 - by.p))
    for arm in (0, 1):
        raw[d == arm] /= raw[d == arm].mean()
    return np.asarray(raw, dtype=float)


def _influence(by: Chances, weights: Numbers, means: list[float], question: Question) -> Numbers:
    """Each row's influence on the estimate, the logit's own error included (stacked estimating equations)."""
    made: Sample = by.made
    d, count = made.d, len(made.y)
    shares = [float((d == arm).mean()) for arm in (1, 0)]
    own = [
        np.where(d == arm, weights * (made.y - mean), 0.0) / share
        for arm, mean, share in zip((1, 0), means, shares, strict=True)
    ]
    # The weight's slope in the logit's coefficients, times the row's own part.
    if question.estimand == "att":
        slope = by.columns.T @ -own[1] / count
    else:
        slope = by.columns.T @ (-own[0] * (1 - by.p) - own[1] * by.p) / count
    spread = by.p * (1 - by.p)
    information = (by.columns * spread[:, None]).T @ by.columns / count
    score = by.columns * (d - by.p)[:, None]
    return np.asarray(own[0] - own[1] + score @ np.linalg.solve(information, slope), dtype=float)
