"""The steps in a row; the one module that knows them all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from polku import facts, outcome, report, settlement, simulation, targeting
from polku.base.engine import DuckDB, Engine, Format, Output, output
from polku.definition import Pilot, load_pilot, require

Progress = Callable[[str], None]
Summary = dict[str, object]

MEMBERS_ORDER = "person_id"
LINES_ORDER = "contract_id, subject, fee_id"
OUTCOMES_ORDER = "participation_id"


@dataclass(frozen=True, slots=True)
class Input:
    """Where facts come from and how they are read; see `facts.load`."""

    folder: Path
    known_on: date | None = None
    mapping: str | None = None
    quarantine: Path | None = None


@dataclass(frozen=True, slots=True)
class Target:
    """Where the tables go."""

    folder: Path
    form: Format = "parquet"


@contextmanager
def _facts(source: Input, tell: Progress, pilot: Pilot | None = None) -> Iterator[tuple[Engine, Summary]]:
    """An engine with the facts loaded, and the beginning of the summary."""
    with DuckDB() as engine:
        tell(f"Reading {source.folder}")
        result = facts.load(
            engine,
            source.folder,
            known_on=source.known_on,
            mapping=source.mapping,
            quarantine=source.quarantine,
            pilot=pilot,
        )
        yield engine, {"errors": result.errors, "set_aside": result.set_aside}


def _write_members(engine: Engine, tables: Output) -> None:
    tables.write("members", targeting.MEMBERS, MEMBERS_ORDER)
    tables.write("undecided", targeting.UNDECIDED, MEMBERS_ORDER)


def target(name: str, source: Input, to: Target, on: date, tell: Progress) -> Summary:
    """Who belongs on the day: writes `members` and `undecided`; how many rows each."""
    pilot = load_pilot(name)
    with _facts(source, tell) as (engine, summary), output(engine, to.folder, to.form) as tables:
        tell("Deciding who belongs")
        targeting.members(engine, pilot, on)
        _write_members(engine, tables)
        return summary | tables.counts


def outcomes(name: str, source: Input, to: Target, until: date, tell: Progress) -> Summary:
    """What came of each participation: writes `outcomes`; how many rows."""
    load_pilot(name)  # a wrong name is told before the facts are read
    with _facts(source, tell) as (engine, summary), output(engine, to.folder, to.form) as tables:
        tell("Following each participation")
        outcome.outcomes(engine, until)
        tables.write("outcomes", outcome.OUTCOMES, OUTCOMES_ORDER)
        return summary | tables.counts


def settle(name: str, source: Input, to: Target, until: date, tell: Progress) -> Summary:
    """What is due: writes `fee_lines`; how many rows, and the payable cents."""
    pilot = load_pilot(name)
    with _facts(source, tell) as (engine, summary), output(engine, to.folder, to.form) as tables:
        tell("Settling the contracts")
        settlement.fee_lines(engine, pilot, until)
        tables.write("fee_lines", settlement.FEE_LINES, LINES_ORDER)
        payable = engine.rows("SELECT cast(coalesce(sum(payable_cents), 0) AS BIGINT) FROM fee_lines")[0][0]
        return summary | tables.counts | {"payable_cents": payable}


def run(name: str, source: Input, to: Target, until: date | None, lang: report.Language, tell: Progress) -> Summary:
    """The whole chain: every table and `report.html`, all of it or nothing.

    `until` is the pilot's last day by default; who belongs is asked on the takeover day, else on the first day.
    """
    pilot = load_pilot(name)
    require(pilot, "period", "run")
    period = pilot.period
    assert period is not None  # noqa: S101 (require says so; mypy cannot)
    until = until or period.end
    on = pilot.takeover or period.start
    with _facts(source, tell, pilot) as (engine, summary), output(engine, to.folder, to.form) as tables:
        tell("Deciding who belongs")
        targeting.members(engine, pilot, on)
        tell("Following each participation")
        outcome.outcomes(engine, until)
        tell("Settling the contracts")
        settlement.fee_lines(engine, pilot, until)
        tell("Writing the tables and the report")
        _write_members(engine, tables)
        tables.write("outcomes", outcome.OUTCOMES, OUTCOMES_ORDER)
        tables.write("fee_lines", settlement.FEE_LINES, LINES_ORDER)
        tables.text("report.html", report.page(engine, pilot, on=on, until=until, lang=lang))
        return summary | tables.counts | {"told": report.summary(engine, pilot, on=on, until=until, lang=lang)}


def simulate(
    name: str, *, clients: int, seed: int, start: date | None, until: date | None, to: Target, tell: Progress
) -> Summary:
    """Invented people for a pilot: writes a facts folder and `truth.json`; how many rows each table has."""
    pilot = load_pilot(name)
    if start is None or until is None:
        require(pilot, "period", "simulate without --from and --until")
    period = pilot.period
    assert period is not None  # noqa: S101
    return simulation.simulate(
        pilot,
        clients=clients,
        seed=seed,
        start=start or period.start,
        until=until or period.end,
        out=to.folder,
        form=to.form,
        progress=tell,
    )
