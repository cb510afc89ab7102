"""The last part: conditions word for word, values of the law with their sources, what is hidden, what is not known."""

from __future__ import annotations

from datetime import date

from polku.definition import (
    LawItem,
    Process,
    municipalities,
    municipality_name,
    process,
    source_in_words,
    statuses,
)
from polku.page import Block, Row, Section, Table
from polku.report._written import Asked


def sources_section(asked: Asked) -> Section:
    """The section with definitions and sources."""
    blocks = [_rules(asked), _law(asked), *_unknown(asked), _small(asked), _pilot(asked)]
    return Section("sources", asked.say("sources.title"), (), blocks)


def _rules(asked: Asked) -> Block:
    title = asked.say("sources.rules.title")
    group, lang = asked.pilot.target_group, asked.language.lang
    if group is None:
        return Block("sources-rules", title, [asked.say("sources.rules.none")])
    rows = [Row(criterion.name.in_language(lang), [criterion.when.text]) for criterion in group.any_of]
    if group.scope is not None:
        rows.insert(0, Row(asked.say("sources.rules.scope"), [group.scope.text]))
    places = ", ".join(sorted(municipality_name(code, lang) for code in asked.pilot.municipalities))
    rows.append(Row(asked.say("sources.rules.municipalities"), [places]))
    heads = [asked.say("sources.rules.head"), asked.say("sources.rules.rule")]
    table = Table(title, heads, rows, words=True)
    return Block("sources-rules", title, (), None, table, asked.say("sources.rules.definition"))


def _law(asked: Asked) -> Block:
    title = asked.say("sources.law.title")
    day = asked.until
    heads = [asked.say(f"sources.law.{head}") for head in ("name", "value", "source", "sure")]
    rows = [*_codes(asked, day), *_duties(asked, day), _places(asked)]
    table = Table(title, heads, rows, words=True)
    sentences = [asked.say("sources.law.text", day=asked.language.day(day))]
    return Block("sources-law", title, sentences, None, table, asked.say("sources.law.definition"))


def _codes(asked: Asked, day: date) -> list[Row]:
    rows = []
    for status in statuses():
        group = "unemployed" if status.unemployed else "in_services" if status.in_services else ""
        step = next((step for step in status.in_activation_rate.steps if step.covers(day)), None)
        if group and step is not None:
            value = asked.say(f"sources.law.{group}", code=status.code)
            rows.append(_row(asked, status.name.in_language(asked.language.lang), value, step.source, step.unverified))
    return rows


def _duties(asked: Asked, day: date) -> list[Row]:
    """The duties of the pilot's process that are in force on the day."""
    named = asked.pilot.process
    if named is None:
        return []
    found = named if isinstance(named, Process) else process(named)
    return [row for item in found.duties.values() for row in _duty(asked, item, day)]


def _duty(asked: Asked, item: LawItem, day: date) -> list[Row]:
    step = next((step for step in item.values.steps if step.covers(day)), None)
    if step is None:
        return []
    lang = asked.language.lang
    if isinstance(step.value, bool):
        value = asked.say("sources.law.yes" if step.value else "sources.law.no")
    else:
        value = item.unit.counted(step.value, lang)
    return [_row(asked, item.label.in_language(lang), value, step.source, step.unverified)]


def _places(asked: Asked) -> Row:
    codes = set(asked.pilot.municipalities)
    found = [place for place in municipalities() if place.code in codes]
    sources = "; ".join(dict.fromkeys(place.source for place in found))
    label, value = asked.say("sources.law.municipalities"), asked.say("sources.law.listed")
    return _row(asked, label, value, sources, any(place.unverified for place in found))


def _row(asked: Asked, label: str, value: str, source: str, unverified: bool) -> Row:
    sure = asked.say("sources.law.unverified" if unverified else "sources.law.verified")
    told = source_in_words(source, asked.language.lang)
    return Row(label, [value, told or asked.say("cell.unknown"), sure])


def _unknown(asked: Asked) -> list[Block]:
    if not asked.pilot.unknown:
        return []
    title = asked.say("sources.unknown.title")
    return [Block("sources-unknown", title, [asked.say("sources.unknown.text")], items=asked.pilot.unknown)]


def _small(asked: Asked) -> Block:
    sentences = [asked.say("sources.small.text"), asked.say("sources.small.secret")]
    return Block("sources-small", asked.say("sources.small.title"), sentences)


def _pilot(asked: Asked) -> Block:
    title = asked.say("sources.pilot.title")
    return Block("sources-pilot", title, [asked.say("sources.pilot.text", source=asked.pilot.source)])
