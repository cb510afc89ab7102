"""What is due to whom, and why.

Reads participations and results, and the contracts' fee criteria; gives `fee_lines`, one row per contract, client and
fee, with a sentence that says what was counted. All contracts of a pilot are settled in one pass: a criterion is a
table that is joined, never code made for a contract.
"""

from polku.settlement._ledger import Entry, LedgerError, head, read_ledger
from polku.settlement._lines import FEE_LINES, Language, SettlementError, fee_lines
from polku.settlement._post import Posting, post, terms_hash

__all__ = [
    "FEE_LINES",
    "Entry",
    "Language",
    "LedgerError",
    "Posting",
    "SettlementError",
    "fee_lines",
    "head",
    "post",
    "read_ledger",
    "terms_hash",
]
