"""Better and worse times: how many are unemployed, and how easily they find work."""

from __future__ import annotations

from datetime import date

import numpy as np

from polku.simulation._fitted import by_day, value
from polku.simulation._rates import Floats, Ints
from polku.simulation._settings import Downturn, Settings

EPOCH = date(1970, 1, 1)


def level(settings: Settings, day: Ints) -> Floats:
    """Unemployed on the days (n), in a measure of its own: only ratios mean something."""
    found = np.ones(len(day))
    if settings.cycle:
        found = found * np.interp(day, *by_day("cycle"))
    if settings.seasons:
        found = found * _season(day)
    if settings.downturn is not None:
        found = found * (1 + (settings.downturn.unemployed - 1) * _depth(settings.downturn, day))
    return np.asarray(found)


def work_chance(settings: Settings, day: Ints) -> Floats:
    """What the chance of leaving to work is multiplied by for spells that begin on the days (n)."""
    found = np.ones(len(day))
    if settings.cycle:
        found = found * np.interp(day, *by_day("work_chance"))
    if settings.downturn is not None:
        begins, ends = _days(settings.downturn)
        found = found * np.where((day >= begins) & (day <= ends), settings.downturn.work, 1.0)
    return np.asarray(found)


def _season(day: Ints) -> Floats:
    """Between the ends of two months the way is straight."""
    ends = value("season")
    month = day.astype("datetime64[D]").astype("datetime64[M]")
    first = month.astype("datetime64[D]").astype(np.int64)
    lasts = (month + 1).astype("datetime64[D]").astype(np.int64) - first
    passed = (day - first + 1) / lasts
    this = month.astype(np.int64) % 12
    before = np.array(ends)[(this - 1) % 12]
    return np.asarray(before + (np.array(ends)[this] - before) * passed)


def _depth(downturn: Downturn, day: Ints) -> Floats:
    begins, ends = _days(downturn)
    quarter = max(1.0, (ends - begins) / 4)
    return np.clip(np.minimum(day - begins, ends - day) / quarter, 0.0, 1.0)


def _days(downturn: Downturn) -> tuple[int, int]:
    return (downturn.start - EPOCH).days, (downturn.end - EPOCH).days


def condition_days(day: Ints) -> Ints:
    """Calendar days at work that give a new right, by the rule of the day (n)."""
    begins, least = by_day("condition_days")
    return np.asarray(least[np.maximum(np.searchsorted(begins, day, side="right") - 1, 0)], np.int64)
