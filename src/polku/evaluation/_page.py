"""The page for the council: did it work, for whom, what it saved to whom, how sure; and a technical part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from polku.evaluation._evaluate import Answered, Evaluation
from polku.evaluation._told import headlines, study_section
from polku.evaluation._told_producers import producer_sections
from polku.evaluation._told_technical import technical_section
from polku.evaluation._words import Asked, Words
from polku.page import Box, Headline, Language, Section, framed

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Told:
    """All that the page says, in one language; `page` sets it, and a report may set the same on paper."""

    words: Words
    title: str
    kicker: str
    heading: str
    facts: Sequence[tuple[str, str]]
    boxes: Sequence[Box]
    headlines: Sequence[Headline]
    sections: Sequence[Section]


def tell(found: Evaluation, lang: Language = "fi", notes: Sequence[str] = ()) -> Told:
    """The evaluation in words. `notes` are said at the top, such as what was set aside."""
    asked = Asked(found.pilot, Words(lang))
    name = found.pilot.name.in_language(lang)
    said = [*notes, *([asked.say("invented")] if any(_invented(found, one) for one in found.answered) else [])]
    return Told(
        words=asked.words,
        title=asked.say("page.title", name=name),
        kicker=asked.say("page.kicker"),
        heading=name,
        facts=[
            (asked.say("page.organiser"), found.pilot.organiser.name.in_language(lang)),
            (asked.say("page.until"), asked.words.day(found.until)),
        ],
        boxes=[Box("notes", asked.say("page.notes"), said)] if said else [],
        headlines=[line for one in found.answered for line in headlines(one, asked)],
        sections=[
            *(study_section(one, found, asked, place) for place, one in enumerate(found.answered)),
            *producer_sections(found, asked),
            technical_section(found, asked),
        ],
    )


def told_of_run(lang: Language, *, compared: int = 0, why: str = "") -> str:
    """What the whole chain says of its effects: how many comparisons, or why there is none."""
    words = Words(lang)
    return words.say("run.none", why=why) if why else words.say("run.effects", count=words.number(compared))


def _invented(found: Evaluation, one: Answered) -> bool:
    experiment = one.study.experiment
    return found.pilot.invented or (experiment is not None and experiment.invented)


def page(told: Told) -> str:
    """One self-contained HTML page. Groups of fewer than twenty people in an arm are not in it."""
    return framed(
        TEMPLATES,
        told.words,
        title=told.title,
        kicker=told.kicker,
        heading=told.heading,
        facts=told.facts,
        boxes=told.boxes,
        headlines=told.headlines,
        sections=told.sections,
    )
