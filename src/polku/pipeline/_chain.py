"""The whole chain on given facts, and invented people for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from polku import facts, outcome, settlement, targeting
from polku.base import PolkuError
from polku.base.engine import output
from polku.definition import in_all, load_pilot
from polku.pipeline._source import Input, Progress, Summary, Target, last_day, loaded, period_of
from polku.pipeline._steps import LINES_ORDER, OUTCOMES_ORDER, write_members

DEMO_PILOT, DEMO_SEED = "pirkanmaa-2021", 2021


def run(
    name: str,
    source: Input,
    to: Target,
    until: date | None,
    lang: settlement.Language,
    tell: Progress,
    notes: Sequence[str] = (),
) -> Summary:
    """The whole chain: every table and `report.html`, all of it or nothing.

    `notes` stand at the top of the report, after what was set aside. `until` is the pilot's last day by default; who
    belongs is asked on the takeover day, else on the first day; of a pilot without a target group of people it is not
    asked, and the report says so.
    """
    from polku import report  # draws charts: a heavy import that only this command needs

    pilot = load_pilot(name)
    until = until or last_day(pilot, "run")
    on = pilot.takeover or period_of(pilot, "run").start
    with loaded(source, tell, pilot) as (engine, summary), output(engine, to.folder, to.form) as tables:
        tell("Deciding who belongs")
        if targeting.asks_nobody(pilot):
            targeting.nobody(engine)
        else:
            targeting.members(engine, pilot, on)
        tell("Following each participation")
        outcome.outcomes(engine, until)
        tell("Settling the contracts")
        settlement.fee_lines(engine, pilot, until, lang)
        tell("Writing the tables and the report")
        write_members(engine, tables)
        tables.write("outcomes", outcome.OUTCOMES, OUTCOMES_ORDER)
        tables.write("fee_lines", settlement.FEE_LINES, LINES_ORDER)
        aside, newest = sum(summary["set_aside"].values()), facts.last_fact(engine, until)
        notes = [*report.notes_on_facts(aside, newest, on, until, lang), *notes]
        tables.text("report.html", report.page(engine, pilot, on=on, until=until, lang=lang, notes=notes))
        return summary | tables.counts | {"told": report.summary(engine, pilot, on=on, until=until, lang=lang)}


def simulate(
    name: str,
    *,
    clients: int,
    seed: int,
    start: date | None,
    until: date | None,
    to: Target,
    tell: Progress,
    settings: Path | None = None,
) -> Summary:
    """Invented people for a pilot: writes a facts folder and `truth.json`; how many rows each table has.

    settings: a YAML file that tells how the world differs from the published one.
    """
    from polku import simulation  # a heavy import that only this command needs

    pilot = load_pilot(name)
    _refuse_real_facts(to.folder)
    made: Summary = simulation.simulate(
        in_all(pilot),
        clients=clients,
        seed=seed,
        start=start or period_of(pilot, "simulate without --from").start,
        until=until or last_day(pilot, "simulate"),
        out=to.folder,
        form=to.form,
        progress=tell,
        settings=simulation.read_settings(settings) if settings is not None else None,
    )
    return made


def _refuse_real_facts(folder: Path) -> None:
    """Invented people replace only invented people."""
    files = [folder / f"{table}.{form}" for table in facts.TABLES for form in ("parquet", "csv")]
    real = [path.name for path in files if path.exists()]
    if real and not (folder / "truth.json").exists():
        raise PolkuError(
            f"{folder} holds facts that are not invented ({', '.join(real)}). Nothing was written; give another --out."
        )


def demo(clients: int, folder: Path, lang: settlement.Language, tell: Progress) -> Summary:
    """Pirkanmaa's invented people in `folder`/facts, and the whole chain on them in `folder`/results."""
    from polku.report import note_invented_people

    people = Target(folder / "facts")
    simulate(DEMO_PILOT, clients=clients, seed=DEMO_SEED, start=None, until=None, to=people, tell=tell)
    return run(
        DEMO_PILOT,
        Input(people.folder),
        Target(folder / "results"),
        None,
        lang,
        tell,
        [note_invented_people(lang)],
    )
