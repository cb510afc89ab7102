"""The words of statements and invoices, and how a language writes sums and days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from polku.base import euros, finnish_day
from polku.definition import (
    DeliveryFee,
    EarningsFee,
    EducationFee,
    EmploymentFee,
    Fee,
    MilestoneFee,
    ResultRateFee,
    Text,
    read_yaml,
)
from polku.settlement._lines import Language

STATEMENTS = Path(__file__).parent / "statements"
LANGUAGES: tuple[Language, ...] = ("fi", "sv", "en")
NO_BREAK = "\u00a0"


@cache
def _texts(lang: Language) -> Mapping[str, str]:
    texts: dict[str, str] = read_yaml(STATEMENTS / f"{lang}.yaml").plain()
    return texts


@dataclass(frozen=True, slots=True)
class StatementWords:
    """A language's texts and its forms of sums, rates and days."""

    lang: Language

    def say(self, key: str, **values: Any) -> str:
        """The text under the key, with values put in. KeyError for a key that is not there."""
        return _texts(self.lang)[key].format(**values)

    def euros(self, cents: int) -> str:
        """A sum of money to the cent, with a true minus sign."""
        text = f"{euros(abs(cents)):,.2f}"
        minus = "−" if cents < 0 else ""
        if self.lang == "en":
            return f"{minus}€{text}"
        return minus + text.replace(",", NO_BREAK).replace(".", ",") + f"{NO_BREAK}€"

    def percent(self, basis_points: int) -> str:
        """A rate: 25,5 %, in English 25.5%."""
        text = f"{(Decimal(basis_points) / 100).normalize():f}"
        return f"{text}%" if self.lang == "en" else text.replace(".", ",") + f"{NO_BREAK}%"

    def day(self, day: date) -> str:
        """14.6.2024, in English 14 June 2024."""
        if self.lang == "en":
            return f"{day.day}{NO_BREAK}{self.say('months').split()[day.month - 1]} {day.year}"
        return finnish_day(day)


def fee_text(fee: Fee) -> Text:
    """What the fee is paid for, in a few words of each language; without amounts and without anything of a client."""
    fi, sv, en = (_fee_words(fee, StatementWords(lang)) for lang in LANGUAGES)
    return Text(fi=fi, sv=sv, en=en)


def _fee_words(fee: Fee, words: StatementWords) -> str:
    if isinstance(fee, MilestoneFee):
        return words.say("fee_milestone", milestone=fee.milestone)
    if isinstance(fee, DeliveryFee):
        return words.say("fee_delivery", unit=fee.unit)
    if isinstance(fee, EmploymentFee):
        return words.say("fee_employment", days=fee.days, window=fee.window_days)
    if isinstance(fee, EducationFee):
        return words.say("fee_education", window=fee.window_days)
    if isinstance(fee, EarningsFee):
        if fee.share is not None:
            return words.say("fee_share", share=words.percent(fee.share), window=fee.window_days)
        return words.say("fee_earnings", threshold=words.euros(fee.threshold or 0), window=fee.window_days)
    if isinstance(fee, ResultRateFee):
        return words.say("fee_result_rate", of=fee.of)
    return words.say("fee_start")
