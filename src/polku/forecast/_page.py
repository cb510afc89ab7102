"""The page: each contract in sentences, a picture and tables; one HTML file that needs nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from polku.base.engine import Engine
from polku.definition import Contract, Pilot, contract_invented
from polku.forecast._figures import Figure, Figures, figures
from polku.forecast._language import Words
from polku.forecast._picture import Mean, picture
from polku.forecast._scenarios import SCENARIOS
from polku.forecast._told import sentences
from polku.page import Chart, Language, Row, Table, framed

TEMPLATES = Path(__file__).parent / "templates"
HOW = ("runs", "somewhat", "strong", "same", "low", "anyway", "bands")


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked: the pilot, how many people, which seed, how many runs; until when it is settled; the language."""

    pilot: Pilot
    clients: int
    seed: int
    runs: int
    until: date
    lang: Language


@dataclass(frozen=True, slots=True)
class Section:
    """A contract on the page."""

    id: str
    title: str
    invented: bool
    sentences: list[str]
    picture: Chart | None
    tables: list[Table]


def page(engine: Engine, asked: Asked) -> str:
    """One self-contained HTML page on the table `forecast`."""
    words, found = Words(asked.lang), figures(engine)
    name, runs = asked.pilot.name.in_language(asked.lang), words.number(asked.runs)
    return framed(
        TEMPLATES,
        words,
        title=words.say("page.title", name=name),
        kicker=words.say("page.kicker"),
        heading=name,
        facts=_facts(asked, words),
        notices=_notices(asked, words),
        sections=[_section(contract, asked, found, words) for contract in asked.pilot.contracts],
        how=[words.say(f"how.{key}", runs=runs) for key in HOW],
    )


def _facts(asked: Asked, words: Words) -> list[tuple[str, str]]:
    return [
        (words.say("page.clients"), words.number(asked.clients)),
        (words.say("page.runs"), words.number(asked.runs)),
        (words.say("page.seed"), str(asked.seed)),
        (words.say("page.until"), words.day(asked.until)),
    ]


def _notices(asked: Asked, words: Words) -> list[str]:
    told = [words.say("notice.people", clients=words.number(asked.clients), runs=words.number(asked.runs))]
    invented = [contract.id for contract in asked.pilot.contracts if contract_invented(asked.pilot, contract)]
    return [*told, words.say("notice.terms", names=", ".join(invented))] if invented else told


def _section(contract: Contract, asked: Asked, found: Figures, words: Words) -> Section:
    providers = {provider.id: provider.name.in_language(asked.lang) for provider in asked.pilot.providers}
    nobody = not found.at(contract.id).participants
    return Section(
        id=f"contract-{contract.id}",
        title=words.say("contract.title", contract=contract.id, provider=providers[contract.provider]),
        invented=contract_invented(asked.pilot, contract),
        sentences=sentences(contract, found, words),
        picture=None if nobody else _picture(contract, asked, found, words),
        tables=[] if nobody else _tables(contract, found, words),
    )


def _picture(contract: Contract, asked: Asked, found: Figures, words: Words) -> Chart:
    bars = []
    for scenario in SCENARIOS:
        figure = found.at(contract.id, scenario.id)
        name = words.say(f"scenario.{scenario.id}")
        bars.append(Mean(name, figure.mean, figure.p10, figure.p90, words.euros(figure.mean)))
    told = "; ".join(f"{bar.label} {bar.text} ({words.span(bar.low, bar.high)})" for bar in bars) + "."
    summary = words.say("chart.summary", runs=words.number(asked.runs), told=told)
    return picture(f"picture-{contract.id}", words.say("chart.title"), summary, bars)


def _tables(contract: Contract, found: Figures, words: Words) -> list[Table]:
    return [_by_scenario(contract, found, words), _by_fee(contract, found, words), _by_band(contract, found, words)]


def _by_scenario(contract: Contract, found: Figures, words: Words) -> Table:
    heads = [words.say(f"column.{key}") for key in ("scenario", "participants", "mean", "span", "each", "anyway")]
    rows = [
        Row(
            words.say(f"scenario.{one.id}"),
            [words.mean(figure.participants), *_pay(figure, words), _anyway(figure, words)],
        )
        for one in SCENARIOS
        for figure in [found.at(contract.id, one.id)]
    ]
    return Table(words.say("table.scenarios"), heads, rows)


def _by_fee(contract: Contract, found: Figures, words: Words) -> Table:
    heads = [words.say(f"column.{key}") for key in ("fee", "mean", "span", "each", "anyway", "without")]
    rows = []
    for fee in (*(fee.id for fee in contract.fees), "all"):
        figure, without = found.at(contract.id, fee=fee), found.at(contract.id, "no_effect", fee=fee)
        label = words.say("cell.all") if fee == "all" else fee
        cells = [*_pay(figure, words), _anyway(figure, words), words.euros(without.mean)]
        rows.append(Row(label, cells))
    return Table(words.say("table.fees"), heads, rows, fold=True)


def _by_band(contract: Contract, found: Figures, words: Words) -> Table:
    heads = [words.say(f"column.{key}") for key in ("band", "participants", "mean", "span", "each", "anyway")]
    rows = []
    for band in (*found.bands(contract.id), "all"):
        figure = found.at(contract.id, band=band)
        usual = band in ("low", "medium", "high")
        label = words.say("cell.all") if band == "all" else words.say(f"band.{band}") if usual else band
        cells = [words.mean(figure.participants), *_pay(figure, words), _anyway(figure, words)]
        rows.append(Row(label, cells))
    return Table(words.say("table.bands"), heads, rows, fold=True)


def _pay(figure: Figure, words: Words) -> list[str]:
    return [words.euros(figure.mean), words.span(figure.p10, figure.p90), _euros(figure.each, words)]


def _euros(cents: int | None, words: Words) -> str:
    return words.say("cell.hidden") if cents is None else words.euros(cents)


def _anyway(figure: Figure, words: Words) -> str:
    if figure.anyway is None:
        return words.say("cell.hidden")
    if figure.anyway_low is None or figure.anyway_high is None or figure.anyway_low == figure.anyway_high:
        return words.points(figure.anyway)
    span = words.points_between(figure.anyway_low, figure.anyway_high)
    return f"{words.points(figure.anyway)} ({span})"
