"""How often each design's interval holds a planted effect, and how far off it is: by chance, and by what decides.

python -m benchmarks.estimation_coverage [--seeds 500] [--picture docs/path/estimation.svg]

Ends with 1 when a design that ought to be right holds the effect in fewer or more tables than its 95 % allow (the exact
binomial interval of the observed share must hold 0.95).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from benchmarks import estimation_worlds as worlds
from benchmarks.estimation_worlds import EFFECT
from polku.estimation import Question, estimate

BOTH = ("age", "skill")
BY_TRAITS = ("ipw", "aipw", "matching")


@dataclass(frozen=True, slots=True)
class Case:
    """A design on a world; `right` says whether its assumptions hold there."""

    world: str
    name: str
    make: Callable[[int], pd.DataFrame]
    columns: dict[str, Any]
    right: bool = True


SEEN, UNSEEN = "what decides is seen", "what decides is unseen"
DRAWN = "chance decides"
UNKNOWN = partial(worlds.seen, unseen=1.0)
CASES = (
    Case(DRAWN, "lottery", worlds.lottery, {"design": "randomised", "covariates": ("age",), "block": "block"}),
    Case(DRAWN, "effect on takers", worlds.lottery,
         {"design": "iv", "outcome": "y_took", "treatment": "took", "instrument": "d"}),
    Case(DRAWN, "takers and others", worlds.lottery_with_choosers, {"design": "randomised"}, right=False),
    Case(SEEN, "plain difference", worlds.seen, {"design": "randomised"}, right=False),
    *(Case(SEEN, design, worlds.seen, {"design": design, "covariates": BOTH}) for design in BY_TRAITS),
    Case(UNSEEN, "plain difference", UNKNOWN, {"design": "randomised"}, right=False),
    *(Case(UNSEEN, design, UNKNOWN, {"design": design, "covariates": BOTH}, right=False) for design in BY_TRAITS),
    Case("times and limits", "did", worlds.panel, {"design": "did", "treatment": "now", "unit": "unit", "time": "at"}),
    Case("times and limits", "did, paths part", partial(worlds.panel, parting=0.1),
         {"design": "did", "treatment": "now", "unit": "unit", "time": "at"}, right=False),
    Case("times and limits", "before and after", worlds.before_and_after, {"design": "randomised"}, right=False),
    Case("times and limits", "staggered", worlds.staggered,
         {"design": "staggered", "treatment": "first", "unit": "unit", "time": "at"}),
    Case("times and limits", "rdd", worlds.limit, {"design": "rdd", "running": "points", "cutoff": 25}),
    Case("times and limits", "survival", worlds.waiting,
         {"design": "survival", "outcome": "days", "event": "job", "covariates": ("age",)}),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Result:
    """A case's estimates over all seeds."""

    case: Case
    estimates: tuple[float, ...]
    covered: int
    told: int  # how often a check of the design failed and the verdict said so

    @property
    def holds(self) -> bool:
        """Whether the exact 95 % interval of the observed coverage holds 0.95."""
        found = stats.binomtest(self.covered, len(self.estimates)).proportion_ci(method="exact")
        return bool(found.low <= 0.95 <= found.high)


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.estimation_coverage", description=__doc__)
    parser.add_argument("--seeds", type=int, default=500)
    parser.add_argument("--picture", type=Path, help="also draw the estimates into this SVG file")
    asked = parser.parse_args(words)
    print(
        "| what decides | design | bias | root mean square error | coverage | told |\n"
        "| --- | --- | ---: | ---: | ---: | ---: |"
    )
    results = []
    for case in CASES:
        results.append(result(case, asked.seeds))
        print(_row(results[-1]), flush=True)
    if asked.picture:
        asked.picture.write_text(picture(results, asked.seeds), encoding="utf-8")
    failed = [one.case.name for one in results if one.case.right and not one.holds]
    if failed:
        print(f"Coverage is not 95 %: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def result(case: Case, seeds: int) -> Result:
    question = Question(**({"outcome": "y", "treatment": "d"} | case.columns))
    found = [estimate(case.make(seed), question) for seed in range(seeds)]
    covered = sum(one.low <= EFFECT <= one.high for one in found)
    return Result(case, tuple(one.estimate for one in found), covered, sum(bool(one.failed) for one in found))


def _row(one: Result) -> str:
    off = np.asarray(one.estimates) - EFFECT
    return (
        f"| {one.case.world} | {one.case.name} | {off.mean():+.3f} | {np.sqrt((off**2).mean()):.3f} "
        f"| {100 * one.covered / len(off):.1f} % | {100 * one.told / len(off):.0f} % |"
    )


def picture(results: Sequence[Result], seeds: int) -> str:
    """A row for each case: the middle 90 % of its estimates, their mean, and the planted effect as a line."""
    import altair
    import vl_convert

    rows = [
        {
            "place": f"{place:02} {one.case.name}",
            "world": one.case.world,
            "low": float(np.quantile(one.estimates, 0.05)),
            "high": float(np.quantile(one.estimates, 0.95)),
            "mean": float(np.mean(one.estimates)),
            "rests": "its assumptions hold" if one.case.right else "they do not hold",
        }
        for place, one in enumerate(results)
    ]
    table = altair.Data(values=rows)
    down = altair.Y("place:N", title=None, axis=altair.Axis(labelExpr="substring(datum.label, 3)", labelLimit=170))
    colour = altair.Color(
        "rests:N", title=None, scale=altair.Scale(range=["#0b5a8f", "#b3541e"]), legend=altair.Legend(orient="top")
    )
    across = altair.X("low:Q", title=f"Estimate; the planted effect is {EFFECT}", scale=altair.Scale(zero=False))
    base = altair.Chart(table, width=420)
    layers = altair.layer(
        base.mark_rule(strokeDash=[4, 3], color="#6a737d").encode(x=altair.datum(EFFECT)),
        base.mark_rule(strokeWidth=3).encode(x=across, x2="high:Q", y=down, color=colour),
        base.mark_point(filled=True, size=70).encode(
            x="mean:Q", y=down, color=colour, shape=altair.Shape("rests:N", legend=None)
        ),
    )
    chart = (
        layers.facet(
            row=altair.Row(
                "world:N",
                title=None,
                header=altair.Header(labelAngle=0, labelAlign="left", labelOrient="top", labelAnchor="start"),
                sort=None,
            )
        )
        .resolve_scale(y="independent")
        .properties(title=f"Estimates of {seeds} invented tables: middle 90 % and mean")
        .configure(background="white", font="sans-serif")
    )
    return vl_convert.vegalite_to_svg(chart.to_dict(), allowed_base_urls=[])


if __name__ == "__main__":
    sys.exit(main())
