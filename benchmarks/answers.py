"""What two ways of asking must agree on: a few numbers of an answer's table."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from benchmarks.place import Answer

TARGET = """
SELECT
    count_if(belongs) AS members,
    count_if(belongs IS NULL) AS undecided,
    count_if(reasons LIKE '%no-earnings-related%') AS no_earnings_related,
    count_if(reasons LIKE '%under-30%') AS under_30,
    count_if(reasons LIKE '%foreign-language%') AS foreign_language,
    count_if(reasons LIKE '%immigrant%') AS immigrant,
    count_if(municipality = '837') AS in_tampere
FROM {0}"""

OUTCOMES = """
SELECT
    count(*) AS outcomes,
    count(first_job_on) AS first_jobs,
    sum(epoch(first_job_on) / 86400) AS first_job_days,
    count(result_on) AS results,
    sum(epoch(result_on) / 86400) AS result_days,
    sum(employed_days_90) AS days_90,
    sum(employed_days_180) AS days_180,
    sum(employed_days_365) AS days_365,
    sum(open_market_days_365) AS open_days_365,
    count(education_on) AS studies,
    count_if(status_90 = 'unemployed') AS unemployed_90,
    count_if(status_180 = 'in_service') AS in_service_180,
    count_if(status_365 = 'none') AS none_365
FROM {0}"""

ONE_FEE = """
SELECT
    count(*) AS job_90_lines,
    sum(amount_cents) AS job_90_cents,
    sum(epoch(earned_on) / 86400) AS job_90_days
FROM {0}"""

ONE_FEE_OF_ALL = """
SELECT count(*) AS lines_of_one_fee, sum(epoch(earned_on) / 86400) AS days_of_one_fee
FROM {0}"""
ITS_LINES = "(FROM {0} WHERE fee_id = 'job-90' AND status <> 'claimed')"  # of all contracts, in `fee_lines`

FEES = """
SELECT
    count(*) AS fee_lines,
    sum(amount_cents) AS amount_cents,
    sum(payable_cents) AS payable_cents,
    sum(epoch(earned_on) / 86400) AS earned_days
FROM {0}"""


def told(connection: Any, query: str, table: str) -> Answer:
    """The numbers of `query` over a table that the DuckDB connection knows."""
    result = connection.execute(query.format(table))
    names = [column[0] for column in result.description]
    return {name: int(value or 0) for name, value in zip(names, result.fetchone(), strict=True)}


def written(out: Path) -> Answer:
    """The numbers of the fee lines that a command wrote into a folder; none when it wrote none."""
    if not (out / "fee_lines.parquet").is_file():
        return {}
    lines = f"read_parquet('{out / 'fee_lines.parquet'}')"
    connection = duckdb.connect()
    return told(connection, FEES, lines) | told(connection, ONE_FEE_OF_ALL, ITS_LINES.format(lines))


def counted(rows: list[tuple[str, Any]]) -> Answer:
    """Faults by kind, kinds without any left out, and how many in all."""
    by_kind: Answer = {}
    for kind, number in rows:
        by_kind[kind] = by_kind.get(kind, 0) + int(number or 0)
    return {kind: number for kind, number in by_kind.items() if number} | {"faults": sum(by_kind.values())}


def disagreements(one: Answer, other: Answer) -> list[str]:
    """Where two answers to the same question differ; numbers that only one of them tells are no difference."""
    return [
        f"{key}: {one[key]} and {other[key]}" for key in sorted(one.keys() & other.keys()) if one[key] != other[key]
    ]
