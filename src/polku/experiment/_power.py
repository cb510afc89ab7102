"""How small an effect a design finds: power of a two-sided t test on the difference between two arms.

The standard error is that of the difference of two means, enlarged by the design effect of clusters and made smaller by
what blocks explain (Bloom 1995; Duflo, Glennerster & Kremer 2007, ch. 4; Donner & Klar 2000, ch. 5; unequal clusters:
Eldridge, Ashby & Kerry 2006). The power itself, of a noncentral t, is statsmodels'.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

Kind = Literal["share", "days", "eur"]
Unit = Literal["individual", "blocked", "clustered"]
MOST_CLIENTS = 10_000_000
_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is known of an outcome without the service, over clients: mean and standard deviation in its own unit.

    kind: share (mean from 0 to 1, sd follows from it), days or eur (euros). icc: share of the variance that lies
    between municipalities. explained: share that the blocks explain (adjusted R²). blocks, clusters: how many.
    cluster_cv: the coefficient of variation of the municipalities' sizes.
    """

    name: str
    kind: Kind
    mean: float
    sd: float
    icc: float = 0.0
    explained: float = 0.0
    blocks: int = 1
    clusters: int = 0
    cluster_cv: float = 0.0


@dataclass(frozen=True, slots=True)
class Setting:
    """One design. treated, comparison: shares of the clients in the two arms that are compared.

    take_up: share of the treated who start the service, less the share of the comparison arm who start it anyway.
    drop_out: share whose outcome is never known. alpha: of the two-sided test; power: what is wanted.
    """

    unit: Unit
    clients: int
    treated: float
    comparison: float
    take_up: float = 1.0
    drop_out: float = 0.0
    alpha: float = 0.05
    power: float = 0.8


def design_effect(outcome: Outcome, setting: Setting) -> float:
    """By how much clusters multiply the variance: 1 + ((1 + cv²) m − 1) × icc, m clients a municipality; else 1."""
    if setting.unit != "clustered":
        return 1.0
    known = setting.clients * (1 - setting.drop_out)
    size = known / max(outcome.clusters, 1)
    return 1 + max((1 + outcome.cluster_cv**2) * size - 1, 0) * outcome.icc


def arms_of(outcome: Outcome, setting: Setting) -> tuple[float, float]:
    """Clients of the two arms whose outcome is known; with clusters as the whole municipalities give them."""
    known = setting.clients * (1 - setting.drop_out)
    if setting.unit != "clustered":
        return known * setting.treated, known * setting.comparison
    size = known / max(outcome.clusters, 1)
    treated, comparison = _clusters(outcome, setting)
    return treated * size, comparison * size


def degrees(outcome: Outcome, setting: Setting) -> float:
    """Degrees of freedom: people less two, less one for each further block; with clusters municipalities less two."""
    if setting.unit == "clustered":
        return float(sum(_clusters(outcome, setting)) - 2)
    blocks = outcome.blocks if setting.unit == "blocked" else 1
    return sum(arms_of(outcome, setting)) - 1 - blocks


def too_small(outcome: Outcome, setting: Setting) -> bool:
    """Whether there is nothing to compare: an arm with fewer than two units, or no degree of freedom."""
    units = _clusters(outcome, setting) if setting.unit == "clustered" else arms_of(outcome, setting)
    return min(units) < 2 or degrees(outcome, setting) < 1


def power_for(outcome: Outcome, setting: Setting, effect: float) -> float:
    """The power to find an effect of the offer (intention to treat, in the outcome's unit) that is above zero."""
    from statsmodels.stats.power import TTestIndPower

    treated, comparison = arms_of(outcome, setting)
    spread = _sd(outcome, effect, treated, comparison)
    if setting.unit == "blocked":
        spread *= math.sqrt(1 - outcome.explained)
    if spread <= 0:
        return 1.0
    found = TTestIndPower().power(
        effect / spread,
        treated / design_effect(outcome, setting),
        setting.alpha,
        ratio=comparison / treated,
        df=degrees(outcome, setting),
    )
    return 1.0 if math.isnan(found) else float(found)  # of effects so large that the noncentral t has no figure


def smallest_effect(outcome: Outcome, setting: Setting) -> float | None:
    """The smallest effect of the offer that is found with the power wanted; None when none is, however large.

    An increase; a decrease of days or euros of the same size is found as well, and one of a share is when the share is
    near a half. A share cannot rise above 1, days not above what the mean leaves of the window: that is not looked at.
    """
    if too_small(outcome, setting):
        return None
    most = 1 - outcome.mean if outcome.kind == "share" else 100 * outcome.sd
    if most <= 0 or power_for(outcome, setting, most) < setting.power:
        return None
    return _first(lambda effect: power_for(outcome, setting, effect) >= setting.power, most)


def clients_needed(outcome: Outcome, setting: Setting, effect: float) -> int | None:
    """How many clients find the effect of the offer; None when not even ten million do (few municipalities, say)."""
    most_effect = 1 - outcome.mean if outcome.kind == "share" else math.inf
    if not 0 < effect <= most_effect:
        return None

    def enough(clients: int) -> bool:
        bigger = replace(setting, clients=clients)
        return not too_small(outcome, bigger) and power_for(outcome, bigger, effect) >= setting.power

    low, high = 1, 16
    while not enough(high):
        low, high = high, high * 2
        if high > MOST_CLIENTS:
            return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _clusters(outcome: Outcome, setting: Setting) -> tuple[int, int]:
    treated = round(outcome.clusters * setting.treated)
    return treated, min(round(outcome.clusters * setting.comparison), outcome.clusters - treated)


def _sd(outcome: Outcome, effect: float, treated: float, comparison: float) -> float:
    """The standard deviation; of a share the one that gives the two arms, with their own variances, the right error."""
    if outcome.kind != "share":
        return outcome.sd
    raised = min(outcome.mean + effect, 1.0)
    variance = raised * (1 - raised) / treated + outcome.mean * (1 - outcome.mean) / comparison
    return math.sqrt(variance / (1 / treated + 1 / comparison))


def _first(holds: Callable[[float], bool], most: float) -> float:
    """The smallest number up to `most` on which it holds, of a thing that holds from some number on."""
    low, high = 0.0, most
    while high - low > _CLOSE * most:
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high
