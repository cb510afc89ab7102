"""The kinds of values of a pilot file: each says in a sentence what it wants when it gets something else."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, NamedTuple

from pydantic import PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from polku.base import BASIS_POINTS, DAY_MAX, DAY_MIN, basis_points, cents
from polku.definition._expression import Expression, parse_expression
from polku.definition._tree import Refused

COMPLAINT = "polku"
MOST_DAYS = 36_500  # a hundred years
MOST_WHOLE = 10**9
MOST_CENTS = 10**12
_NUMBER = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,9})?\Z")
_SHARE = re.compile(r"(-?[0-9]{1,6}(?:\.[0-9]{1,6})?) ?%\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


class Complaint(NamedTuple):
    """What is wrong with a value, the cure, and where inside the value it is."""

    message: str
    cure: str
    at: tuple[str | int, ...] = ()


def refuse(*complaints: Complaint) -> PydanticCustomError:
    """The error that carries complaints out of a validator."""
    return PydanticCustomError(COMPLAINT, "not as it should be", {"complaints": complaints})


def shown(value: object) -> str:
    """A value as the file has it, for a sentence."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "keys with values"
    if isinstance(value, list | tuple):
        return "a list"
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"


def line_of_text(value: object) -> str:
    """A text that is not blank."""
    if isinstance(value, str) and value.strip():
        return value.strip()
    cure = "Put it in quotes." if isinstance(value, int | date) else "Write a text."
    raise refuse(Complaint(f"{shown(value) or 'An empty text'} is no text.", cure))


def _matching(pattern: str, what: str, example: str) -> Callable[[object], str]:
    form = re.compile(pattern + r"\Z")

    def check(value: object) -> str:
        if isinstance(value, str) and form.match(value):
            return value
        quoted = isinstance(value, int) and not isinstance(value, bool) and form.match(str(value))
        cure = f'Put it in quotes: "{value}".' if quoted else f"It looks like {example}."
        raise refuse(Complaint(f"{shown(value)} is no {what}.", cure))

    return check


