"""The forecast from end to end: runs, table and page."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from polku.base import PolkuError
from polku.base.engine import DuckDB, Format, output
from polku.definition import Pilot, in_all, require
from polku.forecast._page import Asked, page
from polku.forecast._runs import days, run_all
from polku.forecast._table import FORECAST, ORDER, make_table, refuse_all
from polku.page import Language

COMMAND = "forecast"


def forecast(
    pilot: Pilot,
    *,
    clients: int,
    seed: int,
    out: Path,
    runs: int = 20,
    form: Format = "parquet",
    lang: Language = "fi",
    progress: Callable[[str], None] | None = None,
) -> dict[str, object]:
    """Write the table `forecast` (FORECAST) and the page `forecast.html` on the pilot's contracts into `out`.

    clients: invented people on the first day. runs: how many times they are invented, each time anew; the seeds follow
    from `seed`, so the same pilot and numbers give the same table. Money is whole cents without VAT, shares are basis
    points. Gives the number of rows. Raises MissingPart when the pilot has no contracts or municipalities, PolkuError
    for a number that cannot be, a fee or a band called `all`, or an `out` that cannot be written.
    Source: docs/path/forecast.md.
    """
    for part in ("contracts", "municipalities"):
        require(pilot, part, COMMAND)
    if runs < 1:
        raise PolkuError(f"{runs} runs tell nothing. Give a number from 1, such as 20.")
    whole = in_all(pilot)
    refuse_all(whole)
    tell = progress or (lambda _: None)
    with DuckDB() as engine, output(engine, out, form) as tables:
        sums = run_all(pilot, clients, seed, runs, tell)
        tell("Writing the table and the page")
        make_table(engine, whole, sums, runs)
        tables.write("forecast", FORECAST, ORDER)
        asked = Asked(whole, clients, seed, runs, days(whole).until, lang)
        tables.text("forecast.html", page(engine, asked))
        return dict(tables.counts)
