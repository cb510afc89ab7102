"""Polku's rooms on the facts of a folder, timed without start-up; the commands are timed from outside."""

from __future__ import annotations

from benchmarks import answers
from benchmarks.contracts import UNTIL as LAST_RESULT
from benchmarks.place import ON, PILOT, UNTIL, Answer, Clock, Place
from polku import facts, outcome, settlement, targeting
from polku.base.engine import DuckDB
from polku.definition import load_pilot


def check_errors(place: Place, clock: Clock) -> Answer:
    return _check(place, clock, warnings=False)


def check_all(place: Place, clock: Clock) -> Answer:
    return _check(place, clock, warnings=True)


def _check(place: Place, clock: Clock, *, warnings: bool) -> Answer:
    with DuckDB() as engine:
        with clock.running():
            found = facts.check(engine, place.facts, warnings=warnings)
        return answers.counted(list(found.by_kind.items()))


def target(place: Place, clock: Clock) -> Answer:
    pilot = load_pilot(PILOT)
    with DuckDB() as engine:
        facts.load(engine, place.facts)
        with clock.running():
            targeting.members(engine, pilot, ON)
        engine.make(
            "judged",
            "SELECT municipality, reasons, true AS belongs FROM members"
            " UNION ALL SELECT NULL, NULL, NULL FROM undecided",
        )
        return answers.told(engine.connection, answers.TARGET, "judged")


def person_on_a_day(place: Place, clock: Clock) -> Answer:
    with DuckDB() as engine:
        facts.load(engine, place.facts)
        with clock.running():
            facts.persons_at(engine, ON)
        return {"persons": int(engine.rows("SELECT count(*) FROM persons_at")[0][0])}


def outcomes(place: Place, clock: Clock) -> Answer:
    with DuckDB() as engine:
        facts.load(engine, place.facts)
        with clock.running():
            outcome.outcomes(engine, UNTIL)
        return answers.told(engine.connection, answers.OUTCOMES, "outcomes")


def settle(place: Place, clock: Clock) -> Answer:
    pilot = load_pilot(PILOT)
    with DuckDB() as engine:
        facts.load(engine, place.facts)
        with clock.running():
            settlement.fee_lines(engine, pilot, UNTIL)
        one_fee = "(FROM fee_lines WHERE contract_id = 'valmennus-t1' AND fee_id = 'job-90')"
        connection = engine.connection
        return answers.told(connection, answers.FEES, "fee_lines") | answers.told(connection, answers.ONE_FEE, one_fee)


def load_contracts(place: Place, clock: Clock) -> Answer:
    with DuckDB() as engine:
        with clock.running():
            found = facts.load(engine, place.facts)
        return {"errors": found.errors}


def settle_contracts(place: Place, clock: Clock) -> Answer:
    pilot = load_pilot(place.facts / "pilot.yaml")
    with DuckDB() as engine:
        facts.load(engine, place.facts)
        with clock.running():
            settlement.fee_lines(engine, pilot, LAST_RESULT)
        return answers.told(engine.connection, answers.ONE_FEE_OF_ALL, answers.ITS_LINES.format("fee_lines"))
