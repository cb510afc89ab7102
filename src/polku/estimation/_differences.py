"""Difference in differences: how much more the treated changed than the others did, in the same time.

pyfixest fits units' and times' levels; errors go together by unit (or `cluster`). Times before the start show whether
the groups went the same way while nobody had the treatment.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polku.estimation._balance import balance
from polku.estimation._clusters import FEW, wild
from polku.estimation._columns import Numbers
from polku.estimation._intervals import part
from polku.estimation._panel import begun, by_unit, check_once, find, times
from polku.estimation._question import Question
from polku.estimation._quiet import coefficients, quiet
from polku.estimation._result import Estimate, EstimationError, Part, Said
from polku.estimation._sample import Sample, check_columns, check_not_told, sample

DOUBT = 0.05


@dataclass(frozen=True, slots=True)
class Panel:
    """Rows with their unit, time and cluster; `now` is 1 where the unit has the treatment at the time."""

    made: Sample
    unit: NDArray[np.int64]
    at: NDArray[np.int64]
    names: tuple[str, ...]
    cluster: NDArray[np.int64]
    now: Numbers
    begun: Numbers  # by unit: the place of the first time with treatment, inf for never

    @property
    def ever(self) -> NDArray[np.bool_]:
        """By row: whether its unit ever has the treatment."""
        return np.asarray(np.isfinite(self.begun[self.unit]))


def estimate(frame: Any, question: Question) -> Estimate:
    """The effect on the treated by two-way fixed effects, in the outcome's unit; `n_*` count units.

    The treatment column says whether the row's unit has the treatment at the row's time, or (the same in all of a
    unit's rows) whether it belongs to the group that gets it: since `start`, or at the later of two times. Without
    `unit` the rows are different people at each time.
    """
    if question.time is None:
        raise EstimationError("The design did needs the column of the time: name it with --time (and --unit).")
    more = [name for name in (question.unit, question.cluster) if name]
    check_columns(frame, question, [question.time, *more])
    check_once(frame, question)
    panel = _panel(frame, question, more)
    fitted, columns = _fitted(panel, {"now": panel.now}, question)
    return _told(panel, question, _inferred(panel, fitted, columns, question))


def _panel(frame: Any, question: Question, more: list[str]) -> Panel:
    if question.time is None:
        raise EstimationError("The design did needs --time.")
    read = times(frame[question.time])
    place = "the row's place among the times"
    frame = frame.assign(**{place: np.where(read.at < 0, np.nan, read.at)})
    made = sample(frame, question, number=[place], code=more)
    at = made.more[place].astype(np.int64)
    unit = made.more[question.unit] if question.unit else np.arange(len(at))
    unit = np.unique(unit, return_inverse=True)[1]
    now, group = _now(made.d, unit, at, read.names, question)
    if question.unit is None:
        unit = group.astype(np.int64)
    cluster = made.more[question.cluster] if question.cluster else unit
    panel = Panel(made, unit, at, read.names, cluster, now, begun(now, unit, at))
    _check(panel, question)
    check_not_told(made, now, question.treatment)
    return panel


def _now(
    d: Numbers, unit: NDArray[Any], at: NDArray[Any], names: tuple[str, ...], question: Question
) -> tuple[Numbers, Numbers]:
    """The treatment by row and time, and the group by row."""
    least, most = by_unit(d, unit)
    varies = question.unit is not None and (least != most).any()
    if varies and question.start is None:
        return d, most[unit]
    seen = np.unique(at)
    if question.start is None and len(seen) > 2:
        raise EstimationError(
            f"The treatment column {question.treatment} is the same at all {len(seen)} times, so it does not say since "
            "when. Name the first time with the treatment with --start, or write 1 only in rows that have it."
        )
    start = seen[-1] if question.start is None else find(question.start, names)
    return most[unit] * (at >= start), most[unit]


def _check(panel: Panel, question: Question) -> None:
    ever = panel.ever
    for rows, what in (
        (panel.now == 1, "a treated row after the start"),
        (ever & (panel.now == 0), "a row from before"),
    ):
        if not rows.any():
            raise EstimationError(
                f"There is no {what.removeprefix('a ')} among the treated of {question.treatment}, so no change can be "
                "seen. Bring in rows from both before and after the start.",
                "no-before",
            )
    same_time = len(np.unique(panel.begun[np.isfinite(panel.begun)])) == 1
    if ever.all() and same_time:
        raise EstimationError(
            f"All units of {question.treatment} get the treatment at the same time, so nobody shows what would have "
            "happened without it. Bring in units that did not get it.",
            "nobody-later",
        )


def _fitted(panel: Panel, columns: dict[str, Numbers], question: Question) -> tuple[Any, list[str]]:
    import pandas as pd
    import pyfixest

    x = {f"x{place}": panel.made.x[:, place] for place in range(len(panel.made.names))}
    data = pd.DataFrame(
        {"y": panel.made.y, "unit": panel.unit, "at": panel.at, "cluster": panel.cluster, **columns, **x}
    )
    alone = question.unit is None and question.cluster is None
    vcov: Any = "HC1" if alone else {"CRV1": "cluster"}
    if question.errors == "classical":
        vcov = "iid"
    with quiet():
        fitted = pyfixest.feols(f"y ~ {' + '.join([*columns, *x])} | unit + at", data=data, vcov=vcov, fixef_rm="none")
    known = coefficients(fitted)[0].index
    gone = [name for name in columns if name not in known]
    if gone:
        raise EstimationError(
            "The treatment cannot be told apart from the units, the times or the covariates. Leave out covariates that "
            "change exactly when the treatment begins.",
            "not-apart",
        )
    return fitted, [*columns, *x]


def _inferred(panel: Panel, fitted: Any, columns: list[str], question: Question) -> tuple[Part, str, tuple[Said, ...]]:
    value, se = (float(one["now"]) for one in coefficients(fitted))
    if question.errors == "classical":
        return part("effect", value, se, question.alpha, float(len(panel.now) - len(columns) - 2)), "classical", ()
    if question.unit is None and question.cluster is None:
        return part("effect", value, se, question.alpha, float(len(panel.now) - 4)), "robust (HC1)", ()
    count = len(np.unique(panel.cluster))
    if count < 2:
        raise EstimationError(
            "There is one cluster only; errors that go together need at least two, and better forty.", "one-cluster"
        )
    found = part("effect", value, se, question.alpha, count - 1)
    said = (Said("note.clusters", {"count": count}),)
    if count >= FEW:
        return found, f"cluster-robust (CR1, {count} clusters)", said
    tested = wild(*_without_levels(panel, question), panel.cluster, 0, question)
    found = replace(found, low=float(tested.ci_lower), high=float(tested.ci_upper), p=float(tested.p_value))
    kind = f"wild cluster bootstrap of the test (CR1 error, {count} clusters)"
    return found, kind, (*said, Said("warning.few-clusters", {"count": count}))


def _without_levels(panel: Panel, question: Question) -> tuple[Numbers, Numbers]:
    """The treatment and covariates, and the outcome, without their units' and times' levels."""
    import pandas as pd
    import pyfixest

    columns = [panel.now, *panel.made.x.T, panel.made.y]
    data = pd.DataFrame({f"c{place}": column for place, column in enumerate(columns)})
    data["unit"], data["at"] = panel.unit, panel.at
    with quiet():
        rest = [
            np.asarray(pyfixest.feols(f"{name} ~ 1 | unit + at", data=data, fixef_rm="none").resid())
            for name in data.columns[: len(columns)]
        ]
    return np.column_stack(rest[:-1]), rest[-1]


def _told(panel: Panel, question: Question, found: tuple[Part, str, tuple[Said, ...]]) -> Estimate:
    effect, kind, said = found
    made = panel.made
    around, pre_p = _around(panel, question)
    bent = pre_p is not None and pre_p < DOUBT
    starts = np.unique(panel.begun[np.isfinite(panel.begun)])
    counted = np.isfinite(panel.begun) if question.unit else panel.ever
    after = ~panel.ever & (panel.at >= starts.min())
    baseline = made.keep(panel.at == panel.at.min())
    return Estimate(
        design="did", estimate=effect.estimate, se=effect.se, low=effect.low, high=effect.high, p=effect.p,
        n_treated=int(counted.sum()), n_comparison=int((~counted).sum()),
        comparison_mean=float(made.y[after if after.any() else panel.now == 0].mean()),
        method="two-way fixed effects" if question.unit else "difference in differences, repeated cross-sections",
        estimand="att", se_kind=kind, alpha=question.alpha, n_left_out=made.n_left_out,
        assumptions=tuple(Said(f"assumption.{key}") for key in ("same-way", "no-waiting", "no-spill")),
        notes=(*made.notes, *_notes(effect, pre_p, panel)),
        warnings=(*made.warnings, *said, *_warnings(panel, starts, pre_p, bent)),
        failed=("pre_trend",) if bent else (), parts=around,
        balance=balance(replace(baseline, d=panel.ever[panel.at == panel.at.min()].astype(float))),
        figures={} if pre_p is None else {"pre_trend_p": pre_p},
    )  # fmt: skip


def _notes(effect: Part, pre_p: float | None, panel: Panel) -> tuple[Said, ...]:
    end = 0.0 if not (effect.low > 0 or effect.high < 0) else min(abs(effect.low), abs(effect.high))
    found = [Said("note.drift", {"all": abs(effect.estimate), "end": end})]
    if pre_p is not None:
        found.append(Said("note.pre-trend", {"p": pre_p}))
    return tuple(found)


def _warnings(panel: Panel, starts: Numbers, pre_p: float | None, bent: bool) -> tuple[Said, ...]:
    found = []
    if len(starts) > 1:
        found.append(Said("warning.staggered", {"count": len(starts)}))
    if (panel.now < (panel.at >= panel.begun[panel.unit])).any():
        found.append(Said("warning.goes-back"))
    if pre_p is None:
        found.append(Said("warning.no-pre-trend"))
    if bent:
        found.append(Said("warning.pre-trend", {"p": pre_p}))
    return tuple(found)


def _around(panel: Panel, question: Question) -> tuple[tuple[Part, ...], float | None]:
    """The difference at each time against the last before the start, and the p of no difference before.

    Only where all begin at one time and two times before it are known.
    """
    starts = np.unique(panel.begun[np.isfinite(panel.begun)])
    seen = np.unique(panel.at)
    before = seen[seen < starts.min()]
    if len(starts) > 1 or len(before) < 2:
        return (), None
    shown = [int(one) for one in seen if one != before[-1]]
    columns = {f"t{one}": (panel.ever & (panel.at == one)).astype(float) for one in shown}
    fitted, names = _fitted(panel, columns, question)
    count = len(np.unique(panel.cluster)) - 1 if question.unit or question.cluster else len(panel.now) - len(names)
    coefficient, error = coefficients(fitted)
    parts = tuple(
        part(panel.names[one], float(coefficient[f"t{one}"]), float(error[f"t{one}"]), question.alpha, count)
        for one in shown
    )
    order = list(coefficient.index)
    picks = np.zeros((len(before) - 1, len(order)))
    for row, one in enumerate(before[:-1]):
        picks[row, order.index(f"t{one}")] = 1
    return parts, _joint(fitted, picks, len(np.unique(panel.cluster)))


def _joint(fitted: Any, picks: Numbers, clusters: int) -> float | None:
    """The p that all picked are 0; None where there are not clusters enough to ask it."""
    if clusters <= len(picks) + 1:
        return None
    with quiet():
        return float(fitted.wald_test(R=picks, distribution="F")["pvalue"])
