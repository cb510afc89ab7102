"""Invented tables with a planted effect, for the tests of estimation, its coverage and its picture."""

from __future__ import annotations

import numpy as np
import pandas as pd

EFFECT = 0.5


def lottery(seed: int, n: int = 400, **more) -> pd.DataFrame:
    """Chance decides; `age` and `block` matter for the outcome. Of the drawn 70 % take it up, of the others 10 %."""
    random = np.random.default_rng(seed)
    age, block = random.normal(size=n), random.integers(0, 4, n)
    drawn = random.permuted(np.arange(n) % 2)
    took = np.where(drawn == 1, random.random(n) < 0.7, random.random(n) < 0.1).astype(int)
    y = age + 0.3 * block + EFFECT * drawn + random.normal(size=n)
    y_took = age + EFFECT * took + random.normal(size=n)
    return pd.DataFrame({"y": y, "y_took": y_took, "d": drawn, "took": took, "age": age, "block": block}).assign(**more)


def seen(seed: int, n: int = 600, unseen: float = 0.0) -> pd.DataFrame:
    """The older and those with `skill` choose the treatment; `unseen` is how much a trait that is not there decides."""
    random = np.random.default_rng(seed)
    age, skill, drive = random.normal(size=n), random.normal(size=n), random.normal(size=n)
    chance = 1 / (1 + np.exp(-(0.6 * age + 0.4 * skill + unseen * drive - 0.3)))
    d = (random.random(n) < chance).astype(int)
    y = age + 0.5 * skill + unseen * drive + EFFECT * d + random.normal(size=n)
    return pd.DataFrame({"y": y, "d": d, "age": age, "skill": skill})


def panel(seed: int, units: int = 60, times: int = 6, start: int = 4, parting: float = 0.0) -> pd.DataFrame:
    """Half of the units are treated from `start` on; `parting` is how much their path parts anyway, by time."""
    random = np.random.default_rng(seed)
    unit, at = np.repeat(np.arange(units), times), np.tile(np.arange(1, times + 1), units)
    group = unit % 2
    now = group * (at >= start)
    level = random.normal(size=units)[unit]
    y = level + 0.2 * at + parting * group * at + EFFECT * now + random.normal(0, 0.5, units * times)
    return pd.DataFrame({"y": y, "unit": unit, "at": at, "group": group, "now": now})


def staggered(seed: int, units: int = 300, times: int = 6) -> pd.DataFrame:
    """A third begins at 3, a third at 5, a third never; the effect is the same everywhere."""
    random = np.random.default_rng(seed)
    unit, at = np.repeat(np.arange(units), times), np.tile(np.arange(1, times + 1), units)
    first = np.array([0, 3, 5])[unit % 3]
    now = ((first > 0) & (at >= first)).astype(int)
    y = random.normal(size=units)[unit] + 0.2 * at + EFFECT * now + random.normal(0, 0.5, units * times)
    return pd.DataFrame({"y": y, "unit": unit, "at": at, "first": first, "now": now})


def limit(seed: int, n: int = 2000) -> pd.DataFrame:
    """From 25 points on the treatment is given."""
    random = np.random.default_rng(seed)
    points = random.normal(25, 8, n)
    d = (points >= 25).astype(int)
    y = 0.02 * points + 0.001 * (points - 25) ** 2 + EFFECT * d + random.normal(0, 0.5, n)
    return pd.DataFrame({"y": y, "d": d, "points": points})


def waiting(seed: int, n: int = 500) -> pd.DataFrame:
    """Days to a job, watched for at most a year; the logarithm of the hazard ratio is the planted effect."""
    random = np.random.default_rng(seed)
    d, age = random.integers(0, 2, n), random.normal(size=n)
    days = np.ceil(random.exponential(200 / np.exp(EFFECT * d + 0.3 * age)))
    watched = np.ceil(random.uniform(60, 365, n))
    ended = (days <= watched).astype(int)
    return pd.DataFrame({"days": np.minimum(days, watched), "job": ended, "d": d, "age": age})


def lottery_with_choosers(seed: int, n: int = 400) -> pd.DataFrame:
    """A lottery analysed by who took the treatment, where the keen take it up more often: what not to do."""
    table = lottery(seed, n)
    random = np.random.default_rng(10_000 + seed)
    took = (random.random(n) < 1 / (1 + np.exp(-(2 * table["d"] + table["age"] - 1)))).astype(int)
    y = table["age"] + EFFECT * took + random.normal(size=n)
    return pd.DataFrame({"y": y, "d": took})


def before_and_after(seed: int) -> pd.DataFrame:
    """The treated only, before (0) and after (1) the start: what would have come anyway counts as effect."""
    table = panel(seed)
    table = table[table["group"] == 1]
    return table.assign(d=table["now"])[["y", "d"]]
