"""A running pilot's figures without a person in them: its fee lines summed up, its picture as it may be published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from polku import settlement, situation
from polku.definition import Pilot
from polku.pipeline._situation import pilot_picture
from polku.pipeline._source import Input, Progress, loaded


@dataclass(frozen=True, slots=True)
class Figures:
    """What `figures` tells. months: those of the picture; picture: rows of `published`, the columns as INDICATORS."""

    months: Sequence[date]
    fees: Sequence[settlement.FeeSum]
    picture: Sequence[tuple[Any, ...]]


def figures(pilot: Pilot, source: Input, until: date, tell: Progress) -> Figures:
    """The pilot's figures on the day `until`, of the same `fee_lines` and `published` that `run` writes; no file is.

    Raises MissingPart for a pilot without a first day, FactsError for facts with errors and SettlementError for a
    participation that cannot be settled.
    """
    with loaded(source, tell) as (engine, _summary):
        tell("Settling the contracts")
        settlement.fee_lines(engine, pilot, until)
        fees = settlement.fee_sums(engine)
        months = pilot_picture(engine, pilot, source, until, tell)
        return Figures(months, fees, situation.published_rows(engine))
