"""How likely each row was to get the treatment, by its covariates; and whether the groups overlap at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from polku.estimation._columns import Numbers
from polku.estimation._question import Question
from polku.estimation._quiet import quiet
from polku.estimation._result import EstimationError, Said
from polku.estimation._sample import Sample, two_arms, without_constant

EDGE = 0.01  # chances below this or above 1 - this are trimmed: one row would stand for a hundred
THIN = 0.05  # below this effective share of the comparison rows, a few rows carry the answer


@dataclass(frozen=True, slots=True)
class Chances:
    """Rows within the overlap, their chances of treatment, and the logit's columns and information matrix."""

    made: Sample
    p: Numbers
    columns: Numbers
    trimmed: int
    warnings: tuple[Said, ...]

    @property
    def mostly_trimmed(self) -> bool:
        """Whether more rows were trimmed than are left: then the answer is about a few only."""
        return self.trimmed > len(self.made.y)


def chances(made: Sample, question: Question) -> Chances:
    """The chances by logit, once rows without a counterpart are trimmed; EstimationError where there is no overlap.

    For the effect on the treated only chances near 1 are trimmed: a comparison row unlike any treated one weighs
    nothing. For the effect on everybody both ends are.
    """
    made = without_constant(two_arms(made, question))
    if not made.names:
        raise EstimationError(
            f"The design {question.design} compares like with like, and no covariate was named (or all are constant). "
            "Name what told the groups apart beforehand with --covariates, or use --design randomised for a lottery.",
            "no-covariate",
        )
    p = _fitted(made, question)
    kept = p <= 1 - EDGE if question.estimand == "att" else (p >= EDGE) & (p <= 1 - EDGE)
    trimmed = int((~kept).sum())
    if trimmed:
        made = without_constant(two_arms(made.keep(kept), question, least=10))
        p = _fitted(made, question)
    warnings = (Said("warning.trimmed", {"count": trimmed, "edge": EDGE}),) if trimmed else ()
    return Chances(made, p, _columns(made), trimmed, warnings)


def _columns(made: Sample) -> Numbers:
    spread = made.x.std(axis=0)
    scaled = (made.x - made.x.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    return np.column_stack([np.ones(len(made.y)), scaled])


def _fitted(made: Sample, question: Question) -> Numbers:
    import statsmodels.api as sm

    columns = _columns(made)
    with quiet():
        try:
            fitted = sm.Logit(made.d, columns).fit(disp=0, maxiter=100)
        except (sm.tools.sm_exceptions.PerfectSeparationError, np.linalg.LinAlgError):
            raise _no_overlap(made, question) from None
    p = np.asarray(fitted.predict(columns), dtype=float)
    apart = p[made.d == 1].min() > p[made.d == 0].max()
    if apart or not fitted.mle_retvals["converged"] or not np.isfinite(p).all():
        raise _no_overlap(made, question)
    return p


def _no_overlap(made: Sample, question: Question) -> EstimationError:
    teller = _tells_apart(made)
    return EstimationError(
        f"There is no overlap: {teller} perfectly who got {question.treatment}, so nobody treated has a counterpart. "
        "Leave out a covariate that is the treatment in other words or comes after it, or take comparison rows from "
        "where the treatment was possible; if a limit decided, --design rdd compares around it.",
        "no-overlap",
    )


def _tells_apart(made: Sample) -> str:
    for index, name in enumerate(made.names):
        first, second = made.x[made.d == 1, index], made.x[made.d == 0, index]
        if first.min() > second.max() or first.max() < second.min():
            return f"the covariate {name} tells"
    return "the covariates together tell (almost)"


def thin(weights: Numbers, comparison: Any) -> tuple[float, bool]:
    """How many equally weighted comparison rows the weighted ones are worth (Kish), and whether that is too few."""
    used = weights[comparison]
    worth = float(used.sum() ** 2 / (used**2).sum())
    return worth, worth < max(10.0, THIN * min(len(used), int((~comparison).sum())))
