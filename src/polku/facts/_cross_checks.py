"""Faults that show only beside other rows: keys, references, two of a kind on one day, and the warnings."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from polku.base import literal
from polku.definition import Pilot, municipalities
from polku.facts._files import OpenFile
from polku.facts._schema import TABLES, Table

ONE_AT_A_TIME = ("residences", "statuses", "rights", "benefits")


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """`query` gives `_row` and `value` (text) of each fault over the tables typed_NAME."""

    column: str
    kind: str
    query: str
    message: str
    error: bool = True


def error_checks(file: OpenFile, present: Collection[str]) -> Iterator[CrossCheck]:
    """The closed list's faults between rows. Rows that are faulty by themselves take no part."""
    table = file.table
    sound = f"(SELECT * FROM typed_{table.name} WHERE NOT _faulty)"
    if table.key and all(column in file.sources or not table.by_name[column].required for column in table.key):
        yield _duplicate(table, sound)
    for column, target in table.refers:
        if column in table.by_name:
            yield _reference(column, target, sound, present)
    if table.name in ONE_AT_A_TIME:
        yield _overlap(table, sound)


def _duplicate(table: Table, sound: str) -> CrossCheck:
    key = ", ".join(table.key)
    shown = ", ".join(f"cast({column} AS VARCHAR)" for column in table.key)
    same = " AND ".join(f"one.{column} IS NOT DISTINCT FROM twice.{column}" for column in table.key)
    query = f"""
SELECT _row, concat_ws(' ', {shown}) AS "value"
FROM (
    SELECT one.*, row_number() OVER (PARTITION BY {key} ORDER BY _row) AS _place
    FROM {sound} AS one
    SEMI JOIN (SELECT {key} FROM {sound} GROUP BY {key} HAVING count(*) > 1) AS twice ON {same}
) WHERE _place > 1"""
    message = f"an earlier row has the same {' and '.join(table.key)}; keep one of them"
    return CrossCheck(table.key[0], "duplicate_key", query, message)


def _reference(column: str, target: str, sound: str, present: Collection[str]) -> CrossCheck:
    message = f"{target} has no such {column}; add it there or mend it here"
    return CrossCheck(column, "unknown_reference", _absent(column, target, sound, present), message)


def _absent(column: str, target: str, rows: str, present: Collection[str]) -> str:
    """Rows whose reference is in no row of the target table, faulty ones included."""
    there = f"SELECT {column} FROM typed_{target}" if target in present else "SELECT cast(NULL AS VARCHAR)"
    return (
        f'SELECT _row, {column} AS "value" FROM {rows} AS one'
        f" WHERE {column} IS NOT NULL AND NOT EXISTS (FROM ({there}) AS t({column}) WHERE t.{column} = one.{column})"
    )


def _overlap(table: Table, sound: str) -> CrossCheck:
    """Of rows that share a day the one later in the file. Only people with some overlap are looked at in pairs."""
    query = f"""
WITH crossed AS MATERIALIZED (
    SELECT DISTINCT person_id FROM (
        SELECT person_id, start_date <= lag(coalesce(end_date, DATE '9999-12-31')) OVER (
            PARTITION BY person_id ORDER BY start_date, coalesce(end_date, DATE '9999-12-31')
        ) AS crosses
        FROM {sound}
    ) WHERE crosses
), theirs AS MATERIALIZED (
    SELECT _row, person_id, start_date, coalesce(end_date, DATE '9999-12-31') AS end_date
    FROM {sound} SEMI JOIN crossed USING (person_id)
)
SELECT _row, cast(start_date AS VARCHAR) AS "value"
FROM theirs AS later
WHERE EXISTS (
    FROM theirs AS earlier
    WHERE earlier.person_id = later.person_id AND earlier._row < later._row
        AND earlier.start_date <= later.end_date AND later.start_date <= earlier.end_date
)"""
    message = f"an earlier row gives the person another {table.alone} on the same day; mend the days of one"
    return CrossCheck("start_date", "overlap", query, message)


def warning_checks(table: Table, present: Collection[str], pilot: Pilot | None) -> Iterator[CrossCheck]:
    """What is odd but possible."""
    typed = f"typed_{table.name}"
    for column, target in table.soft_refers:
        thing = column.removesuffix("_id")
        query = _absent(column, target, typed, present)
        yield CrossCheck(column, f"unknown_{thing}", query, f"{target} has no such {column}", error=False)
    if pilot is not None:
        yield from _of_pilot(table, pilot)
    for name, query, column, kind, message in _ODD:
        if name == table.name and all(other in present for other in _asks(query)):
            yield CrossCheck(column, kind, query, message, error=False)
    if table.name == "residences":
        yield _ending_municipality()


