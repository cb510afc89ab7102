"""A shipped pilot in other years, for a demo that runs on the day."""

from __future__ import annotations

import re
from datetime import date

from polku.definition._files import load_pilot, pilot_path

_YEAR = re.compile(r"\b(20\d\d)(?=-\d\d-\d\d\b)")


def running_on(name: str, on: date) -> str:
    """The shipped pilot's file with every day moved by whole years, so that it began in the year before `on`.

    Its rules stay; the law is that of the days to which it was moved. Raises DefinitionError as `load_pilot` does, and
    ValueError for a pilot without a period.
    """
    period = load_pilot(name).period
    if period is None:
        raise ValueError(f"{name} has no period")
    years = on.year - 1 - period.start.year
    text = pilot_path(name).read_text(encoding="utf-8")
    return _YEAR.sub(lambda found: str(int(found[1]) + years), text)
