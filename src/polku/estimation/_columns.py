"""Columns of any flat table as numbers, arms and categories; what cannot be read is named with its row and value."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from polku.estimation._result import EstimationError

Numbers = NDArray[np.float64]

TREATED = ("1", "true", "yes", "kyllä", "ja", "treated", "treatment", "program", "programme")
COMPARISON = ("0", "false", "no", "ei", "nej", "untreated", "control", "comparison")
EMPTY = ("", "na", "n/a", "nan", "null", "none", ".")
MOST_LEVELS = 100


def texts(column: Any) -> Any:
    """The column as text without spaces around it; None where it is empty."""
    cleaned = column.astype("object").map(lambda one: None if one is None or one != one else str(one).strip())
    return cleaned.map(lambda one: None if one is None or one.lower() in EMPTY else one)


def numbers(column: Any, role: str) -> Numbers:
    """The column as numbers, NaN where it is empty; a decimal comma and blanks between thousands are read.

    EstimationError names the first value that is no number.
    """
    found = as_numbers(column)
    if isinstance(found, str):
        row = int(np.flatnonzero((texts(column) == found).to_numpy())[0]) + 1
        raise EstimationError(
            f"The {role} column {column.name} has {found!r} in row {row}, which is no number. "
            "Write numbers there (1794.34 or 1794,34), and leave the cell empty where the value is not known."
        )
    return found


def as_numbers(column: Any) -> Numbers | str:
    """The column as numbers, or the first text in it that is none."""
    if column.dtype.kind in "iufb":
        return np.asarray(column.to_numpy(dtype=float, na_value=np.nan), dtype=float)
    read: dict[str, float] = {}
    for text in texts(column).dropna().unique():
        number = _number(text)
        if number is None:
            return str(text)
        read[text] = number
    return np.asarray(texts(column).map(read).to_numpy(dtype=float, na_value=np.nan), dtype=float)


def _number(text: str) -> float | None:
    plain = re.sub(r"[\s\u00a0\u202f]", "", text).replace("\u2212", "-")
    if plain.lower() in ("true", "false"):
        return float(plain.lower() == "true")
    if re.fullmatch(r"[-+]?\d+,\d+|[-+]?\d+,\d+[eE][-+]?\d+", plain):
        plain = plain.replace(",", ".")
    return float(plain) if re.fullmatch(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?", plain) else None


def arms(column: Any, treated: str | None) -> Numbers:
    """1 where the row got the treatment, 0 where not, NaN where it is not known.

    Reads 0/1, true/false, yes/no, kyllä/ei, ja/nej, treated/control; otherwise `treated` says which value means it.
    """
    values = texts(column).map(_without_decimals, na_action="ignore")
    known = sorted(values.dropna().unique(), key=str)
    if treated is not None and treated not in known:
        raise EstimationError(
            f"No row of {column.name} has the value {treated!r} that --treated names. It has: {_few(known)}."
        )
    if treated is None:
        _check_two(column.name, known)
    given = (treated,) if treated is not None else TREATED
    coded = {one: float(one == treated if treated is not None else one.lower() in given) for one in known}
    found = np.asarray(values.map(coded).to_numpy(dtype=float, na_value=np.nan), dtype=float)
    for arm, name in ((1.0, "got the treatment"), (0.0, "are in the comparison group")):
        if not (found == arm).any():
            raise EstimationError(
                f"No rows {name}: {column.name} has only {_few(known)}. "
                "Both groups are needed; bring in rows of the other group, or name another column with --treatment.",
                "few",
            )
    return found


def _without_decimals(text: str) -> str:
    return text[:-2] if text in ("1.0", "0.0") else text


def _check_two(name: str, known: list[str]) -> None:
    if all(one.lower() in (*TREATED, *COMPARISON) for one in known):
        return
    if len(known) == 2:
        raise EstimationError(
            f"The treatment column {name} has {_few(known)}, which does not say which of them got the treatment. "
            f"Say it with --treated, for example --treated {known[1]}."
        )
    raise EstimationError(
        f"The treatment column {name} has {len(known)} different values ({_few(known)}); two are needed. "
        "Write 1 for those who got the treatment and 0 for the others, or name the value with --treated."
    )


def _few(values: list[str]) -> str:
    return ", ".join(map(str, values[:5])) + (", …" if len(values) > 5 else "")


def is_category(column: Any) -> bool:
    """Whether the column holds words or codes (020) and not amounts."""
    if column.dtype.kind in "iufb":
        return False
    known = texts(column).dropna().unique()
    return any(_number(text) is None or re.fullmatch(r"0\d+", text) for text in known)


def covariate(column: Any) -> dict[str, Numbers]:
    """The column's numbers; of a category one column of 0 and 1 for each level but the most frequent."""
    name = str(column.name)
    if not is_category(column):
        return {name: numbers(column, "covariate")}
    values = texts(column)
    levels = values.value_counts(sort=True)
    if len(levels) > MOST_LEVELS:
        raise EstimationError(
            f"The covariate {name} has {len(levels):,} different values in {len(values):,} rows; at most {MOST_LEVELS} "
            "can be compared. Join them into fewer groups (municipalities into employment areas, occupations into "
            "their first digit), or leave the column out. A column of ids is no covariate."
        )
    gone = values.isna().to_numpy()
    most = sorted(levels.index, key=lambda one: (-levels[one], one))[:1]
    return {
        f"{name}={level}": np.where(gone, np.nan, (values == level).to_numpy(dtype=float))
        for level in sorted(set(levels.index) - set(most))
    }


def codes(column: Any) -> NDArray[np.int64]:
    """A running number for each different value; -1 where it is empty."""
    import pandas as pd

    source = column if column.dtype.kind in "iuf" else texts(column)
    return np.asarray(pd.factorize(source, sort=True)[0], dtype=np.int64)
