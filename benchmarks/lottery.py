"""A lottery among Pirkanmaa's invented people, drawn again and again: how often its interval holds the planted effect.

python -m benchmarks.lottery [--seeds 500] [--clients 3000]

Everybody lives twice, with the service's planted effect and without, so the true mean effect is known. For each lottery
people are taken anew from them. Ends with 1 when the exact 95 % binomial interval of the observed coverage does not
hold 0.95.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy import stats
from tests.steps.lottery_world import both_lives, drawn, draws, worlds

EFFECT, DAYS, WORLD = 4.0, 182, 11


def main(words: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lottery", description=__doc__)
    parser.add_argument("--seeds", type=int, default=500)
    parser.add_argument("--clients", type=int, default=3000)
    asked = parser.parse_args(words)
    with tempfile.TemporaryDirectory(prefix="polku-lottery-") as name:
        folder = Path(name)
        pilot, with_it, without = worlds(folder, asked.clients, WORLD, EFFECT)
        both = both_lives(pilot, with_it, without, drawn(folder, with_it, without, 1), DAYS)
    truth, found = draws(both, asked.seeds)
    held = sum(low <= truth <= high for _, low, high in found)
    ends = stats.binomtest(held, len(found)).proportion_ci(0.95, method="exact")
    drift = float((both["compared"] - both["before"]).mean())
    print(f"{len(both)} people; true effect {truth:+.2f} days at work in {DAYS}")
    print(f"mean of {len(found)} draws {np.mean([one for one, _, _ in found]):+.2f}")
    print(f"coverage {100 * held / len(found):.1f} % ({100 * ends.low:.1f} to {100 * ends.high:.1f} %)")
    print(f"before and after says {truth + drift:+.2f}: wrong by {drift:+.2f}")
    return 0 if ends.low <= 0.95 <= ends.high else 1


if __name__ == "__main__":
    sys.exit(main())
