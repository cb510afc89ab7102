"""What is asked of `estimation` for each kind of study, and in which form the rows are handed over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from polku.estimation import Design, Estimate, Question, balance_of
from polku.evaluation._people import COVARIATES
from polku.evaluation._studies import Study


def question_of(study: Study, frame: Any, days: int, seed: int) -> Question:
    """The question of the study's main design about the column `outcome`, for windows of so many days."""
    if study.kind == "draw":
        return drawn(frame, seed)
    if study.kind == "service":
        return like_people(frame, seed)
    if study.kind == "area":
        return Question(
            design="did", outcome="outcome", treatment="treated", unit="row", time="time", cluster="municipality",
            seed=seed,
        )  # fmt: skip
    return Question(
        design="staggered", outcome="outcome", treatment="begins", unit="municipality", time="step", drawn=True,
        lead=study.waves.lead(days) if study.waves is not None else 0, seed=seed,
    )  # fmt: skip


def drawn(frame: Any, seed: int) -> Question:
    """The arms of a draw, within its blocks."""
    block = "block" if frame["block"].nunique() > 1 else None
    return Question(design="randomised", outcome="outcome", treatment="treated", block=block, seed=seed)


def takers(frame: Any, seed: int) -> Question:
    """The effect on those who came because they were drawn."""
    block = ("block",) if frame["block"].nunique() > 1 else ()
    return Question(design="iv", outcome="outcome", treatment="took", instrument="treated", covariates=block, seed=seed)


def like_people(frame: Any, seed: int, design: Design = "aipw") -> Question:
    """Those who began beside people like them."""
    asked = tuple(name for name in (*COVARIATES, "quarter") if frame[name].nunique() > 1)
    return Question(design=design, outcome="outcome", treatment="treated", covariates=asked, seed=seed)


def rows_for(question: Question, frame: Any) -> Any:
    """The rows as the design takes them: did two a person, staggered one a municipality and day, others as they are."""
    import pandas as pd

    if question.design == "staggered":
        return frame.groupby(["municipality", "step", "begins"], as_index=False)["outcome"].mean()
    if question.design == "did":
        last = frame.assign(time=1, row=range(len(frame)))
        first = last.assign(time=0, outcome=last["outcome_before"])
        return pd.concat([first, last], ignore_index=True)
    return frame


def with_balance(made: Estimate, frame: Any, study: Study, days: int) -> Estimate:
    """The estimate with the covariates of its people where the design looks at none.

    Of a staggered start the people of municipalities on their own first day are set beside those of municipalities
    whose start lies farther ahead, on the same days.
    """
    if made.balance or not len(frame):
        return made
    if study.waves is not None:
        ahead = frame["begins"] - frame["step"] > study.waves.lead(days)
        days_of_start = frame.loc[frame["treated"] == 1, "step"]
        frame = frame[(frame["treated"] == 1) | (ahead & frame["step"].isin(days_of_start))]
    if frame["treated"].nunique() < 2:
        return made
    known = tuple(name for name in COVARIATES if frame[name].nunique() > 1)
    asked = Question(design="randomised", outcome="outcome", treatment="treated", covariates=known)
    return replace(made, balance=balance_of(frame, asked))
