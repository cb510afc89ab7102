"""What is due: fees by contract and by month. Sums are rounded where a small figure could be worked out of them."""

from __future__ import annotations

from polku.definition import (
    Contract,
    DeliveryFee,
    EarningsFee,
    EducationFee,
    EmploymentFee,
    Fee,
    MilestoneFee,
    ResultRateFee,
    StartFee,
    agreed_at,
    contract_invented,
    fees_ever,
)
from polku.page import (
    NONE,
    Bar,
    Block,
    Count,
    Row,
    Section,
    Shown,
    Table,
    columns,
    every_month,
    mask_column,
    total_shown,
)
from polku.report._figures import FeeFigures, Figures
from polku.report._language import Words
from polku.report._written import Asked

STANDINGS = ("paid", "capped", "over_maximum", "claimed")
NAMES = ("paid", "capped", "over", "claimed")
THOUSAND_EUROS = 100_000  # cents
NO_FEE = FeeFigures(NONE, 0)


def due_section(found: Figures, asked: Asked) -> Section:
    """The section on fees that had been earned by the last day that is known."""
    title = asked.say("due.title")
    if not asked.pilot.contracts:
        return Section("due", title, [asked.say("due.no-contracts")])
    if not found.fees:
        return Section("due", title, [asked.say("due.lead"), asked.say("due.none")])
    lead = [asked.say("due.lead")]
    if rounded(found):
        lead.append(asked.say("due.rounded"))
    blocks = [_contract(contract, found, asked) for contract in asked.pilot.contracts]
    return Section("due", title, lead, [*blocks, *_months(found, asked)])


def rounded(found: Figures) -> bool:
    """Whether any sum is hidden, so that no exact total may stand beside it."""
    contracts = {contract for contract, _ in found.fees}
    return any(
        state is not Shown.YES
        for contract in contracts
        for state in mask_column([f.get("paid", NO_FEE).lines for (c, _), f in found.fees.items() if c == contract])
    ) or any(state is not Shown.YES for state in mask_column(list(found.fee_months.values())))


def sum_written(cents: int, found: Figures, asked: Asked) -> str:
    """A total in euros, to the cent or, where it has to be, to the nearest thousand."""
    return about(cents, asked) if rounded(found) else asked.language.euros(cents)


