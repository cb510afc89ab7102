"""Rules of a target group as a little tree that knows three answers, written beside its text for the YAML.

A node's `verdict` is true, false or None (unknown); `uses` names its columns in order of first use, and `missing`
the null ones that keep it unknown, in the same order. No SQL is read here: the tree is built by hand or by
Hypothesis, and the text is told from the tree.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tests.readings.days import Row

Verdict = bool | None
COMPARISONS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}


def literal(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"'{value}'" if isinstance(value, str) else str(value)


class Node:
    text: str

    @property
    def uses(self) -> list[str]:
        raise NotImplementedError

    def verdict(self, row: Row) -> Verdict:
        raise NotImplementedError

    def missing(self, row: Row) -> list[str]:
        raise NotImplementedError


@dataclass(frozen=True)
class Test(Node):
    """A statement on one or two columns, unknown when one of them is null."""

    text: str
    columns: tuple[str, ...]
    holds: Any  # called with the columns' values

    __test__ = False  # not pytest's

    @property
    def uses(self) -> list[str]:
        return list(dict.fromkeys(self.columns))

    def verdict(self, row: Row) -> Verdict:
        values = [row[column] for column in self.columns]
        return None if any(value is None for value in values) else bool(self.holds(*values))

    def missing(self, row: Row) -> list[str]:
        return [column for column in self.uses if row[column] is None]


@dataclass(frozen=True)
class Known(Node):
    """`is null` and `is not null` are never unknown."""

    column: str
    null: bool

    @property
    def uses(self) -> list[str]:
        return [self.column]

    @property
    def text(self) -> str:  # type: ignore[override]
        return f"{self.column} is {'' if self.null else 'not '}null"

    def verdict(self, row: Row) -> Verdict:
        return (row[self.column] is None) == self.null

    def missing(self, row: Row) -> list[str]:
        return []


@dataclass(frozen=True)
class Not(Node):
    part: Node

    @property
    def uses(self) -> list[str]:
        return self.part.uses

    @property
    def text(self) -> str:  # type: ignore[override]
        return f"not ({self.part.text})"

    def verdict(self, row: Row) -> Verdict:
        answer = self.part.verdict(row)
        return None if answer is None else not answer

    def missing(self, row: Row) -> list[str]:
        return self.part.missing(row)


@dataclass(frozen=True)
class Every(Node):
    """All must be true; one false part decides, whatever else is unknown."""

    parts: Sequence[Node]
    decides: Verdict = False
    word: str = " and "

    @property
    def uses(self) -> list[str]:
        return list(dict.fromkeys(column for part in self.parts for column in part.uses))

    @property
    def text(self) -> str:  # type: ignore[override]
        return self.word.join(f"({part.text})" for part in self.parts)

    def verdict(self, row: Row) -> Verdict:
        answers = [part.verdict(row) for part in self.parts]
        if self.decides in answers:
            return self.decides
        return None if None in answers else not self.decides

    def missing(self, row: Row) -> list[str]:
        deciding = {column for part in self.parts if part.verdict(row) is None for column in part.missing(row)}
        return [column for column in self.uses if column in deciding]


@dataclass(frozen=True)
class Some(Every):
    """One must be true; one true part decides."""

    decides: Verdict = True
    word: str = " or "


def flag(column: str) -> Node:
    return Test(column, (column,), bool)


def compare(column: str, sign: str, value: Any) -> Node:
    sure = COMPARISONS[sign]
    return Test(f"{column} {sign} {literal(value)}", (column,), lambda found: sure(found, value))


def compare_columns(one: str, sign: str, other: str) -> Node:
    return Test(f"{one} {sign} {other}", (one, other), COMPARISONS[sign])


def among(column: str, values: Sequence[object], *, negated: bool = False) -> Node:
    text = f"{column} {'not ' if negated else ''}in ({', '.join(literal(value) for value in values)})"
    return Test(text, (column,), lambda found: (found in values) != negated)


def between(column: str, low: Any, high: Any, *, negated: bool = False) -> Node:
    text = f"{column} {'not ' if negated else ''}between {literal(low)} and {literal(high)}"
    return Test(text, (column,), lambda found: (low <= found <= high) != negated)


@dataclass(frozen=True)
class Written(Node):
    """A text as people write it, without our parentheses, and the tree it must mean."""

    text: str
    means: Node

    @property
    def uses(self) -> list[str]:
        return self.means.uses

    def verdict(self, row: Row) -> Verdict:
        return self.means.verdict(row)

    def missing(self, row: Row) -> list[str]:
        return self.means.missing(row)
