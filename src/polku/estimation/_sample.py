"""The rows that a design can use, with their columns as numbers; what had to be left out is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polku.estimation._columns import Numbers, arms, codes, covariate, numbers
from polku.estimation._question import Question
from polku.estimation._result import EstimationError, Said

MANY_LEFT_OUT = 0.05
Reader = Callable[[Any], Numbers]


@dataclass(frozen=True, slots=True)
class Sample:
    """Complete rows: outcome `y`, treatment `d`, covariates `x` by their names, further columns by role."""

    y: Numbers
    d: Numbers
    x: Numbers
    names: tuple[str, ...]
    more: dict[str, NDArray[Any]]
    n_left_out: int
    notes: tuple[Said, ...] = ()
    warnings: tuple[Said, ...] = ()

    def keep(self, rows: NDArray[np.bool_]) -> Sample:
        """The sample with these rows only."""
        more = {role: column[rows] for role, column in self.more.items()}
        return replace(self, y=self.y[rows], d=self.d[rows], x=self.x[rows], more=more)

    @property
    def n_treated(self) -> int:
        """Rows with the treatment (any of it)."""
        return int((self.d != 0).sum())

    @property
    def n_comparison(self) -> int:
        """Rows without the treatment."""
        return int((self.d == 0).sum())

    @property
    def comparison_mean(self) -> float:
        """The comparison rows' mean outcome; NaN where there are none."""
        return float(self.y[self.d == 0].mean()) if self.n_comparison else float("nan")


def sample(
    frame: Any,
    question: Question,
    *,
    treatment: Reader | None = None,
    number: Iterable[str] = (),
    code: Iterable[str] = (),
    fill: bool = False,
) -> Sample:
    """The complete rows of the columns that the question names.

    `treatment` reads the treatment column (0 and 1 by default); `number` and `code` are further columns, read as
    numbers or as running numbers of their values. With `fill`, a missing covariate gets the mean and a column of its
    own that says so, as an experiment allows; otherwise the row is left out.
    """
    check_columns(frame, question, [*number, *code])
    read = treatment or (lambda column: arms(column, question.treated))
    d = read(frame[question.treatment])
    y = numbers(frame[question.outcome], "outcome")
    columns = {key: one for name in question.covariates for key, one in covariate(frame[name]).items()}
    notes: tuple[Said, ...] = ()
    if fill:
        columns, notes = _filled(columns)
    more: dict[str, NDArray[Any]] = {name: numbers(frame[name], "") for name in number}
    more |= {name: codes(frame[name]) for name in code}
    whole = ~(np.isnan(y) | np.isnan(d))
    for one in columns.values():
        whole &= ~np.isnan(one)
    for name, one in more.items():
        whole &= ~np.isnan(one) if name in number else one >= 0
    x = np.column_stack(list(columns.values())) if columns else np.empty((len(y), 0))
    made = Sample(y, d, x, tuple(columns), more, int((~whole).sum()), notes)
    return _checked(replace(made.keep(whole), warnings=_left_out(d, whole)), question)


def check_columns(frame: Any, question: Question, more: Iterable[str]) -> None:
    """EstimationError for a column that is not there, stands twice, or is asked to be two things; or an empty table."""
    asked = [question.outcome, question.treatment, *question.covariates, *more]
    there = [str(name) for name in frame.columns]
    for name in asked:
        if there.count(name) != 1:
            wrong = "has no column" if name not in there else "has more than one column"
            raise EstimationError(f"The table {wrong} {name!r}. Its columns are: {', '.join(there)}.")
    twice = [name for name in (question.outcome, question.treatment) if name in question.covariates]
    if question.outcome == question.treatment or twice:
        name = twice[0] if twice else question.outcome
        raise EstimationError(f"The column {name!r} is named for two roles. Each role needs a column of its own.")
    if not len(frame):
        raise EstimationError("The table has no rows, only a header. Bring in the rows to be compared.")


