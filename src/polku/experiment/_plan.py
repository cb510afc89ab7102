"""The plan of an experiment, frozen with a hash before the first outcome is known; a later change shows as a change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

from polku.base.engine import Engine
from polku.definition import MissingPart, Pilot, PublicDrawing
from polku.experiment._baseline import window_of
from polku.experiment._chain import Entry, add_to_chain, chain_held, read_chain
from polku.experiment._errors import ExperimentError
from polku.experiment._seed import known_seed
from polku.experiment._terms import experiment_of
from polku.facts import last_fact

# How the effect is estimated, by the way in which places are given.
METHODS = {
    "lottery": "Intention to treat: difference of the arms as drawn, within blocks, robust standard errors",
    "encouragement": "Intention to treat as in a lottery; effect on takers by two-stage least squares",
    "staggered": "Group-time effects against municipalities that have not started yet, errors by municipality",
}
FROZEN, CHANGED = "frozen", "changed"


class PlanError(ExperimentError):
    """A plan that cannot be frozen or compared; nothing was written."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing of a plan that is another now: where, what was frozen, what it is. None: it was or is not there."""

    place: str
    was: object
    now: object

    def __str__(self) -> str:
        return f"{self.place}: {_told(self.was)} → {_told(self.now)}"


@dataclass(frozen=True, slots=True)
class Freezing:
    """What came of freezing: the file's last entry of the plan, what changed since the one before, and if it is new."""

    entry: Entry
    changes: tuple[Change, ...]
    new: bool


def plan_of(pilot: Pilot, experiment: str) -> dict[str, Any]:
    """What is frozen: groups, shares, blocks, period and seed; each evaluation's outcomes and horizon; the method.

    Raises MissingPart when the experiment has no design or no evaluation names it with outcomes.
    """
    one = experiment_of(pilot, experiment)
    if one.design is None:
        raise MissingPart(pilot.pilot, f"experiments.{experiment}.design", "design freeze")
    evaluations = [found for found in pilot.evaluation if found.experiment == experiment and found.outcomes]
    if not evaluations:
        raise MissingPart(pilot.pilot, f"evaluation with experiment: {experiment} and outcomes", "design freeze")
    period = one.period
    return {
        "service": one.service,
        "design": one.design,
        "arms": {arm: share / 10_000 for arm, share in one.arms.items()},
        "block_by": list(one.block_by),
        "period": {"start": str(period.start), "end": str(period.end)} if period is not None else None,
        "seed": known_seed(one),
        **_seed_from(one.seed_from),
        "legal_basis": one.legal_basis.fi,
        "voluntary": one.voluntary,
        "everyone_keeps": one.everyone_keeps.fi,
        "evaluation": {
            found.id: {"outcomes": list(found.outcomes), "horizon_days": found.horizon_days} for found in evaluations
        },
        "method": METHODS[one.design],
    }


def _seed_from(drawing: PublicDrawing | None) -> dict[str, Any]:
    """Which public drawing gives the seed; nothing where the file has a seed of its own."""
    if drawing is None:
        return {}
    return {"seed_from": {"name": drawing.name.fi, "on": str(drawing.on), "numbers": list(drawing.numbers)}}


def first_outcome_on(engine: Engine, pilot: Pilot, experiment: str) -> date | None:
    """The day on which the first outcome of the plan is known: the first assignment and the shortest window.

    None when nobody was drawn yet. An outcome whose name has no window has the evaluation's horizon; without either,
    it is known from the day after the draw.
    """
    drawn = engine.rows('SELECT min("date") FROM assignments WHERE experiment_id = $id', id=experiment)[0][0]
    if drawn is None:
        return None
    windows = [
        window_of(outcome) or found.horizon_days or 1
        for found in pilot.evaluation
        if found.experiment == experiment
        for outcome in found.outcomes
    ]
    return drawn + timedelta(days=min(windows, default=1))  # type: ignore[no-any-return]


