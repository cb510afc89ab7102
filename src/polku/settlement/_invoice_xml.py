"""The invoice as UBL 2.1 in the form of EN 16931."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from polku.base import euros
from polku.definition import InvoiceParty
from polku.settlement._invoice import SELF_BILLED_CREDIT, Invoice, InvoiceLine, VatSum
from polku.settlement._statement_written import write_whole

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_AGGREGATE, _BASIC = f"{_UBL}CommonAggregateComponents-2", f"{_UBL}CommonBasicComponents-2"
_EN_16931 = "urn:cen.eu:en16931:2017"
_BUSINESS_ID, _OVT = "0212", "0216"
_CREDIT_TRANSFER = "58"
_LINE_OBJECT = "130"


def write_invoice(invoice: Invoice, folder: Path) -> Path:
    """Write `<contract>.invoice.xml` or, for a credit note, `<contract>.credit-note.xml`; its path.

    The file appears whole or not at all. Raises StatementError when the folder cannot be written.
    """
    kind = "credit-note" if _is_credit(invoice) else "invoice"
    return write_whole(folder / f"{invoice.contract_id}.{kind}.xml", invoice_xml(invoice))


def invoice_xml(invoice: Invoice) -> bytes:
    """UBL 2.1: an Invoice, or a CreditNote for type 261. Valid by UBL's schema and EN 16931's rules."""
    from lxml import etree

    name = "CreditNote" if _is_credit(invoice) else "Invoice"
    space = f"{_UBL}{name}-2"
    spaces: Any = {None: space, "cac": _AGGREGATE, "cbc": _BASIC}
    root = etree.Element(f"{{{space}}}{name}", nsmap=spaces)
    _head(root, invoice)
    _party(_group(_group(root, "AccountingSupplierParty"), "Party"), invoice.terms.seller)
    _party(_group(_group(root, "AccountingCustomerParty"), "Party"), invoice.terms.buyer)
    _payment(root, invoice)
    _totals(root, invoice)
    for number, line in enumerate(invoice.lines, 1):
        _line(root, number, line, name)
    content: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return content


def _is_credit(invoice: Invoice) -> bool:
    return invoice.type_code == SELF_BILLED_CREDIT


def _group(parent: Element, name: str) -> Element:
    from lxml import etree

    return etree.SubElement(parent, f"{{{_AGGREGATE}}}{name}")


def _put(parent: Element, name: str, text: str, **attributes: str) -> None:
    from lxml import etree

    etree.SubElement(parent, f"{{{_BASIC}}}{name}", attributes).text = _clean(text)


def _clean(text: str) -> str:
    """The text without what XML cannot carry."""
    return text if text.isprintable() else "".join(letter if letter.isprintable() else " " for letter in text)


def _sum(parent: Element, name: str, cents: int) -> None:
    _put(parent, name, f"{euros(cents)}", currencyID="EUR")


def _head(root: Element, invoice: Invoice) -> None:
    credit = _is_credit(invoice)
    _put(root, "CustomizationID", _EN_16931)
    _put(root, "ID", invoice.number)
    _put(root, "IssueDate", invoice.issued_on.isoformat())
    if not credit:
        _put(root, "DueDate", invoice.due_on.isoformat())
    _put(root, "CreditNoteTypeCode" if credit else "InvoiceTypeCode", invoice.type_code)
    for note in invoice.notes:
        _put(root, "Note", note)
    _put(root, "DocumentCurrencyCode", "EUR")
    _put(root, "BuyerReference", invoice.terms.buyer_reference)
    period = _group(root, "InvoicePeriod")
    _put(period, "StartDate", min(line.supplied_on for line in invoice.lines).isoformat())
    _put(period, "EndDate", max(line.supplied_on for line in invoice.lines).isoformat())
    for number in invoice.corrects:
        _put(_group(_group(root, "BillingReference"), "InvoiceDocumentReference"), "ID", number)
    _put(_group(root, "ContractDocumentReference"), "ID", invoice.contract_id)
    _put(_group(root, "AdditionalDocumentReference"), "ID", invoice.run_id)


def _party(party: Element, told: InvoiceParty) -> None:
    _put(party, "EndpointID", told.ovt, schemeID=_OVT)
    _put(_group(party, "PartyName"), "Name", told.name)
    address = _group(party, "PostalAddress")
    _put(address, "StreetName", told.street)
    _put(address, "CityName", told.city)
    _put(address, "PostalZone", told.post_code)
    _put(_group(address, "Country"), "IdentificationCode", "FI")
    # Who is not in the VAT register is told by the business id, as the tax authority's register does.
    tax = _group(party, "PartyTaxScheme")
    _put(tax, "CompanyID", told.vat_number or told.business_id)
    _put(_group(tax, "TaxScheme"), "ID", "VAT" if told.vat_number else "TAX")
    legal = _group(party, "PartyLegalEntity")
    _put(legal, "RegistrationName", told.name)
    _put(legal, "CompanyID", told.business_id, schemeID=_BUSINESS_ID)


def _payment(root: Element, invoice: Invoice) -> None:
    if not _is_credit(invoice):
        means = _group(root, "PaymentMeans")
        _put(means, "PaymentMeansCode", _CREDIT_TRANSFER)
        _put(means, "PaymentID", invoice.payment_reference)
        account = _group(means, "PayeeFinancialAccount")
        _put(account, "ID", invoice.terms.seller.iban)
        if invoice.terms.seller.bic:
            _put(_group(account, "FinancialInstitutionBranch"), "ID", invoice.terms.seller.bic)
    _put(_group(root, "PaymentTerms"), "Note", invoice.payment_terms)


def _totals(root: Element, invoice: Invoice) -> None:
    tax = _group(root, "TaxTotal")
    _sum(tax, "TaxAmount", invoice.vat_cents)
    for part in invoice.vat:
        subtotal = _group(tax, "TaxSubtotal")
        _sum(subtotal, "TaxableAmount", part.taxable_cents)
        _sum(subtotal, "TaxAmount", part.vat_cents)
        _category(_group(subtotal, "TaxCategory"), part)
    total = _group(root, "LegalMonetaryTotal")
    _sum(total, "LineExtensionAmount", invoice.net_cents)
    _sum(total, "TaxExclusiveAmount", invoice.net_cents)
    _sum(total, "TaxInclusiveAmount", invoice.payable_cents)
    _sum(total, "PayableAmount", invoice.payable_cents)


def _category(group: Element, part: VatSum | InvoiceLine) -> None:
    _put(group, "ID", part.category)
    _put(group, "Percent", f"{Decimal(part.rate_bp).scaleb(-2):f}")
    if isinstance(part, VatSum) and part.reason:
        _put(group, "TaxExemptionReason", part.reason)
    _put(_group(group, "TaxScheme"), "ID", "VAT")


def _line(root: Element, number: int, line: InvoiceLine, document: str) -> None:
    """A unit at the line's price; what lowers the document is a unit taken back, since prices are never negative."""
    group = _group(root, f"{document}Line")
    _put(group, "ID", str(number))
    if line.note:
        _put(group, "Note", line.note)
    quantity = "CreditedQuantity" if document == "CreditNote" else "InvoicedQuantity"
    _put(group, quantity, "-1" if line.cents < 0 else "1", unitCode="C62")
    _sum(group, "LineExtensionAmount", line.cents)
    period = _group(group, "InvoicePeriod")
    _put(period, "StartDate", line.supplied_on.isoformat())
    _put(period, "EndDate", line.supplied_on.isoformat())
    case = _group(group, "DocumentReference")
    _put(case, "ID", line.reference)
    _put(case, "DocumentTypeCode", _LINE_OBJECT)
    item = _group(group, "Item")
    _put(item, "Name", line.name)
    _put(_group(item, "SellersItemIdentification"), "ID", line.fee_id)
    _category(_group(item, "ClassifiedTaxCategory"), line)
    _sum(_group(group, "Price"), "PriceAmount", abs(line.cents))
