"""What stands beside every estimate: the design tried on a past outcome, its groups, and whether values are missing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from polku.estimation._columns import texts
from polku.estimation._question import Question
from polku.estimation._result import Estimate, EstimationError, Part, Said
from polku.estimation._sample import check_columns

Design = Callable[[Any, Question], Estimate]
DOUBT = 0.05
MOST_GROUPS = 20  # levels of one column
BY_CHANCE = ("randomised", "iv")  # one trial on the past in twenty fails by chance, and these rest on chance


def with_beside(found: Estimate, frame: Any, question: Question, design: Design) -> Estimate:
    """The estimate with the trial on `question.past`, the effects in `question.groups`, and a word on missing values.

    Parts are called `past NAME` and `group COLUMN=LEVEL`; the p of groups are Holm's over all of them.
    """
    alone = replace(question, past=None, groups=())
    found = _on_the_past(found, frame, question, alone, design)
    found = _in_groups(found, frame, question, alone, design)
    if _in_other_words(frame, question):
        said = Said("warning.in-other-words", {"outcome": question.outcome, "treatment": question.treatment})
        found = replace(found, warnings=(*found.warnings, said), failed=(*found.failed, "in-other-words"))
    if found.n_left_out or any(said.key == "note.filled" for said in found.notes):
        return found
    return replace(found, notes=(*found.notes, Said("note.nothing-missing")))


def _in_other_words(frame: Any, question: Question) -> bool:
    """Whether each of two values of the treatment has one value of the outcome, so that the one tells the other."""
    known = frame[[question.outcome, question.treatment]].dropna()
    values = known.groupby(question.treatment)[question.outcome].nunique()
    return len(values) == 2 and bool((values == 1).all())


def _on_the_past(found: Estimate, frame: Any, question: Question, alone: Question, design: Design) -> Estimate:
    if question.past is None:
        return replace(found, notes=(*found.notes, Said("note.no-past")))
    check_columns(frame, alone, [question.past])
    # What the groups are made alike by cannot be tried on: it is left out of the covariates.
    covariates = tuple(name for name in alone.covariates if name != question.past)
    asked = replace(alone, outcome=question.past, covariates=covariates)
    if question.design == "survival":  # a past outcome is no time to an event
        asked = replace(asked, design="randomised", event=None, time=None)
        design = _lottery
    try:
        made = design(frame, asked)
    except EstimationError as error:
        said = Said("warning.past-not-tried", {"name": question.past, "why": Said(f"why.{error.why}")})
        return replace(found, warnings=(*found.warnings, said))
    part = Part(f"past {question.past}", made.estimate, made.se, made.low, made.high, made.p)
    values = {"name": question.past, "value": made.estimate, "low": made.low, "high": made.high}
    found = replace(found, parts=(*found.parts, part), figures={**found.figures, "past_p": made.p})
    if not made.p < DOUBT:
        return replace(found, notes=(*found.notes, Said("note.past-alike", values)))
    chance = question.design in BY_CHANCE or question.drawn
    failed = found.failed if chance else (*found.failed, "past")
    return replace(found, warnings=(*found.warnings, Said("warning.past-differs", values)), failed=failed)


def _lottery(frame: Any, question: Question) -> Estimate:
    from polku.estimation._randomised import estimate

    return estimate(frame, question)


def _in_groups(found: Estimate, frame: Any, question: Question, alone: Question, design: Design) -> Estimate:
    if not question.groups:
        return replace(found, notes=(*found.notes, Said("note.no-groups")))
    check_columns(frame, alone, question.groups)
    made: list[Part] = []
    gone: list[str] = []
    for column, level, rows in _levels(frame, question.groups):
        asked = replace(alone, covariates=tuple(name for name in alone.covariates if name != column))
        try:
            one = design(frame[rows], asked)
            made.append(Part(f"group {column}={level}", one.estimate, one.se, one.low, one.high, one.p))
        except EstimationError:
            gone.append(f"{column}={level}")
    parts = [replace(part, p=p) for part, p in zip(made, holm([part.p for part in made]), strict=True)]
    left = (Said("warning.groups-left-out", {"names": ", ".join(gone)}),) if gone else ()
    return replace(
        found,
        parts=(*found.parts, *parts),
        notes=(*found.notes, Said("note.groups", {"count": len(parts)})),
        warnings=(*found.warnings, *left),
    )


def _levels(frame: Any, columns: Sequence[str]) -> list[tuple[str, str, Any]]:
    levels = []
    for column in columns:
        values = texts(frame[column])
        known = sorted(values.dropna().unique())
        if len(known) > MOST_GROUPS:
            raise EstimationError(
                f"The column {column} has {len(known)} different values; groups are looked at one by one, at most "
                f"{MOST_GROUPS} of a column. Join them into larger ones, such as ages into bands."
            )
        levels += [(column, level, (values == level).to_numpy()) for level in known]
    return levels


def holm(p: Sequence[float]) -> list[float]:
    """Holm's p of each of several tests: at the level 0.05 one is wrong at most in 5 of 100 whole families.

    A p that is not a number stays so and counts among the tests.
    """
    order = sorted(range(len(p)), key=lambda place: (p[place] != p[place], p[place]))
    made, largest = [0.0] * len(p), 0.0
    for rank, place in enumerate(order):
        largest = max(largest, min(1.0, (len(p) - rank) * p[place]))
        made[place] = largest if p[place] == p[place] else p[place]
    return made
