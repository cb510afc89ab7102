"""The self-billed invoice of a run: what a statement's lines cost with VAT, in cents."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from polku.base import BASIS_POINTS, PolkuError, finnish_day
from polku.definition import Contract, Pilot, SelfBilling, vat
from polku.settlement._lines import Language
from polku.settlement._statement import Statement, StatementLine
from polku.settlement._statement_texts import StatementWords

SELF_BILLED, SELF_BILLED_CREDIT = "389", "261"
_NUMBER = re.compile(r"[1-9][0-9]{0,17}\Z")


class InvoiceError(PolkuError):
    """An invoice that may not or cannot be written."""


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """One line of a statement; cents is signed as the document counts (a credit note's credits are positive).

    category: S (standard) or E (exempt). note: for a correction, what was posted before and now.
    """

    reference: str
    fee_id: str
    name: str
    supplied_on: date
    cents: int
    category: Literal["S", "E"]
    rate_bp: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class VatSum:
    """A rate's part of the document, in cents. vat: half a cent away from zero; reason: why there is none."""

    category: Literal["S", "E"]
    rate_bp: int
    taxable_cents: int
    vat_cents: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Invoice:
    """A self-billed invoice (389) or credit note (261); what is to be paid or credited is not negative.

    number: of the whole ledger, never used twice. payment_reference: RF reference (ISO 11649) around a Finnish one, on
    invoices. corrects: numbers of earlier invoices whose lines this one corrects. unverified: whether a VAT rate of the
    law files is not known for sure.
    """

    number: str
    type_code: str
    issued_on: date
    due_on: date
    contract_id: str
    run_id: str
    terms: SelfBilling
    lines: tuple[InvoiceLine, ...]
    vat: tuple[VatSum, ...]
    notes: tuple[str, ...]
    payment_terms: str
    payment_reference: str
    corrects: tuple[str, ...]
    lang: Language
    unverified: bool

    @property
    def net_cents(self) -> int:
        """The lines' sum without VAT."""
        return sum(line.cents for line in self.lines)

    @property
    def vat_cents(self) -> int:
        """The VAT of all rates."""
        return sum(part.vat_cents for part in self.vat)

    @property
    def payable_cents(self) -> int:
        """What the buyer pays, or is credited."""
        return self.net_cents + self.vat_cents


def payment_reference(number: int) -> str:
    """The RF reference of an invoice number: a Finnish reference (weights 7, 3, 1) in ISO 11649 form."""
    from stdnum.iso7064 import mod_97_10

    digits = str(number).zfill(3)
    total = sum(int(digit) * (7, 3, 1)[place % 3] for place, digit in enumerate(reversed(digits)))
    domestic = f"{digits}{-total % 10}"
    return f"RF{mod_97_10.calc_check_digits(domestic + 'RF')}{domestic}"


def invoice_of(
    statement: Statement,
    pilot: Pilot,
    *,
    number: int,
    issued_on: date,
    corrects: Sequence[str] = (),
    lang: Language = "fi",
) -> Invoice | None:
    """The invoice that the organiser writes in the provider's name for a statement; None when it has no lines.

    Type 389 when what is payable with VAT is 0 or more, else 261. Each line has the VAT rate of the day on which its
    money was first posted as earned, so a correction has the rate of what it corrects; VAT is rounded once a rate.
    number: a running number that no other invoice of the seller has. Raises InvoiceError without consent on
    `issued_on`, for another business than the provider's or a number that does not fit; NoValueOn where the law files
    have no rate.
    Source: EN 16931-1, acts 241/2019 and 1501/1993 (section 209 b-209 e).
    """
    terms = _consent(statement, pilot, issued_on)
    if not _NUMBER.match(str(number)):
        raise InvoiceError(f"{number} is no invoice number. Give a whole number from 1 with at most 18 digits.")
    lines = [line for line in statement.lines if line.difference_cents]
    if not lines:
        return None
    taxed = _taxed(lines, terms, lang)
    sign = -1 if sum(line.cents for line in taxed) + sum(p.vat_cents for p in _vat_sums(taxed, terms, lang)) < 0 else 1
    counted = [_signed(line, sign) for line in taxed]
    due = issued_on + timedelta(days=terms.payment_terms_days)
    words = StatementWords(lang)
    return Invoice(
        number=f"{statement.contract_id}-{number}",
        type_code=SELF_BILLED if sign > 0 else SELF_BILLED_CREDIT,
        issued_on=issued_on,
        due_on=due,
        contract_id=statement.contract_id,
        run_id=statement.run_id,
        terms=terms,
        lines=tuple(counted),
        vat=_vat_sums(counted, terms, lang),
        notes=_notes(statement, terms, words),
        payment_terms=words.say("invoice_terms", days=terms.payment_terms_days, due=words.day(due)),
        payment_reference=payment_reference(number) if sign > 0 else "",
        corrects=tuple(corrects),
        lang=lang,
        unverified=any(vat(terms.vat).rate_bp.at(line.supplied_on).unverified for line in counted),
    )


def _consent(statement: Statement, pilot: Pilot, issued_on: date) -> SelfBilling:
    """The contract's recorded consent; InvoiceError where there is none, or it is not of this provider."""
    contract = next((one for one in pilot.contracts if one.id == statement.contract_id), None)
    terms = contract.self_billing if isinstance(contract, Contract) else None
    of = f"the contract {statement.contract_id}"
    if terms is None:
        raise InvoiceError(
            f"The provider's consent to self-billing is not recorded in {of}. No invoice was written; record it as"
            " self_billing, or let the provider invoice against the statement."
        )
    if issued_on < terms.consent:
        raise InvoiceError(
            f"The consent to self-billing in {of} begins on {finnish_day(terms.consent)}; an invoice of"
            f" {finnish_day(issued_on)} may not be written. Issue it on that day or later."
        )
    if statement.business_id is not None and statement.business_id != terms.seller.business_id:
        raise InvoiceError(
            f"The seller of self_billing in {of} is {terms.seller.business_id}, its provider is"
            f" {statement.business_id}. No invoice was written; mend the one that is wrong."
        )
    return terms


def _taxed(lines: Sequence[StatementLine], terms: SelfBilling, lang: Language) -> list[InvoiceLine]:
    treatment, words = vat(terms.vat), StatementWords(lang)
    taxed = []
    for line in lines:
        rate = treatment.rate_bp.on(line.supplied_on)
        taxed.append(
            InvoiceLine(
                reference=line.reference,
                fee_id=line.fee_id,
                name=line.fee_text.in_language(lang),
                supplied_on=line.supplied_on,
                cents=line.difference_cents,
                category="S" if rate else "E",
                rate_bp=rate,
                note="" if line.reason == "new" else _correction(line, words),
            )
        )
    return taxed


def _correction(line: StatementLine, words: StatementWords) -> str:
    before, now = words.euros(line.due_before_cents), words.euros(line.due_now_cents)
    return words.say("invoice_correction", reference=line.reference, fee=line.fee_id, before=before, now=now)


def _signed(line: InvoiceLine, sign: int) -> InvoiceLine:
    return replace(line, cents=sign * line.cents)


def _vat_sums(lines: Sequence[InvoiceLine], terms: SelfBilling, lang: Language) -> tuple[VatSum, ...]:
    """One part a rate, the rates in order."""
    taxable: dict[tuple[Literal["S", "E"], int], int] = defaultdict(int)
    for line in lines:
        taxable[(line.category, line.rate_bp)] += line.cents
    treatment = vat(terms.vat)
    why = (treatment.covers or treatment.name).in_language(lang)
    return tuple(
        VatSum(category, rate, cents, _half_up(cents * rate), why if category == "E" else "")
        for (category, rate), cents in sorted(taxable.items())
    )


def _half_up(scaled: int) -> int:
    """Cents times basis points as cents, half a cent away from zero."""
    rounded = (2 * abs(scaled) + BASIS_POINTS) // (2 * BASIS_POINTS)
    return rounded if scaled >= 0 else -rounded


def _notes(statement: Statement, terms: SelfBilling, words: StatementWords) -> tuple[str, ...]:
    notes = [
        words.say("invoice_self_billed", consent=words.day(terms.consent), reference=terms.reference),
        words.say("invoice_statement", run=statement.run_id, until=words.day(statement.until)),
    ]
    if statement.invented or terms.invented:
        notes.append(words.say("invoice_invented"))
    return tuple(notes)
