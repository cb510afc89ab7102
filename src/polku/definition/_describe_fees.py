"""Each fee criterion as a sentence that the two parties of the contract can check."""

from __future__ import annotations

from collections.abc import Callable

from polku.definition._amounts import Amount
from polku.definition._contract import (
    DeliveryFee,
    EarningsFee,
    EducationFee,
    EmploymentFee,
    Fee,
    MilestoneFee,
    ResultRateFee,
)
from polku.definition._self_billing import SelfBilling
from polku.definition._words import Speaker


def fee_sentence(fee: Fee, speaker: Speaker) -> str:
    """What the fee pays and when, with every option that decides."""
    parts = [_paid_for(fee, speaker)]
    if isinstance(fee, EmploymentFee):
        parts += _employment(fee, speaker)
    elif isinstance(fee, EarningsFee):
        parts.append(speaker.say("subsidised" if fee.subsidised else "unsubsidised"))
    elif isinstance(fee, DeliveryFee) and fee.max_quantity is not None:
        parts.append(speaker.say("max_quantity", n=speaker.number(fee.max_quantity)))
    elif isinstance(fee, ResultRateFee):
        parts.append(speaker.say(fee.cohort, n=fee.settled_after_days))
        if fee.min_participants:
            parts.append(speaker.say("min_participants", n=fee.min_participants))
    if not isinstance(fee, ResultRateFee) and fee.ladder is not None:
        parts.append(speaker.say("ladder", name=fee.ladder))
    return "; ".join(parts)


def _paid_for(fee: Fee, speaker: Speaker) -> str:
    amount = amount_text(fee.amount, speaker.money, speaker) if fee.amount is not None else ""
    if isinstance(fee, MilestoneFee):
        reached = speaker.say("fee_milestone", amount=amount, milestone=fee.milestone)
        limit = speaker.say("within_days", n=fee.within_days) if fee.within_days is not None else ""
        return f"{reached} {limit}".strip()
    if isinstance(fee, DeliveryFee):
        return speaker.say("fee_delivery", amount=amount, unit=speaker.word("unit", fee.unit))
    if isinstance(fee, EmploymentFee):
        return speaker.say("fee_employment", amount=amount, days=fee.days, window=fee.window_days)
    if isinstance(fee, EducationFee):
        return speaker.say("fee_education", amount=amount, window=fee.window_days)
    if isinstance(fee, EarningsFee) and fee.share is not None:
        return speaker.say("fee_share", share=speaker.share(fee.share), window=fee.window_days)
    if isinstance(fee, EarningsFee):
        threshold = speaker.money(fee.threshold or 0)
        return speaker.say("fee_earnings", amount=amount, threshold=threshold, window=fee.window_days)
    if isinstance(fee, ResultRateFee):
        expected = amount_text(fee.expected, speaker.share, speaker)
        return speaker.say("fee_result_rate", amount=amount, of=fee.of, expected=expected)
    return speaker.say("fee_start", amount=amount)


def _employment(fee: EmploymentFee, speaker: Speaker) -> list[str]:
    counted = speaker.say(fee.counting)
    if fee.counting == "continuous" and fee.max_gap_days:
        counted += f" ({speaker.say('gap', n=fee.max_gap_days)})"
    return [
        counted,
        *([speaker.say("hours", n=speaker.number(fee.min_weekly_hours))] if fee.min_weekly_hours else []),
        speaker.say("subsidised" if fee.subsidised else "unsubsidised"),
        speaker.say("self_employed" if fee.self_employed else "not_self_employed"),
    ]


def self_billing_parts(consent: SelfBilling, speaker: Speaker) -> list[str]:
    """On what terms the organiser writes the provider's invoices."""
    days = consent.payment_terms_days
    return [
        speaker.say("self_billing", day=speaker.day(consent.consent), reference=consent.reference),
        speaker.say("payment_terms_one" if days == 1 else "payment_terms", n=days),
        speaker.say("buyer_reference", text=consent.buyer_reference),
        speaker.say(f"vat_{consent.vat}"),
    ]


def amount_text(amount: Amount, value: Callable[[int], str], speaker: Speaker) -> str:
    """One number, or numbers by band, or either from each date on."""
    said = []
    for day in amount.days():
        parts = {part.band: part.value for part in amount.parts if part.begins == day}
        bands = ", ".join(
            value(number) if band is None else f"{speaker.word('band', band)} {value(number)}"
            for band, number in parts.items()
        )
        said.append(bands if day is None else speaker.say("from_day", day=speaker.day(day), what=bands))
    return "; ".join(said)
