"""The figures as Markdown for people, and as JSON for machines."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.running import Measured, Runs

PACKAGES = ("duckdb", "numpy", "pandas", "pyarrow")


def machine() -> dict[str, str]:
    """What the figures were taken on. No names: nothing here tells whose machine it is."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": f"{len(os.sched_getaffinity(0))} cores, {_processor()}",
        "memory": f"{memory:.0f} GiB",
        "system": platform.system(),
        "python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def rows(facts: Path) -> dict[str, int]:
    """How many rows each table has."""
    return {path.stem: int(pq.ParquetFile(path).metadata.num_rows) for path in sorted(facts.glob("*.parquet"))}


def markdown(results: Sequence[Measured]) -> Iterator[str]:
    """The table of figures, then how seconds grow from the smallest size to the largest."""
    yield "| measure | size | Polku s | reference | its s | ratio | ratio of CPU s | Polku MB | its MB |"
    yield "| --- | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: |"
    for result in results:
        for reference in result.references:
            yield _row(result, reference)
    yield from _growth(results)


def _row(result: Measured, reference: Runs) -> str:
    product = result.product
    cells = (
        result.measure.name,
        f"{result.people:,}".replace(",", " "),
        _seconds(product),
        reference.name if reference.same else f"*{reference.name}*",
        _seconds(reference),
        f"{product.best / reference.best:.1f}",
        f"{product.cpu / reference.cpu:.1f}",
        f"{product.peak_mb:.0f}",
        f"{reference.peak_mb:.0f}",
    )
    return f"| {' | '.join(cells)} |"


def _seconds(runs: Runs) -> str:
    return f"{runs.best:.2f} ({runs.median:.2f})"


def _growth(results: Sequence[Measured]) -> Iterator[str]:
    sizes = sorted({result.people for result in results})
    if len(sizes) < 2:
        return
    yield ""
    yield f"| measure | size × {sizes[-1] / sizes[0]:.0f} | Polku s × | Polku MB × | first reference s × |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    by_key = {(result.measure.name, result.people): result for result in results}
    for name in dict.fromkeys(result.measure.name for result in results):
        small, large = (by_key.get((name, size)) for size in (sizes[0], sizes[-1]))
        if small is None or large is None:
            continue
        times = large.product.best / small.product.best
        memory = large.product.peak_mb / small.product.peak_mb
        other = large.references[0].best / small.references[0].best
        yield f"| {name} | {sizes[0]} → {sizes[-1]} | {times:.1f} | {memory:.1f} | {other:.1f} |"


def as_json(results: Sequence[Measured]) -> list[dict[str, object]]:
    """Every run of every measure."""
    return [
        {
            "measure": result.measure.name,
            "people": result.people,
            "product": _runs(result.product),
            "references": [_runs(reference) for reference in result.references],
        }
        for result in results
    ]


def _runs(runs: Runs) -> dict[str, object]:
    return {
        "name": runs.name,
        "same_question": runs.same,
        "best_s": runs.best,
        "median_s": runs.median,
        "runs": [{"seconds": run.seconds, "cpu": run.cpu, "peak_mb": run.peak_mb} for run in runs.runs],
        "answer": runs.runs[-1].answer,
    }
