"""The tree of an expression: only nodes of a closed list, of fitting kinds, written anew as SQL in full parentheses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, Protocol

import sqlglot
from sqlglot import exp
from sqlglot.errors import ParseError, SqlglotError

Kind = Literal["number", "text", "boolean"]

# A number is at most this in a fact column; what arithmetic can reach stays exact and within BIGINT.
COLUMN_MOST, LITERAL_MOST, RESULT_MOST = 10**6, 10**9, 4 * 10**18
_KINDS = {"number": "a number", "text": "a text", "boolean": "true or false"}
_COMPARE: dict[type[exp.Expr], str] = {
    exp.EQ: "=",
    exp.NEQ: "<>",
    exp.LT: "<",
    exp.LTE: "<=",
    exp.GT: ">",
    exp.GTE: ">=",
}
_ARITHMETIC: dict[type[exp.Expr], str] = {exp.Add: "+", exp.Sub: "-", exp.Mul: "*"}
_CONDITIONS = (*_COMPARE, exp.And, exp.Or, exp.Not, exp.Is, exp.In, exp.Between)


class Place(Protocol):
    """A piece of the text and its column, from 1."""

    @property
    def text(self) -> str:
        """The piece as written."""

    @property
    def column(self) -> int:
        """Its first character's place."""


class Refused(ValueError):  # noqa: N818 - said of an expression
    """An expression that is not allowed. `message` names the piece and its column where they are known."""

    def __init__(self, message: str, cure: str, piece: Place | None = None) -> None:
        here = f"»{piece.text}« (column {piece.column})" if piece is not None else ""
        self.message, self.cure = message.replace("{here}", here), cure
        super().__init__(f"{self.message} {self.cure}")


class _Sql(NamedTuple):
    """What a node became. most: the greatest absolute value of a number. leaf: a column or a literal."""

    sql: str
    kind: Kind
    most: float = 0
    leaf: bool = False


