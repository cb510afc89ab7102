"""How strong a trait that nobody recorded would have to be to explain an effect away: the E-value.

VanderWeele and Ding (2017), Sensitivity analysis in observational research: introducing the E-value. Annals of Internal
Medicine 167(4). A difference of means is first made a risk ratio by exp(0.91 d), d in standard deviations of the
outcome; a hazard ratio of a frequent outcome by (1 - 0.5^sqrt(h)) / (1 - 0.5^sqrt(1/h)).
"""

from __future__ import annotations

import math

from polku.estimation._columns import Numbers
from polku.estimation._result import Said


def of_difference(estimate: float, low: float, high: float, y: Numbers) -> dict[str, float]:
    """The E-values of a difference of means, and of the end of its interval that is nearer to no effect."""
    spread = float(y.std())
    return _both(*(math.exp(max(-600.0, min(600.0, 0.91 * one / spread))) for one in (estimate, low, high)))


def of_log_hazard(estimate: float, low: float, high: float) -> dict[str, float]:
    """The same of a logarithm of a hazard ratio."""
    return _both(*(_from_hazard(math.exp(max(-50.0, min(50.0, one)))) for one in (estimate, low, high)))


def said(figures: dict[str, float], of: str = "") -> Said:
    """The E-values in words; `of` says what they are of where it is no plain comparison: chance, instrument, limit."""
    key = f"note.e-value-{of}" if of else "note.e-value"
    return Said(key, {"point": figures["e_value"], "end": figures["e_value_interval"]})


def _from_hazard(ratio: float) -> float:
    return float((1 - 0.5 ** math.sqrt(ratio)) / (1 - 0.5 ** math.sqrt(1 / ratio)))


def _both(point: float, low: float, high: float) -> dict[str, float]:
    nearer = 1.0 if low <= 1 <= high else (low if point > 1 else high)
    return {"e_value": _e_value(point), "e_value_interval": _e_value(nearer)}


def _e_value(ratio: float) -> float:
    above = max(ratio, 1 / ratio)
    return above + math.sqrt(above * (above - 1))
