"""What is measured, and beside what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from benchmarks.contracts import UNTIL as LAST_RESULT
from benchmarks.place import ON, PILOT, SEED, UNTIL, Place, clients

# Invented by `polku simulate`; made by contracts.py; made by situation_facts.py.
Facts = Literal["people", "people-to-2025", "participations", "residents"]
SIZES: dict[Facts, tuple[int, ...]] = {
    "people": (100_000, 1_000_000),
    "people-to-2025": (100_000, 1_000_000),
    "participations": (100_000, 1_000_000),
    "residents": (300_000,),
}


@dataclass(frozen=True, slots=True)
class Reference:
    """Another way to ask, or a bare floor: `task`, a function of this package, or a command of Polku's."""

    name: str
    task: str = ""
    same: bool = True  # whether the question is the same, so that the ratio says how well Polku does
    command: tuple[str, ...] = ()
    settings: tuple[tuple[str, str], ...] = ()  # of the command, as the environment tells them
    least: int = 0  # it is run from this size
    most: int = 10**12  # and up to this
    needs: str = ""  # a program; where it is missing, the reference is left out


@dataclass(frozen=True, slots=True)
class Measure:
    """A step, or a whole command. Of a step the question alone is timed, of a command the process from start to end."""

    step: str
    what: str
    references: tuple[Reference, ...]
    task: str = ""
    command: tuple[str, ...] = ()
    clock: Literal["inside", "whole"] = "inside"
    facts: Facts = "people"

    @property
    def name(self) -> str:
        return f"{self.step}: {self.what}"


def arguments(command: tuple[str, ...], place: Place, people: int) -> list[str]:
    """A command's arguments for a place."""
    filled = {
        "{facts}": str(place.facts),
        "{out}": str(place.out),
        "{pilot}": str(place.facts / "pilot.yaml"),
        "{clients}": str(clients(people)),
    }
    return [filled.get(word, word) for word in command]


SCAN = Reference("bare scan, every column of every table", "bare.scan", same=False)
WRITING = ("{facts}", "--out", "{out}", "--json")
SETTLE_CONTRACTS = ("settle", "{pilot}", *WRITING, "--until", LAST_RESULT.isoformat())
HAND_ONE_FEE = Reference("SQL by hand, one of the four fees", "by_hand.one_fee_of_all", same=False)


def simulating(until: date) -> tuple[str, ...]:
    """The command that invents people until a day."""
    return (
        *("simulate", str(PILOT), "--clients", "{clients}", "--seed", str(SEED)),
        *("--until", until.isoformat(), "--out", "{out}", "--json"),
    )


MEASURES = (
    Measure(
        "check",
        "errors",
        (
            Reference("SQL by hand, errors", "by_hand.check_errors"),
            SCAN,
            Reference("pandas, errors", "in_pandas.check_errors"),
        ),
        task="product.check_errors",
    ),
    Measure(
        "check",
        "errors and warnings",
        (Reference("SQL by hand, errors and warnings", "by_hand.check_all"), SCAN),
        task="product.check_all",
    ),
    Measure(
        "check",
        "the command",
        (Reference("SQL by hand, errors and warnings", "by_hand.check_all"), SCAN),
        command=("check", "{facts}", "--json"),
        clock="whole",
    ),
    Measure(
        "target",
        "the question",
        (Reference("SQL by hand", "by_hand.target"), Reference("pandas", "in_pandas.target")),
        task="product.target",
    ),
    Measure("target", "every column of the person on a day", (SCAN,), task="product.person_on_a_day"),
    Measure(
        "target",
        "the command (checks first)",
        (Reference("SQL by hand, errors and then who belongs", "by_hand.check_and_target"), SCAN),
        command=("target", str(PILOT), *WRITING, "--on", ON.isoformat()),
        clock="whole",
    ),
    Measure(
        "outcomes",
        "the question",
        (Reference("SQL by hand", "by_hand.outcomes"), Reference("pandas", "in_pandas.outcomes")),
        task="product.outcomes",
    ),
    Measure(
        "outcomes",
        "the command (checks first)",
        (Reference("SQL by hand, errors and then outcomes", "by_hand.check_and_outcomes"),),
        command=("outcomes", str(PILOT), *WRITING, "--until", UNTIL.isoformat()),
        clock="whole",
    ),
    Measure(
        "settle",
        "15 fees with evidence",
        (
            Reference("SQL by hand, 15 fees without evidence", "by_hand.settle"),
            Reference("SQL by hand, one fee", "by_hand.settle_one_fee", same=False),
        ),
        task="product.settle",
    ),
    Measure(
        "settle",
        "the command (checks first)",
        (Reference("SQL by hand, errors and then 15 fees", "by_hand.check_and_settle"),),
        command=("settle", str(PILOT), *WRITING, "--until", UNTIL.isoformat()),
        clock="whole",
    ),
    Measure(
        "contracts", "reading and checking", (HAND_ONE_FEE,), task="product.load_contracts", facts="participations"
    ),
    Measure(
        "contracts",
        "four fees with evidence",
        (HAND_ONE_FEE,),
        task="product.settle_contracts",
        facts="participations",
    ),
    Measure(
        "contracts",
        "the command (checks first)",
        (
            HAND_ONE_FEE,
            Reference("pandas, one of the four fees", "in_pandas.one_fee_of_all", same=False, most=1_000_000),
            Reference(
                "polku settle --engine spark, local, 4 GB",
                command=(*SETTLE_CONTRACTS, "--engine", "spark"),
                settings=(("POLKU_MEMORY", "4GB"),),
                least=100_000,
                most=1_000_000,
                needs="java",
            ),
        ),
        command=SETTLE_CONTRACTS,
        clock="whole",
        facts="participations",
    ),
    Measure(
        "cost",
        "the municipal share of 48 months",
        (
            Reference("OpenFisca-core, by day", "cost.in_openfisca", needs="uv"),
            Reference("SQL by hand, a row for each paid day", "cost.by_hand", most=100_000),
        ),
        task="cost.product",
        facts="people-to-2025",
    ),
    Measure(
        "situation",
        "23 indicators of 60 months, published",
        (
            Reference("SQL by hand, 3 of the indicators, nothing blanked", "situation.by_hand", same=False),
            Reference("pandas, 3 of the indicators, nothing blanked", "situation.in_pandas", same=False),
        ),
        task="situation.product",
        facts="residents",
    ),
    Measure(
        "situation",
        "one month on top of 60",
        (Reference("SQL by hand, 3 of the indicators, nothing blanked", "situation.one_month_by_hand", same=False),),
        task="situation.one_month",
        facts="residents",
    ),
    Measure(
        "simulate",
        "the command",
        (
            Reference("DuckDB reads and rewrites the same tables", "bare.rewrite", same=False),
            Reference("numpy draws as many values, pyarrow writes", "bare.draw", same=False),
        ),
        command=simulating(UNTIL),
        clock="whole",
    ),
)
STEPS = tuple(dict.fromkeys(measure.step for measure in MEASURES))
