"""The steps in a row; the one module that knows them all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from polku import facts, outcome, settlement, targeting
from polku.base import Period, PolkuError
from polku.base.engine import DuckDB, Engine, Format, Output, Spark, output
from polku.definition import MissingPart, Pilot, load_pilot, require

Progress = Callable[[str], None]
Summary = dict[str, Any]
EngineKind = Literal["duckdb", "spark"]

MEMBERS_ORDER = "person_id"
LINES_ORDER = "contract_id, subject, fee_id"
OUTCOMES_ORDER = "participation_id"
DEMO_PILOT, DEMO_SEED = "pirkanmaa-2021", 2021


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


@dataclass(frozen=True, slots=True)
class Checked:
    """What `polku check` tells."""

    errors: int
    warnings: int
    by_kind: dict[str, int]
    faults: list[facts.FactFault]
    set_aside: dict[str, int]

    def as_json(self) -> dict[str, object]:
        """The summary for machines: counts, and every fault."""
        listed = [
            {
                "table": fault.table,
                "file": fault.file,
                "row": fault.row,
                "column": fault.column,
                "kind": fault.kind,
                "value": fault.value,
                "message": fault.message,
                "level": "error" if fault.error else "warning",
            }
            for fault in self.faults
        ]
        counts = {"errors": self.errors, "warnings": self.warnings, "by_kind": self.by_kind}
        return counts | {"set_aside": self.set_aside, "faults": listed}

    def told_faults(self) -> Iterator[str]:
        """The first faults of each kind, and how many more there are."""
        for fault in self.faults:
            yield f"{'error' if fault.error else 'warning'}: {fault}"
        listed = Counter(fault.kind for fault in self.faults)
        for kind, count in self.by_kind.items():
            if count > listed[kind]:
                yield f"… and {count - listed[kind]} more of {kind}; --json lists them all."

    def told(self) -> Iterator[str]:
        """What was set aside, and the counts."""
        if self.set_aside:
            aside = ", ".join(f"{table} {count}" for table, count in self.set_aside.items())
            yield f"Set aside {sum(self.set_aside.values())} rows: {aside}."
        yield f"{_count(self.errors, 'error')}, {_count(self.warnings, 'warning')}."


def _count(n: int, thing: str) -> str:
    return f"{n} {thing}" if n == 1 else f"{n} {thing}s"


FAULTS_PER_KIND = 20


def check(source: Input, pilot: str | None, tell: Progress, *, all_faults: bool) -> Checked:
    """Every fault of the facts; the faulty rows set aside where a quarantine folder is given.

    all_faults: list each of them, not only the first FAULTS_PER_KIND of a kind.
    """
    named = load_pilot(pilot) if pilot is not None else None
    with DuckDB() as engine:
        tell(f"Checking {source.folder}")
        found = facts.check(engine, source.folder, known_on=source.known_on, mapping=source.mapping, pilot=named)
        if source.quarantine is not None and found.errors:
            facts.set_aside(engine, found, source.quarantine)
        listed = found.faults(None if all_faults else FAULTS_PER_KIND)
        return Checked(found.errors, found.warnings, found.by_kind, listed, found.set_aside)


@contextmanager
def _facts(
    source: Input, tell: Progress, pilot: Pilot | None = None, *, fingerprint: bool = False
) -> Iterator[tuple[DuckDB, Summary]]:
    """An engine with the facts loaded, and the beginning of the summary; with a pilot warnings are counted too."""
    with DuckDB() as engine:
        tell(f"Reading {source.folder}")
        result = facts.load(
            engine,
            source.folder,
            known_on=source.known_on,
            mapping=source.mapping,
            quarantine=source.quarantine,
            pilot=pilot,
            warnings=pilot is not None,
        )
        summary: Summary = {"errors": result.errors, "set_aside": result.set_aside}
        if pilot is not None:
            summary["warnings"] = result.warnings
        if fingerprint:
            summary["facts"] = result.fingerprint(source.mapping)
        yield engine, summary


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


@contextmanager
def _on(kind: EngineKind, loaded: DuckDB, tell: Progress) -> Iterator[Engine]:
    """The engine that runs a step's SQL: the one that the facts were loaded into, or Spark beside it."""
    if kind == "duckdb":
        yield loaded
        return
    tell("Starting Spark")
    with Spark(loaded) as engine:
        yield engine


