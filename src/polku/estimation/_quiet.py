"""Libraries that warn: what they say is caught, so that it can be told in the estimate's own words."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def quiet() -> Iterator[list[warnings.WarningMessage]]:
    """Collect the warnings of a library's call, in place of letting them out."""
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        yield heard


def coefficients(fitted: Any) -> tuple[Any, Any]:
    """The coefficients and standard errors of a pyfixest fit by name; an error of 0 is no reason to warn."""
    with quiet():
        return fitted.coef(), fitted.se()
