"""A limit: who is just past it got the treatment, who is just short of it did not; the jump there is the effect.

diff-diff's regression discontinuity does the numbers (local linear, triangular weights, bandwidth by mean squared
error, robust bias-corrected error: Calonico, Cattaneo and Titiunik 2014, as rdrobust).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from polku.estimation import _unseen
from polku.estimation._balance import balance
from polku.estimation._columns import Numbers, arms, as_numbers, texts
from polku.estimation._question import Question
from polku.estimation._quiet import quiet
from polku.estimation._result import Estimate, EstimationError, Part, Said
from polku.estimation._sample import Sample, check_columns, check_not_told, sample

DOUBT = 0.01
WEAK = 10.0
LEAST = 20


@dataclass(frozen=True, slots=True)
class Limit:
    """The running column, turned so that the treatment is at or above `cutoff`; `own` is the cutoff as it was named."""

    running: Numbers
    cutoff: float
    own: float
    sharp: bool


def estimate(frame: Any, question: Question) -> Estimate:
    """The effect at the limit, in the outcome's unit: sharp, or of those whom the limit moved (fuzzy)."""
    question, name, has_arms = _roles(frame, question)
    made = sample(frame, question, treatment=None if has_arms else _any_number, number=[name])
    limit = _limit(made, made.more[name], question, has_arms)
    check_not_told(made, (limit.running >= limit.cutoff).astype(float), question.treatment)
    check_not_told(made, made.d, question.treatment)
    fitted = _fitted(made, limit, question)
    return _told(made, limit, question, fitted)


def _told(made: Sample, limit: Limit, question: Question, fitted: Any) -> Estimate:
    near = np.abs(limit.running - limit.cutoff) <= max(fitted.h_left, fitted.h_right)
    past = limit.running >= limit.cutoff
    heaped = _heaped(limit)
    figures = {
        "cutoff": limit.own, "bandwidth": float(fitted.h_left), "bandwidth_bias": float(fitted.b_left),
        "n_left": float(fitted.n_h_left), "n_right": float(fitted.n_h_right),
        "estimate_conventional": float(fitted.att_conventional), "se_conventional": float(fitted.se_conventional),
        "density_p": heaped,
    }  # fmt: skip
    failed, warnings = [], []
    if heaped < DOUBT:
        failed.append("heaped")
        warnings.append(Said("warning.heaped", {"p": heaped}))
    if not limit.sharp:
        first = (float(fitted.first_stage) / float(fitted.first_stage_se)) ** 2
        figures |= {"first_stage": float(fitted.first_stage), "first_stage_f": first}
        if first < WEAK:
            failed.append("weak_instrument")
            warnings.append(Said("warning.weak-instrument", {"f": first}))
    low, high = (float(end) for end in fitted.conf_int)
    unseen = _unseen.of_difference(float(fitted.att), low, high, made.y[near])
    beside = replace(made.keep(near), d=past[near].astype(float))
    return Estimate(
        design="rdd", estimate=float(fitted.att), se=float(fitted.se), low=low, high=high, p=float(fitted.p_value),
        n_treated=int((near & past).sum()), n_comparison=int((near & ~past).sum()),
        comparison_mean=float(made.y[near & ~past].mean()),
        method=f"local linear, triangular weights, {'sharp' if limit.sharp else 'fuzzy'}", estimand="at the cutoff",
        se_kind="robust bias-corrected (nearest neighbour)", alpha=question.alpha, n_left_out=made.n_left_out,
        assumptions=tuple(Said(f"assumption.{key}") for key in ("smooth", "nobody-aims", "only-near")),
        notes=(*made.notes, Said("note.bandwidth", {"bandwidth": float(fitted.h_left), "cutoff": limit.own}),
               _unseen.said(unseen, "limit")),
        warnings=(*made.warnings, *warnings), failed=tuple(failed), balance=balance(beside),
        figures={**figures, **unseen},
        parts=_placebo(made, limit, question),
    )  # fmt: skip


def _any_number(column: Any) -> Numbers:
    read = as_numbers(column)
    if isinstance(read, str):
        raise EstimationError(
            f"The column {column.name} holds {read!r}. The design rdd needs the number that decides: name it with "
            "--running, and where the limit lies with --cutoff."
        )
    return read


def _roles(frame: Any, question: Question) -> tuple[Question, str, bool]:
    """The running column, and whether the treatment column holds arms.

    Without `running`, a treatment of more than two values is itself what decides; with two values it is the
    instrument, the time, or the first covariate that tells the arms apart or is alone.
    """
    check_columns(frame, question, [name for name in (question.running, question.instrument, question.time) if name])
    treatment = frame[question.treatment]
    two = len(texts(treatment).dropna().unique()) <= 2 or question.treated is not None
    if not two and question.running in (None, question.treatment):
        return question, question.treatment, False
    name = question.running or question.instrument or question.time or _among_covariates(frame, question)
    left = tuple(one for one in question.covariates if one != name)
    return replace(question, covariates=left), name, True


