"""The end of a pilot: what it leaves behind, and the files that go on from it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from re import fullmatch

from polku import handover, outcome, path, settlement
from polku.base import PolkuError, literal
from polku.base.engine import DuckDB, Engine, Output, output
from polku.definition import load_pilot, require
from polku.pipeline._source import Input, Progress, Summary, Target, last_day, loaded

CASES_ORDER = "kind, participation_id, voucher_id"
NOBODY = "without_successor"


def close_pilot(name: str, source: Input, to: Target, on: date, lang: handover.Language, tell: Progress) -> Summary:
    """What the pilot leaves behind at the end of the day: two files for each successor, those for nobody, the summary.

    Writes `<organiser>` and `<organiser>_cases`, `without_successor` and `without_successor_cases`, `tail_fees`,
    `close.json` and `close.html`; gives how many rows each has, and the summary itself as `closing`.
    """
    pilot = load_pilot(name)
    require(pilot, "successors", "pilot close")  # told before the facts are read
    with loaded(source, tell, pilot) as (engine, summary), output(engine, to.folder, to.form) as tables:
        tell("Looking for what is open, and who takes it over")
        handover.close(engine, pilot, on)
        heirs = list(dict.fromkeys(heir.organiser for heir in pilot.successors))
        for organiser in heirs:
            _write_successor(engine, tables, organiser)
        for organiser in _earlier_heirs(to.folder).difference(heirs):
            tables.remove(organiser)
            tables.remove(f"{organiser}_cases")
        tables.write("without_successor", handover.WITHOUT_SUCCESSOR, "person_id, employer_id", name=NOBODY)
        _write_cases(engine, tables, "organiser IS NULL", NOBODY)
        tables.write("tail_fees", handover.TAIL_FEES, "contract_id, fee_id")
        closing = handover.closing(engine, pilot, on)
        told = handover.closing_json(closing)
        tables.text("close.json", json.dumps(told, ensure_ascii=False, indent=2) + "\n")
        tables.text("close.html", handover.closing_page(closing, pilot, lang))
        return summary | tables.counts | {"closing": told}


def _earlier_heirs(folder: Path) -> set[str]:
    """The successors of an earlier run into the folder, by its summary; none where there is no such summary."""
    try:
        told = json.loads((folder / "close.json").read_text(encoding="utf-8"))
        heirs = {str(one["organiser"]) for one in told["successors"]}
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {organiser for organiser in heirs if fullmatch(r"[\w-]+", organiser)}  # ids, never paths


def _write_successor(engine: Engine, tables: Output, organiser: str) -> None:
    """The two files of one successor: nothing of another's is in them."""
    theirs = f"organiser = {literal(organiser)}"
    engine.make("one_successor", f"SELECT {', '.join(handover.CLIENTS)} FROM handed_over WHERE {theirs}")
    tables.write("one_successor", handover.CLIENTS, "person_id", name=organiser)
    _write_cases(engine, tables, theirs, organiser)


def _write_cases(engine: Engine, tables: Output, whose: str, name: str) -> None:
    engine.make("some_cases", f"SELECT {', '.join(handover.CASES)} FROM closing_cases WHERE {whose}")
    tables.write("some_cases", handover.CASES, CASES_ORDER, name=f"{name}_cases")


def extend_pilot(
    name: str, end: date, contracts: Sequence[str], out: Path, lang: handover.Language
) -> handover.NewPilotFile:
    """The pilot's file with a later end, written as a new file; what else is to be decided."""
    made = handover.extend(name, end, contracts=contracts, lang=lang)
    _write_new(out, made.text)
    return made


def carry_over_pilot(
    name: str,
    new_name: str,
    source: Input | None,
    until: date | None,
    out: Path,
    lang: handover.Language,
    tell: Progress,
) -> handover.NewPilotFile:
    """A new pilot's file begun from a finished one, with what its facts or results taught; what is to be decided."""
    learned = _lessons(name, source, until, lang, tell) if source is not None else ()
    made = handover.carry_over(name, new_name, learned, lang)
    _write_new(out, made.text)
    return made


def _lessons(name: str, source: Input, until: date | None, lang: handover.Language, tell: Progress) -> tuple[str, ...]:
    """From a folder of results, or from facts, through the same steps."""
    pilot = load_pilot(name)
    until = until or last_day(pilot, "pilot carry-over")
    if handover.is_results(source.folder):
        with DuckDB() as engine:
            tell(f"Reading {source.folder}")
            handover.read_results(engine, source.folder)
            return handover.lessons(engine, pilot, until, lang)
    with loaded(source, tell) as (engine, _):
        tell("Following each participation and settling the contracts")
        outcome.outcomes(engine, until)
        path.path(engine, until)
        settlement.fee_lines(engine, pilot, until, lang)
        invented = (source.folder / "truth.json").exists()  # what simulate leaves beside its people
        return handover.lessons(engine, pilot, until, lang, invented_people=invented)


def _write_new(out: Path, text: str) -> None:
    """A file that was not there before."""
    try:
        with out.open("xb") as file:
            file.write(text.encode("utf-8"))
    except OSError as error:
        raise PolkuError(f"Cannot make {out}: {error.strerror}. Nothing was written over.") from error
