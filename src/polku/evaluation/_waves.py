"""A staggered start: which municipality began when, and who met the condition on each of the days that are compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from polku import experiment as trials
from polku.base.engine import Columns, Engine
from polku.definition import Experiment, Pilot
from polku.evaluation._outcomes import EvaluationError

IN_WAVES: Columns = {
    "study": "VARCHAR",
    "person_id": "VARCHAR",
    "day0": "DATE",
    "treated": "BOOLEAN",
    "block": "VARCHAR",
}
WAVE_STARTS: Columns = {"study": "VARCHAR", "municipality": "VARCHAR", "start_date": "DATE"}
FOLDER = Path(__file__).parent
BEFORE = 3  # days of comparison before the first start: one to start from, two to see paths in
LEAST_IN_CELL = 5  # people; a municipality with fewer on one of the days is left out


@dataclass(frozen=True, slots=True)
class Waves:
    """starts: the first day of each municipality. apart: days from a wave to the next, the least of them. count: how
    many waves there are.
    """

    starts: Mapping[str, date]
    apart: int
    count: int

    def lead(self, days: int) -> int:
        """How many waves begin before a window of so many days from a wave's first day is over."""
        return days // self.apart

    def fits(self, days: int) -> bool:
        """Whether a window of so many days is over before the last wave begins, at least from the first one on."""
        return self.lead(days) <= self.count - 2

    def grid(self, lengths: tuple[int, ...]) -> list[date]:
        """The days that are compared: the waves' first days, and before them days as far apart."""
        firsts = sorted(set(self.starts.values()))
        back = BEFORE + max((self.lead(days) for days in lengths if self.fits(days)), default=0)
        return [firsts[0] - timedelta(days=self.apart * step) for step in range(back, 0, -1)] + firsts


def waves_of(engine: Engine, pilot: Pilot, experiment: Experiment, evaluation: str) -> Waves:
    """The waves as the facts' `assignments` tell them: the arm of each municipality where somebody was drawn.

    Raises EvaluationError without two waves, for an arm that the file does not have, or a municipality in two of them.
    """
    engine.run(FOLDER, "wave_arms", experiment=experiment.id)
    rows = engine.rows("SELECT municipality, arm FROM wave_arms ORDER BY ALL")
    engine.drop("wave_arms")
    arms = dict(rows)
    name = f"The experiment {experiment.id} of the evaluation {evaluation}"
    twice = sorted({place for place, arm in rows if arms[place] != arm})
    if twice:
        raise EvaluationError(
            f"{name} starts in steps by municipality, and assignments has people of {', '.join(twice)} in several "
            "arms. Each municipality has one arm: see which draw's rows are right."
        )
    strange = sorted(set(arms.values()) - set(experiment.arms))
    if strange:
        raise EvaluationError(
            f"{name} has the arms {', '.join(experiment.arms)}, and assignments has {', '.join(strange)}."
        )
    there = sorted(set(arms.values()))
    if len(there) < 2:
        raise EvaluationError(
            f"{name} has {len(there)} arms in the facts ({', '.join(there) or 'no row of assignments'}); two waves are "
            "compared. Bring the draw's rows into assignments, with experiment_id, arm and date."
        )
    days = trials.wave_days(experiment, experiment.period or pilot.period)
    firsts = sorted(days[arm] for arm in there)
    apart = min((later - earlier).days for earlier, later in pairwise(firsts))
    return Waves({place: days[arm] for place, arm in arms.items()}, apart, len(firsts))


def stand(engine: Engine, pilot: Pilot, waves: Mapping[str, tuple[str | None, Waves, list[date]]], until: date) -> None:
    """Keep `in_waves` (IN_WAVES): who met the condition of each staggered study on each of its days up to `until`.

    waves: by study the experiment's service, the waves and the days. block is the municipality; treated is whether the
    day is the first one of the municipality's wave.
    """
    engine.load("in_waves", IN_WAVES, [])
    starts = [(study, place, day) for study, (_, one, _) in waves.items() for place, day in one.starts.items()]
    engine.load("wave_starts", WAVE_STARTS, starts)
    for study, (service, _, days) in waves.items():
        for day in (one for one in days if one <= until):
            trials.who_meets(engine, pilot, service, day, ())
            engine.run(FOLDER, "met_condition", study=study, day=day)
            engine.make("in_waves", "SELECT * FROM in_waves UNION ALL SELECT * FROM met_condition")
            engine.drop("draw_condition", "undecided", "met_condition")
    engine.drop("wave_starts")


def with_steps(found: Any, waves: Waves, grid: list[date], days: int) -> Any:
    """The rows with `step`, the running number of their day, and `begins`, that of their municipality's first day.

    Only steps that a window of this length can compare are kept, and municipalities with five people or more on each.
    """
    import pandas as pd

    place = {day: number for number, day in enumerate(grid, 1)}
    starts = pd.to_datetime(found["block"].map(waves.starts)).dt.date
    found["step"] = pd.to_datetime(found["day0"]).dt.date.map(place)
    found["begins"] = starts.map(place)
    found["municipality"] = found["block"]
    found = found[found["step"] <= len(grid) - 1 - waves.lead(days)]
    cells = found.groupby(["municipality", "step"]).size().unstack(fill_value=0)
    large = cells.index[(cells >= LEAST_IN_CELL).all(axis=1)]
    return found[found["municipality"].isin(large)]
