"""A few figures in words, for the console after a run."""

from __future__ import annotations

from datetime import date

from polku.base.engine import Engine
from polku.definition import Pilot, contract_invented
from polku.page import Language
from polku.report._figures import FOLDER
from polku.report._language import Words
from polku.report._written import Asked
from polku.targeting import asks_nobody

TABLES = ("report_participations", "report_totals", "report_results")
ABOUT_GROUP = ("members", "undecided")


def summary(engine: Engine, pilot: Pilot, *, on: date, until: date, lang: Language = "fi") -> list[str]:
    """A line for each figure: people who belong, undecided, service periods, work within a year, euros payable.

    Reads the same tables as `page`. The figures are the true ones, small cells too: they are for the one who has the
    tables at hand anyway, not for publishing.
    """
    asked = Asked(pilot, on, until, Words(lang))
    for name in TABLES:
        engine.run(FOLDER, name, until=until, first=asked.first)
    members, undecided, started, people, jobs_known = engine.rows(
        "SELECT members, undecided, started, started_persons, jobs_known FROM report_totals"
    )[0]
    kinds = dict(
        engine.rows("SELECT coalesce(kind, 'all'), participations FROM report_results WHERE service_id IS NULL")
    )
    payable = engine.rows("SELECT cast(coalesce(sum(payable_cents), 0) AS BIGINT) FROM fee_lines")[0][0]
    engine.drop(*TABLES)
    number = asked.language.number
    told = {
        "members": number(members),
        "undecided": number(undecided),
        "participations": number(started),
        "work": _work(kinds if jobs_known else {}, asked),
        "payable": _payable(payable, asked),
    }
    if started and not people:
        del told["work"]  # companies take part in services, but do not find work after them
    lines = {key: f"{asked.say(f'console.{key}')}: {figure}" for key, figure in told.items()}
    if asks_nobody(pilot):
        lines = {"members": asked.say("people.no-group")} | {key: lines[key] for key in lines if key not in ABOUT_GROUP}
    return [*lines.values()]


def _work(kinds: dict[str, int], asked: Asked) -> str:
    whole, part = kinds.get("all", 0), kinds.get("work", 0)
    if not whole:
        return asked.say("console.work-none")
    number, share = asked.language.number, asked.language.share(part, whole)
    return asked.say("console.work-value", share=share, part=number(part), whole=number(whole))


def _payable(cents: int, asked: Asked) -> str:
    said = asked.language.euros(cents)
    invented = any(contract_invented(asked.pilot, contract) for contract in asked.pilot.contracts)
    return asked.say("console.invented", sum=said) if invented else said
