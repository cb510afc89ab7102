"""Facts for the situational picture at size: people of all municipalities with the lives that the indicators read.

Made set-wise by DuckDB straight into Parquet, as contracts.py does it. A life is a chain of statuses that begins from
2018 on; jobs, services, benefits and contacts hang on its rows. Municipalities are drawn by their population, so
most have few people in a group, as in life: that is what the publishing door has to work on.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from benchmarks.place import SEED
from polku.law import FOLDER as LAW

FIRST = date(2018, 1, 1)
UNTIL = date(2026, 2, 28)  # the last day of the facts
ROWS_EACH = 9  # statuses of a person, at most
PER_EMPLOYER = 20  # people
PER_VACANCY = 2

_MACROS = """
CREATE MACRO draw(number, salt, most) AS CAST(hash(number, salt, {seed}) % most AS INTEGER);
CREATE MACRO person(number) AS 'c' || lpad(CAST(number AS VARCHAR), 8, '0');
CREATE MACRO days_of(number, salt, mean) AS 5 + CAST(-ln((1 + draw(number, salt, 10000)) / 10001) * mean AS INTEGER);
"""
_PREPARED = """
CREATE TABLE towns AS
SELECT code, CAST(sum(population) OVER (ORDER BY code) AS BIGINT) - population AS first_one
FROM read_csv('{law}/municipalities.csv', types = {{'code': 'VARCHAR'}})
WHERE merged_into IS NULL;
CREATE TABLE homes AS
SELECT n, code
FROM (
    SELECT n, draw(n, 'home', (SELECT sum(population) FROM read_csv('{law}/municipalities.csv'))) AS place
    FROM range({homes}) AS t(n)
)
ASOF JOIN towns ON place >= first_one;
CREATE TABLE lives AS
SELECT
    n, k, status, first_day,
    CASE WHEN first_day + length - 1 <= DATE '{until}' THEN first_day + length - 1 END AS last_day
FROM (
    SELECT
        *,
        DATE '{first}' + draw(n, 'begin', {days}) - length - pause
            + CAST(sum(length + pause) OVER (PARTITION BY n ORDER BY k) AS INTEGER) AS first_day
    FROM (
        SELECT
            *,
            days_of(n * {rows} + k, 'length', CASE status WHEN 'unemployed' THEN 160 WHEN 'employed' THEN 240
                WHEN 'outside' THEN 200 ELSE 90 END) AS length,
            CASE WHEN draw(n * {rows} + k, 'gap', 10) < 7 THEN 0 ELSE draw(n * {rows} + k, 'pause', 200) END AS pause
        FROM (
            SELECT n, k, ['unemployed', 'unemployed', 'unemployed', 'unemployed', 'laid_off', 'in_service',
                'in_training', 'subsidised', 'employed', 'employed', 'outside', 'reduced_hours'][
                    1 + draw(n * {rows} + k, 'status', 12)] AS status
            FROM range({people}) AS t(n), range({rows}) AS r(k)
        )
    )
)
WHERE first_day <= DATE '{until}';
"""
_TABLES = {
    "persons": """
SELECT
    person(n) AS person_id,
    DATE '1958-01-01' + draw(n, 'birth', 16400) AS birth_date,
    ['f', 'm', 'f', 'm', 'f', 'm', 'm', 'f', 'm', 'f', 'm', 'x', NULL][1 + draw(n, 'sex', 13)] AS sex,
    ['fi', 'fi', 'fi', 'fi', 'fi', 'fi', 'fi', 'sv', 'ru', 'ar', NULL][1 + draw(n, 'language', 11)] AS native_language,
    [NULL, 1, 2, 3, 3, 3, 4, 5, 6, 7][1 + draw(n, 'education', 10)] AS education_level,
    draw(n, 'hidden', 200) = 0 AS non_disclosure
FROM range({people}) AS t(n)""",
    "residences": """
SELECT
    person(n) AS person_id,
    code AS municipality,
    DATE '2003-01-01' AS start_date,
    CASE WHEN moves THEN DATE '{first}' + draw(n, 'moved', 2900) END AS end_date
FROM (SELECT *, draw(n, 'moves', 10) = 0 AS moves FROM homes WHERE n < {people} AND draw(n, 'nowhere', 100) > 0)
UNION ALL
SELECT person(n - {people}), code, DATE '{first}' + draw(n - {people}, 'moved', 2900) + 1, NULL
FROM homes
WHERE n >= {people} AND n < 2 * {people} AND draw(n - {people}, 'moves', 10) = 0
    AND draw(n - {people}, 'nowhere', 100) > 0""",
    "statuses": "SELECT person(n) AS person_id, status, first_day AS start_date, last_day AS end_date FROM lives",
    "enrolments": """
