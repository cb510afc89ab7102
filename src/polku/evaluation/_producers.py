"""Producers compared fairly: results beside what their clients' case mix lets expect, shrunk towards what is common."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from polku.base.engine import Columns, Engine
from polku.evaluation._counted import FOLDER
from polku.evaluation._people import COVARIATES, SMALL

PRODUCERS: Columns = {
    "service_id": "VARCHAR",
    "provider_id": "VARCHAR",
    "cases": "BIGINT",
    "results": "BIGINT",
    "expected": "DOUBLE",
    "ratio": "DOUBLE",
    "shrunk": "DOUBLE",
    "low": "DOUBLE",
    "high": "DOUBLE",
    "funnel_low": "DOUBLE",
    "funnel_high": "DOUBLE",
    "adjusted": "BOOLEAN",
    "verdict": "VARCHAR",
}
FOLDS = 5
FEWEST_CASES, FEWEST_EXPECTED = 20, 5.0  # below either a producer is too new to say
FEWEST_RESULTS = 20  # with fewer results or failures of a service the case mix cannot be learned
LEAST_SPREAD = (
    0.01  # of producers around the common ratio, as a variance: a tenth either way is always thought possible
)


@dataclass(frozen=True, slots=True)
class Ratio:
    """Observed over expected: as it is, drawn towards the common ratio, with its 95 % interval."""

    ratio: float
    shrunk: float
    low: float
    high: float


def producer_cases(engine: Engine) -> Any:
    """A DataFrame of participations whose year is over, with `expected`: the chance of a result by case mix."""
    import pyarrow.parquet as pq

    engine.run(FOLDER, "producer_cases")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cases.parquet"
        engine.copy("SELECT * FROM producer_cases ORDER BY block", path, "parquet")
        cases = pq.read_table(path).to_pandas()
    engine.drop("producer_cases")
    return expect(cases)


def expect(cases: Any, seed: int = 0) -> Any:
    """The cases with `expected`, the chance of a result, and `adjusted`, whether it was learned from the case mix.

    Of each service by itself: a logistic regression on what was known on the first day, each fifth of the people
    predicted from the others, scaled so that all producers together are as expected. What is known of the producer is
    not among it.
    """
    import pandas as pd

    parts = [_expected_of(part.copy(), seed) for _, part in cases.groupby("service_id", sort=True)]
    return pd.concat(parts, ignore_index=True) if parts else cases.assign(expected=0.0, adjusted=False)


def _expected_of(part: Any, seed: int) -> Any:
    result = part["result"]
    part["expected"], part["adjusted"] = float(result.mean()), False
    people = part["person_id"].nunique()
    if min(result.sum(), len(result) - result.sum()) < FEWEST_RESULTS or people < FOLDS:
        return part
    part["expected"] = _chances(part, seed)
    part["expected"] = (part["expected"] * result.sum() / part["expected"].sum()).clip(upper=1.0)
    part["adjusted"] = True
    return part


def _chances(part: Any, seed: int) -> Any:
    import pandas as pd
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    columns = pd.get_dummies(part[list(COVARIATES)], dtype=float)
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=1000))
    chances = cross_val_predict(
        model, columns, part["result"], groups=part["person_id"], cv=folds, method="predict_proba"
    )
    return chances[:, 1]


def producers(cases: Any) -> list[tuple[object, ...]]:
    """The rows of PRODUCERS. A producer with fewer than five cases has no figures; one with fewer than twenty cases or
    five expected results is too new to say.
    """
    rows: list[tuple[object, ...]] = []
    for service, part in cases.groupby("service_id", sort=True):
        sums = part.groupby("provider_id", sort=True).agg(
            cases=("result", "size"), results=("result", "sum"), expected=("expected", "sum")
        )
        found = shrink(list(sums["results"]), list(sums["expected"]))
        adjusted = bool(part["adjusted"].all())
        for (provider, one), ratio in zip(sums.iterrows(), found, strict=True):
            key = (service, provider)
            if one["cases"] < SMALL or ratio is None:
                rows.append((*key, *(None,) * 9, adjusted, "too_new"))
                continue
            counts = (int(one["cases"]), int(one["results"]), float(one["expected"]))
            ends = (ratio.ratio, ratio.shrunk, ratio.low, ratio.high, *funnel(counts[2]))
            rows.append((*key, *counts, *ends, adjusted, _verdict(counts[0], counts[2], ratio)))
    return rows


def shrink(results: list[int], expected: list[float]) -> list[Ratio | None]:
    """Each producer's ratio by empirical Bayes: results are Poisson around expected × ratio, ratios gamma around 1.

    How far the ratios lie apart is estimated from all of them (method of moments); None where nothing was expected.
    """
    from scipy import stats

    known = [(o, e) for o, e in zip(results, expected, strict=True) if e > 0]
    total = sum(e for _, e in known)
    beyond = sum(e * (o / e - 1) ** 2 for o, e in known) - (len(known) - 1)
    room = total - sum(e**2 for _, e in known) / total if total else 0.0
    spread = max(beyond / room if room > 0 else 0.0, LEAST_SPREAD)
    shape = 1 / spread
    found: list[Ratio | None] = []
    for o, e in zip(results, expected, strict=True):
        if e <= 0:
            found.append(None)
            continue
        law = stats.gamma(shape + o, scale=1 / (shape + e))
        found.append(Ratio(o / e, float(law.mean()), float(law.ppf(0.025)), float(law.ppf(0.975))))
    return found


def funnel(expected: float) -> tuple[float, float]:
    """Between which ratios 95 of 100 producers lie that are just as expected, by chance alone."""
    from scipy import stats

    law = stats.poisson(expected)
    return float(law.ppf(0.025)) / expected, float(law.ppf(0.975)) / expected


def _verdict(cases: int, expected: float, ratio: Ratio) -> str:
    if cases < FEWEST_CASES or expected < FEWEST_EXPECTED:
        return "too_new"
    return "better" if ratio.low > 1 else "worse" if ratio.high < 1 else "alike"
