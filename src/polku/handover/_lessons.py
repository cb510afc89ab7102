"""What a finished pilot taught, in lines that a new pilot's file can carry."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from polku import outcome, path, settlement
from polku.base import PolkuError
from polku.base.engine import Columns, Engine
from polku.definition import Pilot, fees_ever
from polku.handover._closing import is_invented
from polku.handover._words import Words
from polku.page import NONE, Count, Language, people

FOLDER = Path(__file__).parent
READ: dict[str, Columns] = {"outcomes": outcome.OUTCOMES, "fee_lines": settlement.FEE_LINES, "waits": path.WAITS}


def lessons(
    engine: Engine, pilot: Pilot, until: date, lang: Language = "fi", *, invented_people: bool = False
) -> tuple[str, ...]:
    """Lines for `learned`: per service what followed, per contract which fees were earned, as known on `until`.

    Reads the tables `outcomes`, `waits` and `fee_lines`. A figure that rests on 1-4 clients is left out, and so is
    one whose rest of its whole does. No line says that a service was the cause. invented_people: say that nobody is
    real.
    """
    for step in ("learned_services", "learned_waits", "learned_fees"):
        engine.run(FOLDER, step)
    words = Words(lang)
    first = [words.say("learned.people-invented")] if invented_people else []
    told = [*_services(engine, pilot, until, words), *_fees(engine, pilot, words)]
    engine.drop("learned_services", "learned_waits", "learned_fees")
    return (*first, *(told or [words.say("learned.none")]))


def read_results(engine: Engine, folder: Path) -> None:
    """Keep the tables `outcomes`, `waits` and `fee_lines` of a folder that another command wrote.

    One that is not there is empty. Raises PolkuError when there is no `outcomes`, EngineError for a file that cannot
    be read.
    """
    if not is_results(folder):
        raise PolkuError(f"{folder} has no outcomes. Give the folder that polku run wrote, or a facts folder.")
    for name, columns in READ.items():
        _read(engine, folder, name, columns)


def is_results(folder: Path) -> bool:
    """Whether a folder holds the tables of a run rather than facts."""
    return any((folder / f"outcomes.{form}").is_file() for form in ("parquet", "csv"))


def _read(engine: Engine, folder: Path, name: str, columns: Columns) -> None:
    if (folder / f"{name}.parquet").is_file():
        engine.open_parquet("as_written", folder / f"{name}.parquet")
    elif (folder / f"{name}.csv").is_file():
        _open_csv(engine, folder / f"{name}.csv")
    else:
        engine.load(name, columns, [])
        return
    missing = [column for column in columns if column not in engine.columns("as_written")]
    if missing:
        raise PolkuError(f"{name} in {folder} has no column {', '.join(missing)}. Give what polku run wrote.")
    typed = ", ".join(f'cast("{column}" AS {kind}) AS "{column}"' for column, kind in columns.items())
    engine.make(name, f"SELECT {typed} FROM as_written")
    engine.drop("as_written")


def _open_csv(engine: Engine, path: Path) -> None:
    with path.open(encoding="utf-8-sig", newline="") as file:
        head = next(csv.reader(file), [])
    bad = engine.open_csv("as_written", path, head, ",")
    if bad:
        raise PolkuError(f"{path}, row {bad[0].row}: {bad[0].reason} Give what polku run wrote.")


def _services(engine: Engine, pilot: Pilot, until: date, words: Words) -> Iterator[str]:
    """What followed each service of the pilot, in the file's order."""
    found = {id: _Followed(*numbers) for id, *numbers in engine.rows("SELECT * FROM learned_services")}
    waits = {id: numbers for id, *numbers in engine.rows("SELECT * FROM learned_waits")}
    for service in pilot.services:
        followed = found.get(service.id)
        if followed is None or followed.all.small:
            continue
        count = words.number(followed.all.value)
        yield words.say("learned.service", service=service.id, participations=count, until=words.day(until))
        yield from _of_the_known(service.id, followed, words)
        referrals, clients, days = waits.get(service.id, (0, 0, 0))
        if referrals and not Count(referrals, clients).small:
            known = words.number(referrals)
            yield words.say("learned.wait", service=service.id, days=words.number(days), known=known)


class _Followed:
    """The row of a service: each figure with the clients on whom it rests."""

    def __init__(self, *numbers: int) -> None:
        self.all, self.known, self.results, self.studies = (Count(*numbers[i : i + 2]) for i in (0, 2, 4, 6))
        self.days = numbers[8]


def _of_the_known(id: str, followed: _Followed, words: Words) -> Iterator[str]:
    """Of the participations whose year was over: results, days of work, studies."""
    known = followed.known
    if not known.value or known.small:
        return
    say = {"service": id, "known": words.number(known.value)}
    if _shown(followed.results, known):
        n = followed.results.value
        share = words.share(n, known.value)
        yield words.say("learned.people", results=words.number(n), share=share, **say)
    mean = (2 * followed.days + known.value) // (2 * known.value)
    yield words.say("learned.days", days=words.number(mean), **say)
    if followed.studies.value and _shown(followed.studies, known):
        yield words.say("learned.studies", studies=words.number(followed.studies.value), **say)


def _fees(engine: Engine, pilot: Pilot, words: Words) -> Iterator[str]:
    """What each contract's fees came to, in the file's order."""
    rows = engine.rows("SELECT contract_id, fee_id, lines, clients, cents FROM learned_fees")
    found = {(id, fee): (Count(lines, clients), cents) for id, fee, lines, clients, cents in rows}
    for contract in pilot.contracts:
        for fee in fees_ever(contract):
            lines, cents = found.get((contract.id, fee.id), (NONE, 0))
            if lines.value and not lines.small:
                told = {"lines": words.number(lines.value), "sum": words.euros(cents)}
                invented = is_invented(pilot, contract)
                mark = words.say("learned.invented") if invented else ""
                yield (words.say("learned.fee", contract=contract.id, fee=fee.id, **told) + " " + mark).strip()


def _shown(part: Count, whole: Count) -> bool:
    """Whether a part may be told beside its whole: neither it nor the rest of the whole rests on 1-4."""
    return not part.small and not people(whole.value - part.value).small
