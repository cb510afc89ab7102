"""Experiments: `polku design` and its plan, `polku draw`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from polku import experiment as trials
from polku import targeting
from polku.base.engine import DuckDB, Engine, output
from polku.definition import Pilot, load_pilot
from polku.page import Language
from polku.pipeline._source import Input, Progress, Summary, Target, loaded

REGISTER = "draws.jsonl"  # beside the folder of a draw's tables, so that draws of many days share it
ASSIGNMENTS_ORDER = "person_id"


@dataclass(frozen=True, slots=True)
class DesignAsked:
    """What `design` is asked: the values of an outcome as given, or outcomes to read from facts from a day on.

    asked: without clients they are those who meet the condition in the facts; without shares they are 50 and 50 %, or
    the first and the last arm of the pilot's experiment. service and block_by: default, those of the experiment.
    """

    asked: trials.Asked
    pilot: str | None = None
    experiment: str | None = None
    outcomes: tuple[str, ...] = ()
    on: date | None = None
    given: trials.Outcome | None = None
    service: str | None = None
    block_by: tuple[str, ...] = ()


def design(source: Input | None, to: Target, wanted: DesignAsked, lang: Language, tell: Progress) -> Summary:
    """How many clients find which effect: writes `designs` and `design.html`; how many rows, the values, and notes."""
    pilot = load_pilot(wanted.pilot) if wanted.pilot is not None else None
    wanted = _with_experiment(pilot, wanted)
    with _reading(source, tell) as (engine, summary), output(engine, to.folder, to.form) as tables:
        if source is not None and pilot is not None:
            tell("Reading the values without the service")
            outcomes, people, told = _read(engine, pilot, wanted)
        else:
            outcomes, people, told = _given(wanted), 0, []
        asked = wanted.asked if wanted.asked.clients else replace(wanted.asked, clients=(people,))
        tell("Computing the designs")
        found = trials.designs(outcomes, asked)
        if not found:
            raise trials.DesignError(
                "No design is left: a lottery of municipalities needs two or more of them, one in blocks needs blocks."
            )
        trials.load_designs(engine, found)
        tables.write("designs", trials.DESIGNS, trials.DESIGNS_ORDER)
        heading = pilot.name.in_language(lang) if pilot is not None else None
        tables.text("design.html", trials.page(found, heading=heading, lang=lang, people=people, on=wanted.on))
        return summary | tables.counts | {"told": told}


@contextmanager
def _reading(source: Input | None, tell: Progress) -> Iterator[tuple[DuckDB, Summary]]:
    """An engine with the facts, or without any."""
    if source is not None:
        with loaded(source, tell) as found:
            yield found
        return
    with DuckDB() as engine:
        yield engine, {}


def _with_experiment(pilot: Pilot | None, wanted: DesignAsked) -> DesignAsked:
    """What is left open, filled in from the pilot's experiment: the one that is named, or the only one."""
    name = wanted.experiment
    if pilot is not None and name is None and len(pilot.experiments) == 1:
        name = pilot.experiments[0].id
    asked = wanted.asked
    if pilot is None or name is None:
        return replace(wanted, asked=asked if asked.shares else replace(asked, shares=((0.5, 0.5),)))
    one = trials.experiment_of(pilot, name)
    if not asked.shares:
        arms = [share / 10_000 for share in one.arms.values()]
        asked = replace(asked, shares=((arms[0], arms[-1]) if len(arms) > 1 else (0.5, 0.5),))
    evaluated = [found.outcomes for found in pilot.evaluation if found.experiment == name]
    return replace(
        wanted,
        asked=asked,
        outcomes=wanted.outcomes or tuple(dict.fromkeys(outcome for own in evaluated for outcome in own)),
        service=wanted.service or one.service,
        block_by=wanted.block_by or one.block_by,
    )


