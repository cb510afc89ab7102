"""Units that begin at different times: each cohort is compared with those who have not begun (group-time effects).

diff-diff does the numbers (Callaway and Sant'Anna 2021, doubly robust): an effect for each cohort and time, their mean
weighted by how many are treated, and the effects by time since the start, before it too.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from polku.estimation._cohorts import Cohorts, cohorts
from polku.estimation._question import Question
from polku.estimation._quiet import quiet
from polku.estimation._result import Estimate, EstimationError, Part, Said

DOUBT = 0.05
FEW = 40


def estimate(frame: Any, question: Question) -> Estimate:
    """The mean effect on the treated over cohorts and times, in the outcome's unit; `n_*` count units.

    The treatment column says whether the row's unit has the treatment at the row's time (0 and 1), or the time at
    which the unit began (0 or empty: never).
    """
    found = cohorts(frame, question)
    return _told(found, _fitted(found, question), question)


def _fitted(found: Cohorts, question: Question) -> Any:
    import pandas as pd
    from diff_diff import CallawaySantAnna

    made = found.made
    x = {f"x{place}": made.x[:, place] for place in range(len(made.names))}
    data = pd.DataFrame({"y": made.y, "unit": found.unit, "at": found.at, "first": found.first[found.unit], **x})
    if question.cluster:
        data["cluster"] = made.more[question.cluster]
    asked = CallawaySantAnna(
        control_group="never_treated" if found.n_never else "not_yet_treated",
        alpha=question.alpha,
        cluster="cluster" if question.cluster else None,
        seed=question.seed,
    )
    with quiet():
        try:
            return asked.fit(data, "y", "unit", "at", "first", covariates=list(x) or None)
        except (ValueError, np.linalg.LinAlgError) as error:
            raise EstimationError(
                f"The group-time effects cannot be computed: {error} Fewer covariates, or cohorts joined, may help."
            ) from error


def _told(found: Cohorts, fitted: Any, question: Question) -> Estimate:
    if not np.isfinite(fitted.overall_se) or fitted.overall_se <= 0:
        raise EstimationError(
            "The cohorts are too small for a standard error. Join cohorts that begin near each other, or add units."
        )
    with quiet():
        around = fitted.aggregate("event_study")
    parts, pre_p = _around(around)
    bent = pre_p is not None and pre_p < DOUBT
    made = found.made
    low, high = (float(end) for end in fitted.overall_conf_int)
    waiting = found.at < found.first[found.unit]
    return Estimate(
        design="staggered", estimate=float(fitted.overall_att), se=float(fitted.overall_se), low=low, high=high,
        p=float(fitted.overall_p_value), n_treated=found.n_treated, n_comparison=found.n_never,
        comparison_mean=float(made.y[waiting].mean()),
        method="group-time effects (Callaway and Sant'Anna), doubly robust", estimand="att",
        se_kind="cluster-robust (influence function)" if question.cluster else "by unit (influence function)",
        alpha=question.alpha, n_left_out=made.n_left_out,
        assumptions=tuple(Said(f"assumption.{key}") for key in ("same-way", "no-waiting", "no-spill")),
        notes=(*made.notes, *([Said("note.pre-trend", {"p": pre_p})] if pre_p is not None else [])),
        warnings=(*made.warnings, *_warnings(found, pre_p, bent)), failed=("pre_trend",) if bent else (),
        parts=(*parts, *_by_cohort(fitted, found)),
        figures={"cohorts": float(len(fitted.groups)), **({} if pre_p is None else {"pre_trend_p": pre_p})},
    )  # fmt: skip


def _warnings(found: Cohorts, pre_p: float | None, bent: bool) -> tuple[Said, ...]:
    said = []
    if found.n_always:
        said.append(Said("warning.always-treated", {"count": found.n_always}))
    if not found.n_never:
        said.append(Said("warning.no-never"))
    if found.n_treated + found.n_never < FEW:
        said.append(Said("warning.few-units", {"count": found.n_treated + found.n_never}))
    if found.gaps:
        said.append(Said("warning.gaps", {"count": found.gaps}))
    if pre_p is None:
        said.append(Said("warning.no-pre-trend"))
    if bent:
        said.append(Said("warning.pre-trend", {"p": pre_p}))
    return tuple(said)


def _around(around: Any) -> tuple[tuple[Part, ...], float | None]:
    """The effects by time since the start, and the p of none before it (a joint test; the last before is no test)."""
    from scipy import stats

    frame = around.to_dataframe()
    parts = tuple(_part(f"{row.event_time:+.0f}", row) for row in frame.itertuples())
    before = [place for place, one in enumerate(frame["event_time"]) if one < 0 and frame["se"].iloc[place] > 0]
    if not before:
        return parts, None
    order = [list(around.vcov_index).index(frame["event_time"].iloc[place]) for place in before]
    spread = np.asarray(around.vcov)[np.ix_(order, order)]
    effects = frame["att"].to_numpy(float)[before]
    statistic = float(effects @ np.linalg.pinv(spread) @ effects)
    return parts, float(stats.chi2.sf(statistic, np.linalg.matrix_rank(spread)))


def _by_cohort(fitted: Any, found: Cohorts) -> tuple[Part, ...]:
    with quiet():
        frame = fitted.aggregate("group").to_dataframe()
    return tuple(_part(f"cohort {found.names.get(float(row.label), row.label)}", row) for row in frame.itertuples())


def _part(name: str, row: Any) -> Part:
    return Part(
        name, float(row.att), float(row.se), float(row.conf_int_lower), float(row.conf_int_upper), float(row.p_value)
    )
