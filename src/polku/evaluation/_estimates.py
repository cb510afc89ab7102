"""From a study's people to its estimates: the main design, others beside it, takers, groups, and a past outcome."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from polku.base.engine import Columns
from polku.estimation import Estimate, EstimationError, Question, Verdict, estimate, holm
from polku.evaluation._counterparts import telling, with_counterparts
from polku.evaluation._outcomes import Outcome, Payer
from polku.evaluation._questions import drawn, like_people, question_of, rows_for, takers, with_balance
from polku.evaluation._studies import Study

Role = Literal["main", "beside", "takers", "group", "placebo"]
ESTIMATES: Columns = {
    "evaluation": "VARCHAR",
    "outcome": "VARCHAR",
    "group": "VARCHAR",
    "design": "VARCHAR",
    "estimate": "DOUBLE",
    "se": "DOUBLE",
    "low": "DOUBLE",
    "high": "DOUBLE",
    "p": "DOUBLE",
    "n_treated": "BIGINT",
    "n_comparison": "BIGINT",
    "comparison_mean": "DOUBLE",
}
BALANCE: Columns = {
    "evaluation": "VARCHAR",
    "group": "VARCHAR",
    "design": "VARCHAR",
    "covariate": "VARCHAR",
    "treated_mean": "DOUBLE",
    "comparison_mean": "DOUBLE",
    "before": "DOUBLE",
    "after": "DOUBLE",
}
VERDICTS: Columns = {
    "evaluation": "VARCHAR",
    "outcome": "VARCHAR",
    "group": "VARCHAR",
    "design": "VARCHAR",
    "role": "VARCHAR",
    "verdict": "VARCHAR",
    "failed": "VARCHAR",
    "method": "VARCHAR",
    "estimand": "VARCHAR",
    "se_kind": "VARCHAR",
    "n_left_out": "BIGINT",
    "e_value": "DOUBLE",
}
PLACEBO = 0.05  # a past outcome that differs with a smaller p says that the groups were not alike
LEAST = 20  # people in each arm; with fewer nothing is estimated
LEAST_PLACES = 2  # municipalities in each wave of a staggered start; one alone has no spread
# Groups that are always looked at: a name, the column of the frame, and its values.
GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("age:under-30", "age_band", ("under-25", "25-29")),
    ("age:30-54", "age_band", ("30-39", "40-54")),
    ("age:55-plus", "age_band", ("55-plus",)),
    ("sex:f", "sex", ("f",)),
    ("sex:m", "sex", ("m",)),
    ("language:national", "language", ("national",)),
    ("language:foreign", "language", ("foreign",)),
    ("unemployed:under-a-year", "spell", ("not-unemployed", "under-90", "90-364")),
    ("unemployed:a-year-or-more", "spell", ("365-729", "730-plus")),
)


@dataclass(frozen=True, slots=True)
class Found:
    """An estimate with the row it makes: of which study, outcome and group, and what it is there for.

    p is the estimate's own, of a group Holm's: how likely the least of all the groups' figures would be by chance.
    """

    study: Study
    outcome: Outcome
    group: str
    role: Role
    made: Estimate
    p: float
    name: str

    def row(self) -> tuple[object, ...]:
        """The row of `estimates`."""
        made = self.made
        figures = (made.estimate, made.se, made.low, made.high, self.p)
        counts = (made.n_treated, made.n_comparison, made.comparison_mean)
        return (self.study.evaluation, self.name, self.group, made.design, *figures, *counts)


@dataclass
class Findings:
    """What came of a study: its estimates, what could not be estimated and why, and how many rows were there."""

    study: Study
    found: list[Found] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    people: int = 0
    not_over: int = 0
    treated: int = 0
    without_counterpart: int = 0
    small_places: int = 0
    takers: int = 0
    comparison_takers: int = 0

    def main(self, measure: str, payer: Payer | None = None) -> Found | None:
        """The main estimate of a measure at the length of the first outcome; None where there is none."""
        days = self.study.main_days
        return next(
            (
                one
                for one in self.found
                if one.role == "main"
                and (one.outcome.measure, one.outcome.payer, one.outcome.days) == (measure, payer, days)
            ),
            None,
        )

    @property
    def trusted(self) -> bool:
        """Whether the groups were alike in the past outcome. Chance alone fails a draw one time in twenty, so a draw
        is trusted whatever it shows.
        """
        drawn = self.study.kind in ("draw", "staggered")
        return drawn or all(one.p >= PLACEBO for one in self.found if one.role == "placebo")

    def verdict(self, one: Found) -> Verdict:
        """What may be concluded of an estimate; "cannot_tell" also where the past outcome differed."""
        if one.role == "group" and one.p >= one.made.alpha:
            return "cannot_tell"
        return one.made.verdict if self.trusted or one.role == "placebo" else "cannot_tell"

    def verdict_rows(self) -> Iterator[tuple[object, ...]]:
        """The rows of `verdicts`."""
        for one in self.found:
            made = one.made
            key = (self.study.evaluation, one.name, one.group, made.design, one.role)
            kinds = (made.method, made.estimand, made.se_kind, made.n_left_out, made.figures.get("e_value"))
            yield (*key, self.verdict(one), ", ".join(made.failed), *kinds)

    def balance_rows(self) -> Iterator[tuple[object, ...]]:
        """The rows of `balance`: every covariate of each design, of the study's first outcome."""
        seen: set[str] = set()
        for one in self.found:
            if one.role in ("main", "beside") and one.made.balance and one.made.design not in seen:
                seen.add(one.made.design)
                for row in one.made.balance:
                    means = (row.treated_mean, row.comparison_mean, row.before, row.after)
                    yield (self.study.evaluation, one.group, one.made.design, row.covariate, *means)


