"""An amendment of a contract as sentences: from when, for whom, why, and what is new."""

from __future__ import annotations

from collections.abc import Iterator

from polku.definition._contract import LIMITS, Amendment, Changes
from polku.definition._describe_fees import fee_sentence
from polku.definition._words import Speaker


def amendment_lines(amendment: Amendment, speaker: Speaker) -> Iterator[str]:
    """The amendment's first line, then each of its fees and each fee that ends."""
    changes = amendment.changes
    why = amendment.reason.in_language(speaker.language)
    said = [
        speaker.say("amended", day=speaker.day(amendment.from_), why=why),
        speaker.say("amended_for", day=speaker.day(amendment.first_start)),
        *(_limit(name, getattr(changes, name), speaker) for name in LIMITS if name in changes.model_fields_set),
        *_conditions(changes, speaker),
    ]
    yield "; ".join(said)
    for fee in changes.fees:
        yield f" {fee.id}: {fee_sentence(fee, speaker)}"
    for name in changes.without:
        yield " " + speaker.say("no_longer", name=name)


def _limit(name: str, value: int | None, speaker: Speaker) -> str:
    if value is None:
        return speaker.say(f"without_{name}")
    return speaker.say(name, n=value) if name == "max_participants" else speaker.say(name, eur=speaker.money(value))


def _conditions(changes: Changes, speaker: Speaker) -> Iterator[str]:
    if changes.services:
        yield speaker.say("services_are", names=", ".join(changes.services))
    if changes.period_end is not None:
        yield speaker.say("starts_until", day=speaker.day(changes.period_end))
    if changes.tail_days is not None:
        yield speaker.say("tail", n=changes.tail_days)
    if changes.attribution is not None:
        yield speaker.say(changes.attribution)
    if changes.former_employer_days is not None:
        yield speaker.say(
            "former_employer" if changes.former_employer_days else "any_employer", n=changes.former_employer_days
        )
    if changes.accepts is not None:
        yield speaker.say("accepts", names=", ".join(speaker.say(source) for source in changes.accepts))
