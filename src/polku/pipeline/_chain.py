"""The whole chain on given facts, and invented people for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from polku import cost, facts, outcome, path, settlement, situation, targeting
from polku.base import PolkuError
from polku.base.engine import Engine, Output, output
from polku.definition import Pilot, in_all, load_pilot, running_on
from polku.pipeline._cost import SERVICE_ORDER, SHARE_ORDER, SPLIT_ORDER
from polku.pipeline._evaluation import effects
from polku.pipeline._path import write_path
from polku.pipeline._situation import pilot_picture, record, write_tables
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
    """The whole chain: every table, the report as page, PDF and workbook, and the effects; all of it or nothing.

    `notes` stand at the top of the report, after what was set aside. `until` is the pilot's last day by default; who
    belongs is asked on the takeover day, else on the first day; of a pilot without a target group of people it is not
    asked, and the report says so.
    """
    pilot = load_pilot(name)
    until = until or last_day(pilot, "run")
    on = pilot.takeover or period_of(pilot, "run").start
    with loaded(source, tell, pilot) as (engine, summary), output(engine, to.folder, to.form) as tables:
        _follow(engine, tables, pilot, on, until, lang, tell)
        _look_around(engine, tables, pilot, source, until, tell)
        _count_costs(engine, tables, pilot, until, tell)
        tell("Writing the report")
        aside = sum(summary["set_aside"].values())
        _tell(engine, tables, pilot, on, until, lang, aside, notes)
        from polku import report  # draws charts: a heavy import that only this command needs

        told = report.summary(engine, pilot, on=on, until=until, lang=lang)
        told += effects(engine, tables, pilot, until, lang, tell)
        return summary | tables.counts | {"told": told}


def _follow(
    engine: Engine, tables: Output, pilot: Pilot, on: date, until: date, lang: settlement.Language, tell: Progress
) -> None:
    """Who belongs, what came of it, what is due, and the path."""
    tell("Deciding who belongs")
    if targeting.asks_nobody(pilot):
        targeting.nobody(engine)
    else:
        targeting.members(engine, pilot, on)
    write_members(engine, tables)
    tell("Following each participation")
    outcome.outcomes(engine, until)
    tables.write("outcomes", outcome.OUTCOMES, OUTCOMES_ORDER)
    tell("Settling the contracts")
    settlement.fee_lines(engine, pilot, until, lang)
    tables.write("fee_lines", settlement.FEE_LINES, LINES_ORDER)
    tell("Following each path")
    path.path(engine, until)
    write_path(tables)


def _look_around(engine: Engine, tables: Output, pilot: Pilot, source: Input, until: date, tell: Progress) -> None:
    """The situational picture of the pilot's whole months up to `until`, in the areas of its municipalities."""
    months = pilot_picture(engine, pilot, source, until, tell)
    if months:
        run = record(engine, source, pilot.pilot, months, published=True, near=True)
        tables.text(situation.RECORD, run.as_json())
    write_tables(engine, tables, ("indicators", "published"))


def _count_costs(engine: Engine, tables: Output, pilot: Pilot, until: date, tell: Progress) -> None:
    """The municipal share and what services cost, from the pilot's first month to the day `until`."""
    tell("Counting the costs")
    since = min(period_of(pilot, "run").start, until).replace(day=1)
    cost.municipal_share(engine, since, until)
    tables.write("municipal_share", cost.MUNICIPAL_SHARE, SHARE_ORDER)
    cost.service_cost(engine, pilot, since, until)
    tables.write("service_cost", cost.SERVICE_COST, SERVICE_ORDER)
    tables.write("service_cost_split", cost.SERVICE_COST_SPLIT, SPLIT_ORDER)


def _tell(
    engine: Engine,
    tables: Output,
    pilot: Pilot,
    on: date,
    until: date,
    lang: settlement.Language,
    aside: int,
    notes: Sequence[str],
) -> None:
    """The report in its three forms. aside: how many faulty rows were set aside."""
    from polku import report

    known = report.notes_on_facts(aside, facts.last_fact(engine, until), on, until, lang)
    made = report.compose(engine, pilot, on=on, until=until, lang=lang, notes=[*known, *notes])
    tables.text("report.html", report.html(made))
    tables.content("report.pdf", report.pdf(made))
    tables.content("report.xlsx", report.workbook(made))


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


def demo(clients: int, folder: Path, lang: settlement.Language, on: date, tell: Progress) -> Summary:
    """Pirkanmaa's pilot as if it ran on the day: `folder`/pilot.yaml, its invented people in `folder`/facts, and the
    whole chain on them up to the day in `folder`/results.

    Its years are moved, so that it began in March of the year before; the law is that of the days.
    """
    from polku.report import note_invented_people

    people = Target(folder / "facts")
    pilot = _demo_pilot(folder, on)
    simulate(pilot, clients=clients, seed=DEMO_SEED, start=None, until=on, to=people, tell=tell)
    notes = [note_invented_people(lang)]
    return run(pilot, Input(people.folder), Target(folder / "results"), on, lang, tell, notes)


def _demo_pilot(folder: Path, on: date) -> str:
    path = folder / "pilot.yaml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(running_on(DEMO_PILOT, on), encoding="utf-8")
    except OSError as error:
        raise PolkuError(f"Cannot write into {folder}: {error.strerror}. Choose another folder.") from error
    return str(path)
