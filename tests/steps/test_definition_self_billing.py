"""The recorded consent to self-billing: what is wrong with it is told with its line and its cure."""

from __future__ import annotations

from pathlib import Path

import pytest

from polku.definition import DefinitionError, load_pilot, pilot_schema
from tests.steps.statement_world import CONSENT, PILOT, pilot_with


def test_it_is_read(tmp_path: Path) -> None:
    terms = pilot_with(tmp_path).contracts[0].self_billing
    assert terms is not None
    assert (terms.vat, terms.payment_terms_days, terms.seller.iban) == ("standard", 21, "FI2112345600000785")


def test_it_may_be_left_out(tmp_path: Path) -> None:
    assert pilot_with(tmp_path, "").contracts[0].self_billing is None


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('business_id: "9990010-4"', 'business_id: "9990010-5"', "9990010-5 is no business id."),
        ('"003799900104"', '"003799900980"', "003799900980 is not of the business 9990010-4."),
        ('"003799900104"', '"99900104"', "99900104 is no OVT code."),
        ("vat_number: FI99900104", "vat_number: FI99900980", "FI99900980 is not of the business 9990010-4."),
        (", vat_number: FI99900104", "", "A seller who adds VAT has a VAT number."),
        ("FI2112345600000785", "FI2212345600000785", "FI2212345600000785 is no IBAN."),
        ("NDEAFIHH", "NDEA", "NDEA is no BIC."),
        ("consent: 2024-01-10", "consent: yes", "yes is no day."),
        ("vat: standard", "vat: reduced", "reduced"),
        ("reference: Asia 12/2024", "", "reference"),
        ("payment_terms_days: 21", "payment_terms_days: 0", "0 is below 1."),
        ("city: Tampere, iban", "town: Tampere, iban", "town"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert CONSENT.count(old) == 1
    path = tmp_path / "pilot.yaml"
    path.write_text(PILOT + CONSENT.replace(old, new), encoding="utf-8")
    with pytest.raises(DefinitionError) as error:
        load_pilot(path)
    faults = str(error.value)
    assert told in faults
    assert f"{path}:" in faults


def test_editors_know_it() -> None:
    parts = pilot_schema()["$defs"]
    assert set(parts["Seller"]["required"]) == {"name", "business_id", "ovt", "street", "post_code", "city", "iban"}
    assert parts["SelfBilling"]["properties"]["vat"]["default"] == "standard"