def about(cents: int, asked: Asked) -> str:
    """A sum to the nearest thousand euros, and said to be so."""
    thousands = (cents + THOUSAND_EUROS // 2) // THOUSAND_EUROS
    if not thousands:
        return asked.say("due.below", sum=asked.language.euros(THOUSAND_EUROS))
    return asked.say("due.about", sum=asked.language.euros(thousands * THOUSAND_EUROS))


def _lines(contract: Contract, found: Figures) -> list[tuple[Fee, list[FeeFigures]]]:
    """The contract's fees in the file's order, each with its figures by standing; zeros where it has no line."""
    told = [(fee, found.fees.get((contract.id, fee.id), {})) for fee in fees_ever(contract)]
    return [(fee, [figures.get(standing, NO_FEE) for standing in STANDINGS]) for fee, figures in told]


def _contract(contract: Contract, found: Figures, asked: Asked) -> Block:
    told = _lines(contract, found)
    paid = mask_column([figures[0].lines for _, figures in told])
    # A column that would be nothing but zeros says nothing.
    kept = [i for i in (1, 2, 3) if any(figures[i].lines.value for _, figures in told)]
    rows = []
    for (fee, figures), state in zip(told, paid, strict=True):
        others = [asked.language.figure(figures[i].lines, total_shown(figures[i].lines)) for i in kept]
        money = asked.language.figure(
            Count(figures[0].cents, 0), Shown.YES if state is Shown.YES else Shown.NO, asked.language.euros
        )
        rows.append(
            Row(fee_name(fee, asked.language), [asked.language.figure(figures[0].lines, state), *others, money])
        )
    cents = sum(figures[0].cents for _, figures in told)
    total = Row(asked.say("page.total"), ["", *("" for _ in kept), sum_written(cents, found, asked)])
    heads = ["fee", "paid", *(NAMES[i] for i in kept), "sum"]
    caption = asked.say("due.contract.caption", id=contract.id)
    invented = contract_invented(asked.pilot, contract)
    return Block(
        f"due-{contract.id}",
        asked.say("due.contract.title", id=contract.id, provider=provider_name(contract, asked)),
        [*([asked.say("invented.beside")] if invented else []), *_terms(contract, asked)],
        None,
        Table(caption, [asked.say(f"due.{head}") for head in heads], rows, total),
        " ".join([asked.say("due.definition"), *(asked.say(f"due.definition-{NAMES[i]}") for i in kept)]),
        invented,
    )


def provider_name(contract: Contract, asked: Asked) -> str:
    """The name of the contract's provider; its id where the pilot's file has no name for it."""
    names = {p.id: p.name.in_language(asked.language.lang) for p in asked.pilot.providers}
    return names.get(contract.provider, contract.provider)


def _terms(contract: Contract, asked: Asked) -> list[str]:
    contract, said = agreed_at(contract, asked.until), []
    if contract.cap_per_person is not None:
        said.append(asked.say("due.terms.cap", sum=asked.language.euros(contract.cap_per_person)))
    if contract.ceiling is not None:
        said.append(asked.say("due.terms.ceiling", sum=asked.language.euros(contract.ceiling)))
    if contract.max_participants is not None:
        said.append(asked.say("due.terms.max", n=asked.language.number(contract.max_participants)))
    return [" ".join(said)] if said else []


def fee_name(fee: Fee, language: Words) -> str:
    """What the fee is paid for, in a few words."""
    match fee:
        case StartFee():
            return language.say("fee.start")
        case MilestoneFee():
            return language.say("fee.milestone", milestone=fee.milestone.replace("_", " "))
        case DeliveryFee():
            return language.say("fee.delivery", unit=fee.unit)
        case EmploymentFee():
            key = "fee.employment-continuous" if fee.counting == "continuous" else "fee.employment"
            return language.say(key, days=language.number(fee.days), window=language.number(fee.window_days))
        case EducationFee():
            return language.say("fee.education", window=language.number(fee.window_days))
        case EarningsFee():
            return language.say("fee.earnings", window=language.number(fee.window_days))
        case ResultRateFee():
            return language.say("fee.result_rate")


def _months(found: Figures, asked: Asked) -> list[Block]:
    months = every_month(found.fee_months)
    if not months:
        return []
    shown = mask_column(list(months.values()))
    euros = asked.language.euros
    written = [asked.language.figure(count, state, euros) for count, state in zip(months.values(), shown, strict=True)]
    drawings = [
        Bar(asked.language.short_month(month), count.value / 100 if state is Shown.YES else 0, text)
        for (month, count), state, text in zip(months.items(), shown, written, strict=True)
    ]
    title = asked.say("due.months.title")
    named = [asked.language.month(month) for month in months]
    ends = {"first": named[0], "last": named[-1]}
    summary = asked.say("due.months.summary-hidden", **ends)
    if any(bar.value for bar in drawings):
        top = max(range(len(drawings)), key=lambda i: drawings[i].value or 0)
        summary = asked.say("due.months.summary", top=named[top], figure=written[top], **ends)
    rows = [Row(name, [text]) for name, text in zip(named, written, strict=True)]
    total = Row(asked.say("page.total"), [sum_written(found.payable_cents, found, asked)])
    heads = [asked.say("due.months.head"), asked.say("due.sum")]
    flags = [contract_invented(asked.pilot, contract) for contract in asked.pilot.contracts]
    beside = "invented.beside-some" if not all(flags) else "invented.beside"
    return [
        Block(
            "due-months",
            title,
            [asked.say(beside)] if any(flags) else [],
            columns("due-months", asked.say("due.months.chart"), summary, drawings, asked.language.thousands),
            Table(title, heads, rows, total, fold=True),
            asked.say("due.months.definition"),
            any(flags),
        )
    ]
