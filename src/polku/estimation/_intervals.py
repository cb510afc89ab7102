"""From an estimate and its standard error to interval and p."""

from __future__ import annotations

import math
from typing import Any

from polku.estimation._result import Part


def part(name: str, estimate: float, se: float, alpha: float, df: float | None = None) -> Part:
    """The part with its interval and two-sided p; by Student's t where there are degrees of freedom, else normal."""
    from scipy import stats

    law: Any = stats.norm if df is None else stats.t(df)
    if not (math.isfinite(se) and se > 0):
        return Part(name, estimate, math.nan, math.nan, math.nan, math.nan)
    reach = float(law.ppf(1 - alpha / 2)) * se
    p = float(2 * law.sf(abs(estimate / se)))
    return Part(name, estimate, se, estimate - reach, estimate + reach, p)