def look(study: Study, frames: dict[int, Any], payer: Payer, seed: int = 0) -> Findings:
    """All estimates of a study; `frames` has its rows by length of window. Money in euros, shares from 0 to 1."""
    findings = Findings(study)
    if study.kind == "service":
        whole = int(frames[study.main_days]["treated"].sum())
        frames = {days: with_counterparts(rows) for days, rows in frames.items()}
        findings.without_counterpart = whole - int(frames[study.main_days]["treated"].sum())
    if study.waves is not None:
        findings.small_places = len(study.waves.starts) - frames[study.main_days]["municipality"].nunique()
    for outcome in study.outcomes:
        rows = frames[outcome.days]
        frame = rows.assign(outcome=outcome.of(rows, payer), outcome_before=outcome.of(rows, payer, "before_"))
        if outcome.days == study.main_days:
            findings.people, findings.treated = len(frame), int(frame["treated"].sum())
        if (
            outcome.measure == "net-saving-eur"
            and (cost := findings.main("public-cost-eur", outcome.payer)) is not None
        ):
            findings.found.append(_negative(cost, outcome))
            continue
        why = _no_figure(study, outcome, frame)
        if why is not None:
            findings.refused.append((outcome.name, why))
            continue
        _try(findings, outcome, study.group, "main", frame, question_of(study, frame, outcome.days, seed))
        if outcome in study.asked or outcome.measure == "employed":
            _beside(findings, outcome, frame, seed)
        if outcome in study.asked:
            _groups(findings, outcome, frame, seed)
    _placebo(findings, frames[study.main_days], payer, seed)
    return findings


def _no_figure(study: Study, outcome: Outcome, frame: Any) -> str | None:
    """Why the outcome has no figure, before anything is estimated: long, unknown, same; None where it may have one."""
    if study.waves is not None and not study.waves.fits(outcome.days):
        return "long"
    if len(frame) and not frame["outcome"].notna().any():
        return "unknown"
    if len(frame) and study.kind != "area" and frame["outcome"].nunique() == 1:
        return "same"
    return None


def _negative(cost: Found, outcome: Outcome) -> Found:
    """The net saving: what public cost fell by, with the ends of its interval in their order."""
    made = cost.made
    turned = replace(
        made, estimate=-made.estimate, low=-made.high, high=-made.low, comparison_mean=-made.comparison_mean, parts=()
    )
    return replace(cost, outcome=outcome, made=turned, name=outcome.name)


