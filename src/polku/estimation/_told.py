"""An estimate in words, for people: the figure, what may be concluded, what it rests on, and what to be careful of."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from polku import page
from polku.estimation._question import Question
from polku.estimation._result import Estimate, Part, Said
from polku.page import Language, texts


@dataclass(frozen=True, slots=True)
class Words(page.Words):
    """One language: the room's texts, and figures with four significant digits."""

    folder: ClassVar[Path] = Path(__file__).parent / "texts"

    def figure_of(self, value: float) -> str:
        """A number with four significant digits; whole where it has more."""
        if not math.isfinite(value):
            return "–"
        places = 0 if abs(value) >= 1000 else 4 if value == 0 else max(0, 3 - math.floor(math.log10(abs(value))))
        text = f"{value:,.{min(places, 8)}f}"
        return self.written(text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")

    def p_of(self, value: float) -> str:
        """A p with three decimals, and its sign before it."""
        if not math.isfinite(value):
            return "–"
        return self.written(f"= {value:.3f}" if value >= 0.001 else "< 0.001")

    def of(self, said: Said) -> str:
        """A sentence with its values."""
        return self.say(said.key, **{name: self._value(name, one) for name, one in said.values.items()})

    def by(self, text: str) -> str:
        """A method or a kind of standard error, which estimates name in English, in the language."""
        english, own = texts(self.folder, "en"), texts(self.folder, self.lang)
        for key in (one for one in english if one.startswith("by.")):
            text = text.replace(english[key], own[key])
        return text

    def _value(self, name: str, value: object) -> str:
        if name == "p" and isinstance(value, float):
            return self.p_of(value)
        if isinstance(value, Said):
            return self.of(value)
        if isinstance(value, int):
            return self.number(value)
        return self.figure_of(value) if isinstance(value, float) else str(value)


def say(said: Said, lang: Language = "fi") -> str:
    """The sentence in a language (fi, sv, en)."""
    return Words(lang).of(said)


def by(text: str, lang: Language = "fi") -> str:
    """A method or a kind of standard error, as an Estimate names it in English, in a language (fi, sv, en)."""
    return Words(lang).by(text)


def verdict_of(found: Estimate, question: Question) -> Said:
    """What may be concluded, as a sentence; the first check that failed comes before the interval."""
    names: dict[str, object] = {"treatment": question.treatment, "outcome": question.outcome}
    if found.failed:
        return Said(f"verdict.{found.failed[0]}")
    if not (math.isfinite(found.low) or math.isfinite(found.high)):
        return Said("verdict.no-interval")
    if found.verdict == "cannot_tell":
        return Said("verdict.cannot_tell")
    if found.design == "survival":
        return Said("verdict.sooner" if found.verdict == "raises" else "verdict.later", names)
    return Said(f"verdict.{found.verdict}", names)


def told(found: Estimate, question: Question, lang: Language = "fi") -> list[str]:
    """The estimate as lines of text in a language (fi, sv, en)."""
    words = Words(lang)
    return [
        *_figure(found, question, words),
        *_list(words.say("concludes"), [words.of(verdict_of(found, question))]),
        *_list(words.say("careful"), [words.of(one) for one in found.warnings]),
        *_list(words.say("rests"), [words.of(one) for one in found.assumptions]),
        *_list(words.say("beside"), [words.of(one) for one in found.notes]),
        *_list(words.say("parts"), [_part(one, words) for one in found.parts]),
        *_list(words.say("balance"), list(_balance(found, words))),
    ]


def _figure(found: Estimate, question: Question, words: Words) -> Iterator[str]:
    design = words.say(f"design.{found.design}")
    names = {"outcome": question.outcome, "treatment": question.treatment}
    yield words.say("title", design=design, **names)
    level = words.percent(f"{100 * (1 - found.alpha):.10g}")
    low, high, value = (words.figure_of(one) for one in (found.low, found.high, found.estimate))
    yield words.say("effect", estimate=value, low=low, high=high, level=level, outcome=question.outcome)
    yield words.say("error", se=words.figure_of(found.se), kind=words.by(found.se_kind), p=words.p_of(found.p))
    yield words.say(
        "groups",
        treated=words.number(found.n_treated),
        comparison=words.number(found.n_comparison),
        outcome=question.outcome,
        mean=words.figure_of(found.comparison_mean),
    )
    yield words.say("method", method=words.by(found.method))


def _list(heading: str, lines: list[str]) -> list[str]:
    return ["", f"{heading}:", *(f"- {line}" for line in lines)] if lines else []


def _part(one: Part, words: Words) -> str:
    low, high, value = (words.figure_of(end) for end in (one.low, one.high, one.estimate))
    if not (math.isfinite(one.low) and math.isfinite(one.high)):
        return words.say("part.alone", name=one.name, estimate=value)
    if one.name.startswith("group "):
        return words.say("part.group", name=one.name, estimate=value, low=low, high=high, p=words.p_of(one.p))
    return words.say("part", name=one.name, estimate=value, low=low, high=high)


def _balance(found: Estimate, words: Words) -> Iterator[str]:
    for row in found.balance:
        figures: dict[str, Any] = {"covariate": row.covariate, "before": words.figure_of(round(row.before, 3))}
        if row.after is None:
            yield words.say("balance.row", **figures)
        else:
            yield words.say("balance.row-after", after=words.figure_of(round(row.after, 3)), **figures)
