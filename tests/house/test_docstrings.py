"""What is public says what it is."""

from __future__ import annotations

import importlib
import inspect

import pytest

from tests.house.tree import POLKU, packages

MODULES = [
    "polku",
    *(f"polku.{name}" for name in packages()),
    *(f"polku.{path.stem}" for path in sorted(POLKU.glob("*.py")) if path.stem != "__init__"),
    "polku.base.engine",
]
each_module = pytest.mark.parametrize("name", MODULES)


def _public(name: str) -> dict[str, object]:
    module = importlib.import_module(name)
    return {word: getattr(module, word) for word in getattr(module, "__all__", ())}


@each_module
def test_a_module_begins_with_its_paragraph(name: str) -> None:
    text = inspect.getdoc(importlib.import_module(name)) or ""
    assert len(text) > 40, f"{name}: say in one paragraph what is in it"


@each_module
def test_all_is_sorted_out(name: str) -> None:
    """`__all__` names what is there, each name once, none private."""
    names = list(getattr(importlib.import_module(name), "__all__", ()))
    assert len(names) == len(set(names))
    assert not [word for word in names if word.startswith("_")]
    assert set(_public(name)) == set(names)


@each_module
def test_every_public_function_and_class_has_a_docstring(name: str) -> None:
    silent = [word for word, thing in _public(name).items() if _speaks(thing) and not _text(thing)]
    assert not silent, f"{name}: give shapes, units, errors and source for {silent}"


@each_module
def test_a_docstring_says_more_than_the_name(name: str) -> None:
    empty = [
        word
        for word, thing in _public(name).items()
        if _speaks(thing) and _letters(_text(thing)) in (_letters(word), "the" + _letters(word))
    ]
    assert not empty, f"{name}: {empty}"


def _speaks(thing: object) -> bool:
    return inspect.isclass(thing) or inspect.isroutine(thing)


def _text(thing: object) -> str:
    # The class's own: what pydantic or dataclasses would give it says nothing.
    own = thing.__dict__.get("__doc__") if inspect.isclass(thing) else getattr(thing, "__doc__", None)
    text = inspect.cleandoc(own) if isinstance(own, str) else ""
    return "" if text.startswith(f"{getattr(thing, '__name__', '')}(") else text


def _letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalpha())


def test_the_packages_were_found() -> None:
    assert {"polku.base", "polku.facts", "polku.settlement"} <= set(MODULES)