def settle(
    name: str,
    source: Input,
    to: Target,
    until: date,
    lang: settlement.Language,
    ledger: Path | None,
    tell: Progress,
    engine_kind: EngineKind = "duckdb",
) -> Summary:
    """What is due: writes `fee_lines`, posts into a ledger if one is given; how many rows, and the payable cents."""
    pilot = load_pilot(name)
    if ledger is not None and ledger.exists() and ledger.samefile(source.folder):
        raise PolkuError(f"{ledger} is the facts folder; give the ledger a folder of its own. Nothing was posted.")
    with (
        _facts(source, tell, fingerprint=ledger is not None) as (loaded, summary),
        _on(engine_kind, loaded, tell) as engine,
        output(engine, to.folder, to.form) as tables,
    ):
        tell("Settling the contracts")
        if ledger is None:
            settlement.fee_lines(engine, pilot, until, lang)
            tables.write("fee_lines", settlement.FEE_LINES, LINES_ORDER)
        else:
            posting = settlement.post(
                engine,
                pilot,
                until,
                ledger,
                facts=summary["facts"],
                known_on=source.known_on,
                lang=lang,
                before=lambda: tables.write("fee_lines", settlement.FEE_LINES, LINES_ORDER),
            )
            summary |= {"posted": len(posting.entries), "ledger_head": posting.head}
        payable = engine.rows("SELECT cast(coalesce(sum(payable_cents), 0) AS BIGINT) FROM fee_lines")[0][0]
        return summary | tables.counts | {"payable_cents": payable}


def explain(
    name: str, source: Input, subject: str, until: date, lang: settlement.Language, tell: Progress
) -> settlement.Explanation:
    """Why each fee of the client `subject` was or was not earned, as known on `until`. Nothing is written."""
    pilot = load_pilot(name)
    with _facts(source, tell) as (engine, _):
        tell("Settling the contracts")
        return settlement.explain(engine, pilot, subject, until, lang)


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
    belongs is asked on the takeover day, else on the first day.
    """
    from polku import report  # draws charts: a heavy import that only this command needs

    pilot = load_pilot(name)
    until = until or _last_day(pilot, "run")
    on = pilot.takeover or _period(pilot, "run").start
    with _facts(source, tell, pilot) as (engine, summary), output(engine, to.folder, to.form) as tables:
        tell("Deciding who belongs")
        targeting.members(engine, pilot, on)
        tell("Following each participation")
        outcome.outcomes(engine, until)
        tell("Settling the contracts")
        settlement.fee_lines(engine, pilot, until, lang)
        tell("Writing the tables and the report")
        _write_members(engine, tables)
        tables.write("outcomes", outcome.OUTCOMES, OUTCOMES_ORDER)
        tables.write("fee_lines", settlement.FEE_LINES, LINES_ORDER)
        aside, newest = sum(summary["set_aside"].values()), facts.last_fact(engine, until)
        notes = [*report.notes_on_facts(aside, newest, on, until, lang), *notes]
        tables.text("report.html", report.page(engine, pilot, on=on, until=until, lang=lang, notes=notes))
        return summary | tables.counts | {"told": report.summary(engine, pilot, on=on, until=until, lang=lang)}


def simulate(
    name: str, *, clients: int, seed: int, start: date | None, until: date | None, to: Target, tell: Progress
) -> Summary:
    """Invented people for a pilot: writes a facts folder and `truth.json`; how many rows each table has."""
    from polku import simulation  # a heavy import that only this command needs

    pilot = load_pilot(name)
    _refuse_real_facts(to.folder)
    made: Summary = simulation.simulate(
        pilot,
        clients=clients,
        seed=seed,
        start=start or _period(pilot, "simulate without --from").start,
        until=until or _last_day(pilot, "simulate"),
        out=to.folder,
        form=to.form,
        progress=tell,
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


def _period(pilot: Pilot, command: str) -> Period:
    require(pilot, "period", command)
    assert pilot.period is not None  # noqa: S101 (require says so; mypy cannot)
    return pilot.period


def _last_day(pilot: Pilot, command: str) -> date:
    end = _period(pilot, f"{command} without --until").end
    if end is None:
        raise MissingPart(pilot.pilot, "period.end", f"{command} without --until")
    return end


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
