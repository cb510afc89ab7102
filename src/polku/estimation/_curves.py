"""Shares with the event over time, by arm, and how much sooner it came: the area between the curves.

lifelines draws the curves: Kaplan and Meier where there is one kind of ending, Aalen and Johansen where there are more.
It gives no standard error of the area (restricted mean time), so Greenwood's is computed here from its event table.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from polku.estimation._columns import Numbers
from polku.estimation._intervals import part
from polku.estimation._question import Question
from polku.estimation._quiet import quiet
from polku.estimation._result import Part
from polku.estimation._sample import Sample

ARMS = (("treated", 1), ("comparison", 0))


def by_arm(made: Sample, ended: Numbers, question: Question) -> tuple[float, tuple[Part, ...]]:
    """The horizon, and the parts: how much sooner the event came, the shares with each ending by arm, by the horizon.

    The horizon is the question's, at most the time up to which both arms were watched. Time sooner (restricted mean
    time of the comparison group less that of the treated) is given where there is one kind of ending.
    """
    watched = min(float(made.y[made.d == arm].max()) for _, arm in ARMS)
    tau = watched if question.horizon is None else min(watched, question.horizon)
    shares = tuple(_incidences(made, ended, tau, question))
    first, second = shares[:2]
    gap = math.hypot(first.se, second.se)
    found = (part("share 1 difference", first.estimate - second.estimate, gap, question.alpha), *shares)
    if (ended > 1).any():
        return tau, found
    (one, error), (other, its) = (_area(made.y[made.d == arm], ended[made.d == arm] == 1, tau) for _, arm in ARMS)
    return tau, (part("time sooner", other - one, math.hypot(error, its), question.alpha), *found)


def _incidences(made: Sample, ended: Numbers, tau: float, question: Question) -> Iterator[Part]:
    for cause in np.unique([1.0, *ended[ended > 0]]):
        for name, arm in ARMS:
            rows = made.d == arm
            share, se = _share(made.y[rows], ended[rows], int(cause), tau, question.seed)
            yield replace(part(f"share {cause:.0f} {name}", share, se, question.alpha), p=math.nan)


def _share(time: Numbers, ended: Numbers, cause: int, tau: float, seed: int) -> tuple[float, float]:
    """The share with the ending by tau, and its standard error."""
    from lifelines import AalenJohansenFitter, KaplanMeierFitter

    with quiet():
        if not (ended > 1).any():
            table = KaplanMeierFitter().fit(time, ended == 1).event_table
            waiting, variance = _waiting(table[table.index <= tau])
            return 1 - waiting, waiting * math.sqrt(variance)
        if not (ended == cause).any():
            return 0.0, 0.0
        fitted = AalenJohansenFitter(seed=seed).fit(time, ended.astype(int), event_of_interest=cause)
    # Tied days are set apart by a hair inside lifelines: half a day later all of tau's endings are in.
    share = fitted.cumulative_density_.loc[: tau + 0.5].iloc[-1, 0]
    return float(share), math.sqrt(max(float(fitted.variance_.loc[: tau + 0.5].iloc[-1]), 0.0))


def _waiting(table: object) -> tuple[float, float]:
    """The share still waiting after the table's last time, and Greenwood's sum."""
    _, events, risk = _columns(table)
    left = risk - events
    greenwood = np.divide(events, risk * left, out=np.zeros_like(events), where=left > 0)
    return float(np.prod(1 - events / risk)), float(greenwood.sum())


def _columns(table: object) -> tuple[Numbers, Numbers, Numbers]:
    made = table[table["at_risk"] > 0]  # type: ignore[index]
    return made.index.to_numpy(float), made["observed"].to_numpy(float), made["at_risk"].to_numpy(float)


def _area(time: Numbers, ended: Numbers, tau: float) -> tuple[float, float]:
    """The mean time up to tau, and its standard error."""
    from lifelines import KaplanMeierFitter

    with quiet():
        table = KaplanMeierFitter().fit(time, ended).event_table
    at, events, risk = _columns(table[table.index <= tau])
    left = risk - events
    rest = np.cumsum((np.cumprod(1 - events / risk) * np.diff([*at, tau]))[::-1])[::-1]  # the area from each time on
    greenwood = np.divide(events, risk * left, out=np.zeros_like(events), where=left > 0)
    return float(at[0] + rest[0]), math.sqrt(float((rest**2 * greenwood).sum()))
