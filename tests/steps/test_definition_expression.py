"""Expressions: what is not allowed is refused at its place; what is allowed means what SQL and plain Python say."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from polku.definition import Expression, Refused, parse_expression


@pytest.mark.parametrize(
    ("text", "sql", "columns"),
    [
        ("age < 30", "(age < 30)", ("age",)),
        ("not earnings_related_right", "(NOT earnings_related_right)", ("earnings_related_right",)),
        ("IMMIGRANT = TRUE".lower(), "(immigrant = TRUE)", ("immigrant",)),
        ("risk > 0.5 OR risk IS NULL", "((risk > 0.5) OR (risk IS NULL))", ("risk",)),
        ("sex is not null and age != -1", "((NOT (sex IS NULL)) AND (age <> -1))", ("sex", "age")),
        ("status_days > 1 and age > 2 and status_days < 9", None, ("status_days", "age")),
        ("native_language not in ('fi', 'sv')", "(NOT (native_language IN ('fi', 'sv')))", ("native_language",)),
        ("age between 25 and 54", "(age BETWEEN 25 AND 54)", ("age",)),
        ("service_line = 'it''s'", "(service_line = 'it''s')", ("service_line",)),
        ("age + 1 > 2", "((CAST(age AS BIGINT) + CAST(1 AS BIGINT)) > 2)", ("age",)),
    ],
)
def test_what_is_allowed(text: str, sql: str | None, columns: tuple[str, ...]) -> None:
    expression = parse_expression(text)
    assert expression.text == text
    assert expression.columns == columns
    assert sql is None or expression.sql == sql


# text, the piece that the refusal names, its column, a word of the reason or the cure
REFUSED = [
    ("lower(sex) = 'f'", "lower", 1, "function call"),
    ("age < 30 and abs (age) > 1", "abs", 14, "function call"),
    ("status in (select 1)", "select", 12, "sub-query"),
    ("exists (age = 1)", "exists", 1, "function call"),
    ("age < 30 -- young", "--", 10, "comment"),
    ("age /* young */ < 30", "/*", 5, "comment"),
    ("age < 30 # young", "#", 10, "comment"),
    ("agee < 30", "agee", 1, "Did you mean age?"),
    ("Age < 30", "Age", 1, "Did you mean age?"),
    ("age < 30 and\n  sexx = 'f'", "sexx", 16, "Did you mean sex?"),
    ("age < 30; drop", ";", 9, "one expression"),
    ("persons.age < 30", "persons", 1, "dot"),
    ('"age" < 30', '"', 1, "quoted"),
    ("age::text = '3'", "::", 4, "cast"),
    ("cast(age as text) = '3'", "cast", 1, "cast"),
    ("case when unemployed then true end", "case", 1, "case"),
    ("sex like 'f'", "like", 5, "like"),
    ("age = ?", "?", 7, "parameter"),
    ("age = $n", "$", 7, "parameter"),
    ("age / 2 > 3", "/", 5, "division"),
    ("risk > 45 %", "%", 11, "fraction"),
    ("age = null", "null", 7, "is null"),
    ("age in (1, null)", "null", 12, "is null"),
    ("immigrant is true", "is", 11, "null"),
    ("age is not distinct from 1", "distinct", 12, "no column"),
    ("age == 3", "==", 5, "Write ="),
    ("age = not immigrant", "not", 7, "parentheses"),
    ("age < 'x'", "'x'", 7, "a number"),
    ("native_language = 5", "5", 19, "single quotes"),
    ("status + 1 = 2", "status", 1, "arithmetic"),
    ("immigrant < true", "immigrant", 1, "no order"),
    ("age and immigrant", "age", 1, "not a condition"),
    ("age < 3 < 5", "age < 3", 1, "compared again"),
    ("age in (1) is null", "age in (1)", 1, "compared again"),
    ("age in (status_days)", "status_days", 9, "in a list"),
    ("age = 1e3", "1e3", 7, "not allowed"),
    ("age = 0x1F", "0x1F", 7, "not allowed"),
    ("age = 1_000", "1_000", 7, "not allowed"),
    ("sex = e'f'", "e", 7, "plain single quotes"),
    ("sex = 'f", "'", 7, "not closed"),
    ("age 5", "5", 5, "cannot be read"),
    ("age < 30)", ")", 9, "cannot be read"),
    ("(age, age) = (1, 2)", "age, age", 2, "not allowed"),
    ("age = 1.23456", "1.23456", 7, "4 decimals"),
    ("age * 999999999 * 999999999 > 1", "age * 999999999 * 999999999", 1, "too large"),
    ("*", "*", 1, "not allowed"),
]


@pytest.mark.parametrize(("text", "piece", "column", "word"), REFUSED)
def test_what_is_refused_is_named_with_its_place(text: str, piece: str, column: int, word: str) -> None:
    with pytest.raises(Refused) as refused:
        parse_expression(text)
    assert f"»{piece}« (column {column})" in refused.value.message
    assert word in str(refused.value)
    assert refused.value.cure
    assert text[column - 1 :].startswith(piece)


@pytest.mark.parametrize("text", ["", "  ", "age", "1 + 1", "'text'", "age in ()", "age in sex", "(age < 3", "age <"])
def test_what_is_no_condition(text: str) -> None:
    with pytest.raises(Refused):
        parse_expression(text)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000,
        "(" * 600 + "immigrant" + ")" * 600,
        "not " * 1000 + "immigrant",
        "- " * 1000 + "1 = 1",
        "age = 1 or " * 400 + "immigrant",
        "age" + " + 1" * 1000 + " > 1",
        "1 = not " * 500 + "immigrant",
        "x" * 100_000,
    ],
)
def test_deep_and_long_texts_are_refused_not_crashed_on(text: str) -> None:
    with pytest.raises(Refused):
        parse_expression(text)


def test_every_municipality_fits_in_a_list() -> None:
    codes = ", ".join(f"'{n:03}'" for n in range(320))
    assert parse_expression(f"municipality in ({codes})").columns == ("municipality",)


# Two readings: DuckDB on the canonical SQL, and a plain Python one of a tree from which the text was told.

Row = dict[str, Any]
NUMBERS, TEXTS, FLAGS = ("age", "status_days", "risk"), ("sex", "status"), ("immigrant", "unemployed")
TYPES = {"age": "INTEGER", "status_days": "INTEGER", "risk": "DOUBLE", "sex": "VARCHAR", "status": "VARCHAR"}
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {"+": operator.add, "-": operator.sub, "*": operator.mul}


class Tree(NamedTuple):
    """A text, and its value on a row (None: unknown)."""

    text: str
    value: Callable[[Row], Any]


def column(name: str) -> Tree:
    return Tree(name, lambda row: row[name])


def literal(value: object) -> Tree:
    return Tree(f"'{value}'" if isinstance(value, str) else str(value), lambda row: value)


def strict(text: str, apply: Callable[..., Any], *parts: Tree) -> Tree:
    """Unknown as soon as one part is."""

    def value(row: Row) -> Any:
        values = [part.value(row) for part in parts]
        return None if None in values else apply(*values)

    return Tree(text, value)


def compared(sign: str, left: Tree, right: Tree) -> Tree:
    return strict(f"{left.text} {sign} {right.text}", COMPARE[sign], left, right)


def calculated(sign: str, left: Tree, right: Tree) -> Tree:
    return strict(f"({left.text} {sign} {right.text})", ARITHMETIC[sign], left, right)


def listed(asked: Tree, values: list[Any]) -> Tree:
    text = f"{asked.text} in ({', '.join(literal(value).text for value in values)})"
    return strict(text, lambda value: value in values, asked)


def between(asked: Tree, low: Tree, high: Tree) -> Tree:
    """low <= asked and asked <= high, so one that is false decides even when the other is unknown."""
    return Tree(f"{asked.text} between {low.text} and {high.text}", both(compared("<=", low, asked),
                compared("<=", asked, high)).value)  # fmt: skip


def missing(asked: Tree, negated: bool) -> Tree:
    text = f"{asked.text} is {'not ' if negated else ''}null"
    return Tree(text, lambda row: (asked.value(row) is None) != negated)


def negated(part: Tree) -> Tree:
    return strict(f"not ({part.text})", operator.not_, part)


def both(left: Tree, right: Tree) -> Tree:
    def value(row: Row) -> bool | None:
        values = {left.value(row), right.value(row)}
        return False if False in values else None if None in values else True

    return Tree(f"({left.text}) and ({right.text})", value)


def either(left: Tree, right: Tree) -> Tree:
    def value(row: Row) -> bool | None:
        values = {left.value(row), right.value(row)}
        return True if True in values else None if None in values else False

    return Tree(f"({left.text}) or ({right.text})", value)


whole = st.integers(-3, 40)
numbers = st.recursive(
    st.one_of(st.sampled_from(NUMBERS).map(column), st.one_of(whole, st.sampled_from([0.25, 0.5])).map(literal)),
    lambda part: st.builds(calculated, st.sampled_from(sorted(ARITHMETIC)), part, part),
    max_leaves=3,
)
signs = st.sampled_from(sorted(COMPARE))
conditions = st.recursive(
    st.one_of(
        st.sampled_from(FLAGS).map(column),
        st.builds(compared, signs, numbers, numbers),
        st.builds(compared, signs, st.sampled_from(TEXTS).map(column), st.sampled_from(["f", "m", ""]).map(literal)),
        st.builds(listed, st.sampled_from(TEXTS).map(column), st.lists(st.sampled_from(["f", "m"]), min_size=1)),
        st.builds(listed, numbers, st.lists(whole, min_size=1, max_size=3)),
        st.builds(between, numbers, numbers, numbers),
        st.builds(missing, st.sampled_from([*NUMBERS, *TEXTS, *FLAGS]).map(column), st.booleans()),
    ),
    lambda part: st.one_of(st.builds(both, part, part), st.builds(either, part, part), part.map(negated)),
    max_leaves=6,
)
rows = st.fixed_dictionaries(
    {
        "age": st.none() | st.integers(0, 99),
        "status_days": st.none() | st.integers(0, 400),
        "risk": st.none() | st.sampled_from([0.0, 0.25, 0.3, 1.0]),
        "sex": st.none() | st.sampled_from(["f", "m", ""]),
        "status": st.none() | st.sampled_from(["f", "none"]),
        "immigrant": st.none() | st.booleans(),
        "unemployed": st.none() | st.booleans(),
    }
)


@pytest.fixture(scope="module")
def engine() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        yield connection


def on_rows(engine: duckdb.DuckDBPyConnection, condition: str, given_rows: list[Row]) -> list[Any]:
    names = [*NUMBERS, *TEXTS, *FLAGS]
    columns = [f"CAST(? AS {TYPES.get(name, 'BOOLEAN')}) AS {name}" for name in names]
    query = " UNION ALL ".join(f"SELECT {n} AS n, {', '.join(columns)}" for n in range(len(given_rows)))
    values = [row[name] for row in given_rows for name in names]
    found = engine.execute(f"SELECT ({condition}) FROM ({query}) ORDER BY n", values).fetchall()
    return [verdict for (verdict,) in found]


@given(tree=conditions, given_rows=st.lists(rows, min_size=1, max_size=5))
def test_an_expression_means_what_plain_python_says(
    engine: duckdb.DuckDBPyConnection, tree: Tree, given_rows: list[Row]
) -> None:
    expression = parse_expression(tree.text)
    assert on_rows(engine, expression.sql, given_rows) == [tree.value(row) for row in given_rows]


# Texts without needless parentheses: here the order in which signs bind decides what they mean.
ATOMS = ["immigrant", "age < 30", "age + 2 * status_days - 1 > risk", "age - 1 - status_days * -2 = 3",
         "sex in ('f')", "age between 1 and 30", "age not between risk and 2 + 3", "sex is null",
         "status is not null", "- age < 1",
         "sex not in ('f')", "age = 1", "unemployed = true", "(age < 3) = immigrant"]  # fmt: skip
PREFIXES, ENDS, JOINTS = (
    ["", "", "not ", "not not "],
    ["", "", " is null", " = immigrant", " is not null"],
    ["and", "or"],
)
atoms = st.builds("{}{}{}".format, st.sampled_from(PREFIXES), st.sampled_from(ATOMS), st.sampled_from(ENDS))
sentences = st.lists(st.tuples(st.sampled_from(JOINTS), atoms), min_size=1, max_size=5).map(
    lambda parts: " ".join(word for part in parts for word in part).partition(" ")[2]
)


@given(text=sentences, given_rows=st.lists(rows, min_size=1, max_size=4))
def test_the_canonical_sql_is_read_as_the_text_was(
    engine: duckdb.DuckDBPyConnection, text: str, given_rows: list[Row]
) -> None:
    """Whatever passes: DuckDB gives the text itself and the SQL written anew the same answers."""
    try:
        expression = parse_expression(text)
    except Refused:
        return
    assert on_rows(engine, expression.sql, given_rows) == on_rows(engine, text, given_rows)


@pytest.mark.parametrize("atom", ATOMS)
def test_the_sentences_of_the_test_above_pass(atom: str) -> None:
    assert parse_expression(f"not {atom} or immigrant and {atom}").columns


WORDS = ["age", "risk", "sex", "immigrant", "not", "and", "or", "is null", "in (1, 2)", "between 1 and", "=", "<", "+",
         "-", "*", "(", ")", "1", "0.5", "'f'", "true", "--", ";", "::", "select", "x", "null", ",", "is", "in",
         "between"]  # fmt: skip


@given(st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)))
def test_no_text_crashes_the_parser(text: str) -> None:
    expression: Expression | None = None
    cure = ""
    try:
        expression = parse_expression(text)
    except Refused as refused:
        cure = refused.cure
    assert expression is not None or cure
