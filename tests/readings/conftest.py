"""One engine for all examples of a module: its tables are replaced by the next example's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from polku.base.engine import DuckDB, Settings


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDB]:
    with DuckDB(Settings(threads=1)) as running:
        yield running


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("pilot")
