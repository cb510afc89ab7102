"""What is due to whom, and why.

Reads participations and results, and the contracts' fee criteria; gives `fee_lines`, one row per contract, client and
fee, with a sentence that says what was counted. All contracts of a pilot are settled in one pass: a criterion is a
table that is joined, never code made for a contract.
"""

from polku.settlement._explain import (
    AwaitedProof,
    Explanation,
    ToldFee,
    ToldParticipation,
    ToldRow,
    UnknownClientError,
    explain,
)
from polku.settlement._explain_told import explanation_json, explanation_text
from polku.settlement._invoice import Invoice, InvoiceError, InvoiceLine, VatSum, invoice_of, payment_reference
from polku.settlement._invoice_xml import invoice_xml, write_invoice
from polku.settlement._ledger import Entry, LedgerError, head, read_ledger
from polku.settlement._lines import FEE_LINES, Language, SettlementError, fee_lines
from polku.settlement._post import Posting, post, terms_hashes
from polku.settlement._statement import (
    SettlementRun,
    Statement,
    StatementError,
    StatementLine,
    Totals,
    UnpaidLine,
    settlement_reference,
    statement_of,
    statements_of,
)
from polku.settlement._statement_texts import fee_text
from polku.settlement._statement_written import write_statement
from polku.settlement._sums import FeeSum, fee_sums

__all__ = [
    "FEE_LINES",
    "AwaitedProof",
    "Entry",
    "Explanation",
    "FeeSum",
    "Invoice",
    "InvoiceError",
    "InvoiceLine",
    "Language",
    "LedgerError",
    "Posting",
    "SettlementError",
    "SettlementRun",
    "Statement",
    "StatementError",
    "StatementLine",
    "ToldFee",
    "ToldParticipation",
    "ToldRow",
    "Totals",
    "UnknownClientError",
    "UnpaidLine",
    "VatSum",
    "explain",
    "explanation_json",
    "explanation_text",
    "fee_lines",
    "fee_sums",
    "fee_text",
    "head",
    "invoice_of",
    "invoice_xml",
    "payment_reference",
    "post",
    "read_ledger",
    "settlement_reference",
    "statement_of",
    "statements_of",
    "terms_hashes",
    "write_invoice",
    "write_statement",
]
