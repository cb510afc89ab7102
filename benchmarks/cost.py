"""The municipal share of 48 months: Polku, SQL by hand, and OpenFisca in an environment of its own."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from datetime import date

from benchmarks import answers
from benchmarks.by_hand import opened
from benchmarks.place import HERE, UNTIL, Answer, Clock, Place
from polku import cost, facts
from polku.base.engine import DuckDB

FIRST = date(2021, 1, 1)  # 48 months with UNTIL
UV = ("uv", "run", "--no-project", "--quiet", "--with", "openfisca-core", "--with", "duckdb", "python")
TOLD = """
SELECT
    count(*) AS rows,
    sum(persons) AS persons,
    sum(share_cents) AS share_cents,
    sum(days) FILTER (bracket = 1) AS days_1,
    sum(days) FILTER (bracket = 301) AS days_301,
    sum(days) FILTER (bracket = 1001) AS days_1001
FROM {0}"""


def product(place: Place, clock: Clock) -> Answer:
    with DuckDB() as engine:
        facts.load(engine, place.facts)
        with clock.running():
            cost.municipal_share(engine, FIRST, UNTIL)
        return answers.told(engine.connection, TOLD, "municipal_share")


def by_hand(place: Place, clock: Clock) -> Answer:
    connection = opened(place)
    query = (HERE / "by_hand" / "cost.sql").read_text(encoding="utf-8")
    with clock.running():
        connection.execute(f"CREATE TABLE cost AS {query}", {"first": FIRST, "until": UNTIL})
    return answers.told(connection, TOLD, "cost")


def in_openfisca(place: Place, clock: Clock) -> Answer:
    """The same days by bracket, without municipalities. Not a number of seconds where OpenFisca cannot be had."""
    script = str(HERE / "cost_in_openfisca.py")
    command = [*UV, script, str(place.facts), FIRST.isoformat(), UNTIL.isoformat()]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=place.out)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason was told"])[-1]
        print(f"benchmarks: OpenFisca-core did not run, its row is left as nan: {reason}", file=sys.stderr)
        clock.seconds = clock.cpu = clock.peak_mb = math.nan
        return {}
    told = json.loads(done.stdout)
    clock.seconds, clock.cpu, clock.peak_mb = told["seconds"], told["cpu"], told["peak_mb"]
    answer: Answer = told["answer"]
    return answer
