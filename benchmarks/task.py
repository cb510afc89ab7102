"""One task in this process; its seconds, peak and answer as JSON.

`python -m benchmarks.task by_hand.target FACTS OUT`
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path

from benchmarks.place import Clock, Place


def main(name: str, facts: str, out: str) -> None:
    module, function = name.split(".")
    clock = Clock()
    answer = getattr(import_module(f"benchmarks.{module}"), function)(Place(Path(facts), Path(out)), clock)
    print(json.dumps({"seconds": clock.seconds, "cpu": clock.cpu, "peak_mb": clock.peak_mb, "answer": answer}))


if __name__ == "__main__":
    main(*sys.argv[1:])
