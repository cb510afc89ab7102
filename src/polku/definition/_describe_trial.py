"""The parts of a pilot that buy, try, ask, judge and hand over, in words."""

from __future__ import annotations

from collections.abc import Iterator

from polku.definition._base import Part
from polku.definition._municipalities import name as municipality_name
from polku.definition._parts import BudgetYear, Evaluation, Experiment, Goal, Procurement, Survey
from polku.definition._pilot import Pilot
from polku.definition._words import Speaker


def trial_sections(pilot: Pilot, speaker: Speaker) -> Iterator[tuple[str, list[str]]]:
    """(name of the heading, entries) of each of these parts."""
    yield "procurement", _procurement(pilot.procurement, speaker) if pilot.procurement is not None else []
    heirs = [
        (
            part,
            f"{part.organiser}: {', '.join(municipality_name(code, speaker.language) for code in part.municipalities)}",
        )
        for part in pilot.successors
    ]
    yield "successors", [_marked(part, text, speaker) for part, text in heirs]
    yield "experiments", [_experiment(part, speaker) for part in pilot.experiments]
    yield "surveys", [_survey(part, speaker) for part in pilot.surveys]
    yield "goals", [_goal(part, speaker) for part in pilot.goals]
    yield "evaluation", [_evaluation(part, speaker) for part in pilot.evaluation]
    yield "budget", [_budget(part, speaker) for part in pilot.budget]


def _marked(part: Part, text: str, speaker: Speaker) -> str:
    return f"{text} {speaker.say('invented')}" if part.invented else text


def _procurement(part: Procurement, speaker: Speaker) -> list[str]:
    said = [
        speaker.word("procedure", part.procedure) if part.procedure else None,
        speaker.say("decided", day=speaker.day(part.decided)) if part.decided else None,
        part.reference,
    ]
    return [_marked(part, "; ".join(text for text in said if text), speaker)]


def _experiment(part: Experiment, speaker: Speaker) -> str:
    said = [text for text in (part.service, speaker.say(part.design) if part.design else None) if text]
    if part.period is not None:
        said.append(speaker.period(part.period.start, part.period.end))
    if part.arms:
        arms = ", ".join(f"{arm} {speaker.share(share)}" for arm, share in part.arms.items())
        said.append(speaker.say("arms", names=arms))
    if part.block_by:
        said.append(speaker.say("within", names=speaker.words("col", part.block_by)))
    if part.seed_from is not None:
        drawing = part.seed_from
        name = drawing.name.in_language(speaker.language)
        said.append(speaker.say("seed_from", name=name, day=speaker.day(drawing.on)))
    said.append(speaker.say("voluntary" if part.voluntary else "not_voluntary"))
    said.append(speaker.say("legal_basis", text=part.legal_basis.in_language(speaker.language)))
    said.append(part.everyone_keeps.in_language(speaker.language))
    return _marked(part, f"{part.id}: {'; '.join(said)}", speaker)


def _survey(part: Survey, speaker: Speaker) -> str:
    said = [speaker.say(f"every_{part.every}")] if part.every is not None else []
    sample = part.sample
    said.append(
        speaker.say("sample", share=speaker.share(sample)) if isinstance(sample, int) else speaker.say("sample_all")
    )
    if part.questions:
        said.append(speaker.say("questions", names=speaker.words("question", part.questions)))
    return _marked(part, f"{part.id}: {'; '.join(said)}", speaker)


def _goal(part: Goal, speaker: Speaker) -> str:
    said = []
    if part.change is not None:
        sign = "+" if part.change > 0 else ""
        said.append(
            speaker.say(
                "change", measure=speaker.word("measure", part.measure or ""), share=sign + speaker.share(part.change)
            ).strip()
        )
    elif part.measure is not None:
        said.append(speaker.word("measure", part.measure))
    if part.against is not None:
        said.append(speaker.say("against", name=speaker.word("against", part.against)))
    name = part.name.in_language(speaker.language)
    return _marked(part, f"{name}: {'; '.join(said)}" if said else name, speaker)


def _evaluation(part: Evaluation, speaker: Speaker) -> str:
    said = [speaker.say("by_experiment", id=part.experiment)] if part.experiment is not None else []
    if part.outcomes:
        said.append(speaker.say("outcomes", names=", ".join(part.outcomes)))
    if part.horizon_days is not None:
        said.append(speaker.say("horizon", n=part.horizon_days))
    return _marked(part, f"{part.id}: {'; '.join(said)}", speaker)


def _budget(part: BudgetYear, speaker: Speaker) -> str:
    sums = {"own": part.own, "purchased": part.purchased, "partner": part.partner}
    said = [f"{speaker.say(key)} {speaker.money(sum_)}" for key, sum_ in sums.items() if sum_ is not None]
    return _marked(part, f"{part.year}: {', '.join(said)}", speaker)