def canonical(
    text: str, kinds: Mapping[str, Kind], fractions: frozenset[str]
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """The text as DuckDB SQL that cannot fail on any row, and the (column, text) pairs that it compares.

    kinds: the columns; fractions: those of them that are no whole numbers. Raises Refused.
    """
    try:
        trees = sqlglot.parse(text, dialect="duckdb", error_message_context=len(text))
    except ParseError as error:
        raise _unreadable(error) from None
    except SqlglotError:
        raise Refused("The expression cannot be read.", "Check its quotes and parentheses.") from None
    if len(trees) != 1 or trees[0] is None:
        raise Refused("The expression is not one condition.", "Write one, for instance age < 30.")
    writer = _Writer(text, kinds, fractions)
    whole = writer.write(trees[0])
    if whole.kind != "boolean":
        raise Refused(f"The expression is {_KINDS[whole.kind]}, not a condition.", "Compare it: for instance age < 30.")
    return whole.sql, tuple(dict.fromkeys(writer.compared))


def _unreadable(error: ParseError) -> Refused:
    told = error.errors[0] if error.errors else {}
    piece, before = told.get("highlight") or "", told.get("start_context") or ""
    at = f" at »{piece}« (column {len(before) + 1})" if piece else ""
    return Refused(f"The expression cannot be read{at}.", "Something is missing or too much there.")


class _Writer:
    """Walks a tree once; every method refuses what does not belong."""

    def __init__(self, text: str, kinds: Mapping[str, Kind], fractions: frozenset[str]) -> None:
        self.text, self.kinds, self.fractions = text, kinds, fractions
        self.compared: list[tuple[str, str]] = []

    def write(self, node: exp.Expr) -> _Sql:
        """SQL and kind of any allowed node."""
        if isinstance(node, exp.Paren):
            return self.write(node.this)
        if isinstance(node, exp.And | exp.Or):
            joined = "AND" if isinstance(node, exp.And) else "OR"
            left, right = self._condition(node.this), self._condition(node.expression)
            return _Sql(f"({left} {joined} {right})", "boolean")
        if isinstance(node, exp.Not):
            return _Sql(f"(NOT {self._condition(node.this)})", "boolean")
        if isinstance(node, exp.Is) and isinstance(node.expression, exp.Null):
            return _Sql(f"({self._operand(node.this).sql} IS NULL)", "boolean")
        if isinstance(node, exp.In):
            return self._in(node)
        if isinstance(node, exp.Between):
            return self._between(node)
        if type(node) in _COMPARE:
            return self._compare(node)
        if type(node) in _ARITHMETIC or isinstance(node, exp.Neg):
            return self._arithmetic(node)
        return self._leaf(node)

    def _leaf(self, node: exp.Expr) -> _Sql:
        name = node.name
        plain = isinstance(node, exp.Column) and len(node.parts) == 1 and not node.this.args.get("quoted")
        if plain and name in self.kinds:  # a keyword out of place, such as `is`, also comes as a column
            return _Sql(name, self.kinds[name], 1 if name in self.fractions else COLUMN_MOST, leaf=True)
        if isinstance(node, exp.Literal) and node.is_string:
            return _Sql("'" + node.name.replace("'", "''") + "'", "text", leaf=True)
        if isinstance(node, exp.Literal):
            if float(node.name) > LITERAL_MOST or len(node.name.partition(".")[2]) > 4:
                raise self._refused(
                    node, "{here} is too large or too fine a number.", "At most 9 digits and 4 decimals."
                )
            return _Sql(node.name, "number", abs(float(node.name)), leaf=True)
        if isinstance(node, exp.Boolean):
            return _Sql("TRUE" if node.this else "FALSE", "boolean", leaf=True)
        raise self._refused(node, "{here} is not allowed.", "See the list of what an expression may have.")

    def _condition(self, node: exp.Expr) -> str:
        written = self.write(node)
        if written.kind != "boolean":
            message = f"{{here}} is {_KINDS[written.kind]}, not a condition."
            raise self._refused(node, message, "Compare it with something, for instance age < 30.")
        return written.sql

    def _operand(self, node: exp.Expr) -> _Sql:
        """A side of a comparison; a comparison inside one stands in parentheses, as SQLs read it differently."""
        if isinstance(node, _CONDITIONS):
            cure = "Join comparisons with and, or put the inner one in parentheses."
            raise self._refused(node, "{here} is compared again.", cure)
        return self.write(node)

    def _compare(self, node: exp.Expr) -> _Sql:
        sign = _COMPARE[type(node)]
        left, right = self._operand(node.this), self._operand(node.expression)
        self._same_kind(node.this, left, node.expression, right)
        if left.kind == "boolean" and sign not in ("=", "<>"):
            raise self._refused(node, "{here}: true and false have no order.", "Compare them with = or <>.")
        return _Sql(f"({left.sql} {sign} {right.sql})", "boolean")

    def _same_kind(self, one: exp.Expr, left: _Sql, other: exp.Expr, right: _Sql) -> None:
        if left.kind != right.kind:
            message = f"{{here}} is {_KINDS[right.kind]}, but »{left.sql}« is {_KINDS[left.kind]}."
            cure = {
                "number": "Compare it with a number.",
                "text": "Compare it with a text in single quotes.",
                "boolean": "Write it alone, or with not before it.",
            }[left.kind]
            raise self._refused(other, message, cure)
        for column, value in ((one, other), (other, one)):
            if isinstance(column, exp.Column) and isinstance(value, exp.Literal) and value.is_string:
                self.compared.append((column.name, value.name))

    def _in(self, node: exp.In) -> _Sql:
        asked = self._operand(node.this)
        if not node.expressions or node.args.get("query") or node.args.get("field") or node.args.get("unnest"):
            raise self._refused(node, "in needs a list of values.", "Write for instance: status in ('unemployed').")
        values = []
        for value in node.expressions:
            number = value.this if isinstance(value, exp.Neg) else value
            if not isinstance(number, exp.Literal):
                raise self._refused(value, "{here} in a list is not a number or a text.", "Compare it with = instead.")
            written = self.write(value)
            self._same_kind(node.this, asked, value, written)
            values.append(written.sql)
        return _Sql(f"({asked.sql} IN ({', '.join(values)}))", "boolean")

    def _between(self, node: exp.Between) -> _Sql:
        parts = [node.this, node.args["low"], node.args["high"]]
        asked, low, high = (self._operand(part) for part in parts)
        self._same_kind(parts[0], asked, parts[1], low)
        self._same_kind(parts[0], asked, parts[2], high)
        if asked.kind == "boolean" or node.args.get("symmetric"):
            raise self._refused(
                node, "{here}: between needs numbers or texts.", "Write for instance: age between 25 and 54."
            )
        return _Sql(f"({asked.sql} BETWEEN {low.sql} AND {high.sql})", "boolean")

    def _arithmetic(self, node: exp.Expr) -> _Sql:
        if isinstance(node, exp.Neg):
            inner = self._number(node.this)
            if isinstance(node.this, exp.Literal):
                return _Sql(f"-{node.this.name}", "number", inner.most, leaf=True)
            return _Sql(f"(-{inner.sql})", "number", inner.most)
        left, right = self._number(node.this), self._number(node.expression)
        most = left.most * right.most if isinstance(node, exp.Mul) else left.most + right.most
        if most > RESULT_MOST:
            raise self._refused(node, "{here} can become too large a number.", "Multiply by less.")
        return _Sql(f"({left.sql} {_ARITHMETIC[type(node)]} {right.sql})", "number", most)

    def _number(self, node: exp.Expr) -> _Sql:
        """A number in arithmetic: whole ones as BIGINT, others as DOUBLE, so that no row can overflow."""
        written = self.write(node)
        if written.kind != "number":
            raise self._refused(node, f"{{here}} is {_KINDS[written.kind]}: no arithmetic.", "Only numbers have + - *.")
        if not written.leaf:
            return written
        wide = "DOUBLE" if "." in written.sql or written.sql in self.fractions else "BIGINT"
        return written._replace(sql=f"CAST({written.sql} AS {wide})", leaf=False)

    def _refused(self, node: exp.Expr, message: str, cure: str) -> Refused:
        """The refusal with the node's own text and its column."""
        leaves = [leaf.meta for leaf in node.walk() if "start" in leaf.meta]
        if not leaves:
            return Refused(message.replace("{here}", f"»{node.sql(dialect='duckdb')}«"), cure)
        first, end = min(leaf["start"] for leaf in leaves), max(leaf["end"] for leaf in leaves) + 1
        if self.text.count("(", first, end) > self.text.count(")", first, end):  # a list's end is no leaf
            end = self.text.find(")", end) + 1 or end
        here = f"»{self.text[first:end]}« (column {first + 1})"
        return Refused(message.replace("{here}", here), cure)
