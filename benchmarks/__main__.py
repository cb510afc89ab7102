"""The benchmarks' command line; see README.md beside this."""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

from benchmarks import told
from benchmarks.measures import MEASURES, SIZES, STEPS
from benchmarks.running import DifferentAnswers, Measured, make_facts, measured

SMALL = 4_000


def main(words: Sequence[str] | None = None) -> int:
    """Take the figures and print them; 1 when two ways to ask the same question give different answers."""
    asked = _arguments(words)
    folder = nullcontext(str(asked.data)) if asked.data else tempfile.TemporaryDirectory(prefix="polku-bench-")
    with folder as name:
        try:
            results, sizes, load = _measure(asked, Path(name))
        except DifferentAnswers as error:
            print(f"benchmarks: {error}", file=sys.stderr)
            return 1
    print("\n".join(told.markdown(results)))
    if asked.json:
        content = {"machine": told.machine(), "load": load, "rows": sizes, "results": told.as_json(results)}
        asked.json.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return 0


def _measure(
    asked: argparse.Namespace, folder: Path
) -> tuple[list[Measured], dict[str, dict[str, int]], dict[str, float]]:
    results: list[Measured] = []
    sizes: dict[str, dict[str, int]] = {}
    for key, value in told.machine().items():
        print(f"{key}: {value}")
    measures = [measure for measure in MEASURES if measure.step in asked.only]
    kinds = sorted({measure.facts for measure in measures})
    sizes_of = [(kind, size) for kind in kinds for size in asked.people or SIZES[kind]]
    facts = {(kind, size): make_facts(kind, size, folder, _tell) for kind, size in sizes_of}
    begun = os.getloadavg()[0]
    for (kind, size), place in facts.items():
        sizes[f"{size} {kind}"] = told.rows(place)
        print(f"{size} {kind}: " + ", ".join(f"{table} {count}" for table, count in sizes[f"{size} {kind}"].items()))
        times = asked.runs or (5 if size < 500_000 else 3)
        results += [measured(measure, size, place, times, _tell) for measure in measures if measure.facts == kind]
    load = {"before": begun, "after": os.getloadavg()[0]}
    print(f"load average (1 min): {load['before']:.1f} before, {load['after']:.1f} after\n")
    return sorted(results, key=lambda result: STEPS.index(result.measure.step)), sizes, load


def _tell(text: str) -> None:
    print(f"… {text}", file=sys.stderr, flush=True)


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "--people", type=int, nargs="+", help="sizes, in people or participations (default: 100 000 and 1 000 000)"
    )
    parser.add_argument("--only", nargs="+", choices=STEPS, default=STEPS, help="these steps only")
    parser.add_argument("--runs", type=int, help="runs of each measure (default 5, from 500 000 people on 3)")
    parser.add_argument("--data", type=Path, help="a folder that keeps the invented facts for the next time")
    parser.add_argument("--json", type=Path, help="also write every run into this file")
    parser.add_argument("--small", action="store_true", help=f"{SMALL} people, one run: whether it all still works")
    asked = parser.parse_args(words)
    if asked.small:
        asked.people, asked.runs = [SMALL], 1
    if asked.data:
        asked.data.mkdir(parents=True, exist_ok=True)
    return asked


if __name__ == "__main__":
    sys.exit(main())
