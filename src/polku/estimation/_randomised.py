"""A lottery: the difference of means, by block where the lottery was blocked, sharpened by covariates."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from polku.estimation import _unseen
from polku.estimation._balance import UNLIKE, balance
from polku.estimation._clusters import clustered
from polku.estimation._columns import Numbers
from polku.estimation._intervals import part
from polku.estimation._lottery import DRAWS, redrawn
from polku.estimation._question import Question
from polku.estimation._result import Estimate, EstimationError, Part, Said
from polku.estimation._sample import Sample, check_not_told, sample, two_arms, without_constant


def estimate(frame: Any, question: Question) -> Estimate:
    """The effect of having been drawn: intention to treat, in the outcome's unit."""
    code = [name for name in (question.block, question.cluster) if name is not None]
    made = without_constant(two_arms(sample(frame, question, code=code, fill=True), question))
    check_not_told(made, made.d, question.treatment)
    blocks = made.more.get(question.block or "")
    if blocks is not None:
        made, blocks = _both_arms(made, question, blocks)
    clusters = made.more.get(question.cluster or "")
    design, method = _columns(made, blocks)
    found, se_kind, warnings = _fitted(made, design, clusters, question)
    notes = _redrawn(made, blocks, clusters, question)
    unseen = _unseen.of_difference(found.estimate, found.low, found.high, made.y)
    return Estimate(
        design="randomised", estimate=found.estimate, se=found.se, low=found.low, high=found.high, p=found.p,
        n_treated=made.n_treated, n_comparison=made.n_comparison, comparison_mean=made.comparison_mean,
        method=method, estimand="itt", se_kind=se_kind, alpha=question.alpha, n_left_out=made.n_left_out,
        assumptions=(Said("assumption.lottery"), Said("assumption.no-spill"), Said("assumption.nobody-lost")),
        notes=(*made.notes, *notes[0], _unseen.said(unseen, "chance")),
        warnings=(*made.warnings, *warnings, *_unlike(made)),
        balance=balance(made), parts=(), figures={**notes[1], **unseen},
    )  # fmt: skip


def _both_arms(made: Sample, question: Question, blocks: NDArray[Any]) -> tuple[Sample, NDArray[Any]]:
    treated = np.bincount(blocks, weights=made.d)
    size = np.bincount(blocks)
    both = ((treated > 0) & (treated < size))[blocks]
    if not both.any():
        raise EstimationError(
            f"No block of {question.block} has rows of both groups, so nothing can be compared within a block. "
            "Leave --block out, or use the blocks by which the lottery was drawn.",
            "no-block",
        )
    kept = made.keep(both)
    if both.all():
        return made, blocks
    said = Said("warning.blocks-of-one-arm", {"count": int((~both).sum())})
    changed = Sample(
        kept.y, kept.d, kept.x, kept.names, kept.more, made.n_left_out + int((~both).sum()), kept.notes,
        (*kept.warnings, said),
    )  # fmt: skip
    return changed, np.unique(blocks[both], return_inverse=True)[1]


def _columns(made: Sample, blocks: NDArray[Any] | None) -> tuple[Numbers, str]:
    """The design matrix with the treatment second, and the method's name.

    Covariates and blocks are centred and interacted with the treatment (Lin 2013), so that the treatment's coefficient
    is the mean effect over all rows. A block with a single row in an arm cannot carry an effect of its own: then the
    blocks' levels only are taken out.
    """
    parts = [np.ones(len(made.y)), made.d]
    inside = made.x - made.x.mean(axis=0)
    method = "adjusted difference of means (Lin)" if made.names else "difference of means"
    if blocks is not None:
        dummies = (blocks[:, None] == np.arange(1, blocks.max() + 1)).astype(float)
        dummies -= dummies.mean(axis=0)
        arms = [np.bincount(blocks, weights=made.d == arm) for arm in (0, 1)]
        own_effect = min(one.min() for one in arms) >= 2
        parts += [dummies, dummies * made.d[:, None]] if own_effect else [dummies]
        method += " by block" if own_effect else " with block levels"
    if made.names:
        parts += [inside, inside * made.d[:, None]]
    return np.column_stack(parts), method


def _fitted(
    made: Sample, design: Numbers, clusters: NDArray[Any] | None, question: Question
) -> tuple[Part, str, tuple[Said, ...]]:
    import statsmodels.api as sm

    if design.shape[1] >= len(made.y) or not _told_apart(design):
        raise EstimationError(
            f"There are {design.shape[1]} columns to be fitted in {len(made.y)} rows, and some cannot be told apart "
            "within a group. Use fewer covariates or blocks.",
            "not-apart",
        )
    if clusters is not None:
        return clustered(design, made.y, clusters, 1, question)
    kind = "HC2" if question.errors == "robust" else "nonrobust"
    fitted = sm.OLS(made.y, design).fit(cov_type=kind, use_t=True)
    found = part("effect", float(fitted.params[1]), float(fitted.bse[1]), question.alpha, float(fitted.df_resid))
    return found, "robust (HC2)" if kind == "HC2" else "classical", ()


def _told_apart(design: Numbers) -> bool:
    """Whether no column is put together of the others; of cross products, so that a million rows are no matter."""
    scale = np.sqrt((design**2).sum(axis=0))
    scaled = design / np.where(scale > 0, scale, 1)
    return bool(np.linalg.eigvalsh(scaled.T @ scaled).min() > 1e-12)


def _redrawn(
    made: Sample, blocks: NDArray[Any] | None, clusters: NDArray[Any] | None, question: Question
) -> tuple[tuple[Said, ...], dict[str, float]]:
    p = redrawn(made, blocks, clusters, question.seed)
    if p is None:
        return (), {}
    return (Said("note.redrawn", {"p": p, "draws": DRAWS}),), {"randomisation_p": p}


def _unlike(made: Sample) -> tuple[Said, ...]:
    names = [row.covariate for row in balance(made) if abs(row.before) > max(UNLIKE, _by_chance(made))]
    return (Said("warning.unlike-lottery", {"names": ", ".join(names[:5])}),) if names else ()


def _by_chance(made: Sample) -> float:
    """Three standard deviations of a standardised difference that is due to the draw alone."""
    return 3 * float(np.sqrt(1 / made.n_treated + 1 / made.n_comparison))
