"""How people moved between services: `polku path`."""

from __future__ import annotations

from datetime import date

from polku import facts
from polku import path as walked
from polku.base.engine import Output, output
from polku.definition import load_pilot
from polku.page import Language
from polku.pipeline._source import Input, Progress, Summary, Target, loaded

MOVES_ORDER = "person_id, ended_on, started_on, from_service, to_service"
WAITS_ORDER = "participation_id"
BREAKS_ORDER = "kind, days DESC, subject, participation_id, service_id, from_date"


def path(name: str, source: Input, to: Target, until: date, lang: Language, tell: Progress) -> Summary:
    """Moves, waits and breaks: writes `transitions`, `waits`, `path_breaks` and `path.html`; how many rows each."""
    from polku.report import notes_on_facts  # a heavy import that only this command needs

    pilot = load_pilot(name)  # a wrong name is told before the facts are read
    with loaded(source, tell) as (engine, summary), output(engine, to.folder, to.form) as tables:
        tell("Following each path")
        walked.path(engine, until)
        write_path(tables)
        tell("Drawing the page")
        aside, newest = sum(summary["set_aside"].values()), facts.last_fact(engine, until)
        notes = notes_on_facts(aside, newest, until, until, lang)
        tables.text("path.html", walked.page(engine, pilot, until=until, lang=lang, notes=notes))
        return summary | tables.counts


def write_path(tables: Output) -> None:
    tables.write("transitions", walked.TRANSITIONS, MOVES_ORDER)
    tables.write("waits", walked.WAITS, WAITS_ORDER)
    tables.write("path_breaks", walked.PATH_BREAKS, BREAKS_ORDER)
