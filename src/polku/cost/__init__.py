"""What it cost: the municipal share of benefits to the cent, the payer's bill beside it, and what services cost.

`person_shares` and `municipal_share` read benefits, residences and statuses; `compare_bill` holds the payer's list
against them; `bracket_forecast` tells who reaches which bracket in the coming months; `service_cost` reads fee lines,
outcomes, booked costs, vouchers and deliveries, and splits what municipalities share with no cent lost.
"""

from polku.cost._bill import BILL_DIFFERENCES, BillCheck, compare_bill
from polku.cost._bill_file import BillError
from polku.cost._forecast import BRACKET_FORECAST, bracket_forecast
from polku.cost._service_cost import SERVICE_COST, service_cost
from polku.cost._shares import (
    MUNICIPAL_SHARE,
    PERSON_SHARES,
    days_without_amount,
    forget,
    municipal_share,
    person_shares,
)
from polku.cost._split import SERVICE_COST_SPLIT

__all__ = [
    "BILL_DIFFERENCES",
    "BRACKET_FORECAST",
    "MUNICIPAL_SHARE",
    "PERSON_SHARES",
    "SERVICE_COST",
    "SERVICE_COST_SPLIT",
    "BillCheck",
    "BillError",
    "bracket_forecast",
    "compare_bill",
    "days_without_amount",
    "forget",
    "municipal_share",
    "person_shares",
    "service_cost",
]
