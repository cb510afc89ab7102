"""What the report says: figures counted and told in sections, once for all its forms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from polku.base.engine import Engine
from polku.definition import Pilot, contract_invented
from polku.page import Box, Headline, Language, Section, Shown, total_shown
from polku.report._cost_figures import cost_figures
from polku.report._figures import Figures, figures
from polku.report._invented import invented_parts
from polku.report._language import Words
from polku.report._picture_figures import picture
from polku.report._told_after import after_section, year_shown
from polku.report._told_costs import costs_section, share_headline
from polku.report._told_due import due_section, sum_written
from polku.report._told_moves import moves_sections
from polku.report._told_path import path_section
from polku.report._told_people import people_section
from polku.report._told_picture import picture_headline, picture_section
from polku.report._told_sources import sources_section
from polku.report._written import Asked
from polku.targeting import asks_nobody


@dataclass(frozen=True, slots=True)
class Report:
    """All that the report says, in one language; `html`, `pdf` and `workbook` only set it.

    facts: label and value. until: the last day that is known, the day that the files bear.
    """

    words: Words
    until: date
    title: str
    kicker: str
    heading: str
    facts: Sequence[tuple[str, str]]
    boxes: Sequence[Box]
    headlines: Sequence[Headline]
    sections: Sequence[Section]


def compose(
    engine: Engine, pilot: Pilot, *, on: date, until: date, lang: Language = "fi", notes: Sequence[str] = ()
) -> Report:
    """A report on a pilot: who belongs, services, what followed, what is due, costs, the picture, and the sources.

    Reads the tables `members` and `undecided` (as on the day `on`); as known on the day `until` `outcomes`,
    `fee_lines`, what `path.path` keeps, `person_shares` and `service_cost` of `cost`, and `published` of `situation`;
    and the fact tables. Participations count from the pilot's first day. `notes` are said at the top, such as what was
    set aside. Figures that rest on 1-4 people are hidden, with what would reveal them. Raises ReportError when a chart
    cannot be drawn.
    """
    asked = Asked(pilot, on, until, Words(lang))
    found = figures(engine, on=on, until=until, first=asked.first)
    costs = cost_figures(engine, pilot, until=until, first=asked.first)
    seen = picture(engine, pilot)
    name = pilot.name.in_language(lang)
    return Report(
        words=asked.language,
        until=until,
        title=asked.say("page.title", name=name),
        kicker=asked.say("page.kicker"),
        heading=name,
        facts=_facts(asked),
        boxes=_boxes(asked, notes),
        headlines=[*_headlines(found, asked), *share_headline(costs, asked), *picture_headline(seen, asked)],
        sections=[
            people_section(found, asked),
            path_section(found, asked),
            *moves_sections(engine, asked),
            after_section(found, asked),
            due_section(found, asked),
            costs_section(costs, found, asked),
            picture_section(seen, asked),
            sources_section(asked),
        ],
    )


def _facts(asked: Asked) -> list[tuple[str, str]]:
    language, period = asked.language, asked.pilot.period
    days = language.days(period.start, period.end) if period else asked.say("page.period-unknown")
    target_day = [] if asks_nobody(asked.pilot) else [(asked.say("page.target-day"), language.day(asked.on))]
    return [
        (asked.say("page.organiser"), asked.pilot.organiser.name.in_language(language.lang)),
        (asked.say("page.period"), days),
        *target_day,
        (asked.say("page.until"), language.day(asked.until)),
    ]


SILENT_DAYS = 31  # a register that is silent for longer probably ends there


def notes_on_facts(set_aside: int, newest: date | None, on: date, until: date, lang: Language) -> list[str]:
    """What must be said of the facts: rows set aside, days after the newest fact, a target group of a later day."""
    words = Words(lang)
    notes = [words.say("note.set_aside", count=words.number(set_aside))] if set_aside else []
    if newest is not None and (until - newest).days > SILENT_DAYS:
        notes.append(words.say("note.silent", newest=words.day(newest), until=words.day(until)))
    if on > until:
        notes.append(words.say("note.later_group", on=words.day(on), until=words.day(until)))
    return notes


def note_invented_people(lang: Language) -> str:
    """The note that nobody in the figures is real."""
    return Words(lang).say("note.invented_people")


def _boxes(asked: Asked, notes: Sequence[str]) -> list[Box]:
    boxes = []
    if notes:
        boxes.append(Box("notes", asked.say("page.notes"), list(notes)))
    invented = invented_parts(asked.pilot, asked.language)
    if invented:
        why, opened = asked.say("invented.why"), asked.say("invented.open")
        boxes.append(Box("invented", asked.say("invented.title"), [why], invented, opened))
    return boxes


def _headlines(found: Figures, asked: Asked) -> list[Headline]:
    told = []
    if not asks_nobody(asked.pilot):
        figure = asked.language.figure(found.members, total_shown(found.members))
        told.append(Headline(figure, asked.say("summary.members")))
    if found.undecided.value:
        figure = asked.language.figure(found.undecided, total_shown(found.undecided))
        told.append(Headline(figure, asked.say("summary.undecided")))
    if found.participations.value:
        told.append(_participations(found, asked))
        if found.participants:  # companies take part in services, but do not find work after them
            told.append(_work(found, asked))
    if asked.pilot.contracts:
        invented = any(contract_invented(asked.pilot, contract) for contract in asked.pilot.contracts)
        told.append(Headline(sum_written(found.payable_cents, found, asked), asked.say("summary.fees"), invented))
    return told


def _participations(found: Figures, asked: Asked) -> Headline:
    figure = asked.language.figure(found.participations, total_shown(found.participations))
    companies = found.participations.clients - found.participants
    if companies and not found.participants and not found.participations.small:
        number = asked.language.number(companies)
        return Headline(figure, asked.say("summary.participations-companies", companies=number))
    if found.participations.small or companies:
        return Headline(figure, asked.say("summary.participations-only"))
    return Headline(figure, asked.say("summary.participations", people=asked.language.number(found.participants)))


def _work(found: Figures, asked: Asked) -> Headline:
    if not found.jobs_known:
        return Headline("", asked.say("after.work.unknown"))
    if not found.results:
        return Headline("", asked.say("summary.work-none"))
    shown, counts = year_shown(found)[-1], found.results_total
    if Shown.YES is not shown[0] or Shown.YES is not shown[2]:
        return Headline("", asked.say("summary.work-hidden"))
    part, whole = counts.get("work"), counts["all"]
    n = part.value if part else 0
    number, share = asked.language.number, asked.language.share
    return Headline(share(n, whole.value), asked.say("summary.work", part=number(n), whole=number(whole.value)))
