"""Producers compared fairly, with a funnel plot, and signs of gaming, in words."""

from __future__ import annotations

from typing import Any

from polku.evaluation._drawing import Dot, funnel_plot
from polku.evaluation._evaluate import Evaluation
from polku.evaluation._words import Asked
from polku.page import Block, Row, Section, Table


def producer_sections(found: Evaluation, asked: Asked) -> list[Section]:
    """The sections on producers and on gaming; none where no producer is known."""
    sections = []
    if found.producers:
        blocks = [_service(service, found, asked) for service in dict.fromkeys(row[0] for row in found.producers)]
        lead = [asked.say("producers.lead"), asked.say("producers.new")]
        sections.append(Section("producers", asked.say("producers.title"), lead, blocks))
    if found.gaming:
        signs = [_gaming(found, asked)]
        sections.append(Section("gaming", asked.say("gaming.title"), [asked.say("gaming.lead")], signs))
    return sections


def _service(service: str, found: Evaluation, asked: Asked) -> Block:
    words, rows, dots = asked.words, [], []
    for row in (row for row in found.producers if row[0] == service):
        _, provider, cases, results, expected, ratio, shrunk, low, high, _, _, _, verdict = row
        name, told = _provider(str(provider), asked), asked.say(f"producers.{verdict}")
        if verdict == "too_new":
            rows.append(Row(name, [asked.say("cell.hidden")] * 5 + [told]))
            continue
        dots.append(Dot(name, expected, ratio))
        interval = asked.say("between", low=_ratio(low, asked), high=_ratio(high, asked))
        counts = [words.number(cases), words.number(results), words.written(f"{expected:,.1f}")]
        rows.append(Row(name, [*counts, _ratio(shrunk, asked), interval, told]))
    heads = [asked.say(f"producers.{key}") for key in ("producer", "cases", "results", "expected", "ratio")]
    heads += [asked.say("effects.interval"), asked.say("effects.verdict")]
    title, id = asked.service(service), f"producers-{service}"
    caption = asked.say("producers.caption", name=title)
    summary = asked.say("producers.summary", rows="; ".join(f"{dot.name} {_ratio(dot.ratio, asked)}" for dot in dots))
    chart = funnel_plot(id, caption, summary, dots) if dots else None
    return Block(id, title, [], chart, Table(caption, heads, rows), asked.say("producers.definition"))


def _ratio(value: float, asked: Asked) -> str:
    return asked.words.written(f"{value:.2f}")


def _provider(provider: str, asked: Asked) -> str:
    for one in asked.pilot.providers:
        if one.id == provider:
            return one.name.in_language(asked.words.lang)
    return provider


def _gaming(found: Evaluation, asked: Asked) -> Block:
    """One table of all signs; a figure of fewer than twenty cases is not there."""
    rows = []
    for signal, service, provider, fee, n, value, normal, low, high, _, verdict in found.gaming:
        whose = ", ".join(part for part in (asked.service(service), _named(provider, asked), fee) if part)
        figures = [asked.say("cell.hidden")] * 4
        if value is not None:
            ends = asked.say("between", low=_figure(signal, low, asked), high=_figure(signal, high, asked))
            figures = [_figure(signal, value, asked), _figure(signal, normal, asked), ends, asked.words.number(n)]
        rows.append(Row(f"{asked.say(f'gaming.{signal}')}: {whose}", [*figures, asked.say(f"gaming.{verdict}")]))
    heads = [asked.say(f"gaming.{key}") for key in ("sign", "value", "normal")]
    heads += [asked.say("effects.interval"), asked.say("gaming.n"), asked.say("effects.verdict")]
    title = asked.say("gaming.caption")
    return Block("gaming-signs", title, [], None, Table(title, heads, rows), asked.say("gaming.definition"))


def _named(provider: Any, asked: Asked) -> str:
    return _provider(str(provider), asked) if provider else ""


def _figure(signal: str, value: float, asked: Asked) -> str:
    if signal == "parking":
        return _ratio(value, asked)
    return asked.words.percent(f"{100 * value:.1f}")
