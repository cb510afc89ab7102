"""The seed of a draw: written in the pilot file, or told by a public drawing, so that nobody can choose it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from polku.definition import Experiment, MissingPart, Pilot
from polku.experiment._errors import DrawError

SEEDS = 1_000_000_000  # as many as a pilot file can hold


def public_seed(numbers: Sequence[int]) -> int:
    """The seed that drawn numbers give: SHA-256 of them in the order of size, joined by `-`, modulo 1 000 000 000.

    Anybody can compute it from the published numbers (the text is 3-8-14). Raises DrawError without numbers.
    """
    if not numbers:
        raise DrawError("Give the numbers that were drawn in public, by commas: 3,8,14,22,29,31,40.")
    text = "-".join(map(str, sorted(numbers)))
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % SEEDS


def known_seed(experiment: Experiment) -> int | None:
    """The experiment's seed; None while nothing gives one."""
    drawing = experiment.seed_from
    if drawing is None:
        return experiment.seed
    return public_seed(drawing.numbers) if drawing.numbers else None


def seed_of(pilot: Pilot, experiment: Experiment) -> int:
    """The seed a draw rests on. Raises MissingPart without one, DrawError when the public drawing has not told it yet,
    or when the file has a seed of its own beside it.
    """
    drawing, seed = experiment.seed_from, known_seed(experiment)
    if drawing is not None and experiment.seed is not None:
        raise DrawError(
            f"Experiment {experiment.id} has both seed and seed_from. A seed that a public drawing gives is not "
            "chosen: leave seed out. Nothing was drawn."
        )
    if seed is not None:
        return seed
    if drawing is not None:
        raise DrawError(
            f"The seed of experiment {experiment.id} comes from {drawing.name.fi}, drawn on {drawing.on}. Write its "
            f"numbers into seed_from.numbers when they are known. Nothing was drawn."
        )
    raise MissingPart(pilot.pilot, f"experiments.{experiment.id}.seed", "draw")