def _whole(least: int, most: int) -> Callable[[object], int]:
    def check(value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise refuse(Complaint(f"{shown(value)} is no whole number.", f"Write one from {least}, without quotes."))
        if value < least:
            sign = "is negative" if value < 0 else f"is below {least}"
            raise refuse(Complaint(f"{value} {sign}.", f"Write a whole number from {least}."))
        if value > most:
            raise refuse(Complaint(f"{value} is above {most}.", f"Write a whole number up to {most}."))
        return value

    return check


def _day(value: object) -> date:
    if isinstance(value, str) and _DAY.match(value):
        try:
            date.fromisoformat(value)
        except ValueError:
            raise refuse(Complaint(f"{value} is no day of the calendar.", "Write one that is.")) from None
        raise refuse(Complaint(f'"{value}" is a text.', f"Write {value} without quotes."))
    if not isinstance(value, date):
        raise refuse(Complaint(f"{shown(value)} is no day.", "Write it as 2021-03-01."))
    if not DAY_MIN <= value <= DAY_MAX:
        raise refuse(Complaint(f"{value} lies outside {DAY_MIN} … {DAY_MAX}.", "Write a day between them."))
    return value


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    raise refuse(Complaint(f"{shown(value)} is neither true nor false.", "Write true or false."))


def number(value: object, what: str, example: str) -> Decimal:
    """A whole number or a decimal text as an exact number that is not negative."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not _NUMBER.match(value):
        raise refuse(Complaint(f"{shown(value)} is no {what}.", f"Write it with a decimal point, as {example}."))
    if value.startswith("-"):
        raise refuse(Complaint(f"{value} is negative.", "Write a number from 0."))
    return Decimal(value)


def euro(value: object) -> int:
    """Euros with at most two decimals as whole cents."""
    exact = number(value, "sum in euros", "1200.00")
    try:
        amount = cents(exact)
    except ValueError:
        raise refuse(Complaint(f"{value} has more than two decimals.", "Round it to the cent.")) from None
    if amount > MOST_CENTS:
        raise refuse(Complaint(f"{value} is more than {MOST_CENTS // 100} euros.", "Write less."))
    return amount


def _fraction(value: object) -> Decimal:
    """`12.5 %` or 0.125 as 0.125, whatever its size and sign."""
    if isinstance(value, str) and (match := _SHARE.match(value)):
        return Decimal(match[1]) / 100
    if isinstance(value, str) and _NUMBER.match(value):
        return Decimal(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    raise refuse(Complaint(f"{shown(value)} is no share.", "Write it as 12.5 % or as a fraction, 0.125."))


def _points(value: object, fraction: Decimal) -> int:
    try:
        return basis_points(fraction)
    except ValueError:
        cure = "Round it to two decimals of a per cent."
        raise refuse(Complaint(f"{value} is finer than a hundredth of a per cent.", cure)) from None


def share(value: object) -> int:
    """A share of 0-100 % as whole basis points."""
    fraction = _fraction(value)
    if not 0 <= fraction <= 1:
        cure = f"Write {value} %, or a fraction from 0 to 1." if "%" not in str(value) and 1 < fraction <= 100 else (
            "Write a share from 0 % to 100 %.")  # fmt: skip
        raise refuse(Complaint(f"{value} lies outside 0-100 %.", cure))
    return _points(value, fraction)


def _change(value: object) -> int:
    """A change in basis points, which may be negative."""
    fraction = _fraction(value)
    if abs(fraction) > 10:
        raise refuse(Complaint(f"{value} is a change of more than 1000 %.", "Write it as -10 %."))
    return _points(value, fraction)


def _quantity(most: int) -> Callable[[object], Decimal]:
    def check(value: object) -> Decimal:
        exact = number(value, "number", "37.5")
        if exact * 100 != (exact * 100).to_integral_value():
            raise refuse(Complaint(f"{value} has more than two decimals.", "Round it to two."))
        if exact > most:
            raise refuse(Complaint(f"{value} is above {most}.", f"Write a number up to {most}."))
        return exact

    return check


def _expression(value: object) -> Expression:
    text = line_of_text("true" if value is True else "false" if value is False else value)
    try:
        return parse_expression(text)
    except Refused as refused:
        raise refuse(Complaint(refused.message, refused.cure)) from None


def _schema(**schema: Any) -> WithJsonSchema:
    return WithJsonSchema(schema)


def _form(pattern: str) -> WithJsonSchema:
    return _schema(type="string", pattern=f"^{pattern}$")


ID = r"[a-z0-9]+(-[a-z0-9]+)*"
WORD = r"[a-z0-9]+([_-][a-z0-9]+)*"
MONEY_SCHEMA: dict[str, Any] = {
    "anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "pattern": r"^[0-9]+(\.[0-9]{1,2})?$"}]
}
SHARE_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "number", "minimum": 0, "maximum": 1},
        {"type": "string", "pattern": r"^([0-9]+(\.[0-9]+)? ?%|[01](\.[0-9]+)?)$"},
    ]
}
_number_schema = _schema(type="number", minimum=0)
_change_schema = _schema(anyOf=[{"type": "number"}, {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)? ?%?$"}])

Line = Annotated[str, PlainValidator(line_of_text), _schema(type="string", minLength=1)]
Id = Annotated[str, PlainValidator(_matching(ID, "id", "job-90: lower-case letters, digits and hyphens")), _form(ID)]
Word = Annotated[str, PlainValidator(_matching(WORD, "code word", "plan_accepted, in lower case")), _form(WORD)]
Language = Annotated[str, PlainValidator(_matching("[a-z]{2,3}", "language code", "fi or sms")), _form("[a-z]{2,3}")]
Code = Annotated[str, PlainValidator(_matching("[0-9]{3}", "municipality code", '"837"')), _form("[0-9]{3}")]
BusinessId = Annotated[
    str, PlainValidator(_matching("[0-9]{7}-[0-9]", "business id", "1234567-1")), _form("[0-9]{7}-[0-9]")
]
Day = Annotated[date, PlainValidator(_day), _schema(type="string", format="date")]
Flag = Annotated[bool, PlainValidator(_flag), _schema(type="boolean")]
Count = Annotated[int, PlainValidator(_whole(0, MOST_WHOLE)), _schema(type="integer", minimum=0)]
CountFromOne = Annotated[int, PlainValidator(_whole(1, MOST_WHOLE)), _schema(type="integer", minimum=1)]
Days = Annotated[int, PlainValidator(_whole(0, MOST_DAYS)), _schema(type="integer", minimum=0, maximum=MOST_DAYS)]
DaysFromOne = Annotated[
    int, PlainValidator(_whole(1, MOST_DAYS)), _schema(type="integer", minimum=1, maximum=MOST_DAYS)
]
Year = Annotated[int, PlainValidator(_whole(1900, 2100)), _schema(type="integer", minimum=1900, maximum=2100)]
Euro = Annotated[int, PlainValidator(euro), WithJsonSchema(MONEY_SCHEMA)]
Share = Annotated[int, PlainValidator(share), WithJsonSchema(SHARE_SCHEMA)]
Change = Annotated[int, PlainValidator(_change), _change_schema]
Hours = Annotated[Decimal, PlainValidator(_quantity(168)), _number_schema]
Quantity = Annotated[Decimal, PlainValidator(_quantity(MOST_WHOLE)), _number_schema]
Condition = Annotated[Expression, PlainValidator(_expression), _schema(type=["string", "boolean"])]


def percent(points: int) -> str:
    """Basis points as people write a share: 1250 is 12.5 %."""
    return f"{(Decimal(points) * 100 / BASIS_POINTS).normalize():f} %"


def same_twice(values: Sequence[str]) -> list[int]:
    """Where a list says again what it has said."""
    return [place for place, value in enumerate(values) if value in values[:place]]
