"""The fitted rates: `rates.yaml`, each value with its source."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from polku.definition import Node, read_yaml

Floats = npt.NDArray[np.float64]

RATES = Path(__file__).with_name("rates.yaml")


def value(name: str) -> Any:
    """A value of rates.yaml: numbers as floats, by name, by day or in a list."""
    node = _rates()[name].child("value")
    return None if node is None else numbers(node)


@cache
def _rates() -> dict[str, Node]:
    told = read_yaml(RATES).value
    if not isinstance(told, dict):
        raise TypeError(f"{RATES.name} is no list of names with values")
    return told


def numbers(node: Node) -> Any:
    """A YAML value with its numbers as floats."""
    if isinstance(node.value, dict):
        return {key: numbers(child) for key, child in node.value.items()}
    if isinstance(node.value, list):
        return [numbers(child) for child in node.value]
    return float(str(node.value))


def by_day(name: str) -> tuple[Floats, Floats]:
    """Days (from 1.1.1970) and values of a series."""
    told = value(name)
    days = [(date.fromisoformat(day) - date(1970, 1, 1)).days for day in told]
    return np.array(days, float), np.array(list(told.values()), float)