def _among_covariates(frame: Any, question: Question) -> str:
    if len(question.covariates) == 1:
        return question.covariates[0]
    d = arms(frame[question.treatment], question.treated)
    for name in question.covariates:
        read = as_numbers(frame[name])
        if not isinstance(read, str) and _apart(read, d):
            return name
    raise EstimationError(
        "The design rdd needs the number that decides who gets the treatment (age, points, days unemployed). "
        "Name its column with --running, and the limit with --cutoff."
    )


def _apart(running: Numbers, d: Numbers) -> bool:
    first, second = running[d == 1], running[d == 0]
    return bool(np.nanmin(first) > np.nanmax(second) or np.nanmax(first) < np.nanmin(second))


def _limit(made: Sample, running: Numbers, question: Question, has_arms: bool) -> Limit:
    cutoff = question.cutoff
    if not has_arms:
        own = 0.0 if cutoff is None else cutoff
        return _held(Limit(running, own, own, sharp=True), question)
    if cutoff is None and _apart(running, made.d):
        cutoff = _edge(running, made.d)
    if cutoff is None:
        if not running.min() < 0 < running.max():
            raise EstimationError(
                "The running column does not tell the two groups apart, so the limit cannot be read from it. "
                "Say where it lies with --cutoff."
            )
        cutoff = 0.0
    sides = {
        (1, cutoff): running >= cutoff, (1, float(np.nextafter(cutoff, np.inf))): running > cutoff,
        (-1, -cutoff): running <= cutoff, (-1, float(np.nextafter(-cutoff, np.inf))): running < cutoff,
    }  # fmt: skip
    for (sign, turned), got in sides.items():
        if np.array_equal(got, made.d == 1):
            return _held(Limit(sign * running, turned, cutoff, sharp=True), question)
    return _held(Limit(running, cutoff, cutoff, sharp=False), question)


def _edge(running: Numbers, d: Numbers) -> float:
    """Where the arms meet: 0 when it lies between them, else the treated value nearest to the others."""
    first, second = running[d == 1], running[d == 0]
    edge, other = (first.min(), second.max()) if first.min() > second.max() else (first.max(), second.min())
    return 0.0 if min(edge, other) <= 0 <= max(edge, other) else float(edge)


def _held(limit: Limit, question: Question) -> Limit:
    past = limit.running >= limit.cutoff
    few = min(int(past.sum()), int((~past).sum()))
    if few < LEAST:
        raise EstimationError(
            f"Only {few} rows lie on one side of the limit {limit.own:g}; at least {LEAST} are needed on each. "
            "Look whether --cutoff is right, or bring in rows of the other side."
        )
    return limit


def _fitted(made: Sample, limit: Limit, question: Question) -> Any:
    import pandas as pd
    from diff_diff import RegressionDiscontinuity

    x = {f"x{place}": made.x[:, place] for place in range(len(made.names))}
    data = pd.DataFrame({"y": made.y, "d": made.d, "r": limit.running, **x})
    settings = {"cutoff": limit.cutoff, "h": question.bandwidth, "alpha": question.alpha}
    with quiet():
        try:
            return RegressionDiscontinuity(**settings).fit(
                data, outcome="y", running="r", covariates=list(x) or None, takeup=None if limit.sharp else "d"
            )
        except (ValueError, TypeError, np.linalg.LinAlgError) as error:
            # A variance below 0 ends in the library as a complex number, that is as a TypeError.
            width = "from the table" if question.bandwidth is None else f"of {question.bandwidth:g}"
            raise EstimationError(
                f"The jump at {limit.own:g} cannot be fitted with a bandwidth {width}: the outcome hardly varies near "
                "the limit, or the rows are too few. Name a wider --bandwidth, or bring in rows near the limit."
            ) from error


def _heaped(limit: Limit) -> float:
    """The p of no heap at the limit (density test of Cattaneo, Jansson and Ma 2020); 1 where it cannot be taken.

    Where most values are shared (whole years), the test takes steps for heaps, so it is not taken.
    """
    import pandas as pd
    from diff_diff import RDDensityTest

    if len(np.unique(limit.running)) < len(limit.running) / 2:
        return 1.0
    with quiet():
        try:
            found = RDDensityTest(cutoff=limit.cutoff).fit(pd.DataFrame({"r": limit.running}), running="r")
        except (ValueError, np.linalg.LinAlgError):
            return 1.0
    return float(found.p_value)


def _placebo(made: Sample, limit: Limit, question: Question) -> tuple[Part, ...]:
    """The jump where there is no limit: at the median of each side."""
    found = []
    for name, rows in (("below", limit.running < limit.cutoff), ("above", limit.running >= limit.cutoff)):
        middle = float(np.median(limit.running[rows]))
        part = made.keep(rows)
        inner = Limit(limit.running[rows], middle, middle, sharp=True)
        if min((inner.running >= middle).sum(), (inner.running < middle).sum()) < LEAST or np.ptp(part.y) == 0:
            continue
        try:
            fitted = _fitted(part, inner, replace(question, bandwidth=None))
        except EstimationError:
            continue
        low, high = (float(end) for end in fitted.conf_int)
        found.append(
            Part(f"placebo {name}", float(fitted.att), float(fitted.se), low, high, float(fitted.p_value))
        )  # fmt: skip
    return tuple(found)