def _read(engine: Engine, pilot: Pilot, wanted: DesignAsked) -> tuple[list[trials.Outcome], int, list[str]]:
    """The outcomes that the facts tell, how many clients they rest on, and which are left out."""
    if wanted.on is None:
        raise trials.DesignError("Values are read from facts from a day on: give it with --on.")
    if not wanted.outcomes:
        raise trials.DesignError("There is no outcome to plan for: give it with --outcome, as employed-365d.")
    able = [name for name in wanted.outcomes if trials.readable(name)] or list(wanted.outcomes)
    found, people = [], 0
    for name in able:
        outcome, people = trials.baseline(
            engine, pilot, name, wanted.on, service=wanted.service, block_by=wanted.block_by
        )
        found.append(outcome)
    left = [name for name in wanted.outcomes if name not in able]
    told = [f"Left out, because facts do not tell it here: {', '.join(left)}. Give --mean and --sd."] if left else []
    return found, people, told


def _given(wanted: DesignAsked) -> list[trials.Outcome]:
    if wanted.given is None:
        raise trials.DesignError("Give FACTS with --on, or the values: --outcome employed-365d --mean 0.3.")
    if not wanted.asked.clients:
        raise trials.DesignError("Without FACTS say how many clients there are: --clients 400, or 400,800,1600.")
    return [wanted.given]


def freeze_plan(
    name: str, experiment: str, file: Path, on: date, source: Input | None, tell: Progress
) -> trials.Freezing:
    """Write the plan of an experiment into a file of its own, or a change behind it. See `experiment.freeze`."""
    pilot = load_pilot(name)
    if source is None:
        return trials.freeze(file, pilot, experiment, on)
    with loaded(source, tell) as (engine, _):
        return trials.freeze(file, pilot, experiment, on, engine)


def draw(
    name: str,
    experiment: str | None,
    source: Input,
    to: Target,
    on: date,
    exceptions: Path | None,
    register: Path | None,
    tell: Progress,
) -> Summary:
    """Give places by lot: writes `assignments`, `undecided`, `exceptions`, `waiting_list`, `starts` and `draw.json`.

    The draw is written into the register, by default `draws.jsonl` beside the folder of the tables.
    """
    pilot = load_pilot(name)
    experiment = experiment or trials.only_experiment(pilot).id
    trials.terms_of(pilot, experiment)  # what the file does not allow is told before the facts are read
    reasons = trials.read_exceptions(exceptions) if exceptions is not None else {}
    register = register or to.folder.resolve().parent / REGISTER
    with (
        loaded(source, tell) as (engine, summary),
        trials.chain_held(register) as entries,
        output(engine, to.folder, to.form) as tables,
    ):
        tell("Drawing")
        drawn = trials.draw(engine, pilot, experiment, on, reasons)
        tables.write("drawn", trials.ASSIGNMENTS, ASSIGNMENTS_ORDER, name="assignments")
        tables.write("undecided", targeting.UNDECIDED, "person_id")
        tables.write("exceptions", trials.EXCEPTIONS, "person_id")
        tables.write("waiting_list", trials.WAITING_LIST, "place")
        tables.write("starts", trials.STARTS, "start_date, municipality")
        done = trials.register(register, entries, drawn)
        record = trials.record(drawn, done)
        tables.text("draw.json", json.dumps(record, ensure_ascii=False, indent=2) + "\n")
        return summary | tables.counts | {"draw": record, "again": done.again, "told": _told(drawn, done, register)}


def _told(drawn: trials.Drawn, done: trials.Registered, register: Path) -> list[str]:
    counts = drawn.counts
    lines = [
        f"{counts['meet_condition']} people meet the condition on {drawn.on}: {counts['drawn']} drawn now, "
        f"{counts['left_out']} left out as exceptions; {counts['undecided']} are undecided, "
        f"{counts['drawn_before']} were drawn earlier."
    ]
    if done.again:
        lines.append("This draw was made before; it is the same to the last row.")
    if done.missing:
        lines.append(f"The facts lack {done.missing} people of earlier draws; see that they are not drawn again.")
    return [*lines, f"Register: {register}, line {done.entry['entry']}"]


def told_changes(changes: Sequence[trials.Change]) -> list[dict[str, object]]:
    """Changes of a plan, for machines."""
    return [{"place": change.place, "was": change.was, "now": change.now} for change in changes]
