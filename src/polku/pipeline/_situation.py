"""`polku situation`: the situational picture by month and area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from polku import situation as rooms
from polku.base import month_end
from polku.base.engine import Engine, Output, output
from polku.definition import Pilot, load_pilot
from polku.pipeline._source import Input, Progress, Summary, Target, loaded, period_of


@dataclass(frozen=True, slots=True)
class PictureAsked:
    """What `situation` is asked: months by their first days, a pilot, the published table, adding to an earlier run."""

    since: date
    until: date
    pilot: str | None = None
    publish: bool = False
    add: bool = False


def situation(source: Input, to: Target, asked: PictureAsked, tell: Progress) -> Summary:
    """The indicators of the months: writes `indicators`, `definitions`, `notes`, and `published` where it is asked for.

    With `add` only the months after those of the folder's earlier run are counted, and its rows stay as they are.
    """
    months = rooms.months_between(asked.since, asked.until)
    pilot = load_pilot(asked.pilot) if asked.pilot is not None else None
    with loaded(source, tell) as (engine, summary), output(engine, to.folder, to.form) as tables:
        run = record(engine, source, pilot.pilot if pilot is not None else None, months, published=asked.publish)
        if asked.add:
            tell("Comparing with the earlier run")
            earlier = rooms.earlier_run(engine, to.folder, run)
            months = [month for month in months if month.isoformat() > earlier.last]
            run = replace(run, first=earlier.first)
        rooms.situation(engine, months, pilot, source.known_on, tell)
        _write(engine, to, tables, asked)
        tables.text(rooms.RECORD, run.as_json())
        return summary | tables.counts


def pilot_picture(engine: Engine, pilot: Pilot, source: Input, until: date, tell: Progress) -> list[date]:
    """Keep `indicators` and `published` of the pilot's whole months up to `until`, which are returned.

    They cover the employment areas of the pilot's municipalities. Before its first month is over both are empty.
    """
    months = _whole_months(pilot, until)
    if months:
        rooms.situation(engine, months, pilot, min(source.known_on or until, until), tell, near=True)
        rooms.published(engine)
    else:
        for name in ("indicators", "published"):
            engine.load(name, rooms.INDICATORS, [])
    return months


def _whole_months(pilot: Pilot, until: date) -> list[date]:
    """The months from the pilot's first to its last that are over by `until`."""
    period = period_of(pilot, "run")
    last = min(until, period.end or until)
    if last < period.start:
        return []
    months = rooms.months_between(period.start.replace(day=1), last.replace(day=1))
    return [month for month in months if month_end(month) <= until]


def record(
    engine: Engine, source: Input, pilot: str | None, months: list[date], *, published: bool, near: bool = False
) -> rooms.Run:
    """What the figures of the months rest on, for a later run that adds to them."""
    known_on = source.known_on.isoformat() if source.known_on is not None else None
    return rooms.Run(
        definitions=rooms.version(),
        pilot=pilot,
        known_on=known_on,
        mapping=source.mapping,
        first=months[0].isoformat(),
        last=months[-1].isoformat(),
        facts=rooms.facts_until(engine, month_end(months[-1])),
        published=published,
        near=near,
    )


def _write(engine: Engine, to: Target, tables: Output, asked: PictureAsked) -> None:
    """All tables, with the earlier rows first where months are added."""
    names = ["indicators"]
    if asked.publish:
        rooms.published(engine)
        names.append("published")
    if asked.add:
        for name in names:
            rooms.add_earlier(engine, to.folder, name, rooms.INDICATORS)
    write_tables(engine, tables, names)


def write_tables(engine: Engine, tables: Output, names: Sequence[str]) -> None:
    """The tables of figures that `names` tells, and the catalogue beside them."""
    for name in names:
        tables.write(name, rooms.INDICATORS, rooms.INDICATORS_ORDER)
    rooms.catalogue(engine)
    tables.write("definitions", rooms.DEFINITIONS, "indicator, language")
    tables.write("notes", rooms.NOTES, "first_day, note, indicator, language")
