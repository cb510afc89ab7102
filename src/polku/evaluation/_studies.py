"""What a pilot's `evaluation:` entries ask for: studies, each with its people, its service and its outcomes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from polku.base.engine import Engine
from polku.definition import Experiment, Pilot, require
from polku.evaluation._outcomes import USUAL_DAYS, EvaluationError, Outcome, always, parse
from polku.evaluation._waves import Waves, waves_of

Kind = Literal["draw", "staggered", "service", "area"]
# An arm of one of these names is compared with; without such a name the last arm is.
COMPARED = ("waiting", "control", "comparison", "later", "none")


@dataclass(frozen=True, slots=True)
class Study:
    """One comparison: who is treated, who is compared with, and what is counted.

    kind: draw (an experiment's arms), staggered (municipalities that began before others did, as `waves` tells),
    service (who began it beside like people who had not), area (the pilot's residents beside those of other
    municipalities). group is how its rows are told; asked are the outcomes of the
    pilot file, first the one that decides; outcomes are these and those that are always told.
    """

    id: str
    evaluation: str
    kind: Kind
    group: str
    service: str | None
    asked: tuple[Outcome, ...]
    outcomes: tuple[Outcome, ...]
    experiment: Experiment | None = None
    treated_arm: str | None = None
    compared_arm: str | None = None
    waves: Waves | None = None

    @property
    def days(self) -> tuple[int, ...]:
        """The lengths of its windows."""
        return tuple(sorted({one.days for one in self.outcomes}))

    @property
    def main_days(self) -> int:
        """The length that its first outcome has."""
        return self.asked[0].days


def studies(engine: Engine, pilot: Pilot) -> list[Study]:
    """The studies of every evaluation of the pilot. Raises MissingPart without `evaluation`, EvaluationError for an
    outcome that nothing counts, or an experiment of which the facts have no arms to compare.
    """
    require(pilot, "evaluation", "evaluate")
    found: list[Study] = []
    for entry in pilot.evaluation:
        horizon = entry.horizon_days or USUAL_DAYS
        asked = [parse(name, horizon, entry.id) for name in entry.outcomes] or [parse("employed", horizon, entry.id)]
        experiment = next((one for one in pilot.experiments if one.id == entry.experiment), None)
        if experiment is not None and experiment.design == "staggered":
            found.append(_staggered(engine, pilot, entry.id, experiment, asked))
        elif experiment is not None:
            found += _draws(engine, entry.id, experiment, asked)
        else:
            found += _comparisons(engine, pilot, entry.id, asked)
    return found


def _draws(engine: Engine, evaluation: str, experiment: Experiment, asked: Sequence[Outcome]) -> Iterator[Study]:
    """One study for each arm but the one that is compared with."""
    there = engine.rows(
        "SELECT DISTINCT arm FROM assignments WHERE experiment_id = $experiment ORDER BY arm", experiment=experiment.id
    )
    names = [row[0] for row in there]
    arms = [arm for arm in experiment.arms if arm in names] or names
    if len(arms) < 2:
        raise EvaluationError(
            f"The experiment {experiment.id} of the evaluation {evaluation} has {len(names)} arms in the facts "
            f"({', '.join(names) or 'no row of assignments'}); two are compared. Bring the draw's rows into "
            "assignments, with experiment_id, arm and date."
        )
    compared = next((arm for arm in arms if arm in COMPARED), arms[-1])
    treated = [arm for arm in arms if arm != compared]
    for arm in treated:
        group = "all" if len(treated) == 1 else f"arm:{arm}"
        id = f"{evaluation}/draw/{arm}"
        outcomes = _with_always(asked)
        yield Study(
            id, evaluation, "draw", group, experiment.service, tuple(asked), outcomes, experiment, arm, compared
        )


def _staggered(
    engine: Engine, pilot: Pilot, evaluation: str, experiment: Experiment, asked: Sequence[Outcome]
) -> Study:
    """The municipalities that began, beside those whose turn came later."""
    waves = waves_of(engine, pilot, experiment, evaluation)
    id, outcomes = f"{evaluation}/starts", _with_always(asked)
    return Study(
        id, evaluation, "staggered", "all", experiment.service, tuple(asked), outcomes, experiment, waves=waves
    )


def _comparisons(engine: Engine, pilot: Pilot, evaluation: str, asked: Sequence[Outcome]) -> Iterator[Study]:
    """Without a draw: each service that people have begun, and the pilot's area where the facts have another."""
    begun = {
        row[0] for row in engine.rows("SELECT DISTINCT service_id FROM participations WHERE person_id IS NOT NULL")
    }
    outcomes = _with_always(asked)
    for service in pilot.services:
        if service.id in begun:
            id = f"{evaluation}/service/{service.id}"
            yield Study(id, evaluation, "service", f"service:{service.id}", service.id, tuple(asked), outcomes)
    if first_day(pilot) is not None and _other_municipalities(engine, pilot):
        yield Study(f"{evaluation}/area", evaluation, "area", "all", None, tuple(asked), outcomes)


def _other_municipalities(engine: Engine, pilot: Pilot) -> bool:
    homes = {row[0] for row in engine.rows("SELECT DISTINCT municipality FROM residences")}
    return bool(pilot.municipalities) and bool(homes - set(pilot.municipalities))


def _with_always(asked: Sequence[Outcome]) -> tuple[Outcome, ...]:
    """The asked outcomes, and of the usual ones those that were not asked under another spelling."""
    there = {(one.measure, one.payer, one.days) for one in asked}
    more = [one for one in always(asked[0].days) if (one.measure, one.payer, one.days) not in there]
    broad = [
        Outcome(f"broadly-unemployed-days-{one.days}d", "broadly-unemployed-days", None, one.days)
        for one in asked
        if one.measure == "unemployed-days" and ("broadly-unemployed-days", None, one.days) not in there
    ]
    own = {(one.measure, one.payer, one.days) for one in more}
    return (*asked, *more, *(one for one in broad if (one.measure, one.payer, one.days) not in own))


def first_day(pilot: Pilot) -> date | None:
    """The day on which the pilot took over, else its first day; None when neither is known."""
    return pilot.takeover or (pilot.period.start if pilot.period is not None else None)
