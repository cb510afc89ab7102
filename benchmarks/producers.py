"""Producers of known quality: how well raw rates rank them, and how well results over what their clients let expect.

python -m benchmarks.producers [--seeds 200] [--picture docs/path/producers.svg]

Twelve producers of each invented year, the best of whom have the hardest clients.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from polku.evaluation import PRODUCERS, expect, producers

COUNT, FEWEST, MOST = 12, 25, 40  # producers; clients of each
EASY, HARD = 0.55, 0.2  # the chance of a result with a producer of quality 1
TRAITS = (
    "age_band", "sex", "language", "immigrant", "education", "benefit", "services_before",
    "before_employed_days", "before_broadly_unemployed_days",
)  # fmt: skip
RAW, FAIR = "raw rate", "results over expected, drawn towards 1"


@dataclass(frozen=True, slots=True)
class Year:
    """One invented year: by producer the true quality, the raw rate, and the shrunken ratio."""

    quality: tuple[float, ...]
    raw: tuple[float, ...]
    fair: tuple[float, ...]

    def correlation(self, figures: tuple[float, ...]) -> float:
        """Spearman's rank correlation of figures with the true quality."""
        return float(stats.spearmanr(self.quality, figures).statistic)


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.producers", description=__doc__)
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--picture", type=Path, help="also draw both rankings into this SVG file")
    asked = parser.parse_args(words)
    years = [year(seed) for seed in range(asked.seeds)]
    print("| figure | mean rank correlation with true quality | the better of both |\n| --- | ---: | ---: |")
    raw, fair = ([one.correlation(getattr(one, name)) for one in years] for name in ("raw", "fair"))
    better = sum(first > second for first, second in zip(fair, raw, strict=True))
    print(f"| {RAW} | {np.mean(raw):+.2f} | {len(years) - better} of {len(years)} |")
    print(f"| {FAIR} | {np.mean(fair):+.2f} | {better} of {len(years)} |")
    if asked.picture:
        asked.picture.write_text(picture(years), encoding="utf-8")
    return 0 if np.mean(fair) > np.mean(raw) else 1


def clients(seed: int, most: int = MOST) -> tuple[pd.DataFrame, dict[str, float]]:
    """Clients of twelve producers of known quality; the better a producer, the harder its clients."""
    random = np.random.default_rng(seed)
    quality = {f"t{n:02d}": 0.6 + 0.8 * n / (COUNT - 1) for n in range(COUNT)}
    rows = []
    for place, (provider, good) in enumerate(quality.items()):
        hard = 0.15 + 0.7 * place / (COUNT - 1)
        for _ in range(int(random.integers(FEWEST, most))):
            spell = "730-plus" if random.random() < hard else "under-90"
            chance = (HARD if spell == "730-plus" else EASY) * good
            rows.append((provider, spell, int(random.random() < chance)))
    frame = pd.DataFrame(rows, columns=["provider_id", "spell", "result"])
    frame = frame.assign(**{name: 0.0 if name.startswith("before") else "x" for name in TRAITS})
    frame["person_id"] = [f"p{n}" for n in range(len(frame))]
    return frame.assign(service_id="sparring", block=frame["person_id"]), quality


def year(seed: int) -> Year:
    """The figures of one invented year."""
    frame, quality = clients(seed)
    place = list(PRODUCERS).index
    rows: Iterable[tuple[Any, ...]] = producers(expect(frame))
    shrunk = {row[place("provider_id")]: float(row[place("shrunk")]) for row in rows}
    rates = frame.groupby("provider_id")["result"].mean()
    return Year(
        tuple(quality.values()), tuple(float(rates[one]) for one in quality), tuple(shrunk[one] for one in quality)
    )


def picture(years: Sequence[Year]) -> str:
    """Both figures over the true quality: the middle 90 % of each producer's years, and their mean."""
    import altair
    import vl_convert

    panels = []
    for name, title in (("raw", RAW), ("fair", FAIR)):
        figures = np.array([getattr(one, name) for one in years])
        mean = np.mean([one.correlation(getattr(one, name)) for one in years])
        rows = [
            {
                "quality": years[0].quality[n],
                "low": float(np.quantile(figures[:, n], 0.05)),
                "high": float(np.quantile(figures[:, n], 0.95)),
                "mean": float(figures[:, n].mean()),
            }
            for n in range(COUNT)
        ]
        base = altair.Chart(altair.Data(values=rows), width=270, height=220).encode(
            x=altair.X("quality:Q", title="True quality", scale=altair.Scale(zero=False))
        )
        colour = "#b3541e" if name == "raw" else "#0b5a8f"
        up = altair.Y("low:Q", title=None, scale=altair.Scale(zero=False))
        layers = base.mark_rule(strokeWidth=3, color=colour).encode(y=up, y2="high:Q") + base.mark_point(
            filled=True, size=60, color=colour, shape="square" if name == "raw" else "circle"
        ).encode(y="mean:Q")
        said = [f"{title[0].upper()}{title[1:]}", f"rank correlation with quality: {mean:+.2f}"]
        panels.append(layers.properties(title=altair.Title(said, anchor="start", fontSize=12)))
    chart = altair.hconcat(*panels).properties(
        title=altair.Title(
            f"Twelve producers in {len(years)} invented years: mean and middle 90 %",
            subtitle="The better a producer, the harder its clients",
        )
    )
    spec = chart.configure(background="white", font="sans-serif").to_dict()
    return vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])


if __name__ == "__main__":
    sys.exit(main())
