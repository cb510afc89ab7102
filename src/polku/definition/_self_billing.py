"""What a contract records so that the organiser may write the provider's invoice (self-billing)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal, Self

from pydantic import PlainValidator, WithJsonSchema, model_validator

from polku.definition._base import Keys, Part
from polku.definition._scalars import Complaint, Day, DaysFromOne, Line, refuse, shown

VatTreatment = Literal["standard", "exempt_education", "exempt_social_welfare"]


def _business_id(value: str) -> bool:
    from stdnum.fi import ytunnus

    return bool(ytunnus.is_valid(value)) and len(value) == 9 and value[7] == "-"


def _vat_number(value: str) -> bool:
    from stdnum.fi import alv

    return value.startswith("FI") and len(value) == 10 and bool(alv.is_valid(value))


def _ovt(value: str) -> bool:
    """0037, the business id's digits, and up to five signs of the party's own."""
    return value.startswith("0037") and 12 <= len(value) <= 17 and value.isascii() and value.isalnum()


def _iban(value: str) -> bool:
    from stdnum import iban

    return value.isascii() and value.isalnum() and bool(iban.is_valid(value))


def _bic(value: str) -> bool:
    from stdnum import bic

    return value.isascii() and value.isalnum() and bool(bic.is_valid(value))


def _checked(right: Callable[[str], bool], what: str, example: str) -> PlainValidator:
    def check(value: object) -> str:
        if isinstance(value, str) and right(value):
            return value
        cure = "Put it in quotes." if isinstance(value, int) else f"Write it as {example}; its check digits must agree."
        raise refuse(Complaint(f"{shown(value)} is no {what}.", cure))

    return PlainValidator(check)


def _form(pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "pattern": f"^{pattern}$"})


CheckedBusinessId = Annotated[
    str, _checked(_business_id, "business id", '"9990010-4"'), _form("[0-9]{7}-[0-9]")
]  # fmt: skip
VatNumber = Annotated[str, _checked(_vat_number, "Finnish VAT number", "FI99900104"), _form("FI[0-9]{8}")]
Ovt = Annotated[str, _checked(_ovt, "OVT code", '"003799900104"'), _form("0037[0-9]{8}[0-9A-Za-z]{0,5}")]
Iban = Annotated[str, _checked(_iban, "IBAN", "FI2112345600000785"), _form("[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}")]
Bic = Annotated[str, _checked(_bic, "BIC", "NDEAFIHH"), _form("[A-Z0-9]{8}([A-Z0-9]{3})?")]


class InvoiceParty(Keys):
    """A Finnish buyer or seller as invoices name it."""

    name: Line
    """The registered name."""
    business_id: CheckedBusinessId
    """Y-tunnus, scheme 0212."""
    ovt: Ovt
    """The address of e-invoices, scheme 0216."""
    street: Line
    post_code: Line
    city: Line
    vat_number: VatNumber | None = None
    """Left out by who is not in the VAT register."""

    @model_validator(mode="after")
    def _one_business(self) -> Self:
        digits = self.business_id.replace("-", "")
        for key, value, start in (("ovt", self.ovt, "0037"), ("vat_number", self.vat_number, "FI")):
            if value is not None and not value.startswith(start + digits):
                message = f"{value} is not of the business {self.business_id}."
                raise refuse(Complaint(message, f"It begins with {start}{digits}.", (key,)))
        return self


class Seller(InvoiceParty):
    """The provider in whose name the invoice is written, and the account that is paid."""

    iban: Iban
    bic: Bic | None = None


class SelfBilling(Part):
    """The provider's recorded consent that the organiser writes its invoices, and what they need."""

    consent: Day
    """The first day on which the organiser may write an invoice."""
    reference: Line
    """Where the consent is kept."""
    buyer: InvoiceParty
    seller: Seller
    buyer_reference: Line
    """What the buyer asks to be named, such as an order or a cost centre."""
    payment_terms_days: DaysFromOne = 30
    vat: VatTreatment = "standard"
    """A VAT treatment of law/vat."""

    @model_validator(mode="after")
    def _taxed_by_who_is_registered(self) -> Self:
        if self.vat == "standard" and self.seller.vat_number is None:
            message = "A seller who adds VAT has a VAT number."
            raise refuse(Complaint(message, "Write vat_number, or the exemption as vat.", ("seller",)))
        return self
