"""The expressions of `when:`, `scope:` and `conditions:`: SQL over the columns of `persons_at`, and nothing else.

Two walls: the words and signs of the text are checked one by one against a closed list, with their column; then
sqlglot parses what is left and the tree is checked node by node. The SQL that runs is written anew from that tree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from polku.definition._faults import did_you_mean
from polku.definition._tree import Kind, Refused, canonical

# The view persons_at(day): every column that a rule may ask, and its kind.
COLUMNS: dict[str, Kind] = {
    "person_id": "text",
    "age": "number",
    "sex": "text",
    "native_language": "text",
    "immigrant": "boolean",
    "education_level": "number",
    "occupation": "text",
    "service_line": "text",
    "municipality": "text",
    "status": "text",
    "status_days": "number",
    "unemployed": "boolean",
    "in_services": "boolean",
    "unemployed_days": "number",
    "unemployment_spell_days": "number",
    "unemployed_days_365": "number",
    "unemployed_days_730": "number",
    "benefit": "text",
    "benefit_days": "number",
    "earnings_related_right": "boolean",
    "risk": "number",
    "risk_band": "text",
}
FRACTIONS = frozenset({"risk"})  # the numbers that are not whole
MAX_LENGTH = 5000  # room for a list of every municipality
MAX_PARENTHESES = 10
MAX_OPERATORS = 100
ALLOWED = (
    "Allowed are the columns of persons_at, numbers, 'texts', and, or, not, = <> < <= > >=, in (…), between, "
    "is null, + - * and parentheses."
)
_KEYWORDS = {"and", "or", "not", "in", "between", "is", "null", "true", "false"}
_NOT_SQL = {
    "select": "a sub-query is not allowed.",
    "case": "case is not allowed; and, or and not say the same.",
    "cast": "a cast is not allowed; numbers are compared with numbers, texts with 'texts'.",
    "like": "like is not allowed; in ('one', 'two') lists values.",
    "ilike": "ilike is not allowed; in ('one', 'two') lists values.",
}
_PIECE = re.compile(
    r"""(?P<space>\s+)
    |(?P<comment>--|/\*|\#)
    |(?P<text>'(?:[^']|'')*')
    |(?P<number>\d+(?:\.\d+)?(?![\w.]))
    |(?P<word>[^\W\d]\w*)
    |(?P<sign><=|>=|<>|!=|==|[=<>+\-*(),])
    |(?P<other>::|\.?\d[\w.]*|.)""",
    re.VERBOSE | re.DOTALL,
)
_OTHER = {
    ";": "only one expression is allowed.",
    '"': "quoted names are not allowed; texts stand in single quotes.",
    "'": "a quote is not closed.",
    "::": "a cast is not allowed.",
    "?": "a parameter is not allowed.",
    "$": "a parameter is not allowed.",
    ".": "a name with a dot is not allowed.",
    "/": "division is not allowed; the other side can be multiplied.",
    "%": "% is not allowed; a share is written as a fraction, 0.45.",
    "[": "a list stands in parentheses: in ('one', 'two').",
}


@dataclass(frozen=True, slots=True)
class Expression:
    """A condition on a person on a day, three-valued.

    text: as written. sql: canonical DuckDB SQL, a BOOLEAN over the columns of `persons_at`, safe to put in parentheses
    into a query. columns: those that it asks, in order of first use. compared: (column, text) pairs that it compares.
    """

    text: str
    sql: str
    columns: tuple[str, ...]
    compared: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """A word or sign of an expression; column counts from 1."""

    kind: str
    text: str
    column: int


def parse_expression(text: str) -> Expression:
    """The expression, checked. Raises Refused with the offending piece, its column and the cure."""
    if not text.strip():
        raise Refused("The expression is empty.", ALLOWED)
    if len(text) > MAX_LENGTH:
        raise Refused(f"The expression is longer than {MAX_LENGTH} characters.", "Split it into several criteria.")
    pieces = list(_pieces(text))
    _check_bounds(pieces)
    for before, piece, after in zip([None, *pieces], pieces, [*pieces[1:], None], strict=False):
        _check_piece(before, piece, after)
    sql, compared = canonical(text, COLUMNS, FRACTIONS)
    columns = dict.fromkeys(piece.text for piece in pieces if piece.kind == "word" and piece.text in COLUMNS)
    return Expression(text, sql, tuple(columns), compared)


def _pieces(text: str) -> Iterator[Piece]:
    for match in _PIECE.finditer(text):
        if match.lastgroup != "space":
            yield Piece(str(match.lastgroup), match[0], match.start() + 1)


def _check_bounds(pieces: list[Piece]) -> None:
    """sqlglot parses by recursion, so depth is bounded before it sees the text."""
    depth = operators = 0
    for piece in pieces:
        depth += {"(": 1, ")": -1}.get(piece.text, 0)
        operators += piece.text.lower() in _KEYWORDS or (piece.kind == "sign" and piece.text not in "(),")
        if depth > MAX_PARENTHESES or operators > MAX_OPERATORS:
            raise Refused("The expression is nested too deep from {here} on.", "Split it into several criteria.", piece)


def _check_piece(before: Piece | None, piece: Piece, after: Piece | None) -> None:
    word = piece.text.lower()
    if piece.kind == "comment":
        raise Refused("{here}: a comment is not allowed in an expression.", "Write it in YAML, after a #.", piece)
    if piece.kind == "other":
        raise Refused("{here}: " + _OTHER.get(piece.text, "this is not allowed."), ALLOWED, piece)
    if piece.text == "==":
        raise Refused("{here} is not allowed.", "Write = to compare.", piece)
    if piece.kind != "word":
        return
    if word in _KEYWORDS:
        _check_keyword(word, before, piece, after)
    else:
        _check_name(piece, after)


def _check_keyword(word: str, before: Piece | None, piece: Piece, after: Piece | None) -> None:
    """`null` only after is, `is` only before null, `not` only where every SQL reads it alike."""
    last, following = (other.text.lower() if other else "" for other in (before, after))
    if word == "is" and following not in ("null", "not"):
        raise Refused("{here} goes only with null.", "Write is null or is not null; a flag stands alone.", piece)
    if word == "null" and last not in ("is", "not"):
        raise Refused("{here}: nothing equals null.", "Write is null or is not null.", piece)
    if word == "not" and last not in ("", "and", "or", "not", "is", "(") and following not in ("in", "between"):
        raise Refused("{here} cannot stand here.", "Put it and what it negates in parentheses.", piece)


def _check_name(piece: Piece, after: Piece | None) -> None:
    word, following = piece.text.lower(), after.text if after else ""
    if word in _NOT_SQL:
        raise Refused("{here}: " + _NOT_SQL[word], ALLOWED, piece)
    if following == "(":
        raise Refused("{here}: a function call is not allowed.", ALLOWED, piece)
    if following == ".":
        raise Refused("{here}: a name with a dot is not allowed.", "Write the column's name alone.", piece)
    if after is not None and after.kind == "text" and after.column == piece.column + len(piece.text):
        raise Refused("{here} before a text is not allowed.", "Write the text in plain single quotes.", piece)
    if piece.text not in COLUMNS:
        raise Refused("{here} is no column of persons_at.", did_you_mean(piece.text, COLUMNS, "Its columns"), piece)
