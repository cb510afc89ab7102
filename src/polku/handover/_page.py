"""The summary of a closing as one page that opens in any browser. It names no client."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from polku.definition import Pilot
from polku.handover._closing import KINDS, REASONS, Closing, ContractTail, HandedOver
from polku.handover._words import Words
from polku.page import Block, Box, Headline, Language, Row, Section, Table, framed

TEMPLATES = Path(__file__).parent / "templates"


def closing_page(closing: Closing, pilot: Pilot, lang: Language = "fi") -> str:
    """One self-contained HTML page on what the pilot leaves behind and to whom, in fi, sv or en.

    Figures are exact, small ones too: the page is for the organiser and the successors. Sums are euros without VAT.
    """
    words = Words(lang)
    name = pilot.name.in_language(lang)
    return framed(
        TEMPLATES,
        words,
        title=words.say("title", name=name),
        kicker=words.say("kicker", day=words.day(closing.on)),
        heading=words.say("title", name=name),
        facts=[
            (words.say("organiser"), pilot.organiser.name.in_language(lang)),
            (words.say("day"), words.day(closing.on)),
            (words.say("clients-by"), words.say(f"by.{closing.clients_by}")),
        ],
        boxes=list(_boxes(closing, words)),
        headlines=list(_headlines(closing, words)),
        sections=[_heirs(closing, words), _left(closing, words), _contracts(closing, words), _steps(closing, words)],
    )


def _boxes(closing: Closing, words: Words) -> Iterator[Box]:
    yield Box("paper", words.say("paper"), [words.say("paper.why")])
    if any(contract.invented for contract in closing.contracts):
        yield Box("invented", words.say("invented"), [words.say("invented.why")])


def _headlines(closing: Closing, words: Words) -> Iterator[Headline]:
    left = sum(closing.without_successor.values())
    opened = sum(sum(_counts(one)[1:-1]) for one in closing.successors)
    opened += sum(n for kind, n in closing.open_without_successor.items() if kind != "tail")
    counts = {"clients": closing.clients, "handed": closing.clients - left, "left": left, "open": opened}
    for key, n in counts.items():
        yield Headline(words.number(n), words.say(f"short.{key}"))
    invented = any(contract.invented for contract in closing.contracts)
    if any(contract.most_cents is None for contract in closing.contracts):
        yield Headline("", words.say("short.unlimited"), invented)
    elif closing.contracts:
        most = sum(contract.most_cents or 0 for contract in closing.contracts)
        yield Headline(words.euros(most), words.say("short.most"), invented)


def _counts(one: HandedOver) -> list[int]:
    return [one.clients, one.open_referrals, one.participations, one.vouchers, one.tails]


def _heirs(closing: Closing, words: Words) -> Section:
    heads = ["successor", "municipalities", "clients", *(f"kind.{kind}" for kind in KINDS)]
    nobody = [sum(closing.without_successor.values()), *closing.open_without_successor.values()]
    rows = [
        Row(one.organiser, [words.number(n) for n in (len(one.municipalities), *_counts(one))])
        for one in closing.successors
    ]
    if any(nobody):
        rows.append(Row(words.say("nobody"), ["–", *map(words.number, nobody)]))
    sums = [sum(column) for column in zip(nobody, *map(_counts, closing.successors), strict=True)]
    table = Table(
        words.say("heirs.table"),
        [words.say(head) for head in heads],
        rows,
        Row(words.say("page.total"), ["", *map(words.number, sums)]),
    )
    block = Block("by-successor", words.say("heirs.table"), list(_beside(closing, words)), table=table)
    return Section("heirs", words.say("heirs"), [words.say("heirs.how")], [block])


def _beside(closing: Closing, words: Words) -> Iterator[str]:
    if closing.non_disclosure:
        yield words.count("protected", closing.non_disclosure)
    if closing.voucher_cents:
        yield words.say("vouchers", worth=words.euros(closing.voucher_cents))


def _left(closing: Closing, words: Words) -> Section:
    rows = []
    for reason in REASONS:
        clients, others = closing.without_successor[reason], closing.others_without_successor.get(reason, 0)
        if clients or others:
            cells = [words.number(clients), words.number(others), words.say(f"do.{reason}")]
            rows.append(Row(words.say(f"reason.{reason}"), cells))
    if not rows:
        return Section("left", words.say("left"), [words.say("left.none")])
    heads = [words.say(f"left.{head}") for head in ("reason", "clients", "others", "do")]
    table = Table(words.say("left.table"), heads, rows, words=True)
    return Section("left", words.say("left"), [], [Block("by-reason", words.say("left.table"), table=table)])


def _contracts(closing: Closing, words: Words) -> Section:
    if not closing.contracts:
        return Section("contracts", words.say("contracts"), [words.say("contracts.none")])
    said = [words.say("contracts.how"), words.say("fee.total")]
    blocks = [_contract(contract, closing, words) for contract in closing.contracts]
    return Section("contracts", words.say("contracts"), said, blocks)


def _contract(contract: ContractTail, closing: Closing, words: Words) -> Block:
    said = [words.say("provider", id=contract.provider_id)]
    if contract.starts_until > closing.on:
        said.append(words.say("contract.starts", day=words.day(contract.starts_until)))
    said.append(words.say("contract.results", day=words.day(contract.results_until)))
    if contract.most_cents is None:
        said.append(words.say("contract.unlimited"))
    elif contract.fees:
        said.append(words.say("contract.most", sum=words.euros(contract.most_cents)))
    else:
        said.append(words.say("contract.nothing"))
    id, table = contract.contract_id, _fees(contract, words) if contract.fees else None
    return Block(f"contract-{id}", id, [" ".join(said)], table=table, invented=contract.invented)


def _fees(contract: ContractTail, words: Words) -> Table:
    heads = ("fee", "pays_for", "fee.last_day", "fee.participations", "fee.most")
    rows = []
    for fee in contract.fees:
        most = words.say("fee.no-limit") if fee.most_cents is None else words.euros(fee.most_cents)
        through = words.number(fee.participations) if fee.participations else "–"  # a cohort's, nobody's own
        rows.append(Row(fee.fee_id, [words.say(f"pays.{fee.pays_for}"), words.day(fee.last_day), through, most]))
    return Table(contract.contract_id, [words.say(head) for head in heads], rows)


def _steps(closing: Closing, words: Words) -> Section:
    open_by = dict(closing.open_without_successor)
    for one in closing.successors:
        for kind, n in zip(KINDS, _counts(one)[1:], strict=True):
            open_by[kind] += n
    asked = {
        "left": sum(closing.without_successor.values()) + sum(closing.others_without_successor.values()),
        "files": True,
        "tell": True,
        "referrals": open_by["open_referral"],
        "going": open_by["participation"],
        "vouchers": open_by["voucher"],
        "tails": any(contract.fees for contract in closing.contracts),
        "starts": any(contract.starts_until > closing.on for contract in closing.contracts),
    }
    items = [words.say(f"step.{name}") for name, needed in asked.items() if needed]
    return Section("steps", words.say("steps"), [], [Block("to-do", words.say("steps.list"), items=items)])
