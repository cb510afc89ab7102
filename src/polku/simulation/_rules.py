"""The pilot's own rules, asked of the invented people: who belongs, and who may enter a service."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from polku.base.engine import DuckDB, Settings
from polku.simulation._rates import Flags
from polku.simulation._world import World

View = Mapping[str, Callable[[], pa.Array]]  # a column of persons_at → its values, worked out when a rule asks it


class Rules:
    """Answers the pilot's expressions for people on their days. Use as a context manager."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._engine = DuckDB(Settings(threads=1))
        self._reasons = (
            "concat_ws('|', " + ", ".join(f"case when {sql} then '{name}' end" for name, sql in world.criteria) + ")"
            if world.criteria
            else "''"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._engine.__exit__(kind, error, trace)

    def belong(self, view: View, n: int) -> Flags:
        """Whether each of the n people of the view belongs to the target group; unknown is no. All do without one."""
        return self.hold(self._world.target, view, n)

    def hold(self, sql: str | None, view: View, n: int) -> Flags:
        """Whether an expression is true; unknown is no, and no expression holds for all."""
        if sql is None or n == 0:
            return np.ones(n, bool)
        return np.asarray(self._ask(f"coalesce({sql}, false)", view, n), np.bool_)

    def reasons(self, view: View, n: int) -> pa.Array:
        """The ids of the criteria that hold, joined by | in the file's order."""
        return pa.array(self._ask(self._reasons, view, n), pa.string()) if n else pa.array([], pa.string())

    def _ask(self, sql: str, view: View, n: int) -> npt.NDArray[Any]:
        columns = {"place": pa.array(np.arange(n))} | {name: view[name]() for name in sorted(self._world.columns)}
        self._engine.connection.register("people", pa.table(columns))
        found = self._engine.connection.execute(f"SELECT {sql} AS answer FROM people ORDER BY place").fetchnumpy()
        self._engine.connection.unregister("people")
        return np.asarray(found["answer"])
