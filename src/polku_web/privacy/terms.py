"""How long each kind of data is kept: read from a file of rules, strictly."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from polku_web.base.keeping import Term

SHIPPED = Path(__file__).with_name("terms.yaml")


class Rule(BaseModel):
    """How long a kind of data is kept after the last day, who decided it and why."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    months: int = Field(ge=1, le=1200)
    decided_by: Literal["law", "organiser"]
    basis: str = Field(min_length=10)
    unverified: bool = False


class Rules(BaseModel):
    """The rules of all kinds of data."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    notice_days: int = Field(ge=14)
    log_months: int = Field(ge=12)
    file_days: int = Field(default=30, ge=7)
    terms: dict[Term, Rule]

    @model_validator(mode="after")
    def each_kind(self) -> Rules:
        """Every kind has a rule: nothing is kept for ever by mistake."""
        if missing := sorted(set(Term) - set(self.terms)):
            raise ValueError(f"no rule for {', '.join(missing)}")
        return self

    def ends(self, term: Term, last_day: date) -> date:
        """The day from which the kind is removed, when the person was a client until `last_day`."""
        return months_after(last_day, self.terms[term].months)


def rules() -> Rules:
    """The rules of the file that RETENTION_TERMS names, or those that ship."""
    return _read(Path(settings.RETENTION_TERMS) if settings.RETENTION_TERMS else SHIPPED)


@lru_cache(maxsize=8)
def _read(path: Path) -> Rules:
    """Raises ImproperlyConfigured that says what is wrong and where."""
    try:
        return Rules.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ImproperlyConfigured(f"RETENTION_TERMS names {path.name}, which cannot be read.") from error
    except yaml.YAMLError as error:
        raise ImproperlyConfigured(f"RETENTION_TERMS: {path.name} is no YAML: {error}") from error
    except ValidationError as error:
        told = "; ".join(f"{'.'.join(map(str, one['loc'])) or 'file'}: {one['msg']}" for one in error.errors())
        raise ImproperlyConfigured(f"RETENTION_TERMS: {path.name}: {told}") from error


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month; the calendar's last day at most."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
