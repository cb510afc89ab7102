"""Doubly robust: outcome and chance of treatment are both predicted, each row by models that have not seen it.

Right when either prediction is right (Robins, Rotnitzky and Zhao 1994; cross-fitting: Chernozhukov et al. 2018).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polku.estimation import _unseen
from polku.estimation._balance import balance
from polku.estimation._clusters import clustered_error
from polku.estimation._columns import Numbers
from polku.estimation._intervals import part
from polku.estimation._ipw import few_count, seen_only, still_unlike
from polku.estimation._propensity import Chances, chances, thin
from polku.estimation._question import Question
from polku.estimation._quiet import quiet
from polku.estimation._result import Estimate, EstimationError, Said
from polku.estimation._sample import Sample, sample

FOLDS = 5
EDGE = 0.01
Fold = tuple[NDArray[np.int64], NDArray[np.int64]]


@dataclass(frozen=True, slots=True)
class Predicted:
    """Each row's predicted outcome without and with the treatment, and its chance of treatment."""

    without: Numbers
    with_it: Numbers
    p: Numbers


def estimate(frame: Any, question: Question) -> Estimate:
    """The effect by augmented inverse probability weighting with cross-fitting, in the outcome's unit."""
    code = [question.cluster] if question.cluster else []
    by = chances(sample(frame, question, code=code), question)
    made = by.made
    if min(made.n_treated, made.n_comparison) < 2 * FOLDS:
        raise EstimationError(
            f"The doubly robust design cuts the rows into {FOLDS} parts and needs at least {2 * FOLDS} rows in each "
            f"group; there are {made.n_treated} and {made.n_comparison}. Use --design ipw or matching.",
            "few",
        )
    predicted = _predicted(made, folds(made, question), question)
    parts = _parts(made, predicted, question)
    value = float(parts.mean())
    influence = parts - value
    if question.estimand == "att":
        influence = parts - value * made.d / made.d.mean()
    se, df, kind = clustered_error(influence, made, question)
    found = part("effect", value, se, question.alpha, df)
    return _told(by, predicted, question, found, kind)


def _told(by: Chances, predicted: Predicted, question: Question, found: Any, kind: str) -> Estimate:
    made = by.made
    weights = _weights(made, predicted.p, question)
    rows = balance(made, weights)
    worth, poor = thin(weights, made.d == 0)
    figures = _unseen.of_difference(found.estimate, found.low, found.high, made.y)
    whom = made.d == 1 if question.estimand == "att" else np.full(len(made.y), True)
    return Estimate(
        design="aipw", estimate=found.estimate, se=found.se, low=found.low, high=found.high, p=found.p,
        n_treated=made.n_treated, n_comparison=made.n_comparison,
        comparison_mean=float(made.y[whom].mean() - found.estimate) if question.estimand == "att"
        else float(predicted.without.mean()),
        method=f"augmented weights, cross-fitted in {FOLDS} parts, {question.learner} predictions",
        estimand=question.estimand, se_kind=kind, alpha=question.alpha, n_left_out=made.n_left_out,
        assumptions=(*seen_only(), Said("assumption.one-of-two")), notes=(*made.notes, _unseen.said(figures)),
        warnings=(*made.warnings, *by.warnings, *still_unlike(rows), *few_count(worth, poor)),
        failed=("no_overlap",) if poor or by.mostly_trimmed else (), balance=rows,
        figures={**figures, "effective_comparison": worth, "trimmed": float(by.trimmed)},
    )  # fmt: skip


def folds(made: Sample, question: Question) -> list[Fold]:
    """The parts, each with the rows that teach and the rows that are predicted: by arm, clusters whole."""
    from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

    if question.cluster is None:
        cut = StratifiedKFold(FOLDS, shuffle=True, random_state=question.seed)
        return list(cut.split(made.x, made.d))
    clusters = made.more[question.cluster]
    if len(np.unique(clusters)) < FOLDS:
        raise EstimationError(
            f"The cluster column {question.cluster} has {len(np.unique(clusters))} values; cross-fitting needs "
            f"{FOLDS}. Use finer clusters, or --design ipw.",
            "one-cluster",
        )
    with quiet():
        return list(
            StratifiedGroupKFold(FOLDS, shuffle=True, random_state=question.seed).split(made.x, made.d, clusters)
        )


def learners(question: Question, binary: bool) -> tuple[Any, Any]:
    """What predicts the outcome, and what predicts the treatment (scikit-learn)."""
    from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor
    from sklearn.linear_model import LinearRegression, LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    if question.learner == "boosting":
        settings: dict[str, Any] = {
            "max_iter": 100, "learning_rate": 0.05, "min_samples_leaf": 50, "random_state": question.seed,
        }  # fmt: skip
        outcome = HistGradientBoostingClassifier if binary else HistGradientBoostingRegressor
        return outcome(**settings), HistGradientBoostingClassifier(**settings)
    logit = make_pipeline(StandardScaler(), LogisticRegression(C=1e6, max_iter=1000))
    return LinearRegression(), logit


def _predicted(made: Sample, cut: list[Fold], question: Question) -> Predicted:
    from sklearn.base import clone

    binary = bool(np.isin(made.y, (0, 1)).all())
    outcome, treatment = learners(question, binary)
    found = Predicted(*(np.empty(len(made.y)) for _ in range(3)))
    for taught, asked in cut:
        _check_arms(made, taught)
        for arm, place in ((0, found.without), (1, found.with_it)):
            if arm == 0 or question.estimand == "ate":
                rows = taught[made.d[taught] == arm]
                place[asked] = _mean(clone(outcome), made, rows, asked)
        found.p[asked] = clone(treatment).fit(made.x[taught], made.d[taught]).predict_proba(made.x[asked])[:, 1]
    return Predicted(found.without, found.with_it, np.clip(found.p, EDGE, 1 - EDGE))


def _mean(model: Any, made: Sample, rows: Any, asked: Any) -> Any:
    if hasattr(model, "predict_proba"):
        if np.ptp(made.y[rows]) == 0:
            return made.y[rows][0]
        return model.fit(made.x[rows], made.y[rows]).predict_proba(made.x[asked])[:, 1]
    return model.fit(made.x[rows], made.y[rows]).predict(made.x[asked])


def _check_arms(made: Sample, taught: Any) -> None:
    if len(np.unique(made.d[taught])) < 2:
        raise EstimationError(
            "All treated rows are in one cluster, so that no part can be predicted from the others.", "one-cluster"
        )


def _parts(made: Sample, by: Predicted, question: Question) -> Numbers:
    """Each row's part of the estimate; the estimate is their mean."""
    missed = made.y - by.without
    if question.estimand == "att":
        return np.asarray((made.d - by.p * (1 - made.d) / (1 - by.p)) * missed / made.d.mean(), dtype=float)
    gained = made.d / by.p * (made.y - by.with_it) - (1 - made.d) / (1 - by.p) * missed
    return np.asarray(by.with_it - by.without + gained, dtype=float)


def _weights(made: Sample, p: Numbers, question: Question) -> Numbers:
    if question.estimand == "att":
        return np.where(made.d == 1, 1.0, p / (1 - p))
    return np.where(made.d == 1, 1 / p, 1 / (1 - p))
