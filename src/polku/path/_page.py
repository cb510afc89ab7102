"""The page: figures counted, told in sections, and set into the frame."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from polku.base.engine import Engine
from polku.definition import Pilot
from polku.page import Box, Language, Section, framed
from polku.path._figures import figures
from polku.path._told import breaks_section, followed_section, headlines, sections
from polku.path._words import Asked, Words

TEMPLATES = Path(__file__).parent / "templates"


def page(engine: Engine, pilot: Pilot, *, until: date, lang: Language = "fi", notes: Sequence[str] = ()) -> str:
    """One self-contained HTML page on the path: what followed each service, waits, and where the path breaks.

    Reads what `path` keeps and participations; the pilot gives names only. `notes` are said at the top, such as what
    was set aside. Figures that rest on 1-4 clients are hidden, with what would reveal them: the page may be published,
    the tables may not. Raises PageError when a chart cannot be drawn.
    """
    asked = Asked(pilot, until, Words(lang))
    found = figures(engine)
    name = pilot.name.in_language(lang)
    return framed(
        TEMPLATES,
        asked.words,
        title=asked.say("page.title", name=name),
        kicker=asked.say("page.kicker"),
        heading=name,
        facts=[
            (asked.say("page.organiser"), pilot.organiser.name.in_language(lang)),
            (asked.say("page.until"), asked.words.day(until)),
        ],
        boxes=[Box("notes", asked.say("page.notes"), list(notes))] if notes else [],
        headlines=headlines(found, asked),
        sections=sections(found, asked),
    )


def parts(engine: Engine, pilot: Pilot, *, since: date | None, until: date, lang: Language = "fi") -> list[Section]:
    """What followed the services and where the path breaks, for another room's page.

    Counts as `page` does, but only participations that began on `since` or later, and vouchers issued then. The chart
    wants the style of a page that has it wide: its block's id is `what-followed`.
    """
    asked = Asked(pilot, until, Words(lang))
    found = figures(engine, since)
    return [followed_section(found, asked), breaks_section(found, asked)]
