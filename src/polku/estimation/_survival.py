"""Time to an event: who gets a job sooner, where some have not got one yet when the watching ends.

Cox's model (lifelines, ties by Efron) gives the estimate, the logarithm of the hazard ratio; `_curves` what stands
beside it.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from polku.estimation import _unseen
from polku.estimation._balance import balance
from polku.estimation._columns import Numbers, as_numbers
from polku.estimation._curves import by_arm
from polku.estimation._intervals import part
from polku.estimation._question import Question
from polku.estimation._quiet import quiet
from polku.estimation._result import Estimate, EstimationError, Part, Said
from polku.estimation._sample import Sample, check_not_told, sample, two_arms, without_constant

DOUBT = 0.05


def estimate(frame: Any, question: Question) -> Estimate:
    """The logarithm of the hazard ratio of the event, and beside it the hazard ratio and the days gained.

    The outcome is the time; `event` says whether it ended (1, further codes for other endings) or was still going on
    (0). Without `event`, the two of outcome and `time` are told apart by which of them is 0 and 1.
    """
    question, event, assumed = _roles(frame, question)
    made = _sample(frame, question, event)
    ended = made.more[event] if event else np.ones(len(made.y))
    _check(made, ended, question)
    check_not_told(made, made.d, question.treatment)
    fitted = _cox(made, ended == 1, question)
    found = part("effect", float(fitted.params_["d"]), float(fitted.standard_errors_["d"]), question.alpha)
    tau, curves = by_arm(made, ended, question)
    figures = {
        **_unseen.of_log_hazard(found.estimate, found.low, found.high),
        **{f"hazard_ratio{end}": math.exp(value) for end, value in _ends(found)},
        "horizon": tau,
        "proportional_p": _proportional(fitted, made, ended == 1, question),
        "events": float((ended == 1).sum()),
    }
    bent = figures["proportional_p"] < DOUBT
    return Estimate(
        design="survival", estimate=found.estimate, se=found.se, low=found.low, high=found.high, p=found.p,
        n_treated=made.n_treated, n_comparison=made.n_comparison,
        comparison_mean=next(one.estimate for one in curves if one.name == "share 1 comparison"),
        method="Cox, logarithm of the hazard ratio", estimand="log hazard ratio",
        se_kind="cluster-robust" if question.cluster else "from Cox's partial likelihood", alpha=question.alpha,
        n_left_out=made.n_left_out,
        assumptions=tuple(Said(f"assumption.{key}") for key in ("seen-only", "watching-ends", "proportional")),
        notes=(*made.notes, Said("note.hazard", {"ratio": math.exp(found.estimate)}), *_sooner(curves, tau),
               _unseen.said(figures)),
        warnings=(*made.warnings, *([Said("warning.all-ended")] if assumed else []),
                  *([Said("warning.bent", {"p": figures["proportional_p"]})] if bent else [])),
        balance=balance(made), parts=curves, figures=figures,
    )  # fmt: skip


def _ends(found: Part) -> tuple[tuple[str, float], ...]:
    return (("", found.estimate), ("_low", found.low), ("_high", found.high))


def _sooner(curves: tuple[Part, ...], tau: float) -> tuple[Said, ...]:
    return tuple(
        Said("note.area", {"days": one.estimate, "low": one.low, "high": one.high, "horizon": tau})
        for one in curves
        if one.name == "time sooner"
    )


def _roles(frame: Any, question: Question) -> tuple[Question, str | None, bool]:
    """The question with the time as outcome, the event's column, and whether all rows are taken as ended."""
    if question.event:
        return question, question.event, False
    if question.time is None:
        if question.outcome in frame.columns and _is_event(frame[question.outcome]):
            raise EstimationError(
                f"The outcome {question.outcome} holds 0 and 1 only. Time to an event needs the time too: name it "
                f"as --outcome and {question.outcome} as --event."
            )
        return question, None, True
    for name, other in ((question.outcome, question.time), (question.time, question.outcome)):
        if name in frame.columns and _is_event(frame[name]):
            return replace(question, outcome=other, time=None), name, False
    return question, question.time, False


def _is_event(column: Any) -> bool:
    read = as_numbers(column)
    return not isinstance(read, str) and set(np.unique(read[~np.isnan(read)])) <= {0.0, 1.0}


def _sample(frame: Any, question: Question, event: str | None) -> Sample:
    code = [question.cluster] if question.cluster else []
    number = [event] if event else []
    made = two_arms(sample(frame, question, number=number, code=code), question)
    if question.horizon is not None and event:
        later = made.y > question.horizon
        more = {**made.more, event: np.where(later, 0.0, made.more[event])}
        made = replace(made, y=np.minimum(made.y, question.horizon), more=more)
    return without_constant(made)


def _check(made: Sample, ended: Numbers, question: Question) -> None:
    if (made.y < 0).any():
        raise EstimationError(
            f"The time {question.outcome} is negative in {int((made.y < 0).sum())} rows. "
            "Count days from the first day of each person's watching."
        )
    if not np.isin(ended, np.arange(0, 100)).all():
        raise EstimationError(
            f"The column {question.event or question.time} says how the time ended and must hold 1 (it ended), 0 "
            "(still going on) or a whole number of another ending."
        )
    for arm, name in ((1, "treatment"), (0, "comparison")):
        if not (ended[made.d == arm] == 1).any():
            raise EstimationError(
                f"Nobody in the {name} group had the event, so the hazards cannot be compared. "
                "Watch for longer, or compare the shares with another design."
            )


def _data(made: Sample, ended: Any, question: Question) -> Any:
    import pandas as pd

    columns = {f"x{place}": made.x[:, place] for place in range(len(made.names))}
    cluster = {"cluster": made.more[question.cluster]} if question.cluster else {}
    return pd.DataFrame({"time": made.y, "ended": ended.astype(int), "d": made.d, **columns, **cluster})


def _cox(made: Sample, ended: Any, question: Question) -> Any:
    from lifelines import CoxPHFitter
    from lifelines.exceptions import ConvergenceError

    cluster = "cluster" if question.cluster else None
    with quiet():
        try:
            data = _data(made, ended, question)
            return CoxPHFitter(alpha=question.alpha).fit(data, "time", "ended", cluster_col=cluster)
        except ConvergenceError as error:
            raise EstimationError(
                "Cox's model finds no answer: a covariate tells perfectly who had the event, or columns say the same. "
                "Leave covariates out one at a time."
            ) from error


def _proportional(fitted: Any, made: Sample, ended: Any, question: Question) -> float:
    from lifelines.statistics import proportional_hazard_test

    with quiet():
        test = proportional_hazard_test(fitted, _data(made, ended, question), time_transform="rank")
    return float(test.summary.loc["d", "p"])
