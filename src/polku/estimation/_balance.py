"""Balance: how alike the groups are in each covariate, before and after what the design does."""

from __future__ import annotations

import numpy as np

from polku.estimation._columns import Numbers
from polku.estimation._result import BalanceRow
from polku.estimation._sample import Sample

UNLIKE = 0.1  # Austin (2011): a standardised difference above 0.1 is worth a look


def balance(made: Sample, weights: Numbers | None = None) -> tuple[BalanceRow, ...]:
    """A row for each covariate; `weights` are the rows' weights after the design, both arms."""
    treated, others = made.d != 0, made.d == 0
    rows = []
    for index, name in enumerate(made.names):
        column = made.x[:, index]
        spread = float(np.sqrt((column[treated].var() + column[others].var()) / 2))
        means = [float(column[arm].mean()) for arm in (treated, others)]
        after = None
        if weights is not None:
            first, second = (float(np.average(column[arm], weights=weights[arm])) for arm in (treated, others))
            after = _standardised(first - second, spread)
        rows.append(BalanceRow(name, means[0], means[1], _standardised(means[0] - means[1], spread), after))
    return tuple(rows)


def _standardised(difference: float, spread: float) -> float:
    if spread == 0:
        return 0.0 if abs(difference) < 1e-12 else float(np.copysign(np.inf, difference))
    return difference / spread
