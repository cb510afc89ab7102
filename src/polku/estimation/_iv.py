"""An instrument: the effect of the treatment on those whom a draw or a chance event moved to take it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from polku.estimation import _unseen
from polku.estimation._balance import balance
from polku.estimation._columns import arms, as_numbers, numbers, texts
from polku.estimation._intervals import part
from polku.estimation._question import Question
from polku.estimation._quiet import coefficients, quiet
from polku.estimation._result import BalanceRow, Estimate, EstimationError, Said
from polku.estimation._sample import Sample, check_columns, check_not_told, sample, without_constant

WEAK = 10.0  # Staiger and Stock (1997): a first stage below 10 carries no usual interval


def estimate(frame: Any, question: Question) -> Estimate:
    """Two-stage least squares (pyfixest): the effect of a unit of the treatment, in the outcome's unit."""
    if not question.instruments:
        raise EstimationError("The design iv needs an instrument: name the column of the draw with --instrument.")
    check_columns(frame, question, question.instruments)
    frame = frame.assign(**{name: _instrument(frame[name]) for name in question.instruments})
    code = [question.cluster] if question.cluster else []
    made = without_constant(
        sample(
            frame, question, treatment=lambda one: _dose(one, question), number=question.instruments, code=code,
            fill=True,
        )
    )  # fmt: skip
    _check(made, question)
    fitted = _fitted(made, question, "y ~ {x} | d ~ {z}")
    found = part("effect", *_coefficient(fitted, "d"), question.alpha, _freedom(fitted, made, question))
    first = _first_stage(made, question)
    moved = first.get("first_stage", 1.0)
    low, high = sorted((moved * found.low, moved * found.high))
    unseen = _unseen.of_difference(moved * found.estimate, low, high, made.y)
    weak = first["first_stage_f"] < WEAK
    binary = set(np.unique(made.d)) == {0.0, 1.0} and len(question.instruments) == 1
    return Estimate(
        design="iv", estimate=found.estimate, se=found.se, low=found.low, high=found.high, p=found.p,
        n_treated=made.n_treated, n_comparison=made.n_comparison, comparison_mean=made.comparison_mean,
        method="two-stage least squares", estimand="late" if binary else "slope", se_kind=_kind(question),
        alpha=question.alpha, n_left_out=made.n_left_out,
        assumptions=tuple(
            Said(f"assumption.{key}") for key in ("instrument-chance", "instrument-only", "instrument-one-way")
        ),
        notes=(*made.notes, Said("note.first-stage", {"f": first["first_stage_f"]}),
               _unseen.said(unseen, "instrument")),
        warnings=(*made.warnings, *([Said("warning.weak-instrument", {"f": first["first_stage_f"]})] if weak else [])),
        failed=("weak_instrument",) if weak else (), balance=_balance(made, question), figures={**first, **unseen},
    )  # fmt: skip


def _balance(made: Sample, question: Question) -> tuple[BalanceRow, ...]:
    """The covariates by the instrument where there is one of 0 and 1, else by the treatment."""
    own = made.more[question.instruments[0]]
    by = own if len(question.instruments) == 1 and set(np.unique(own)) == {0.0, 1.0} else made.d
    return balance(replace(made, d=by)) if 0 < (by != 0).sum() < len(by) else ()


def _dose(column: Any, question: Question) -> Any:
    """The treatment as 0 and 1, or as an amount (years of study)."""
    read = as_numbers(column)
    two = len(texts(column).dropna().unique()) <= 2
    return arms(column, question.treated) if question.treated or two or isinstance(read, str) else read


def _instrument(column: Any) -> Any:
    return arms(column, None) if isinstance(as_numbers(column), str) else numbers(column, "instrument")


def _check(made: Sample, question: Question) -> None:
    least = 2 + len(made.names) + len(question.instruments)
    if len(made.y) <= least:
        raise EstimationError(
            f"There are {len(made.y)} usable rows; the design iv needs more than {least} here.", "few"
        )
    for name in question.instruments:
        if np.ptp(made.more[name]) == 0:
            raise EstimationError(
                f"The instrument {name} is the same in every usable row, so it moves nobody. Name the column that "
                "says who was drawn or offered the treatment.",
                "moves-nobody",
            )
        check_not_told(made, made.more[name], name)
    check_not_told(made, made.d, question.treatment)


def _fitted(made: Sample, question: Question, formula: str) -> Any:
    import pandas as pd
    import pyfixest

    z = {f"z{place}": made.more[name] for place, name in enumerate(question.instruments)}
    x = {f"x{place}": made.x[:, place] for place in range(len(made.names))}
    data = pd.DataFrame({"y": made.y, "d": made.d, **z, **x})
    vcov: Any = "iid" if question.errors == "classical" else "HC1"
    if question.cluster:
        data["cluster"] = made.more[question.cluster]
        vcov = {"CRV1": "cluster"}
    text = formula.format(x=" + ".join(x) or "1", z=" + ".join(z), plus=" + ".join(["1", *z, *x]))
    with quiet():
        return pyfixest.feols(text, data=data, vcov=vcov)


def _coefficient(fitted: Any, name: str) -> tuple[float, float]:
    coefficient, error = coefficients(fitted)
    return float(coefficient[name]), float(error[name])


def _freedom(fitted: Any, made: Sample, question: Question) -> float:
    if question.cluster:
        return float(len(np.unique(made.more[question.cluster])) - 1)
    return float(len(made.y) - len(coefficients(fitted)[0]))


def _first_stage(made: Sample, question: Question) -> dict[str, float]:
    """The F of all instruments in the first stage, by the same kind of error; the share moved by one instrument."""
    fitted = _fitted(made, question, "d ~ {plus}")
    found = coefficients(fitted)[0]
    names = list(found.index)
    picks = np.zeros((len(question.instruments), len(names)))
    for place in range(len(question.instruments)):
        picks[place, names.index(f"z{place}")] = 1
    with quiet():
        test = fitted.wald_test(R=picks, distribution="F")
    exact = float(np.linalg.norm(fitted.resid())) < 1e-8 * float(np.linalg.norm(made.d))  # everybody did as drawn
    figures = {"first_stage_f": math.inf if exact else float(test["statistic"])}
    if len(question.instruments) == 1:
        figures["first_stage"] = float(found["z0"])
    return figures


def _kind(question: Question) -> str:
    if question.cluster:
        return "cluster-robust (CR1)"
    return "robust (HC1)" if question.errors == "robust" else "classical"
