"""The lists that the SQL joins: months, groups, and what counts in the activation rate."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from polku.base import month_end
from polku.base.engine import Columns, Engine
from polku.definition import Pilot, service_kinds, statuses
from polku.situation._areas import load_areas
from polku.situation._calendar import count_day, interview_deadlines
from polku.situation._catalogue import GROUPS, indicators

FLAGS: Columns = {"valid_from": "DATE", "valid_to": "DATE", "counts": "BOOLEAN"}
INDICATOR_GROUPS: Columns = {
    "figure": "INTEGER",
    "indicator": "VARCHAR",
    "kind": "VARCHAR",
    "group": "VARCHAR",
    "of_clients": "BOOLEAN",
    "withheld": "BOOLEAN",
}


def load_lists(
    engine: Engine, months: Sequence[date], pilot: Pilot | None, *, near: bool = False
) -> dict[tuple[str, str], int]:
    """Keep what the SQL joins: places, areas, groups, deadlines, and what counts in the activation rate.

    Figures (an indicator's group) and areas have numbers; those of the figures are returned.
    near: only the employment areas that have a municipality of the pilot; other places stay in the country's figures.
    """
    engine.load(
        "interview_deadlines",
        {"day": "DATE", "last_day": "DATE"},
        interview_deadlines(months[0], month_end(months[-1])),
    )
    engine.load("dimensions", {"dimension": "VARCHAR"}, [(one,) for one in ("all", *GROUPS)])
    around = pilot.municipalities if near and pilot is not None else ()
    load_areas(engine, months, pilot.pilot if pilot is not None else None, around)
    rows = [(one.indicator, group, one) for one in indicators() for group in one.all_groups]
    engine.load(
        "indicator_groups",
        INDICATOR_GROUPS,
        [(number, name, one.kind, group, one.of_clients, one.withheld and group != "all")
         for number, (name, group, one) in enumerate(rows)],
    )  # fmt: skip
    _load_flags(engine, pilot)
    return {(name, group): number for number, (name, group, _) in enumerate(rows)}


def load_months(engine: Engine, months: Sequence[date]) -> None:
    """Keep `months`: those that are counted together, with their days."""
    days = [(month, month, month_end(month), count_day(month)) for month in months]
    engine.load("months", {"month": "DATE", "first_day": "DATE", "last_day": "DATE", "count_day": "DATE"}, days)


def _load_flags(engine: Engine, pilot: Pilot | None) -> None:
    """Which statuses and services count in the activation rate, by date. A service's id may itself be a kind's name."""
    kinds = {kind.kind: kind.in_activation_rate for kind in service_kinds()}
    of_service = {name: name for name in kinds} | {one.id: one.kind for one in (pilot.services if pilot else ())}
    engine.load(
        "kind_flags",
        {"service_id": "VARCHAR", **FLAGS},
        [(service, step.first, step.last, step.value) for service, kind in of_service.items()
         for step in kinds[kind].steps],
    )  # fmt: skip
    engine.load(
        "status_flags",
        {"status": "VARCHAR", **FLAGS},
        [
            (one.status, step.first, step.last, step.value)
            for one in statuses()
            for step in one.in_activation_rate.steps
        ],
    )
