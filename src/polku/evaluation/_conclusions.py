"""From estimates to what was asked: the goal, who saved, what an extra job cost, and whether others lost by it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from polku.base.engine import Columns, Engine
from polku.definition import Pilot
from polku.evaluation._estimates import Findings, Found
from polku.evaluation._outcomes import PAYERS

Answer = Literal["reached", "not_reached", "cannot_tell", "saves", "costs", "known", "large", "small", "not_estimated"]
CONCLUSIONS: Columns = {
    "evaluation": "VARCHAR",
    "group": "VARCHAR",
    "question": "VARCHAR",
    "payer": "VARCHAR",
    "value": "DOUBLE",
    "low": "DOUBLE",
    "high": "DOUBLE",
    "unit": "VARCHAR",
    "verdict": "VARCHAR",
}
# What a goal's measure is held against; unemployment is always broad unemployment.
MEASURES = {
    "public-cost": "public-cost-eur",
    "benefit": "benefit-eur",
    "benefits": "benefit-eur",
    "service-cost": "service-cost-eur",
    "employed": "employed",
    "employment": "employed",
    "open-market": "open-market",
    "employed-days": "employed-days",
    "unemployment": "broadly-unemployed-days",
    "broad-unemployment": "broadly-unemployed-days",
}
BOTH_SURE = 2.2414  # normal quantile of 97.5 % intervals: two of them hold together in 95 of 100 cases or more
DISPLACING = 0.1  # of the broadly unemployed around; from here on others may have waited for the same jobs


@dataclass(frozen=True, slots=True)
class Conclusion:
    """An answer with its figure and interval in the unit (eur, share); None where there is none."""

    question: str
    payer: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    verdict: Answer

    def row(self, findings: Findings) -> tuple[object, ...]:
        """The row of `conclusions`."""
        figures = (self.value, self.low, self.high)
        return (
            findings.study.evaluation,
            findings.study.group,
            self.question,
            self.payer,
            *figures,
            self.unit,
            self.verdict,
        )


def conclude(engine: Engine, pilot: Pilot, findings: Findings) -> list[Conclusion]:
    """Savings by payer, the pilot's goals, the cost of an extra job, and displacement, from a study's estimates."""
    found = [*_savings(findings), *_goals(pilot, findings), *_extra_job(findings)]
    return found + ([_displacement(engine, findings)] if findings.treated else [])


def _savings(findings: Findings) -> Iterator[Conclusion]:
    for payer in (None, *PAYERS):
        one = findings.main("net-saving-eur", payer)
        if one is None:
            continue
        sign = {"raises": "saves", "lowers": "costs"}.get(findings.verdict(one), "cannot_tell")
        verdict: Answer = "saves" if sign == "saves" else "costs" if sign == "costs" else "cannot_tell"
        yield Conclusion("saving", payer or "all", *_ends(one), "eur", verdict)


def _ends(one: Found) -> tuple[float, float, float]:
    return one.made.estimate, one.made.low, one.made.high


def _goals(pilot: Pilot, findings: Findings) -> Iterator[Conclusion]:
    for goal in pilot.goals:
        if goal.change is None or goal.measure is None:
            continue
        one = findings.main(MEASURES[goal.measure]) if goal.measure in MEASURES else None
        against = goal.against in (None, "comparison")
        if one is None or not against or not one.made.comparison_mean:
            yield Conclusion(f"goal:{goal.id}", "all", None, None, None, "share", "not_estimated")
            continue
        value, low, high = relative(one)
        asked = goal.change / 10_000
        verdict = held_against(asked, low, high) if findings.trusted and not one.made.failed else "cannot_tell"
        yield Conclusion(f"goal:{goal.id}", "all", value, low, high, "share", verdict)


def relative(one: Found) -> tuple[float, float, float]:
    """The effect as a share of the comparison's mean, with its 95 % interval.

    The ratio of both arms' means less one; the comparison's mean is uncertain too, and goes against the effect (delta
    method, its variance taken as the effect's share that its people have).
    """
    made = one.made
    mean, effect = made.comparison_mean, made.estimate
    noise = made.se**2 * made.n_treated / (made.n_treated + made.n_comparison)  # of the comparison's mean
    spread = made.se**2 / mean**2 + effect**2 / mean**4 * noise + 2 * effect / mean**3 * noise
    reach = (made.high - made.low) / 2 / made.se * math.sqrt(max(spread, 0.0)) if made.se else math.nan
    return effect / mean, effect / mean - reach, effect / mean + reach


def held_against(asked: float, low: float, high: float) -> Answer:
    """Whether a change was reached: yes when the whole interval lies at it or beyond, no when all of it falls short."""
    beyond, short = (high <= asked, low > asked) if asked < 0 else (low >= asked, high < asked)
    return "reached" if beyond else "not_reached" if short else "cannot_tell"


def _extra_job(findings: Findings) -> Iterator[Conclusion]:
    """Service cost for each person more at work on the last day, with an interval that allows for any connection."""
    jobs, cost = findings.main("employed"), findings.main("service-cost-eur")
    if jobs is None or cost is None:
        return
    fewest, most = (jobs.made.estimate + way * BOTH_SURE * jobs.made.se for way in (-1, 1))
    if not findings.trusted or jobs.made.failed or not fewest > 0:
        yield Conclusion("cost-per-extra-job", "all", None, None, None, "eur", "cannot_tell")
        return
    least, highest = (cost.made.estimate + way * BOTH_SURE * cost.made.se for way in (-1, 1))
    ends = [euros / count for euros in (least, highest) for count in (fewest, most)]
    value = cost.made.estimate / jobs.made.estimate
    yield Conclusion("cost-per-extra-job", "all", value, min(ends), max(ends), "eur", "known")


def _displacement(engine: Engine, findings: Findings) -> Conclusion:
    """The treated as a share of the broadly unemployed of their municipalities, on the middle one of their days 0."""
    query = """
    with treated as (select * from traits where study = $study and treated),
    middle as (select min(day0) as day0 from treated where day0 >= (select median(day0) from treated)),
    around as (
        select count(distinct broad_spells.person_id) as people
        from middle
        join broad_spells
            on broad_spells.start_date < middle.day0
            and (broad_spells.end_date is null or broad_spells.end_date >= middle.day0 - 1)
        join residences
            on residences.person_id = broad_spells.person_id
            and residences.start_date <= middle.day0
            and (residences.end_date is null or residences.end_date >= middle.day0)
        where residences.municipality in (select municipality from treated)
    )
    select (select count(*) from treated), people from around
    """
    treated, around = engine.rows(query, study=findings.study.id)[0]
    share = treated / around if around else 0.0
    return Conclusion("displacement", "all", share, None, None, "share", "large" if share >= DISPLACING else "small")
