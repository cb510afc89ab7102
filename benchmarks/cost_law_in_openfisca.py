"""The rule of the municipal share as OpenFisca tells law: parameters by date, and variables by day.

Nothing here is about people taken in lots, files or clocks: those are in `cost_in_openfisca`. Rows by day alone
(without paid_on), as `polku simulate` makes them. OpenFisca-core is AGPL and no dependency of Polku.
"""

# mypy: ignore-errors
# OpenFisca-core is only where this runs.

from __future__ import annotations

from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.indexed_enums import Enum
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

CENTS = 1 << 14  # past every daily amount
PLACES = 8  # past every number of brackets, and of benefits


class Benefit(Enum):
    """What is paid on a day."""

    none = "nothing"
    labour_market_subsidy = "labour market subsidy"
    basic_allowance = "basic allowance"
    earnings_related_allowance = "earnings-related allowance"
    general_support = "general support"


BENEFITS = tuple(Benefit)
OF_OLD = tuple(BENEFITS[1:4])  # the benefits there were until 2024, each with a count of its own
_AMOUNTS = {"2017-01-01": 3240, "2020-01-01": 3366, "2021-01-01": 3378, "2022-01-01": 3450, "2022-08-01": 3572}
_AMOUNTS |= {"2023-01-01": 3721}
_OLD, _NEW, _SUPPORT = "2015-01-01", "2025-01-01", "2026-05-01"
_SHARES = {1: (0, 0), 101: (None, 1000), 201: (None, 2000), 301: (5000, 3000), 401: (None, 4000), 701: (None, 5000)}
_SHARES |= {1001: (7000, None)}  # first paid day: basis points until 2024, and from then on


def _dated(**values: Any) -> dict[str, Any]:
    return {"values": {day.lstrip("d").replace("_", "-"): {"value": value} for day, value in values.items()}}


def _parameters() -> ParameterNode:
    ended = _AMOUNTS | {_SUPPORT: None}
    by_benefit = {"labour_market_subsidy": ended, "basic_allowance": ended, "earnings_related_allowance": _AMOUNTS}
    by_benefit |= {"general_support": {_SUPPORT: 3721}}
    shared = {name: {_OLD: name == "labour_market_subsidy", _NEW: True} for name in by_benefit}
    shared["general_support"] = {_OLD: False, _SUPPORT: True}
    brackets = [
        {"threshold": _dated(**{_OLD: first}), "amount": _dated(**{_OLD: old, _NEW: new})}
        for first, (old, new) in sorted(_SHARES.items())
    ]
    data = {
        "daily_cents": {name: _dated(**values) for name, values in by_benefit.items()},
        "municipal_share": {
            "scale": {"brackets": brackets, "metadata": {"type": "single_amount"}},
            "shared": {name: _dated(**values) for name, values in shared.items()},
            "service_days_counted": _dated(**{_OLD: False, _NEW: True}),
        },
    }
    return ParameterNode("", data=data)


person = build_entity(key="person", plural="persons", label="Jobseeker", is_person=True)


def _by_benefit(node: Any, kind: type) -> Any:
    """A parameter's values in the order of Benefit, to be taken by it; 0 for no benefit and where there is none."""
    return np.array([0, *(getattr(node, one.name, None) or 0 for one in BENEFITS[1:])], kind)


class benefit(Variable):  # noqa: N801 (OpenFisca names variables so)
    value_type = Enum
    possible_values = Benefit
    default_value = Benefit.none
    entity = person
    definition_period = DateUnit.DAY
    label = "The benefit row that covers the day"


def _input(name: str, kind: type, label: str) -> type[Variable]:
    body = {"value_type": kind, "entity": person, "definition_period": DateUnit.DAY, "label": label}
    return type(name, (Variable,), body)


class paid_day(Variable):  # noqa: N801
    value_type = bool
    entity = person
    definition_period = DateUnit.DAY
    label = "Monday to Friday; until 2024 not in a service"

    def formula(population, period, parameters):  # noqa: N805
        if period.start.date.isoweekday() > 5:
            return False
        paid = population("benefit", period) != Benefit.none
        if parameters(period).municipal_share.service_days_counted:
            return paid
        return paid & ~population("in_service", period)