def freeze(path: Path, pilot: Pilot, experiment: str, on: date, engine: Engine | None = None) -> Freezing:
    """Write the plan into a file, sealed with a hash; a plan that has changed is added behind, as a change.

    on: the day of freezing. engine: with facts, whose outcomes must not be known yet. The same plan again adds nothing.
    Raises PlanError when a first plan comes after the first outcome, or a day before the file's last one;
    ExperimentError when the file is not what was written.
    """
    plan = plan_of(pilot, experiment)
    known = _known(engine, pilot, experiment, on)
    with chain_held(path) as entries:
        earlier = _own(entries, pilot, experiment)
        if not earlier and known:
            raise PlanError(
                f"The first outcome of experiment {experiment} was known on {known}; a plan made after it proves "
                f"nothing. A plan is frozen before {known}. Nothing was written."
            )
        _check_public_seed(pilot, experiment, earlier, on)
        if earlier and earlier[-1]["plan"] == plan:
            return Freezing(earlier[-1], (), new=False)
        if earlier and earlier[-1]["on"] > on.isoformat():
            raise PlanError(
                f"{path} was last changed on {earlier[-1]['on']}, after {on}. Give that day or a later one with --on. "
                f"Nothing was written."
            )
        changes = changes_of(earlier[-1]["plan"], plan) if earlier else ()
        values = {
            "pilot": pilot.pilot,
            "experiment": experiment,
            "on": on.isoformat(),
            "what": CHANGED if earlier else FROZEN,
            "facts_looked_at": engine is not None,
            "after_first_outcome": known.isoformat() if known is not None else None,
            "changes": [str(change) for change in changes],
            "plan": plan,
            "program": version("polku"),
        }
        return Freezing(add_to_chain(path, entries, values), changes, new=True)


def _check_public_seed(pilot: Pilot, experiment: str, earlier: list[Entry], on: date) -> None:
    """A drawing is named before its numbers are known, or it could be picked by them. Raises PlanError otherwise."""
    drawing = experiment_of(pilot, experiment).seed_from
    if drawing is None or on < drawing.on:
        return
    named = (drawing.name.fi, str(drawing.on))
    before = [one for one in earlier if one["on"] < str(drawing.on)]
    if not any((told.get("name"), told.get("on")) == named for one in before if (told := one["plan"].get("seed_from"))):
        raise PlanError(
            f"The seed of experiment {experiment} comes from {drawing.name.fi}, drawn on {drawing.on}, and no plan "
            f"named that drawing before the day. Name one that is still ahead, and freeze the plan first. Nothing was "
            f"written."
        )


def read_plan(path: Path, pilot: Pilot, experiment: str) -> list[Entry]:
    """The frozen plan of an experiment and its changes, in their order. Raises PlanError when the file has none."""
    found = _own(read_chain(path), pilot, experiment)
    if not found:
        raise PlanError(
            f"{path} has no plan of experiment {experiment} of {pilot.pilot}. Freeze it: polku design freeze."
        )
    return found


def diff(path: Path, pilot: Pilot, experiment: str) -> tuple[list[Entry], tuple[Change, ...]]:
    """The plan's entries in the file, and what the pilot file has otherwise than the last of them."""
    entries = read_plan(path, pilot, experiment)
    return entries, changes_of(entries[-1]["plan"], plan_of(pilot, experiment))


def changes_of(was: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Change, ...]:
    """Each value that differs, with its place, in the order of the plan."""
    old, new = dict(_leaves(was)), dict(_leaves(now))
    places = [*old, *(place for place in new if place not in old)]
    return tuple(Change(at, old.get(at), new.get(at)) for at in places if old.get(at) != new.get(at))


def _leaves(plan: Mapping[str, Any], above: str = "") -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for key, value in plan.items():
        place = f"{above}{key}"
        found += _leaves(value, f"{place}.") if isinstance(value, dict) else [(place, value)]
    return found


def _told(value: object) -> str:
    if value is None:
        return "nothing"
    return ", ".join(map(str, value)) or "nothing" if isinstance(value, list) else str(value)


def _own(entries: list[Entry], pilot: Pilot, experiment: str) -> list[Entry]:
    return [one for one in entries if (one.get("pilot"), one.get("experiment")) == (pilot.pilot, experiment)]


def _known(engine: Engine | None, pilot: Pilot, experiment: str, on: date) -> date | None:
    """The day of the first outcome, when it is known by the day of freezing or the facts reach it; else None."""
    if engine is None:
        return None
    first = first_outcome_on(engine, pilot, experiment)
    newest = last_fact(engine, date.max)
    reach = max(on, newest) if newest is not None else on
    return first if first is not None and first <= reach else None
