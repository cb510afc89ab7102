"""Standard errors where rows of one municipality or office go together."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from polku.estimation._columns import Numbers
from polku.estimation._intervals import part
from polku.estimation._question import Question
from polku.estimation._quiet import quiet
from polku.estimation._result import EstimationError, Part, Said
from polku.estimation._sample import Sample

FEW = 40  # below so many clusters, the usual cluster error is too small (Cameron, Gelbach and Miller 2008)
DRAWS = 1999


def clustered(
    design: Numbers, y: Numbers, clusters: NDArray[Any], index: int, question: Question
) -> tuple[Part, str, tuple[Said, ...]]:
    """The coefficient of the column `index` with its cluster error; under 40 clusters by wild cluster bootstrap."""
    import statsmodels.api as sm

    count = len(np.unique(clusters))
    if count < 2:
        raise EstimationError(
            f"The cluster column {question.cluster} has one value only. At least two clusters are needed, "
            "and fewer than ten seldom tell anything.",
            "one-cluster",
        )
    groups = {"groups": clusters, "use_correction": True, "df_correction": True}
    fitted = sm.OLS(y, design).fit(cov_type="cluster", cov_kwds=groups, use_t=True)
    found = part("effect", float(fitted.params[index]), float(fitted.bse[index]), question.alpha, count - 1)
    said = (Said("note.clusters", {"count": count}),)
    if count >= FEW:
        return found, f"cluster-robust (CR1, {count} clusters)", said
    tested = wild(design, y, clusters, index, question)
    ends = (float(tested.ci_lower), float(tested.ci_upper))
    warnings = (*said, Said("warning.few-clusters", {"count": count}))
    kind = f"wild cluster bootstrap of the test (CR1 error, {count} clusters)"
    return Part("effect", found.estimate, found.se, *ends, float(tested.p_value)), kind, warnings


def wild(design: Numbers, y: Numbers, clusters: NDArray[Any], index: int, question: Question) -> Any:
    """The wild cluster bootstrap of no effect (diff-diff): p_value, ci_lower, ci_upper."""
    from diff_diff import wild_bootstrap_se

    with quiet():
        return wild_bootstrap_se(
            design,
            y,
            np.zeros_like(y),
            clusters,
            index,
            n_bootstrap=DRAWS,
            weight_type="webb" if len(np.unique(clusters)) < 10 else "rademacher",
            alpha=question.alpha,
            seed=question.seed,
        )


def clustered_error(influence: Numbers, made: Sample, question: Question) -> tuple[float, float | None, str]:
    """The standard error of a mean of influences: its value, degrees of freedom (None: normal), its name."""
    count = len(influence)
    if question.cluster is None:
        return float(np.sqrt((influence**2).sum()) / count), None, "robust (influence function)"
    groups = np.unique(made.more[question.cluster], return_inverse=True)[1]
    sums = np.bincount(groups, weights=influence)
    if len(sums) < 2:
        raise EstimationError(
            f"The cluster column {question.cluster} has one value only; at least two are needed.", "one-cluster"
        )
    error = float(np.sqrt((sums**2).sum() * len(sums) / (len(sums) - 1)) / count)
    return error, float(len(sums) - 1), f"cluster-robust (influence function, {len(sums)} clusters)"
