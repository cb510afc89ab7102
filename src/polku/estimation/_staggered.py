"""Units that begin at different times: each cohort is compared with those who have not begun (group-time effects).

diff-diff does the numbers (Callaway and Sant'Anna 2021, doubly robust): an effect for each cohort and time, their mean
weighted by how many are treated, and the effects by time since the start, before it too.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from polku.estimation._balance import balance
from polku.estimation._cohorts import Cohorts, cohorts
from polku.estimation._intervals import part
from polku.estimation._lottery import DRAWS, redrawn_starts
from polku.estimation._question import Question
from polku.estimation._quiet import quiet
from polku.estimation._result import BalanceRow, Estimate, EstimationError, Part, Said

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
    never = found.n_never and question.lead is None
    asked = CallawaySantAnna(
        control_group="never_treated" if never else "not_yet_treated",
        anticipation=question.lead or 0,
        alpha=question.alpha,
        cluster="cluster" if question.cluster else None,
        seed=question.seed,
    )
    with quiet():
        try:
            return asked.fit(data, "y", "unit", "at", "first", covariates=list(x) or None)
        except (ValueError, np.linalg.LinAlgError) as error:
            raise EstimationError(
                f"The group-time effects cannot be computed: {error} Fewer covariates, or cohorts joined, may help.",
                "few",
            ) from error


def _told(found: Cohorts, fitted: Any, question: Question) -> Estimate:
    with quiet():
        around = fitted.aggregate("event_study")
    parts, pre_p = _around(around, question.lead or 0)
    effect, kind = _effect(found, fitted, parts, question)
    bent = pre_p is not None and pre_p < DOUBT
    made = found.made
    waiting, n_treated = _compared(found, question)
    figures = {"cohorts": float(len(fitted.groups)), **({} if pre_p is None else {"pre_trend_p": pre_p})}
    redrawn = redrawn_starts(found, question) if question.drawn and question.lead is not None else None
    figures |= {} if redrawn is None else {"randomisation_p": redrawn}
    chance = ("starts-drawn",) if question.drawn else ("same-way",)
    return Estimate(
        design="staggered", estimate=effect.estimate, se=float(effect.se), low=effect.low, high=effect.high,
        p=effect.p, n_treated=n_treated, n_comparison=len(found.first) - n_treated,
        comparison_mean=float(made.y[waiting].mean()),
        method="group-time effects (Callaway and Sant'Anna), doubly robust", estimand="att", se_kind=kind,
        alpha=question.alpha, n_left_out=made.n_left_out,
        assumptions=tuple(Said(f"assumption.{key}") for key in (*chance, "no-waiting", "no-spill")),
        notes=(*made.notes, *_notes(effect, pre_p, redrawn)),
        warnings=(*made.warnings, *_warnings(found, pre_p, bent)),
        failed=("pre_trend",) if bent and not question.drawn else (),
        balance=_balance(found), parts=(*parts, *(_by_cohort(fitted, found) if question.lead is None else ())),
        figures=figures,
    )  # fmt: skip


def _compared(found: Cohorts, question: Question) -> tuple[Any, int]:
    """By row whether it is compared with, and how many units count as treated.

    With `lead` these are the rows at the times of starts whose own unit's start lies farther ahead, and the units that
    began at a time of the table with such rows.
    """
    own = found.first[found.unit]
    if question.lead is None:
        return found.at < own, found.n_treated
    ahead = own > found.at + question.lead
    starts = np.intersect1d(found.first, found.at[ahead])
    return ahead & np.isin(found.at, starts), int(np.isin(found.first, starts).sum())


def _effect(found: Cohorts, fitted: Any, parts: tuple[Part, ...], question: Question) -> tuple[Part, str]:
    """The mean over cohorts and times, or with `lead` that at the first time; and the kind of its error.

    Under FEW units the library's normal interval is too narrow: Student's t takes its place, with a degree of freedom
    less for each cohort, in the error too (as HC1 does).
    """
    low, high = (float(end) for end in fitted.overall_conf_int)
    effect = Part(
        "effect", float(fitted.overall_att), float(fitted.overall_se), low, high, float(fitted.overall_p_value)
    )
    if question.lead is not None:
        effect = next((one for one in parts if one.name == "+0"), replace(effect, se=float("nan")))
    if not np.isfinite(effect.se) or effect.se <= 0:
        raise EstimationError(
            "The cohorts are too small for a standard error, or none is left to compare with. Join cohorts that begin "
            "near each other, or add units or earlier times.",
            "nobody-later",
        )
    kind = "cluster-robust (influence function)" if question.cluster else "by unit (influence function)"
    units = len(np.unique(found.made.more[question.cluster])) if question.cluster else len(found.first)
    free = units - len(np.unique(found.first))
    if units >= FEW or free < 1:
        return effect, kind
    wider = part("effect", effect.estimate, effect.se * float(np.sqrt(units / free)), question.alpha, free)
    return replace(wider, se=effect.se), f"{kind}, interval by Student's t of {units} units"


def _balance(found: Cohorts) -> tuple[BalanceRow, ...]:
    """The covariates at each unit's first row: units that began beside those that never did, else the earliest."""
    early = np.isfinite(found.first) if found.n_never else found.first == found.first.min()
    rows = found.at == found.at.min()
    return balance(replace(found.made.keep(rows), d=early[found.unit[rows]].astype(float)))


def _notes(effect: Part, pre_p: float | None, redrawn: float | None) -> tuple[Said, ...]:
    end = 0.0 if not (effect.low > 0 or effect.high < 0) else min(abs(effect.low), abs(effect.high))
    said = [Said("note.drift", {"all": abs(effect.estimate), "end": end})]
    if pre_p is not None and pre_p >= DOUBT:
        said.append(Said("note.pre-trend", {"p": pre_p}))
    if redrawn is not None:
        said.append(Said("note.redrawn", {"p": redrawn, "draws": DRAWS}))
    return tuple(said)


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


def _around(around: Any, lead: int) -> tuple[tuple[Part, ...], float | None]:
    """The effects by time since the start, and the p of none before it (a joint test; the last before is no test)."""
    from scipy import stats

    frame = around.to_dataframe()
    parts = tuple(_part(f"{row.event_time:+.0f}", row) for row in frame.itertuples())
    before = [place for place, one in enumerate(frame["event_time"]) if one < -lead and frame["se"].iloc[place] > 0]
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
