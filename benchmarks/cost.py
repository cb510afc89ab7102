"""The municipal share of 48 months under both laws: Polku, SQL by hand, and OpenFisca in an environment of its own."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from datetime import date

import duckdb

from benchmarks import answers
from benchmarks.by_hand import opened
from benchmarks.place import HERE, UNTIL_2025, Answer, Clock, Place
from polku import cost, facts
from polku.base.engine import DuckDB

FIRST, LAST = date(2022, 1, 1), UNTIL_2025  # 48 months, the last 12 under the law from 2025
UV = ("uv", "run", "--no-project", "--quiet", "--with", "openfisca-core", "--with", "duckdb", "python")
# `same_rows` is one number for all rows and columns: where it is equal, so is every row.
TOLD = """
SELECT
    count(*) AS rows,
    sum(persons) AS persons,
    sum(days) AS days,
    sum(share_cents) AS share_cents,
    sum(share_cents) FILTER (month < DATE '2025-01-01') AS share_cents_until_2024,
    sum(hash(
        month::DATE, municipality::VARCHAR, benefit::VARCHAR, bracket::BIGINT, persons::BIGINT, days::BIGINT,
        share_cents::BIGINT, estimated::BOOLEAN
    )) % 1000000000000 AS same_rows
FROM {0}"""


def told_of(connection: duckdb.DuckDBPyConnection, table: str) -> Answer:
    """What all ways must agree on."""
    return answers.told(connection, TOLD, table)


def product(place: Place, clock: Clock) -> Answer:
    with DuckDB() as engine:
        facts.load(engine, place.facts)
        with clock.running():
            cost.municipal_share(engine, FIRST, LAST)
        return told_of(engine.connection, "municipal_share")


def by_hand(place: Place, clock: Clock) -> Answer:
    connection = opened(place)
    query = (HERE / "by_hand" / "cost.sql").read_text(encoding="utf-8")
    with clock.running():
        connection.execute(f"CREATE TABLE cost AS {query}", {"first": FIRST, "until": LAST})
    return told_of(connection, "cost")


def in_openfisca(place: Place, clock: Clock) -> Answer:
    """The same table; not a number of seconds where OpenFisca cannot be had."""
    script = str(HERE / "cost_in_openfisca.py")
    command = [*UV, script, str(place.facts), FIRST.isoformat(), LAST.isoformat(), str(place.out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=place.out)
    if done.returncode:
        reason = (done.stderr.strip().splitlines() or ["no reason was told"])[-1]
        print(f"benchmarks: OpenFisca-core did not run, its row is left as nan: {reason}", file=sys.stderr)
        clock.seconds = clock.cpu = clock.peak_mb = math.nan
        return {}
    told = json.loads(done.stdout)
    clock.seconds, clock.cpu, clock.peak_mb = told["seconds"], told["cpu"], told["peak_mb"]
    before = told["cpu_before"]
    print(f"benchmarks: {before:.1f} of OpenFisca's processor seconds count days before {FIRST}", file=sys.stderr)
    return told_of(duckdb.connect(), f"read_parquet('{place.out / 'municipal_share.parquet'}')")
