"""What is asked of a table: which design, which columns, and how sure one wants to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Design = Literal["randomised", "iv", "ipw", "aipw", "matching", "did", "staggered", "rdd", "survival"]
Estimand = Literal["att", "ate"]
Errors = Literal["robust", "classical"]
Learner = Literal["linear", "boosting"]
DESIGNS: tuple[Design, ...] = get_args(Design)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question put to a flat table; the names are columns of the table.

    `outcome`, `treatment`, `covariates`, `instrument` (one or more, joined by commas), `unit` and `time` are what
    `polku estimate` names. `treated` is the treatment's value that means "got it", where the column does not say so
    itself. `block` is what the lottery was blocked by, `cluster` what errors go together in. `running` and `cutoff` are
    of rdd, `event` of survival (1 where the outcome was seen to end), `start` of did (the first time with treatment,
    where the treatment column names groups), `horizon` of survival (the last day that counts).
    `estimand` is the effect on the treated (att) or on everybody (ate), of ipw, aipw and matching; `learner` is what
    aipw predicts with. `alpha` 0.05 gives 95 % intervals; the same `seed` gives the same figures.
    `drawn` says that chance decided which unit of staggered began when. With `lead` the figure of staggered is the
    effect at the first time alone, and a unit compares only while its start lies more than `lead` times ahead: for
    outcomes that reach so far beyond their own time.
    `past` is an outcome from before the treatment, on which the same design is tried; `groups` are columns in whose
    groups it is repeated.
    """

    design: Design
    outcome: str
    treatment: str
    covariates: tuple[str, ...] = ()
    instrument: str | None = None
    unit: str | None = None
    time: str | None = None
    treated: str | None = None
    block: str | None = None
    cluster: str | None = None
    running: str | None = None
    cutoff: float | None = None
    bandwidth: float | None = None
    event: str | None = None
    horizon: float | None = None
    start: str | None = None
    lead: int | None = None
    drawn: bool = False
    past: str | None = None
    groups: tuple[str, ...] = ()
    estimand: Estimand = "att"
    errors: Errors = "robust"
    learner: Learner = "linear"
    alpha: float = 0.05
    seed: int = 0

    @property
    def instruments(self) -> tuple[str, ...]:
        """The instruments, one or more."""
        return tuple(name.strip() for name in (self.instrument or "").split(",") if name.strip())
