"""What all parts of a pilot file share: frozen, no unknown keys, texts in three languages, periods."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from polku.base import Period
from polku.definition._scalars import Complaint, Day, Flag, Line, refuse, shown


class Keys(BaseModel):
    """Keys with values, frozen; an unknown key is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


class Part(Keys):
    """A part of a pilot that may be invented."""

    invented: Flag = False
    """True where the documents do not tell it; all that is computed from it says so."""


class Text(Keys):
    """A text in Finnish and, where given, in Swedish and English. One plain text is Finnish."""

    fi: Line
    sv: Line | None = None
    en: Line | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_text_is_finnish(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"fi": value}
        if not isinstance(value, dict):
            cure = "Write a Finnish text (a number in quotes), or {fi: …, sv: …, en: …}."
            raise refuse(Complaint(f"{shown(value)} is no text.", cure))
        return value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """A plain text, or texts by language."""
        return {"anyOf": [{"type": "string", "minLength": 1}, handler.resolve_ref_schema(handler(schema))]}

    def in_language(self, language: str) -> str:
        """The text in `fi`, `sv` or `en`; the Finnish one where there is no other."""
        return {"sv": self.sv, "en": self.en}.get(language) or self.fi


@dataclass(frozen=True, slots=True)
class OpenPeriod(Period):
    """A period whose end may be left out when it is not known."""

    start: Day
    end: Day | None = None
    __pydantic_config__ = ConfigDict(extra="forbid")

    def __post_init__(self) -> None:
        _check_order(self)


@dataclass(frozen=True, slots=True)
class ClosedPeriod(Period):
    """A period with both its days."""

    start: Day
    end: Day
    __pydantic_config__ = ConfigDict(extra="forbid")

    def __post_init__(self) -> None:
        _check_order(self)


def _check_order(period: Period) -> None:
    if period.end is not None and period.end < period.start:
        message = f"The period ends on {period.end}, before it starts on {period.start}."
        raise refuse(Complaint(message, "Write an end that is not before the start.", ("end",)))
