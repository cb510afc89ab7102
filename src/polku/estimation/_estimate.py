"""The door: the design's function is found, and the table goes to it."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import Any

from polku.estimation._balance import balance
from polku.estimation._beside import with_beside
from polku.estimation._question import DESIGNS, Question
from polku.estimation._result import BalanceRow, Estimate, EstimationError, Said
from polku.estimation._sample import sample, two_arms

MODULES = {
    "randomised": "_randomised",
    "iv": "_iv",
    "ipw": "_ipw",
    "aipw": "_aipw",
    "matching": "_matching",
    "did": "_differences",
    "staggered": "_staggered",
    "rdd": "_discontinuity",
    "survival": "_survival",
}

# Columns that only some designs use.
USED_BY = {
    "instrument": ("iv", "rdd"),
    "unit": ("did", "staggered"),
    "time": ("did", "staggered", "rdd", "survival"),
    "block": ("randomised",),
    "cluster": ("randomised", "iv", "ipw", "aipw", "matching", "did", "staggered", "survival"),
    "event": ("survival",),
    "running": ("rdd",),
    "start": ("did",),
    "lead": ("staggered",),
    "drawn": ("staggered",),
}


def estimate(table: Any, question: Question) -> Estimate:
    """Estimate the effect that the question asks for.

    `table` is a pandas DataFrame or a pyarrow Table, one row an observation (did, staggered: one row a unit and time).
    The figure is in the outcome's unit; survival gives the logarithm of the hazard ratio. Rows with a missing value in
    a column that is used are left out and counted. EstimationError where no estimate can be made.
    """
    if question.design not in MODULES:
        raise EstimationError(f"There is no design {question.design!r}. There are: {', '.join(DESIGNS)}.")
    module = import_module(f"polku.estimation.{MODULES[question.design]}")
    frame = _frame(table)
    found = with_beside(module.estimate(frame, question), frame, question, module.estimate)
    unused = [name for name, designs in USED_BY.items() if getattr(question, name) and question.design not in designs]
    return replace(found, notes=(*found.notes, Said("note.unused", {"names": ", ".join(unused)}))) if unused else found


def balance_of(table: Any, question: Question) -> tuple[BalanceRow, ...]:
    """How alike the rows with and without the treatment are in each covariate, before any design.

    A missing covariate counts as the mean. EstimationError where the table lacks a column or a group.
    """
    return balance(two_arms(sample(_frame(table), question, fill=True), question, least=1))


def _frame(table: Any) -> Any:
    return table.to_pandas() if hasattr(table, "to_pandas") else table
