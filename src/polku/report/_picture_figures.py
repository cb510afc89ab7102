"""The situational picture as it may be published: rows of `published`, read for the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from polku.base.engine import Engine
from polku.definition import Pilot

BROAD = ("unemployed", "in_services", "broad_unemployment")
SHOWN = (
    *BROAD,
    "long_term_unemployed",
    "youth_unemployed",
    "over_55_unemployed",
    "foreign_language_unemployed",
    "activation_rate",
    "job_starts",
    "service_wait_days",
    "transitions_without_gap",
)
CLIENTS, EVERYONE = "pilot", "country"
Key = tuple[date, str, str]  # month, area, indicator


@dataclass(frozen=True, slots=True)
class Cell:
    """A published figure: its value (None: nobody was counted), or that it is hidden."""

    value: float | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """Published figures of all people together. cells: by month, area and indicator.

    areas: whose figures are told, CLIENTS (the pilot's own) before EVERYONE in the facts. places: the pilot's
    municipalities that have figures.
    """

    months: Sequence[date]
    areas: Sequence[str]
    places: Sequence[str]
    cells: Mapping[Key, Cell]

    def cell(self, month: date, area: str, indicator: str) -> Cell:
        """A figure; one that is not there was counted of nobody."""
        return self.cells.get((month, area, indicator), Cell(None, False))


def picture(engine: Engine, pilot: Pilot) -> Picture:
    """The months of `published`: of the pilot's clients and everyone; of the last month also by municipality."""
    query = """
        SELECT month, CASE WHEN area_kind IN ('pilot', 'country') THEN area_kind ELSE area END, indicator, value,
            suppressed
        FROM published
        WHERE "group" = 'all' AND area_kind <> 'employment_area'
            AND (area_kind <> 'municipality' OR month = (SELECT max(month) FROM published))
    """
    cells: dict[Key, Cell] = {
        (month, area, indicator): Cell(value, hidden)
        for month, area, indicator, value, hidden in engine.rows(query)
        if indicator in SHOWN
    }
    months = sorted({month for month, _, _ in cells})
    there = {area for _, area, _ in cells}
    enrolled = any(cells[key].hidden or cells[key].value for key in cells if key[1] == CLIENTS and key[2] in BROAD)
    return Picture(
        months=months,
        areas=[area for area, is_there in ((CLIENTS, enrolled), (EVERYONE, EVERYONE in there)) if is_there],
        places=[code for code in pilot.municipalities if code in there],
        cells=cells,
    )
