"""The words of statements and invoices, and how a language writes sums and days."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from polku.base import euros
from polku.definition import (
    DeliveryFee,
    EarningsFee,
    EducationFee,
    EmploymentFee,
    Fee,
    MilestoneFee,
    ResultRateFee,
    Text,
)
from polku.page import LANGUAGES, Words

STATEMENTS = Path(__file__).parent / "statements"


@dataclass(frozen=True, slots=True)
class StatementWords(Words):
    """A language's texts and its forms of sums, rates and days."""

    folder: ClassVar[Path] = STATEMENTS

    def euros(self, cents: int) -> str:
        """A sum of money to the cent, with a true minus sign."""
        return ("−" if cents < 0 else "") + self.money(f"{euros(abs(cents)):,.2f}")


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
            return words.say("fee_share", share=words.rate(fee.share), window=fee.window_days)
        return words.say("fee_earnings", threshold=words.euros(fee.threshold or 0), window=fee.window_days)
    if isinstance(fee, ResultRateFee):
        return words.say("fee_result_rate", of=fee.of)
    return words.say("fee_start")