def _of_pilot(table: Table, pilot: Pilot) -> Iterator[CrossCheck]:
    known = {
        "service_id": {service.id for service in pilot.services},
        "provider_id": {provider.id for provider in pilot.providers},
        "contract_id": {contract.id for contract in pilot.contracts},
    }
    for column, ids in known.items():
        if column in table.by_name:
            listed = ", ".join(literal(id) for id in sorted(ids)) or "NULL"
            absent = f"{column} NOT IN ({listed})" if ids else "true"
            query = f'SELECT _row, {column} AS "value" FROM typed_{table.name} WHERE {column} IS NOT NULL AND {absent}'
            thing = column.removesuffix("_id")
            message = f"the pilot {pilot.pilot} has no such {thing}"
            yield CrossCheck(column, f"unknown_{thing}", query, message, error=False)


def _asks(query: str) -> list[str]:
    return [name for name in TABLES if f"typed_{name}" in query]


def _ending_municipality() -> CrossCheck:
    ended = ", ".join(f"({literal(one.code)}, DATE '{one.valid_to}')" for one in municipalities() if one.valid_to)
    query = (
        'SELECT _row, municipality AS "value" FROM typed_residences'
        f" JOIN (VALUES {ended}) AS ended(code, last_day) ON code = municipality"
        " WHERE NOT _faulty AND start_date <= last_day AND (end_date IS NULL OR end_date > last_day)"
    )
    message = "the municipality ends during the row; give the days after with the municipality that it joined"
    return CrossCheck("municipality", "municipality_ends", query, message, error=False)


_PARENT_DAYS = """SELECT one._row, cast(one.date AS VARCHAR) AS "value"
FROM typed_{0} AS one JOIN typed_participations AS parent USING (participation_id)
WHERE NOT one._faulty AND NOT parent._faulty
    AND (one.date < parent.start_date OR one.date > parent.end_date)"""

_ODD = (
    (
        "residences",
        """SELECT _row, cast(start_date AS VARCHAR) AS "value" FROM (
    SELECT *, max(coalesce(end_date, DATE '9999-12-30')) OVER (
        PARTITION BY person_id ORDER BY start_date ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS before FROM typed_residences WHERE NOT _faulty
) WHERE start_date > before + 1""",
        "start_date",
        "residence_gap",
        "the person has no municipality on the days before the row",
    ),
    (
        "residences",
        """SELECT one._row, cast(one.start_date AS VARCHAR) AS "value"
FROM typed_residences AS one JOIN typed_persons AS person USING (person_id)
WHERE NOT one._faulty AND NOT person._faulty AND one.start_date < person.birth_date""",
        "start_date",
        "residence_before_birth",
        "the row begins before the person was born",
    ),
    (
        "persons",
        """SELECT person._row, cast(person.birth_date AS VARCHAR) AS "value"
FROM typed_persons AS person JOIN (
    SELECT person_id, min(start_date) AS first_day, max(start_date) AS last_day
    FROM typed_statuses WHERE NOT _faulty GROUP BY person_id
) USING (person_id)
WHERE NOT person._faulty
    AND (first_day < person.birth_date + INTERVAL 15 YEAR OR last_day >= person.birth_date + INTERVAL 76 YEAR)""",
        "birth_date",
        "unusual_age",
        "the person is younger than 15 or older than 75 when a status begins",
    ),
    (
        "employment",
        """SELECT _row, cast(start_date AS VARCHAR) AS "value" FROM (
    SELECT *, max(coalesce(end_date, DATE '9999-12-31')) OVER (
        PARTITION BY person_id, employer_id ORDER BY start_date, _row
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS before FROM typed_employment SEMI JOIN (
        SELECT person_id, employer_id FROM typed_employment
        WHERE NOT _faulty AND employer_id IS NOT NULL
        GROUP BY person_id, employer_id HAVING count(*) > 1
    ) AS again USING (person_id, employer_id) WHERE NOT _faulty
) WHERE start_date <= before""",
        "start_date",
        "overlapping_jobs",
        "the person already has a job at this employer on the row's first day",
    ),
    (
        "milestones",
        _PARENT_DAYS.format("milestones"),
        "date",
        "outside_participation",
        "the day is outside its participation",
    ),
    (
        "deliveries",
        _PARENT_DAYS.format("deliveries"),
        "date",
        "outside_participation",
        "the day is outside its participation",
    ),
)
