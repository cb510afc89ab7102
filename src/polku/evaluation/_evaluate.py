"""The evaluations of a pilot: studies, their people, estimates, and what is concluded from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from polku.base.engine import Engine
from polku.definition import Pilot
from polku.evaluation._conclusions import CONCLUSIONS, Conclusion, conclude
from polku.evaluation._estimates import BALANCE, ESTIMATES, VERDICTS, Findings, look
from polku.evaluation._gaming import GAMING, gaming
from polku.evaluation._outcomes import service_payer
from polku.evaluation._people import frame, gather
from polku.evaluation._producers import PRODUCERS, producer_cases, producers
from polku.evaluation._studies import Study, studies


@dataclass(frozen=True, slots=True)
class Answered:
    """A study with its estimates and conclusions, and the rows that it was estimated on, by length of window."""

    findings: Findings
    conclusions: Sequence[Conclusion]
    frames: dict[int, Any]

    @property
    def study(self) -> Study:
        """What was compared."""
        return self.findings.study


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All that was found. until: the last day that is known. companies: participations of companies, which are left
    out. without_price: services that people were in and whose cost nothing tells. producers and gaming are the rows
    of these tables.
    """

    pilot: Pilot
    until: date
    answered: Sequence[Answered]
    companies: int
    without_price: Sequence[str]
    producers: Sequence[tuple[Any, ...]]
    gaming: Sequence[tuple[Any, ...]]


def evaluate(engine: Engine, pilot: Pilot, until: date, seed: int = 0) -> Evaluation:
    """Estimate every `evaluation` entry of the pilot on the facts known on `until`; the same seed, the same figures.

    Keeps the tables `estimates` (ESTIMATES), `balance` (BALANCE), `verdicts` (VERDICTS), `conclusions` (CONCLUSIONS),
    `producers` (PRODUCERS) and `gaming` (GAMING); shares are from 0 to 1, money is euros. Windows that are not over by
    `until` are left out and counted. Raises MissingPart without `evaluation`, EvaluationError where one cannot be made.
    Source: docs/path/evaluation.md.
    """
    asked = studies(engine, pilot)
    gather(engine, pilot, asked, until)
    answered = [_answer(engine, pilot, study, until, seed) for study in asked]
    engine.load("estimates", ESTIMATES, [one.row() for each in answered for one in each.findings.found])
    engine.load("balance", BALANCE, [row for each in answered for row in each.findings.balance_rows()])
    engine.load("verdicts", VERDICTS, [row for each in answered for row in each.findings.verdict_rows()])
    concluded = [one.row(each.findings) for each in answered for one in each.conclusions]
    engine.load("conclusions", CONCLUSIONS, concluded)
    cases = producer_cases(engine)
    compared, signs = producers(cases), gaming(engine, pilot, cases, until)
    engine.load("producers", PRODUCERS, compared)
    engine.load("gaming", GAMING, signs)
    companies = engine.rows("SELECT count(*) FROM participations WHERE employer_id IS NOT NULL")[0][0]
    return Evaluation(pilot, until, answered, companies, _without_price(engine), compared, signs)


def _answer(engine: Engine, pilot: Pilot, study: Study, until: date, seed: int) -> Answered:
    frames = {days: frame(engine, study, days) for days in study.days}
    findings = look(study, frames, service_payer(pilot), seed)
    ahead = "SELECT count(*) FROM subjects WHERE study = $study AND day0 + $days > $until"
    findings.not_over = engine.rows(ahead, study=study.id, days=study.main_days, until=until)[0][0]
    return Answered(findings, conclude(engine, pilot, findings), frames)


def _without_price(engine: Engine) -> list[str]:
    rows = engine.rows(
        "SELECT DISTINCT service_id FROM participations WHERE person_id IS NOT NULL AND service_id NOT IN"
        " (SELECT service_id FROM service_cost WHERE cents IS NOT NULL) ORDER BY service_id"
    )
    return [row[0] for row in rows]
