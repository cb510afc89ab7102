"""The house's rules for the service's code: short views, short functions, short modules, names that say something."""

from __future__ import annotations

import ast
import subprocess
import sys
from typing import Any

import pytest
from django.apps import apps

from polku_web.base.keeping import kept
from polku_web.clients.models import Client
from tests.house.tree import ROOT, name_of, parsed, with_suffix

WEB = ROOT / "src" / "polku_web"
CODE = [path for path in with_suffix(".py", under=WEB) if path.parent.name != "migrations"]
FUNCTIONS = [(path, node) for path in CODE for node in ast.walk(parsed(path)) if isinstance(node, ast.FunctionDef)]


def lines_of(node: ast.FunctionDef) -> int:
    """From `def` to the end, decorators and docstring left out."""
    first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
    return (node.end_lineno or 0) - first.lineno + 2


def test_a_view_is_short() -> None:
    views = [(path, node) for path, node in FUNCTIONS if "views" in path.stem or path.stem == "log_search"]
    assert len(views) > 20
    assert [f"{name_of(path)}:{node.name} {lines_of(node)}" for path, node in views if lines_of(node) > 15] == []


def test_a_function_and_a_module_are_short() -> None:
    assert [f"{name_of(path)}:{node.name}" for path, node in FUNCTIONS if lines_of(node) > 30] == []
    assert [name_of(path) for path in CODE if len(path.read_text(encoding="utf-8").splitlines()) > 300] == []


@pytest.mark.parametrize("call", [["--help"], ["law", "list"]])
def test_polku_works_without_django(call: list[str]) -> None:
    """Where Django is not installed, what needs no web service runs as ever."""
    code = (
        "import sys\n"
        "class Absent:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.split('.')[0] in ('django', 'allauth', 'granian'):\n"
        "            raise ModuleNotFoundError(name)\n"
        "sys.meta_path.insert(0, Absent())\n"
        "from polku.cli import main\n"
        f"main({call!r}, standalone_mode=False)\n"
        "assert 'django' not in sys.modules\n"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def _leads_to_client() -> set[Any]:
    """Every table from which references lead to a client, however long the way."""
    found: set[Any] = {Client}
    while True:
        more = {
            model
            for model in apps.get_models()
            for field in model._meta.concrete_fields
            if field.is_relation and field.related_model in found
        } - found
        if not more:
            return found
        found |= more


def test_what_is_kept_of_a_client_is_told_and_has_an_end() -> None:
    """A new table about a client, or a new field of one, is said in its app's `keeping.py`."""
    said: dict[Any, set[str]] = {}
    for entry in kept():
        roots = {name.split("__")[0] for name in entry.told} | set(entry.untold)
        said.setdefault(entry.model, set()).update(roots)
    assert {model.__name__ for model in _leads_to_client()} - {model.__name__ for model in said} == set()
    for model, names in said.items():
        fields = {field.name for field in model._meta.concrete_fields}
        assert fields == names, f"{model.__name__}: not said {fields - names}, not there {names - fields}"
