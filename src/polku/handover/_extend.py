"""A pilot's end moves: its file with a later end, and what else is then to be decided."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

import yaml

from polku.base import DAY_MAX, PolkuError
from polku.definition import (
    Contract,
    Pilot,
    agreed_at,
    load_pilot,
    municipality_name,
    municipality_successor,
    require,
)
from polku.handover._edit import NewPilotFile, PilotText, checked
from polku.handover._words import Words
from polku.page import LANGUAGES, Language


def extend(
    name_or_path: str | Path, end: date, *, contracts: Sequence[str] = (), lang: Language = "fi"
) -> NewPilotFile:
    """The text of the pilot's file with its end on a later day, comments kept, and what is to be decided with it.

    contracts: ids of contracts that take clients up to the new end as well; each gets an amendment in force from the
    day after its old end, so that earlier participations keep their terms. Raises DefinitionError for a file with
    faults, MissingPart when it has no end, PolkuError for an end that is not later, or a contract that is not
    there or lasts as long already.
    """
    pilot = load_pilot(name_or_path)
    require(pilot, "period.end", "pilot extend")
    assert pilot.period is not None and pilot.period.end is not None  # noqa: S101, PT018 (require says so)
    old = pilot.period.end
    if end <= old:
        raise PolkuError(f"{pilot.pilot} ends on {old}; {end} is not later. Give --end a day after {old}.")
    source = PilotText(name_or_path)
    node = source.value("period", "end")
    assert node is not None  # noqa: S101 (the loader found it)
    source.set(node, end.isoformat())
    source.before_key("period", f"The end was {old} before it was moved.")
    for id in dict.fromkeys(contracts):
        _extend_contract(source, pilot, id, end)
    text = source.changed()
    extended = checked(text, source.path)
    return NewPilotFile(text, tuple(_to_decide(pilot, extended, set(contracts), Words(lang))))


def _extend_contract(source: PilotText, pilot: Pilot, id: str, end: date) -> None:
    """Write an amendment that moves the last day on which the contract takes clients."""
    places = {contract.id: i for i, contract in enumerate(pilot.contracts)}
    if id not in places:
        there = ", ".join(places) or "none"
        raise PolkuError(f"{pilot.pilot} has no contract {id}. Its contracts: {there}.")
    old = agreed_at(pilot.contracts[places[id]], DAY_MAX).period.end
    if end <= old:
        raise PolkuError(f"Contract {id} takes clients until {old} already; leave out --contract {id}.")
    node = source.value("contracts", places[id])
    assert isinstance(node, yaml.MappingNode)  # noqa: S101 (the loader found it)
    reasons = {lang: Words(lang).say("amended.reason", day=Words(lang).day(end)) for lang in LANGUAGES}
    reason = ", ".join(f"{lang}: {json.dumps(text, ensure_ascii=False)}" for lang, text in reasons.items())
    begins = old + timedelta(days=1)
    source.add_to(node, "amendments", f"{{from: {begins}, reason: {{{reason}}}, changes: {{period_end: {end}}}}}")


def _to_decide(old: Pilot, new: Pilot, extended: set[str], words: Words) -> Iterator[str]:
    """What the moved end leaves open, part by part, in sentences."""
    assert new.period is not None and new.period.end is not None  # noqa: S101, PT018 (it was just set)
    end = new.period.end
    yield words.say("decide.law")
    yield from _merged(new, end, words)
    for contract in new.contracts:
        yield from _of_contract(agreed_at(contract, DAY_MAX), end, contract.id in extended, words)
    if new.procurement is not None:
        reference = new.procurement.reference or new.procurement.procedure or "–"
        yield words.say("decide.procurement", reference=reference)
    yield from _of_vouchers(new, end, words)
    yield from _of_budget(old, end, words)
    yield from _of_trials(new, end, words)
    if new.successors:
        names = ", ".join(dict.fromkeys(heir.organiser for heir in new.successors))
        yield words.say("decide.successors", names=names)


def _merged(pilot: Pilot, end: date, words: Words) -> Iterator[str]:
    """Municipalities that have ended by the new end."""
    for code in pilot.municipalities:
        heir = municipality_successor(code, end)
        if heir != code:
            name, taker = (municipality_name(one, words.lang) for one in (code, heir))
            yield words.say("decide.merged", name=name, heir=taker, end=words.day(end))


def _of_contract(contract: Contract, end: date, extended: bool, words: Words) -> Iterator[str]:
    until = contract.period.end
    days = {"end": words.day(until), "results": words.day(until + timedelta(days=contract.tail_days))}
    if extended:
        yield words.say("decide.extended", id=contract.id, **days)
        limits = []
        if contract.max_participants is not None:
            limits.append(words.say("limit.max_participants", n=words.number(contract.max_participants)))
        if contract.ceiling is not None:
            limits.append(words.say("limit.ceiling", sum=words.euros(contract.ceiling)))
        if limits:
            yield words.say("decide.limits", id=contract.id, limits=", ".join(limits))
    elif until < end:
        yield words.say("decide.contract", id=contract.id, **days)


def _of_vouchers(pilot: Pilot, end: date, words: Words) -> Iterator[str]:
    for voucher in pilot.vouchers:
        if voucher.issued is not None and voucher.issued.end < end:
            yield words.say("decide.voucher", id=voucher.id, end=words.day(voucher.issued.end))
        if voucher.budget is not None:
            yield words.say("decide.voucher-budget", id=voucher.id, sum=words.euros(voucher.budget))


def _of_budget(pilot: Pilot, end: date, words: Words) -> Iterator[str]:
    """The years between the old end and the new one, both with, for which no money is told."""
    assert pilot.period is not None and pilot.period.end is not None  # noqa: S101, PT018 (extend asked)
    told = {budget.year for budget in pilot.budget}
    years = [year for year in range(pilot.period.end.year, end.year + 1) if year not in told]
    if years:
        yield words.say("decide.budget", years=", ".join(map(str, years)))


def _of_trials(pilot: Pilot, end: date, words: Words) -> Iterator[str]:
    """Experiments, surveys and evaluations."""
    for experiment in pilot.experiments:
        if experiment.period is not None and experiment.period.end < end:
            yield words.say("decide.experiment", id=experiment.id, end=words.day(experiment.period.end))
    for survey in pilot.surveys:
        if survey.every not in (None, "once"):
            yield words.say("decide.survey", id=survey.id, end=words.day(end))
    for evaluation in pilot.evaluation:
        if evaluation.horizon_days is not None:
            last = end + timedelta(days=evaluation.horizon_days)
            yield words.say("decide.evaluation", id=evaluation.id, n=evaluation.horizon_days, day=words.day(last))
