"""Words without a domain: day and period, cents, errors. `polku.base.engine` runs the SQL of the steps."""

from polku.base._errors import Fault, PolkuError
from polku.base._euro import BASIS_POINTS, basis_points, cents, euros, share
from polku.base._period import DAY_MAX, DAY_MIN, Period, finnish_day, month_end, next_month
from polku.base._sql import literal

__all__ = [
    "BASIS_POINTS",
    "DAY_MAX",
    "DAY_MIN",
    "Fault",
    "Period",
    "PolkuError",
    "basis_points",
    "cents",
    "euros",
    "finnish_day",
    "literal",
    "month_end",
    "next_month",
    "share",
]
