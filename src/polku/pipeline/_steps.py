"""One step each: facts in, its tables out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Literal

from polku import outcome, settlement, targeting
from polku.base import PolkuError
from polku.base.engine import DuckDB, Engine, Output, Spark, output
from polku.definition import load_pilot
from polku.pipeline._source import Input, Progress, Summary, Target, loaded

EngineKind = Literal["duckdb", "spark"]

MEMBERS_ORDER = "person_id"
LINES_ORDER = "contract_id, subject, fee_id"
OUTCOMES_ORDER = "participation_id"


def write_members(engine: Engine, tables: Output) -> None:
    tables.write("members", targeting.MEMBERS, MEMBERS_ORDER)
    tables.write("undecided", targeting.UNDECIDED, MEMBERS_ORDER)


def target(name: str, source: Input, to: Target, on: date, tell: Progress) -> Summary:
    """Who belongs on the day: writes `members` and `undecided`; how many rows each."""
    pilot = load_pilot(name)
    with loaded(source, tell) as (engine, summary), output(engine, to.folder, to.form) as tables:
        tell("Deciding who belongs")
        targeting.members(engine, pilot, on)
        write_members(engine, tables)
        return summary | tables.counts


def outcomes(name: str, source: Input, to: Target, until: date, tell: Progress) -> Summary:
    """What came of each participation: writes `outcomes`; how many rows."""
    load_pilot(name)  # a wrong name is told before the facts are read
    with loaded(source, tell) as (engine, summary), output(engine, to.folder, to.form) as tables:
        tell("Following each participation")
        outcome.outcomes(engine, until)
        tables.write("outcomes", outcome.OUTCOMES, OUTCOMES_ORDER)
        return summary | tables.counts


@contextmanager
def _on(kind: EngineKind, held: DuckDB, tell: Progress) -> Iterator[Engine]:
    """The engine that runs a step's SQL: the one that the facts were loaded into, or Spark beside it."""
    if kind == "duckdb":
        yield held
        return
    tell("Starting Spark")
    with Spark(held) as engine:
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
        loaded(source, tell, fingerprint=ledger is not None) as (held, summary),
        _on(engine_kind, held, tell) as engine,
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
    with loaded(source, tell) as (engine, _):
        tell("Settling the contracts")
        return settlement.explain(engine, pilot, subject, until, lang)
