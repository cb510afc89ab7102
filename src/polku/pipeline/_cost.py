"""`polku cost`: the municipal share of benefits, the payer's bill beside it, and what services cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from polku import cost as costs
from polku import outcome, settlement
from polku.base import finnish_day
from polku.base.engine import Engine, Output, output
from polku.definition import Pilot, load_pilot
from polku.pipeline._source import Input, Progress, Summary, Target, loaded

SHARE_ORDER = "month, municipality, benefit, bracket"
SERVICE_ORDER = "service_id, production, month"
SPLIT_ORDER = f"{SERVICE_ORDER}, area, municipality, shared_by"
BILL_ORDER = "kind, month, person_id, benefit, billed_bracket, bracket"
FORECAST_ORDER = "month, municipality, bracket"


@dataclass(frozen=True, slots=True)
class CostAsked:
    """What `cost` is asked beside its tables: a payer's bill with its mapping, and months to look ahead (0: none)."""

    bill: Path | None = None
    bill_mapping: Path | None = None
    forecast_months: int = 0


def cost(name: str, source: Input, to: Target, since: date, until: date, asked: CostAsked, tell: Progress) -> Summary:
    """What the months since … until cost: writes `municipal_share`, `service_cost` and `service_cost_split`.

    since is a month's first day, until a month's last. With a bill also `bill_differences`, with months to look ahead
    `bracket_forecast`. Returns how many rows, and sentences for people.
    """
    pilot = load_pilot(name)
    with loaded(source, tell) as (engine, summary), output(engine, to.folder, to.form) as tables:
        tell("Counting paid days")
        costs.municipal_share(engine, since, until)
        tables.write("municipal_share", costs.MUNICIPAL_SHARE, SHARE_ORDER)
        told = _without_amount(engine)
        if asked.bill is not None:
            tell("Comparing the bill")
            found = costs.compare_bill(engine, pilot, asked.bill, since, until, asked.bill_mapping)
            tables.write("bill_differences", costs.BILL_DIFFERENCES, BILL_ORDER)
            summary["bill"] = found.as_json()
            told += found.told()
        costs.forget(engine)
        _services(engine, pilot, since, until, tables, tell)
        if asked.forecast_months:
            tell("Looking ahead")
            costs.bracket_forecast(engine, until, asked.forecast_months)
            tables.write("bracket_forecast", costs.BRACKET_FORECAST, FORECAST_ORDER)
            told.append(f"The forecast tells of the people who are paid on {finnish_day(until)}.")
        return summary | tables.counts | {"told": told}


def _services(engine: Engine, pilot: Pilot, since: date, until: date, tables: Output, tell: Progress) -> None:
    tell("Adding up the services")
    settlement.fee_lines(engine, pilot, until)
    outcome.outcomes(engine, until)
    costs.service_cost(engine, pilot, since, until)
    tables.write("service_cost", costs.SERVICE_COST, SERVICE_ORDER)
    tables.write("service_cost_split", costs.SERVICE_COST_SPLIT, SPLIT_ORDER)


def _without_amount(engine: Engine) -> list[str]:
    """A sentence on paid days whose amount nothing tells."""
    days = costs.days_without_amount(engine)
    if not days:
        return []
    return [f"{days} paid days cost 0: the law has no daily amount for them. Give daily_eur in benefits."]
