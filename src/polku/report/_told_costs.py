"""What it cost, and who pays: the municipal share of benefits, and services by form of production."""

from __future__ import annotations

from datetime import date

from polku.definition import contract_invented
from polku.page import (
    NONE,
    Bar,
    Block,
    Count,
    Headline,
    Row,
    Section,
    Shown,
    Table,
    bars,
    columns,
    mask,
    total_shown,
)
from polku.report._cost_figures import CostFigures, ServiceCost
from polku.report._figures import Figures
from polku.report._told_due import about, rounded
from polku.report._told_path import service_name
from polku.report._written import Asked

PURCHASED = "purchased"
Marks = list[list[Shown]]


def share_headline(costs: CostFigures, asked: Asked) -> list[Headline]:
    """The municipal share in all."""
    if not costs.share.value or costs.share.small:
        return []
    return [Headline(_whole_euros(costs.share.value, asked), asked.say("summary.share"))]


def costs_section(costs: CostFigures, found: Figures, asked: Asked) -> Section:
    """The municipality's share of benefits, and the cost of services; each says so where nothing is known of it."""
    blocks = [*_shares(costs, asked), *_services(costs, found, asked)]
    return Section("costs", asked.say("costs.title"), [asked.say("costs.lead")], blocks)


def _shares(costs: CostFigures, asked: Asked) -> list[Block]:
    title = asked.say("costs.share.title")
    months = sorted({month for month, _ in costs.shares if month is not None})
    if not months:
        key = "costs.share.none" if costs.benefits_known else "costs.share.unknown"
        return [Block("costs-share", title, [asked.say(key)])]
    brackets = sorted({bracket for _, bracket in costs.shares if bracket is not None})
    grid = [[costs.shares.get((month, bracket), NONE) for bracket in (*brackets, None)] for month in (*months, None)]
    marks = mask(grid, across=True, down=True)
    return [_share_months(months, grid, marks, brackets, asked), _share_brackets(grid[-1], marks[-1], brackets, asked)]


