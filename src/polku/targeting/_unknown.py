"""Which null keeps an expression unknown: in `sex = 'f' or age < 30` the sex is not missing of one who is 25."""

from __future__ import annotations

from collections.abc import Iterator

import sqlglot
from sqlglot import expressions as exp

from polku.definition import Expression

_JOINTS = (exp.And, exp.Or, exp.Not, exp.Paren)


def unknown_where(expression: Expression, whole: str) -> Iterator[tuple[str, str]]:
    """Each column of the expression, in order, with the SQL condition under which its null keeps `whole` unknown.

    That is so where the statement that asks for it is unknown, and everything that it is a part of.
    """
    yield from _walk(sqlglot.parse_one(expression.sql, dialect="duckdb"), (f"{whole} IS NULL",))


def _walk(node: exp.Expr, above: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    here = (*above, f"({node.sql(dialect='duckdb')}) IS NULL")
    if isinstance(node, _JOINTS):
        for part in node.iter_expressions():
            yield from _walk(part, here if not isinstance(node, exp.Paren) else above)
    else:
        for column in dict.fromkeys(found.name for found in node.find_all(exp.Column, bfs=False)):
            yield column, " AND ".join(dict.fromkeys(here))
