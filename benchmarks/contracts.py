"""Facts for settlement at size: participations with four jobs each under 200 contracts of four fees.

Made set-wise by DuckDB straight into Parquet, for people invented one by one would take longer than the step that is
measured. Every value is drawn from a hash of its row's number and SEED, so the same DuckDB makes the same facts. What a
pilot's simulation gives by itself is there on purpose: clients with two participations, jobs on both sides of the first
day, open ends, parallel jobs, unknown hours, subsidised jobs, own business, and rows whose source is not accepted.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from benchmarks.place import SEED

CONTRACTS = 200
PERIOD = (date(2022, 1, 1), date(2024, 12, 31))
UNTIL = date(2025, 12, 31)  # the last day on which a result counts
JOBS_EACH = 4
PERSONS_SHARE = 0.8  # of the participations; the first quarter of the clients has two
CEILING_EACH = 900  # euros for each participation, in every fourth contract
PER_PROVIDER = 4  # contracts

_MACROS = """
CREATE MACRO draw(number, salt, most) AS CAST(hash(number, salt, {seed}) % most AS INTEGER);
CREATE MACRO person(number) AS 'c' || lpad(CAST(number % {persons} AS VARCHAR), 8, '0');
CREATE MACRO begun(number) AS DATE '{start}' + draw(number, 'start', {days});
"""
_TABLES = {
    "persons": """
SELECT
    person(n) AS person_id,
    DATE '1960-01-01' + draw(n, 'birth', 15000) AS birth_date,
    CASE WHEN draw(n, 'sex', 2) = 0 THEN 'f' ELSE 'm' END AS sex
FROM range({persons}) AS t(n)""",
    "participations": """
SELECT
    'p' || lpad(CAST(n AS VARCHAR), 8, '0') AS participation_id,
    person(n) AS person_id,
    'coaching' AS service_id,
    'provider-' || draw(n, 'contract', {contracts}) // {per_provider} AS provider_id,
    'contract-' || draw(n, 'contract', {contracts}) AS contract_id,
    begun(n) AS start_date,
    begun(n) + 30 + draw(n, 'length', 150) AS end_date,
    ['low', 'medium', 'high'][1 + draw(n, 'band', 3)] AS risk_band
FROM range({participations}) AS t(n)""",
    "employment": """
SELECT
    'e' || lpad(CAST(n AS VARCHAR), 9, '0') AS employment_id,
    person(n % {participations}) AS person_id,
    CASE WHEN NOT own THEN 'y' || draw(n, 'employer', 50000) END AS employer_id,
    first_day AS start_date,
    CASE WHEN draw(n, 'open', 100) >= 8 THEN first_day + 1 + CAST(
        -ln((1 + draw(n, 'length', 10000)) / 10001) * 150 AS INTEGER) END AS end_date,
    CAST([NULL, 10, 15, 20, 25, 30, 37.5, 37.5, 37.5, 40][1 + draw(n, 'hours', 10)] AS DECIMAL(4, 1)) AS weekly_hours,
    draw(n, 'subsidised', 100) < 8 AS subsidised,
    own AS self_employed,
    [NULL, 'employer', 'client'][
        1 + CASE WHEN draw(n, 'source', 100) < 3 THEN 2 WHEN draw(n, 'source', 100) < 10 THEN 1 ELSE 0 END
    ] AS source
FROM (
    SELECT
        n,
        begun(n % {participations}) - 180 + draw(n, 'day', 730) AS first_day,
        draw(n, 'own', 100) < 4 AS own
    FROM range({jobs}) AS t(n)
)""",
}

_PILOT = """\
pilot: settlement-benchmark
name: {{fi: Vertailumittaus, sv: Jämförande mätning, en: Benchmark}}
source: benchmarks/contracts.py
organiser: {{id: tampere, name: {{fi: Tampereen kaupunki, sv: Tammerfors stad, en: City of Tampere}}}}
model: municipal
period: {{start: {start}, end: {end}}}
services:
  - {{id: coaching, kind: coaching, production: purchased, invented: true}}
providers:
{providers}contracts:
{contracts}"""
_PROVIDER = "  - {{id: provider-{n}, name: Keksitty Valmennus {n} Oy, services: [coaching], invented: true}}\n"
# job-90 has the same terms in every contract, so that one query by hand can answer for all; job-180 shares its sweep in
# every other one.
_CONTRACT = """\
  - id: contract-{n}
    provider: provider-{provider}
    services: [coaching]
    period: {{start: {start}, end: {end}}}{limit}
    accepts: [register, employer]
    invented: true
    fees:
      - {{id: start, pays_for: start, amount: 250.00}}
      - {{id: job-90, pays_for: employment, days: 90, window_days: 365, min_weekly_hours: 18, amount: {amount}}}
      - id: job-180
        pays_for: employment
        days: 180
        window_days: 365
        counting: continuous
        max_gap_days: 14
        min_weekly_hours: {hours}
        amount: 1000.00
      - id: above-expected
        pays_for: result_rate
        of: job-90
        cohort: quarter
        expected: {{low: 45 %, medium: 30 %, high: 15 %}}
        settled_after_days: 365
        amount: 1500.00
"""


def make_contracts(participations: int, folder: Path) -> None:
    """Write the facts of so many participations, and `pilot.yaml` beside them, into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    sizes = {
        "participations": participations,
        "persons": max(1, round(participations * PERSONS_SHARE)),
        "jobs": JOBS_EACH * participations,
        "contracts": CONTRACTS,
        "per_provider": PER_PROVIDER,
        "seed": SEED,
        "start": PERIOD[0],
        "days": (PERIOD[1] - PERIOD[0]).days + 1,
    }
    connection = duckdb.connect()
    connection.execute(_MACROS.format_map(sizes))
    for name, query in _TABLES.items():
        connection.execute(f"COPY ({query.format_map(sizes)}) TO '{folder / name}.parquet' (COMPRESSION zstd)")
    connection.close()
    (folder / "pilot.yaml").write_text(pilot(participations), encoding="utf-8")  # last: it tells that all is there


def pilot(participations: int) -> str:
    """The pilot file: 200 contracts, unlike each other in cap, ceiling, amounts by band and hours of the long job."""
    providers = "".join(_PROVIDER.format(n=n) for n in range(CONTRACTS // PER_PROVIDER))
    contracts = "".join(_contract(n, max(1, participations // CONTRACTS)) for n in range(CONTRACTS))
    return _PILOT.format(start=PERIOD[0], end=PERIOD[1], providers=providers, contracts=contracts)


def _contract(n: int, participations: int) -> str:
    limits = ("", "\n    cap_per_person: 1800.00", f"\n    ceiling: {participations * CEILING_EACH}.00", "")
    return _CONTRACT.format(
        n=n,
        provider=n // PER_PROVIDER,
        start=PERIOD[0],
        end=PERIOD[1],
        limit=limits[n % 4],
        amount=800 if n % 3 else "{low: 500.00, medium: 800.00, high: 1200.00}",
        hours=18 if n % 2 else 25,
    )
