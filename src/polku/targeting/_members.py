"""The target group as one query over `persons_at`.

A result is true, false or unknown. A person belongs when the scope, the municipality and one of `any_of` are true; is
undecided when none of the three is false and one is unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from polku.base import literal
from polku.base.engine import Columns, Engine
from polku.definition import Expression, Pilot, require
from polku.facts import persons_at
from polku.targeting._unknown import unknown_where

MEMBERS: Columns = {"person_id": "VARCHAR", "municipality": "VARCHAR", "reasons": "VARCHAR"}
UNDECIDED: Columns = {"person_id": "VARCHAR", "missing": "VARCHAR"}


def members(engine: Engine, pilot: Pilot, on: date) -> None:
    """Keep the tables `members` (MEMBERS) and `undecided` (UNDECIDED) of the pilot on the day.

    reasons: ids of the criteria that are true, joined by `|` in the file's order. missing: the columns of `persons_at`
    whose null decides, joined by `|` in the order in which scope, municipality and the criteria first ask for them.
    Raises MissingPart when the pilot has no target group or no municipalities.
    """
    judge(engine, pilot, on)
    engine.make("members", "SELECT person_id, municipality, reasons FROM judged WHERE belongs")
    engine.make("undecided", "SELECT person_id, missing FROM judged WHERE belongs IS NULL")
    engine.drop("asked", "judged")


def judge(engine: Engine, pilot: Pilot, on: date) -> None:
    """Keep the table `judged`: person_id, municipality, belongs, reasons, missing of all who are not outside."""
    require(pilot, "target_group", "target")
    require(pilot, "municipalities", "target")
    group = pilot.target_group
    assert group is not None  # noqa: S101 (require says so; mypy cannot)
    criteria = [(criterion.id, criterion.when) for criterion in group.any_of]
    asked = {
        column for expression in (group.scope, *(when for _, when in criteria)) for column in columns_of(expression)
    }
    persons_at(engine, on, name="asked", only=asked | {"municipality"})
    engine.make("judged", judged_query(group.scope, pilot.municipalities, criteria))


def asks_nobody(pilot: Pilot) -> bool:
    """Whether the pilot has no target group of people, or no municipalities: one whose clients are companies, say."""
    return pilot.target_group is None or not pilot.municipalities


def nobody(engine: Engine) -> None:
    """Keep empty tables `members` and `undecided`, for a pilot that asks of nobody whether they belong."""
    engine.load("members", MEMBERS, [])
    engine.load("undecided", UNDECIDED, [])


def columns_of(expression: Expression | None) -> tuple[str, ...]:
    """The columns that an expression asks for, in the order of first use; none when there is no expression."""
    return expression.columns if expression is not None else ()


def judged_query(
    scope: Expression | None, municipalities: Sequence[str], criteria: Sequence[tuple[str, Expression]]
) -> str:
    """SQL that gives each person of `asked` the verdict `belongs` (three-valued), `reasons` and `missing`."""
    scope_sql = f"({scope.sql})" if scope is not None else "TRUE"
    codes = ", ".join(literal(code) for code in municipalities)
    verdicts = [f"({when.sql})" for _, when in criteria]
    named = "".join(f",\n        {sql} AS _c{i}" for i, sql in enumerate(verdicts))
    any_of = " OR ".join(f"_c{i}" for i in range(len(verdicts))) or "FALSE"
    reasons = ", ".join(f"CASE WHEN _c{i} THEN {literal(id)} END" for i, (id, _) in enumerate(criteria)) or "NULL"
    return f"""
WITH verdicts AS (
    SELECT
        *,
        {scope_sql} AS _scope,
        municipality IN ({codes}) AS _lives{named}
    FROM asked
)
SELECT
    person_id,
    municipality,
    _scope AND _lives AND ({any_of}) AS belongs,
    concat_ws('|', {reasons}) AS reasons,
    concat_ws('|', {_missing(scope, criteria, any_of)}) AS missing
FROM verdicts
WHERE coalesce(_scope AND _lives AND ({any_of}), TRUE)
"""


def _missing(scope: Expression | None, criteria: Sequence[tuple[str, Expression]], any_of: str) -> str:
    """For each column asked, in order: its name when its null keeps a part unknown that decides."""
    unknown = list(unknown_where(scope, "_scope")) if scope is not None else []
    unknown.append(("municipality", "_lives IS NULL"))
    for i, (_, when) in enumerate(criteria):
        unknown += [(column, f"({any_of}) IS NULL AND {wanted}") for column, wanted in unknown_where(when, f"_c{i}")]
    by_column: dict[str, list[str]] = {}
    for column, wanted in unknown:
        by_column.setdefault(column, []).append(f"({wanted})")
    return ", ".join(
        f"CASE WHEN {column} IS NULL AND ({' OR '.join(wanted)}) THEN {literal(column)} END"
        for column, wanted in by_column.items()
    )