def _whole_euros(cents: int, asked: Asked) -> str:
    """A sum without cents, where it has to be read at a glance; the tables have it to the cent."""
    return asked.language.euros((cents + 50) // 100 * 100)


def _bracket(bracket: int, asked: Asked) -> str:
    return asked.say("costs.bracket", day=asked.language.number(bracket))


def _cells(counts: list[Count], shown: list[Shown], asked: Asked) -> list[str]:
    return [asked.language.figure(c, s, asked.language.euros) for c, s in zip(counts, shown, strict=True)]


def _share_months(
    months: list[date], grid: list[list[Count]], marks: Marks, brackets: list[int], asked: Asked
) -> Block:
    language = asked.language
    written = [_cells(counts, shown, asked) for counts, shown in zip(grid, marks, strict=True)]
    drawings = [
        Bar(language.short_month(month), counts[-1].value / 100 if shown[-1] is Shown.YES else 0, cells[-1])
        for month, counts, shown, cells in zip(months, grid, marks, written, strict=False)
    ]
    ends = {"first": language.month(months[0]), "last": language.month(months[-1])}
    figures = {"begin": written[0][-1], "end": written[len(months) - 1][-1]}
    summary = asked.say("costs.share.summary", **ends, **figures)
    title = asked.say("costs.share.title")
    rows = [Row(language.month(month), cells) for month, cells in zip(months, written, strict=False)]
    total = Row(asked.say("page.total"), written[-1])
    heads = [asked.say("picture.month"), *(_bracket(one, asked) for one in brackets), asked.say("page.total")]
    chart = columns("costs-share", asked.say("costs.share.chart"), summary, drawings, language.thousands)
    table = Table(asked.say("costs.share.caption"), heads, rows, total, fold=True)
    return Block(
        "costs-share", title, [asked.say("costs.share.text")], chart, table, asked.say("costs.share.definition")
    )


def _share_brackets(counts: list[Count], shown: list[Shown], brackets: list[int], asked: Asked) -> Block:
    title = asked.say("costs.brackets.title")
    cells = _cells(counts, shown, asked)
    names = [_bracket(bracket, asked) for bracket in brackets]
    drawings = [
        Bar(
            name,
            count.value if state is Shown.YES else 0,
            asked.language.figure(count, state, lambda cents: _whole_euros(cents, asked)),
        )
        for name, count, state in zip(names, counts, shown, strict=False)
    ]
    rows = [Row(name, [text]) for name, text in zip(names, cells, strict=False)]
    total = Row(asked.say("page.total"), [cells[-1]])
    summary = asked.say("costs.brackets.summary", rows=asked.language.few(drawings))
    table = Table(title, [asked.say("costs.brackets.head"), asked.say("costs.brackets.sum")], rows, total)
    chart = bars("costs-brackets", title, summary, drawings)
    return Block("costs-brackets", title, [], chart, table, asked.say("costs.brackets.definition"))


def _services(costs: CostFigures, found: Figures, asked: Asked) -> list[Block]:
    title = asked.say("costs.services.title")
    without = [asked.say("costs.services.unknown", names=", ".join(service_name(s, asked) for s in costs.without_cost))]
    left_out = without if costs.without_cost else []
    if not costs.services:
        return [Block("costs-services", title, left_out or [asked.say("costs.services.none")])]
    services = sorted(costs.services.items(), key=lambda item: service_name(item[0], asked))
    grid = _grid([service for _, service in services], costs.productions)
    marks = mask(grid, across=True, down=True)
    exact = not rounded(found)
    rows = [
        _service(service_name(name, asked), counts, shown, costs, exact, asked)
        for (name, _), counts, shown in zip(services, grid, marks, strict=False)
    ]
    total = _service(asked.say("page.total"), grid[-1], marks[-1], costs, exact, asked)
    heads = [
        asked.say("path.service"),
        *(asked.say(f"production.{p}") for p in costs.productions),
        asked.say("page.total"),
    ]
    invented = _invented(costs, asked)
    beside = [asked.say("costs.services.invented")] if invented else []
    sentences = [*beside, *left_out, *([] if exact else [asked.say("due.rounded")])]
    table = Table(title, heads, rows, total if len(rows) > 1 else None)
    block = Block("costs-services", title, sentences, None, table, asked.say("costs.services.definition"), invented)
    whole = [shown[-1] for shown in marks[:-1]]
    return [block, _by_client(services, whole, exact, invented, asked)]


def _invented(costs: CostFigures, asked: Asked) -> bool:
    """Whether any cost rests on something made up: a contract's fees, or a service with its unit cost."""
    pilot = asked.pilot
    fees = PURCHASED in costs.productions and any(contract_invented(pilot, one) for one in pilot.contracts)
    units = [one.unit_cost for one in pilot.services if one.id in costs.services and one.unit_cost is not None]
    return pilot.invented or fees or any(unit.invented for unit in units)


def _grid(services: list[ServiceCost], productions: tuple[str, ...]) -> list[list[Count]]:
    """Cents of each service by form of production and in all; the last row has the sums."""
    rows = [[*(service.by_production.get(p, NONE) for p in productions), service.whole] for service in services]
    sums = [Count(sum(row[i].value for row in rows), sum(row[i].clients for row in rows)) for i in range(len(rows[0]))]
    return [*rows, sums]


def _service(label: str, counts: list[Count], shown: list[Shown], costs: CostFigures, exact: bool, asked: Asked) -> Row:
    """A row of costs. Where the fees' sums are rounded, what has fees in it is rounded here too."""
    bought = counts[costs.productions.index(PURCHASED)].value if PURCHASED in costs.productions else 0
    cells = []
    for name, count, state in zip((*costs.productions, None), counts, shown, strict=True):
        near = not exact and bool(bought) and name in (PURCHASED, None)
        write = (lambda cents: about(cents, asked)) if near else asked.language.euros
        cells.append(asked.language.figure(count, state, write))
    return Row(label, cells)


def _by_client(
    services: list[tuple[str, ServiceCost]], shown: list[Shown], exact: bool, invented: bool, asked: Asked
) -> Block:
    """The cost of a client, of services whose exact cost is told."""
    rows, drawings = [], []
    for (name, service), state in zip(services, shown, strict=True):
        clients = Count(service.clients, service.clients)
        told = state is Shown.YES and total_shown(clients) is Shown.YES and service.clients > 0
        told = told and (exact or PURCHASED not in service.by_production)
        each = (2 * service.whole.value // 100 + service.clients) // (2 * service.clients) if told else 0
        text = asked.language.euros(each * 100) if told else asked.say("cell.hidden")
        label = service_name(name, asked)
        rows.append(Row(label, [asked.language.figure(clients, total_shown(clients)), text]))
        drawings.append(Bar(label, each, text))
    title = asked.say("costs.client.title")
    summary = asked.say("costs.client.summary", rows=asked.language.few(drawings))
    heads = [asked.say(key) for key in ("path.service", "costs.client.clients", "costs.client.each")]
    table, chart = Table(title, heads, rows), bars("costs-client", title, summary, drawings)
    return Block("costs-client", title, [], chart, table, asked.say("costs.client.definition"), invented)
