"""Several designs side by side: for each the smallest effect that it finds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from polku.base.engine import Columns, Engine
from polku.experiment._baseline import DesignError
from polku.experiment._power import (
    Outcome,
    Setting,
    Unit,
    arms_of,
    clients_needed,
    design_effect,
    smallest_effect,
)

UNITS: tuple[Unit, ...] = ("individual", "blocked", "clustered")
DESIGNS: Columns = {
    "design": "VARCHAR",
    "outcome": "VARCHAR",
    "kind": "VARCHAR",
    "clients": "BIGINT",
    "treated_share": "DOUBLE",
    "comparison_share": "DOUBLE",
    "treated": "BIGINT",
    "comparison": "BIGINT",
    "municipalities": "BIGINT",
    "mean": "DOUBLE",
    "sd": "DOUBLE",
    "icc": "DOUBLE",
    "explained": "DOUBLE",
    "take_up": "DOUBLE",
    "drop_out": "DOUBLE",
    "design_effect": "DOUBLE",
    "alpha": "DOUBLE",
    "power": "DOUBLE",
    "smallest_effect": "DOUBLE",
    "smallest_effect_on_takers": "DOUBLE",
    "effect_on_takers": "DOUBLE",
    "clients_needed": "BIGINT",
}
DESIGNS_ORDER = "outcome, clients, treated_share DESC, design"


@dataclass(frozen=True, slots=True)
class Asked:
    """Designs to compare: every number of clients, lottery shares (treated, comparison) and unit with every other.

    effect: on those who take the service up, in the outcome's unit; with it the clients needed are told too.
    """

    clients: tuple[int, ...]
    shares: tuple[tuple[float, float], ...] = ((0.5, 0.5),)
    units: tuple[Unit, ...] = UNITS
    effect: float | None = None
    take_up: float = 1.0
    take_up_comparison: float = 0.0
    drop_out: float = 0.0
    alpha: float = 0.05
    power: float = 0.8


@dataclass(frozen=True, slots=True)
class Designed:
    """One design with what it finds. smallest: of the offer (intention to treat), None when it finds nothing.

    on_takers: the same, on those who take the service up. needed: clients for the effect asked, None where none was
    asked or no number is enough.
    """

    outcome: Outcome
    setting: Setting
    smallest: float | None
    on_takers: float | None
    effect: float | None
    needed: int | None


def designs(outcomes: Sequence[Outcome], asked: Asked) -> list[Designed]:
    """Every design asked for, for every outcome. A clustered one only where two or more
    municipalities are known, a blocked one only where blocks are.

    The offer moves only those who take the service up because of it: its effect is the effect on them times the
    difference of take-up between the arms (Bloom 1984). Raises DesignError for values outside their bounds.
    """
    _check(outcomes, asked)
    return [_designed(outcome, setting, asked) for outcome in outcomes for setting in _settings(outcome, asked)]


def load_designs(engine: Engine, found: Iterable[Designed]) -> None:
    """Keep the table `designs` (DESIGNS); days in days, euros in euros, shares from 0 to 1."""
    engine.load("designs", DESIGNS, [_row(one) for one in found])


def _settings(outcome: Outcome, asked: Asked) -> Iterable[Setting]:
    moved = asked.take_up - asked.take_up_comparison
    for clients in asked.clients:
        for treated, comparison in asked.shares:
            for unit in asked.units:
                if unit == "clustered" and outcome.clusters < 2:
                    continue
                if unit == "blocked" and outcome.blocks < 2 and not outcome.explained:
                    continue
                yield Setting(unit, clients, treated, comparison, moved, asked.drop_out, asked.alpha, asked.power)


def _designed(outcome: Outcome, setting: Setting, asked: Asked) -> Designed:
    smallest = smallest_effect(outcome, setting)
    needed = None
    if asked.effect is not None:
        needed = clients_needed(outcome, setting, asked.effect * setting.take_up)
    on_takers = smallest / setting.take_up if smallest is not None else None
    return Designed(outcome, setting, smallest, on_takers, asked.effect, needed)


def _row(one: Designed) -> tuple[object, ...]:
    outcome, setting = one.outcome, one.setting
    clustered, blocked = setting.unit == "clustered", setting.unit == "blocked"
    treated, comparison = arms_of(outcome, setting)
    return (
        setting.unit,
        outcome.name,
        outcome.kind,
        setting.clients,
        setting.treated,
        setting.comparison,
        round(treated),
        round(comparison),
        outcome.clusters if clustered else None,
        outcome.mean,
        math.sqrt(outcome.mean * (1 - outcome.mean)) if outcome.kind == "share" else outcome.sd,
        outcome.icc if clustered else None,
        outcome.explained if blocked else None,
        setting.take_up,
        setting.drop_out,
        design_effect(outcome, setting),
        setting.alpha,
        setting.power,
        one.smallest,
        one.on_takers,
        one.effect,
        one.needed,
    )


def _check(outcomes: Sequence[Outcome], asked: Asked) -> None:
    """Every value within its bounds, the first that is not told with its cure."""
    bounds: list[tuple[bool, str]] = [
        (not asked.clients or min(asked.clients, default=0) < 4, "The number of clients must be 4 or more."),
        (not 0 < asked.take_up <= 1, "Take-up must lie above 0 % and up to 100 %."),
        (not 0 <= asked.take_up_comparison < asked.take_up, "Take-up without the offer must be below that with it."),
        (not 0 <= asked.drop_out < 1, "Drop-out must lie from 0 % to below 100 %."),
        (not 0 < asked.alpha < 0.5, "alpha must lie between 0 and 0.5; 0.05 is usual."),
        (not asked.alpha < asked.power < 1, "Power must lie between alpha and 1; 0.8 is usual."),
        (asked.effect is not None and asked.effect <= 0, "The effect to be found must be above 0; give its size."),
    ]
    for treated, comparison in asked.shares:
        wrong = min(treated, comparison) <= 0 or treated + comparison > 1 + 1e-9
        bounds.append((wrong, f"A lottery share of {treated:g} leaves no comparison; give one between 0 and 1."))
    for one in outcomes:
        bounds += _of_outcome(one)
    for wrong, cure in bounds:
        if wrong:
            raise DesignError(cure)


def _of_outcome(one: Outcome) -> list[tuple[bool, str]]:
    said = f"Of {one.name}"
    return [
        (one.kind == "share" and not 0 < one.mean < 1, f"{said} the mean is {one.mean:g}; a share must lie "
         "between 0 and 1, or there is nothing to compare."),
        (one.kind != "share" and one.sd <= 0, f"{said} the standard deviation is {one.sd:g}; it must be above 0."),
        (not 0 <= one.icc <= 1, f"{said} the intra-cluster correlation is {one.icc:g}; it must lie from 0 to 1."),
        (not 0 <= one.explained < 1, f"{said} the blocks explain {one.explained:g}; it must lie from 0 to below 1."),
        (one.blocks < 1 or one.clusters < 0, f"{said} the number of blocks or municipalities is below 1."),
        (one.cluster_cv < 0, f"{said} the spread of the municipalities' sizes is negative."),
    ]  # fmt: skip
