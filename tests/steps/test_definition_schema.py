"""The JSON Schema of pilot files, tried with a reading of JSON Schema as small as what it uses."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from polku.definition import pilot_path, pilot_schema, read_yaml, shipped_pilots

EXAMPLE = Path(__file__).with_name("test_definition_example.yaml")


@pytest.mark.parametrize("path", [EXAMPLE, *map(pilot_path, shipped_pilots())], ids=lambda path: path.parent.name)
def test_good_files_are_valid(path: Path) -> None:
    assert invalid(as_json(read_yaml(path).plain()), pilot_schema(), pilot_schema()) == ""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("model: municipal", "model: x"),
        ("pilot: pirkanmaa-2021", "pilot: Pirkanmaa"),
        ("capacity: 400", "capacity: -1"),
        ("capacity: 400", "capasity: 400"),
        ("source: S2; laki 1269/2020", ""),
        ("pays_for: start,", "pays_for: starting,"),
        ("share: 12.5 %", "share: some"),
        ("days: 90", "days: 0"),
        ("value: 1200.00", "value: much"),
        ("voluntary: true", "voluntary: maybe"),
        ('["211", "418", "536"]', "[Nokia]"),
    ],
)
def test_faulty_files_are_not(tmp_path: Path, old: str, new: str) -> None:
    text = EXAMPLE.read_text()
    assert old in text
    path = tmp_path / "pilot.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    tree = read_yaml(path).plain()
    assert invalid(as_json(tree), pilot_schema(), pilot_schema())


def test_money_is_euros_and_not_cents() -> None:
    schema = pilot_schema()
    assert schema["$schema"].startswith("https://json-schema.org/")
    ceiling = schema["$defs"]["Contract"]["properties"]["ceiling"]
    assert not invalid(450000.55, ceiling, schema)
    assert not invalid("450000.55", ceiling, schema)
    assert invalid("450 000", ceiling, schema)


def as_json(value: Any) -> Any:
    """What an editor's YAML reader sees: days as text."""
    if isinstance(value, dict):
        return {key: as_json(below) for key, below in value.items()}
    if isinstance(value, list):
        return [as_json(below) for below in value]
    return value.isoformat() if isinstance(value, date) else value


TYPES: dict[str, Any] = {
    "object": dict, "array": list, "string": str, "boolean": bool, "null": type(None),
    "integer": int, "number": (int, float),
}  # fmt: skip


def invalid(value: Any, schema: dict[str, Any], root: dict[str, Any]) -> str:
    """Why a value is not valid; empty when it is."""
    if "$ref" in schema:
        return invalid(value, root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    for kind in ("anyOf", "oneOf"):
        if kind in schema and all(invalid(value, choice, root) for choice in schema[kind]):
            return f"{value!r} fits none of {kind}"
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(isinstance(value, TYPES[kind]) and (kind == "boolean" or value is not True) for kind in kinds):
        return f"{value!r} is not {kinds}"
    if value not in schema.get("enum", [value]) or value != schema.get("const", value):
        return f"{value!r} is not one of the words"
    if isinstance(value, str):
        fits = re.search(schema.get("pattern", ""), value) and len(value) >= schema.get("minLength", 0)
        return "" if fits else f"{value!r} does not match {schema}"
    if isinstance(value, int | float) and not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        return f"{value} is out of bounds"
    if isinstance(value, list):
        return next(filter(None, (invalid(part, schema["items"], root) for part in value if "items" in schema)), "")
    return invalid_keys(value, schema, root) if isinstance(value, dict) else ""


def invalid_keys(value: dict[str, Any], schema: dict[str, Any], root: dict[str, Any]) -> str:
    missing = set(schema.get("required", [])) - set(value)
    if missing:
        return f"{missing} missing"
    known, other = schema.get("properties", {}), schema.get("additionalProperties", True)
    for key, below in value.items():
        if "propertyNames" in schema and (why := invalid(key, schema["propertyNames"], root)):
            return why
        if key not in known and other is False:
            return f"{key} is not known"
        rule = known.get(key, other)
        if isinstance(rule, dict) and (why := invalid(below, rule, root)):
            return f"{key}: {why}"
    return ""
