"""What a pilot's experiment must say before anything can be drawn, and what of it a draw may rest on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from polku.base import BASIS_POINTS, Period
from polku.definition import Experiment, MissingPart, Pilot, require
from polku.experiment._errors import DrawError, ExperimentError
from polku.experiment._seed import seed_of

Design = Literal["lottery", "staggered", "encouragement"]
WAITING = "waiting"  # the arm whose people stand in a waiting list
EVERYBODY = "all"  # the one block of a draw without blocks


@dataclass(frozen=True, slots=True)
class Terms:
    """What a draw rests on. arms: name and share in basis points, in the file's order; they add up to the whole."""

    pilot: Pilot
    experiment: Experiment
    design: Design
    arms: tuple[tuple[str, int], ...]
    block_by: tuple[str, ...]
    seed: int
    period: Period | None

    @property
    def id(self) -> str:
        """The experiment's id."""
        return self.experiment.id

    def told(self) -> dict[str, object]:
        """What must not change between two draws of one experiment, for the record."""
        return {
            "design": self.design,
            "arms": {arm: share / BASIS_POINTS for arm, share in self.arms},
            "block_by": list(self.block_by),
            "seed": self.seed,
        }


def experiment_of(pilot: Pilot, id: str) -> Experiment:
    """The pilot's experiment of the id. Raises ExperimentError, with the ids that there are, when it has none such."""
    for experiment in pilot.experiments:
        if experiment.id == id:
            return experiment
    known = ", ".join(experiment.id for experiment in pilot.experiments)
    cure = f"It has {known}." if known else "It has none: add one under experiments in a copy of its pilot.yaml."
    raise ExperimentError(f"Pilot {pilot.pilot} has no experiment {id}. {cure}")


def only_experiment(pilot: Pilot) -> Experiment:
    """The pilot's one experiment. Raises ExperimentError, with the ids that there are, when it has none or several."""
    if len(pilot.experiments) == 1:
        return pilot.experiments[0]
    known = ", ".join(experiment.id for experiment in pilot.experiments)
    if not known:
        raise MissingPart(pilot.pilot, "experiments", "draw")
    raise ExperimentError(f"Pilot {pilot.pilot} has several experiments: {known}. Say which with --experiment.")


def terms_of(pilot: Pilot, id: str) -> Terms:
    """The terms of a draw. Raises MissingPart or DrawError when the file does not allow one, and says what would.

    A legal basis and what everyone keeps are there, or the pilot file is refused when it is read.
    """
    experiment = experiment_of(pilot, id)
    for part in ("target_group", "municipalities"):
        require(pilot, part, "draw")
    if experiment.design is None:
        raise MissingPart(pilot.pilot, f"experiments.{id}.design", "draw")
    seed = seed_of(pilot, experiment)
    if not experiment.voluntary:
        raise DrawError(
            f"Experiment {id} is not voluntary. Places are drawn only among people who may say no: write voluntary: "
            f"true when that is so. Nothing was drawn."
        )
    _check_arms(experiment)
    _check_blocks(experiment)
    return Terms(
        pilot=pilot,
        experiment=experiment,
        design=experiment.design,
        arms=tuple(experiment.arms.items()),
        block_by=experiment.block_by,
        seed=seed,
        period=experiment.period or pilot.period,
    )


def check_day(terms: Terms, on: date) -> None:
    """Nothing when the day lies in the experiment's period (else the pilot's), and the public drawing that gives the
    seed is not ahead. Raises DrawError when it does not.
    """
    drawing = terms.experiment.seed_from
    if drawing is not None and on < drawing.on:
        raise DrawError(
            f"The seed of experiment {terms.id} comes from {drawing.name.fi}, drawn on {drawing.on}, after {on}. Draw "
            f"on that day or later. Nothing was drawn."
        )
    period = terms.period
    if period is None or on in period:
        return
    said = f"it began on {period.start}" if period.end is None else f"it runs from {period.start} to {period.end}"
    when = "over" if on > period.start else "not yet begun"
    raise DrawError(f"Experiment {terms.id} is {when} on {on}: {said}. Give a day of it with --on. Nothing was drawn.")


def _check_arms(experiment: Experiment) -> None:
    arms, said = experiment.arms, f"Experiment {experiment.id}"
    if len(arms) < 2:
        raise DrawError(
            f"{said} has {len(arms) or 'no'} arm{'s' if not arms else ''}; a draw needs two or more. Write, say, "
            f"arms: {{offered: 0.5, {WAITING}: 0.5}}. Nothing was drawn."
        )
    empty = [arm for arm, share in arms.items() if share == 0]
    if empty:
        raise DrawError(f"{said}: nobody can be drawn into {', '.join(empty)}, whose share is 0. Leave it out.")
    total = sum(arms.values())
    if total != BASIS_POINTS:
        told = ", ".join(f"{arm} {share / 100:g} %" for arm, share in arms.items())
        raise DrawError(
            f"{said}: the shares of its arms ({told}) add up to {total / 100:g} %; they must add up to 100 %. "
            f"Nothing was drawn."
        )


def _check_blocks(experiment: Experiment) -> None:
    if experiment.design == "staggered" and set(experiment.block_by) - {"municipality"}:
        raise DrawError(
            f"Experiment {experiment.id} is staggered: municipalities are drawn, not people, so it cannot be blocked "
            f"by {', '.join(experiment.block_by)}. Leave block_by out. Nothing was drawn."
        )
    if "person_id" in experiment.block_by:
        raise DrawError(
            f"Experiment {experiment.id} is blocked by person_id: everyone would be a block. Leave it out of block_by."
        )
