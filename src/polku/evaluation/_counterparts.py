"""Which rows have their like in the other arm, and which covariates say something of their own."""

from __future__ import annotations

from typing import Any

from polku.evaluation._people import COVARIATES, SMALL


def with_counterparts(frame: Any) -> Any:
    """The rows whose like there are in both arms: small levels of a covariate are joined into "other", rows of a level
    or a quarter that still has fewer than five in an arm are left out, and so are figures beyond the other arm's range.
    """
    for column in (name for name in COVARIATES if _is_text(frame[name])):
        small = _small_levels(frame, column)
        frame = frame.assign(**{column: frame[column].where(~frame[column].isin(small), "other")})
        frame = frame[~frame[column].isin(_small_levels(frame, column))]
    frame = frame[~frame["quarter"].isin(_small_levels(frame, "quarter"))]
    for column in (name for name in COVARIATES if not _is_text(frame[name])):
        ends = frame.groupby("treated")[column].agg(["min", "max"])
        frame = frame[frame[column].between(ends["min"].max(), ends["max"].min())]
    return frame


def _small_levels(frame: Any, column: str) -> list[str]:
    import pandas as pd

    counts = pd.crosstab(frame[column], frame["treated"]).reindex(columns=[0, 1], fill_value=0)
    return list(counts.index[counts.min(axis=1) < SMALL])


def telling(frame: Any) -> tuple[str, ...]:
    """The covariates that tell something new in each arm, in their order: none that the ones before it tell already.

    A regression with columns that repeat each other has no answer of its own for any of them.
    """
    import numpy as np
    import pandas as pd

    kept: list[str] = []
    whole = np.ones((len(frame), 1))
    for name in COVARIATES:
        own = pd.get_dummies(frame[name], drop_first=True) if _is_text(frame[name]) else frame[[name]]
        tried = np.column_stack([whole, own.to_numpy(dtype=float)])
        arms = [tried[(frame["treated"] == arm).to_numpy()] for arm in (0, 1)]
        if own.shape[1] and all(np.linalg.matrix_rank(arm) == tried.shape[1] for arm in arms):
            kept.append(name)
            whole = tried
    return tuple(kept)


def _is_text(column: Any) -> bool:
    return column.dtype.kind not in "iufb"