def _try(
    findings: Findings, outcome: Outcome, group: str, role: Role, frame: Any, question: Question, name: str = ""
) -> None:
    """Add the estimate, or say why there is none."""
    arms = frame["treated"].value_counts()
    if min(arms.get(0, 0), arms.get(1, 0)) < LEAST:
        if role == "main":
            findings.refused.append((name or outcome.name, "few"))
        return
    if question.design == "staggered" and frame.groupby("begins")["municipality"].nunique().min() < LEAST_PLACES:
        if role == "main":
            findings.refused.append((name or outcome.name, "few-places"))
        return
    try:
        made = estimate(rows_for(question, frame), question)
    except EstimationError as error:
        if role in ("main", "takers", "placebo"):
            findings.refused.append((name or outcome.name, error.why))
        return
    if role == "main" and not any(one.made.balance for one in findings.found):
        made = with_balance(made, frame, findings.study, outcome.days)
    findings.found.append(Found(findings.study, outcome, group, role, made, made.p, name or outcome.name))


def _beside(findings: Findings, outcome: Outcome, frame: Any, seed: int) -> None:
    """Other designs of the same question: for a draw, with covariates and for takers; else weighting and matching."""
    study = findings.study
    if study.kind == "service":
        for design in ("ipw", "matching"):
            _try(findings, outcome, study.group, "beside", frame, like_people(frame, seed, design))
    if study.kind == "draw":
        adjusted = replace(drawn(frame, seed), covariates=telling(frame))
        _try(findings, outcome, _within(study.group, "adjusted"), "beside", frame, adjusted)
        if study.service is not None:
            _takers(findings, outcome, frame, seed)
    if study.kind == "staggered":
        findings.takers = int(frame.loc[frame["treated"] == 1, "took"].sum())


def _takers(findings: Findings, outcome: Outcome, frame: Any, seed: int) -> None:
    """The effect on those who took the service because they were drawn; with the take-up of both arms."""
    arms = frame.groupby("treated")["took"].sum()
    findings.takers, findings.comparison_takers = int(arms.get(1, 0)), int(arms.get(0, 0))
    if frame["took"].nunique() < 2:
        return
    _try(findings, outcome, _within(findings.study.group, "takers"), "takers", frame, takers(frame, seed))


def _within(group: str, part: str) -> str:
    """A part of a study's people: `takers` of all, `service:own-coach/sex:f` of a service's."""
    return part if group == "all" else f"{group}/{part}"


def _groups(findings: Findings, outcome: Outcome, frame: Any, seed: int) -> None:
    """The main design in each group, p by Holm over all of the outcome's groups."""
    own = Findings(findings.study)
    for name, column, values in GROUPS:
        part = frame[frame[column].isin(values)]
        if findings.study.kind == "service":
            part = with_counterparts(part)
        if part["treated"].nunique() < 2:
            continue
        asked = question_of(findings.study, part, outcome.days, seed)
        group = _within(findings.study.group, name)
        _try(own, outcome, group, "group", part, asked)
    for one, p in zip(own.found, holm([one.p for one in own.found]), strict=True):
        findings.found.append(replace(one, p=p))


def _placebo(findings: Findings, frame: Any, payer: Payer, seed: int) -> None:
    """The main design on days at work of a time before day 0, on which nothing can have had an effect.

    A draw, of people or of starts, is tried on the window just before; services on the one before that, because the
    nearer one is among what they are made alike by; areas on the step from the one to the other.
    """
    study = findings.study
    days = study.main_days
    past = Outcome(f"employed-days-{days}d", "employed-days", None, days)
    before = "before_" if study.kind in ("draw", "staggered") else "earlier_"
    name = f"placebo-{past.name}"
    placed = frame.assign(outcome=past.of(frame, payer, before))
    if study.kind == "area":
        placed = frame.assign(
            outcome=past.of(frame, payer, "before_"), outcome_before=past.of(frame, payer, "earlier_")
        )
    _try(findings, past, study.group, "placebo", placed, question_of(study, placed, days, seed), name)
