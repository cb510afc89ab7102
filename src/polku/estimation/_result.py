"""What an estimate says: the figure, how sure it is, what it rests on, and what one may conclude."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from polku.base import PolkuError
from polku.estimation._question import Design

Verdict = Literal["raises", "lowers", "cannot_tell"]


class EstimationError(PolkuError):
    """A table or a question from which no estimate can be made: says what is wrong, where, and what can be done.

    `why` is the kind of reason, of which `Said(f"why.{why}")` tells on a page in its language.
    """

    def __init__(self, message: str, why: str = "other") -> None:
        super().__init__(message)
        self.why = why


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence by its key in texts/*.yaml, with the values put into it. `polku.estimation.say` writes it out."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """A covariate in both groups: means, and standardised differences before and after what the design does.

    A standardised difference is the difference of means over the pooled standard deviation before weighting; `after` is
    None where the design changes nothing.
    """

    covariate: str
    treated_mean: float
    comparison_mean: float
    before: float
    after: float | None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an estimate: an effect at a time, of a cohort, of another method, or of a cause of ending."""

    name: str
    estimate: float
    se: float
    low: float
    high: float
    p: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """An effect in the outcome's unit (survival: the logarithm of the hazard ratio), with what it rests on.

    `n_treated` and `n_comparison` are the rows that were used; people or municipalities (`unit`) in did and staggered.
    `comparison_mean` is the mean outcome of the comparison group. `figures` are named numbers beside the estimate
    (e_value, first_stage_f, bandwidth, …). `failed` names the checks that make the verdict "cannot tell" whatever the
    interval says (weak_instrument, no_overlap, pre_trend).
    """

    design: Design
    estimate: float
    se: float
    low: float
    high: float
    p: float
    n_treated: int
    n_comparison: int
    comparison_mean: float
    method: str
    estimand: str
    se_kind: str
    alpha: float = 0.05
    n_left_out: int = 0
    assumptions: tuple[Said, ...] = ()
    notes: tuple[Said, ...] = ()
    warnings: tuple[Said, ...] = ()
    failed: tuple[str, ...] = ()
    balance: tuple[BalanceRow, ...] = ()
    parts: tuple[Part, ...] = ()
    figures: Mapping[str, float] = field(default_factory=dict)

    @property
    def verdict(self) -> Verdict:
        """What one may conclude; "cannot_tell" where the interval holds 0 or a check of the design failed."""
        if self.failed or not (self.low > 0 or self.high < 0):
            return "cannot_tell"
        return "raises" if self.low > 0 else "lowers"