SELECT 'pirkanmaa-benchmark' AS pilot_id, person(n) AS person_id, DATE '2021-03-01' + draw(n, 'enrolled', 700)
    AS start_date, DATE '2024-12-31' AS end_date
FROM range({people}) AS t(n)
WHERE draw(n, 'client', 20) = 0""",
    "employment": """
SELECT
    'e' || n * {rows} + k AS employment_id,
    person(n) AS person_id,
    'y' || draw(n * {rows} + k, 'employer', {employers}) AS employer_id,
    first_day AS start_date,
    last_day AS end_date,
    37.5 AS weekly_hours,
    status = 'subsidised' AS subsidised,
    draw(n * {rows} + k, 'own', 20) = 0 AS self_employed
FROM lives
WHERE status IN ('employed', 'subsidised')""",
    "participations": """
SELECT
    'p' || n * {rows} + k AS participation_id,
    person(n) AS person_id,
    ['coaching', 'job_coaching', 'career_guidance', 'course'][1 + draw(n * {rows} + k, 'service', 4)] AS service_id,
    first_day - draw(n * {rows} + k, 'wait', 60) AS referral_date,
    first_day AS start_date,
    last_day AS end_date,
    [NULL, 'completed', 'job', 'interrupted', 'education'][1 + draw(n * {rows} + k, 'reason', 5)] AS end_reason
FROM lives
WHERE status IN ('in_service', 'in_training')""",
    "contacts": """
SELECT
    person(n) AS person_id,
    'k' || code || '-' || draw(n, 'coach', 1 + {people} // 30000) AS coach_id,
    CASE m WHEN 0 THEN 'initial_interview' ELSE 'job_search_discussion' END AS kind,
    first_day + 30 * m + draw(n * {rows} + k, 'meeting', 14) AS date,
    ['face_to_face', 'phone', 'video', NULL][1 + draw((n * {rows} + k) * 6 + m, 'mode', 4)] AS mode,
    draw((n * {rows} + k) * 6 + m, 'held', 10) > 0 AS held
FROM lives
JOIN homes USING (n)
CROSS JOIN (SELECT CAST(unnest(range(6)) AS INTEGER) AS m)
WHERE status = 'unemployed' AND first_day + 30 * m <= least(coalesce(last_day, DATE '{until}'), DATE '{until}')""",
    "benefits": """
SELECT
    person(n) AS person_id,
    ['labour_market_subsidy', 'basic_allowance', 'earnings_related_allowance'][1 + draw(n * {rows} + k, 'benefit', 3)]
        AS benefit,
    first_day + 4 AS start_date,
    last_day AS end_date,
    37.21 AS daily_eur
FROM lives
WHERE status = 'unemployed'""",
    "employers": """
SELECT 'y' || n AS employer_id, code AS municipality FROM homes WHERE n < {employers}""",
    "vacancies": """
SELECT
    'v' || n AS vacancy_id,
    'y' || draw(n, 'vacancy', {employers}) AS employer_id,
    CASE WHEN draw(n, 'placed', 3) > 0 THEN code END AS municipality,
    [1, 1, 1, 2, 5, NULL][1 + draw(n, 'positions', 6)] AS positions,
    DATE '{first}' + draw(n, 'opened', 2950) AS opened_on,
    DATE '{first}' + draw(n, 'opened', 2950) + days_of(n, 'open', 30) AS closed_on
FROM homes
WHERE n < {vacancies}""",
}

LAST_TABLE = list(_TABLES)[-1]  # it tells that all are there


def make_situation(people: int, folder: Path) -> None:
    """Write the facts of so many people into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    sizes = {
        "people": people,
        "homes": 2 * people,
        "employers": max(1, people // PER_EMPLOYER),
        "vacancies": max(1, people // PER_VACANCY),
        "rows": ROWS_EACH,
        "seed": SEED,
        "law": LAW,
        "first": FIRST,
        "days": (UNTIL - FIRST).days,
        "until": UNTIL,
    }
    connection = duckdb.connect()
    connection.execute(_MACROS.format_map(sizes))
    connection.execute(_PREPARED.format_map(sizes))
    for name, query in _TABLES.items():
        connection.execute(
            f"COPY ({query.format_map(sizes)} ORDER BY ALL) TO '{folder / name}.parquet' (COMPRESSION zstd)"
        )
    connection.close()
