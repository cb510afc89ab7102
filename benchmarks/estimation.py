"""How long estimates take on a large table, and how much memory, beside doubleml on the same table.

python -m benchmarks.estimation [--rows 1000000] [--only aipw]

Each estimate has a process of its own; seconds are of the estimate alone, MB the process's largest resident memory.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from polku.estimation import Question, estimate

COVARIATES = tuple(f"x{place}" for place in range(8))
TIMES = 4
QUESTIONS: dict[str, dict[str, Any]] = {
    "randomised": {"outcome": "y_lot", "treatment": "lot", "covariates": COVARIATES},
    "ipw": {"covariates": COVARIATES},
    "aipw": {"covariates": COVARIATES},
    "matching": {"covariates": COVARIATES},
    "did": {"treatment": "now", "unit": "unit", "time": "at"},
}
ASKED = (*QUESTIONS, "doubleml")


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.estimation", description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--only", nargs="+", choices=ASKED, default=["randomised", "ipw", "aipw", "doubleml", "did"])
    parser.add_argument("--one", choices=ASKED, help=argparse.SUPPRESS)
    asked = parser.parse_args(words)
    if asked.one:
        print(json.dumps(_one(asked.one, asked.rows)))
        return 0
    print("| design | rows | seconds | MB | estimate | se |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    for name in asked.only:
        command = [sys.executable, "-m", "benchmarks.estimation", "--rows", str(asked.rows), "--one", name]
        done = json.loads(subprocess.run(command, capture_output=True, check=True, text=True).stdout)
        print(
            f"| {name} | {asked.rows:,} | {done['seconds']:.1f} | {done['mb']:.0f} "
            f"| {done['estimate']:.4f} | {done['se']:.4f} |",
            flush=True,
        )
    return 0


def _one(name: str, rows: int) -> dict[str, float]:
    table = panel(rows) if name == "did" else people(rows)
    begun = time.perf_counter()
    value, se = _doubleml(table) if name == "doubleml" else _polku(name, table)
    seconds = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "mb": peak, "estimate": value, "se": se}


def people(rows: int) -> pd.DataFrame:
    """Eight covariates; four of them decide the treatment and the outcome. The planted effect is 0.5."""
    random = np.random.default_rng(1)
    x = random.normal(size=(rows, len(COVARIATES)))
    pull = x[:, :4].sum(axis=1) / 4
    d = (random.random(rows) < 1 / (1 + np.exp(-pull))).astype(int)
    lot = random.integers(0, 2, rows)
    y = 0.5 * d + pull + random.normal(size=rows)
    return pd.DataFrame(x, columns=list(COVARIATES)).assign(y=y, d=d, lot=lot, y_lot=y + 0.5 * (lot - d))


def panel(rows: int) -> pd.DataFrame:
    """People at four times; half of them treated from the third on. The planted effect is 0.5."""
    random = np.random.default_rng(2)
    unit, at = np.repeat(np.arange(rows // TIMES), TIMES), np.tile(np.arange(TIMES), rows // TIMES)
    now = (unit % 2) * (at >= TIMES // 2)
    y = random.normal(size=rows // TIMES)[unit] + 0.1 * at + 0.5 * now + random.normal(size=len(unit))
    return pd.DataFrame({"unit": unit, "at": at, "now": now, "y": y})


def _polku(name: Any, table: pd.DataFrame) -> tuple[float, float]:
    found = estimate(table, Question(**({"design": name, "outcome": "y", "treatment": "d"} | QUESTIONS[name])))
    return found.estimate, found.se


def _doubleml(table: pd.DataFrame) -> tuple[float, float]:
    """The same question, the same kind of prediction, five parts."""
    import doubleml
    from sklearn.linear_model import LinearRegression, LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    logit = make_pipeline(StandardScaler(), LogisticRegression(C=1e6, max_iter=1000))
    data = doubleml.DoubleMLData(table, "y", "d", list(COVARIATES))
    model = doubleml.DoubleMLIRM(data, LinearRegression(), logit, score="ATTE", n_folds=5)
    model.fit()
    return float(model.coef[0]), float(model.se[0])


if __name__ == "__main__":
    sys.exit(main())