class running_number(Variable):  # noqa: N801
    value_type = int
    entity = person
    definition_period = DateUnit.DAY
    label = "Paid days so far in the count of the row, or of the last one"

    def formula_2015_01_01(population, period):  # noqa: N805
        told, yesterday = population("told_before", period), period.offset(-1)
        before = np.where(told >= 0, told, population("running_number", yesterday))
        untold = np.flatnonzero(population("begins", period) & (told < 0))
        kind = population("benefit", period)[untold]
        for one in OF_OLD:
            who = untold[kind == one]
            before[who] = population(f"last_of_{one.name}", yesterday)[who]
        return before + population("paid_day", period)

    def formula_2025_01_01(population, period):  # noqa: N805
        told = population("told_before", period)
        before = np.where(told >= 0, told, population("running_number", period.offset(-1)))
        return before + population("paid_day", period)


def _last_of(kind: Benefit) -> type[Variable]:
    def formula_2015_01_01(population: Any, period: Any) -> Any:
        paid = population("benefit", period) == kind
        before = population(f"last_of_{kind.name}", period.offset(-1))
        return np.where(paid, population("running_number", period), before)

    body = {
        "value_type": int,
        "entity": person,
        "definition_period": DateUnit.DAY,
        "label": f"The last running number of a row of {kind.value}",
        "end": "2024-12-31",
        "formula_2015_01_01": formula_2015_01_01,
    }
    return type(f"last_of_{kind.name}", (Variable,), body)


class bracket(Variable):  # noqa: N801
    value_type = int
    entity = person
    definition_period = DateUnit.DAY
    label = "Which bracket of the day's scale, from 1; 0 when nothing is shared"

    def formula(population, period, parameters):  # noqa: N805
        share, number = parameters(period).municipal_share, population("running_number", period)
        place = np.zeros(len(number), np.int8)
        for first in share.scale.thresholds:
            place += number >= first
        shared = _by_benefit(share.shared, np.int8)[population("benefit", period)]
        return place * (shared * population("paid_day", period))


class daily_cents(Variable):  # noqa: N801
    value_type = int
    entity = person
    definition_period = DateUnit.DAY
    label = "The row's daily amount, or the law's"

    def formula(population, period, parameters):  # noqa: N805
        law = _by_benefit(parameters(period).daily_cents, np.int32)[population("benefit", period)]
        own = population("row_cents", period)
        return np.where(own >= 0, own, law)


class cell(Variable):  # noqa: N801
    value_type = int
    entity = person
    definition_period = DateUnit.DAY
    label = "Municipality, benefit, bracket and daily amount as one number: days of one cell are rounded together"

    def formula(population, period):  # noqa: N805
        place, kind = population("bracket", period), population("benefit", period).view(np.ndarray)
        of_town = population("municipality", period) * PLACES + kind
        found = (of_town * PLACES + place) * CENTS + population("daily_cents", period)
        return found * (place > 0)


INPUTS = {
    "begins": (bool, "A benefit row begins"),
    "told_before": (int, "Paid days before the row that begins, as the payer told; -1 when not told"),
    "row_cents": (int, "The daily amount of the row; -1 when it has none"),
    "in_service": (bool, "In a service or in training"),
    "municipality": (int, "The code of the municipality of residence; 0 when there is none"),
}
COUNTERS = ("running_number", *(f"last_of_{one.name}" for one in OF_OLD))
BY_DAY = ("benefit", *INPUTS, *COUNTERS, "paid_day", "bracket", "daily_cents", "cell")


def system() -> TaxBenefitSystem:
    """The variables and parameters of the rule."""
    rules = TaxBenefitSystem([person])
    rules.parameters = _parameters()
    rules.add_variables(*(_input(name, *about) for name, about in INPUTS.items()))
    rules.add_variables(benefit, paid_day, running_number, *(_last_of(one) for one in OF_OLD))
    rules.add_variables(bracket, daily_cents, cell)
    return rules
