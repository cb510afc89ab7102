"""What is known of an outcome before an experiment: mean, spread, and what municipalities and blocks explain of it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from polku.base.engine import Engine
from polku.definition import Pilot
from polku.experiment._condition import who_meets
from polku.experiment._errors import ExperimentError
from polku.experiment._power import Kind, Outcome
from polku.facts import PERSONS_AT, last_fact

FOLDER = Path(__file__).parent
DAYS_A_YEAR, MONTHS_A_YEAR = 365, 12
FEWEST = 5  # clients, or nothing is told of them
_NAME = re.compile(r"([a-z-]+)-([0-9]+)([dm])\Z")
# Outcomes that can be read from facts by the rows whose days they count, and whether the last day alone is asked.
_OPEN = "SELECT person_id, start_date, end_date FROM employment WHERE NOT subsidised AND NOT self_employed"
_ANY = "SELECT person_id, start_date, end_date FROM employment"
_BROADLY = (
    "SELECT person_id, start_date, end_date FROM statuses"
    " WHERE status IN ('unemployed', 'laid_off', 'subsidised', 'in_service', 'in_training')"
)
READABLE: dict[str, tuple[str, bool]] = {
    "employed": (_ANY, True),
    "open-market": (_OPEN, True),
    "employed-days": (_ANY, False),
    "open-market-days": (_OPEN, False),
    "broadly-unemployed-days": (_BROADLY, False),
}


class DesignError(ExperimentError):
    """A design that cannot be computed from what was given."""


def window_of(outcome: str) -> int | None:
    """The days of an outcome's window: 365 of employed-days-365d and of employed-12m; None where it names none.

    Twelve months are 365 days, other numbers of months their part of that, rounded.
    """
    found = _NAME.match(outcome)
    if found is None:
        return None
    return int(found[2]) if found[3] == "d" else round(int(found[2]) * DAYS_A_YEAR / MONTHS_A_YEAR)


def kind_of(outcome: str) -> Kind:
    """What an outcome is measured in, by its name: euros, days, or a share of the clients."""
    if "-eur" in outcome or outcome.endswith("cost"):
        return "eur"
    return "days" if "-days-" in outcome else "share"


def readable(outcome: str) -> bool:
    """Whether `baseline` can read the outcome of the name from facts."""
    found = _NAME.match(outcome)
    return found is not None and found[1] in READABLE


def baseline(
    engine: Engine, pilot: Pilot, outcome: str, on: date, *, service: str | None = None, block_by: tuple[str, ...] = ()
) -> tuple[Outcome, int]:
    """The outcome among those who meet the condition (target group, service) on a past day, and how many they are.

    The window is the days on + 1 … on + N of the outcome's name (employed-365d, open-market-365d, employed-days-365d,
    open-market-days-365d, broadly-unemployed-days-365d; also 12m for 365 days). icc: one-way analysis of variance
    between municipalities; explained: adjusted R² of the blocks. Neither is below 0.

    Raises DesignError when the outcome cannot be read from facts, the facts do not reach the window's end, or fewer
    than five meet the condition.
    """
    strange = [column for column in block_by if column not in PERSONS_AT]
    if strange:
        known = ", ".join(column for column in PERSONS_AT if column != "person_id")
        raise DesignError(f"There is no column {', '.join(strange)} to make blocks by. There are: {known}.")
    counted, days = _readable(outcome)
    _check_reach(engine, outcome, on, days)
    who_meets(engine, pilot, service, on, block_by)
    spans, last_day = counted
    engine.make("baseline_spans", spans)
    engine.run(FOLDER, "baseline_people", on=on, days=days, last_day=last_day)
    by_block = _groups(engine, "block")
    by_municipality = _groups(engine, "municipality")
    engine.drop("baseline_people", "baseline_spans", "draw_condition", "undecided")
    people = sum(count for count, _, _ in by_block)
    if people < FEWEST:
        raise DesignError(
            f"{people} clients meet the condition on {on}; {FEWEST} or more are needed. Choose another day."
        )
    mean, sd = _spread(by_block)
    return Outcome(
        name=outcome,
        kind=kind_of(outcome),
        mean=mean,
        sd=sd,
        icc=_icc(by_municipality),
        explained=_explained(by_block),
        blocks=len(by_block),
        clusters=len(by_municipality),
        cluster_cv=_cv([count for count, _, _ in by_municipality]),
    ), people


Group = tuple[int, float, float]  # people, sum, sum of squares


def _readable(outcome: str) -> tuple[tuple[str, bool], int]:
    found, days = _NAME.match(outcome), window_of(outcome)
    if found is None or days is None or found[1] not in READABLE:
        known = ", ".join(f"{name}-365d" for name in READABLE)
        raise DesignError(
            f"The outcome {outcome} cannot be read from facts here. These can: {known}. For another give its values: "
            f"--mean and --sd (and --icc), without FACTS."
        )
    return READABLE[found[1]], days


def _check_reach(engine: Engine, outcome: str, on: date, days: int) -> None:
    newest, end = last_fact(engine, date.max), on + timedelta(days=days)
    if newest is None or newest < end:
        known = str(newest) if newest is not None else "no day"
        latest = f" Choose {newest - timedelta(days=days)} or an earlier day." if newest is not None else ""
        raise DesignError(f"{outcome} from {on} on needs facts until {end}; they reach {known}.{latest}")


def _groups(engine: Engine, column: str) -> list[Group]:
    rows = engine.rows(
        "SELECT count(*), sum(outcome), sum(outcome * outcome) FROM baseline_people"
        f" GROUP BY {column} ORDER BY {column}"
    )
    return [(int(people), float(total), float(squares)) for people, total, squares in rows]


def _sums(groups: Sequence[Group]) -> tuple[int, float, float]:
    """People, sum of squares in all, sum of squares within groups."""
    people = sum(count for count, _, _ in groups)
    total, squares = sum(total for _, total, _ in groups), sum(squares for _, _, squares in groups)
    within = squares - sum(own * own / count for count, own, _ in groups)
    return people, max(squares - total * total / people, 0.0), max(within, 0.0)


def _spread(groups: Sequence[Group]) -> tuple[float, float]:
    people, whole, _ = _sums(groups)
    return sum(total for _, total, _ in groups) / people, math.sqrt(whole / (people - 1))


def _explained(groups: Sequence[Group]) -> float:
    people, whole, within = _sums(groups)
    free = people - len(groups)
    if whole <= 0 or free < 1:
        return 0.0
    return max(1 - (within / free) / (whole / (people - 1)), 0.0)


def _icc(groups: Sequence[Group]) -> float:
    """The analysis-of-variance estimator for groups of unequal size (Donner & Klar 2000, section 1.2)."""
    people, whole, within = _sums(groups)
    many = len(groups)
    if many < 2 or people <= many or whole <= 0:
        return 0.0
    between = (whole - within) / (many - 1)
    inside = within / (people - many)
    size = (people - sum(count * count for count, _, _ in groups) / people) / (many - 1)
    return max((between - inside) / (between + (size - 1) * inside), 0.0)


def _cv(sizes: Sequence[int]) -> float:
    mean = sum(sizes) / len(sizes)
    return math.sqrt(sum((size - mean) ** 2 for size in sizes) / len(sizes)) / mean
