"""How a module is called, how long it is, whom it imports, and that it asks no clock."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.tree import POLKU, ROOT, name_of, parsed, with_suffix

SAYS_NOTHING = {"utils", "util", "helpers", "helper", "common", "core", "misc", "manager", "services", "handlers"}
MODULE_LINES = 400  # 300 is the rule of thumb; what is longer than this is split
FUNCTION_LINES = 60  # 30 is the rule of thumb
CLOCKS = {("date", "today"), ("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("time", "time")}

PYTHON = with_suffix(".py")
CODE = [path for path in PYTHON if path.is_relative_to(POLKU)]
SQL = with_suffix(".sql")
each_module = pytest.mark.parametrize("path", PYTHON, ids=name_of)
each_code_module = pytest.mark.parametrize("path", CODE, ids=name_of)


@each_module
def test_a_name_says_what_is_inside(path: Path) -> None:
    words = {part.strip("_").removesuffix(".py") for part in path.relative_to(ROOT).parts}
    assert not words & SAYS_NOTHING, f"{name_of(path)}: name it after what it is about"


@pytest.mark.parametrize("path", [*PYTHON, *SQL], ids=name_of)
def test_a_module_is_short(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= MODULE_LINES, f"{name_of(path)} has {lines} lines: split it by purpose"


@each_code_module
def test_a_function_is_short(path: Path) -> None:
    long = [
        f"{name_of(path)}:{node.lineno} {node.name} has {lines} lines"
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES
    ]
    assert not long, "\n".join(long)


@each_code_module
def test_no_clock_is_asked(path: Path) -> None:
    """Ruff bans the names; this also sees through a `noqa` and through `datetime.date.today`."""
    calls = [
        f"{name_of(path)}:{node.lineno}"
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and (_last_name(node.value), node.attr) in CLOCKS
    ]
    assert path.name == "cli.py" or not calls, f"a day is passed in (`on=`, `until=`): {calls}"


def _last_name(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


@each_module
def test_private_names_stay_in_their_package(path: Path) -> None:
    """`polku.facts._schema` is for polku.facts alone; others import what `polku.facts` shows."""
    own = ".".join(path.relative_to(POLKU.parent).parts[:2]) if path.is_relative_to(POLKU) else ""
    wrong = [
        f"{name_of(path)}:{line} imports {target}"
        for line, target in _imports(path)
        if target.startswith("polku.")
        and any(part.startswith("_") and not part.startswith("__") for part in target.split("."))
        and ".".join(target.split(".")[:2]) != own
    ]
    assert not wrong, "\n".join(wrong)


def _imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{name_of(path)}:{node.lineno}: write the import in full"
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


@pytest.mark.parametrize("path", SQL, ids=name_of)
def test_sql_has_a_heading(path: Path) -> None:
    """The first line says what the query answers, or what a row of it is."""
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first.startswith("-- "), f"{name_of(path)}: begin with a comment that says what a row is"
    assert len(first) > 30, f"{name_of(path)}: {first!r} says too little"


def test_some_of_each_kind_was_looked_at() -> None:
    assert CODE
    assert set(CODE) < set(PYTHON)
