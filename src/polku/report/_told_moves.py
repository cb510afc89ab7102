"""How people went on: the path room's parts, of the participations that the report counts."""

from __future__ import annotations

from polku import path
from polku.base.engine import Engine
from polku.page import Section, people
from polku.report._figures import FOLDER
from polku.report._written import Asked


def moves_sections(engine: Engine, asked: Asked) -> list[Section]:
    """What followed each service, and where the path breaks.

    The path counts people's participations, the report's part on services companies' as well. Where the difference is
    of a few companies, what followed is left out.
    """
    followed, breaks = path.parts(engine, asked.pilot, since=asked.first, until=asked.until, lang=asked.language.lang)
    engine.run(FOLDER, "report_company_periods", until=asked.until, first=asked.first)
    few = any(people(n).small for (n,) in engine.rows("SELECT companies FROM report_company_periods"))
    engine.drop("report_company_periods")
    if few:
        followed = Section(followed.id, followed.title, [asked.say("moves.hidden")])
    return [followed, breaks]