def _filled(columns: dict[str, Numbers]) -> tuple[dict[str, Numbers], tuple[Said, ...]]:
    made: dict[str, Numbers] = {}
    empty = 0
    for name, column in columns.items():
        gone = np.isnan(column)
        if gone.all():
            raise EstimationError(f"The covariate {name} has no value in any row. Leave it out.")
        made[name] = np.where(gone, column[~gone].mean(), column) if gone.any() else column
        if gone.any():
            empty += int(gone.sum())
            own = f"{name} (missing)"
            if not any(np.array_equal(gone, one) for key, one in made.items() if key.endswith("(missing)")):
                made[own] = gone.astype(float)
    return made, (Said("note.filled", {"count": empty}),) if empty else ()


def _left_out(d: Numbers, whole: NDArray[np.bool_]) -> tuple[Said, ...]:
    gone = int((~whole).sum())
    if not gone:
        return ()
    found = [Said("note.left-out", {"count": gone, "of": len(whole)})]
    treated, others = (float((~whole[d == arm]).mean()) if (d == arm).any() else 0.0 for arm in (1, 0))
    if gone > MANY_LEFT_OUT * len(whole) or abs(treated - others) > MANY_LEFT_OUT:
        found.append(Said("warning.left-out", {"treated": 100 * treated, "comparison": 100 * others}))
    return tuple(found)


def _checked(made: Sample, question: Question) -> Sample:
    if not len(made.y):
        raise EstimationError(
            f"No row has a value in every column that is used; {made.n_left_out} rows were left out. "
            "Look for the column that is empty, and leave it out.",
            "unknown",
        )
    if (made.y == made.y[0]).all():
        raise EstimationError(
            f"The outcome {question.outcome} is {made.y[0]:g} in every row, so there is no difference to explain. "
            "Choose an outcome that varies, or a longer time after which it is looked at.",
            "same",
        )
    return made


def two_arms(made: Sample, question: Question, least: int = 2) -> Sample:
    """The sample; EstimationError where an arm has fewer rows than `least` once rows with gaps are left out."""
    for count, name in ((made.n_treated, "treatment"), (made.n_comparison, "comparison")):
        if count < least:
            raise EstimationError(
                f"The {name} group of {question.treatment} has {count} usable rows; at least {least} are needed "
                f"({made.n_left_out} rows with gaps were left out). Fill the gaps, or use fewer columns.",
                "few",
            )
    return made


def check_not_told(made: Sample, column: Numbers, name: str) -> None:
    """EstimationError where the covariates tell a column exactly, so that nothing is left to compare."""
    columns = np.column_stack([np.ones(len(column)), made.x])
    scale = np.sqrt((columns**2).sum(axis=0))
    columns = columns / np.where(scale > 0, scale, 1)
    rest = column - columns @ np.linalg.lstsq(columns, column, rcond=None)[0]
    if np.linalg.norm(rest) > 1e-8 * np.linalg.norm(column - column.mean()):
        return
    same = [one for place, one in enumerate(made.names) if abs(np.corrcoef(made.x[:, place], column)[0, 1]) > 1 - 1e-9]
    teller = f" ({same[0]} alone does)" if same else ""
    raise EstimationError(
        f"The covariates tell {name} exactly{teller}, so nothing is left to compare. "
        "Leave out the covariate that is the same in other words, or use fewer covariates.",
        "not-apart",
    )


def without_constant(made: Sample) -> Sample:
    """The sample without covariates that say nothing new: the same in all rows, or put together of others."""
    kept: list[int] = []
    basis = np.ones((len(made.y), 1)) / np.sqrt(len(made.y))
    for index in range(made.x.shape[1]):
        column = made.x[:, index]
        size = float(np.linalg.norm(column))
        rest = column - basis @ (basis.T @ column)
        rest = rest - basis @ (basis.T @ rest)
        if size and np.linalg.norm(rest) > 1e-8 * size:
            basis = np.column_stack([basis, rest / np.linalg.norm(rest)])
            kept.append(index)
    gone = [name for index, name in enumerate(made.names) if index not in kept]
    if not gone:
        return made
    said = Said("note.says-nothing-new", {"names": ", ".join(gone[:5]) + (", …" if len(gone) > 5 else "")})
    names = tuple(made.names[index] for index in kept)
    return replace(made, x=made.x[:, kept], names=names, notes=(*made.notes, said))
