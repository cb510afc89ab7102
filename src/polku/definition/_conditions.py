"""A condition in plain words, where its form is known: comparisons of the person's columns, lists, and, or, not."""

from __future__ import annotations

from collections.abc import Callable

import sqlglot
from sqlglot import exp

from polku.definition._expression import COLUMNS, Expression
from polku.definition._law import benefits, statuses
from polku.definition._municipalities import known
from polku.definition._municipalities import name as municipality_name
from polku.definition._words import Language, Speaker

_SIGNS: dict[type[exp.Expr], str] = {
    exp.LT: "under",
    exp.LTE: "at_most",
    exp.GT: "over",
    exp.GTE: "at_least",
    exp.EQ: "is",
    exp.NEQ: "is_not",
}
_MIRRORED: dict[type[exp.Expr], type[exp.Expr]] = {exp.LT: exp.GT, exp.LTE: exp.GTE, exp.GT: exp.LT, exp.GTE: exp.LTE}


class _Untold(Exception):  # noqa: N818 - nothing is wrong: there are no words for it
    """A form that has no plain words, such as a sum or two columns side by side."""


def condition_text(expression: Expression, speaker: Speaker) -> str:
    """The condition in words with the text as written behind it; the text alone where its form has no words."""
    tree = sqlglot.parse_one(expression.text, dialect="duckdb")
    written = " ".join(expression.text.split())
    try:
        return f"{_Teller(speaker).tell(tree)} ({written})"
    except _Untold:
        return written


def condition_in_words(expression: Expression, language: Language) -> str:
    """The condition in plain words of `fi`, `sv` or `en`; as it was written where its form has none."""
    try:
        return _Teller(Speaker(language)).tell(sqlglot.parse_one(expression.text, dialect="duckdb"))
    except _Untold:
        return " ".join(expression.text.split())


def column_in_words(column: str, language: Language) -> str:
    """What a column of `persons_at` tells, in plain words of `fi`, `sv` or `en`: what is missing when it is null."""
    speaker = Speaker(language)
    of = speaker.word("col_of", column)
    return of if of != column else speaker.word("col", column)


def value_in_words(kind: str, value: str, language: Language) -> str:
    """The word for a value of a short list of pilot files (`language`, `unit`, `milestone`); the value when none."""
    return Speaker(language).word(kind, value)


class _Teller:
    """Tells the tree of one expression, which the parser of expressions has accepted, in one language."""

    def __init__(self, speaker: Speaker) -> None:
        self.speaker, self.say, self.language = speaker, speaker.say, speaker.language

    def tell(self, node: exp.Expr) -> str:
        """The words of a condition."""
        if isinstance(node, exp.Paren):
            return self.tell(node.this)
        if isinstance(node, exp.And | exp.Or):
            return self._joined(node)
        if isinstance(node, exp.Not):
            return self._negated(node.this)
        if isinstance(node, exp.Column):
            return self._flag(node, holds=True)
        return self._statement(node, holds=True)

    def _joined(self, node: exp.And | exp.Or) -> str:
        word = self.say("cond_and" if isinstance(node, exp.And) else "cond_or")
        parts = []
        for side in (node.this, node.expression):
            inner = side.unnest()
            told = self.tell(side)
            mixed = isinstance(inner, exp.And | exp.Or) and type(inner) is not type(node)
            parts.append(f"({told})" if mixed else told)
        return f"{parts[0]} {word} {parts[1]}"

    def _negated(self, node: exp.Expr) -> str:
        inner = node.unnest()
        if isinstance(inner, exp.Column):
            return self._flag(inner, holds=False)
        if isinstance(inner, exp.In | exp.Between | exp.Is):
            return self._statement(inner, holds=False)
        return self.say("cond_not", what=self.tell(inner))

    def _flag(self, node: exp.Column, *, holds: bool) -> str:
        """A column that is true or false by itself: `unemployed`."""
        if COLUMNS.get(node.name) != "boolean":
            raise _Untold
        return self.say(f"col_{node.name}" if holds else f"col_not_{node.name}")

    def _statement(self, node: exp.Expr, *, holds: bool) -> str:
        if isinstance(node, exp.Is):
            return self.say("cond_unknown" if holds else "cond_known", column=self._column(node.this))
        if isinstance(node, exp.In):
            names = ", ".join(self._value(node.this, value) for value in node.expressions)
            return self.say("cond_in" if holds else "cond_not_in", column=self._column(node.this), names=names)
        if isinstance(node, exp.Between):
            low, high = (self._value(node.this, node.args[side]) for side in ("low", "high"))
            key = "cond_between" if holds else "cond_not_between"
            return self.say(key, column=self._column(node.this), low=low, high=high)
        if type(node) in _SIGNS:
            return self._compared(node)
        raise _Untold

    def _compared(self, node: exp.Expr) -> str:
        left, right, kind = node.this.unnest(), node.expression.unnest(), type(node)
        if isinstance(right, exp.Column):  # 30 > age
            left, right, kind = right, left, _MIRRORED.get(kind, kind)
        if isinstance(left, exp.Column) and isinstance(right, exp.Boolean) and kind in (exp.EQ, exp.NEQ):
            return self._flag(left, holds=bool(right.this) == (kind is exp.EQ))
        if (
            isinstance(left, exp.Column)
            and left.name == "status"
            and right.name == "none"
            and kind in (exp.EQ, exp.NEQ)
        ):
            return self.say("no_jobseeker" if kind is exp.EQ else "jobseeker")
        return self.say(f"cond_{_SIGNS[kind]}", column=self._column(left), value=self._value(left, right))

    def _column(self, node: exp.Expr) -> str:
        node = node.unnest()
        if not isinstance(node, exp.Column) or node.name not in COLUMNS:
            raise _Untold
        return self.say(f"col_{node.name}") if COLUMNS[node.name] != "boolean" else self.say(f"col_of_{node.name}")

    def _value(self, column: exp.Expr, node: exp.Expr) -> str:
        """A literal by its name in the language: a status, a benefit, a municipality, a language, a number."""
        node = node.unnest()
        if not isinstance(node, exp.Literal):
            raise _Untold
        text = str(node.this)
        if not node.is_string:
            return text if self.language == "en" else text.replace(".", ",")
        named = _NAMES.get(column.unnest().name)
        return named(text, self) if named is not None else f"”{text}”"


def _status(text: str, teller: _Teller) -> str:
    found = next((one.name.in_language(teller.language) for one in statuses() if one.status == text), None)
    return found.lower() if found is not None else teller.speaker.word("status", text)


def _benefit(text: str, teller: _Teller) -> str:
    found = next((one.name.in_language(teller.language) for one in benefits() if one.benefit == text), None)
    return found.lower() if found is not None else text


def _municipality(text: str, teller: _Teller) -> str:
    return municipality_name(text, teller.language) if known(text) else text


_NAMES: dict[str, Callable[[str, _Teller], str]] = {
    "status": _status,
    "benefit": _benefit,
    "municipality": _municipality,
    "native_language": lambda text, teller: teller.speaker.word("language", text),
    "sex": lambda text, teller: teller.speaker.word("sex", text),
    "risk_band": lambda text, teller: teller.speaker.word("band", text),
}
