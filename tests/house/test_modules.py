"""How a module is called, how long it is, whom it imports, and that it asks no clock."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.house.tree import POLKU, ROOT, name_of, parsed, with_suffix

SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "core", "misc", "manager", "services", "handlers"}
MODULE_LINES = 400  # 300 is the rule of thumb; what is longer than this is split
FUNCTION_LINES = 60  # 30 is the rule of thumb
CLOCKS = {("date", "today"), ("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("time", "time")}

PYTHON = with_suffix(".py")
CODE = [path for path in PYTHON if path.is_relative_to(POLKU)]
SQL = with_suffix(".sql")


def test_some_of_each_kind_was_looked_at() -> None:
    assert CODE
    assert SQL
    assert set(CODE) < set(PYTHON)


def test_a_name_says_what_is_inside() -> None:
    """Name a module and a folder after what it is about."""
    empty = [
        name_of(path)
        for path in PYTHON
        if SAYS_NOTHING & {part.removesuffix(".py").strip("_") for part in path.relative_to(ROOT).parts}
    ]
    assert not empty


def test_a_module_is_short() -> None:
    """Split a long one by purpose."""
    lengths = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in [*PYTHON, *SQL]}
    assert {name: lines for name, lines in lengths.items() if lines > MODULE_LINES} == {}


def test_a_function_is_short() -> None:
    long = [
        f"{name_of(path)}:{node.lineno} {node.name} has {lines} lines"
        for path in CODE
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    ]
    assert not long, "\n".join(long)


def test_no_clock_is_asked() -> None:
    """A day is passed in (`on=`, `until=`). Ruff bans the names; this also sees what a `noqa` hides."""
    calls = [
        f"{name_of(path)}:{node.lineno}"
        for path in CODE
        if _own_package(path) not in ("cli", "cli.py")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and (_last_name(node.value), node.attr) in CLOCKS
    ]
    assert not calls
    words = re.compile(r"(?i)\b(current_date|current_timestamp|today\(|now\()")
    assert [name_of(path) for path in SQL if words.search(path.read_text(encoding="utf-8"))] == []


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def test_private_names_stay_in_their_package() -> None:
    """`polku.facts._schema` is for polku.facts and its own tests; others import what `polku.facts` shows."""
    wrong = [
        f"{name_of(path)}:{line} imports {target}"
        for path in PYTHON
        for line, target in _imports(path)
        if target.startswith("polku.") and _is_private(target) and _package(target) != _own_package(path)
    ]
    assert not wrong, "\n".join(wrong)


def test_imports_are_written_in_full() -> None:
    relative = [
        f"{name_of(path)}:{node.lineno}"
        for path in PYTHON
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert not relative


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def _is_private(target: str) -> bool:
    return any(part.startswith("_") and not part.startswith("__") for part in target.split("."))


def _package(target: str) -> str:
    return target.split(".")[1]


def _own_package(path: Path) -> str:
    if path.is_relative_to(POLKU):
        return path.relative_to(POLKU).parts[0]
    tested = re.match(r"tests/steps/test_([a-z]+)", name_of(path))
    return tested[1] if tested else ""


def test_sql_has_a_heading() -> None:
    """The first line says what the query answers, or what a row of it is."""
    first = {name_of(path): path.read_text(encoding="utf-8").splitlines()[0] for path in SQL}
    assert {name: line for name, line in first.items() if not line.startswith("-- ") or len(line) < 30} == {}
